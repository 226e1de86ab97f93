# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Train the model: ``python -m training.train CORPORA OUT.npz --vectors FILE [--taught FILE] [--minutes N] [--seed N]``.

CORPORA holds ``train/`` and ``dictionaries/``; FILE, word vectors (``training.vectors``) and what ``training.teacher``
wrote. An epoch is all that the teacher was asked about, and as much as a third of it drawn anew. Nothing here needs an accelerator.
"""

import argparse
import math
import time
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.queues import Queue
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from clearance.core.detect.tagger.features import GAPS, GROUP_ROWS, SHAPES, Dictionary, Features, featurise
from clearance.core.detect.tagger.network import kept, lists_of
from clearance.core.detect.tagger.tokens import tokenise
from training.dataset import LABELS, vocabulary
from training.dictionary import BITS, build
from training.drawing import drawn
from training.flat import Flat, batches, flatten
from training.loss import loss_of
from training.reword import Rewording
from training.source import ONCE_AGAIN, WHOLE, Mix, Source, drawn_as_met
from training.taught import read
from training.texts import Batch, Texts
from training.vectors import SIZE as VECTOR_SIZE
from training.vectors import Vectors

WORD_SIZE, GROUP_SIZE, CHANNELS, SIDE = 48, 40, 96, 64
OWN_WORDS, FURTHER_WORDS = 16_000, 100_000
DILATIONS = (1, 2, 4, 10)
SUMMARY_SIZE, SUMMARY_AFTER, SUMMARY_WIDTH = 48, 2, 24
"""What stands around a token is summed up in so many numbers, after so many layers, from so many tokens to either side."""
STEPS = 31
"""To either side of zero, of a table's rows in the file."""
BATCH_TOKENS = 6_000
RATE = 3e-3
RATE_OF_WORDS = 4 * RATE
"""A word is seen seldom, and its rows change only then."""
LONGEST = 288
"""Tokens that are read together."""
WORDS_LOST, OWN_LOST = 0.15, 0.25
"""Of words with a vector, how many are read by letters and lists alone; of common words, how many without a row of
their own.
"""
LETTERS_LOST, LISTS_LOST, CHANNELS_LOST = 0.1, 0.25, 0.12
FRESH = Mix(4_500_000, limited=0.25, again=ONCE_AGAIN)
"""What is drawn anew for each epoch; of all that, a fifth in other words."""
REWORDED = 0.2
TAUGHT = 0.7
"""How much of a token's loss is what a teacher says of it, where one was asked."""
STEPS_TO_FULL, KEPT_EVERY = 400, 8


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
        self.summary_into = nn.Linear(CHANNELS, SUMMARY_SIZE)
        self.summary_out = nn.Linear(SUMMARY_SIZE, CHANNELS)
        self.head = nn.Linear(CHANNELS, len(LABELS) + 1)
        for rows in (self.words, self.groups, self.shapes, self.gaps):
            nn.init.normal_(rows.weight, std=0.1)

    def forward(self, batch: Batch) -> Tensor:
        """(texts, tokens, labels + 1)."""
        shape, mask, device = batch["words"].shape, batch["mask"], batch["mask"].device
        words, bins = batch["words"], batch["bins"]
        own = words <= OWN_WORDS
        groups = self.groups(batch["groups"], batch["group_starts"]).view(*shape, -1)
        if self.training:
            words = words * (torch.rand(shape, device=device) > WORDS_LOST)
            own = own & (torch.rand(shape, device=device) > OWN_LOST)
            groups = groups * (torch.rand(shape, device=device) > LETTERS_LOST).unsqueeze(-1)
            bins = bins * (torch.rand(shape, device=device) > LISTS_LOST).unsqueeze(-1)
        x = (
            self.project_words(self.words(words * own))
            + self.project_vectors(self.vectors(words))
            + self.project_groups(groups)
            + self.shapes(batch["shapes"])
            + self.gaps(batch["gaps"])
            + self.bins(bins)
        )
        x = torch.relu(x.float()) * mask
        for number, dilation in enumerate(DILATIONS):
            weights, bias = self.layer(number)
            step = torch.relu(nn.functional.linear(_beside(x, dilation), weights, bias)).float()
            if self.training:
                of_text = torch.rand((shape[0], 1, CHANNELS), device=device) > CHANNELS_LOST
                step = step * of_text / (1 - CHANNELS_LOST)
            x = (x + step) * mask
            if number + 1 == SUMMARY_AFTER:
                x = (x + self.summary_out(_around(torch.relu(self.summary_into(x)).float(), mask)).float()) * mask
        return self.head(x)

    def layer(self, number: int) -> tuple[Tensor, Tensor]:
        """One layer's matrix, (out, side + channels + side), and what is added to it."""
        near, own = self.layers[number], self.middles[number].weight[:, :, 0]
        left, middle, right = near.weight.unbind(2)
        return torch.cat((left, own[:, :SIDE] + middle, own[:, SIDE:], right), 1), near.bias


def _beside(x: Tensor, distance: int) -> Tensor:
    """Beside each token, the one so far to the left and the one so far to the right; zero where there is none."""
    side = x[..., :SIDE]
    size = side.shape[1]
    none = side.new_zeros((len(side), min(distance, size), SIDE))
    left, right = side[:, : size - none.shape[1]], side[:, none.shape[1] :]
    return torch.cat((torch.cat((none, left), 1), x, torch.cat((right, none), 1)), 2)


def _around(x: Tensor, mask: Tensor) -> Tensor:
    """Of each token, the mean of the tokens at most ``SUMMARY_WIDTH`` away."""
    size = x.shape[1]
    sums = torch.cumsum(torch.cat((x * mask, mask), 2), 1)
    sums = torch.cat((torch.zeros_like(sums[:, :1]), sums), 1)
    at = torch.arange(size, device=x.device)
    found = sums[:, (at + SUMMARY_WIDTH + 1).clamp(max=size)] - sums[:, (at - SUMMARY_WIDTH).clamp(min=0)]
    return found[..., :-1] / found[..., -1:].clamp(min=1)


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
    words_listed = {"keys": arrays["keys"], "rows_of_keys": arrays["rows_of_keys"]} | lists_of(arrays["bins_of_keys"])
    arrays = words_listed | {
        "labels": np.array(LABELS), "dilations": np.array(DILATIONS), "shapes": state["shapes.weight"].astype(half), "gaps": state["gaps.weight"].astype(half), "bins": state["bins.weight"].T.astype(half), "bias": state["bins.bias"].astype(half),
        "project_groups": state["project_groups.weight"].T.astype(half),
        "head": state["head.weight"].T.astype(half), "head_bias": state["head.bias"].astype(half),
    }  # fmt: skip
    for name, rows in ("words", word_table(state, words, dictionary)), ("groups", state["groups.weight"]):
        arrays |= kept(name, rows, STEPS)
    for number in range(len(DILATIONS)):
        weights, bias = model.layer(number)
        arrays[f"conv{number}"] = weights.detach().numpy().T.astype(half)
        arrays[f"conv{number}_bias"] = bias.detach().numpy().astype(half)
    arrays |= {"summary_after": np.array(SUMMARY_AFTER), "summary_width": np.array(SUMMARY_WIDTH)}
    for name in ("summary_into", "summary_out"):
        arrays[name] = np.vstack((state[f"{name}.weight"].T, state[f"{name}.bias"])).astype(half)
    with out.open("wb") as file:
        np.savez(file, **arrays)  # type: ignore[arg-type]  # names to arrays


class Average:
    """The mean of the latest weights of a model, the latest of which count most."""

    def __init__(self, model: nn.Module) -> None:
        self._latest = model.state_dict()
        self.state = {name: value.clone() for name, value in self._latest.items()}

    @torch.no_grad()
    def step(self, steps: int) -> None:
        """Take the weights as they are after so many steps."""
        if steps % KEPT_EVERY == 0:
            decay = min(0.999, (1 + steps) / (10 + steps))
            for name, value in self._latest.items():
                self.state[name].lerp_(value, 1 - decay**KEPT_EVERY)


def train(
    model: Tagger,
    epochs: Iterator[list[tuple[Texts, NDArray[np.intp]]]],
    minutes: float,
    keep: Callable[[dict[str, Tensor]], None],
) -> None:
    """For so many minutes, with the rate brought down; ``keep`` is given the mean of the latest weights of each epoch."""
    sparse = [model.words.weight, model.vectors.weight]
    dense = [value for name, value in model.named_parameters() if name not in {"words.weight", "vectors.weight"}]
    optimisers = (
        (RATE, torch.optim.AdamW(dense, weight_decay=0.01, betas=(0.9, 0.98), fused=True)),
        (RATE_OF_WORDS, torch.optim.SparseAdam(sparse, betas=(0.9, 0.98))),
    )
    device = dense[0].device
    average = Average(model)
    began = time.monotonic()
    steps, done = 0, 0.0
    for number, epoch in enumerate(epochs, 1):
        total, first = torch.zeros((), device=device), steps
        for texts, runs in epoch:
            batch = texts.for_tagger(runs)
            with torch.autocast(device.type, torch.bfloat16):
                scores = model(batch)
            loss = loss_of(scores.float(), batch, TAUGHT)
            model.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_(dense, 1.0)
            done = (time.monotonic() - began) / (60 * minutes)
            slow = min(1.0, (steps + 1) / STEPS_TO_FULL) * max(0.5 * (1 + math.cos(math.pi * min(done, 1.0))), 0.01)
            for rate, optimiser in optimisers:
                for group in optimiser.param_groups:
                    group["lr"] = rate * slow
                optimiser.step()
            steps += 1
            average.step(steps)
            total += loss.detach()
            if done >= 1:
                break
        print(f"epoch {number}: {steps} steps, loss {float(total) / (steps - first):.4f}, {done:.0%}", flush=True)
        keep(average.state)
        if done >= 1:
            break


def _epochs(
    fresh: "Queue[Flat]", known: Sequence[Texts], device: torch.device, random: np.random.Generator
) -> Iterator[list[tuple[Texts, NDArray[np.intp]]]]:
    """Of each epoch, batches of what is known and of what was drawn for it, in random order."""
    while True:
        all_texts = [*known, Texts(fresh.get(), LONGEST, device)]
        each = [(texts, runs) for texts in all_texts for runs in batches(texts.lengths, random, BATCH_TOKENS)]
        yield [each[at] for at in random.permutation(len(each))]


def main() -> None:
    """Train and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--vectors", type=Path, required=True, help="of words")
    parser.add_argument("--taught", type=Path, help="what training.teacher said")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=38.0, help="to learn, with the rate brought down")
    parser.add_argument("--device", default="cpu")
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    device = torch.device(options.device)
    source, vectors = Source(options.corpora, options.seed), Vectors(options.vectors)
    words = vocabulary(source.epoch(options.seed, WHOLE), source.marks, at_least=12, most=OWN_WORDS)
    words += vectors.words(words, FURTHER_WORDS)
    keys, bins, rows = build(source.marks, words)
    dictionary, rewording = Dictionary(keys, bins, rows), Rewording(vectors)
    print(f"{len(source.templates)} templates, {len(source.real)} real documents, {len(words)} words", flush=True)

    def fresh(seed: int) -> Iterator[Flat]:
        yield flatten(drawn_as_met(source, rewording, REWORDED, seed, FRESH), dictionary)

    def export_mean(state: dict[str, Tensor]) -> None:
        mean = Tagger(table)
        mean.load_state_dict(state)
        export(mean, {"keys": keys, "bins_of_keys": bins, "rows_of_keys": rows}, words, options.out)

    with drawn(fresh, options.seed, 1) as queue:
        known = [Texts(read(options.taught).flat(dictionary), LONGEST, device)] if options.taught else []
        table = torch.from_numpy(vectors.table(words))
        torch.set_num_threads(2)
        random = np.random.default_rng(options.seed)
        train(Tagger(table).to(device), _epochs(queue, known, device, random), options.minutes, export_mean)


if __name__ == "__main__":
    main()
