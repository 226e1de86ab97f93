# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The administration API: routes, and nothing else. Every rule is in the service modules beside this room.

JSON in, JSON out; errors are problem documents. The caller is the uid that the listener asked the kernel for.
"""

import logging
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from clearance.config.load import describe
from clearance.errors import ClearanceError, Malformed, NotFound
from clearance.service import activation, inquiry, issuing, reading
from clearance.service.api.problem import problem
from clearance.service.owner import Owner

T = TypeVar("T")
_log = logging.getLogger("clearance.api")
MAX_BODY = 16_000_000
"""Bytes of one administration request: boundary documents, or a text to try."""


class Apply(msgspec.Struct, forbid_unknown_fields=True):
    """POST /v1/boundary."""

    documents: dict[str, str]
    dry_run: bool = False


class Scan(msgspec.Struct, forbid_unknown_fields=True):
    """POST /v1/scan."""

    text: str


class Verify(msgspec.Struct, forbid_unknown_fields=True):
    """POST /v1/audit/verify."""

    log: str | None = None


class Empty(msgspec.Struct, forbid_unknown_fields=True):
    """A POST without a question."""


async def _read(request: Request, kind: type[T]) -> T:
    """The body as ``kind``. Raises Malformed, naming the field and never its value."""
    data = bytearray()
    async for chunk in request.stream():
        data += chunk
        if len(data) > MAX_BODY:
            raise Malformed("The request is too large.")
    try:
        return msgspec.json.decode(data or b"{}", type=kind)
    except msgspec.ValidationError as error:
        raise Malformed(f"The request does not fit: {error}.") from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise Malformed("The request is not JSON.") from None


def actor(request: Request) -> str:
    """Who asks, as the admin leaf names them: ``uid:<number>``."""
    client = request.scope.get("client")
    return f"uid:{client[1]}" if client and client[0] == "uid" else "unknown"


def _number(request: Request, name: str) -> int | None:
    text = request.query_params.get(name)
    if text is None:
        return None
    try:
        return int(text)
    except ValueError:
        raise Malformed(f"{name} must be a whole number.", param=name) from None


class Administration:
    """The handlers, bound to one owner."""

    def __init__(self, owner: Owner) -> None:
        self._owner = owner

    async def apply(self, request: Request) -> dict[str, Any]:
        """Validate boundary documents and put them in force."""
        wish = await _read(request, Apply)
        return await activation.apply(self._owner, wish.documents, dry_run=wish.dry_run, actor=actor(request))

    async def boundary(self, _request: Request) -> dict[str, Any]:
        """What is in force."""
        return activation.describe(self._owner)

    async def issue(self, request: Request) -> dict[str, Any]:
        """Issue an API key."""
        wish = await _read(request, issuing.Wish)
        return await issuing.issue(self._owner, wish, actor=actor(request))

    async def keys(self, _request: Request) -> dict[str, Any]:
        """List API keys."""
        return {"keys": issuing.listed(self._owner)}

    async def revoke(self, request: Request) -> dict[str, Any]:
        """Revoke an API key and end its calls."""
        await _read(request, Empty)
        return await issuing.revoke(self._owner, request.path_params["key_id"], actor=actor(request))

    async def scan(self, request: Request) -> dict[str, Any]:
        """Findings of a text."""
        wish = await _read(request, Scan)
        return await inquiry.scan(self._owner, wish.text)

    async def decide(self, request: Request) -> dict[str, Any]:
        """The plan for a prompt that is not sent."""
        return await inquiry.decide(self._owner, await _read(request, inquiry.Question))

    async def leaves(self, request: Request) -> dict[str, Any]:
        """Leaves of the logs."""
        wanted = reading.Wanted(
            log=request.query_params.get("log"),
            kind=request.query_params.get("kind"),
            after=_number(request, "after"),
            limit=_number(request, "limit") or reading.DEFAULT_LIMIT,
        )
        return await reading.leaves(self._owner, wanted, actor=actor(request))

    async def verify(self, request: Request) -> dict[str, Any]:
        """Recompute the logs."""
        wish = await _read(request, Verify)
        return await reading.verify(self._owner, wish.log, actor=actor(request))

    async def receipt(self, request: Request) -> dict[str, Any]:
        """One call with its proofs."""
        return await reading.receipt(self._owner, request.path_params["call_id"], actor=actor(request))

    async def checkpoints(self, request: Request) -> dict[str, Any]:
        """The newest signed head of each log."""
        return await reading.checkpoints(self._owner, request.query_params.get("log"), actor=actor(request))

    async def status(self, _request: Request) -> dict[str, Any]:
        """Whether the service is ready, and what it holds."""
        return self._owner.status()

    async def config(self, _request: Request) -> dict[str, Any]:
        """The process settings in force; secrets are never shown."""
        lines = describe(self._owner.loaded)
        return {"settings": [{"key": one.key, "value": one.value, "origin": one.origin} for one in lines]}

    async def version(self, _request: Request) -> dict[str, Any]:
        """The version that is running."""
        from importlib.metadata import version  # noqa: PLC0415 - 13 ms of every start

        return {"version": version("clearance")}


Handler = Callable[[Request], Awaitable[dict[str, Any]]]


def _answering(handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        try:
            # A page of leaves is megabytes: this encoder is fast enough not to hold the data plane's loop.
            data = msgspec.json.encode(await handler(request))
            return Response(data, media_type="application/json", headers={"cache-control": "no-store"})
        except ClearanceError as error:
            return problem(error)
        except Exception as error:  # noqa: BLE001 - the API's outermost boundary: refuses, says the type only
            _log.error("administration failed", extra={"error": type(error).__name__})
            return problem(ClearanceError("The administration API failed; see the service's log."))

    return answer


def _no_route(_request: Request, _error: Exception) -> Response:
    return problem(NotFound("The administration API has no such route."))


def admin_app(owner: Owner) -> Starlette:
    """The ASGI application of one owner."""
    admin = Administration(owner)
    routes: list[tuple[str, str, Handler]] = [
        ("POST", "/v1/boundary", admin.apply),
        ("GET", "/v1/boundary", admin.boundary),
        ("POST", "/v1/keys", admin.issue),
        ("GET", "/v1/keys", admin.keys),
        ("POST", "/v1/keys/{key_id}/revoke", admin.revoke),
        ("POST", "/v1/scan", admin.scan),
        ("POST", "/v1/decide", admin.decide),
        ("GET", "/v1/audit/leaves", admin.leaves),
        ("POST", "/v1/audit/verify", admin.verify),
        ("GET", "/v1/audit/receipts/{call_id}", admin.receipt),
        ("GET", "/v1/audit/checkpoints", admin.checkpoints),
        ("GET", "/v1/status", admin.status),
        ("GET", "/v1/config", admin.config),
        ("GET", "/v1/version", admin.version),
    ]
    return Starlette(
        routes=[Route(path, _answering(handler), methods=[method]) for method, path, handler in routes],
        exception_handlers={404: _no_route, 405: _no_route},
    )
