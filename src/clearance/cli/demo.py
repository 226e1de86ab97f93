# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""``clearance demo``: the whole story on this machine, in a directory that is gone afterwards."""

import asyncio
import sys
from typing import TYPE_CHECKING

import click

from clearance.cli import exits
from clearance.cli.options import json_option
from clearance.cli.output import Output

if TYPE_CHECKING:
    from clearance.demo.stage import Stage
    from clearance.demo.story import Scene

_CURL = """\
The gateway is still up. Try it from another terminal:

  curl {url}/v1/chat/completions -H 'authorization: Bearer {key}' \\
    -H 'content-type: application/json' \\
    -d '{{"model": "{model}", "messages": [{{"role": "user", "content": "Patient: Ann Lee, MRN: 4839201"}}]}}'

Ctrl-C ends it and removes everything."""


@click.command()
@click.option("--once", is_flag=True, help="End after the story; exit 0 only if every claim held.")
@json_option
def command(once: bool, out: Output) -> None:
    """Show the whole story: a gateway, a vendor stand-in, synthetic notes, the record, and what tampering does."""
    stay = not once and not out.as_json and sys.stdout.isatty()
    scenes = asyncio.run(_play(out, stay=stay))
    held = all(scene.held for scene in scenes)
    if out.as_json:
        out.data({"held": held, "scenes": [_as_json(scene) for scene in scenes]}, "")
    raise click.exceptions.Exit(exits.OK if held else exits.FAILURE)


async def _play(out: Output, *, stay: bool) -> "list[Scene]":
    from clearance.demo.stage import stage
    from clearance.demo.story import story

    scenes = []
    async with stage() as there:
        async for scene in story(there):
            scenes.append(scene)
            if not out.as_json:
                out.show(_as_text(scene))
        claims = [claim for scene in scenes for claim in scene.claims]
        good = sum(claim.held for claim in claims)
        out.say(f"{good} of {len(claims)} claims held.")
        if stay:
            await _stay(there, out)
    return scenes


async def _stay(there: "Stage", out: Output) -> None:
    """Keep the gateway up until Ctrl-C."""
    from clearance.demo.stage import MODEL
    from clearance.service.gateway.server import Signals

    await there.apply(baa=True)
    signals = Signals()
    signals.install()
    out.say(_CURL.format(url=there.service.url, key=there.key, model=MODEL))
    try:
        await signals.first.wait()
    finally:
        signals.remove()


def _as_text(scene: "Scene") -> str:
    lines = ["", click.style(scene.title, bold=True), ""]
    for heading, text in scene.panels:
        lines.append(click.style(f"  {heading}", fg="blue"))
        lines += [f"    {line}" for line in text.splitlines()]
        lines.append("")
    for claim in scene.claims:
        mark = click.style("held  ", fg="green") if claim.held else click.style("FAILED", fg="red", bold=True)
        lines.append(f"  {mark} {claim.text}")
    return "\n".join(lines)


def _as_json(scene: "Scene") -> dict[str, object]:
    return {
        "title": scene.title,
        "panels": dict(scene.panels),
        "claims": [{"text": claim.text, "held": claim.held} for claim in scene.claims],
    }
