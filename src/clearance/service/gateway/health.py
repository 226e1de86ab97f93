# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Alive and ready. ``/livez`` asks nothing of anybody; ``/readyz`` names each check that fails."""

from collections.abc import Callable, Mapping

Check = Callable[[], bool]
LIVE = b"ok\n"


class Health:
    """Named checks; each is quick, does no I/O and is true when all is well.

    The usual names: ``store`` (the last write went well), ``clock`` (not more than 60 s behind the last
    leaf), ``boundary`` (one is active), ``detection`` (workers are up), ``draining`` (we are not).
    """

    def __init__(self, checks: Mapping[str, Check]) -> None:
        self._checks = dict(checks)

    def failing(self) -> tuple[str, ...]:
        """The names of the checks that fail; a check that raises fails."""
        return tuple(name for name, check in self._checks.items() if not _passes(check))

    def ready(self) -> tuple[bool, bytes]:
        """Whether calls are welcome, and one line for each check."""
        failing = frozenset(self.failing())
        lines = [f"{name}: {'failing' if name in failing else 'ok'}\n" for name in self._checks]
        return not failing, "".join(lines).encode("ascii")


def _passes(check: Check) -> bool:
    try:
        return check()
    except Exception:  # noqa: BLE001 - the boundary of health: what cannot be asked is not well
        return False
