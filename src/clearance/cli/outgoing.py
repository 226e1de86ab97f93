# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""A recorded request, and what of it would leave under the shipped defaults. Sends nothing and keeps nothing.

It takes the steps that the gateway takes with a body: read, find, put each finding into its class's form. It does not
ask where the request may go: that is what ``clearance decide`` says.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from clearance.cli.shown import Mark
from clearance.core.codec.json_text import REQUEST_LIMITS, parse
from clearance.core.codec.wire import Wire
from clearance.core.transform.apply import transform_text
from clearance.core.transform.literals import token_shaped
from clearance.core.transform.tokens import MintingTable
from clearance.errors import Malformed, PartRefused
from clearance.exchange.decide import refused_unless
from clearance.library import Finder
from clearance.model.prompt import Finding, Segment
from clearance.model.record import Scope
from clearance.model.text import Raw
from clearance.model.words import DataClass, Directive, Form, ScopeKind

REFUSED: Final = "refused"
WRAPPERS: Final = ("request", "body", "parsed_body", "string")
"""Members that a recorded request may stand in, one inside the other."""
_DEPTH: Final = 4


@dataclass(frozen=True, slots=True, repr=False)
class Change:
    """One finding: where, what, as what it leaves (a form, or "refused"), and what stands there then."""

    where: str
    finding: Finding
    form: str
    text: str
    replacement: str


@dataclass(frozen=True, slots=True, repr=False)
class Rewritten:
    """One string of a body that leaves changed, before and after, with the changed places in both."""

    where: str
    before: str
    after: str
    removed: tuple[Mark, ...]
    placed: tuple[Mark, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Previewed:
    """One request. ``refusal``: why nothing of it would leave, or None; then nothing is rewritten."""

    model: str
    changes: tuple[Change, ...]
    rewritten: tuple[Rewritten, ...]
    refusal: PartRefused | None


@dataclass(frozen=True, slots=True)
class Rules:
    """What decides: the wire, the detector, the form of each class, the source of tokens, the year that counts."""

    wire: Wire
    finder: Finder
    forms: Mapping[DataClass, Form]
    entropy: Callable[[int], bytes]
    year: int


def preview(line: bytes, rules: Rules) -> Previewed:
    """What would leave of the request that a line records. Tokens are drawn anew for each request.

    Raises:
        Malformed: not JSON, or not a request of this wire. The message holds no content.
        DetectorUnavailable: detection failed.
    """
    try:
        read = rules.wire.read_request(body_of(line))
    except PartRefused as error:
        return Previewed("", (), (), error)
    guarded = refused_unless(read.facts, ())
    if guarded is not None:
        return Previewed(read.facts.model, (), (), guarded)
    found = [
        (segment, findings)
        for segment, findings in zip(read.segments, rules.finder.inspect(read.segments), strict=True)
        if findings
    ]
    refusal = next((_refusal(segment, own[0]) for segment, own in found if segment.directive is Directive.NAME), None)
    if refusal is not None:
        changes = [_refused(segment, finding) for segment, findings in found for finding in findings]
        return Previewed(read.facts.model, tuple(changes), (), refusal)
    table = MintingTable(Scope("", ScopeKind.REQUEST, ""), rules.entropy)
    avoid = frozenset[str]().union(*(token_shaped(segment.text.reveal()) for segment in read.segments))

    def mint(data_class: DataClass, surface: str) -> str:
        return table.mint(data_class, Raw(surface), avoid=avoid).text

    done = [_rewrite(segment, findings, rules, mint) for segment, findings in found]
    changes = [change for _, own in done for change in own]
    return Previewed(read.facts.model, tuple(changes), tuple(one for one, _ in done), None)


def body_of(line: bytes) -> bytes:
    """The request body in a line: the line itself, or what stands in its ``WRAPPERS``. Raises Malformed."""
    value: Any = parse(line, REQUEST_LIMITS)
    outer = value
    for _ in range(_DEPTH):
        if isinstance(value, str):
            return value.encode()
        if not isinstance(value, dict) or "messages" in value:
            break
        inner = next((name for name in WRAPPERS if name in value), None)
        if inner is None:
            break
        value = value[inner]
    if not isinstance(value, dict):
        raise Malformed("holds no request: not a JSON object")
    return line if value is outer else json.dumps(value, ensure_ascii=False).encode()


def place(path: Sequence[str | int]) -> str:
    """A path as people write it: ``messages[0].content``."""
    shown = ""
    for step in path:
        shown += f"[{step}]" if isinstance(step, int) else f".{step}" if shown else step
    return shown or "the body"


def _rewrite(
    segment: Segment, findings: Sequence[Finding], rules: Rules, mint: Callable[[DataClass, str], str]
) -> tuple[Rewritten, list[Change]]:
    """A string in its outgoing form. The findings go left to right and do not overlap."""
    text, where = segment.text.reveal(), place(segment.path)
    after, at = "", 0
    removed, placed, changes = [], [], []
    for finding in findings:
        value = text[finding.start : finding.end]
        alone = replace(finding, start=0, end=len(value))
        done = transform_text(value, [alone], rules.forms, mint, now_year=rules.year)
        after += text[at : finding.start]
        removed.append(Mark(finding.start, finding.end, finding.data_class))
        placed.append(Mark(len(after), len(after) + len(done.text), finding.data_class))
        after += done.text
        at = finding.end
        ((_, form),) = done.counts
        changes.append(Change(where, finding, form, value, done.text))
    return Rewritten(where, text, after + text[at:], tuple(removed), tuple(placed)), changes


def _refusal(segment: Segment, finding: Finding) -> PartRefused:
    where = place(segment.path[: -1 if segment.is_key else None])
    return PartRefused(
        f"a name or key in {where} holds {finding.data_class}; names are sent unchanged, so the request is refused",
        param=where,
    )


def _refused(segment: Segment, finding: Finding) -> Change:
    return Change(place(segment.path), finding, REFUSED, segment.text.reveal()[finding.start : finding.end], "")
