# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""HTTP/1.1 to model vendors, on aiohttp.

No retries (but that aiohttp sends a GET or DELETE again when a kept connection turns out to be closed), no redirects,
no cookies, no content codings. Adds the vendor's credential and nothing of the caller's. Errors never quote a URL, a
header or a body.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import aiohttp
from yarl import URL

from clearance.adapters.vendors.address import GuardedResolver, Reach, is_literal, may_reach, reach_of
from clearance.adapters.vendors.credentials import authorise
from clearance.adapters.vendors.sigv4 import Signable
from clearance.adapters.vendors.tls import TlsContexts
from clearance.errors import ClearanceError, VendorProtocolError, VendorTimeout, VendorUnreachable
from clearance.model.boundary import Deployment
from clearance.model.text import OutgoingBody

CHUNK = 65_536
SENT = frozenset({"content-type", "accept", "anthropic-version", "anthropic-beta", "openai-beta"})
RETURNED = frozenset({"content-type", "retry-after", "openai-processing-ms", "openai-version", "x-amzn-errortype"})
RETURNED_PREFIXES = ("x-ratelimit-", "anthropic-ratelimit-")
_MAX_VALUE = 256
_KEEP_ALIVE_SECONDS = 30.0
_FIRST_REDIRECT, _FIRST_ERROR = 300, 400


@dataclass(frozen=True, slots=True)
class VendorSettings:
    """Bounds (seconds) and paths of vendor connections; a deployment's own proxy and CA come first.

    ``stand_ins``: origins such as "http://127.0.0.1:9000" that may be on loopback whatever their kind;
    for the demonstration and tests only.
    """

    connect_seconds: float = 10.0
    first_byte_seconds: float = 120.0
    idle_seconds: float = 60.0
    total_seconds: float = 900.0
    proxy: str | None = None
    ca_file: Path | None = None
    connections: int = 256
    stand_ins: frozenset[str] = frozenset()


class HttpAnswer:
    """One open answer. ``status`` and the allow-listed ``headers`` are there at once, the body as it arrives."""

    def __init__(self, response: aiohttp.ClientResponse, *, idle: float, deadline: float) -> None:
        self.status = response.status
        self.headers: Mapping[str, str] = returned_headers(response.headers)
        self._response = response
        self._idle = idle
        self._deadline = deadline

    async def chunks(self) -> AsyncIterator[bytes]:
        """The body as it arrives.

        Raises:
            VendorTimeout: nothing came for the idle limit, or the total limit passed.
            VendorProtocolError: the answer ended before its declared end.
        """
        content = self._response.content
        now = asyncio.get_running_loop().time
        while True:
            try:
                async with asyncio.timeout_at(min(now() + self._idle, self._deadline)):
                    data = await content.readany()
            except TimeoutError:
                await self.close()
                raise VendorTimeout("The vendor stopped sending within its answer.") from None
            except (aiohttp.ClientError, OSError) as error:
                await self.close()
                raise VendorProtocolError("The vendor's answer ended early.", diagnostics=_cause(error)) from None
            if not data:
                return
            yield data

    async def close(self) -> None:
        """Close at once; after a complete answer the connection is kept for the next call."""
        self._response.close()


class HttpVendors:
    """The Vendors port. ``resolve`` turns a credential reference into its value, each time it is needed; ``now_ms``
    is the time that signatures name.
    """

    def __init__(self, settings: VendorSettings, resolve: Callable[[str], str], now_ms: Callable[[], int]) -> None:
        self._settings = settings
        self._resolve = resolve
        self._now_ms = now_ms
        self._tls = TlsContexts(settings.ca_file)
        self._sessions: dict[Reach, aiohttp.ClientSession] = {}

    async def open(
        self,
        deployment: Deployment,
        endpoint: str,
        body: OutgoingBody,
        headers: Mapping[str, str],
        *,
        method: str = "POST",
    ) -> HttpAnswer:
        """Send, and wait for the answer's head. ``method``: POST with a body, GET and DELETE without one.

        Raises:
            VendorUnreachable: nothing of an answer came (refused address, no connection, closed, no credential).
            VendorTimeout: connecting, sending or the answer's first byte took too long.
            VendorProtocolError: not HTTP/1.1, a redirect, or a content coding that was not asked for.
        """
        url, reach, proxy = self._where(deployment, endpoint)
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self._settings.total_seconds
        context = await self._tls.context(deployment.ca_file) if url.scheme == "https" else True
        request = self._session(reach).request(
            method,
            url,
            headers=self._headers(deployment, url, headers, body, method),
            data=self._sent(body.data) if method == "POST" else None,
            proxy=proxy,
            ssl=context,
            allow_redirects=False,
        )
        first = self._settings.connect_seconds + self._settings.first_byte_seconds + _sending(len(body.data))
        try:
            async with asyncio.timeout_at(min(loop.time() + first, deadline)):
                response = await request
        except TimeoutError:  # aiohttp's own timeouts are TimeoutErrors too
            raise VendorTimeout("The vendor did not answer in time.") from None
        except aiohttp.ClientResponseError as error:
            raise VendorProtocolError("The vendor's answer is not HTTP/1.1.", diagnostics=_cause(error)) from None
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise VendorUnreachable("The vendor could not be reached.", diagnostics=_cause(error)) from None
        try:
            check_head(response)
        except VendorProtocolError:
            response.close()
            raise
        return HttpAnswer(response, idle=self._settings.idle_seconds, deadline=deadline)

    async def close(self) -> None:
        """Close every connection."""
        sessions, self._sessions = self._sessions, {}
        for session in sessions.values():
            await session.close()

    async def warm(self) -> None:
        """Read the system's certificates ahead of the first call."""
        await self._tls.context(None)

    def _where(self, deployment: Deployment, endpoint: str) -> tuple[URL, Reach, str | None]:
        url = target(deployment.base_url, endpoint)
        reach = reach_of(deployment.kind)
        if str(url.origin()) in self._settings.stand_ins:
            reach = Reach.ON_PREM
        if url.scheme != "https" and reach is not Reach.ON_PREM:
            raise VendorUnreachable("A vendor off the premises is reached by https only.", param=deployment.id)
        host = url.host or ""
        if is_literal(host) and not may_reach(host, reach):
            raise VendorUnreachable("The deployment's address is not allowed for its kind.", param=deployment.id)
        proxy = deployment.proxy or self._settings.proxy
        # Behind a proxy the proxy resolves the name: its rules count, and its own address may be private.
        return url, (Reach.PROXY if proxy else reach), proxy

    def _session(self, reach: Reach) -> aiohttp.ClientSession:
        session = self._sessions.get(reach)
        if session is None:
            connector = aiohttp.TCPConnector(
                resolver=GuardedResolver(reach),
                limit=0,
                limit_per_host=self._settings.connections,
                keepalive_timeout=_KEEP_ALIVE_SECONDS,
            )
            connect = self._settings.connect_seconds
            session = self._sessions[reach] = aiohttp.ClientSession(
                connector=connector,
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
                trust_env=False,
                timeout=aiohttp.ClientTimeout(total=None, connect=connect, sock_connect=connect),
                read_bufsize=CHUNK,
            )
        return session

    def _headers(
        self, deployment: Deployment, url: URL, given: Mapping[str, str], body: OutgoingBody, method: str
    ) -> dict[str, str]:
        out = {name.lower(): value for name, value in given.items() if name.lower() in SENT}
        out.setdefault("accept", "*/*")
        out |= {"accept-encoding": "identity", "user-agent": "clearance"}
        if method == "POST":
            out.setdefault("content-type", "application/json")
            out["content-length"] = str(len(body.data))
        if deployment.credential is not None:
            try:
                credential = self._resolve(deployment.credential)
            except ClearanceError as error:
                raise VendorUnreachable(
                    "The credential of a deployment is not available.", param=deployment.id, diagnostics=error.code
                ) from None
            content = {name: out[name] for name in ("content-type",) if name in out}
            host = url.host_port_subcomponent or ""
            request = Signable(method, host, url.raw_path, url.raw_query_string, content, body.digest)
            out |= authorise(deployment.wire, credential, request, region=deployment.region, now_ms=self._now_ms())
        return out

    def _sent(self, data: bytes) -> bytes | AsyncIterator[bytes]:
        return data if len(data) <= CHUNK else pieces(data)


async def pieces(data: bytes) -> AsyncIterator[bytes]:
    """The body in pieces, so that no single write holds the event loop."""
    view = memoryview(data)
    for start in range(0, len(view), CHUNK):
        yield bytes(view[start : start + CHUNK])


def target(base_url: str, endpoint: str) -> URL:
    """The URL of an endpoint; a base URL may or may not end in the version that the endpoint begins with.

    Raises:
        VendorUnreachable: the base URL is not plain http(s), or carries user, query or fragment.
    """
    base = base_url.rstrip("/")
    version, _, _ = endpoint.lstrip("/").partition("/")
    path = "/" + endpoint.lstrip("/")
    if base.endswith(f"/{version}"):
        path = path[len(version) + 1 :]
    try:
        url = URL(base + path, encoded=True)
        usable = url.scheme in ("http", "https") and url.host and url.user is None
    except ValueError:
        usable = False
    if not usable or "?" in base or "#" in base:
        raise VendorUnreachable("The deployment's base_url is not usable.")
    return url


def check_head(response: aiohttp.ClientResponse) -> None:
    """Raises VendorProtocolError for a redirect or a content coding."""
    if _FIRST_REDIRECT <= response.status < _FIRST_ERROR:
        raise VendorProtocolError("The vendor answered with a redirect, which is not followed.")
    if response.headers.get("content-encoding", "identity").strip().lower() not in ("", "identity"):
        raise VendorProtocolError("The vendor used a content coding that was not asked for.")


def returned_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers of an answer that may go on, by lower-case name; values are short printable ASCII."""
    out: dict[str, str] = {}
    for name, value in headers.items():
        low = name.lower()
        known = low in RETURNED or low.startswith(RETURNED_PREFIXES)
        if known and len(value) <= _MAX_VALUE and value.isascii() and value.isprintable():
            out[low] = value
    return out


def _sending(size: int) -> float:
    # A slow uplink (1 Mbit/s) is not a slow vendor.
    return size / 125_000


def _cause(error: BaseException) -> str:
    """Type names only: messages of the libraries below quote URLs and header lines."""
    inner = error.__cause__ or getattr(error, "os_error", None)
    return type(error).__name__ + (f" from {type(inner).__name__}" if inner is not None else "")
