# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Decision time never runs backwards, and a clock that does makes the process unfit."""

from clearance.service.clock import SystemClock


class Wall:
    def __init__(self, now: int) -> None:
        self.now = now

    def __call__(self) -> int:
        return self.now


def test_now_is_the_systems_time_until_a_leaf_is_newer() -> None:
    wall = Wall(1_000_000)
    clock = SystemClock(wall)
    assert clock.now_ms() == 1_000_000
    clock.follow(lambda: 1_000_500)
    assert clock.now_ms() == 1_000_500
    wall.now = 1_000_501
    assert clock.now_ms() == 1_000_501


def test_an_older_leaf_changes_nothing() -> None:
    clock = SystemClock(Wall(5_000))
    clock.follow(lambda: 9_000)
    assert clock.now_ms() == 9_000
    clock.follow(lambda: 7_000)
    assert clock.now_ms() == 9_000


def test_a_clock_more_than_a_minute_behind_is_not_trusted() -> None:
    wall = Wall(1_000_000)
    clock = SystemClock(wall)
    clock.follow(lambda: 1_060_000)
    assert (clock.behind_ms, clock.trustworthy) == (60_000, True)
    wall.now -= 1
    assert (clock.behind_ms, clock.trustworthy) == (60_001, False)
    wall.now = 2_000_000
    assert (clock.behind_ms, clock.trustworthy) == (0, True)


def test_entropy_is_of_the_size_asked_for_and_differs() -> None:
    clock = SystemClock()
    assert len(clock.entropy(16)) == 16
    assert clock.entropy(16) != clock.entropy(16)
    assert clock.monotonic() <= clock.monotonic()


def test_entropy_is_never_given_twice_at_any_size() -> None:
    clock = SystemClock()
    drawn = [clock.entropy(size) for size in (5, 32, 1024, 2048, 10, 1, 32)]
    assert [len(one) for one in drawn] == [5, 32, 1024, 2048, 10, 1, 32]
    assert len({one[:8] for one in drawn}) == len(drawn)
