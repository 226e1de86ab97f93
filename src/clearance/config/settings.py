# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
# ruff: noqa: RUF009 - a declaration is dataclasses.field() with our words; it makes no shared value
# ruff: noqa: FBT003 - the first argument of a declaration is its default
"""Every process setting, declared once.

Sizes are bytes, durations seconds unless the name says otherwise. What may go where is not
here: that is the boundary, which ``clearance apply`` puts into the store.
"""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from clearance.config.declare import Meta, section, setting
from clearance.errors import InvalidSetting

MB = 1_000_000


def _networks(values: Sequence[str]) -> str | None:
    for index, value in enumerate(values):
        try:
            ipaddress.ip_network(value)
        except ValueError:
            return f"entry {index} is not an address range such as 10.0.0.0/8"
    return None


def _http_url(value: str | None) -> str | None:
    if value is not None and not value.startswith(("http://", "https://")):
        return "must begin with http:// or https://"
    return None


@dataclass(frozen=True, slots=True)
class Gateway:
    """The data plane's listener."""

    host: str = setting("127.0.0.1", Meta("Address to listen on; off loopback TLS is needed."))
    port: int = setting(8080, Meta("Port to listen on; 0 takes a free one.", least=0, most=65_535))
    tls_cert: Path | None = setting(None, Meta("PEM certificate chain of the listener.", reload=True))
    tls_key: Path | None = setting(None, Meta("PEM private key of the listener.", reload=True))
    tls_proxy: bool = setting(False, Meta("A proxy in front of the listener ends TLS (declared, not checked)."))
    unsafe_plain_listener: bool = setting(False, Meta("Listen off loopback without TLS. Logged at each start."))
    trusted_proxies: tuple[str, ...] = setting(
        (), Meta("Ranges (CIDR) whose X-Forwarded-For names the client.", check=_networks)
    )


@dataclass(frozen=True, slots=True)
class Limits:
    """What one caller, or all together, may cost before a request is read."""

    header_bytes: int = setting(65_536, Meta("Request line and headers.", least=1024, most=MB))
    header_seconds: float = setting(10.0, Meta("From the first byte to the end of the headers.", least=0.1))
    body_bytes: int = setting(10 * MB, Meta("A body as sent, and what it unpacks to.", least=1024, most=100 * MB))
    body_seconds: float = setting(30.0, Meta("From the end of the headers to the end of the body.", least=0.1))
    bytes_in_flight: int = setting(256 * MB, Meta("Bodies held at once, all callers together.", least=MB))
    calls_in_flight: int = setting(1024, Meta("Calls at once, all callers together.", least=1))
    idle_seconds: float = setting(75.0, Meta("A kept-alive connection without a request is closed after.", least=1))


@dataclass(frozen=True, slots=True)
class VendorConnection:
    """Connections to vendors; a deployment's own proxy or private CA comes before these."""

    connect_seconds: float = setting(10.0, Meta("To connect, TLS included.", least=0.1))
    first_byte_seconds: float = setting(120.0, Meta("From the request's end to the answer's head.", least=0.1))
    idle_seconds: float = setting(60.0, Meta("Between two chunks of an answer.", least=0.1))
    total_seconds: float = setting(900.0, Meta("For one whole exchange with a vendor.", least=1))
    proxy: str | None = setting(None, Meta("HTTP proxy towards vendors.", secret=True, check=_http_url))
    ca_file: Path | None = setting(None, Meta("PEM file of private CAs, besides the system's.", reload=True))
    connections: int = setting(256, Meta("Connections to one vendor host at once.", least=1))


@dataclass(frozen=True, slots=True)
class Workers:
    """Processes for parse, classify and transform of larger bodies."""

    count: int = setting(0, Meta("Worker processes; 0 = one for each core.", least=0, most=256))
    inline_bytes: int = setting(0, Meta("Bodies up to this size are scanned in the owner.", least=0, most=MB))
    queue: int = setting(64, Meta("Jobs waiting for a worker before calls are refused (503).", least=1))
    cpu_ms_per_mb: int = setting(4000, Meta("CPU budget of a job, for each million bytes.", least=1))
    min_budget_ms: int = setting(1000, Meta("Least CPU budget of a job.", least=10))


@dataclass(frozen=True, slots=True)
class Detection:
    """How this process finds; what it finds for an organisation is in the boundary."""

    pattern_cache: bool = setting(
        True,
        Meta("Patterns that the wheel does not have for this machine are kept compiled in the cache directory (XDG)."),
    )
    presidio_model: str | None = setting(
        None, Meta("Presidio beside our detector (extra presidio): an installed spaCy model, or its folder.")
    )
    gliner_model: Path | None = setting(
        None, Meta("GLiNER beside our detector (extra gliner): the folder of its model.")
    )
    transformers_model: Path | None = setting(
        None, Meta("A Transformers model beside our detector (extra transformers): its folder.")
    )
    transformers_ignored: tuple[str, ...] = setting((), Meta("Labels of the Transformers model that are not wanted."))


@dataclass(frozen=True, slots=True)
class Store:
    """The store of the owner process."""

    path: Path | None = setting(None, Meta("SQLite file; by default clearance.db in the data directory."))


@dataclass(frozen=True, slots=True)
class Log:
    """The process log (JSON lines on stderr). It never holds content, at any level."""

    level: Literal["debug", "info", "warning", "error"] = setting("info", Meta("Least severe line written."))


@dataclass(frozen=True, slots=True)
class Settings:
    """All of them. ``data_dir`` and ``root_key`` are set by the loader where nobody names them (XDG)."""

    data_dir: Path = setting(Path(), Meta("Data directory (0700), owned by one process."))
    root_key: Path = setting(Path(), Meta("File of the root key; never inside the data directory or its backups."))
    drain_seconds: float = setting(30.0, Meta("How long calls in flight may go on after SIGTERM.", least=0))
    gateway: Gateway = section(Gateway)
    limits: Limits = section(Limits)
    vendor: VendorConnection = section(VendorConnection)
    workers: Workers = section(Workers)
    detection: Detection = section(Detection)
    store: Store = section(Store)
    log: Log = section(Log)

    @property
    def store_path(self) -> Path:
        """Where the SQLite file is."""
        return self.store.path or self.data_dir / "clearance.db"


def is_loopback(host: str) -> bool:
    """Whether a listener on ``host`` can be reached from this machine only."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def check_together(settings: Settings) -> None:
    """Rules between settings. Raises InvalidSetting."""
    edge = settings.gateway
    if (edge.tls_cert is None) != (edge.tls_key is None):
        raise InvalidSetting("gateway.tls_cert and gateway.tls_key go together", param="gateway.tls_key")
    protected = edge.tls_cert is not None or edge.tls_proxy or edge.unsafe_plain_listener
    if not is_loopback(edge.host) and not protected:
        raise InvalidSetting(
            "gateway.host is not loopback: set gateway.tls_cert and gateway.tls_key, or declare gateway.tls_proxy, "
            "or accept the risk with gateway.unsafe_plain_listener",
            param="gateway.host",
        )
    if settings.root_key.resolve().is_relative_to(settings.data_dir.resolve()):
        raise InvalidSetting("root_key must lie outside data_dir, so that backups never hold it", param="root_key")
    if settings.limits.bytes_in_flight < settings.limits.body_bytes:
        raise InvalidSetting("limits.bytes_in_flight is below limits.body_bytes", param="limits.bytes_in_flight")
