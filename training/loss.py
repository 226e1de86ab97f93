# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What training makes small."""

import torch
from torch import Tensor, nn

_STARTS = 0.15


def loss_of(scores: Tensor, batch: dict[str, Tensor], taught: float = 0.0) -> Tensor:
    """Minus the logarithm of what is given to the allowed labels, and the loss of beginnings.

    Where ``batch`` has what a teacher said, the distance to that (Hinton, Vinyals, Dean 2015, at temperature one) takes
    the place of the part ``taught``.
    """
    labels, begin = scores[..., :-1], scores[..., -1]
    known = batch["mask"].squeeze(-1) > 0
    whole = torch.logsumexp(labels, -1)
    each = whole - torch.logsumexp(labels.masked_fill(~batch["allowed"], -1e9), -1)
    if "said" in batch:
        said = batch["said"]
        apart = (torch.xlogy(said, said) - said * (labels - whole.unsqueeze(-1))).sum(-1)
        each = torch.where(said.sum(-1) > 0, torch.lerp(each, apart, taught), each)
    marked = (batch["begins"] >= 0) & known
    begins = nn.functional.binary_cross_entropy_with_logits(
        begin, batch["begins"].clamp(min=0).float(), reduction="none"
    )
    starts = (begins * marked).sum() / marked.sum().clamp(min=1)
    return (each * known).sum() / known.sum() + _STARTS * starts
