# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Base64 in a text: what reads as text once it is decoded is searched, and a run with a finding is one finding.

Bounded: at most 64 KB of decoded text for each text, and at most two layers. What decodes to anything but printable
UTF-8, such as an image or a key, is left to the recognisers.
"""

import binascii
from collections.abc import Callable, Iterable, Iterator

from clearance.core.detect.merge import Candidate
from clearance.core.detect.normalise import normalise
from clearance.core.detect.rx import Rx
from clearance.model.words import DataClass

Search = Callable[[bytes], Iterable[Candidate]]

KIND = "encoded"
_RUN = Rx(r"[A-Za-z0-9+/_-]{24,}={0,2}(?:\r?\n[ \t]{0,8}[A-Za-z0-9+/_-]{4,}={0,2})*")
_ONE = Rx(r"[A-Za-z0-9+/_-]{24,}={0,2}")
_STANDARD = bytes.maketrans(b"-_", b"+/")
_BREAKS = b"\r\n\t ="
_LEAST = 16
_MOST = 64 * 1024
_LAYERS = 2
_TELLING = 0.75
"""The least score of a finding that marks the run; what could be an accident in any text does not."""
_FIRST = (
    DataClass.SECRET, DataClass.SSN, DataClass.CREDIT_CARD, DataClass.IBAN, DataClass.MRN, DataClass.HEALTH_PLAN_ID,
    DataClass.ACCOUNT, DataClass.LICENSE, DataClass.PERSON, DataClass.EMAIL, DataClass.PHONE, DataClass.DATE,
)  # fmt: skip
_RANK = {data_class: at for at, data_class in enumerate(_FIRST)}
_IGNORED = frozenset({DataClass.URL, DataClass.TOKEN_LITERAL, DataClass.IP, DataClass.ORGANIZATION})


def encoded(data: bytes, search: Search, layers: int = _LAYERS) -> Iterator[Candidate]:
    """Runs whose decoded text holds a finding of ``search``, with the class of the most telling one."""
    left = _MOST
    for start, end, _, _ in _RUN.all(data):
        for first, last, text in _texts(data, start, end):
            left -= len(text)
            if left < 0:
                return
            found = _telling(text, search, layers)
            if found is not None:
                yield Candidate(KIND, found.data_class, first, last, found.score)


def _texts(data: bytes, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """What a run decodes to, as a whole or, where that is nothing, line by line."""
    text = _decoded(data[start:end])
    if text is not None:
        yield start, end, text
    elif b"\n" in data[start:end]:
        for first, last, _, _ in _ONE.all(data[start:end]):
            text = _decoded(data[start + first : start + last])
            if text is not None:
                yield start + first, start + last, text


def _telling(text: str, search: Search, layers: int) -> Candidate | None:
    inner = normalise(text).data
    found = [*search(inner), *(encoded(inner, search, layers - 1) if layers > 1 else ())]
    sure = [c for c in found if c.score >= _TELLING and c.data_class not in _IGNORED]
    return min(sure, key=lambda c: (_RANK.get(c.data_class, len(_RANK)), -c.score, c.start), default=None)


def _decoded(run: bytes) -> str | None:
    """The text that a run stands for; None for what is no printable text of sixteen characters."""
    compact = run.translate(_STANDARD, _BREAKS)
    compact = compact[: len(compact) - (len(compact) % 4 == 1)]
    try:
        text = binascii.a2b_base64(compact + b"=" * (-len(compact) % 4)).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        return None
    plain = len(text) >= _LEAST and all(c.isprintable() or c in "\n\r\t" for c in text)
    return text if plain else None
