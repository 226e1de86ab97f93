# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Field names as labels: JSON keys, written-out pairs, tables."""

import pytest

from clearance.core.detect.detector import Detector
from clearance.core.detect.field_rules import FIELD_RULES, judge, rules_for, surroundings
from clearance.core.detect.fields import TableReader
from clearance.core.detect.recogniser import unmark
from clearance.core.detect.validators import VALIDATORS
from clearance.model.words import DataClass as C

FIELDS = [
    ("ssn", "583612908", "us_ssn", C.SSN),
    ("patientSSN", "583-61-2908", "us_ssn", C.SSN),
    ("mrn", "CG5653547", "mrn", C.MRN),
    ("medical_record_number", "48213377", "mrn", C.MRN),
    ("dob", "1961-03-14", "date_of_birth", C.DATE),
    ("birthDate", "19610314", "date_of_birth", C.DATE),
    ("phone", "5923133114", "us_phone", C.PHONE),
    ("home_phone", "555 0134", "us_phone", C.PHONE),
    ("email", "ana@example.org", "email", C.EMAIL),
    ("zip", "94110", "zip5", C.LOCATION),
    ("postal_code", "94110-1234", "zip4", C.LOCATION),
    ("postalCode", "SW1A 1AA", "postal_code", C.LOCATION),
    ("patient_name", "maria gonzalez", "person_field", C.PERSON),
    ("Patient Name", "Gonzalez, Maria", "person_field", C.PERSON),
    ("mother_maiden_name", "Whitfield", "person_field", C.PERSON),
    ("name", "Ana Ruiz", "person_field", C.PERSON),
    ("member_id", "H44715108", "health_plan_id", C.HEALTH_PLAN_ID),
    ("account_number", "8023640976", "account", C.ACCOUNT),
    ("password", "Summer2025!", "password", C.SECRET),
    ("api_key", "9cd50a3eb69a140009582c494ddfe98befc9b5f3", "assigned_key", C.SECRET),
    ("age", "93", "age_over_89", C.AGE),
    ("address", "12 Elm", "us_street", C.LOCATION),
    ("given", "Ana", "person_field", C.PERSON),
    ("family", "Ruiz218", "person_field", C.PERSON),
    ("display", "Dr. Ana418 Ruiz218", "person_field", C.PERSON),
    ("value", "2feb4fc9-0b59-4d72-bc87-aafcf11083d9", "record_id", C.OTHER_ID),
    ("value", "999-33-5538", "us_ssn", C.SSN),
]


@pytest.mark.parametrize(("field", "value", "kind", "data_class"), FIELDS)
def test_a_field_gives_its_trimmed_value_its_kind(
    anchors: Detector, field: str, value: str, kind: str, data_class: C
) -> None:
    (finding,) = anchors.find(f"  {value} ", field=field)
    assert (finding.kind, finding.data_class) == (kind, data_class)
    assert (finding.start, finding.end) == (2, 2 + len(value))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("ssn", "unknown"),
        ("mrn", "pending"),
        ("age", "45"),
        ("name", "get_weather"),
        ("name", "Blood Pressure"),
        ("first", "Maria"),
        ("content", "Hello there"),
        ("token", "auto"),
        ("password", "<your-password>"),
        ("dob", "unknown"),
        ("", "48213377"),
        ("x" * 65, "48213377"),
        ("é", "48213377"),
        ("mrn", "   "),
        ("filename", "Ana Ruiz"),
        ("valuephone_x", "48213377"),
        ("display", "Systolic pressure"),
        ("given", "today"),
        ("fontFamily", "Garamond"),
        ("reference", "see page 4"),
        ("reference", "#contained"),
    ],
)
def test_an_implausible_value_or_name_gives_nothing(anchors: Detector, field: str, value: str) -> None:
    assert anchors.find(value, field=field) == ()


@pytest.mark.parametrize(
    ("field", "example"),
    [
        ("reference", "Patient/«p-1»"),
        ("reference", "Patient/«p-1»/_history/2"),
        ("fullUrl", "urn:uuid:«2feb4fc9-0b59-4d72-bc87-aafcf11083d9»"),
    ],
)
def test_the_id_of_a_reference_is_found_without_its_type(anchors: Detector, field: str, example: str) -> None:
    text, spans = unmark(example)
    assert tuple((f.start, f.end) for f in anchors.find(text, field=field)) == spans


@pytest.mark.parametrize(
    ("field", "path", "value", "kind"),
    [
        ("given", ("patient", 0, "given"), "Maria", "person_field"),
        ("family", ("entry", 0, "Practitioner", "family"), "Whitfield", "person_field"),
        ("value", ("telecom", 0, "value"), "8806275580", "us_phone"),
        ("value", ("telecom", 1, "value"), "a@b.example", "email"),
    ],
)
def test_a_field_that_says_little_counts_where_the_path_says_the_rest(
    anchors: Detector, field: str, path: tuple[str | int, ...], value: str, kind: str
) -> None:
    assert [f.kind for f in anchors.find(value, field=field, path=path)] == [kind]


def test_surroundings_reads_steps_not_indexes() -> None:
    assert surroundings(("a", 1)) == frozenset()
    assert surroundings(("subject", "Patient", "telecom")) == {"person", "telecom"}


@pytest.mark.parametrize(
    "example",
    [
        '{"patient_name": "«Ana Ruiz»", "n": 4}',
        '{"age": «93», "ok": true}',
        "<patientName>«Ana Ruiz»</patientName><note>x</note>",
        '<x:familyName use="a">«Ruiz»</x:familyName>',
        "WHERE last_name = '«Ruiz»' AND",
        "last_name: «ruiz»\nplan: none",
        "?patient_name=«Ruiz»&x=1",
        '{\\"first_name\\": \\"«Ana»\\"}',
    ],
)
def test_pairs_written_out_in_text(anchors: Detector, hyper: Detector, example: str) -> None:
    text, spans = unmark(example)
    for detector in (anchors, hyper):
        assert tuple((f.start, f.end) for f in detector.find(text)) == spans


@pytest.mark.parametrize(
    "text",
    ['{"9": "Ana Ruiz"}', '{"a -": "Ana Ruiz"}', '{"note": "Ana Ruiz"}', "address: somewhere nice", "name: x, y"],
)
def test_pairs_that_say_nothing(anchors: Detector, text: str) -> None:
    assert anchors.find(text) == ()


def test_the_value_of_a_pair_ends_somewhere(anchors: Detector) -> None:
    name = "Ana " * 40 + "Ruiz"
    assert not [f for f in anchors.find(f'"note": "see"\n"patient_name": "{name}"') if f.kind == "person_field"]


@pytest.mark.parametrize(
    "example",
    [
        "name,mrn,zip\n«Ana Ruiz»,«0012345»,«94110»\n«Bo Lindqvist»,«0099123»,«10001»\n",
        "| first_name | ssn |\n|---|---|\n| «Ana» | «583-61-2908» |\n",
        "first_name\tphone\n«Ana»\t«5923133114»\n",
        "last_name;dob;zip\n«Ruiz»;«1961-03-14»;«94110»\n\nplain; text; here\n",
        "chart_no,acct,member\n«KX 4471»,«7702281»,«M-20418»\n",
        "vin,driver,license\n1,«Lupita Escamilla»,«51 88 204417 3»\n",
        "employee,pin\n«Ana Ruiz»,«4471»\n",
        " last      | first  \n-----------+--------\n «Hrynchuk»  | «Bohdan»\n",
        'name,zip,phone\n"«Ruiz, Ana»",«94110»,«3047329107»\n"«Roe, Bo»",«10001»,\n"«broken»,«94110»,\n',
        "name,dob,phone,zip\n«Ana Ruiz»,«May 22, 1932»,«3047329107»,«26271»\n",
        (
            "Claim #       Member        DOS   CPT\n«96573676413»  «Clint, Thad»   «12/12/2023»  93000\n"
            "-------\n«30474520235»  «Roe, Bo»  «12/24/2023»  n/a\n"
        ),
    ],
)
def test_tables_with_a_header(anchors: Detector, hyper: Detector, example: str) -> None:
    text, spans = unmark(example)
    for detector in (anchors, hyper):
        assert tuple((f.start, f.end) for f in detector.find(text)) == spans


def test_a_table_ends_and_a_huge_line_is_no_header(anchors: Detector) -> None:
    assert anchors.find("last_name,zip\nNo table here\nRuiz,94110\n") == ()
    assert anchors.find("last_name,zip," + "x" * 2000 + "\nRuiz,94110\n") == ()
    assert anchors.find("the name, of it\nRuiz,94110\n") == ()
    assert anchors.find("last_name,zip,a\nRuiz,94110\n") == ()
    assert anchors.find("the member of a club, license\nA44711,B44711\n") == ()
    assert anchors.find("test,result,range\nIron,31,37-145\n") == ()
    assert anchors.find("the member   of a club   here\nA44711   B44711   C44711\n") == ()
    assert anchors.find("Chart   Member   Day 4\n44711   55822   9\n") == ()
    assert anchors.find("Chart   Member   Note\n\n44711   55822   x\n") == ()
    assert anchors.find("Chart   Member   Note\n44711   55822\n") == ()


def test_words_that_are_columns_only_in_a_table_make_no_header_of_a_sentence() -> None:
    assert list(TableReader().propose(b"customer, client, what did they say (if anything)?\n11,22,x\n", [0])) == []
    assert list(TableReader().propose(b"customer,claim\nAna Ruiz,CL-220714\n", [0])) != []


def test_a_header_opens_the_reader_whatever_it_names(anchors: Detector) -> None:
    for header, row in (
        (";npi;dea;fax", "x;1245319599;AB1234563;555-0134"),
        ("#\tnpi  dea", "1\t1245319599  AB1234563"),
    ):
        assert {"us_npi", "us_dea"} <= {one.kind for one in anchors.find(f"{header}\n{row}\n")}


def test_every_rule_names_a_validator_that_exists() -> None:
    assert {rule.validator for rule in FIELD_RULES} <= {*VALIDATORS, ""}
    for rule in FIELD_RULES:
        for name in rule.names.split():
            assert any(known is rule for known, _ in rules_for(name))


def test_judge_knows_only_what_it_is_told() -> None:
    assert judge(b"x48213377", 1, 9, "nothing") is None
    found = judge(b"x48213377", 1, 9, "mrn")
    assert found is not None
    assert (found.start, found.end) == (1, 9)
