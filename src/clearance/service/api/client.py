# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""A client of the administration API over its Unix socket; standard library only, so that a command starts fast.

A problem document becomes the error class that the service raised, so a command behaves the same whether the
service runs inside it or in another process.
"""

import http.client
import json
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlencode

from clearance.errors import ClearanceError, NotReady

SOCKET_NAME = "admin.sock"
TIMEOUT_SECONDS = 300.0
"""A verification of a large log is the longest call."""


class _UnixConnection(http.client.HTTPConnection):
    """HTTP to a Unix socket. The path is opened relative to its directory: ``sun_path`` is short."""

    def __init__(self, data_dir: Path, timeout: float) -> None:
        super().__init__("localhost", timeout=timeout)
        self._data_dir = data_dir

    def connect(self) -> None:
        """Connect to ``admin.sock`` of the data directory. Raises OSError."""
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        try:
            self._connect(self.sock)
        except OSError:
            self.sock.close()
            raise

    def _connect(self, sock: socket.socket) -> None:
        path = self._data_dir / SOCKET_NAME
        try:
            sock.connect(str(path))
        except OSError as error:
            if "too long" not in str(error):
                raise
            directory = os.open(self._data_dir, os.O_RDONLY | os.O_DIRECTORY)
            try:
                sock.connect(f"/proc/self/fd/{directory}/{SOCKET_NAME}")
            finally:
                os.close(directory)


class AdminClient:
    """Calls to the administration API of one data directory."""

    def __init__(self, data_dir: Path, timeout: float = TIMEOUT_SECONDS) -> None:
        self._data_dir = data_dir
        self._timeout = timeout

    def answers(self) -> bool:
        """Whether somebody serves the socket now, and lets us in."""
        try:
            self.get("/v1/version")
        except ClearanceError:
            return False
        return True

    def get(self, path: str, **query: object) -> dict[str, Any]:
        """GET; ``None`` values of the query are left out. Raises the error that the service raised."""
        given = {name: value for name, value in query.items() if value is not None}
        return self._call("GET", f"{path}?{urlencode(given)}" if given else path, None)

    def post(self, path: str, body: object) -> dict[str, Any]:
        """POST a JSON body. Raises the error that the service raised."""
        return self._call("POST", path, json.dumps(body).encode())

    def _call(self, method: str, target: str, body: bytes | None) -> dict[str, Any]:
        connection = _UnixConnection(self._data_dir, self._timeout)
        try:
            connection.request(method, target, body, {"content-type": "application/json"} if body is not None else {})
            response = connection.getresponse()
            status, data = response.status, response.read()
        except (OSError, http.client.HTTPException):
            raise NotReady(f"The service at {self._data_dir / SOCKET_NAME} does not answer.") from None
        finally:
            connection.close()
        try:
            answer = json.loads(data)
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            raise NotReady("The administration socket gave an answer that is not JSON.")
        if status >= http.client.BAD_REQUEST:
            raise error_from(answer)
        return answer


def error_from(problem: dict[str, Any]) -> ClearanceError:
    """The error that a problem document stands for; an unknown code becomes a plain ClearanceError."""
    kind = next((each for each in _kinds(ClearanceError) if each.code == problem.get("code")), ClearanceError)
    param = problem.get("param")
    return kind(str(problem.get("detail", "The service refused.")), param=cast("str | None", param))


def _kinds(root: type[ClearanceError]) -> Iterator[type[ClearanceError]]:
    yield root
    for child in root.__subclasses__():
        yield from _kinds(child)
