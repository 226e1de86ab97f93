# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""From headers to the few values that count."""

from ipaddress import ip_network

import pytest

from clearance.errors import InvalidHeader
from clearance.exchange.call import CallHeaders
from clearance.service.gateway.headers import call_headers, client_address

TRUSTED = (ip_network("10.0.0.0/8"), ip_network("::1/128"))


def test_all_of_ours_and_nothing_else() -> None:
    given = [
        (b"authorization", b"bearer  key "),
        (b"x-api-key", b"key"),
        (b"x-clearance-purpose", b"treatment"),
        (b"x-clearance-subject", b"s"),
        (b"x-clearance-actor", b"a"),
        (b"x-clearance-conversation", b"c"),
        (b"x-clearance-restrict", b'{"regions":["eu"]}'),
        (b"openai-organization", b"org"),
        (b"cookie", b"x"),
        (b"traceparent", b"t"),
    ]
    assert call_headers(given) == CallHeaders("key", "treatment", "s", "a", "c", '{"regions":["eu"]}')
    assert call_headers([]) == CallHeaders()


@pytest.mark.parametrize(
    ("given", "param"),
    [
        ([(b"authorization", b"Basic canary")], "authorization"),
        ([(b"authorization", b"Bearer ")], "authorization"),
        ([(b"authorization", b"Bearer can\xc3\xa4ry")], "authorization"),
        ([(b"authorization", b"Bearer canary\tx")], "authorization"),
        ([(b"authorization", b"Bearer a"), (b"x-api-key", b"canary")], "authorization"),
        ([(b"authorization", b"Bearer a"), (b"authorization", b"Bearer canary")], "authorization"),
        ([(b"x-clearance-purpose", b"a"), (b"x-clearance-purpose", b"canary")], "x-clearance-purpose"),
        ([(b"x-clearance-subject", b"")], "x-clearance-subject"),
        ([(b"x-clearance-subject", b"a" * 4097)], "x-clearance-subject"),
        ([(b"x-clearance-restricts", b"canary")], "x-clearance-*"),
        ([(b"x-clearance-canary", b"x")], "x-clearance-*"),
    ],
)
def test_unusable_headers_are_named_and_not_quoted(given: list[tuple[bytes, bytes]], param: str) -> None:
    with pytest.raises(InvalidHeader) as caught:
        call_headers(given)
    assert caught.value.param == param
    assert "canary" not in caught.value.safe_message + caught.value.diagnostics


@pytest.mark.parametrize(
    ("peer", "forwarded", "wanted"),
    [
        ("192.0.2.1", [b"8.8.8.8"], "192.0.2.1"),
        ("10.0.0.1", [], "10.0.0.1"),
        ("10.0.0.1", [b"8.8.8.8"], "8.8.8.8"),
        ("10.0.0.1", [b"6.6.6.6, 8.8.8.8"], "8.8.8.8"),
        ("10.0.0.1", [b"6.6.6.6", b"8.8.8.8, 10.9.9.9"], "8.8.8.8"),
        ("10.0.0.1", [b"10.2.2.2"], "10.2.2.2"),
        ("10.0.0.1", [b"8.8.8.8, nonsense"], "10.0.0.1"),
        ("10.0.0.1", [b"8.8.8.8, \xff"], "10.0.0.1"),
        ("::1", [b"2001:db8::1"], "2001:db8::1"),
        ("", [b"8.8.8.8"], ""),
    ],
)
def test_client_address(peer: str, forwarded: list[bytes], wanted: str) -> None:
    headers = [(b"x-forwarded-for", value) for value in forwarded]
    assert client_address(peer, headers, TRUSTED) == wanted
    assert client_address(peer, headers, ()) == peer


def test_an_aws_signature_is_refused_with_the_way_out() -> None:
    signature = b"AWS4-HMAC-SHA256 Credential=canary/20260101/us-east-1/bedrock/aws4_request, Signature=canary"
    with pytest.raises(InvalidHeader, match="AWS_BEARER_TOKEN_BEDROCK") as refused:
        call_headers([(b"authorization", signature)])
    assert "canary" not in refused.value.safe_message
    assert call_headers([(b"x-goog-api-key", b"key")]).credential == "key"
