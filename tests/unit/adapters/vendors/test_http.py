# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The vendor port over real loopback sockets, against a vendor that misbehaves."""

import asyncio
import hashlib
import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from ssl import SSLContext

import pytest
import uvloop
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from clearance.adapters.vendors.http import HttpAnswer, HttpVendors, VendorSettings, returned_headers, target
from clearance.adapters.vendors.sigv4 import AwsKey, Signable, sign
from clearance.adapters.vendors.tls import client_context
from clearance.errors import InvalidSetting, VendorProtocolError, VendorTimeout, VendorUnreachable
from clearance.model.boundary import Deployment
from clearance.model.text import OutgoingBody
from clearance.service.gateway.server import server_tls
from clearance.testing.vendor import Behaviour, FakeVendorServer, echo, fails, lies, says, stops

PATH = "/v1/chat/completions"
QUICK = VendorSettings(connect_seconds=2, first_byte_seconds=0.15, idle_seconds=0.15, total_seconds=5)
CANARY = "sk-canary-0123456789"
NOW_MS = 1_780_000_000_000


def outgoing(text: str = "hi", *, stream: bool = False) -> OutgoingBody:
    data = json.dumps({"model": "m", "stream": stream, "messages": [{"role": "user", "content": text}]}).encode()
    return OutgoingBody(data, hashlib.sha256(data).digest())


def deployment(url: str, **values: object) -> Deployment:
    base = Deployment(
        id="d",
        vendor="v",
        wire="openai",
        kind="on_prem",
        region="eu",
        base_url=url,
        endpoints=(PATH,),
        models=(("m", "m"),),
        credential="env:KEY",
        version="",
    )
    return replace(base, **values)  # type: ignore[arg-type]  # fields by name


Story = Callable[[FakeVendorServer, HttpVendors, Deployment], Awaitable[None]]


def play(
    server: FakeVendorServer, story: Story, settings: VendorSettings = QUICK, tls: SSLContext | None = None
) -> None:
    async def whole() -> None:
        vendors = HttpVendors(settings, lambda _reference: CANARY, lambda: NOW_MS)
        try:
            async with asyncio.timeout(20):
                await story(server, vendors, deployment(await server.start(tls=tls)))
        finally:
            await vendors.close()
            await server.stop()

    uvloop.run(whole())


async def body_of(answer: HttpAnswer) -> bytes:
    return b"".join([chunk async for chunk in answer.chunks()])


def test_a_whole_answer_and_what_was_sent() -> None:
    async def story(server: FakeVendorServer, vendors: HttpVendors, where: Deployment) -> None:
        sent = {
            "Content-Type": "application/json",
            "Cookie": "a=1",
            "traceparent": "00-x",
            "X-Forwarded-For": "1.2.3.4",
        }
        answer = await vendors.open(where, PATH, outgoing("hello"), sent)
        assert answer.status == 200
        assert json.loads(await body_of(answer))["choices"][0]["message"]["content"] == "hello"
        assert server.received == [outgoing("hello").data]
        (headers,) = server.received_headers
        assert headers == {
            "host": where.base_url.removeprefix("http://"),
            "content-type": "application/json",
            "accept": "*/*",
            "accept-encoding": "identity",
            "user-agent": "clearance",
            "content-length": str(len(outgoing("hello").data)),
            "authorization": f"Bearer {CANARY}",
        }
        await answer.close()
        again = await vendors.open(where, PATH, outgoing("again"), {})
        await body_of(again)

    play(FakeVendorServer(echo()), story)


@pytest.mark.parametrize(("method", "length"), [("GET", None), ("DELETE", "0"), ("POST", "0")])
def test_a_call_about_a_stored_object_has_no_body(method: str, length: str | None) -> None:
    async def story(server: FakeVendorServer, vendors: HttpVendors, where: Deployment) -> None:
        nothing = OutgoingBody(b"", hashlib.sha256(b"").digest())
        answer = await vendors.open(where, "/v1/responses/resp_1?limit=1", nothing, {}, method=method)
        assert await body_of(answer) == b"{}"
        (headers,) = server.received_headers
        assert server.targets == [f"{method} /v1/responses/resp_1?limit=1"]
        assert server.received == [b""]
        assert headers["authorization"] == f"Bearer {CANARY}"
        assert ("content-type" in headers, headers.get("content-length")) == (method == "POST", length)

    play(FakeVendorServer(Behaviour((b"{}",))), story)


def test_without_a_credential_no_authorization_is_sent() -> None:
    async def story(server: FakeVendorServer, vendors: HttpVendors, where: Deployment) -> None:
        await body_of(await vendors.open(replace(where, credential=None), PATH, outgoing(), {}))
        assert "authorization" not in server.received_headers[0]

    play(FakeVendorServer(), story)


def test_a_missing_credential_is_unreachable_and_not_shown() -> None:
    async def story() -> None:
        def missing(_reference: str) -> str:
            raise InvalidSetting("a secret is not set", param="env:KEY")

        vendors = HttpVendors(QUICK, missing, lambda: NOW_MS)
        with pytest.raises(VendorUnreachable, match="credential") as caught:
            await vendors.open(deployment("http://127.0.0.1:1"), PATH, outgoing(), {})
        assert (caught.value.param, caught.value.diagnostics) == ("d", "invalid_setting")
        await vendors.close()

    asyncio.run(story())


def test_large_bodies_go_in_pieces_with_their_length() -> None:
    async def story(server: FakeVendorServer, vendors: HttpVendors, where: Deployment) -> None:
        body = outgoing("x" * 3_000_000)
        answer = await vendors.open(where, PATH, body, {})
        assert len(await body_of(answer)) > 3_000_000
        assert server.received == [body.data]
        assert server.received_headers[0]["content-length"] == str(len(body.data))
        assert "transfer-encoding" not in server.received_headers[0]

    play(FakeVendorServer(echo()), story, replace(QUICK, first_byte_seconds=5))


def test_streams_arrive_as_they_are_sent() -> None:
    async def story(_server: FakeVendorServer, vendors: HttpVendors, where: Deployment) -> None:
        answer = await vendors.open(where, PATH, outgoing("[[stream 5 10]]", stream=True), {})
        assert answer.headers["content-type"].startswith("text/event-stream")
        chunks = [chunk async for chunk in answer.chunks()]
        assert len(chunks) > 2
        assert b"".join(chunks).endswith(b"data: [DONE]\n\n")
        assert b"".join(chunks).count(b'"yes "') == 5

    play(FakeVendorServer(), story)


def test_closing_mid_stream_reaches_the_vendor_at_once() -> None:
    async def story(server: FakeVendorServer, vendors: HttpVendors, where: Deployment) -> None:
        answer = await vendors.open(where, PATH, outgoing("[[stream 1000 10]]", stream=True), {})
        chunks = answer.chunks()
        await anext(chunks)
        await answer.close()
        async with asyncio.timeout(1):
            await server.left.wait()
        with pytest.raises(VendorProtocolError):
            await body_of(answer)
        await answer.close()

    play(FakeVendorServer(), story)


def test_cancelling_an_open_closes_it() -> None:
    async def story(server: FakeVendorServer, vendors: HttpVendors, where: Deployment) -> None:
        opening = asyncio.ensure_future(vendors.open(where, PATH, outgoing(), {}))
        await server.hanging.wait()
        opening.cancel()
        async with asyncio.timeout(1):
            await server.left.wait()

    play(FakeVendorServer(stops(says("x"), -1, "hang")), story, replace(QUICK, first_byte_seconds=10))


@pytest.mark.parametrize("status", [400, 401, 429, 500, 503])
def test_errors_of_the_vendor_are_answers(status: int) -> None:
    async def story(_server: FakeVendorServer, vendors: HttpVendors, where: Deployment) -> None:
        answer = await vendors.open(where, PATH, outgoing(), {})
        assert (answer.status, answer.headers) == (
            status,
            {"content-type": "application/json", "retry-after": "7", "x-ratelimit-limit-requests": "5"},
        )
        assert b"as told" in await body_of(answer)

    extra = {"retry-after": "7", "set-cookie": "a=b", "x-ratelimit-limit-requests": "5", "location": "http://x"}
    play(FakeVendorServer(fails(status, **extra)), story)


@pytest.mark.parametrize(
    ("script", "error"),
    [
        (Behaviour(refuse=True), VendorUnreachable),
        (stops(says("x"), -1, "stall"), VendorTimeout),
        (stops(says("x"), -1, "cut"), VendorUnreachable),
        (Behaviour(status=302, headers={"location": "http://169.254.169.254/"}), VendorProtocolError),
        (Behaviour((b"x",), headers={"content-encoding": "gzip"}), VendorProtocolError),
        (Behaviour((b"x",), headers={"bad name": "x"}), VendorProtocolError),
    ],
)
def test_what_keeps_an_answer_from_beginning(script: Behaviour, error: type[Exception]) -> None:
    async def story(server: FakeVendorServer, vendors: HttpVendors, where: Deployment) -> None:
        with pytest.raises(error) as caught:
            await vendors.open(where, PATH, outgoing("canary"), {})
        assert "canary" not in f"{caught.value!r} {vars(caught.value)}"
        assert "127.0.0.1" not in f"{caught.value!r} {vars(caught.value)}"
        # No retry.
        assert len(server.received) == 1

    play(FakeVendorServer(script), story)


@pytest.mark.parametrize(
    ("script", "error"),
    [
        (stops(says("long enough"), 4, "stall"), VendorTimeout),
        (stops(says("long enough"), 4, "cut"), VendorProtocolError),
    ],
)
def test_what_ends_a_stream_early(script: Behaviour, error: type[Exception]) -> None:
    async def story(_server: FakeVendorServer, vendors: HttpVendors, where: Deployment) -> None:
        answer = await vendors.open(where, PATH, outgoing(stream=True), {})
        seen: list[bytes] = []

        async def read() -> None:
            async for chunk in answer.chunks():
                seen.append(chunk)  # noqa: PERF401 - what came before the error counts

        with pytest.raises(error):
            await read()
        assert b'"long"' in b"".join(seen)

    play(FakeVendorServer(script), story)


def test_a_shorter_body_than_declared_is_a_protocol_error() -> None:
    async def story(_server: FakeVendorServer, vendors: HttpVendors, where: Deployment) -> None:
        answer = await vendors.open(where, PATH, outgoing(), {})
        with pytest.raises(VendorProtocolError):
            await body_of(answer)

    play(FakeVendorServer(lies(says("x"), 10)), story)


def test_the_total_limit_ends_a_stream_that_never_idles() -> None:
    async def story(_server: FakeVendorServer, vendors: HttpVendors, where: Deployment) -> None:
        answer = await vendors.open(where, PATH, outgoing("[[stream 1000 20]]", stream=True), {})
        with pytest.raises(VendorTimeout):
            await body_of(answer)

    play(FakeVendorServer(), story, replace(QUICK, total_seconds=0.3))


def test_nobody_listening_is_unreachable() -> None:
    async def story(server: FakeVendorServer, vendors: HttpVendors, where: Deployment) -> None:
        await server.stop()
        with pytest.raises(VendorUnreachable) as caught:
            await vendors.open(where, PATH, outgoing(), {})
        assert caught.value.diagnostics.startswith("ClientConnectorError")

    play(FakeVendorServer(), story)


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("http://127.0.0.1:1", "public_api"),
        ("https://127.0.0.1:1", "public_api"),
        ("https://127.0.0.1:1", "vpc"),
        ("https://[::1]:1", "private_endpoint"),
        ("https://[::ffff:169.254.169.254]:1", "on_prem"),
        ("https://169.254.169.254", "on_prem"),
        ("https://10.0.0.1", "public_api"),
        ("https://localhost:1", "public_api"),
        ("https://localhost:1", "vpc"),
        ("unix:///run/x.sock", "on_prem"),
        ("https://user:pw@127.0.0.1", "on_prem"),
        ("https://127.0.0.1/?a=1", "on_prem"),
        ("https://", "on_prem"),
        ("not a url", "on_prem"),
    ],
)
def test_addresses_that_a_deployment_may_not_have(url: str, kind: str) -> None:
    async def story(server: FakeVendorServer, vendors: HttpVendors, _where: Deployment) -> None:
        with pytest.raises(VendorUnreachable):
            await vendors.open(deployment(url, kind=kind), PATH, outgoing(), {})
        assert server.received == []

    play(FakeVendorServer(), story)


def test_a_declared_stand_in_may_be_on_loopback() -> None:
    async def story(server: FakeVendorServer, vendors: HttpVendors, where: Deployment) -> None:
        public = replace(where, kind="public_api")
        with pytest.raises(VendorUnreachable):
            await vendors.open(public, PATH, outgoing(), {})
        trusting = HttpVendors(
            replace(QUICK, stand_ins=frozenset({server.url})), lambda _reference: CANARY, lambda: NOW_MS
        )
        await body_of(await trusting.open(public, PATH, outgoing(), {}))
        await trusting.close()

    play(FakeVendorServer(), story)


def test_a_proxy_gets_the_request_of_a_plain_target() -> None:
    async def story(server: FakeVendorServer, vendors: HttpVendors, where: Deployment) -> None:
        behind = replace(where, base_url="http://vendor.invalid:81", proxy=server.url)
        await body_of(await vendors.open(behind, PATH, outgoing(), {}))
        assert server.received_headers[0]["host"] == "vendor.invalid:81"

    play(FakeVendorServer(), story)


@pytest.mark.parametrize(
    ("base", "endpoint", "wanted"),
    [
        ("https://h", PATH, "https://h/v1/chat/completions"),
        ("https://h/", PATH, "https://h/v1/chat/completions"),
        ("https://h/v1", PATH, "https://h/v1/chat/completions"),
        ("https://h/openai/v1/", PATH, "https://h/openai/v1/chat/completions"),
        ("https://h/proxy", PATH, "https://h/proxy/v1/chat/completions"),
    ],
)
def test_target(base: str, endpoint: str, wanted: str) -> None:
    assert str(target(base, endpoint)) == wanted


def test_returned_headers_are_short_printable_and_listed() -> None:
    given = {
        "Content-Type": "a",
        "Retry-After": "x" * 300,
        "OpenAI-Version": "ü",
        "Set-Cookie": "a",
        "X-Request-Id": "v",
    }
    assert returned_headers(given) == {"content-type": "a"}


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("tls")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "stand-in")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return folder / "cert.pem", folder / "key.pem"


def test_a_private_ca_by_deployment_or_by_setting(certificate: tuple[Path, Path]) -> None:
    async def story(_server: FakeVendorServer, vendors: HttpVendors, where: Deployment) -> None:
        with pytest.raises(VendorUnreachable) as caught:
            await vendors.open(where, PATH, outgoing(), {})
        assert "Certificate" in caught.value.diagnostics
        trusting = replace(where, ca_file=str(certificate[0]))
        await body_of(await vendors.open(trusting, PATH, outgoing(), {}))
        await body_of(await vendors.open(trusting, PATH, outgoing(), {}))
        with pytest.raises(VendorUnreachable, match="CA file"):
            await vendors.open(replace(where, ca_file="/nowhere.pem"), PATH, outgoing(), {})
        by_setting = HttpVendors(replace(QUICK, ca_file=certificate[0]), lambda _reference: CANARY, lambda: NOW_MS)
        await by_setting.warm()
        await body_of(await by_setting.open(where, PATH, outgoing(), {}))
        await by_setting.close()

    play(FakeVendorServer(), story, replace(QUICK, first_byte_seconds=3), server_tls(*certificate))


def test_tls_is_1_2_or_later(certificate: tuple[Path, Path]) -> None:
    assert client_context(certificate[0], None).minimum_version.name == "TLSv1_2"
    assert server_tls(*certificate).minimum_version.name == "TLSv1_2"
    with pytest.raises(InvalidSetting):
        server_tls(certificate[1], certificate[0])


def test_a_bedrock_call_is_signed_as_it_is_sent() -> None:
    access = "AKIDEXAMPLE000000:wJalrXUtnFEMI/K7MDENG:token"
    path = "/model/us.amazon.nova-lite-v1%3A0/converse"
    body = b'{"messages":[{"role":"user","content":[{"text":"[[echo]] hi"}]}]}'

    async def whole() -> None:
        async with FakeVendorServer() as server:
            vendors = HttpVendors(QUICK, lambda _reference: access, lambda: NOW_MS)
            where = deployment(server.url, wire="bedrock", region="us-east-1")
            outgoing_body = OutgoingBody(body, hashlib.sha256(body).digest())
            answer = await vendors.open(where, path, outgoing_body, {})
            assert json.loads(await body_of(answer))["output"]["message"]["content"] == [{"text": "hi"}]
            await vendors.close()
            (headers,), (sent,) = server.received_headers, server.targets
            host = server.url.removeprefix("http://")
            assert (sent, headers["host"]) == (f"POST {path}", host)
            content = {"content-type": "application/json"}
            asked = Signable("POST", host, path, "", content, outgoing_body.digest)
            key = AwsKey("AKIDEXAMPLE000000", "wJalrXUtnFEMI/K7MDENG", "token")
            expected = sign(key, asked, region="us-east-1", service="bedrock", now_ms=NOW_MS)
            assert {name: headers[name] for name in expected} == expected

    uvloop.run(whole())
