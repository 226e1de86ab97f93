# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The administration API over its socket: answers, problems, and a certificate that is renewed."""

import asyncio
import datetime as dt
import http.client
import json
import socket
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from clearance.boundary import starter_documents
from clearance.config.load import Loaded, load
from clearance.service import dataplane, inquiry
from clearance.service.api.client import AdminClient
from clearance.service.owner import Owner, Role
from clearance.service.serve import Serving, administer, serving
from clearance.service.setup import Places, initialise


@pytest.fixture
def loaded(tmp_path: Path) -> Loaded:
    where = Places(tmp_path / "data", tmp_path / "root.key", tmp_path / "clearance.toml", tmp_path / "boundary")
    initialise(where, port=0)
    return load(where.config, environ={"HOME": str(tmp_path)})


def playing(loaded: Loaded, play: Callable[[AdminClient], Any]) -> Any:
    async def run() -> Any:
        async with administer(loaded):
            return await asyncio.to_thread(play, AdminClient(loaded.settings.data_dir, timeout=10))

    return asyncio.run(run())


def raw(data_dir: Path, method: str, target: str, body: bytes = b"") -> tuple[int, str, dict[str, Any]]:
    """Status, media type and body of one request to the socket."""
    connection = http.client.HTTPConnection("localhost", timeout=10)
    connection.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.sock.connect(str(data_dir / "admin.sock"))
    try:
        connection.request(method, target, body)
        response = connection.getresponse()
        return response.status, str(response.getheader("content-type")), json.loads(response.read())
    finally:
        connection.close()


def test_questions_that_change_nothing(loaded: Loaded) -> None:
    def play(client: AdminClient) -> None:
        assert client.get("/v1/version") == {"version": "0.1.0"}
        assert client.get("/v1/status")["data_plane"] is False
        settings = {line["key"]: line["origin"] for line in client.get("/v1/config")["settings"]}
        assert settings["data_dir"] == "file"
        found = client.post("/v1/scan", {"text": "ñ SSN: 536-22-8841"})["findings"]
        assert [(one["start"], one["end"], one["kind"]) for one in found] == [(7, 18, "us_ssn")]
        client.post("/v1/boundary", {"documents": starter_documents()})
        assert "Purposes/purposes" in client.get("/v1/boundary")["documents"]

    playing(loaded, play)


@pytest.mark.parametrize(
    ("method", "target", "body", "status", "says"),
    [
        ("POST", "/v1/scan", b"not json", 400, "not JSON"),
        ("POST", "/v1/scan", b'{"text": 1}', 400, "$.text"),
        ("POST", "/v1/scan", b'{"text": "", "more": 1}', 400, "more"),
        ("POST", "/v1/keys", b'{"application": "a", "days": 0}', 400, "$.days"),
        ("POST", "/v1/keys", b'{"application": "a", "environment": "A_B"}', 400, "$.environment"),
        ("GET", "/v1/audit/leaves?limit=x", b"", 400, "limit"),
        ("GET", "/v1/audit/leaves?limit=100000", b"", 400, "limit"),
        ("GET", "/v1/nowhere", b"", 404, "no such route"),
        ("DELETE", "/v1/keys", b"", 404, "no such route"),
        ("GET", "/v1/boundary", b"", 503, "clearance apply"),
    ],
)
def test_problems(loaded: Loaded, method: str, target: str, body: bytes, status: int, says: str) -> None:
    found = playing(loaded, lambda _: raw(loaded.settings.data_dir, method, target, body))
    assert (found[0], found[1]) == (status, "application/problem+json")
    assert says in found[2]["detail"]


def test_a_body_over_the_limit_is_refused(loaded: Loaded, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clearance.service.api.app.MAX_BODY", 100)
    found = playing(loaded, lambda _: raw(loaded.settings.data_dir, "POST", "/v1/scan", b"x" * 101))
    assert "too large" in found[2]["detail"]


def test_a_defect_says_nothing_of_itself(
    loaded: Loaded, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(_owner: Owner, text: str) -> dict[str, Any]:
        raise RuntimeError(text)

    monkeypatch.setattr(inquiry, "scan", broken)
    found = playing(loaded, lambda _: raw(loaded.settings.data_dir, "POST", "/v1/scan", b'{"text": "Ann Lee"}'))
    assert (found[0], found[2]["code"]) == (500, "internal_error")
    assert "Ann" not in json.dumps(found) + caplog.text


def test_decide_refuses_strangers(loaded: Loaded) -> None:
    def play(client: AdminClient) -> None:
        client.post("/v1/boundary", {"documents": starter_documents()})
        question = {"application": "example-app", "model": "example-model"}
        for wrong, says in (({"application": "x"}, "application"), ({"purpose": "x"}, "purpose")):
            with pytest.raises(Exception, match=says):
                client.post("/v1/decide", question | wrong)
        with pytest.raises(Exception, match="x-clearance-restrict"):
            client.post("/v1/decide", question | {"restrict": "nonsense"})

    playing(loaded, play)


def certificate(folder: Path, name: str) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(made.public_bytes(Encoding.PEM))
    (folder / "key.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


def name_at(port: int) -> str:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with (
        socket.create_connection(("127.0.0.1", port), timeout=10) as plain,
        context.wrap_socket(plain) as secure,
    ):
        found = x509.load_der_x509_certificate(secure.getpeercert(binary_form=True) or b"")
        assert secure.version() in ("TLSv1.2", "TLSv1.3")
        return str(found.subject.rfc4514_string())


def test_a_renewed_certificate_is_used_without_a_restart(
    loaded: Loaded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dataplane, "CERTIFICATE_SECONDS", 0.01)
    certificate(tmp_path, "first")
    paths = {"gateway.tls_cert": str(tmp_path / "cert.pem"), "gateway.tls_key": str(tmp_path / "key.pem")}
    secure = load(loaded.file, environ={"HOME": str(tmp_path)}, flags=paths | {"gateway.host": "127.0.0.1"})

    async def play(service: Serving) -> None:
        assert service.url.startswith("https://127.0.0.1:")
        port = int(service.url.rpartition(":")[2])
        assert await asyncio.to_thread(name_at, port) == "CN=first"
        certificate(tmp_path, "second")
        while await asyncio.to_thread(name_at, port) != "CN=second":
            pass

    async def run() -> None:
        async with serving(secure, Role(prepare=False)) as service:
            await asyncio.wait_for(play(service), 20)

    asyncio.run(run())
