# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What holds for every test: no network beyond this machine, and one place for the depth of property tests.

Tests of asynchronous code call ``asyncio.run`` themselves; there is no plugin for it.

The network guard is an audit hook, so it also covers code that kept a reference to the socket functions.
``uvloop`` reaches the kernel through libuv and raises no audit events, so its loop class is wrapped as well.
Neither reaches a child process: what a test starts must be configured for loopback by the test.
"""

import ipaddress
import os
import sys
from collections.abc import Callable
from typing import Any

import uvloop
from hypothesis import HealthCheck, settings

_GUARDED = frozenset(
    {"socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo", "socket.gethostbyname"}
)


class OutsideNetwork(AssertionError):
    """A test tried to leave the machine."""


def _is_local(host: object) -> bool:
    """Whether a host names this machine: loopback, or the nothing that stands for it in a look-up."""
    if host is None:
        return True
    text = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host)
    if text == "localhost":
        return True
    try:
        return ipaddress.ip_address(text.partition("%")[0]).is_loopback
    except ValueError:
        return False


def _guard(event: str, args: tuple[Any, ...]) -> None:
    if event not in _GUARDED:
        return
    target = args[0] if event in {"socket.getaddrinfo", "socket.gethostbyname"} else args[1]
    if isinstance(target, tuple):
        target = target[0]
    elif event in {"socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg"}:
        return  # a Unix socket's path, or no address at all on a connected socket
    if not _is_local(target):
        raise OutsideNetwork(f"{event} outside this machine")


def _guard_uvloop(name: str, pick: Callable[..., object]) -> None:
    original = getattr(uvloop.Loop, name)

    def guarded(self: uvloop.Loop, *args: Any, **kwargs: Any) -> Any:
        if not _is_local(pick(*args, **kwargs)):
            raise OutsideNetwork(f"uvloop.{name} outside this machine")
        return original(self, *args, **kwargs)

    setattr(uvloop.Loop, name, guarded)


def _host_or_socket(_protocol: object, host: object = None, *_args: object, **_kwargs: object) -> object:
    return host


def _first_of_address(_sock: object, address: object) -> object:
    return address[0] if isinstance(address, tuple) else None


def _looked_up(host: object, *_args: object, **_kwargs: object) -> object:
    return host


sys.addaudithook(_guard)
_guard_uvloop("create_connection", _host_or_socket)
_guard_uvloop("create_server", _host_or_socket)
_guard_uvloop("sock_connect", _first_of_address)
_guard_uvloop("getaddrinfo", _looked_up)

# No test reads or fills the cache of whoever runs it; those of the cache name a folder of their own.
os.environ["CLEARANCE_DETECTION__PATTERN_CACHE"] = "false"

# Sampled by default, so that `make test` stays short; `make test-deep` sets HYPOTHESIS_PROFILE=deep.
# A property that is slow per example scales from the profile: max_examples=settings.default.max_examples // 5.
_CHECKS = [HealthCheck.too_slow, HealthCheck.data_too_large]
settings.register_profile("sampled", max_examples=50, deadline=None, print_blob=True, suppress_health_check=_CHECKS)
settings.register_profile("deep", max_examples=2_000, deadline=None, print_blob=True, suppress_health_check=_CHECKS)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "sampled"))
