# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Clearance as a library: detect, protect, restore, in this process and without a server.

Knows the detector and the transformer. Does not know applications, deployments or records: a
program that uses it decides itself where the protected text may go, and nothing is written down.
A session's tokens live in its memory only and are gone with it.
"""

import secrets
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from types import MappingProxyType, TracebackType
from typing import Final, Generic, Protocol, Self, TypeVar

from clearance.adapters.detectors.entry_points import plugin_recognisers
from clearance.adapters.detectors.warming import cached_scanner
from clearance.config.load import pattern_cache
from clearance.core.detect.detector import Detector
from clearance.core.detect.profiles import select
from clearance.core.transform.apply import transform_text
from clearance.core.transform.forms import STRICTNESS
from clearance.core.transform.literals import live_literals, token_shaped
from clearance.core.transform.restore import restore_text
from clearance.core.transform.token_map import TokenMap
from clearance.core.transform.tokens import MintingTable
from clearance.errors import InvalidSetting, PartRefused
from clearance.model.prompt import Finding, Segment
from clearance.model.record import Scope
from clearance.model.text import Raw
from clearance.model.words import DataClass, Form, ScopeKind
from clearance.weights import shipped_detector

T = TypeVar("T")
Path = tuple[str | int, ...]

DEFAULT_FORMS: Final[Mapping[DataClass, Form]] = MappingProxyType(
    dict.fromkeys(DataClass, Form.TOKENISED) | dict.fromkeys((DataClass.CREDIT_CARD, DataClass.IBAN), Form.MASKED)
)
"""What the gateway's shipped policy does: tokens for everything, masks for cards and bank accounts."""

NEVER_WEAKER: Final = frozenset({DataClass.SECRET, DataClass.TOKEN_LITERAL})
MAX_DEPTH: Final = 200


class Finder(Protocol):
    """What the facade needs of a detector."""

    def inspect(self, segments: Sequence[Segment]) -> Sequence[Sequence[Finding]]:
        """Findings per segment, in order."""


@dataclass(frozen=True, slots=True, repr=False)
class Protected(Generic[T]):
    """A value that may leave, in the shape it came in.

    ``findings`` are those of all strings, in document order; ``paths`` says for each where its
    string stands (``()`` for a plain string). Offsets are code points of the original string.
    """

    value: T
    findings: tuple[Finding, ...]
    paths: tuple[Path, ...]
    tokens: tuple[str, ...]
    """The token texts placed in it."""

    @property
    def text(self) -> str:
        """The protected string.

        Raises:
            TypeError: the value is not a string.
        """
        if not isinstance(self.value, str):
            raise TypeError("only a protected string has a text; use .value")
        return self.value

    def __repr__(self) -> str:
        return f"<protected: {len(self.findings)} findings, {len(self.tokens)} tokens>"


class Session:
    """One conversation: the same value gets the same token throughout. Closing it forgets every value.

    Not thread-safe: use one session in one thread at a time.
    """

    def __init__(self, gate: "Clearance") -> None:
        self._gate = gate
        self._table: MintingTable | None = MintingTable(Scope("", ScopeKind.REQUEST, ""), gate.entropy)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Forget the tokens; protecting and restoring raise RuntimeError from now on."""
        self._table = None

    def protect(self, value: T) -> Protected[T]:
        """The value with every finding in its strings replaced by its class's form.

        A list or dict (JSON values) keeps its shape: string leaves are protected with the nearest key
        as context; keys, numbers, booleans and null stay as they are, so put numbers that identify
        somebody into strings.

        Raises:
            PartRefused: an object key holds an identifier (keys must stay as they are), or the value
                holds something else than JSON values or is nested deeper than 200 levels.
            DetectorUnavailable: detection failed. Nothing is given out.
        """
        table = self._open()
        segments: list[Segment] = []
        _collect(value, (), "", segments)
        found = self._gate.finder.inspect(segments)
        live = TokenMap.of(table.tokens())
        avoid = frozenset().union(*(token_shaped(segment.text.reveal()) for segment in segments))
        texts: list[str] = []
        findings: list[Finding] = []
        paths: list[Path] = []
        placed: dict[str, None] = {}
        year = self._gate.year()
        for segment, own in zip(segments, found, strict=True):
            if segment.is_key:
                _refuse_in_key(own)
                continue
            text = segment.text.reveal()
            every = _with_literals(own, live_literals(text, live))
            done = transform_text(
                text,
                every,
                self._gate.forms,
                lambda data_class, surface: table.mint(data_class, Raw(surface), avoid=avoid).text,
                now_year=year,
            )
            texts.append(done.text)
            findings += every
            paths += [segment.path] * len(every)
            placed.update(dict.fromkeys(done.placed))
        return Protected(_rebuild(value, iter(texts).__next__), tuple(findings), tuple(paths), tuple(placed))

    def restore(self, reply: T) -> T:
        """The reply with this session's tokens replaced by their values, in every string and object key.

        What this session did not place stays as it is, and a secret is never put into a URL. A key
        is left if its restored text is another key of the same object.

        Raises:
            PartRefused: as for ``protect``.
        """
        tokens = TokenMap.of(self._open().tokens())
        return _restore(reply, tokens, 0)

    def _open(self) -> MintingTable:
        if self._table is None:
            raise RuntimeError("the session is closed")
        return self._table


class Clearance:
    """The gate: which form each class leaves in, and what finds it.

    ``forms`` may only make a class's form stricter than the default (clear, generalised, tokenised,
    masked, dropped); a weaker one has to be asked for in ``unsafe_forms``, where secrets are still
    refused. Masked, generalised and dropped values cannot be restored. ``finder`` takes the place of the shipped
    detector, e.g. that one extended; ``entropy`` is for tests; ``now_year`` (UTC) decides what an old birth date may
    show.

    Raises:
        InvalidSetting: a weaker form where none may be.
        DetectorUnavailable: the shipped detector does not start.
        InvalidSetting: also for an installed plugin's recogniser that does not load.
    """

    def __init__(
        self,
        *,
        forms: Mapping[DataClass, Form] | None = None,
        unsafe_forms: Mapping[DataClass, Form] | None = None,
        finder: Finder | None = None,
        entropy: Callable[[int], bytes] = secrets.token_bytes,
        now_year: int | None = None,
    ) -> None:
        self.forms: Final = _forms(forms or {}, unsafe_forms or {})
        self.finder: Final[Finder] = shipped_finder() if finder is None else finder
        self.entropy: Final = entropy
        self._now_year = now_year

    def session(self) -> Session:
        """A new session with no tokens; use it as a context manager."""
        return Session(self)

    def year(self) -> int:
        """The calendar year that generalising reckons with."""
        return datetime.now(UTC).year if self._now_year is None else self._now_year


def detect(text: str, profiles: Sequence[str] | None = None, *, finder: Finder | None = None) -> list[Finding]:
    """The identifiers and secrets in a text, left to right; offsets are code points.

    ``profiles``: only what one of these is about: safe_harbor_identifiers, limited_data_set_identifiers, pii, pci,
    secrets. That nothing is found determines nothing. ``finder`` takes the place of the shipped detector.

    Raises:
        DetectorUnavailable: detection failed.
        InvalidSetting: there is no such profile.
    """
    found = (finder or shipped_finder()).inspect([Segment((), (), Raw(text))])[0]
    return list(found if profiles is None else select(found, profiles))


@cache
def shipped_finder() -> Detector:
    """The detector behind ``detect``: the shipped one with the recognisers of installed plugins.

    No script waits for patterns to be compiled: that is done beside it, for later texts and the next start.
    """
    return shipped_detector(cached_scanner(pattern_cache())).extended(plugin_recognisers())


def _forms(stricter: Mapping[DataClass, Form], unsafe: Mapping[DataClass, Form]) -> Mapping[DataClass, Form]:
    for data_class, form in stricter.items():
        if STRICTNESS[form] < STRICTNESS[DEFAULT_FORMS[data_class]]:
            raise InvalidSetting(f"forms: {form} is weaker than the default for {data_class}; see unsafe_forms")
    for data_class, form in unsafe.items():
        if data_class in NEVER_WEAKER and STRICTNESS[form] < STRICTNESS[DEFAULT_FORMS[data_class]]:
            raise InvalidSetting(f"unsafe_forms: {data_class} may not be weaker than the default")
    return MappingProxyType({**DEFAULT_FORMS, **stricter, **unsafe})


def _collect(value: object, path: Path, field: str, out: list[Segment]) -> None:
    """Every string leaf and key, in the order in which ``_rebuild`` asks for the leaves."""
    if isinstance(value, str):
        out.append(Segment((len(out),), path, Raw(value), field))
    elif isinstance(value, dict):
        _check(value, path)
        for key, item in value.items():
            out.append(Segment((len(out),), (*path, key), Raw(key), key, is_key=True))
            _collect(item, (*path, key), key, out)
    elif isinstance(value, list):
        _check(value, path)
        for index, item in enumerate(value):
            _collect(item, (*path, index), field, out)
    elif value is not None and not isinstance(value, bool | int | float):
        raise PartRefused("only strings, lists, dicts, numbers, booleans and None can be protected")


def _check(value: dict[object, object] | list[object], path: Path) -> None:
    if len(path) >= MAX_DEPTH:
        raise PartRefused(f"the value is nested deeper than {MAX_DEPTH} levels")
    if isinstance(value, dict) and not all(isinstance(key, str) for key in value):
        raise PartRefused("an object key is not a string")


def _refuse_in_key(findings: Sequence[Finding]) -> None:
    if findings:
        raise PartRefused(f"an object key holds a value of class {findings[0].data_class}; keys stay as they are")


def _with_literals(own: Sequence[Finding], literals: Sequence[Finding]) -> list[Finding]:
    """Both, left to right, without the literals that a finding of the detector already covers."""
    new = [one for one in literals if not any(f.start <= one.start and one.end <= f.end for f in own)]
    return sorted([*own, *new], key=lambda f: (f.start, f.end))


def _rebuild(value: T, next_text: Callable[[], str]) -> T:
    """The same shape with each string leaf replaced by the next text."""
    out: object = value
    if isinstance(value, str):
        out = next_text()
    elif isinstance(value, dict):
        out = {key: _rebuild(item, next_text) for key, item in value.items()}
    elif isinstance(value, list):
        out = [_rebuild(item, next_text) for item in value]
    return out  # type: ignore[return-value]  # a JSON value of the same type


def _restore(value: T, tokens: TokenMap, depth: int) -> T:
    out: object = value
    if depth > MAX_DEPTH:
        raise PartRefused(f"the value is nested deeper than {MAX_DEPTH} levels")
    if isinstance(value, str):
        out = restore_text(value, tokens).text
    elif isinstance(value, list):
        out = [_restore(item, tokens, depth + 1) for item in value]
    elif isinstance(value, dict):
        out = _restore_object(value, tokens, depth)
    return out  # type: ignore[return-value]  # as above


def _restore_object(value: Mapping[object, object], tokens: TokenMap, depth: int) -> dict[object, object]:
    names = [restore_text(key, tokens).text if isinstance(key, str) else key for key in value]
    wanted = Counter([*value, *(name for name, key in zip(names, value, strict=True) if name != key)])
    return {
        (name if wanted[name] == 1 else key): _restore(item, tokens, depth + 1)
        for name, (key, item) in zip(names, value.items(), strict=True)
    }
