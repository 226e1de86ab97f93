# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""``clearance init``: a new installation, ready for its first call."""

from pathlib import Path

import click

from clearance.cli.apply import describe_change, read_documents
from clearance.cli.options import json_option
from clearance.cli.output import Output

ANCHOR = """\
External anchor: none yet. The logs are trees whose heads are signed, so any edit shows, but somebody who holds
both this directory and the root key could rebuild a log. An anchor is a copy of a log's signed head in a place that
this machine's operator cannot change (a witness, object-lock storage, your auditor's mailbox).
Set one by keeping, regularly, what this prints:  clearance audit checkpoint"""


@click.command()
@click.option("--data-dir", type=click.Path(path_type=Path), help="Data directory to make (0700).")
@click.option("--root-key", type=click.Path(path_type=Path), help="Root key file to make; never in the data directory.")
@click.option("--config", type=click.Path(path_type=Path), help="Configuration file to write (clearance.toml).")
@click.option("--boundary", type=click.Path(path_type=Path), help="Directory for the starter boundary documents.")
@click.option("--port", type=click.IntRange(0, 65_535), default=8080, show_default=True, help="Port of the gateway.")
@json_option
def command(
    data_dir: Path | None,
    root_key: Path | None,
    config: Path | None,
    boundary: Path | None,
    port: int,
    out: Output,
) -> None:
    """Make a data directory, a root key outside it, settings, starter boundary documents and a first API key.

    The key is printed once, on standard output. Existing files are never overwritten.
    """
    from clearance.service.local import administration
    from clearance.service.setup import initialise, places, prepare

    where = places(data_dir=data_dir, root_key=root_key, config=config, boundary=boundary)
    loaded = initialise(where, port=port)
    out.say("preparing detection (a few seconds, once for each version) ...")
    prepare(loaded.settings)
    with administration(loaded) as admin:
        change = admin.post("/v1/boundary", {"documents": read_documents(where.boundary)})
        application = change["applications"][0]
        key = admin.post("/v1/keys", {"application": application})
    answer = {
        "data_dir": str(where.data_dir),
        "root_key": str(where.root_key),
        "config": str(where.config),
        "boundary": str(where.boundary),
        "boundary_hash": change["hash"],
        "application": application,
        "key": key["key"],
        "key_id": key["id"],
    }
    for name, what in (
        ("data_dir", "data directory"),
        ("root_key", "root key (back it up apart from the data)"),
        ("config", "settings"),
        ("boundary", "boundary documents"),
    ):
        out.say(f"{what}: {answer[name]}")
    out.say(describe_change(change))
    out.say(f"\n{ANCHOR}\n")
    configured = "" if where.usual_config else f" --config {where.config}"
    out.say(f"Next: edit {where.boundary}, then")
    out.say(f"  clearance apply {where.boundary}{configured}\n  clearance serve{configured}")
    out.say(f"API key of application '{application}' (shown only now):")
    out.data(answer, key["key"])
