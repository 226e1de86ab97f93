# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""A pretrained encoder that marks tokens: MiniLM of six layers (Wang et al. 2020), with our features beside its words."""

import json
import struct
from pathlib import Path

import torch
from torch import Tensor, nn

from clearance.core.detect.tagger.features import GAPS, SHAPES
from training.dataset import LABELS
from training.dictionary import BITS

WORDS, POSITIONS, SIZE, LAYERS, HEADS, INNER = 30_522, 512, 384, 6, 12, 1_536
_NEAR_ZERO = 1e-12
_BITS_LOST = 0.2


class Layer(nn.Module):
    """Attention, then two products (Vaswani et al. 2017), each added and normalised after."""

    def __init__(self) -> None:
        super().__init__()
        self.attends = nn.Linear(SIZE, 3 * SIZE)
        self.attended = nn.Linear(SIZE, SIZE)
        self.first_norm = nn.LayerNorm(SIZE, _NEAR_ZERO)
        self.widens = nn.Linear(SIZE, INNER)
        self.narrows = nn.Linear(INNER, SIZE)
        self.second_norm = nn.LayerNorm(SIZE, _NEAR_ZERO)
        self.dropout = nn.Dropout(0.1)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """(texts, pieces, size)."""
        texts, pieces, _ = x.shape
        query, key, value = self.attends(x).view(texts, pieces, 3, HEADS, -1).permute(2, 0, 3, 1, 4)
        seen = nn.functional.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        x = self.first_norm(x + self.dropout(self.attended(seen.transpose(1, 2).reshape(texts, pieces, SIZE))))
        return self.second_norm(x + self.dropout(self.narrows(nn.functional.gelu(self.widens(x)))))


class Encoder(nn.Module):
    """Scores for each label, and that an identifier begins, of each token: what its first piece says."""

    def __init__(self) -> None:
        super().__init__()
        self.words = nn.Embedding(WORDS, SIZE)
        self.positions = nn.Embedding(POSITIONS, SIZE)
        self.norm = nn.LayerNorm(SIZE, _NEAR_ZERO)
        self.shapes = nn.Embedding(SHAPES, SIZE)
        self.gaps = nn.Embedding(GAPS, SIZE)
        self.bins = nn.Linear(len(BITS), SIZE, bias=False)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.head = nn.Linear(SIZE, len(LABELS) + 1)
        self.dropout = nn.Dropout(0.1)
        for new in (self.shapes, self.gaps, self.bins):
            nn.init.normal_(new.weight, std=0.01)

    def own(self) -> list[nn.Parameter]:
        """What is not pretrained."""
        return [value for part in (self.shapes, self.gaps, self.bins, self.head) for value in part.parameters()]

    def begin_from(self, path: Path) -> None:
        """Take the pretrained weights of a ``model.safetensors``."""
        arrays = _safetensors(path)

        def take(module: nn.Module, *names: str) -> None:
            for kind in ("weight", "bias"):
                getattr(module, kind).data = torch.cat([arrays[f"{name}.{kind}"] for name in names])

        self.words.weight.data = arrays["embeddings.word_embeddings.weight"]
        kinds = arrays["embeddings.token_type_embeddings.weight"]
        self.positions.weight.data = arrays["embeddings.position_embeddings.weight"] + kinds[0]
        take(self.norm, "embeddings.LayerNorm")
        for number, layer in enumerate(self.layers):
            at = f"encoder.layer.{number}"
            take(layer.attends, *(f"{at}.attention.self.{name}" for name in ("query", "key", "value")))
            take(layer.attended, f"{at}.attention.output.dense")
            take(layer.first_norm, f"{at}.attention.output.LayerNorm")
            take(layer.widens, f"{at}.intermediate.dense")
            take(layer.narrows, f"{at}.output.dense")
            take(layer.second_norm, f"{at}.output.LayerNorm")

    def forward(self, batch: dict[str, Tensor]) -> Tensor:
        """(texts, tokens, labels + 1)."""
        bins = batch["bins"]
        if self.training:
            bins = bins * (torch.rand(bins.shape[:2], device=bins.device) > _BITS_LOST).unsqueeze(-1)
        x = self.words(batch["pieces"]) + self.positions.weight[: batch["pieces"].shape[1]]
        x = x + self.shapes(batch["shapes"]) + self.gaps(batch["gaps"]) + self.bins(bins)
        x = self.dropout(self.norm(x))
        for layer in self.layers:
            x = layer(x, batch["read"][:, None, None, :])
        firsts = batch["firsts"].unsqueeze(-1).expand(-1, -1, SIZE)
        return self.head(torch.gather(x, 1, firsts))


def _safetensors(path: Path) -> dict[str, Tensor]:
    """The arrays of a file, single precision all (https://huggingface.co/docs/safetensors, "Format")."""
    data = path.read_bytes()
    size = struct.unpack("<Q", data[:8])[0]
    found = {}
    for name, one in json.loads(data[8 : 8 + size]).items():
        if name != "__metadata__" and one["dtype"] == "F32":
            start, end = (8 + size + at for at in one["data_offsets"])
            found[name] = torch.frombuffer(bytearray(data[start:end]), dtype=torch.float32).view(one["shape"])
    return found
