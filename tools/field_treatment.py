# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The table of every field of the vendors' published types and what is done to it, endpoint by endpoint."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from clearance.core.codec.registry import WIRES
from clearance.core.codec.treatment import Treated, Treatment, answer_treatment, request_treatment, stream_treatment
from tools.sdk_leaves.leaf import MARK
from tools.sdk_leaves.shipped import ANSWERS, REQUESTS, SHAPED, STREAMS, Shipped, ShippedLeaf
from tools.sdk_leaves.streams import streamed

Row = tuple[str, str]
_ALSO: Mapping[str, str] = {
    "openai_responses": "`/v1/responses/input_tokens` and `/v1/responses/compact` read the same body.",
    "anthropic_messages": "`/v1/messages/count_tokens` reads the same body.",
    "anthropic_beta": "Fields that only beta features have; the others are as above.",
    "anthropic_beta_answer": "Fields that only beta features have; the others are as above.",
    "gemini": "`/v1` as `/v1beta`; `:streamGenerateContent` reads the same body, `:countTokens` one with this inside.",
    "bedrock": "`converse-stream` reads the same body, `count-tokens` one with this inside.",
}
_LESS: Mapping[str, str] = {
    "anthropic_beta": "anthropic_messages",
    "anthropic_beta_answer": "anthropic_messages_answer",
}
"""Of these, the fields of the other are not said again."""
_IN_ANSWERS = {
    Treatment.SCANNED: "restored",
    Treatment.NAME: "restored",
    Treatment.SEALED: "sealed",
    Treatment.ENCRYPTED: "encrypted",
    Treatment.WORDS: "restored",
    Treatment.UNSEEN: "a picture: passed on",
}
_FEWEST = 3
_FOLDED = {"restored"}
"""From so many fields on, what is refused or restored alike below one place is one line."""


def treated(shipped: Shipped, leaf: ShippedLeaf) -> Treated:
    """What is done to a leaf."""
    wire = WIRES[shipped.path]

    def fill(text: str) -> bytes:
        return shipped.body(leaf, text)

    if shipped in STREAMS:
        return stream_treatment(wire, lambda text: streamed(shipped, fill(text)), (MARK, SHAPED), leaf.word)
    if shipped.answer:
        return answer_treatment(wire, fill, (MARK, SHAPED), leaf.word)
    return request_treatment(wire, shipped.path, fill, (MARK, SHAPED), leaf.word)


def sections() -> Iterator[tuple[str, str, list[Row]]]:
    """Title, note and rows of each body."""
    for shipped in (*REQUESTS, *ANSWERS):
        known = set(_rows(_LESS[shipped.name])) if shipped.name in _LESS else set()
        rows = [row for row in _rows(shipped.name) if row not in known]
        beta = " (beta)" if shipped.name in _LESS else ""
        kind = "answer" if shipped.answer else "request"
        yield f"`{shipped.endpoint}`, {kind}{beta}", _ALSO.get(shipped.name, ""), _folded(rows)


def _rows(name: str) -> list[Row]:
    shipped = next(one for one in (*REQUESTS, *ANSWERS) if one.name == name)
    rows: dict[str, list[str]] = {}
    for leaf in shipped.leaves():
        words = rows.setdefault(leaf.path, [])
        told = _told(treated(shipped, leaf), answer=shipped.answer)
        if told not in words:
            words.append(told)
    return [(path, "; or ".join(words)) for path, words in rows.items()]


def _told(one: Treated, *, answer: bool) -> str:
    if answer:
        return _IN_ANSWERS[one.treatment]
    text = str(one.treatment)
    if one.why:
        text += f": {one.why}"
    if one.otherwise is not None:
        text += f", else {one.otherwise}"
    return text + (f" (needs `{'`, `'.join(one.needs)}`)" if one.needs else "")


def _folded(rows: Sequence[Row]) -> list[Row]:
    """Rows, with those that are treated alike and have everything below one place as one."""
    found: list[Row] = []
    for above, group in groupby(rows, key=lambda row: _above(row[0])):
        alike = list(group)
        told = {what for path, what in rows if path.startswith(f"{above}.")}
        fold = above and len(alike) >= _FEWEST and len(told) == 1 and told <= _FOLDED | _refusals(told)
        found += [(f"{above}.*", told.pop())] if fold else alike
    return list(dict.fromkeys(found))


def _refusals(told: set[str]) -> set[str]:
    return {what for what in told if what.startswith("refused")}


def _above(path: str) -> str:
    """The place of the type that a field belongs to, as far as its first two steps."""
    steps = path.split(".")
    return ".".join(steps[: min(2, len(steps) - 1)])
