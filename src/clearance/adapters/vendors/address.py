# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Which addresses a deployment may have, and a resolver that refuses all others.

The address that was judged is the address that is connected to: a name is resolved once for
each connection, so a second answer (DNS rebinding) is never used.
"""

import asyncio
import ipaddress
import socket
from enum import Enum

from aiohttp.abc import AbstractResolver, ResolveResult

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Reach(Enum):
    """How near a deployment may be: its kind decides."""

    PUBLIC = "public"
    """Globally routable only."""
    PRIVATE = "private"
    """Also RFC 1918, RFC 4193 and RFC 6598 ranges: vpc, private_endpoint."""
    ON_PREM = "on_prem"
    """Also loopback."""
    PROXY = "proxy"
    """The operator's own proxy: any address."""


_KINDS = {"on_prem": Reach.ON_PREM, "vpc": Reach.PRIVATE, "private_endpoint": Reach.PRIVATE}

# Services of cloud platforms that hand out credentials, at addresses that are not link-local.
_PLATFORM = frozenset(
    ipaddress.ip_address(text) for text in ("fd00:ec2::254", "fd20:ce::254", "100.100.100.200", "168.63.129.16")
)
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_NEVER = tuple(ipaddress.ip_network(text) for text in ("0.0.0.0/8", "240.0.0.0/4", "192.0.0.0/24", "100::/64"))
_SHARED = ipaddress.ip_network("100.64.0.0/10")


class AddressRefused(OSError):
    """The name has an address that this kind of deployment may not have."""


def reach_of(kind: str) -> Reach:
    """The reach of a deployment of this kind; an unknown kind gets the narrowest."""
    return _KINDS.get(kind, Reach.PUBLIC)


def may_reach(text: str, reach: Reach) -> bool:
    """Whether a deployment of this reach may be at this address (any IPv4 hidden in an IPv6 one is judged)."""
    try:
        address = _innermost(ipaddress.ip_address(text.partition("%")[0]))
    except ValueError:
        return False
    if reach is Reach.PROXY:
        return True
    if _never(address):
        return False
    if address.is_loopback:
        return reach is Reach.ON_PREM
    near = address.is_private or address in _SHARED
    return address.is_global or (near and reach is not Reach.PUBLIC)


def _never(address: Address) -> bool:
    odd = address.is_link_local or address.is_multicast or address.is_unspecified or address in _PLATFORM
    return odd or any(address in network for network in _NEVER if network.version == address.version)


def _innermost(address: Address) -> Address:
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address.teredo is not None:
        return address.teredo[1]
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    return address


def is_literal(host: str) -> bool:
    """Whether a URL's host is an address rather than a name."""
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True


class GuardedResolver(AbstractResolver):
    """Resolves with the system's resolver; one refused address refuses the name."""

    def __init__(self, reach: Reach) -> None:
        self._reach = reach

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Raises AddressRefused, or OSError when the name does not resolve."""
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(host, port, family=family, type=socket.SOCK_STREAM)
        results: list[ResolveResult] = []
        for kind, _type, proto, _name, endpoint in found:
            address = str(endpoint[0])
            if not may_reach(address, self._reach):
                raise AddressRefused("address not allowed for this kind of deployment")
            results.append(
                ResolveResult(
                    hostname=host,
                    host=address,
                    port=port,
                    family=kind,
                    proto=proto,
                    flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
                )
            )
        return results

    async def close(self) -> None:
        """Nothing is held."""
