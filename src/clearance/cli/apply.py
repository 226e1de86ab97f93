# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""``clearance apply``: propose boundary documents and put them in force."""

from pathlib import Path
from typing import Any

import click

from clearance.cli.options import Place, json_option, place_options
from clearance.cli.output import Output
from clearance.errors import InvalidDocument

SUFFIXES = frozenset({".yaml", ".yml"})


def read_documents(folder: Path) -> dict[str, str]:
    """File name (relative) to text of every boundary document below a folder.

    Raises:
        InvalidDocument: no document is there, or one is not UTF-8 or cannot be read.
    """
    texts: dict[str, str] = {}
    for path in sorted(folder.rglob("*")):
        if path.suffix not in SUFFIXES or not path.is_file():
            continue
        name = path.relative_to(folder).as_posix()
        try:
            texts[name] = path.read_text("utf-8")
        except (OSError, UnicodeDecodeError):
            raise InvalidDocument(f"{name} cannot be read as UTF-8.", param=name) from None
    if not texts:
        raise InvalidDocument(f"No boundary document (*.yaml) in {folder}.")
    return texts


@click.command()
@click.argument("directory", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Validate and show what would change; put nothing in force.")
@place_options
@json_option
def command(directory: Path, dry_run: bool, place: Place, out: Output) -> None:
    """Put the boundary documents of DIRECTORY in force: vendors, deployments, facts, applications, policies.

    An invalid document changes nothing: the boundary in force stays.
    """
    from clearance.service.local import administration

    documents = read_documents(directory)
    with administration(place.load()) as admin:
        answer = admin.post("/v1/boundary", {"documents": documents, "dry_run": dry_run})
    out.data(answer, describe_change(answer))


def describe_change(answer: dict[str, Any]) -> str:
    """What an apply did, one line a changed thing."""
    marks = (("added", "+"), ("changed", "~"), ("removed", "-"))
    lines = [f"{mark} {name}" for key, mark in marks for name in answer[key]]
    state = "in force" if answer["activated"] else ("valid, not activated" if answer["dry_run"] else "unchanged")
    return "\n".join([*lines, f"boundary {answer['hash']} {state}"])
