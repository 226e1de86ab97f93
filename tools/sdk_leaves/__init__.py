# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Every string that a vendor's published types have a place for, each as the smallest body that holds it.

``python -m tools.sdk_leaves NAME`` prints one JSON line for each leaf of ``NAME`` (see ``SURFACES``); it runs where the
vendor's SDK is installed, and needs nothing else. A line is ``{"leaf": path, "kind": "text" | "words" | "free" | "key",
"body": body}``; in the body ``MARK`` stands at the leaf. ``words`` is a closed set in the types (``word`` is its
first), ``free`` any JSON, ``key`` a key that the caller chooses.

Types are walked, not samples: typed dictionaries, Pydantic models, and botocore's shapes. Within one path no type is
entered twice, so that recursive ones end. What it printed last is in ``tests/data/wire_leaves``.
"""
