# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""A private certificate authority for one test."""

import datetime as dt
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


class Authority:
    """Signs certificates; ``file`` is its own, as PEM."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._name = _name(f"authority {file.stem}")
        self._key = ec.generate_private_key(ec.SECP256R1())
        usage = x509.KeyUsage(
            digital_signature=True, key_cert_sign=True, crl_sign=True, content_commitment=False,
            key_encipherment=False, data_encipherment=False, key_agreement=False, encipher_only=False,
            decipher_only=False,
        )  # fmt: skip
        extensions = (x509.BasicConstraints(ca=True, path_length=0), usage)
        file.write_bytes(self._sign(self._name, self._key, extensions).public_bytes(Encoding.PEM))

    def issue(self, folder: Path, address: IPv4Address | IPv6Address) -> tuple[Path, Path]:
        """Certificate and key files of a server at an address."""
        key = ec.generate_private_key(ec.SECP256R1())
        names = (x509.SubjectAlternativeName([x509.IPAddress(address)]),)
        certificate, secret = folder / "server.pem", folder / "server.key"
        certificate.write_bytes(self._sign(_name("server"), key, names).public_bytes(Encoding.PEM))
        secret.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        return certificate, secret

    def _sign(
        self, name: x509.Name, key: ec.EllipticCurvePrivateKey, extensions: tuple[x509.ExtensionType, ...]
    ) -> x509.Certificate:
        now = dt.datetime.now(dt.UTC)
        builder = (
            x509.CertificateBuilder(self._name, name, key.public_key(), x509.random_serial_number())
            .not_valid_before(now - dt.timedelta(days=1))
            .not_valid_after(now + dt.timedelta(days=1))
        )
        for extension in extensions:
            builder = builder.add_extension(extension, critical=not isinstance(extension, x509.SubjectAlternativeName))
        return builder.sign(self._key, hashes.SHA256())
