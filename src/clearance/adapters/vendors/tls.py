# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""TLS towards vendors: 1.2 or later, certificates and names checked, private CAs by file."""

import asyncio
import ssl
from pathlib import Path

from clearance.errors import VendorUnreachable

_Version = tuple[int, int, int]


def client_context(own: Path | None, extra: Path | None) -> ssl.SSLContext:
    """``own``: trust this file's CAs and no others. ``extra``: trust these besides the system's."""
    context = ssl.create_default_context(cafile=None if own is None else str(own))
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if own is None and extra is not None:
        context.load_verify_locations(cafile=str(extra))
    context.set_alpn_protocols(["http/1.1"])
    return context


class TlsContexts:
    """One context for each CA file, made again when the file changes."""

    def __init__(self, extra: Path | None) -> None:
        self._extra = extra
        self._known: dict[Path | None, tuple[_Version, ssl.SSLContext]] = {}

    async def context(self, ca_file: str | None) -> ssl.SSLContext:
        """Raises VendorUnreachable when the CA file cannot be used."""
        own = None if ca_file is None else Path(ca_file)
        try:
            version = _version(own or self._extra)
            known = self._known.get(own)
            if known is not None and known[0] == version:
                return known[1]
            # Reading the system's certificates takes tens of milliseconds: not on the event loop.
            context = await asyncio.to_thread(client_context, own, self._extra)
        except (OSError, ssl.SSLError):
            raise VendorUnreachable("A CA file cannot be used.", diagnostics="ca_file") from None
        self._known[own] = (version, context)
        return context


def _version(path: Path | None) -> _Version:
    if path is None:
        return (0, 0, 0)
    stat = path.stat()
    return (stat.st_mtime_ns, stat.st_ino, stat.st_size)
