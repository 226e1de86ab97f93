# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""``clearance keys``: API keys of applications."""

from datetime import UTC, datetime
from typing import Any

import click

from clearance.cli.options import Place, json_option, place_options
from clearance.cli.output import Output, table


@click.group()
def command() -> None:
    """Issue, list and revoke API keys."""


@command.command()
@click.option("--application", required=True, help="Application of the boundary that the key speaks for.")
@click.option("--owner", default="", help="Who answers for the key (default: the application's owner).")
@click.option("--purpose", "purposes", multiple=True, help="Purpose of use; repeat it (default: the application's).")
@click.option("--days", type=click.IntRange(1, 366), default=90, show_default=True, help="Days until it expires.")
@click.option("--environment", default="live", show_default=True, help="Label inside the key: a-z, 0-9.")
@place_options
@json_option
def issue(
    application: str,
    owner: str,
    purposes: tuple[str, ...],
    days: int,
    environment: str,
    place: Place,
    out: Output,
) -> None:
    """Issue a key. It is printed once, on standard output, and cannot be shown again."""
    from clearance.service.local import administration

    wish = {
        "application": application,
        "owner": owner,
        "purposes": list(purposes),
        "days": days,
        "environment": environment,
    }
    with administration(place.load()) as admin:
        answer = admin.post("/v1/keys", wish)
    if not out.as_json:
        out.say(f"key {answer['id']} for {answer['application']}, until {day(answer['expires_at'])}; shown only now:")
    out.data(answer, answer["key"])


@command.command("list")
@place_options
@json_option
def list_(place: Place, out: Output) -> None:
    """List keys: never their secrets, which are not kept."""
    from clearance.service.local import administration

    with administration(place.load()) as admin:
        answer = admin.get("/v1/keys")
    rows = [_row(key) for key in answer["keys"]]
    out.data(answer["keys"], table(("ID", "STATE", "APPLICATION", "OWNER", "PURPOSES", "EXPIRES"), rows))


@command.command()
@click.argument("key_id")
@place_options
@json_option
def revoke(key_id: str, place: Place, out: Output) -> None:
    """Revoke a key by its id (the 8 characters after the environment). Its calls in flight are ended."""
    from clearance.service.local import administration

    with administration(place.load()) as admin:
        answer = admin.post(f"/v1/keys/{key_id}/revoke", {})
    out.data(answer, f"revoked {answer['id']}; {answer['ended']} calls in flight ended")


def day(seconds: int) -> str:
    """A date, UTC."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d")


def _row(key: dict[str, Any]) -> tuple[object, ...]:
    return (
        key["id"],
        key["state"],
        key["application"],
        key["owner"],
        ", ".join(key["purposes"]),
        day(key["expires_at"]),
    )
