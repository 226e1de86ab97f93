# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Types are walked to every string, and the table of fields says what is done to each."""

import enum
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar, Literal, Optional, TypedDict

import pytest

from tools import field_treatment
from tools.project_files import ROOT
from tools.sdk_leaves.leaf import KEY, MARK, Leaf
from tools.sdk_leaves.shapes import shape_leaves
from tools.sdk_leaves.shipped import ANSWERS, REQUESTS, SHAPED, STREAMS, Shipped, ShippedLeaf
from tools.sdk_leaves.surfaces import SURFACES
from tools.sdk_leaves.typed import typed_leaves


@dataclass(frozen=True)
class Alias:
    alias: str


class Part(TypedDict, total=False):
    type: Literal["part"]
    text: str
    inner: "Part"


class Colour(str, enum.Enum):  # noqa: UP042 - what the SDKs have
    RED = "red"


@dataclass
class Member:
    annotation: Any
    alias: str = ""
    required: bool = False

    def is_required(self) -> bool:
        return self.required


class Model:
    """As Pydantic's."""

    model_fields: ClassVar[dict[str, Member]] = {
        "some_name": Member(str, "someName", required=True),
        "colour": Member(Colour),
        "plain": Member(int),
    }


class Needed(TypedDict):
    type: Literal["needed"]
    id: Annotated[str, Alias("theId")]
    tags: Mapping[str, str]


def leaves(kind: Any) -> list[tuple[str, str, Any, str]]:
    return [(one.path, one.kind, one.value, one.word) for one in typed_leaves(kind, "at")]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (str, [("at", "text", MARK, "")]),
        (int, []),
        (Optional[bytes], [("at", "text", MARK, "")]),  # noqa: UP045 - the older spelling is walked too
        (str | None, [("at", "text", MARK, "")]),
        (Any, [("at", "free", {KEY: MARK}, "")]),
        (Literal["a", "b"], [("at", "words", MARK, "a")]),
        (Literal[True], [("at", "words", MARK, "")]),
        (Colour, [("at", "words", MARK, "red")]),
        (Iterable[str], [("at[]", "text", [MARK], "")]),
        (dict[str, int], [("at.<key>", "key", {MARK: 1}, "")]),
        (Part, [("at.text", "text", {"text": MARK}, "")]),
        (list[Part], [("at[].text", "text", [{"text": MARK}], "")]),
        (
            Model,
            [
                ("at.someName", "text", {"someName": MARK}, ""),
                ("at.colour", "words", {"someName": "x", "colour": MARK}, "red"),
            ],
        ),
        (
            Needed,
            [
                ("at(needed).theId", "text", {"type": "needed", "theId": MARK, "tags": {}}, ""),
                ("at(needed).tags.<key>", "key", {"type": "needed", "theId": "x", "tags": {MARK: "x"}}, ""),
                ("at(needed).tags.<value>", "text", {"type": "needed", "theId": "x", "tags": {KEY: MARK}}, ""),
            ],
        ),
    ],
    ids=str,
)
def test_types(kind: Any, expected: list[tuple[str, str, Any, str]]) -> None:
    assert leaves(kind) == expected


@dataclass
class Shape:
    """As botocore's."""

    type_name: str
    name: str = ""
    members: dict[str, "Shape"] = field(default_factory=dict)
    required_members: tuple[str, ...] = ()
    serialization: dict[str, str] = field(default_factory=dict)
    is_document_type: bool = False
    is_tagged_union: bool = False
    member: "Shape | None" = None
    value: "Shape | None" = None
    enum: tuple[str, ...] = ()


def test_shapes() -> None:
    text, words = Shape("string"), Shape("string", enum=("user", "assistant"))
    union = Shape("structure", "Block", {"text": text, "raw": Shape("blob")}, is_tagged_union=True)
    top = Shape(
        "structure",
        "Top",
        {
            "modelId": Shape("string", serialization={"location": "uri"}),
            "role": words,
            "blocks": Shape("list", member=union),
            "tags": Shape("map", value=text),
            "free": Shape("structure", "Free", is_document_type=True),
            "deep": Shape("structure", "Top"),
            "count": Shape("integer"),
        },
        required_members=("role", "blocks", "modelId"),
    )
    needed = {"role": "user", "blocks": [{"text": "x"}]}
    assert list(shape_leaves(top)) == [
        Leaf("role", "words", needed | {"role": MARK}, "user"),
        Leaf("blocks[].text", "text", needed | {"blocks": [{"text": MARK}]}),
        Leaf("blocks[].raw", "text", needed | {"blocks": [{"raw": MARK}]}),
        Leaf("tags.<key>", "key", needed | {"tags": {MARK: "x"}}),
        Leaf("tags.<value>", "text", needed | {"tags": {KEY: MARK}}),
        Leaf("free", "free", needed | {"free": {KEY: MARK}}),
    ]


def test_every_surface_is_shipped_and_tried() -> None:
    assert {one.name for one in (*REQUESTS, *ANSWERS, *STREAMS)} == set(SURFACES)
    assert all(one.leaves() for one in (*REQUESTS, *ANSWERS, *STREAMS))


def test_a_surface_without_its_sdk_is_an_error() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tools.sdk_leaves", "bedrock"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "botocore" in done.stderr


def test_the_body_has_the_text_at_the_leaf() -> None:
    shipped = Shipped("none", "/v1/responses", {"input": "x"})
    body = shipped.body(ShippedLeaf("user", "text", {"user": MARK}), 'a "b"', stream=True)
    assert body == b'{"input": "x", "user": "a \\"b\\"", "stream": true, "model": "m"}'
    assert b'"model": "n"' in shipped.body(ShippedLeaf("model", "text", {"model": MARK}), "n")
    assert len(SHAPED) >= 40


def test_what_is_treated_alike_below_one_place_is_one_line() -> None:
    rows = [
        ("a", "scanned"),
        *((f"b[].x.{name}", "refused: why") for name in "pqr"),
        *((f"c[].x.{name}", "scanned") for name in "pqr"),
        *((f"d[].x.{name}", "refused: why") for name in "pqr"),
        ("d[].x.s", "name"),
    ]
    assert field_treatment._folded(rows) == [rows[0], ("b[].x.*", "refused: why"), *rows[4:]]
