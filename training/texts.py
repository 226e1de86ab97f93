# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Flat documents on a device, and padded batches of them for the model and for its teacher."""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from training.dataset import LABELS
from training.dictionary import BITS
from training.flat import Flat, cut

Batch = dict[str, Tensor]


class Texts:
    """Documents in runs of at most ``longest`` tokens; ``starts`` and ``lengths`` say where each is."""

    def __init__(self, flat: Flat, longest: int, device: torch.device) -> None:
        self.starts, self.lengths = cut(flat.sizes, longest)
        self._device = device
        put = self._put
        self._words, self._shapes, self._gaps = put(flat.words), put(flat.shapes), put(flat.gaps)
        self._bins, self._allowed, self._begins = put(flat.bins), put(flat.allowed), put(flat.begins)
        self._groups, self._group_counts, self._group_starts = self._table(flat.groups, flat.group_counts)
        self._pieces, self._piece_counts, self._piece_starts = self._table(flat.pieces, flat.piece_counts)
        self._token_of = torch.repeat_interleave(
            torch.arange(len(self._piece_counts), device=device, dtype=torch.int32), self._piece_counts.int()
        )
        self._said = put(flat.said) if len(flat.said) else None

    def __len__(self) -> int:
        return len(self._words)

    def _put(self, array: NDArray[np.generic]) -> Tensor:
        return torch.from_numpy(array).to(self._device)

    def _table(self, rows: NDArray[np.integer], counts: NDArray[np.integer]) -> tuple[Tensor, Tensor, Tensor]:
        """Rows of tokens, how many each has, and where they begin."""
        many = self._put(counts)
        return self._put(rows), many, torch.cumsum(many, 0, dtype=torch.int64) - many

    def places(self, runs: NDArray[np.intp]) -> tuple[Tensor, Tensor]:
        """(runs, tokens): which token each place holds, and whether it holds one; the others repeat the run's first."""
        starts, lengths = self._put(self.starts[runs]), self._put(self.lengths[runs])
        steps = torch.arange(int(self.lengths[runs].max()), device=self._device)
        within = steps < lengths[:, None]
        return torch.where(within, starts[:, None] + steps, starts[:, None]), within

    def _bits(self, sets: Tensor, count: int) -> Tensor:
        return (sets[..., None] >> torch.arange(count, device=self._device, dtype=torch.int32)) & 1

    def _targets(self, at: Tensor, within: Tensor) -> Batch:
        found = {
            "mask": within.unsqueeze(-1).float(),
            "allowed": self._bits(torch.where(within, self._allowed[at], 0), len(LABELS)).bool(),
            "begins": torch.where(within, self._begins[at].long(), -1),
        }
        if self._said is not None:
            said = torch.where(within[..., None], self._said[at].float(), 0.0)
            found["said"] = said / said.sum(-1, keepdim=True).clamp(min=1)
        return found

    def for_tagger(self, runs: NDArray[np.intp]) -> Batch:
        """What ``training.train.Tagger`` reads, with targets."""
        at, within = self.places(runs)
        counts = torch.where(within, self._group_counts[at].long(), 1).flatten()
        begins = torch.cumsum(counts, 0) - counts
        size = int(counts.sum())
        first = torch.where(within, self._group_starts[at], 0).flatten()
        from_first = torch.repeat_interleave(first - begins, counts, output_size=size)
        groups = self._groups[from_first + torch.arange(size, device=self._device)].long()
        real = torch.repeat_interleave(within.flatten(), counts, output_size=size)

        def of(array: Tensor) -> Tensor:
            return torch.where(within, array[at], 0)

        return self._targets(at, within) | {
            "words": of(self._words).long(), "shapes": of(self._shapes).long(), "gaps": of(self._gaps).long(),
            "bins": self._bits(of(self._bins), len(BITS)).float(), "groups": torch.where(real, groups, 0), "group_starts": begins,
        }  # fmt: skip

    def for_encoder(self, runs: NDArray[np.intp], first: int, last: int) -> Batch:
        """What ``training.encoder.Encoder`` reads, between the pieces ``first`` and ``last``, with targets."""
        at, within = self.places(runs)
        begin, end = at[:, 0], self._put(self.starts[runs] + self.lengths[runs] - 1)
        from_first = self._piece_starts[begin]
        sizes = self._piece_starts[end] + self._piece_counts[end] - from_first
        steps = torch.arange(int(sizes.max()), device=self._device)
        inner = steps < sizes[:, None]
        each = torch.where(inner, from_first[:, None] + steps, from_first[:, None])
        token = self._token_of[each].long()

        def wide(values: Tensor) -> Tensor:
            side = values.new_zeros((len(values), 1))
            return torch.cat((side, torch.where(inner, values, 0), side), 1)

        pieces = wide(self._pieces[each].long())
        pieces[:, 0] = first
        pieces[torch.arange(len(pieces), device=self._device), sizes + 1] = last
        return self._targets(at, within) | {
            "pieces": pieces, "shapes": wide(self._shapes[token].long()), "gaps": wide(self._gaps[token].long()),
            "bins": self._bits(wide(self._bins[token]), len(BITS)).float(),
            "read": torch.arange(pieces.shape[1], device=self._device) < (sizes + 2)[:, None],
            "firsts": torch.where(within, 1 + self._piece_starts[at] - from_first[:, None], 0),
        }  # fmt: skip
