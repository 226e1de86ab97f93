# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Model names, in bodies and in the paths of calls: read with care, written percent-encoded into paths."""

from typing import Any
from urllib.parse import quote

from clearance.core.codec.wire import MODEL, model_in
from clearance.errors import Malformed

_MOST = 256
_CHARACTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.:/@-")


def model_of(model: Any, where: str = "model") -> str:
    """A model's name. Raises Malformed: not one, or one that could be content."""
    if not isinstance(model, str):
        raise Malformed(f"{where} is not a string", param="model")
    if not 0 < len(model) <= _MOST or not _CHARACTERS.issuperset(model):
        raise Malformed(f"{where} is not 1 to {_MOST} characters of A-Z a-z 0-9 _ . : / @ -", param="model")
    return model


def named_model(endpoint: str, path: str) -> str:
    """The model that a called path (percent-decoded once) names. Raises Malformed."""
    return model_of(model_in(endpoint, path), "the model in the path")


def path_of(endpoint: str, model: str) -> str:
    """The endpoint with this model in it, so that no character of the name means anything in a path."""
    return endpoint.replace(MODEL, quote(model, safe="-._~"))
