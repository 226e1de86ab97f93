# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Guessed numbers take the class of the label in front of them."""

import pytest

from clearance.core.detect.merge import Candidate
from clearance.core.detect.renamed import renamed
from clearance.model.words import DataClass


def classes(before: str, kind: str, data_class: DataClass) -> list[tuple[str, DataClass]]:
    data = f"{before}KC 204 771".encode()
    guess = Candidate(kind, data_class, len(before), len(data), 0.9)
    return [(c.kind, c.data_class) for c in renamed([guess], data)]


@pytest.mark.parametrize(
    ("before", "data_class"),
    [
        ("Chart ", DataClass.MRN),
        ("pull the chart for ", DataClass.MRN),
        ("Subscriber ", DataClass.HEALTH_PLAN_ID),
        ("Lic. ", DataClass.LICENSE),
        ("Plate per EMS ", DataClass.VEHICLE),
        ("sent from monitor ", DataClass.DEVICE_ID),
        ("acct no. ", DataClass.ACCOUNT),
        ("fax sent to ", DataClass.FAX),
        ("the corrected invoice ", DataClass.OTHER_ID),
        ("UHID ", DataClass.MRN),
        ("her plan card reads ", DataClass.HEALTH_PLAN_ID),
        ("engine no. ", DataClass.VEHICLE),
        ("GMC ", DataClass.LICENSE),
        ("a terminal: ", DataClass.DEVICE_ID),
        ("solicitors by fax, ", DataClass.FAX),
    ],
)
def test_the_label_names_it(before: str, data_class: DataClass) -> None:
    assert classes(before, "model_phone", DataClass.PHONE) == [(f"model_{data_class}", data_class)]
    assert classes(before, "model_zip", DataClass.LOCATION) == [(f"model_{data_class}", data_class)]


@pytest.mark.parametrize(
    ("before", "kind", "data_class"),
    [
        ("seen by the chart room, call ", "model_phone", DataClass.PHONE),
        ("chart ", "us_phone", DataClass.PHONE),
        ("chart ", "model_person", DataClass.PERSON),
        ("chart ", "model_city", DataClass.LOCATION),
    ],
)
def test_what_it_leaves(before: str, kind: str, data_class: DataClass) -> None:
    assert classes(before, kind, data_class) == [(kind, data_class)]
