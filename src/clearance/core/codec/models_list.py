# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The body of ``GET /v1/models``: the names that a caller may use, never the vendors' own."""

import json
from collections.abc import Iterable

ENDPOINT = "/v1/models"


def models_body(names: Iterable[str], created: int) -> bytes:
    """OpenAI's list of models, sorted, each name once. ``created``: Unix seconds, the same for all."""
    data = [{"id": name, "object": "model", "created": created, "owned_by": "clearance"} for name in sorted(set(names))]
    return json.dumps({"object": "list", "data": data}, ensure_ascii=False, separators=(",", ":")).encode()
