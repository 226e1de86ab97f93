# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
from dataclasses import replace

import pytest

from clearance.errors import InvalidDocument, InvalidHeader, Unauthenticated
from clearance.exchange.call import CallHeaders
from clearance.exchange.identify import identify
from clearance.model.identity import ApiKey, Principal
from clearance.testing import scene

TEXT, KEY = scene.api_key()
SUBJECT = "9f86d081884c7d659a2feaa0c55ad015"


def who(headers: CallHeaders, *keys: ApiKey, now: int = scene.NOW) -> Principal:
    return identify(headers, scene.snapshot(keys=keys), now=now)


def test_a_principal_is_the_keys_application_and_its_purpose() -> None:
    assert who(CallHeaders(credential=TEXT)) == Principal(
        tenant="main",
        application="notes",
        key_id=KEY.id,
        owner="owner@example.org",
        declared=scene.snapshot().boundary.applications["notes"].declared,
        purpose="treatment",
    )


def test_ids_are_kept_as_keyed_hashes_only() -> None:
    found = who(CallHeaders(credential=TEXT, subject=SUBJECT, actor=SUBJECT, conversation="thread-1"))
    hashes = {found.subject, found.actor, found.conversation}
    assert len(hashes) == 3
    assert all(one and len(one) == 32 and SUBJECT not in one for one in hashes)
    again = who(CallHeaders(credential=TEXT, subject=SUBJECT.upper(), actor=SUBJECT, conversation="thread-1"))
    assert again == found


@pytest.mark.parametrize(
    ("name", "headers"),
    [
        ("subject", CallHeaders(credential=TEXT, subject="Maria.Gonzalez")),
        ("actor", CallHeaders(credential=TEXT, actor="Maria.Gonzalez")),
    ],
)
def test_ids_that_could_name_somebody_are_refused(name: str, headers: CallHeaders) -> None:
    with pytest.raises(InvalidHeader) as refused:
        who(headers)
    assert refused.value.param == f"x-clearance-{name}"


@pytest.mark.parametrize(
    "change",
    [
        {"revoked_at": scene.NOW},
        {"expires_at": scene.NOW},
        {"created_at": scene.NOW + 1},
        {"environment": "live"},
        {"digest": bytes(32)},
        {"application": "gone"},
        {"tenant": "other"},
    ],
)
def test_a_key_that_is_not_good_now_is_nobody(change: dict[str, object]) -> None:
    with pytest.raises(Unauthenticated):
        who(CallHeaders(credential=TEXT), replace(KEY, **change))  # type: ignore[arg-type]  # one field at a time


def test_a_named_purpose_must_be_the_keys() -> None:
    assert who(CallHeaders(credential=TEXT, purpose="operations")).purpose == "operations"
    with pytest.raises(InvalidHeader) as refused:
        who(CallHeaders(credential=TEXT, purpose="marketing"))
    assert "marketing" not in refused.value.safe_message


@pytest.mark.parametrize(
    ("purposes", "expected"),
    [(("operations",), "operations"), (("operations", "treatment"), "treatment"), (("marketing",), None), ((), None)],
)
def test_the_purpose_of_a_call_that_names_none(purposes: tuple[str, ...], expected: str | None) -> None:
    assert who(CallHeaders(credential=TEXT), replace(KEY, purposes=purposes)).purpose == expected


def test_a_control_that_nothing_carries_out_is_refused_in_a_document() -> None:
    files = scene.documents()
    files["boundary.yaml"] = files["boundary.yaml"].replace(
        "hosting: on_prem", "hosting: on_prem\nfeatures_allowed: [stream]"
    )
    with pytest.raises(InvalidDocument, match="features_allowed"):
        scene.snapshot(files)
