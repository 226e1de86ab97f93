# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""``clearance serve``: the gateway and the administration socket."""

import contextlib
import gc
from collections.abc import Iterator

import click

from clearance.cli.options import Place, json_option, place_options
from clearance.cli.output import Output


@click.command()
@click.option("--host", default=None, help="Address to listen on (gateway.host).")
@click.option("--port", type=click.IntRange(0, 65_535), default=None, help="Port to listen on (gateway.port).")
@place_options
@json_option
def command(host: str | None, port: int | None, place: Place, out: Output) -> None:
    """Run the gateway until SIGTERM or Ctrl-C; calls in flight are finished and settled first.

    Prints one line with the address when it is ready; the log is JSON lines on standard error.
    """
    with _loading():
        from clearance.service.serve import run

    given = {"gateway.host": host, "gateway.port": port}
    flags = place.flags | {name: value for name, value in given.items() if value is not None}
    loaded = Place(place.config, flags).load()

    def ready(url: str) -> None:
        out.data({"url": url}, f"listening on {url}")

    run(loaded, ready)


@contextlib.contextmanager
def _loading() -> Iterator[None]:
    """No search for cycles among what is being imported: it finds none to speak of, and takes 50 ms of the start."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
