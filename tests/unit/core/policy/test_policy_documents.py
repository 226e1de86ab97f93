# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Boundary documents: everything strict, everything named, nothing quoted."""

import json
import re
from typing import Any

import pytest

from clearance.boundary import schema, shipped_policies, starter_documents
from clearance.core.policy import kinds
from clearance.core.policy.documents import WEAKENING_SECONDS, read_boundary, restore_boundary, schema_of
from clearance.core.policy.engine import PolicyEngine
from clearance.core.policy.fields import digest
from clearance.errors import IntegrityBroken, InvalidDocument
from clearance.model.boundary import Boundary, CustomRecogniser, DetectionRules
from clearance.model.words import AnswerMode, DataClass, Declared, EndpointFamily, ScopeKind, SourceTag

NOW = 1_795_000_000
BASE: dict[str, dict[str, Any]] = {
    "v": {"kind": "Vendor", "id": "v", "name": "A vendor"},
    "d": {
        "kind": "Deployment",
        "id": "d",
        "vendor": "v",
        "wire": "openai",
        "hosting": "public_api",
        "region": "us",
        "base_url": "https://api.vendor.example/v1/",
        "endpoints": ["/v1/chat/completions"],
        "models": {"m": "vendor-m"},
        "credential": "env:KEY",
    },
    "f": {
        "kind": "Fact",
        "id": "f",
        "deployment": "d",
        "name": "baa_in_force",
        "value": True,
        "basis": "executed",
        "valid_from": "2026-01-01",
        "valid_until": "2027-01-01T12:00:00Z",
        "source": "contract",
        "models": ["vendor-m"],
    },
    "a": {
        "kind": "Application",
        "id": "a",
        "tenant": "main",
        "owner": "Olga",
        "purposes": ["treatment"],
        "default_purpose": "treatment",
        "tags": ["hiv"],
        "deployments": ["d"],
    },
    "g": {
        "kind": "Grant",
        "id": "g",
        "application": "a",
        "purpose": "treatment",
        "deployment": "d",
        "classes": ["person"],
        "reason": "needed",
        "owner": "Olga",
        "approver": "Paul",
        "valid_from": "2026-11-01",
        "expires_at": "2027-01-30",
    },
    "p": {"kind": "Purposes", "id": "p", "purposes": ["treatment", "payment"]},
    "own": {"kind": "Policy", "id": "own", "cedar": '@id("own.no") forbid(principal, action, resource);'},
    "answers": {"kind": "Answers", "id": "answers", "modes": {"ssn": "buffer"}},
    "r": {
        "kind": "Recogniser",
        "id": "r",
        "class": "other_id",
        "patterns": ["\\bNCT\\d{8}\\b"],
        "examples": ["in «NCT01234567»"],
        "counter_examples": ["NCT1"],
        "context": ["trial", "study number"],
        "needs_context": True,
        "validator": "identifier",
        "score": 90,
    },
    "st": {"kind": "SourceTags", "id": "st", "fields": {"psychotherapy_note": "psychotherapy_notes", "vl": "hiv"}},
}


def files(changes: dict[str, dict[str, Any] | None] | None = None) -> dict[str, str]:
    """BASE with fields changed; a field set to ... is left out, a document set to None too."""
    found = {}
    for name, document in BASE.items():
        change = (changes or {}).get(name, {})
        if change is not None:
            merged = {key: value for key, value in (document | change).items() if value is not ...}
            found[f"{name}.yaml"] = json.dumps(merged)
    return found


def read(texts: dict[str, str] | None = None, previous: Boundary | None = None, now: int = NOW) -> Boundary:
    return read_boundary(
        files() if texts is None else texts,
        now=now,
        previous=previous,
        shipped_policies=shipped_policies(),
        schema=schema(),
    )


def test_every_kind_is_read() -> None:
    found = read()
    assert found.vendors["v"].name == "A vendor"
    path = found.deployments["d"]
    assert (path.kind, path.models, path.base_url) == (
        "public_api",
        (("m", "vendor-m"),),
        "https://api.vendor.example/v1",
    )
    assert (path.credential, path.ca_file, path.proxy) == ("env:KEY", None, None)
    (fact,) = found.facts
    assert (fact.value, fact.valid_from, fact.valid_until) == (True, 1_767_225_600, 1_798_804_800)
    app = found.applications["a"]
    assert (app.declared, app.declared_from, app.tags) == (Declared.UNSURE, 0, (SourceTag.HIV,))
    assert (app.token_scope, app.restore_in_tools, app.capture) == (ScopeKind.CONVERSATION, True, False)
    assert found.grants[0].classes == (DataClass.PERSON,)
    assert found.purposes == ("payment", "treatment")
    assert found.answers == {DataClass.SSN: AnswerMode.BUFFER}
    assert found.detection.recognisers == (
        CustomRecogniser(
            "r",
            DataClass.OTHER_ID,
            (r"\bNCT\d{8}\b",),
            ("in «NCT01234567»",),
            ("NCT1",),
            ("trial", "study number"),
            needs_context=True,
            validator="identifier",
            score=90,
        ),
    )
    assert found.detection.tag_fields == (
        ("psychotherapy_note", SourceTag.PSYCHOTHERAPY_NOTES),
        ("vl", SourceTag.HIV),
    )
    assert found.policies.startswith(shipped_policies())
    assert found.policies.endswith(BASE["own"]["cedar"])
    assert fact.version == digest(found.documents[fact.version])
    assert json.loads(found.documents[fact.version]) == BASE["f"]


def test_the_hash_is_of_the_documents_and_of_nothing_else() -> None:
    found = read()
    assert found.hash == digest("\n".join(sorted(found.documents)))
    assert list(found.documents) == sorted(found.documents)
    one_file = {"all": "\n---\n".join(files().values())}
    assert read(one_file, now=NOW + 5) == found
    assert read(files({"v": {"name": "Another"}})).hash != found.hash


def test_a_boundary_is_restored_from_its_documents() -> None:
    found = read(files({"a": {"declared": "none"}, "v": {"name": "Zoë & Söhne"}}))
    assert restore_boundary(found.documents) == found
    assert schema_of(found) == schema()
    newer = restore_boundary(found.documents, shipped_policies=shipped_policies() + "// newer", schema=schema())
    assert newer.hash != found.hash
    assert newer.applications == found.applications


def test_an_archive_that_was_changed_is_refused() -> None:
    documents = read().documents
    with pytest.raises(IntegrityBroken):
        restore_boundary({name: text + " " for name, text in documents.items()})
    with pytest.raises(IntegrityBroken):
        restore_boundary({name: text for name, text in documents.items() if '"Schema"' not in text})


NONE: dict[str, dict[str, Any] | None] = {"a": {"declared": "none"}}


def test_a_weaker_declaration_waits_a_day() -> None:
    assert read(files(NONE)).applications["a"].declared_from == NOW + WEAKENING_SECONDS
    assert read(files(NONE), read()).applications["a"].declared_from == NOW + WEAKENING_SECONDS


@pytest.mark.parametrize(("approver", "waits"), [("Paul", 0), ("Olga", WEAKENING_SECONDS), ("OLGA", WEAKENING_SECONDS)])
def test_unless_a_second_person_approves(approver: str, waits: int) -> None:
    app = read(files({"a": {"declared": "none", "approved_by": approver}})).applications["a"]
    assert app.declared_from == (NOW + waits if waits else 0)


def test_the_time_is_kept_when_documents_are_applied_again() -> None:
    first = read(files(NONE))
    assert read(files(NONE), first, now=NOW + 50) == first
    moved = read(files({"a": {"declared": "none", "tenant": "other"}}), first, now=NOW + 50)
    assert moved.applications["a"].declared_from == NOW + 50 + WEAKENING_SECONDS
    assert read(previous=first).applications["a"].declared_from == 0


@pytest.mark.parametrize(
    ("name", "change", "field"),
    [
        ("v", {"kind": "Vendr"}, "kind"),
        ("v", {"kind": ...}, "kind"),
        ("v", {"kind": ["Vendor"]}, "kind"),
        ("v", {"id": ...}, "id"),
        ("v", {"id": "a b"}, "id"),
        ("v", {"id": 5}, "id"),
        ("v", {"name": ...}, "name"),
        ("v", {"name": "two\nlines"}, "name"),
        ("v", {"name": " "}, "name"),
        ("v", {"name": "x" * 2_001}, "name"),
        ("v", {"extra": 1}, "extra"),
        ("v", {"Not A Field": 1}, ""),
        ("v", {"name": "\ud800"}, ""),
        ("d", {"vendor": "w"}, "vendor"),
        ("d", {"hosting": "cloud"}, "hosting"),
        ("d", {"hosting": 1}, "hosting"),
        ("d", {"models": []}, "models"),
        ("d", {"models": ["m", "m"]}, "models"),
        ("d", {"models": {}}, "models"),
        ("d", {"models": {"m": 1}}, "models"),
        ("d", {"models": "m"}, "models"),
        ("d", {"endpoints": ...}, "endpoints"),
        ("d", {"endpoints": [1]}, "endpoints"),
        ("d", {"credential": "sk-secret"}, "credential"),
        ("d", {"credential": "env:not a name"}, "credential"),
        ("d", {"credential": "file:relative"}, "credential"),
        ("d", {"ca_file": "relative"}, "ca_file"),
        ("d", {"proxy": "ftp://x"}, "proxy"),
        ("d", {"proxy": "https://me:secret@x"}, "proxy"),
        ("d", {"base_url": "http://127.0.0.1"}, "base_url"),
        ("d", {"base_url": "http://api.vendor.example", "unsafe_plain_http": True}, "base_url"),
        ("d", {"base_url": "http://10.0.0.1", "hosting": "on_prem"}, "base_url"),
        ("d", {"base_url": "http://127.0.0.1", "hosting": "vpc"}, "base_url"),
        ("d", {"base_url": "https://me:secret@x"}, "base_url"),
        ("d", {"base_url": "https://x?key=secret"}, "base_url"),
        ("d", {"base_url": "https://x#secret"}, "base_url"),
        ("d", {"base_url": "https://[secret"}, "base_url"),
        ("d", {"base_url": "file:///secret"}, "base_url"),
        ("d", {"base_url": "https://x:99999"}, "base_url"),
        ("d", {"unsafe_plain_http": "secret"}, "unsafe_plain_http"),
        ("f", {"deployment": "e"}, "deployment"),
        ("f", {"name": "is_nice"}, "name"),
        ("f", {"value": "secret"}, "value"),
        ("f", {"value": 1}, "value"),
        ("f", {"value": ...}, "value"),
        ("f", {"basis": "hope"}, "basis"),
        ("f", {"valid_until": ...}, "valid_until"),
        ("f", {"valid_until": "2026-01-01"}, "valid_until"),
        ("f", {"valid_until": "2027-13-01"}, "valid_until"),
        ("f", {"valid_until": "2027-01-01T12:00:00"}, "valid_until"),
        ("f", {"valid_until": "0001-01-01"}, "valid_until"),
        ("f", {"valid_until": 1_800_000_000}, "valid_until"),
        ("f", {"endpoints": ["/v1/embeddings"]}, "endpoints"),
        ("f", {"models": ["m"]}, "models"),
        ("a", {"declared": "no"}, "declared"),
        ("a", {"purposes": ["selling"], "default_purpose": ...}, "purposes"),
        ("a", {"default_purpose": "payment"}, "default_purpose"),
        ("a", {"deployments": ["e"]}, "deployments"),
        ("a", {"tags": ["boring"]}, "tags"),
        ("a", {"token_scope": "forever"}, "token_scope"),
        ("a", {"capture": "yes"}, "capture"),
        ("a", {"allow_endpoints": ["everything"]}, "allow_endpoints"),
        ("a", {"allow_endpoints": ["files"]}, "allow_endpoints"),
        ("a", {"allow_endpoints": ["files"], "declared": "none"}, "allow_endpoints"),
        ("g", {"application": "b"}, "application"),
        ("g", {"deployment": "e"}, "deployment"),
        ("g", {"purpose": "payment"}, "purpose"),
        ("g", {"classes": ["secret"]}, "classes"),
        ("g", {"classes": ["token_literal"]}, "classes"),
        ("g", {"classes": ["everything"]}, "classes"),
        ("g", {"classes": ...}, "classes"),
        ("g", {"approver": "olga"}, "approver"),
        ("g", {"approver": ...}, "approver"),
        ("g", {"expires_at": "2027-01-31"}, "expires_at"),
        ("g", {"expires_at": "2026-11-01"}, "expires_at"),
        ("p", {"purposes": ["a b"]}, "purposes"),
        ("p", {"purposes": ["treatment", "unlisted"]}, "purposes"),
        ("p", {"purposes": []}, "purposes"),
        ("own", {"cedar": "permit("}, "cedar"),
        ("own", {"cedar": ""}, "cedar"),
        ("own", {"cedar": '@id("clearance.x") permit(principal, action, resource);'}, "cedar"),
        ("own", {"cedar": "permit(principal, action, resource);"}, "cedar"),
        ("answers", {"modes": {"ssn": "never"}}, "modes"),
        ("answers", {"modes": {"shoe_size": "hold"}}, "modes"),
        ("st", {"fields": ...}, "fields"),
        ("st", {"fields": {"note": "secret"}}, "fields"),
        ("st", {"fields": {"x" * 101: "hiv"}}, "fields"),
        ("st", {"fields": {f"x{n}": "hiv" for n in range(501)}}, "fields"),
        ("r", {"class": ...}, "class"),
        ("r", {"class": "organization"}, "class"),
        ("r", {"class": "token_literal"}, "class"),
        ("r", {"patterns": ...}, "patterns"),
        ("r", {"patterns": ["x"] * 2}, "patterns"),
        ("r", {"patterns": [f"x{n}" for n in range(11)]}, "patterns"),
        ("r", {"patterns": ["x" * 501]}, "patterns"),
        ("r", {"examples": []}, "examples"),
        ("r", {"counter_examples": "x"}, "counter_examples"),
        ("r", {"context": ["Trial"]}, "context"),
        ("r", {"context": ["a b c d e f"]}, "context"),
        ("r", {"context": ...}, "needs_context"),
        ("r", {"validator": 3}, "validator"),
        ("r", {"score": 0}, "score"),
        ("r", {"score": 101}, "score"),
        ("r", {"score": True}, "score"),
        ("r", {"score": "0.9"}, "score"),
    ],
)
def test_a_bad_document_is_refused_by_file_document_and_field(name: str, change: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidDocument) as caught:
        read(files({name: change}))
    error = caught.value
    assert error.param == (field or None)
    assert error.safe_message.startswith(f"{name}.yaml: ")
    if field not in ("kind", "id", ""):
        place = f"{name}.yaml: {BASE[name]['kind']} {BASE[name]['id']}: {field}: "
        assert error.safe_message.startswith(place)
    assert not re.search(r"sk-|me:secret|key=secret|Not A Field", str(error))


@pytest.mark.parametrize(
    "change",
    [
        {"base_url": "http://127.0.0.1:8000", "hosting": "on_prem"},
        {"base_url": "http://[::1]:8000", "hosting": "on_prem"},
        {"base_url": "http://localhost", "hosting": "on_prem"},
        {"base_url": "http://model.internal", "hosting": "vpc", "unsafe_plain_http": True},
        {"base_url": "http://127.0.0.1:9", "unsafe_plain_http": True},
        {"credential": None, "proxy": "http://proxy.internal:3128", "ca_file": "/etc/ca.pem"},
        {"credential": "file:/run/secrets/key"},
    ],
)
def test_usable_ways_to_reach_a_deployment(change: dict[str, Any]) -> None:
    assert read(files({"d": change})).deployments["d"].id == "d"


def test_endpoints_that_are_not_scanned_may_be_allowed_where_there_is_no_phi() -> None:
    found = read(files({"a": {"allow_endpoints": ["files"], "declared": "none", "tags": ...}}))
    assert found.applications["a"].allow_endpoints == (EndpointFamily.FILES,)


def test_an_unknown_fact_is_not_true() -> None:
    assert read(files({"f": {"value": "unknown"}})).facts[0].value is False


def test_ids_are_used_once_per_kind() -> None:
    with pytest.raises(InvalidDocument, match=r"zz.yaml: Vendor v: id: is used twice"):
        read(files() | {"zz.yaml": json.dumps(BASE["v"])})
    assert read(files() | {"more.yaml": json.dumps(BASE["v"] | {"id": "d"})}).vendors["d"].id == "d"


def test_policies_of_two_documents_need_different_names() -> None:
    with pytest.raises(InvalidDocument, match=r"own\.no"):
        read(files() | {"more.yaml": json.dumps(BASE["own"] | {"id": "more"})})


def test_a_recogniser_needs_no_more_than_a_class_patterns_and_examples() -> None:
    plain: dict[str, Any] = dict.fromkeys(BASE["r"], ...)
    kept = {name: BASE["r"][name] for name in ("kind", "id", "class", "patterns", "examples")}
    (found,) = read(files({"r": plain | kept})).detection.recognisers
    assert (found.score, found.validator, found.context, found.needs_context) == (80, "", (), False)
    assert read(files({"r": None, "st": None})).detection == DetectionRules()


def test_a_field_is_tagged_once() -> None:
    with pytest.raises(InvalidDocument, match="SourceTags t: fields: another document already tags"):
        read(files() | {"t": json.dumps({"kind": "SourceTags", "id": "t", "fields": {"vl": "genetic"}})})


def test_recognisers_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "MAX_RECOGNISERS", 2)
    more = [json.dumps(BASE["r"] | {"id": name}) for name in ("x", "y")]
    assert [one.id for one in read(files() | {"s": more[0]}).detection.recognisers] == ["r", "x"]
    with pytest.raises(InvalidDocument, match="t: Recogniser y: there are more than 2 recognisers"):
        read(files() | {"s": more[0], "t": more[1]})


def test_answers_are_set_once_per_class() -> None:
    with pytest.raises(InvalidDocument, match="another document"):
        read(files() | {"more.yaml": json.dumps(BASE["answers"] | {"id": "more"})})


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        ({}, True),
        ({"models": ...}, True),
        ({"value": True}, False),
        ({"valid_from": "2027-01-02", "valid_until": "2028-01-01"}, False),
        ({"valid_from": "2025-01-01", "valid_until": "2026-01-01"}, False),
        ({"name": "no_training"}, False),
        ({"endpoints": ["/v1/chat/completions"]}, True),
        ({"models": ["vendor-n"]}, False),
    ],
)
def test_two_facts_may_not_contradict_each_other(change: dict[str, Any], refused: bool) -> None:  # noqa: FBT001 - a column of the table
    other = {k: v for k, v in (BASE["f"] | {"id": "z", "value": False} | change).items() if v is not ...}
    texts = files({"d": {"models": {"m": "vendor-m", "n": "vendor-n"}}}) | {"z.yaml": json.dumps(other)}
    if refused:
        with pytest.raises(InvalidDocument, match=r"f.yaml: Fact f: value: contradicts z"):
            read(texts)
    else:
        assert len(read(texts).facts) == 2


def test_the_starter_documents_are_a_valid_boundary_in_which_nothing_is_eligible_yet() -> None:
    found = read(starter_documents())
    assert set(found.deployments) == {"local-model", "example-public"}
    assert not any(one.value for one in found.facts)
    assert found.applications["example-app"].declared is Declared.UNSURE
    assert PolicyEngine(found, schema=schema()).policies.rules
    assert restore_boundary(found.documents) == found


def test_what_the_starter_documents_offer_in_comments_is_valid_too() -> None:
    texts = starter_documents()
    lines = texts["own-rules.yaml"].split("lasts at most 90 days.\n#\n")[1].splitlines()
    plain = "\n".join(line.removeprefix("# ").removeprefix("#") for line in lines)
    prose = re.compile(r"^(Your own|always wins|How an).*$", re.MULTILINE)
    found = read(texts | {"own-rules.yaml": prose.sub("", plain)})
    assert [one.id for one in found.grants] == ["names-for-scheduling"]
    assert "own.no-public-interfaces" in found.policies
    assert found.answers[DataClass.PERSON] is AnswerMode.HOLD
