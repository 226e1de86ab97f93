# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Train the model: ``python -m training.train CORPORA OUT.npz [--vectors FILE] [--taught FILE]
[--epochs N] [--seed N] [--minutes N]``.

CORPORA holds ``train/`` and ``dictionaries/``; FILE, word vectors (``training.vectors``). Each epoch draws new
documents from the templates and disturbs all anew. Two cores take about four minutes an epoch; nothing here needs an
accelerator.
"""

import argparse
import math
import multiprocessing
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

import numpy as np
import torch
from torch import Tensor, nn

from clearance.core.detect.tagger.features import GAPS, GROUP_ROWS, SHAPES, Dictionary, Features, featurise
from clearance.core.detect.tagger.network import kept
from clearance.core.detect.tagger.tokens import tokenise
from training.dataset import LABELS, Piece, batches, encode, vocabulary
from training.dictionary import BITS, build
from training.loss import loss_of
from training.source import PUBLIC, Source, disturbed
from training.taught import Taught, read
from training.vectors import SIZE as VECTOR_SIZE
from training.vectors import Vectors

WORD_SIZE, GROUP_SIZE, CHANNELS, SIDE = 48, 40, 96, 64
OWN_WORDS, FURTHER_WORDS = 16_000, 100_000
DILATIONS = (1, 2, 4, 10)
STEPS = 31
"""To either side of zero, of a table's rows in the file."""
BATCH_TOKENS = 6_000
RATE = 3e-3
RATE_OF_WORDS = 4 * RATE
"""A word is seen seldom, and its rows change only then."""
WORDS_LOST, OWN_LOST = 0.15, 0.25
"""Of words with a vector, how many are read by letters and lists alone; of common words, how many without a row of
their own.
"""


class Tagger(nn.Module):
    """What ``clearance.core.detect.tagger.network`` computes, with gradients.

    ``vectors``, (words + 1, size), are where the rows of words begin.
    """

    def __init__(self, vectors: Tensor) -> None:
        super().__init__()
        self.words = nn.Embedding(OWN_WORDS + 1, WORD_SIZE, sparse=True)
        self.vectors = nn.Embedding.from_pretrained(vectors.clone(), freeze=False, sparse=True)
        self.groups = nn.EmbeddingBag(GROUP_ROWS, GROUP_SIZE, mode="mean", include_last_offset=False)
        self.shapes = nn.Embedding(SHAPES, CHANNELS)
        self.gaps = nn.Embedding(GAPS, CHANNELS)
        self.bins = nn.Linear(len(BITS), CHANNELS)
        self.project_words = nn.Linear(WORD_SIZE, CHANNELS, bias=False)
        self.project_vectors = nn.Linear(VECTOR_SIZE, CHANNELS, bias=False)
        self.project_groups = nn.Linear(GROUP_SIZE, CHANNELS, bias=False)
        self.layers = nn.ModuleList(nn.Conv1d(SIDE, CHANNELS, 3, padding=d, dilation=d) for d in DILATIONS)
        self.middles = nn.ModuleList(nn.Conv1d(CHANNELS, CHANNELS, 1, bias=False) for _ in DILATIONS)
        self.head = nn.Linear(CHANNELS, len(LABELS) + 1)
        self.dropout = nn.Dropout1d(0.12)
        for rows in (self.words, self.groups, self.shapes, self.gaps):
            nn.init.normal_(rows.weight, std=0.1)

    def forward(self, batch: dict[str, Tensor]) -> Tensor:
        """(pieces, tokens, labels + 1)."""
        shape, mask = batch["words"].shape, batch["mask"]
        words, bins = batch["words"], batch["bins"]
        own = words <= OWN_WORDS
        groups = self.groups(batch["groups"], batch["group_starts"]).view(*shape, -1)
        if self.training:
            words = words * (torch.rand(shape) > WORDS_LOST)
            own = own & (torch.rand(shape) > OWN_LOST)
            groups = groups * (torch.rand(shape) > 0.1).unsqueeze(-1)
            bins = bins * (torch.rand(shape) > 0.25).unsqueeze(-1)
        x = (
            self.project_words(self.words(words * own))
            + self.project_vectors(self.vectors(words))
            + self.project_groups(groups)
            + self.shapes(batch["shapes"])
            + self.gaps(batch["gaps"])
            + self.bins(bins)
        )
        x = (torch.relu(x) * mask).transpose(1, 2)
        across = mask.transpose(1, 2)
        for layer, middle in zip(self.layers, self.middles, strict=True):
            x = (x + self.dropout(torch.relu(layer(x[:, :SIDE]) + middle(x)))) * across
        return self.head(x.transpose(1, 2))


def collate(batch: Sequence[Piece]) -> dict[str, Tensor]:
    """One padded batch."""
    width = max(len(piece.words) for piece in batch)
    size = (len(batch), width)
    arrays = {name: np.zeros(size, np.int64) for name in ("words", "shapes", "gaps", "bins", "allowed")}
    begins, counts = np.full(size, -1, np.int64), np.ones(size, np.int64)
    mask = np.zeros((*size, 1), np.float32)
    groups: list[np.ndarray] = []
    for row, piece in enumerate(batch):
        n = len(piece.words)
        for name, array in arrays.items():
            array[row, :n] = getattr(piece, name)
        begins[row, :n] = piece.begins
        counts[row, :n] = piece.group_counts
        mask[row, :n] = 1
        groups += [piece.groups, np.zeros(width - n, np.int32)]
    flat = counts.reshape(-1)
    said = np.zeros((*size, len(LABELS)), np.float32)
    for row, piece in enumerate(batch):
        said[row, : len(piece.said)] = piece.said
    said /= np.maximum(said.sum(-1, keepdims=True), 1)
    bits = ((arrays["bins"][..., None] >> np.arange(len(BITS))) & 1).astype(np.float32)
    return {
        "words": torch.from_numpy(arrays["words"]), "shapes": torch.from_numpy(arrays["shapes"]), "gaps": torch.from_numpy(arrays["gaps"]),
        "bins": torch.from_numpy(bits), "groups": torch.from_numpy(np.concatenate(groups).astype(np.int64)),
        "group_starts": torch.from_numpy(np.concatenate(([0], np.cumsum(flat)[:-1]))), "mask": torch.from_numpy(mask),
        "allowed": torch.from_numpy((arrays["allowed"][..., None] >> np.arange(len(LABELS))) & 1).bool(), "begins": torch.from_numpy(begins),
        "said": torch.from_numpy(said),
    }  # fmt: skip


def _draw(
    source: Source,
    taught: Taught | None,
    dictionary: Dictionary,
    seeds: Sequence[int],
    queue: "multiprocessing.Queue[list[Piece]]",
) -> None:
    lessons = (
        [piece for document, said in taught.each() for piece in encode(document, dictionary, said)] if taught else []
    )
    for seed in seeds:
        documents = disturbed(source.epoch(seed, without=PUBLIC if taught else frozenset()), seed)
        queue.put(lessons + [piece for document in documents for piece in encode(document, dictionary)])


def letters(words: Sequence[str], dictionary: Dictionary) -> Features:
    """The letter groups of each word of the vocabulary, none of which has a line break."""
    return featurise(tokenise("\n".join(words).encode()), dictionary, spell_all=True)


def word_table(state: dict[str, np.ndarray], words: Sequence[str], dictionary: Dictionary) -> np.ndarray:
    """Rows as the network adds them up: the word's own, projected, and what its letters say."""
    rows = state["vectors.weight"] @ state["project_vectors.weight"].T
    own = (state["words.weight"] @ state["project_words.weight"].T)[: len(rows)]
    rows[: len(own)] += own
    rows[len(own) :] += own[0]
    for at in range(0, len(words), 2000):
        spelt = letters(words[at : at + 2000], dictionary)
        sums = np.add.reduceat(state["groups.weight"][spelt.groups], spelt.group_starts, axis=0)
        counts = np.diff(spelt.group_starts, append=len(spelt.groups))
        rows[spelt.words] += (sums / counts[:, None]) @ state["project_groups.weight"].T
    return rows


def export(model: Tagger, arrays: dict[str, np.ndarray], words: Sequence[str], out: Path) -> None:
    """What ``network.from_arrays`` reads: tables as bytes, the rest in half precision."""
    state = {name: value.detach().numpy() for name, value in model.state_dict().items()}
    dictionary = Dictionary(arrays["keys"], arrays["bins_of_keys"], arrays["rows_of_keys"])
    half = np.float16
    arrays = arrays | {
        "labels": np.array(LABELS), "dilations": np.array(DILATIONS), "shapes": state["shapes.weight"].astype(half), "gaps": state["gaps.weight"].astype(half), "bins": state["bins.weight"].T.astype(half), "bias": state["bins.bias"].astype(half),
        "project_groups": state["project_groups.weight"].T.astype(half),
        "head": state["head.weight"].T.astype(half), "head_bias": state["head.bias"].astype(half),
    }  # fmt: skip
    for name, rows in ("words", word_table(state, words, dictionary)), ("groups", state["groups.weight"]):
        arrays |= kept(name, rows, STEPS)
    for number in range(len(DILATIONS)):
        left, middle, right = state[f"layers.{number}.weight"].transpose(2, 1, 0)  # (side, out) each
        whole = state[f"middles.{number}.weight"][:, :, 0].T.copy()
        whole[:SIDE] += middle
        arrays[f"conv{number}"] = np.concatenate((left, whole, right)).astype(half)
        arrays[f"conv{number}_bias"] = state[f"layers.{number}.bias"].astype(half)
    with out.open("wb") as file:
        np.savez(file, **arrays)  # type: ignore[arg-type]  # names to arrays


def train(
    model: Tagger,
    queue: "multiprocessing.Queue[list[Piece]]",
    options: argparse.Namespace,
    keep: Callable[[Tagger], None],
    began: float,
) -> None:
    """All epochs; after each, ``keep`` is given the average of the latest weights."""
    rows = [model.words.weight, model.vectors.weight]
    dense = [value for name, value in model.named_parameters() if name not in {"words.weight", "vectors.weight"}]
    optimisers = (
        (RATE, torch.optim.AdamW(dense, weight_decay=0.01, betas=(0.9, 0.98))),
        (RATE_OF_WORDS, torch.optim.SparseAdam(rows, betas=(0.9, 0.98))),
    )
    averaged = {name: value.clone() for name, value in model.state_dict().items()}
    steps = 0
    for epoch in range(options.epochs):
        pieces = queue.get()
        random = Random(options.seed * 1000 + epoch)
        order = batches(pieces, random, BATCH_TOKENS)
        total, seen = 0.0, time.monotonic()
        for number, batch in enumerate(order):
            done = max(
                (epoch + number / len(order)) / options.epochs, (time.monotonic() - began) / (60 * options.minutes)
            )
            slow = min(1.0, (steps + 1) / 400) * max(0.5 * (1 + math.cos(math.pi * min(done, 1.0))), 0.01)
            tensors = collate(batch)
            loss = loss_of(model(tensors), tensors)
            model.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(dense, 1.0)
            for rate, optimiser in optimisers:
                for group in optimiser.param_groups:
                    group["lr"] = rate * slow
                optimiser.step()
            total += float(loss.detach())
            steps += 1
            decay = min(0.999, (1 + steps) / (10 + steps))
            if steps % 4 == 0:
                for name, value in model.state_dict().items():
                    averaged[name].lerp_(value, 1 - decay**4)
            if done >= 1:
                break
        count = sum(len(piece.words) for piece in pieces)
        print(
            f"epoch {epoch + 1}: {count} tokens, loss {total / len(order):.4f}, {time.monotonic() - seen:.0f} s, {(time.monotonic() - began) / 60:.1f} min in all",
            flush=True,
        )
        snapshot = Tagger(model.vectors.weight)
        snapshot.load_state_dict(averaged)
        keep(snapshot)
        if (time.monotonic() - began) / 60 >= options.minutes:
            break


def main() -> None:
    """Train and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--vectors", type=Path, help="of words; without them the network knows fewer")
    parser.add_argument("--taught", type=Path, help="what training.teacher said of public text")
    parser.add_argument("--epochs", type=int, default=16)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=110.0, help="stop in time, with the rate brought down")
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    torch.set_num_threads(2)
    began = time.monotonic()
    source = Source(options.corpora, options.seed)
    vectors = Vectors(options.vectors)
    taught = read(options.taught) if options.taught else None
    words = vocabulary(source.epoch(options.seed), source.marks, at_least=12, most=OWN_WORDS)
    words += vectors.words(words, FURTHER_WORDS)
    keys, bins, rows = build(source.marks, words)
    dictionary = Dictionary(keys, bins, rows)
    arrays = {"keys": keys, "bins_of_keys": bins, "rows_of_keys": rows}
    print(
        f"{len(source.templates)} templates, {len(source.real)} real documents, {len(words)} words, {len(keys)} listed; {time.monotonic() - began:.0f} s",
        flush=True,
    )
    context = multiprocessing.get_context("fork")
    queue: multiprocessing.Queue[list[Piece]] = context.Queue(1)
    drawing = context.Process(
        target=_draw,
        args=(source, taught, dictionary, range(options.seed, options.seed + options.epochs), queue),
        daemon=True,
    )
    drawing.start()
    model = Tagger(torch.from_numpy(vectors.table(words)))
    train(model, queue, options, lambda snapshot: export(snapshot, arrays, words, options.out), began)
    drawing.terminate()


if __name__ == "__main__":
    main()
