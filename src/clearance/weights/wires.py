# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The wires, with the vocabulary that reads token ids.

``cl100k_base.xz`` is tiktoken's vocabulary (MIT), packed by ``tools/vocabulary.py``. Apart from the weights: what only
looks for identifiers needs no wire, and they take a twentieth of its start.
"""

import lzma
from functools import cache
from importlib.resources import files

from clearance import weights
from clearance.core.codec.registry import wires
from clearance.core.codec.token_ids import Vocabulary


@cache
def vocabulary() -> Vocabulary:
    """``cl100k_base``; read at the first token ids that come."""
    return Vocabulary.of(lzma.decompress((files(weights) / "cl100k_base.xz").read_bytes()))


WIRES = wires(vocabulary)
"""Every wire, by path. See ``clearance.core.codec.registry``."""
