# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The body of ``GET /v1/models``: the names that a caller may use, never the vendors' own.

In OpenAI's shape, and in Anthropic's for a client that says so.
"""

import datetime as dt
import json
from collections.abc import Iterable

ENDPOINT = "/v1/models"


def models_body(names: Iterable[str], created: int) -> bytes:
    """OpenAI's list of models, sorted, each name once. ``created``: Unix seconds, the same for all."""
    data = [{"id": name, "object": "model", "created": created, "owned_by": "clearance"} for name in sorted(set(names))]
    return json.dumps({"object": "list", "data": data}, ensure_ascii=False, separators=(",", ":")).encode()


def anthropic_models_body(names: Iterable[str], created: int) -> bytes:
    """Anthropic's list of models, whole in one page; otherwise as ``models_body``."""
    ids = sorted(set(names))
    made = dt.datetime.fromtimestamp(created, dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    body = {
        "data": [{"type": "model", "id": name, "display_name": name, "created_at": made} for name in ids],
        "has_more": False,
        "first_id": ids[0] if ids else None,
        "last_id": ids[-1] if ids else None,
    }
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
