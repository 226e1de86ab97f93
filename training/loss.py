# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What training makes small."""

import torch
from torch import Tensor, nn

_STARTS = 0.15
_TAUGHT = 0.5
"""How much of a token's loss is what a teacher says of it, where one was asked."""


def loss_of(scores: Tensor, batch: dict[str, Tensor]) -> Tensor:
    """Minus the logarithm of what is given to the allowed labels, and the loss of beginnings.

    Where ``batch`` has what a teacher said, its distance to that (Hinton, Vinyals, Dean 2015, at temperature one) takes
    the place of a part.
    """
    labels, begin = scores[..., :-1], scores[..., -1]
    known = batch["mask"].squeeze(-1) > 0
    whole = torch.logsumexp(labels, -1)
    each = whole - torch.logsumexp(labels.masked_fill(~batch["allowed"], -1e9), -1)
    if "said" in batch:
        said = batch["said"]
        apart = (torch.xlogy(said, said) - said * (labels - whole.unsqueeze(-1))).sum(-1)
        each = torch.where(said.sum(-1) > 0, torch.lerp(each, apart, _TAUGHT), each)
    marked = batch["begins"] >= 0
    starts = (
        nn.functional.binary_cross_entropy_with_logits(begin[marked], batch["begins"][marked].float())
        if marked.any()
        else 0.0
    )
    return each[known].mean() + _STARTS * starts
