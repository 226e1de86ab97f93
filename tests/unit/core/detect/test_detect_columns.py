# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What the rows of a table say of each other. Guillemets mark what is known; ``found`` what is afterwards."""

import pytest

from clearance.core.detect.columns import settled
from clearance.core.detect.merge import Candidate
from clearance.core.detect.recogniser import unmark
from clearance.model.words import DataClass as C


def found(table: str, *known: tuple[str, C]) -> list[tuple[str, str, C]]:
    text, spans = unmark(table)
    data = text.encode()
    candidates = [
        Candidate(kind, data_class, len(text[:start].encode()), len(text[:end].encode()), 0.9)
        for (start, end), (kind, data_class) in zip(spans, known, strict=True)
    ]
    return [(data[c.start : c.end].decode(), c.kind, c.data_class) for c in settled(candidates, data)]


CASE = ("case_number", C.OTHER_ID)
GUESS = ("model_mrn", C.MRN)


def test_a_column_most_of_whose_cells_are_found_holds_the_same_in_the_others() -> None:
    table = "«12345678»  Ann Lee  9.1\n«22345678»  Bo Katz  9.2\n32345678  Cy Marsh  9.3\n"
    assert [one for one, _, _ in found(table, CASE, CASE)] == ["12345678", "22345678", "32345678"]


def test_the_end_of_a_line_is_part_of_no_cell() -> None:
    table = "9.1  «Ann Lee»\r\n9.2  «Bo Katz»\r\n9.3  Cy Marsh\r\n"
    person = ("model_person", C.PERSON)
    assert [one for one, _, _ in found(table, person, person)] == ["Ann Lee", "Bo Katz", "Cy Marsh"]


def test_names_of_a_column_are_names_and_its_head_is_none() -> None:
    table = "Name|Unit\n«Ann Lee»|4\n«Bo Katz»|5\n«Di Fox»|6\nCy Marsh|6\nn/a|7\n"
    person = ("model_person", C.PERSON)
    assert [one for one, _, _ in found(table, person, person, person)] == [
        "Ann Lee",
        "Bo Katz",
        "Di Fox",
        "Cy Marsh",
    ]


def test_a_column_s_name_in_small_letters_is_no_cell_of_it() -> None:
    person = ("model_person", C.PERSON)
    table = "owner|unit\n«Ann Lee»|4\n«Bo Katz»|5\nCy Marsh|6\n"
    assert [one for one, _, _ in found(table, person, person)] == ["Ann Lee", "Bo Katz", "Cy Marsh"]
    table = "ann lee|4\n«bo katz»|5\n«cy marsh»|6\n"
    assert [one for one, _, _ in found(table, person, person)] == ["ann lee", "bo katz", "cy marsh"]


def test_passwords_of_a_column_are_passwords() -> None:
    table = "pump,admin,«h4nd-Rail»\nlab,oem,«Qx7!ploom»\nfax,admin,tin-Ribbon8\nodd,root,none\n"
    secret = ("password", C.SECRET)
    assert [one for one, _, _ in found(table, secret, secret)] == ["h4nd-Rail", "Qx7!ploom", "tin-Ribbon8"]


def test_a_guess_takes_the_class_of_its_column() -> None:
    table = "«12345678»\ta\n«22345678»\tb\n«32345678»\tc\n"
    assert {(kind, data_class) for _, kind, data_class in found(table, CASE, CASE, GUESS)} == {CASE}


@pytest.mark.parametrize("rows", [6, 9])
def test_a_guess_alone_in_a_column_of_its_like_is_none(rows: int) -> None:
    table = "".join(f"{'«' * (n == 2)}{n}2345{'»' * (n == 2)}  mm  {n}\n" for n in range(1, rows + 1))
    assert found(table, GUESS) == []
    assert len(found(table, CASE)) == 1


@pytest.mark.parametrize(
    "table",
    [
        "«12345678»  a\n22345678  b\n",
        "«12345678» and more  a\n22345678  b\n32345678  c\n",
        "«12345678»  a\n«22345678»  b\nword  c\n",
        "«12345678», b\n«22345678», c\n32345678, d\n",
        "«12345678»|a\n«22345678»|b\n32345678|c|d\n",
    ],
)
def test_what_is_no_table_or_not_alike_stays(table: str) -> None:
    known = [CASE] * table.count("«")
    assert len(found(table, *known)) == len(known)


def test_dates_and_links_of_a_column_are_left_to_their_rules() -> None:
    link = ("url", C.URL)
    assert len(found("«http://a.b/c»  1\n«http://a.b/d»  2\nhttp://a.b/e  3\n", link, link)) == 2


def test_in_a_column_of_goods_a_guess_is_none_and_what_a_rule_says_stays() -> None:
    table = "SKU  Colour  Left\n«TS-0419»  «Olive Green»  4\n«TS-0420»  «Rose Brown»  5\n«TS-0421»  Sandy  6\n"
    person = ("model_person", C.PERSON)
    known = (("model_mrn", C.MRN), person, GUESS, person, CASE)
    assert [one for one, _, _ in found(table, *known)] == ["TS-0421"]
