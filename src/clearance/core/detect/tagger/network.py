# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The network: tables of features, then residual convolutions over tokens with a summary of what stands around each
between them, then a score for each label.

Dilated convolutions in the manner of Strubell et al. 2017 (ID-CNN), small enough for plain matrix products. The
arrays are what ``training/train.py`` exports; scores are natural logarithms up to a constant.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clearance.core.detect.tagger.features import GAPS, SHAPES, Dictionary, Features, sizes

Floats = NDArray[np.float32]
_MOST_TOKENS = 8192
"""That are read at once."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of which a text takes a few: kept as bytes, each with the size of one step; little memory is read."""

    steps: NDArray[np.int8]
    step: Floats
    """(rows, 1)."""

    def take(self, rows: NDArray[np.int32]) -> Floats:
        """(rows, channels), to half a step."""
        taken: Floats = self.steps.take(rows, axis=0).astype(np.float32)
        taken *= self.step.take(rows, axis=0)
        return taken


def table(rows: NDArray[np.generic], steps: int = 127) -> Table:
    """Kept as bytes: each row's largest value as so many steps."""
    exact = rows.astype(np.float32)
    step = np.maximum(np.abs(exact).max(axis=1, keepdims=True), np.float32(1e-12)) / np.float32(steps)
    return Table(np.rint(exact / step).astype(np.int8), step)


def kept(name: str, rows: NDArray[np.generic], steps: int = 127) -> dict[str, NDArray[np.generic]]:
    """What a file holds of a table of that name; ``from_arrays`` reads it."""
    small = table(rows, steps)
    return {name: small.steps, f"{name}_step": small.step}


def lists_of(bins: NDArray[np.int32]) -> dict[str, NDArray[np.generic]]:
    """What a file holds of the bit sets of its words: each once, none first, and which one each word has."""
    lists, which = np.unique(np.append(np.int32(0), bins), return_inverse=True)
    return {"lists": lists, "lists_of_keys": which[1:].astype(np.min_scalar_type(len(lists)))}


@dataclass(frozen=True, slots=True)
class Layer:
    """One convolution of width three: ``weights`` is (channels + 2 x side + 1, channels), what is added to every token
    last. Of its neighbours a token sees the first ``side`` channels, which may be all.
    """

    dilation: int
    weights: Floats


@dataclass(frozen=True, slots=True)
class Summary:
    """What stands around a token, in short: the mean of a few numbers of each token at most ``width`` away, once
    ``after`` layers have read. ``into``, (channels + 1, size), gives the numbers; ``out``, (size + 1, channels), what
    is added to the token; of both the last row is added as it is.
    """

    after: int
    width: int
    into: Floats
    out: Floats

    def of(self, x: Floats, within: NDArray[np.bool_] | None) -> Floats:
        """Of each place of (texts, tokens, channels); those that are not ``within`` a text count nowhere."""
        texts, size, _ = x.shape
        beside = np.zeros((texts, size + 2 * self.width, self.into.shape[1]), np.float32)
        each = beside[:, self.width : self.width + size]
        np.matmul(x, self.into[:-1], out=each)
        each += self.into[-1]
        np.maximum(each, np.zeros_like(each), out=each)
        places = np.arange(size)
        first, last = np.maximum(places - self.width, 0), np.minimum(places + self.width + 1, size)
        counts = (last - first)[None]
        if within is not None:
            each *= within[..., None]
            counts = np.maximum(np.minimum(last, within.sum(1)[:, None]) - first, 1)
        means = _sums(beside, 2 * self.width + 1)
        means *= (np.float32(1) / counts.astype(np.float32))[..., None]
        out: Floats = means @ self.out[:-1]
        out += self.out[-1]
        return out


def _sums(x: Floats, width: int) -> Floats:
    """The sum of each ``width`` neighbours along the second axis: of powers of two of them, added up. numpy adds arrays
    in a third of the time that it takes for a running sum.
    """
    size = x.shape[1] - width + 1
    found = np.zeros((len(x), size, x.shape[2]), np.float32)
    at, power = 0, 1
    while True:
        if width & power:
            found += x[:, at : at + size]
            at += power
        if 2 * power > width:
            return found
        x = x[:, :-power] + x[:, power:]
        power *= 2


@dataclass(frozen=True, slots=True)
class Network:
    """The trained arrays. ``reach`` is how many tokens to either side a score depends on."""

    labels: tuple[str, ...]
    dictionary: Dictionary
    words: Table
    """One row for each word, projected, what its letters say included; row 0 stands for every other word."""
    groups: Table
    looks: Floats
    """One row for each shape with each gap, see ``_look``; with what every token gets, whatever it is."""
    lists: Floats
    """One row for each set of lists that holds a word, already projected; row 0 for none."""
    project_groups: Floats
    layers: tuple[Layer, ...]
    summary: Summary
    head: Floats
    head_bias: Floats

    @property
    def reach(self) -> int:
        """Tokens."""
        return sum(layer.dilation for layer in self.layers) + self.summary.width

    def scores(self, features: Features, firsts: Sequence[int] = (0,)) -> Floats:
        """(tokens, labels + 1): the last column is the score that a token begins an identifier.

        ``firsts`` are the indexes of the first tokens of the texts in ``features``: none sees its neighbours, so a
        text's scores do not depend on what it is read with.
        """
        x = self._embed(features)
        np.maximum(x, np.zeros_like(x), out=x)
        if len(firsts) == 1:
            alone: Floats = self._read(x[None], None)[0]
            return alone
        lengths = sizes(np.asarray(firsts), len(x))
        out = np.empty((len(x), self.head.shape[1]), np.float32)
        for rows in _alike(lengths):
            width = int(lengths[rows[-1]])
            within = np.arange(width) < lengths[rows][:, None]
            places = (np.asarray(firsts)[rows][:, None] + np.arange(width))[within]
            batch = np.zeros((len(rows), width, x.shape[1]), np.float32)
            batch[within] = x[places]
            out[places] = self._read(batch, within)[within]
        return out

    def _read(self, x: Floats, within: NDArray[np.bool_] | None) -> Floats:
        """Scores of (texts, tokens, channels), which is written over; what lies behind a text's end stays zero."""
        texts, size, channels = x.shape
        width = max((len(layer.weights) for layer in self.layers), default=0)
        wide = np.empty((texts * size, width), np.float32)  # one for all layers: fresh memory costs page faults
        wide[:, -1:] = 1
        step = np.empty((texts * size, channels), np.float32)
        nothing = np.zeros_like(step)  # numpy compares with an array in a third of the time that a number takes
        for number, layer in enumerate(self.layers, 1):
            _widen(x, min(layer.dilation, size), wide.reshape(texts, size, -1)[:, :, :-1])
            np.matmul(wide, layer.weights, out=step)
            np.maximum(step, nothing, out=step)
            x += step.reshape(x.shape)
            if number == self.summary.after:
                x += self.summary.of(x, within)
            if within is not None:
                x[~within] = 0
        scores: Floats = x @ self.head
        scores += self.head_bias
        return scores

    def _embed(self, features: Features) -> Floats:
        x = self.words.take(features.words)
        if len(features.spelled):
            letters = self.groups.take(features.groups)
            sums = np.add.reduceat(letters, features.group_starts, axis=0)
            counts = sizes(features.group_starts, len(features.groups))
            x[features.spelled] += (sums / counts[:, None].astype(np.float32)) @ self.project_groups
        x += self.looks.take(_look(features.shapes, features.gaps), axis=0)
        x += self.lists.take(features.bins, axis=0)
        return x


def _look(shapes: NDArray[np.int32], gaps: NDArray[np.int32]) -> NDArray[np.int32]:
    return shapes * np.int32(GAPS) + gaps


def _bits(bins: NDArray[np.generic], count: int) -> Floats:
    octets = bins.astype("<i4").view(np.uint8).reshape(-1, 4)
    return np.unpackbits(octets, axis=1, count=count, bitorder="little").astype(np.float32)


def _widen(x: Floats, distance: int, wide: Floats) -> None:
    """Beside each token, the one so far to the left and the one so far to the right; zero where there is none."""
    size, channels = x.shape[1:]
    side = (wide.shape[2] - channels) // 2
    wide[:, :distance, :side] = 0
    wide[:, distance:, :side] = x[:, : size - distance, :side]
    wide[:, :, side : side + channels] = x
    wide[:, : size - distance, side + channels :] = x[:, distance:, :side]
    wide[:, size - distance :, side + channels :] = 0


def _alike(lengths: NDArray[np.intp]) -> Iterator[NDArray[np.intp]]:
    """Indexes of texts of about the same size together, shortest first."""
    order = np.argsort(lengths, kind="stable")
    start = 0
    for at in range(1, len(order) + 1):
        longest = lengths[order[at]] if at < len(order) else 0
        if at == len(order) or longest > 1.25 * lengths[order[start]] + 2 or (at - start + 1) * longest > _MOST_TOKENS:
            yield order[start:at]
            start = at


def from_arrays(arrays: Mapping[str, NDArray[np.generic]]) -> Network:
    """A network of what ``training/train.py`` exported. Raises KeyError when an array is missing."""

    def floats(name: str) -> Floats:
        return np.ascontiguousarray(arrays[name], np.float32)

    def rows(name: str) -> Table:
        return Table(np.ascontiguousarray(arrays[name], np.int8), floats(f"{name}_step"))

    dilations = [int(d) for d in arrays["dilations"].tolist()]
    return Network(
        labels=tuple(str(label) for label in arrays["labels"]),
        dictionary=Dictionary(arrays["keys"], arrays["lists_of_keys"], arrays["rows_of_keys"]),  # type: ignore[arg-type]  # integers
        words=rows("words"),
        groups=rows("groups"),
        looks=((floats("shapes") + floats("bias"))[:, None] + floats("gaps")).reshape(SHAPES * GAPS, -1),
        lists=_bits(arrays["lists"], len(arrays["bins"])) @ floats("bins"),
        project_groups=floats("project_groups"),
        layers=tuple(
            Layer(d, np.vstack((floats(f"conv{n}"), floats(f"conv{n}_bias")))) for n, d in enumerate(dilations)
        ),
        summary=Summary(
            int(arrays["summary_after"]), int(arrays["summary_width"]), floats("summary_into"), floats("summary_out")
        ),
        head=floats("head"),
        head_bias=floats("head_bias"),
    )
