# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
import numpy as np
import pytest

from clearance.core.detect.tagger import proposer
from clearance.core.detect.tagger.network import Floats
from clearance.core.detect.tagger.pieces import Run
from clearance.core.detect.tagger.proposer import BLOCK, NameModel, inside, runs
from clearance.model.words import DataClass
from tests.unit.core.detect.tagger.tiny import LABELS, network

MODEL = NameModel(network, "1")


def found(text: str, before: bytes = b"") -> list[tuple[str, str]]:
    data = text.encode()
    return [(c.kind, data[c.start : c.end].decode()) for c in MODEL.read([(before, data)])[0].candidates]


def test_runs_of_one_label_are_candidates() -> None:
    assert found("Yesterday Maria Lopez left Boston.") == [("model_person", "Maria Lopez"), ("model_city", "Boston")]
    assert [c.data_class for c in MODEL.propose(b"Boston")] == [DataClass.LOCATION]


def test_labels_without_a_class_are_not_proposed() -> None:
    assert found("at Acme") == []
    assert found("nothing here") == []
    assert found("") == []


@pytest.mark.parametrize("post", ["@bob is Maria here", "Maria #FF", "see (#win): Maria", "https://t.co/x Maria"])
def test_in_a_post_the_model_must_be_surer_of_a_name(post: str) -> None:
    hesitant = NameModel(lambda: network(outside=21.0), "1")
    prose = ["is Maria here", "Maria # 4", "bob@x Maria", "#4411 Maria", "https://example.com/x Maria"]
    read = hesitant.read([(b"", text.encode()) for text in [*prose, post]])
    assert [len(one.candidates) for one in read] == [1, 1, 1, 1, 1, 0]


@pytest.mark.parametrize(
    ("text", "outside", "found"),
    [
        ("so the Maria is of", 21.6, ["Maria"]),
        ("so der Maria ist und", 21.6, []),
        ("so der Maria ist und", 20.5, ["Maria"]),
        ("so der maria ist und", 20.5, []),
        ("so the maria is of", 20.5, ["maria"]),
    ],
)
def test_in_another_language_the_model_must_be_surer_of_a_name(text: str, outside: float, found: list[str]) -> None:
    model = NameModel(lambda: network(outside=outside), "1")
    data = text.encode()
    assert [data[one.start : one.end].decode() for one in model.propose(data)] == found


def test_what_stands_in_front_is_read_and_not_proposed() -> None:
    assert found("Lopez", b"maria: ") == [("model_person", "Lopez")]


def test_each_text_has_its_own_candidates_and_offsets() -> None:
    texts = [(b"", b"see Maria"), (b"", b"  "), (b"f: ", b"x Boston"), (b"", b""), (b"", b"Lopez")]
    assert [[(c.start, c.end) for c in one.candidates] for one in MODEL.read(texts)] == [
        [(4, 9)],
        [],
        [(2, 8)],
        [],
        [(0, 5)],
    ]
    assert [one.candidates for one in MODEL.read([(b"", b" "), (b"", b"\n")])] == [[], []]


def test_long_texts_are_read_in_blocks_that_overlap() -> None:
    filler = "word " * (BLOCK // 5 + 200)
    text = f"Maria {filler}Maria {filler}Lopez"
    assert {text.encode()[c.start : c.end] for c in MODEL.propose(text.encode())} == {b"Maria", b"Lopez"}
    unbroken = "y" * (2 * BLOCK) + " Maria"
    assert found(unbroken) == [("model_person", "Maria")]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("aged 93 now", [("model_age", "93")]),
        ("aged 40 now", []),
        ("march", [("model_date", "march")]),
        ("on 12march", [("model_date", "12march")]),
        ("call 555-0199x", []),
        ("call (555 0199 5550199 now", [("model_phone", "(555 0199 5550199")]),
        ("in 02115", [("model_zip", "02115")]),
        ("mail", []),
        ("mail@boston", [("model_email", "mail"), ("model_city", "boston")][1:]),
        ("@@", []),
        ("key hunter!", [("model_secret", "hunter!")]),
        ("key deadbeef", []),
        ("key hush", []),
        ("the MARIA said", [("model_person", "MARIA")]),
        ("a downtown b", []),
        ("key 0123456789abcdef01234567", []),
    ],
)
def test_what_no_context_could_make_an_identifier_is_none(text: str, what: list[tuple[str, str]]) -> None:
    assert found(text) == what


def test_an_ordinary_word_in_small_letters_must_be_sure() -> None:
    among_others, all_small = proposer._LEAST_SMALL[1], proposer._LEAST_SMALL[0]
    assert proposer._least_small(b"mason", "PERSON", among_others) > proposer._least_small(
        b"maria", "PERSON", among_others
    )
    assert proposer._least_small(b"mason", "PERSON", all_small) == all_small["PERSON"]
    assert proposer._least_small(b"mason", "CITY", among_others) == among_others["CITY"]
    assert proposer._least_small(b"mason", "DATE", among_others) == 0


def scores_of(*labels: tuple[str, float, float]) -> "np.ndarray[tuple[int, ...], np.dtype[np.float32]]":
    out = np.zeros((len(labels), len(LABELS) + 1), np.float32)
    for row, (label, score, begin) in enumerate(labels):
        out[row, LABELS.index(label)] = score
        out[row, -1] = begin
    return out


def whole(scores: Floats) -> list[Run]:
    return runs(scores, inside(scores))


def test_a_beginning_splits_a_run() -> None:
    split = whole(scores_of(("PERSON", 9, 1), ("PERSON", 9, -1), ("PERSON", 9, 1), ("O", 9, 1), ("CITY", 9, 1)))
    assert [(first, last, LABELS[label]) for first, last, label, _ in split] == [
        (0, 2, "PERSON"), (2, 3, "PERSON"), (4, 5, "CITY")
    ]  # fmt: skip
    assert whole(scores_of(("O", 9, 1), ("O", 9, 1))) == []


def test_a_runs_score_is_how_sure_it_is_not_outside() -> None:
    sure, unsure = whole(scores_of(("PERSON", 12, 1))), whole(scores_of(("PERSON", 0.2, 1)))
    assert sure[0][3] > 0.99
    assert unsure[0][3] < 0.95


def test_the_model_doubts_what_it_read_and_is_sure_of() -> None:
    (reading,) = MODEL.read([(b"Patient: ", b"Okay Maria then")])
    assert reading.doubts(0, 4)
    assert not reading.doubts(5, 10)
    assert not reading.doubts(3, 7)
    assert reading.doubts(11, 15)
    assert not reading.doubts(4, 5), "a blank was not read"
    assert not MODEL.read([(b"", b"")])[0].doubts(0, 5)


@pytest.mark.parametrize(
    ("text", "found"),
    [("Call Maria. maria", ["Maria"]), ("call maria", ["maria"]), ("The Boston. downtown", ["Boston"])],
)
def test_a_word_in_small_letters_is_a_name_where_others_have_none_either(text: str, found: list[str]) -> None:
    unsure = NameModel(lambda: network(outside=21.5), "unsure")
    data = text.encode()
    assert [data[c.start : c.end].decode() for c in unsure.propose(data)] == found
