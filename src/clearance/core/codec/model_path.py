# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Model names in the paths of calls: read with care, written percent-encoded."""

from urllib.parse import quote

from clearance.core.codec.wire import MODEL, model_in
from clearance.errors import Malformed

_MAX_MODEL = 256
_CHARACTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.:/@-")


def named_model(endpoint: str, path: str) -> str:
    """The model that a called path (percent-decoded once) names. Raises Malformed."""
    model = model_in(endpoint, path)
    if not 0 < len(model) <= _MAX_MODEL or not _CHARACTERS.issuperset(model):
        raise Malformed(
            f"the model in the path is not 1 to {_MAX_MODEL} characters of A-Z a-z 0-9 _ . : / @ -", param="model"
        )
    return model


def path_of(endpoint: str, model: str) -> str:
    """The endpoint with this model in it, so that no character of the name means anything in a path."""
    return endpoint.replace(MODEL, quote(model, safe="-._~"))
