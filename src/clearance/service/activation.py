# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Put boundary documents in force: validate all, archive all, swap once. An invalid set changes nothing."""

import asyncio
import hashlib
import json
from typing import Any

from clearance import boundary as shipped
from clearance.core.codec.registry import WIRES
from clearance.core.codec.unscanned import prefixes
from clearance.core.detect.custom import check_customs
from clearance.core.policy.documents import read_boundary
from clearance.errors import InvalidDocument, NotReady
from clearance.model.boundary import Boundary
from clearance.model.record import Json
from clearance.service.owner import Owner


async def apply(owner: Owner, files: dict[str, str], *, dry_run: bool, actor: str) -> dict[str, Any]:
    """Validate documents (name to YAML text), and unless ``dry_run`` put them in force.

    The administration leaf, the archived documents and the activation are one transaction; only then is
    the snapshot swapped. Calls in flight keep the one that they began with.

    Raises:
        InvalidDocument: naming file, document and field; the boundary in force stays.
        AuditUnavailable: it could not be recorded, so nothing changed.
    """
    async with owner.changing:
        previous = owner.boundary
        boundary = await asyncio.to_thread(
            read_boundary,
            files,
            now=owner.clock.now_ms() // 1000,
            previous=previous,
            shipped_policies=shipped.shipped_policies(),
            schema=shipped.schema(),
        )
        refuse_unknown_wires(boundary)
        await asyncio.to_thread(check_customs, boundary.detection.recognisers)
        keys = owner.api_keys()
        snapshot = await owner.snapshot_of(boundary, keys)
        change = difference(previous, boundary)
        activate = not dry_run and (previous is None or previous.hash != boundary.hash)
        if activate:
            event: dict[str, Json] = {
                "action": "boundary.activated",
                "actor": actor,
                "object": boundary.hash,
                "previous": previous.hash if previous else None,
                **{name: list(listed) for name, listed in change.items()},
            }
            await owner.journal.records.activate(boundary.hash, archive_of(boundary), event)
            owner.swap(snapshot)
    return {
        "hash": boundary.hash,
        "previous": previous.hash if previous else None,
        "activated": activate,
        "dry_run": dry_run,
        **change,
        "applications": sorted(boundary.applications),
    }


def archive_of(boundary: Boundary) -> dict[str, str]:
    """Every document of a boundary by its hash, and the manifest that the boundary's own hash names."""
    manifest = "\n".join(boundary.documents)
    return dict(boundary.documents) | {hashlib.sha256(manifest.encode()).hexdigest(): manifest}


def refuse_unknown_wires(boundary: Boundary) -> None:
    """Raises InvalidDocument for a deployment whose wire or endpoint this version does not speak."""
    for deployment in boundary.deployments.values():
        for endpoint in deployment.endpoints:
            wire = WIRES.get(endpoint)
            unscanned = wire is None and endpoint in prefixes(deployment.wire)
            if not unscanned and (wire is None or wire.id != deployment.wire):
                spoken = ", ".join(f"{one.id} {one.endpoint}" for one in WIRES.values())
                raise InvalidDocument(
                    f"Deployment {deployment.id}: wire and endpoints must be among: {spoken}.", param=deployment.id
                )


def difference(old: Boundary | None, new: Boundary) -> dict[str, list[str]]:
    """Which documents come, change and go, as ``Kind/id``."""
    before, after = _by_name(old), _by_name(new)
    return {
        "added": sorted(after.keys() - before.keys()),
        "changed": sorted(name for name in after.keys() & before.keys() if after[name] != before[name]),
        "removed": sorted(before.keys() - after.keys()),
    }


def describe(owner: Owner) -> dict[str, Any]:
    """The boundary in force, document by document.

    Raises:
        NotReady: there is none yet.
    """
    boundary = owner.boundary
    if boundary is None:
        raise NotReady("No boundary is in force; run: clearance apply")
    return {
        "hash": boundary.hash,
        "documents": {name: json.loads(boundary.documents[found]) for name, found in _by_name(boundary).items()},
    }


def _by_name(boundary: Boundary | None) -> dict[str, str]:
    """``Kind/id`` to document hash."""
    names: dict[str, str] = {}
    for found, text in (boundary.documents if boundary else {}).items():
        document = json.loads(text)
        names[f"{document['kind']}/{document['id']}"] = found
    return names
