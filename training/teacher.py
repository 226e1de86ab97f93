# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Teach by a larger model: ``python -m training.teacher CORPORA MINILM OUT.npz --vectors FILE [--minutes N] ...``.

MINILM is a folder with ``tokenizer.json`` and ``model.safetensors``. The encoder learns from the same text as the model
(``--minutes``, two cores), then reads public text and writes how probable each label of each token is to it (OUT).
Nothing of it is shipped; ``training.train --taught OUT`` learns from what it said.
"""

import argparse
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from clearance.core.detect.tagger.features import Dictionary, featurise
from clearance.core.detect.tagger.tokens import tokenise
from training.dataset import LABELS, batches, code_points, targets
from training.dictionary import BITS, build
from training.encoder import Encoder
from training.loss import loss_of
from training.render import Document
from training.reword import Rewording
from training.source import FOR_TEACHER, Source, disturbed
from training.taught import STEPS, Taught
from training.vectors import Vectors
from training.wordpieces import WordPieces

_LONGEST = 160
"""Tokens that are read together; at most five pieces each."""
_BATCH = 4_000
_RATE = 2e-4
_FASTER = 10
"""What is not pretrained."""
_STEPS_TO_FULL = 60
_GENERATED = 2_000_000
"""Tokens of templates, beside the public text, that it reads at the end."""
_HALF, _REWORDED = 0.5, (0.1, 0.35)
"""Of the documents that it reads then, how many are said in other words, and with how many words exchanged."""


@dataclass(slots=True)
class Reading:
    """Some tokens of a document, as the encoder reads them."""

    words: NDArray[np.int32]
    """Their pieces."""
    counts: NDArray[np.int64]
    """Of pieces, by token."""
    shapes: NDArray[np.int32]
    gaps: NDArray[np.int32]
    bins: NDArray[np.int32]
    allowed: NDArray[np.int64]
    begins: NDArray[np.int8]


def readings(document: Document, dictionary: Dictionary, pieces: WordPieces) -> Iterator[Reading]:
    """One document's."""
    tokens = tokenise(document.text.encode())
    if not len(tokens):
        return
    f = featurise(tokens, dictionary)
    allowed, begins = targets(document, tokens, code_points(document.text.encode()))
    codes = tokens.codes.tobytes()
    split = [pieces.of(codes[a:b]) for a, b in zip(tokens.starts.tolist(), tokens.ends.tolist(), strict=True)]
    for at in range(0, len(tokens), _LONGEST):
        cut = slice(at, at + _LONGEST)
        counts = np.array([len(some) for some in split[cut]], np.int64)
        words = np.concatenate(split[cut])
        yield Reading(words, counts, f.shapes[cut], f.gaps[cut], f.bins[cut], allowed[cut], begins[cut])


def collate(batch: Sequence[Reading], pieces: WordPieces) -> dict[str, Tensor]:
    """One padded batch."""
    wide, long = max(len(one.words) for one in batch) + 2, max(len(one.counts) for one in batch)
    arrays = {name: np.zeros((len(batch), wide), np.int64) for name in ("pieces", "shapes", "gaps", "bins")}
    mask = np.zeros((len(batch), wide), bool)
    firsts, allowed = np.zeros((len(batch), long), np.int64), np.zeros((len(batch), long), np.int64)
    begins, known = np.full((len(batch), long), -1, np.int64), np.zeros((len(batch), long, 1), np.float32)
    for row, one in enumerate(batch):
        n, size = len(one.words), len(one.counts)
        arrays["pieces"][row, : n + 2] = [pieces.first, *one.words, pieces.last]
        for name in ("shapes", "gaps", "bins"):
            arrays[name][row, 1 : n + 1] = np.repeat(getattr(one, name), one.counts)
        mask[row, : n + 2] = True
        firsts[row, :size] = 1 + np.cumsum(one.counts) - one.counts
        allowed[row, :size], begins[row, :size], known[row, :size] = one.allowed, one.begins, 1
    bits = ((arrays["bins"][..., None] >> np.arange(len(BITS))) & 1).astype(np.float32)
    free = ((allowed[..., None] >> np.arange(len(LABELS))) & 1).astype(bool)
    return {
        "pieces": torch.from_numpy(arrays["pieces"]), "shapes": torch.from_numpy(arrays["shapes"]), "gaps": torch.from_numpy(arrays["gaps"]),
        "bins": torch.from_numpy(bits), "read": torch.from_numpy(mask), "firsts": torch.from_numpy(firsts), "allowed": torch.from_numpy(free),
        "begins": torch.from_numpy(begins), "mask": torch.from_numpy(known),
    }  # fmt: skip


def learn(
    model: Encoder, source: Source, dictionary: Dictionary, pieces: WordPieces, options: argparse.Namespace
) -> None:
    """For so many minutes, with the rate brought down."""
    own = model.own()
    apart = {id(value) for value in own}
    old = [value for value in model.parameters() if id(value) not in apart]
    optimiser = torch.optim.AdamW(
        [{"params": old, "full": options.rate}, {"params": own, "full": _FASTER * options.rate}],
        betas=(0.9, 0.98),
        fused=True,
    )
    model.train()
    steps = epoch = 0
    began = time.monotonic()
    done = 0.0
    while done < 1:
        documents = disturbed(source.epoch(options.seed + epoch, FOR_TEACHER), options.seed + epoch)
        epoch += 1
        drawn = [one for document in documents for one in readings(document, dictionary, pieces)]
        for batch in batches(drawn, Random(options.seed + epoch), _BATCH):
            tensors = collate(batch, pieces)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                scores = model(tensors)
            loss = loss_of(scores.float(), tensors)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            done = (time.monotonic() - began) / (60 * options.minutes)
            slow = min(1.0, (steps + 1) / _STEPS_TO_FULL) * max(1 - done, 0.01)
            for group in optimiser.param_groups:
                group["lr"] = group["full"] * slow
            optimiser.step()
            steps += 1
            if steps % 100 == 0:
                print(f"step {steps}: loss {float(loss.detach()):.3f}, {done:.0%}", flush=True)
            if done >= 1:
                break


def said(
    model: Encoder, documents: Sequence[Document], dictionary: Dictionary, pieces: WordPieces
) -> NDArray[np.uint8]:
    """(tokens of all documents, labels): how probable each label is, in steps of 1/255."""
    model.eval()
    all_of_them = [one for document in documents for one in readings(document, dictionary, pieces)]
    order = sorted(range(len(all_of_them)), key=lambda at: len(all_of_them[at].words))
    found: list[NDArray[np.uint8]] = [np.zeros((0, len(LABELS)), np.uint8)] * len(order)
    while order:
        some = order[-max(1, _BATCH // (len(all_of_them[order[-1]].words) + 2)) :]
        del order[-len(some) :]
        with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16):
            scores = model(collate([all_of_them[at] for at in some], pieces))
        shares = scores.float()[..., :-1].softmax(-1).numpy()
        for row, at in zip(shares, some, strict=True):
            found[at] = np.rint(row[: len(all_of_them[at].counts)] * STEPS).astype(np.uint8)
    return np.concatenate(found)


def lessons(source: Source, rewording: Rewording, seed: int) -> list[Document]:
    """Public text and templates, half of them in other words."""
    random = Random(seed)
    documents = source.public(seed) + source.generated(random, _GENERATED)
    reworded = [
        rewording.of(document, random.uniform(*_REWORDED), random) if random.random() < _HALF else document
        for document in documents
    ]
    return disturbed(reworded, seed)


def main() -> None:
    """Learn, read, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("minilm", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--vectors", type=Path, required=True, help="of words, see training.vectors")
    parser.add_argument("--minutes", type=float, default=30.0, help="to learn; none goes with --weights")
    parser.add_argument("--rate", type=float, default=_RATE, help="of what is pretrained; ten times that for the rest")
    parser.add_argument("--weights", type=Path, help="the encoder's: gone on from where there are any, and kept")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    torch.set_num_threads(2)
    source = Source(options.corpora, options.seed)
    dictionary = Dictionary(*build(source.marks, []))
    pieces = WordPieces(options.minilm / "tokenizer.json")
    model = Encoder()
    if options.weights and options.weights.exists():
        model.load_state_dict(torch.load(options.weights, weights_only=True))
    else:
        model.begin_from(options.minilm / "model.safetensors")
    if options.minutes > 0:
        learn(model, source, dictionary, pieces, options)
        if options.weights:
            torch.save(model.state_dict(), options.weights)
    documents = lessons(source, Rewording(Vectors(options.vectors)), options.seed)
    Taught(documents, said(model, documents, dictionary, pieces)).write(options.out)


if __name__ == "__main__":
    main()
