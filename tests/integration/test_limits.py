# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Limits, codings, framing, headers and TLS of the whole service, and how refused traffic is counted."""

import asyncio
import gzip
import socket
import ssl
import warnings
from collections import Counter
from ipaddress import ip_address
from pathlib import Path

import pytest
import zstandard

from clearance.exchange.opaque import keyed_hash
from clearance.testing.installation import BOUNDARY, Installation
from clearance.testing.vendor import FakeVendorServer
from tests.integration.certificates import Authority
from tests.integration.stage import Answer, chat, inside, port_of, request, talk, until

HELLO = chat("[[echo]] Hello.")


async def send(house: Installation, raw: bytes) -> Answer:
    return await talk(port_of(house), raw)


async def refused(house: Installation, raw: bytes, status: int, code: str) -> Answer:
    answer = await send(house, raw)
    assert (answer.status, answer.headers["x-clearance-code"]) == (status, code)
    assert answer.headers["x-should-retry"] == ("true" if status in (502, 503) else "false")
    assert house.vendor.received == []
    return answer


async def rejected(house: Installation) -> Counter[tuple[str, str]]:
    """How often which code was refused, and the hash of the source."""
    await house.owner.journal.flush_rejections()
    leaves = await house.owner.journal.list_leaves("installation", after=-1, limit=1000, kinds=("rejected",))
    counted: Counter[tuple[str, str]] = Counter()
    for row in leaves:
        body = row.leaf.body
        assert isinstance(body["count"], int)
        counted[str(body["code"]), str(body["source"])] += body["count"]
    return counted


def source(house: Installation, address: str) -> str:
    return keyed_hash(house.owner.pepper, "client", address)


def get(path: str, *headers: str) -> bytes:
    lines = [f"GET {path} HTTP/1.1", "host: gateway", "connection: close", *headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def test_bodies_over_the_limit(tmp_path: Path) -> None:
    async def scene(house: Installation) -> None:
        most = house.owner.settings.limits.body_bytes
        assert most == 10_000_000
        await refused(house, request(house.key, b"x" * (most + 1)), 413, "request_too_large")
        chunks = (b"989680\r\n" + b"x" * most + b"\r\n1\r\nx\r\n0\r\n\r\n") if most == 0x989680 else b""
        length = f"content-length: {len(chunks)}".encode()
        chunked = request(house.key, chunks).replace(length, b"transfer-encoding: chunked")
        await refused(house, chunked, 413, "request_too_large")
        bomb = gzip.compress(bytes(most + 1))
        assert len(bomb) < most // 100
        await refused(house, request(house.key, bomb, "content-encoding: gzip"), 413, "request_too_large")
        assert await rejected(house) == {("request_too_large", source(house, "127.0.0.1")): 3}
        assert house.owner.registry.bytes == 0

    inside(tmp_path, scene)


def test_codings_of_bodies(tmp_path: Path) -> None:
    async def scene(house: Installation) -> None:
        await refused(house, request(house.key, HELLO, "content-encoding: br"), 415, "unsupported_encoding")
        await refused(house, request(house.key, HELLO, "content-encoding: deflate"), 415, "unsupported_encoding")
        for coding, packed in (("gzip", gzip.compress(HELLO)), ("zstd", zstandard.ZstdCompressor().compress(HELLO))):
            answer = await send(house, request(house.key, packed, f"content-encoding: {coding}"))
            assert (answer.status, answer.text) == (200, "Hello.")
        assert house.vendor.received == [HELLO, HELLO]
        assert [sent.get("content-encoding") for sent in house.vendor.received_headers] == [None, None]

    inside(tmp_path, scene)


def test_heads_over_the_limit(tmp_path: Path) -> None:
    async def scene(house: Installation) -> None:
        await refused(house, request(house.key, HELLO, "x-long: " + "a" * 65_536), 431, "headers_too_large")
        await refused(house, get("/v1/models?" + "a" * 65_536), 431, "headers_too_large")
        assert (await send(house, request(house.key, HELLO, "x-long: " + "a" * 60_000))).status == 200

    inside(tmp_path, scene)


def test_heads_and_bodies_that_come_too_slowly(tmp_path: Path) -> None:
    async def scene(house: Installation) -> None:
        await refused(house, request(house.key, HELLO)[:40], 408, "request_timeout")
        await refused(house, request(house.key, HELLO)[:-1], 408, "request_timeout")
        assert await rejected(house) == {("request_timeout", source(house, "127.0.0.1")): 2}

    inside(tmp_path, scene, limits__header_seconds=0.1, limits__body_seconds=0.1)


def test_bytes_in_flight_are_bounded(tmp_path: Path) -> None:
    async def scene(house: Installation) -> None:
        large = request(house.key, b"x" * 600_000)
        reader, holding = await asyncio.open_connection("127.0.0.1", port_of(house))
        holding.write(large[:-1])
        await until(lambda: house.owner.registry.bytes > 590_000)
        answer = await refused(house, large, 503, "overloaded")
        assert answer.headers["retry-after"] == "1"
        holding.write(large[-1:])
        assert Answer(await reader.read()).status == 400
        assert house.owner.registry.bytes == 0
        holding.close()
        assert (await send(house, request(house.key, HELLO))).status == 200

    inside(tmp_path, scene, limits__body_bytes=1_000_000, limits__bytes_in_flight=1_000_000)


def test_calls_in_flight_are_bounded(tmp_path: Path) -> None:
    async def scene(house: Installation) -> None:
        _, holding = await asyncio.open_connection("127.0.0.1", port_of(house))
        holding.write(request(house.key, HELLO)[:-1])
        await until(lambda: len(house.owner.registry) == 1)
        await refused(house, request(house.key, HELLO), 503, "overloaded")
        assert (await send(house, get("/livez"))).status == 200
        holding.close()
        await until(lambda: len(house.owner.registry) == 0)
        assert (await send(house, request(house.key, HELLO))).status == 200

    inside(tmp_path, scene, limits__calls_in_flight=1)


def test_upgrades_and_ambiguous_framing_are_refused_and_counted(tmp_path: Path) -> None:
    upgrade = (
        "connection: Upgrade", "upgrade: websocket", "sec-websocket-version: 13",
        "sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==",
    )  # fmt: skip

    async def scene(house: Installation) -> None:
        await refused(
            house, get("/v1/realtime", *upgrade).replace(b"connection: close\r\n", b""), 426, "upgrade_refused"
        )
        whole = request(house.key, HELLO)
        await refused(house, whole.replace(b"HTTP/1.1", b"HTTP/1.0"), 400, "malformed_request")
        both = whole.replace(b"host: gateway", b"host: gateway\r\ntransfer-encoding: chunked")
        await refused(house, both, 400, "malformed_request")
        here = source(house, "127.0.0.1")
        assert await rejected(house) == {("upgrade_refused", here): 1, ("malformed_request", here): 2}

    inside(tmp_path, scene)


def test_nothing_of_the_callers_headers_reaches_the_vendor(tmp_path: Path) -> None:
    own = (
        "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "tracestate: a=b", "cookie: a=b",
        "openai-organization: org-1", "x-request-id: mine", "accept-encoding: gzip, br", "user-agent: mine/1",
        "accept: text/x-mine", "x-forwarded-for: 203.0.113.7", "forwarded: for=203.0.113.7", "referer: http://x/",
        "x-clearance-conversation: c1", "te: trailers",
    )  # fmt: skip

    async def scene(house: Installation) -> None:
        assert (await send(house, request(house.key, HELLO, *own))).status == 200
        (sent,) = house.vendor.received_headers
        assert sent == {
            "host": house.vendor.url.removeprefix("http://"),
            "content-type": "application/json",
            "accept": "*/*",
            "accept-encoding": "identity",
            "user-agent": "clearance",
            "content-length": str(len(HELLO)),
        }

    inside(tmp_path, scene)


def test_the_vendors_credential_replaces_the_callers(tmp_path: Path) -> None:
    secret = tmp_path / "credential"
    secret.write_text("sk-first\n")

    async def scene(house: Installation) -> None:
        assert (await send(house, request(house.key, HELLO))).status == 200
        secret.write_text("sk-second\n")
        assert (await send(house, request(house.key, HELLO))).status == 200
        given = [sent["authorization"] for sent in house.vendor.received_headers]
        assert given == ["Bearer sk-first", "Bearer sk-second"]

    inside(tmp_path, scene, boundary=BOUNDARY.replace("credential: null", f"credential: file:{secret}"))


@pytest.mark.parametrize(("proxies", "seen"), [((), "127.0.0.1"), (("127.0.0.0/8", "198.51.100.0/24"), "203.0.113.9")])
def test_forwarded_addresses_count_from_declared_proxies_only(
    tmp_path: Path, proxies: tuple[str, ...], seen: str
) -> None:
    forwarded = "x-forwarded-for: 192.0.2.1, 203.0.113.9, 198.51.100.4"

    async def scene(house: Installation) -> None:
        await refused(house, get("/nowhere", forwarded), 404, "not_found")
        await refused(house, request("clr_wrong", HELLO, forwarded), 401, "invalid_api_key")
        here = source(house, seen)
        assert await rejected(house) == {("not_found", here): 1, ("invalid_api_key", here): 1}

    inside(tmp_path, scene, gateway__trusted_proxies=proxies)


def shake(port: int, context: ssl.SSLContext) -> str | None:
    """The version that a handshake agrees on."""
    with (
        socket.create_connection(("127.0.0.1", port), timeout=10) as plain,
        context.wrap_socket(plain, server_hostname="127.0.0.1") as secure,
    ):
        return secure.version()


def only(authority: Authority, version: ssl.TLSVersion) -> ssl.SSLContext:
    """A client that speaks one version of TLS; old ones need OpenSSL's lowest security level."""
    context = ssl.create_default_context(cafile=str(authority.file))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.set_ciphers("DEFAULT:@SECLEVEL=0")
        context.minimum_version = context.maximum_version = version
    return context


def lax(certificate: Path, key: Path) -> ssl.SSLContext:
    """A server that speaks any version."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.set_ciphers("DEFAULT:@SECLEVEL=0")
        context.minimum_version = ssl.TLSVersion.TLSv1
    context.load_cert_chain(certificate, key)
    return context


async def hang_up(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.close()


def test_the_listener_speaks_tls_1_2_and_later(tmp_path: Path) -> None:
    authority = Authority(tmp_path / "ca.pem")
    certificate, key = authority.issue(tmp_path, ip_address("127.0.0.1"))

    async def scene(house: Installation) -> None:
        assert house.url.startswith("https://")
        port = port_of(house)
        for version, name in ((ssl.TLSVersion.TLSv1_2, "TLSv1.2"), (ssl.TLSVersion.TLSv1_3, "TLSv1.3")):
            assert await asyncio.to_thread(shake, port, only(authority, version)) == name
        old = only(authority, ssl.TLSVersion.TLSv1_1)
        with pytest.raises(OSError):  # noqa: PT011 - an alert or a closed connection, as the loop has it
            await asyncio.to_thread(shake, port, old)
        async with await asyncio.start_server(hang_up, "127.0.0.1", 0, ssl=lax(certificate, key)) as server:
            there = int(server.sockets[0].getsockname()[1])
            assert await asyncio.to_thread(shake, there, old) == "TLSv1.1", "the client itself would"
        reader, writer = await asyncio.open_connection(
            "127.0.0.1", port, ssl=ssl.create_default_context(cafile=str(authority.file))
        )
        writer.write(request(house.key, HELLO))
        answer = Answer(await reader.read())
        assert (answer.status, answer.text) == (200, "Hello.")
        writer.close()
        plain = await talk(port, request(house.key, HELLO))
        assert plain.raw == b"" or not plain.raw.startswith(b"HTTP/")

    inside(tmp_path / "house", scene, gateway__tls_cert=str(certificate), gateway__tls_key=str(key))


@pytest.mark.parametrize("trusted", [True, False])
def test_a_vendor_behind_a_private_authority(tmp_path: Path, trusted: bool) -> None:  # noqa: FBT001 - a parameter
    authority, other = Authority(tmp_path / "ca.pem"), Authority(tmp_path / "other.pem")
    certificate, key = authority.issue(tmp_path, ip_address("127.0.0.1"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    vendor = FakeVendorServer()

    async def scene(house: Installation) -> None:
        assert vendor.url.startswith("https://")
        if trusted:
            assert (await send(house, request(house.key, HELLO))).text == "Hello."
        else:
            await refused(house, request(house.key, HELLO), 502, "vendor_unreachable")

    ca_file = authority.file if trusted else other.file
    inside(tmp_path / "house", scene, vendor=vendor, vendor_tls=context, vendor__ca_file=str(ca_file))
