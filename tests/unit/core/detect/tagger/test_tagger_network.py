# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
from dataclasses import replace

import numpy as np
import pytest

from clearance.core.detect.tagger.features import featurise
from clearance.core.detect.tagger.network import Floats, Network, Summary, lists_of, table
from clearance.core.detect.tagger.tokens import tokenise
from tests.unit.core.detect.tagger.tiny import LABELS, SIDE, network, random_network

TEXTS = (
    "Maria was here",
    "on 3/14",
    "x",
    "was here and there, and there was Maria again; " * 8,
    "555-0199",
    "a b c d e f",
)


def scores(net: Network, *texts: str) -> Floats:
    data = "\n\n".join(texts).encode()
    tokens = tokenise(data)
    begins = np.cumsum([0, *(len(text.encode()) + 2 for text in texts[:-1])])
    firsts = np.searchsorted(tokens.starts, begins).tolist()
    return net.scores(featurise(tokens, net.dictionary, firsts), firsts)


def test_a_texts_scores_do_not_depend_on_what_it_is_read_with() -> None:
    net = random_network()
    alone = np.concatenate([scores(net, text) for text in TEXTS])
    assert scores(net, *TEXTS) == pytest.approx(alone, abs=1e-4)
    assert scores(net, *TEXTS[::-1])[: len(scores(net, TEXTS[-1]))] == pytest.approx(scores(net, TEXTS[-1]), abs=1e-4)


def test_words_with_rows_of_their_own_are_not_spelt() -> None:
    net = random_network()
    assert scores(net, "maria was here").shape == (3, len(LABELS) + 1)
    assert scores(net, "maria was here") != pytest.approx(scores(net, "maria saw here"), abs=1e-4)


def test_many_texts_are_read_in_several_batches() -> None:
    net = random_network()
    texts = ["was here " * 90] * 60
    together = scores(net, *texts)
    assert together[-180:] == pytest.approx(scores(net, texts[0]), abs=1e-4)


def test_reach_is_how_far_a_score_looks() -> None:
    net = random_network(2, dilations=(1, 2, 4), width=3)
    assert net.reach == 10
    near, far = ["was"] * 40, ["was"] * 40
    far[20 + 11] = "Maria"
    near[20 + 10] = "Maria"
    base = scores(net, " ".join(["was"] * 40))[20]
    # Capital letters change the case of the text as a whole, which every token's shape tells; compare under one case.
    changed = scores(net, " ".join(far).lower())[20]
    assert changed == pytest.approx(base, abs=1e-4)
    assert np.abs(scores(net, " ".join(near).lower())[20] - base).max() > 1e-3


def test_a_dilation_longer_than_the_text_is_harmless() -> None:
    assert scores(random_network(dilations=(1, 16)), "Maria").shape == (1, len(LABELS) + 1)


def test_the_head_gives_each_label_its_score() -> None:
    found = scores(network(dilations=(1,)), "Maria in Boston")
    assert [LABELS[best] for best in found[:, :-1].argmax(1)] == ["PERSON", "O", "CITY"]


def test_a_missing_array_is_an_error() -> None:
    from clearance.core.detect.tagger.network import from_arrays  # noqa: PLC0415 - only this test fails it

    with pytest.raises(KeyError):
        from_arrays({"dilations": np.zeros(0, np.int64)})


def test_a_tables_rows_come_back_to_a_250th_of_their_largest_value() -> None:
    rows = np.random.default_rng(1).normal(size=(9, 16)) * np.array([[10.0**n] for n in range(-4, 5)])
    rows[3] = 0
    taken = table(rows).take(np.array([8, 0, 3], np.int32))
    assert taken.dtype == np.float32
    assert (np.abs(taken - rows[[8, 0, 3]]) <= np.abs(rows[[8, 0, 3]]).max(axis=1, keepdims=True) / 250).all()


def test_a_file_holds_each_set_of_lists_once_and_none_of_them_first() -> None:
    found = lists_of(np.array([5, 1, 5, 0], np.int32))
    assert found["lists"].tolist() == [0, 1, 5]
    assert found["lists_of_keys"].tolist() == [2, 1, 2, 0]
    assert found["lists_of_keys"].dtype == np.uint8
    many = lists_of(np.arange(1, 301, dtype=np.int32))
    assert many["lists_of_keys"].tolist() == list(range(1, 301))


def test_lists_tell_of_a_word_what_the_sum_of_their_rows_says() -> None:
    net = network()
    features = featurise(tokenise(b"maria then"), net.dictionary)
    assert net.lists.take(features.bins, axis=0)[1].tolist() == [0] * len(LABELS)
    assert net.lists.take(features.bins, axis=0)[0].sum() == 20


@pytest.mark.parametrize("width", [0, 1, 2, 3, 7])
def test_a_token_is_told_the_mean_of_what_stands_around_it(width: int) -> None:
    summary = random_network(width=width).summary
    x = np.random.default_rng(3).normal(size=(2, 6, 8)).astype(np.float32)
    within = np.arange(6) < np.array([[6], [4]])
    found = summary.of(x, within)
    for text, size in enumerate((6, 4)):
        assert summary.of(x[text : text + 1, :size], None)[0] == pytest.approx(found[text, :size], abs=1e-5)
        each = np.maximum(x[text] @ summary.into[:-1] + summary.into[-1], 0)
        for at in range(size):
            mean = each[max(0, at - width) : min(at + width + 1, size)].mean(0)
            assert found[text, at] == pytest.approx(mean @ summary.out[:-1] + summary.out[-1], abs=1e-5)


def test_a_token_sees_some_channels_of_its_neighbours() -> None:
    net = replace(
        random_network(dilations=(2,)),
        summary=Summary(0, 0, np.zeros((9, 1), np.float32), np.zeros((2, 8), np.float32)),
    )
    x = np.random.default_rng(2).normal(size=(1, 7, 8)).astype(np.float32)
    padded = np.concatenate((np.zeros((2, SIDE)), x[0, :, :SIDE], np.zeros((2, SIDE))))
    seen = np.concatenate((padded[:7], x[0], padded[4:]), axis=1)
    (layer,) = net.layers
    wanted = (x[0] + np.maximum(seen @ layer.weights[:-1] + layer.weights[-1], 0)) @ net.head + net.head_bias
    assert net._read(x.copy(), None)[0] == pytest.approx(wanted, abs=1e-4)
