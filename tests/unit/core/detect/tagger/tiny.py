# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""A network so small that its weights can be written down: one channel for each label, told by a word's list."""

import numpy as np

from clearance.core.detect.tagger.features import GAPS, GROUP_ROWS, SHAPES, word_hashes
from clearance.core.detect.tagger.network import Network, from_arrays, kept, lists_of

LABELS = ("O", "PERSON", "CITY", "DATE", "AGE", "PHONE", "SECRET", "ORGANIZATION", "ZIP", "EMAIL")
LISTED = {
    "maria": 1, "lopez": 1, "boston": 2, "march": 3, "fourteenth": 3, "555": 5, "0199": 5, "acme": 7, "93": 4, "40": 4,
    "02115": 8, "5550199": 5, "(": 5, "mail": 9, "hunter": 6, "!": 6, "@": 2, "deadbeef": 6,
    "hush": 6, "nia": 1, "downtown": 2, "abcdef": 6,
}  # fmt: skip

SIDE = 3
"""Channels of a token that its neighbours see in ``random_network``."""


def network(*, dilations: tuple[int, ...] = (), outside: float = 10.0) -> Network:
    """Gives a listed word its label (bit n: label n), 20 against ``outside``, the rest label 0; layers add nothing."""
    words = sorted(word for word, label in LISTED.items() if label)
    hashes = word_hashes(words)
    order = np.argsort(hashes)
    channels = len(LABELS)
    head = np.zeros((channels, channels + 1), np.float32)
    head[:, :channels] = np.eye(channels)
    bins = np.eye(channels, dtype=np.float32) * 20
    arrays = {
        "labels": np.array(LABELS),
        "dilations": np.array(dilations, np.int64),
        "keys": hashes[order],
        **lists_of(np.array([1 << LISTED[word] for word in words], np.int32)[order]),
        "rows_of_keys": np.zeros(len(words), np.int32),
        **kept("words", np.zeros((2, channels))),
        **kept("groups", np.zeros((GROUP_ROWS, 2))),
        "shapes": np.zeros((SHAPES, channels), np.float16),
        "gaps": np.zeros((GAPS, channels), np.float16),
        "bins": bins,
        "bias": np.array([outside] + [0.0] * (channels - 1), np.float32),
        "project_groups": np.zeros((2, channels), np.float16),
        "summary_after": np.array(0),
        "summary_width": np.array(0),
        "summary_into": np.zeros((channels + 1, 1), np.float32),
        "summary_out": np.zeros((2, channels), np.float32),
        "head": head,
        "head_bias": np.array([0.0] * channels + [-1.0], np.float32),
    }
    for number in range(len(dilations)):
        arrays[f"conv{number}"] = np.zeros((3 * channels, channels), np.float32)
        arrays[f"conv{number}_bias"] = np.zeros(channels, np.float32)
    return from_arrays(arrays)


def random_network(seed: int = 1, dilations: tuple[int, ...] = (1, 2, 4), width: int = 3) -> Network:
    """Weights that mean nothing but depend on everything; ``width`` of the summary after the first layer."""
    random = np.random.default_rng(seed)
    channels, rows = 8, 5
    words = ["maria", "was", "here"]
    hashes = np.sort(word_hashes(words))

    def draw(*shape: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
        return (random.standard_normal(shape) / 2).astype(np.float32)

    arrays: dict[str, np.ndarray[tuple[int, ...], np.dtype[np.generic]]] = {
        "labels": np.array(LABELS), "dilations": np.array(dilations), "keys": hashes,
        **lists_of(np.array([1, 2, 5], np.int32)), "rows_of_keys": np.array([1, 2, 3], np.int32),
        **kept("words", draw(rows, channels)), **kept("groups", draw(GROUP_ROWS, 4)), "shapes": draw(SHAPES, channels),
        "gaps": draw(GAPS, channels), "bins": draw(4, channels), "bias": draw(channels),
        "project_groups": draw(4, channels),
        "summary_after": np.array(1), "summary_width": np.array(width),
        "summary_into": draw(channels + 1, 6), "summary_out": draw(7, channels),
        "head": draw(channels, len(LABELS) + 1), "head_bias": draw(len(LABELS) + 1),
    }  # fmt: skip
    for number in range(len(dilations)):
        arrays[f"conv{number}"], arrays[f"conv{number}_bias"] = draw(channels + 2 * SIDE, channels), draw(channels)
    return from_arrays(arrays)
