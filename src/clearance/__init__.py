# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Clearance: a self-hosted compliance gateway for AI.

``Clearance`` and ``detect`` are the library. They are loaded when first used, so that importing
the package, as the command line does, costs nothing.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from clearance.library import Clearance, Protected, Session, detect

__all__ = ["Clearance", "Protected", "Session", "detect"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from clearance import library  # noqa: PLC0415 - lazy by design, see above

    return getattr(library, name)
