# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Token classification models of Hugging Face Transformers (``clearance[transformers]``) as a proposer."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from clearance.adapters.detectors.outside import OutsideProposer, Span, fingerprint, library, model_folder, release
from clearance.errors import InvalidSetting
from clearance.model.words import DataClass

EXTRA = "transformers"
LABELS: Mapping[str, DataClass] = MappingProxyType(
    {
        "PER": DataClass.PERSON,
        "PERSON": DataClass.PERSON,
        "NAME": DataClass.PERSON,
        "PATIENT": DataClass.PERSON,
        "STAFF": DataClass.PERSON,
        "HCW": DataClass.PERSON,
        "LOC": DataClass.LOCATION,
        "GPE": DataClass.LOCATION,
        "LOCATION": DataClass.LOCATION,
        "HOSP": DataClass.LOCATION,
        "HOSPITAL": DataClass.LOCATION,
        "DATE": DataClass.DATE,
        "AGE": DataClass.AGE,
        "PHONE": DataClass.PHONE,
        "EMAIL": DataClass.EMAIL,
        "ID": DataClass.OTHER_ID,
    }
)
"""Usual labels of models for names and identifiers."""


def transformers(
    model: str | Path, *, labels: Mapping[str, DataClass] = LABELS, ignored: frozenset[str] = frozenset()
) -> OutsideProposer:
    """A token classification model from a folder. ``ignored`` are labels of it that are not to be found.

    Raises:
        InvalidSetting: Transformers is not installed, ``model`` is no folder, or the model has a label that is
            neither in ``labels`` nor ``ignored``: it would be lost in silence.
    """
    folder = model_folder(model, EXTRA)
    pipeline = library("transformers", EXTRA).pipeline(
        "token-classification", model=folder, tokenizer=folder, aggregation_strategy="simple"
    )
    own = {str(label).rpartition("-")[2] for label in pipeline.model.config.id2label.values()} - {"O"}
    if unknown := sorted(own - labels.keys() - ignored):
        raise InvalidSetting(f"the model's labels {', '.join(unknown)} are neither mapped nor ignored", param=EXTRA)

    def finds(text: str) -> Iterator[Span]:
        for found in pipeline(text):
            if found["entity_group"] not in ignored:
                yield Span(int(found["start"]), int(found["end"]), found["entity_group"], float(found["score"]))

    name = f"transformers {release('transformers')} {Path(folder).name} {fingerprint(folder)}"
    return OutsideProposer(f"{name} {','.join(sorted(ignored))}".rstrip(), finds, labels, window=True)
