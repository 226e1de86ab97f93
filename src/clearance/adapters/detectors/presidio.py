# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Microsoft Presidio (``clearance[presidio]``) as a proposer."""

import importlib.util
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from clearance.adapters.detectors.outside import OutsideProposer, Span, fingerprint, library, model_folder, release
from clearance.errors import InvalidSetting
from clearance.model.words import DataClass

EXTRA = "presidio"
LABELS: Mapping[str, DataClass] = MappingProxyType(
    {
        "PERSON": DataClass.PERSON,
        "LOCATION": DataClass.LOCATION,
        "DATE_TIME": DataClass.DATE,
        "AGE": DataClass.AGE,
        "PHONE_NUMBER": DataClass.PHONE,
        "EMAIL_ADDRESS": DataClass.EMAIL,
        "US_SSN": DataClass.SSN,
        "US_ITIN": DataClass.SSN,
        "CREDIT_CARD": DataClass.CREDIT_CARD,
        "IBAN_CODE": DataClass.IBAN,
        "US_BANK_NUMBER": DataClass.ACCOUNT,
        "CRYPTO": DataClass.ACCOUNT,
        "US_DRIVER_LICENSE": DataClass.LICENSE,
        "US_PASSPORT": DataClass.LICENSE,
        "MEDICAL_LICENSE": DataClass.LICENSE,
        "UK_NHS": DataClass.OTHER_ID,
        "ID": DataClass.OTHER_ID,
        "IP_ADDRESS": DataClass.IP,
        "URL": DataClass.URL,
    }
)
"""The entities that are asked for, as far as the analyzer supports them."""


def presidio(
    model: str = "en_core_web_lg", *, language: str = "en", labels: Mapping[str, DataClass] = LABELS
) -> OutsideProposer:
    """Presidio's analyzer over a spaCy model: an installed package, or a folder of this machine.

    Raises:
        InvalidSetting: Presidio or the model is not there (Presidio would download the model).
    """
    analyzer = library("presidio_analyzer", EXTRA)
    engines = library("presidio_analyzer.nlp_engine", EXTRA)
    known = _model(model)
    _no_suffix_list()
    configuration = {"nlp_engine_name": "spacy", "models": [{"lang_code": language, "model_name": model}]}
    engine = engines.NlpEngineProvider(nlp_configuration=configuration).create_engine()
    made = analyzer.AnalyzerEngine(nlp_engine=engine, supported_languages=[language])
    return of_analyzer(made, language=language, labels=labels, about=f" {release('presidio-analyzer')} {known}")


def _model(model: str) -> str:
    """What the model is, for the version. Raises InvalidSetting where it is not on this machine."""
    if Path(model).is_absolute():
        return f"{Path(model).name} {fingerprint(model_folder(model, EXTRA))}"
    if not model.isidentifier() or importlib.util.find_spec(model) is None:
        raise InvalidSetting(f"the spaCy model {model} is not installed; nothing is downloaded", param=EXTRA)
    return f"{model} {release(model)}"


def _no_suffix_list() -> None:
    """Presidio's recognisers of addresses would fetch the public suffix list; the one in the package will do."""
    if importlib.util.find_spec("tldextract") is not None:
        suffixes = library("tldextract.tldextract", EXTRA)
        suffixes.TLD_EXTRACTOR = suffixes.TLDExtract(suffix_list_urls=(), cache_dir=None)


def of_analyzer(
    analyzer: Any, *, language: str = "en", labels: Mapping[str, DataClass] = LABELS, about: str = ""
) -> OutsideProposer:
    """A proposer of an ``AnalyzerEngine`` that the program has set up itself. ``about`` goes into its name."""
    entities = sorted(set(analyzer.get_supported_entities(language=language)) & labels.keys())

    def finds(text: str) -> Iterator[Span]:
        for found in analyzer.analyze(text=text, language=language, entities=entities):
            yield Span(found.start, found.end, found.entity_type, float(found.score))

    return OutsideProposer(
        f"presidio {language}{about}", finds, {name: labels[name] for name in entities}, window=False
    )
