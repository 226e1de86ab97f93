# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""GLiNER models (``clearance[gliner]``) as a proposer."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from clearance.adapters.detectors.outside import OutsideProposer, Span, fingerprint, library, model_folder, release
from clearance.model.words import DataClass

EXTRA = "gliner"
LABELS: Mapping[str, DataClass] = MappingProxyType(
    {
        "person": DataClass.PERSON,
        "street address": DataClass.LOCATION,
        "city": DataClass.LOCATION,
        "zip code": DataClass.LOCATION,
        "date": DataClass.DATE,
        "date of birth": DataClass.DATE,
        "phone number": DataClass.PHONE,
        "fax number": DataClass.FAX,
        "email": DataClass.EMAIL,
        "social security number": DataClass.SSN,
        "medical record number": DataClass.MRN,
        "health insurance number": DataClass.HEALTH_PLAN_ID,
        "account number": DataClass.ACCOUNT,
        "license number": DataClass.LICENSE,
        "passport number": DataClass.LICENSE,
        "credit card number": DataClass.CREDIT_CARD,
    }
)
"""What the model is asked for, in its own words."""


def gliner(model: str | Path, *, labels: Mapping[str, DataClass] = LABELS, threshold: float = 0.5) -> OutsideProposer:
    """A GLiNER model from a folder.

    Raises:
        InvalidSetting: GLiNER is not installed, or ``model`` is no folder.
    """
    folder = model_folder(model, EXTRA)
    loaded = library("gliner", EXTRA).GLiNER.from_pretrained(folder, local_files_only=True)
    asked = list(labels)

    def finds(text: str) -> Iterator[Span]:
        for found in loaded.predict_entities(text, asked, threshold=threshold):
            yield Span(found["start"], found["end"], found["label"], float(found["score"]))

    return OutsideProposer(
        f"gliner {release('gliner')} {Path(folder).name} {fingerprint(folder)} {threshold}", finds, labels, window=True
    )
