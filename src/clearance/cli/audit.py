# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""``clearance audit``: read the logs and check them."""

from typing import TYPE_CHECKING, Any

import click

from clearance.cli import exits
from clearance.cli.options import Place, json_option, place_options
from clearance.cli.output import Output, table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clearance.service.api.client import AdminClient

PAGE = 1000


@click.group()
def command() -> None:
    """List and verify the audit logs. Every look is itself recorded."""


@command.command("list")
@click.option("--log", default=None, help="One log: installation, or tenant/NAME (default: all).")
@click.option("--kind", default=None, help="One kind: admitted, denied, attempt, outcome, rejected, admin.")
@click.option("--after", type=click.IntRange(-1), default=None, help="Only above this sequence number (with --log).")
@click.option("--limit", type=click.IntRange(1, 1000), default=100, show_default=True, help="At most this many a log.")
@click.option("--all", "everything", is_flag=True, help="Every leaf that is there now, however many.")
@place_options
@json_option
def list_(
    log: str | None, kind: str | None, after: int | None, limit: int, everything: bool, place: Place, out: Output
) -> None:
    """List leaves, oldest first: the newest ones of each log unless --after or --all is given."""
    from clearance.service.local import administration

    if after is not None and log is None:
        raise click.UsageError("--after needs --log: sequence numbers are per log.")
    with administration(place.load()) as admin:
        answer = admin.get("/v1/audit/leaves", log=log, kind=kind, after=after, limit=limit)
        leaves = answer["leaves"]
        if everything:
            sizes = answer["logs"].items()
            leaves = [leaf for name, size in sizes for leaf in _whole(admin, name, size, kind=kind, after=after)]
    rows = [(leaf["log"], leaf["seq"], leaf["time"], leaf["kind"], leaf["id"], _gist(leaf)) for leaf in leaves]
    out.data(leaves, table(("LOG", "SEQ", "TIME", "KIND", "ID", "WHAT"), rows))


def _whole(
    admin: "AdminClient", log: str, size: int, *, kind: str | None, after: int | None
) -> "Iterator[dict[str, Any]]":
    """The leaves of a log below ``size``, page by page. Each look adds a leaf of its own, hence the bound."""
    last = -1 if after is None else after
    while last + 1 < size:
        page = admin.get("/v1/audit/leaves", log=log, kind=kind, after=last, limit=PAGE)["leaves"]
        if not page:
            return
        yield from (leaf for leaf in page if leaf["seq"] < size)
        last = page[-1]["seq"]


@command.command()
@click.option("--log", default=None, help="One log (default: all).")
@place_options
@json_option
def verify(log: str | None, place: Place, out: Output) -> None:
    """Recompute every leaf and the tree of every log; exits 4 and names the first bad sequence number."""
    from clearance.service.local import administration

    with administration(place.load()) as admin:
        answer = admin.post("/v1/audit/verify", {"log": log})
    out.data(answer, describe_verification(answer))
    raise click.exceptions.Exit(exits.OK if answer["ok"] else exits.INTEGRITY)


@command.command()
@click.argument("call_id")
@place_options
@json_option
def receipt(call_id: str, place: Place, out: Output) -> None:
    """What the log holds about one call, with inclusion proofs, and whether it all checks out."""
    from clearance.service.local import administration

    with administration(place.load()) as admin:
        answer = admin.get(f"/v1/audit/receipts/{call_id}")
    lines = [f"call {call_id}: {answer['outcome'] or 'in flight'}"]
    lines += [f"  {leaf['log']} #{leaf['seq']} {leaf['kind']} {leaf['leaf_hash']}" for leaf in answer["leaves"]]
    lines.append("receipt, leaves and checkpoint agree" if answer["verified"] else "DOES NOT CHECK OUT")
    out.data(answer, "\n".join(lines))
    raise click.exceptions.Exit(exits.OK if answer["verified"] else exits.INTEGRITY)


@command.command()
@click.option("--log", default=None, help="One log (default: all).")
@place_options
@json_option
def checkpoint(log: str | None, place: Place, out: Output) -> None:
    """Print the newest signed head of each log (C2SP signed notes): keep them where nobody here can change them."""
    from clearance.service.local import administration

    with administration(place.load()) as admin:
        answer = admin.get("/v1/audit/checkpoints", log=log)
    out.data(answer, "\n".join(answer["checkpoints"].values()).rstrip("\n"))


def describe_verification(answer: dict[str, Any]) -> str:
    """A verification, one line a log and one a problem."""
    lines = []
    for log in answer["logs"]:
        mark = click.style("ok", fg="green") if log["ok"] else click.style("ALTERED", fg="red", bold=True)
        lines.append(f"{log['log']}: {log['size']} leaves, {mark}")
        if not log["ok"]:
            lines.append(f"  first bad sequence number: {log['bad_seq']} ({log['problem']})")
    lines += [f"note: {note}" for note in answer["notes"]]
    return "\n".join(lines)


def _gist(leaf: dict[str, Any]) -> str:
    """One content-free phrase about a leaf."""
    body = leaf["body"]
    if leaf["kind"] in {"admitted", "denied"}:
        return f"{body['principal']['application']} -> {', '.join(body['decision']['deployments']) or 'nobody'}"
    if leaf["kind"] == "outcome":
        return str(body.get("outcome", ""))
    return str(body.get("action", body.get("deployment", body.get("code", ""))))
