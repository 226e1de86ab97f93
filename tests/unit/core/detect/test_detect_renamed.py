# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Guessed numbers take the class of the label in front of them."""

import pytest

from clearance.core.detect.merge import Candidate
from clearance.core.detect.recogniser import unmark
from clearance.core.detect.renamed import renamed
from clearance.model.words import DataClass


def classes(before: str, kind: str, data_class: DataClass) -> list[tuple[str, DataClass]]:
    data = f"{before}KC 204 771, Hull, Ken | Hull".encode()
    guess = Candidate(kind, data_class, len(before), len(before) + 10, 0.9)
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
        ("BCBS ", DataClass.HEALTH_PLAN_ID),
        ("NHS No: ", DataClass.HEALTH_PLAN_ID),
        ("GRP ", DataClass.HEALTH_PLAN_ID),
        ("her medical card no. ", DataClass.HEALTH_PLAN_ID),
        ("sort 20-44-91 acc ", DataClass.ACCOUNT),
        ("dialyser lot ", DataClass.DEVICE_ID),
        ("Policy No : 2312/88410277/", DataClass.HEALTH_PLAN_ID),
        ("URN CP ", DataClass.MRN),
        ("Enrl. MAH/2284/", DataClass.LICENSE),
        ("Roll No. ", DataClass.LICENSE),
        ('{"nhs_no": "', DataClass.HEALTH_PLAN_ID),
        ("<batch_no>", DataClass.DEVICE_ID),
        ("name,lot,town\nAda Berg,", DataClass.DEVICE_ID),
        ("Name | NHS no | Town\n--- | --- | ---\nAda Berg | ", DataClass.HEALTH_PLAN_ID),
        ("Can I take your policy number?\nCALLER: it's, um, ", DataClass.HEALTH_PLAN_ID),
        ('{"t": "And the account number?"},\n{"t": "', DataClass.ACCOUNT),
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
        ("the blood bank no. ", "model_other_id", DataClass.OTHER_ID),
        ("claim acc ", "model_phone", DataClass.PHONE),
        ("CHART WAS LOST, RING ", "model_phone", DataClass.PHONE),
        ("name,lot\n", "model_other_id", DataClass.OTHER_ID),
        ("Ada Berg,", "model_other_id", DataClass.OTHER_ID),
        ("lot of 12,town\nAda Berg,", "model_other_id", DataClass.OTHER_ID),
        ("name,the lot of all that were sold,town\nAda Berg,", "model_other_id", DataClass.OTHER_ID),
        ("Ada,Hull\n\nAda Berg,", "model_other_id", DataClass.OTHER_ID),
        ("name,lot,town\n" + "Ada Berg,B12,Hull\n" * 70 + "Ada Berg,", "model_other_id", DataClass.OTHER_ID),
        ("Do you have a policy?\nCALLER: yes, ", "model_other_id", DataClass.OTHER_ID),
    ],
)
def test_what_it_leaves(before: str, kind: str, data_class: DataClass) -> None:
    assert classes(before, kind, data_class) == [(kind, data_class)]


@pytest.mark.parametrize(
    "before",
    ["Village: ", "Fintan Scully, of ", "lives in ", "issued at ", "Str. ", "name | village | dose\nAmina | "],
)
def test_a_name_behind_a_word_of_places_is_a_place(before: str) -> None:
    assert classes(before, "model_person", DataClass.PERSON) == [("model_city", DataClass.LOCATION)]


@pytest.mark.parametrize("before", ["Billing address: ", "the evils, indeed, of ", "name | carer | dose\nAmina | "])
def test_other_names_stay(before: str) -> None:
    assert classes(before, "model_person", DataClass.PERSON) == [("model_person", DataClass.PERSON)]


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("Policy No : 2312/«88410277»/01/000 and", "2312/88410277/01/000"),
        ("INSURED ID AZ-M 7714 «0028» CLAIM", "AZ-M 7714 0028"),
        ("Member «MA/00218»/03. Co-pay", "MA/00218/03"),
        ("Member «MA00218» on 3-4", "MA00218"),
        ("PhilHealth no. 12-«050417733»-8; the", "12-050417733-8"),
    ],
)
def test_a_labelled_value_is_whole(text: str, whole: str) -> None:
    plain, ((start, end),) = unmark(text)
    [found] = renamed([Candidate("model_other_id", DataClass.OTHER_ID, start, end, 0.9)], plain.encode())
    assert plain[found.start : found.end] == whole
    assert found.data_class is DataClass.HEALTH_PLAN_ID
