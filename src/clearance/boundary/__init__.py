# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The shipped boundary data: Cedar policies, their schema, and starter documents.

Reads package data and knows nothing else. The policy engine is pure and takes these
texts as arguments.
"""

from importlib.resources import files


def shipped_policies() -> str:
    """The shipped Cedar policy set; an organisation's own policies are added to it."""
    return (files(__name__) / "shipped.cedar").read_text(encoding="utf-8")


def schema() -> str:
    """The Cedar schema that every policy is validated against."""
    return (files(__name__) / "schema.cedarschema").read_text(encoding="utf-8")


def starter_documents() -> dict[str, str]:
    """File name to YAML text: what ``clearance init`` writes for a new organisation to edit."""
    folder = files(__name__) / "starter"
    texts = {
        entry.name: entry.read_text(encoding="utf-8") for entry in folder.iterdir() if entry.name.endswith(".yaml")
    }
    return dict(sorted(texts.items()))
