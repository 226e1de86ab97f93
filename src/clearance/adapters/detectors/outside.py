# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Other people's detectors as proposers beside our own: off unless a program or a setting puts one in.

Their libraries are extras and imported only when asked for. They only propose: what they find joins the findings, and
takes nothing away. Models are read from this machine; nothing is downloaded.
"""

import hashlib
import importlib
import importlib.metadata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clearance.core.detect.merge import Candidate
from clearance.errors import DetectorUnavailable, InvalidSetting
from clearance.model.words import DataClass

WINDOW = 1_000
"""Characters that a model sees at once: more would be cut off silently by models with 384 or 512 tokens."""
OVERLAP = 150
"""Characters that two windows share, so that a name on the cut is whole in one of them."""


@dataclass(frozen=True, slots=True)
class Span:
    """One finding of a library: code points of the text given to it, half open, and the library's own label."""

    start: int
    end: int
    label: str
    score: float


Finds = Callable[[str], Iterable[Span]]


class OutsideProposer:
    """Implements ``Proposer``. ``name`` says library and model; it becomes a part of the detector's version.

    ``labels`` maps the library's labels to our classes. ``window``: whether the text must be given in pieces.
    """

    gates: tuple[str, ...] = ()

    def __init__(self, name: str, finds: Finds, labels: Mapping[str, DataClass], *, window: bool) -> None:
        self.name = name
        self._finds = finds
        self._labels = dict(labels)
        self._window = window

    def __repr__(self) -> str:
        return f"OutsideProposer({self.name!r}, {sorted(self._labels.items())!r})"

    def propose(self, data: bytes, gates: Iterable[int]) -> Iterator[Candidate]:
        """Candidates in bytes of the normalised text.

        Raises:
            DetectorUnavailable: the library failed, or gave what is no place in the text or no label of ours.
        """
        del gates
        text = data.decode("utf-8", "replace")
        base = done = 0  # bytes and characters before the window
        for start in windows(text) if self._window else (0,):
            piece = text[start : start + WINDOW] if self._window else text
            base, done = base + len(text[done:start].encode()), start
            ascii_only = piece.isascii()
            for span in self._asked(piece):
                if not 0 <= span.start < span.end <= len(piece) or span.label not in self._labels:
                    raise DetectorUnavailable("Detection failed.", diagnostics=f"{self.name}: unusable finding")
                begin = base + (span.start if ascii_only else len(piece[: span.start].encode()))
                end = begin + len(piece[span.start : span.end].encode())
                yield Candidate(self._kind(span.label), self._labels[span.label], begin, end, span.score)

    def _asked(self, piece: str) -> list[Span]:
        try:
            return list(self._finds(piece))
        except Exception as error:  # noqa: BLE001 - another's code: its message may quote the text, its type does not
            raise DetectorUnavailable("Detection failed.", diagnostics=f"{self.name}: {type(error).__name__}") from None

    def _kind(self, label: str) -> str:
        return f"{self.name.partition(' ')[0]}.{label.lower().replace(' ', '_')}"


def windows(text: str) -> Iterator[int]:
    """Where each window starts: at a blank where there is one."""
    start = 0
    while True:
        yield start
        if start + WINDOW >= len(text):
            return
        cut = start + WINDOW - OVERLAP
        blank = text.rfind(" ", cut - OVERLAP, cut)
        start = blank + 1 if blank >= 0 else cut


def library(module: str, extra: str) -> Any:
    """The library. Raises InvalidSetting, naming the extra that installs it."""
    try:
        return importlib.import_module(module)
    except ImportError:
        raise InvalidSetting(
            f"{module} is not installed; install it with: pip install 'clearance[{extra}]'", param=extra
        ) from None


def started(make: Callable[[], OutsideProposer], setting: str) -> OutsideProposer:
    """What ``make`` gives. Raises InvalidSetting, naming the setting, whatever goes wrong."""
    try:
        return make()
    except InvalidSetting as error:
        raise InvalidSetting(error.safe_message, param=setting) from None
    except Exception as error:  # noqa: BLE001 - another's code: its type says enough
        raise InvalidSetting(f"the model cannot be loaded ({type(error).__name__})", param=setting) from None


def release(distribution: str) -> str:
    """The version of an installed package, for a proposer's name."""
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return "unknown"


def fingerprint(folder: str | Path) -> str:
    """What a model is: a digest of every file in its folder, names included. Reads all of it once."""
    place = Path(folder)
    digest = hashlib.sha256()
    for file in sorted(one for one in place.rglob("*") if one.is_file()):
        with file.open("rb") as opened:
            inside = hashlib.file_digest(opened, "sha256").digest()
        digest.update(hashlib.sha256(file.relative_to(place).as_posix().encode()).digest() + inside)
    return digest.hexdigest()[:16]


def model_folder(path: str | Path, extra: str) -> str:
    """A model's folder on this machine. Raises InvalidSetting for anything else, such as a name to download by."""
    folder = Path(path)
    if not folder.is_dir():
        raise InvalidSetting("the model must be a folder on this machine; nothing is downloaded", param=extra)
    return str(folder.resolve())
