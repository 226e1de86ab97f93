# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Which addresses each kind of deployment may have."""

import asyncio
import socket

import pytest

from clearance.adapters.vendors.address import AddressRefused, GuardedResolver, Reach, is_literal, may_reach, reach_of

NEVER = [
    "169.254.169.254",
    "169.254.0.1",
    "fe80::1",
    "fe80::1%eth0",
    "::ffff:169.254.169.254",
    "64:ff9b::a9fe:a9fe",
    "2002:a9fe:a9fe::1",
    "2001:0:4136:e378:8000:63bf:5601:5601",
    "fd00:ec2::254",
    "100.100.100.200",
    "168.63.129.16",
    "0.0.0.0",
    "0.1.2.3",
    "::",
    "::ffff:0.0.0.0",
    "224.0.0.1",
    "ff02::1",
    "255.255.255.255",
    "240.0.0.1",
    "100::1",
    "not an address",
    "",
]
LOOPBACK = ["127.0.0.1", "127.1.2.3", "::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1"]
NEAR = ["10.1.2.3", "172.16.0.1", "192.168.1.1", "100.64.0.1", "fd12::1", "::ffff:10.0.0.1"]
FAR = ["8.8.8.8", "1.1.1.1", "2606:4700::1111", "::ffff:8.8.8.8"]


@pytest.mark.parametrize("reach", [Reach.PUBLIC, Reach.PRIVATE, Reach.ON_PREM])
@pytest.mark.parametrize("address", NEVER)
def test_no_deployment_is_there(address: str, reach: Reach) -> None:
    assert not may_reach(address, reach)


@pytest.mark.parametrize(
    ("addresses", "allowed"),
    [
        (LOOPBACK, {Reach.ON_PREM, Reach.PROXY}),
        (NEAR, {Reach.PRIVATE, Reach.ON_PREM, Reach.PROXY}),
        (FAR, {Reach.PUBLIC, Reach.PRIVATE, Reach.ON_PREM, Reach.PROXY}),
    ],
)
def test_reach(addresses: list[str], allowed: set[Reach]) -> None:
    for address in addresses:
        assert {reach for reach in Reach if may_reach(address, reach)} == allowed


def test_an_unknown_kind_has_the_narrowest_reach() -> None:
    kinds = ["on_prem", "vpc", "private_endpoint", "public_api", "anything"]
    assert [reach_of(kind) for kind in kinds] == [
        Reach.ON_PREM,
        Reach.PRIVATE,
        Reach.PRIVATE,
        Reach.PUBLIC,
        Reach.PUBLIC,
    ]


def test_literals() -> None:
    assert [is_literal(host) for host in ("127.0.0.1", "::1", "fe80::1%1", "localhost", "2130706433", "0x7f.1")] == [
        True,
        True,
        True,
        False,
        False,
        False,
    ]


def resolve(reach: Reach, found: list[str], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    async def whole() -> list[str]:
        async def answer(*_args: object, **_kwargs: object) -> list[object]:
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443)) for address in found]

        monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", answer)
        resolver = GuardedResolver(reach)
        results = await resolver.resolve("name", 443)
        await resolver.close()
        return [f"{one['host']}:{one['port']}" for one in results]

    return asyncio.run(whole())


def test_the_judged_address_is_the_one_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    assert resolve(Reach.PUBLIC, ["8.8.8.8", "1.1.1.1"], monkeypatch) == ["8.8.8.8:443", "1.1.1.1:443"]


def test_one_bad_address_refuses_the_name(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(AddressRefused):
        resolve(Reach.PUBLIC, ["8.8.8.8", "169.254.169.254"], monkeypatch)
    with pytest.raises(AddressRefused):
        resolve(Reach.PRIVATE, ["127.0.0.1"], monkeypatch)
