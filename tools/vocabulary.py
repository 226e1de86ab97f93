# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Pack a published vocabulary for the wheel: ``python -m tools.vocabulary cl100k_base.tiktoken OUT.xz``.

The input is the file that tiktoken (MIT) publishes: a token in base64 and its id on each line.
"""

import base64
import hashlib
import lzma
import sys
from pathlib import Path

SHA256 = "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7"
"""Of ``cl100k_base.tiktoken``, as tiktoken itself checks it (``tiktoken_ext/openai_public.py``)."""


def pack(published: bytes) -> bytes:
    """How many tokens (four bytes), the length of each in a byte, all their bytes. ValueError: not that file."""
    if hashlib.sha256(published).hexdigest() != SHA256:
        raise ValueError("this is not the published file")
    rows = sorted((int(number), base64.b64decode(token)) for token, number in map(bytes.split, published.splitlines()))
    if [number for number, _ in rows] != list(range(len(rows))):
        raise ValueError("the ids have gaps")
    tokens = [token for _, token in rows]
    plain = len(tokens).to_bytes(4, "big") + bytes(map(len, tokens)) + b"".join(tokens)
    return lzma.compress(plain, preset=9 | lzma.PRESET_EXTREME)


if __name__ == "__main__":
    Path(sys.argv[2]).write_bytes(pack(Path(sys.argv[1]).read_bytes()))
