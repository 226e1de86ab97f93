# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
import json
import uuid
from pathlib import Path
from typing import Any

import pytest

from clearance.core.ledger import canonical
from clearance.core.ledger.leaf import (
    CHAIN_START,
    Leaf,
    LeafKind,
    chain_hash,
    complete,
    event_uuid,
    format_time,
    leaf_hash,
    leaf_prefix,
    parse_time,
    read_leaf,
    tenant_log,
)
from clearance.core.ledger.merkle import Frontier

VECTORS = sorted((Path(__file__).parent / "vectors").glob("*.json"))
PLAIN: dict[str, Any] = {"log": "tenant/acme", "kind": LeafKind.ADMITTED, "event_id": "c-1", "epoch": "e1", "body": {}}


def load(path: Path) -> dict[str, Any]:
    return dict(json.loads(path.read_text()))


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_golden_vectors_never_change(path: Path) -> None:
    vector = load(path)
    tree, chain = Frontier(), CHAIN_START
    for seq, entry in enumerate(vector["leaves"]):
        prefix = leaf_prefix(
            log=vector["log"],
            kind=LeafKind(entry["kind"]),
            event_id=entry["id"],
            epoch=entry["epoch"],
            body=entry["body"],
        )
        leaf = complete(prefix, seq, parse_time(entry["time"]))
        assert leaf == entry["leaf"].encode()
        assert leaf == canonical.encode(json.loads(entry["leaf"]))
        hashed = leaf_hash(leaf)
        assert hashed.hex() == entry["leaf_hash"]
        tree, chain = tree.append(hashed), chain_hash(chain, hashed)
        assert (tree.root().hex(), chain.hex()) == (entry["root"], entry["chain"])
        assert read_leaf(leaf) == Leaf(
            vector["log"],
            seq,
            LeafKind(entry["kind"]),
            entry["id"],
            entry["epoch"],
            parse_time(entry["time"]),
            entry["body"],
        )


def test_there_is_a_vector_for_every_kind() -> None:
    kinds = {entry["kind"] for path in VECTORS for entry in load(path)["leaves"]}
    assert kinds == {kind.value for kind in LeafKind}


@pytest.mark.parametrize("field", ["log", "event_id", "epoch"])
@pytest.mark.parametrize("text", ["", "a b", 'a"b', "é", "a\x1fb", "x" * 201])
def test_names_are_plain(field: str, text: str) -> None:
    with pytest.raises(ValueError, match="1 to 200 letters"):
        leaf_prefix(**{**PLAIN, field: text})


def changed(**fields: object) -> bytes:
    value = json.loads(complete(leaf_prefix(**PLAIN), 0, 0))
    value.update(fields)
    return canonical.encode({key: item for key, item in value.items() if item != "gone"})


@pytest.mark.parametrize(
    "data",
    [
        b"[]",
        b"{}",
        b"no",
        changed(v=2),
        changed(v=True),
        changed(alg={}),
        changed(extra=1),
        changed(log="gone"),
        changed(seq=-1),
        changed(seq=True),
        changed(seq="0"),
        changed(body=[]),
        changed(epoch=1),
        changed(kind="other"),
        changed(time="2026-11-22T15:07:01Z"),
        changed(time="2026-11-22T15:07:01.12+0Z"),
        changed(time="2026-11-22t15:07:01.123z"),
        changed(time="2026-13-22T15:07:01.123Z"),
        changed(time="2026-1-022T15:07:01.123Z"),
    ],
)
def test_read_leaf_refuses_all_else(data: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read_leaf(data)


def test_times_are_utc_milliseconds() -> None:
    assert format_time(0) == "1970-01-01T00:00:00.000Z"
    assert format_time(1_795_362_790_705) == "2026-11-22T15:53:10.705Z"
    assert parse_time("2026-11-22T15:53:10.705Z") == 1_795_362_790_705
    with pytest.raises(ValueError, match="not a leaf's time"):
        parse_time("2026-11-22T15:53:10.7050")


def test_event_ids_are_version_7() -> None:
    made = uuid.UUID(event_uuid(1_795_362_790_705, b"\xff" * 10))
    assert (made.version, made.variant) == (7, uuid.RFC_4122)
    assert made.int >> 80 == 1_795_362_790_705
    assert str(made) == event_uuid(1_795_362_790_705, b"\xff" * 10)


def test_a_tenant_has_its_log() -> None:
    assert tenant_log("acme") == "tenant/acme"
