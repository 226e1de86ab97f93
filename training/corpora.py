# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The openly licensed corpora, with what each of them marks.

A label that a source does not mark is left open in training: the loss then asks only that a token without a mark
be none of the labels that the source does mark.
"""

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

from training.render import Document

_ALL = frozenset(
    "PERSON STREET CITY STATE ZIP PLACE COUNTRY DATE TIME AGE PHONE EMAIL SSN MRN HEALTH_PLAN_ID ACCOUNT LICENSE VEHICLE DEVICE_ID "
    "URL IP OTHER_ID ORGANIZATION CREDIT_CARD IBAN SECRET".split()
)
_PLACES = frozenset("STREET CITY STATE ZIP PLACE COUNTRY".split())
_NUMBERS = _ALL - _PLACES - frozenset("PERSON ORGANIZATION DATE TIME AGE".split())
_NAMES = frozenset({"PERSON", "ORGANIZATION"}) | _PLACES
_EVERYTHING_FIRM = _ALL - {"TIME", "AGE", "ORGANIZATION", "COUNTRY", "STATE"}
_COMPLETE = {
    "btc": _NAMES, "evi-en": frozenset({"PERSON", "DATE"}), "gum": _NAMES | {"DATE"}, "legal-ner-in": frozenset({"PERSON"}), "litbank": _NAMES,
    "multiner-lk": _NAMES, "nlu-evaluation": frozenset({"PERSON", "EMAIL"}) | _PLACES, "nlu-plus-plus": frozenset({"PERSON"}),
    "restaurant-8k": frozenset({"PERSON"}), "re3d": _NAMES, "sec-filings": _NAMES, "snips-2017": _PLACES, "wnut17-dev": _NAMES, "wnut17-train": _NAMES,
    "multidogo": frozenset({"PERSON", "EMAIL", "PHONE", "SSN", "CREDIT_CARD"}),
}  # fmt: skip
_GROUPS = ("btc", "gum", "re3d", "multidogo", "medquad", "code", "docs")
"""Sources in several parts, by the word that all their names begin with."""
_SUBS = {"street": "STREET", "city": "CITY", "state": "STATE", "zip": "ZIP", "country": "COUNTRY"}
_LABELS = {"FAX": "PHONE"}
_DAY = re.compile(r"\d[/.-]\d|\d(?:st|nd|rd|th)?\s*[A-Za-z]{3}|[A-Za-z]{3,}\.?\s+\d{1,2}\b")


def label_of(span: dict[str, object]) -> str:
    """A span's label in the model's terms; with a question mark where it may as well be missed."""
    label = str(span["label"])
    optional = bool(span.get("optional"))
    if label == "LOCATION":
        return _SUBS.get(str(span.get("sub", "")), "PLACE")
    if label == "DATE":
        return "TIME" if optional else "DATE"
    if label == "ORGANIZATION":
        return label
    return _LABELS.get(label, label) + ("?" if optional else "")


def read(file: Path, *, leave_out_dev: bool) -> Iterator[Document]:
    """The documents of one file."""
    for line in file.read_text("utf-8").splitlines():
        row = json.loads(line)
        if leave_out_dev and row.get("in_dev"):
            continue
        spans = sorted(
            ((span["start"], span["end"], label_of(span)) for span in row["spans"]), key=lambda s: (s[0], -s[1])
        )
        flat: list[tuple[int, int, str]] = []
        for span in spans:
            if not flat or span[0] >= flat[-1][1]:
                flat.append(span)
        source = next((known for known in _GROUPS if row["source"].startswith(known)), row["source"])
        complete = _EVERYTHING_FIRM if file.name.startswith("neg_") else _COMPLETE[source]
        yield Document(row["text"], flat, complete, source)


def read_all(folder: Path) -> list[Document]:
    """Every document of the ``train`` folder, without those that share text with the development set."""
    files = sorted([*folder.glob("*.jsonl"), *(folder / "cdla_permissive").glob("*.jsonl")])
    return [document for file in files for document in read(file, leave_out_dev=True)]


def sentences(documents: Sequence[Document], random: Random) -> dict[str, list[str]]:
    """Sentences without identifiers, for the ``{~...}`` slots of templates."""
    kinds = {
        "medquad": "qa",
        "meqsum": "qa",
        "mts-dialog": "clin",
        "primock57": "clin",
        "banking77": "chat",
        "clinc150": "chat",
        "code": "code",
        "docs": "doc",
    }
    found: dict[str, list[str]] = {"clin": [], "qa": [], "chat": [], "code": [], "doc": [], "news": []}
    for document in documents:
        kind = kinds.get(document.source, "")
        if kind:
            pieces = document.text.split("\n") if kind == "code" else re.split(r"(?<=[.!?])\s+", document.text)
            found[kind] += [piece.strip() for piece in pieces if 15 < len(piece.strip()) < 300]
        elif document.source in ("gum", "litbank", "re3d") and not document.spans and len(document.text) < 400:
            found["news"].append(document.text.strip())
    for kind, pieces in found.items():
        random.shuffle(pieces)
        found[kind] = pieces[:60_000]
    return found


def join_short(documents: Sequence[Document], random: Random) -> list[Document]:
    """Short texts of one source joined to longer ones, half of the time: single lines are not all there is."""
    by_source: dict[str, list[Document]] = {}
    for document in documents:
        by_source.setdefault(document.source, []).append(document)
    joined: list[Document] = []
    for group in by_source.values():
        random.shuffle(group)
        at = 0
        while at < len(group):
            count = 1 if random.random() < 0.5 or len(group[at].text) > 300 else random.randrange(2, 6)
            joined.append(concatenate(group[at : at + count], random.choice(("\n", " ", "\n\n"))))
            at += count
    return joined


def concatenate(documents: Sequence[Document], between: str) -> Document:
    """One document of several."""
    text, spans = "", []
    for document in documents:
        if text:
            text += between
        spans += [(start + len(text), end + len(text), label) for start, end, label in document.spans]
        text += document.text
    return Document(text, spans, documents[0].complete, documents[0].source)
