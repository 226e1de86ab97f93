# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Teach by a larger model: ``python -m training.teacher CORPORA MINILM OUT.npz --vectors FILE [--minutes N] ...``.

MINILM is a folder with ``tokenizer.json`` and ``model.safetensors``. The encoder learns from the same text as the model
(``--minutes``), then reads text drawn anew and writes how probable each label of each token is to it (OUT). Nothing of
it is shipped; ``training.train --taught OUT`` learns from what it said.
"""

import argparse
import time
from collections.abc import Iterator
from pathlib import Path
from queue import Empty
from typing import TYPE_CHECKING

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from clearance.core.detect.tagger.features import Dictionary
from training.dataset import LABELS
from training.dictionary import build
from training.drawing import drawn
from training.encoder import Encoder
from training.flat import Flat, alike, batches, flatten, joined
from training.loss import loss_of
from training.reword import Rewording
from training.source import Mix, Source, drawn_as_met
from training.taught import STEPS, Taught
from training.texts import Texts
from training.vectors import Vectors
from training.wordpieces import WordPieces

if TYPE_CHECKING:
    from multiprocessing.queues import Queue

_LONGEST = 160
"""Tokens that are read together; at most five pieces each."""
_FASTER = 10
"""What is not pretrained."""
_STEPS_TO_FULL = 200
_MIX, _REWORDED = Mix(1_000_000, limited=0.12, others=0.12), 0.2
_AT_ONCE = 2_500
"""Documents that are drawn as one."""
_AGAIN = 8
"""How many of those are read again where drawing is slower than learning."""
_LESSON, _LESSON_REWORDED = Mix(4_500_000, limited=0.7), 0.4
"""What it is asked about at a time: nine million tokens."""


def learn(
    model: Encoder, queue: "Queue[Flat]", pieces: WordPieces, options: argparse.Namespace, device: torch.device
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
    random = np.random.default_rng(options.seed)
    model.train()
    kept: list[Flat] = [queue.get()]
    fresh = kept[:]
    steps, done, began = 0, 0.0, time.monotonic()
    while done < 1:
        again = [] if len(fresh) * 2 > _AGAIN else random.permutation(len(kept))[: _AGAIN - len(fresh)].tolist()
        texts = Texts(joined([*fresh, *(kept[at] for at in again)]), _LONGEST, device)
        for runs in batches(texts.lengths, random, options.batch):
            batch = texts.for_encoder(runs, pieces.first, pieces.last)
            with torch.autocast(device.type, torch.bfloat16):
                scores = model(batch)
            loss = loss_of(scores.float(), batch)
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
        fresh = _waiting(queue)
        kept += fresh


def _waiting(queue: "Queue[Flat]") -> list[Flat]:
    found = []
    try:
        while True:
            found.append(queue.get_nowait())
    except Empty:
        return found


def said(model: Encoder, flat: Flat, pieces: WordPieces, device: torch.device, tokens: int) -> NDArray[np.uint8]:
    """(tokens, labels): how probable each label is, in steps of 1/255."""
    model.eval()
    texts = Texts(flat, _LONGEST, device)
    found = torch.zeros((len(texts), len(LABELS)), dtype=torch.uint8, device=device)
    for runs in alike(np.argsort(texts.lengths, kind="stable"), texts.lengths, tokens):
        with torch.inference_mode(), torch.autocast(device.type, torch.bfloat16):
            scores = model(texts.for_encoder(runs, pieces.first, pieces.last))
        at, within = texts.places(runs)
        shares = scores.float()[..., :-1].softmax(-1) * STEPS
        found[at[within]] = shares.round().to(torch.uint8)[within]
    answer: NDArray[np.uint8] = found.cpu().numpy()
    return answer


def main() -> None:
    """Learn, read, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("minilm", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--vectors", type=Path, required=True, help="of words, see training.vectors")
    parser.add_argument("--minutes", type=float, default=40.0, help="to learn; none goes with --weights")
    parser.add_argument("--lessons", type=int, default=1, help="that it reads at the end, of nine million tokens each")
    parser.add_argument("--rate", type=float, default=2e-4, help="of what is pretrained; ten times that for the rest")
    parser.add_argument("--batch", type=int, default=3_000, help="tokens")
    parser.add_argument("--weights", type=Path, help="the encoder's: gone on from where there are any, and kept")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--processes", type=int, default=1, help="that draw")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    device = torch.device(options.device)
    source, rewording = Source(options.corpora, options.seed), Rewording(Vectors(options.vectors))
    dictionary = Dictionary(*build(source.marks, []))
    pieces = WordPieces(options.minilm / "tokenizer.json")

    def some(seed: int) -> Iterator[Flat]:
        documents = drawn_as_met(source, rewording, _REWORDED, seed, _MIX)
        for at in range(0, len(documents), _AT_ONCE):
            yield flatten(documents[at : at + _AT_ONCE], dictionary, pieces)

    model = Encoder()
    if options.weights and options.weights.exists():
        model.load_state_dict(torch.load(options.weights, weights_only=True))
    else:
        model.begin_from(options.minilm / "model.safetensors")
    if options.minutes > 0:
        with drawn(some, options.seed, options.processes) as queue:
            torch.set_num_threads(2)
            learn(model.to(device), queue, pieces, options, device)
        if options.weights:
            torch.save(model.cpu().state_dict(), options.weights)
    documents = [
        document
        for number in range(options.lessons)
        for document in drawn_as_met(source, rewording, _LESSON_REWORDED, options.seed - 1 - number, _LESSON)
    ]
    parts = range(0, len(documents), _AT_ONCE)
    answers = [
        said(
            model.to(device), flatten(documents[at : at + _AT_ONCE], dictionary, pieces), pieces, device, options.batch
        )
        for at in parts
    ]
    Taught(documents, np.concatenate(answers)).write(options.out)


if __name__ == "__main__":
    main()
