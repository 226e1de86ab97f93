# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""``clearance decide``: what would happen to a prompt, without sending it."""

from typing import Any, BinaryIO

import click

from clearance.cli import exits
from clearance.cli.options import Place, json_option, place_options
from clearance.cli.output import Output, table
from clearance.cli.walk import as_text


@click.command()
@click.argument("file", type=click.File("rb"), required=False)
@click.option("--application", required=True, help="As which application.")
@click.option("--model", required=True, help="Model, by the name that callers use.")
@click.option("--purpose", default=None, help="Purpose of use (default: the application's).")
@click.option("--restrict", default=None, help="A stricter wish, as the x-clearance-restrict header writes it.")
@place_options
@json_option
def command(
    file: BinaryIO | None,
    application: str,
    model: str,
    purpose: str | None,
    restrict: str | None,
    place: Place,
    out: Output,
) -> None:
    """Show the plan for a prompt in FILE (- for standard input; none: an empty one), or why there is none.

    Nothing is sent and nothing is recorded as an exchange. Exits 3 when the prompt would be denied.
    """
    from clearance.service.local import administration

    question = {
        "application": application,
        "model": model,
        "purpose": purpose,
        "restrict": restrict,
        "text": as_text(file.read()) if file else "",
    }
    with administration(place.load()) as admin:
        plan = admin.post("/v1/decide", question)
    out.data(plan, describe_plan(plan))
    raise click.exceptions.Exit(exits.OK if plan["allowed"] else exits.DENIED)


def describe_plan(plan: dict[str, Any]) -> str:
    """A plan for a reader: where it may go and how, then why not elsewhere."""
    head = "allowed" if plan["allowed"] else "denied"
    lines = [click.style(head, fg="green" if plan["allowed"] else "red", bold=True)]
    if not plan["allowed"]:
        return "\n".join([*lines, *(f"  {reason['text']}" for reason in plan["reasons"])])
    lines.append(f"  to: {', then '.join(plan['deployments'])}")
    if plan["found"]:
        rows = [(name, count, plan["forms"].get(name, "-")) for name, count in plan["found"].items()]
        lines += ["", table(("CLASS", "FOUND", "LEAVES AS"), rows)]
    refused = [candidate for candidate in plan["candidates"] if not candidate["allowed"]]
    if refused:
        lines += ["", "not eligible:"]
    for candidate in refused:
        lines += [f"  {reason['text']}" for reason in candidate["reasons"]]
    return "\n".join(lines)
