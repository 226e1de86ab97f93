# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Reference pages that come from the code, so that they cannot drift from it.

``python -m tools.reference`` writes them; ``--check`` writes nothing, names each page that is stale and exits 1.
The list of commands in the README comes from here too, between two marker lines.
"""

import inspect
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import get_args

import click

from clearance.cli.main import root as command
from clearance.config.declare import Setting, expected
from clearance.config.load import SETTINGS
from clearance.core.codec.registry import WIRES
from clearance.core.codec.unscanned import FAMILIES
from clearance.errors import ClearanceError
from tools.field_treatment import sections
from tools.project_files import ROOT

REFERENCE = Path("docs/reference")
README = Path("README.md")
BEGIN, END = "<!-- begin: clearance --help -->", "<!-- end: clearance --help -->"
_WIDTH = 100


def _header(title: str, source: str) -> str:
    return f"# {title}\n\n<!-- Generated from `{source}` by `make reference`. Do not edit by hand. -->\n\n"


def _table(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [heads, tuple("---" for _ in heads), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines) + "\n"


def _errors(kind: type[ClearanceError]) -> Iterator[type[ClearanceError]]:
    for each in kind.__subclasses__():
        if each.__module__ == "clearance.errors":
            yield each
            yield from _errors(each)


def _when(kind: type[ClearanceError]) -> str:
    if kind is ClearanceError:
        return "Something happened that no rule foresees; the operator's log has its type under the request's id."
    return re.sub(r"`+", "`", " ".join(inspect.cleandoc(kind.__doc__ or "").split()))


def errors_page() -> str:
    """Every error: code, status, whether to retry, when it happens."""
    kinds: list[type[ClearanceError]] = [*_errors(ClearanceError), ClearanceError]
    rows = [
        (
            f"`{each.code}`",
            str(each.status_hint),
            "yes" if each.retryable else "no",
            _when(each),
        )
        for each in kinds
    ]
    return (
        _header("Errors", "src/clearance/errors.py")
        + "An error is answered in the envelope of the wire that was called, with `code` as below, and never holds\n"
        "content of a prompt, an answer, a key or a header. `x-should-retry: false` goes with each error that a\n"
        "repetition cannot cure. After the first byte of a stream an error arrives as the wire's in-band event, and\n"
        "no terminator follows it.\n\n"
        "Errors of the command line carry the same codes; 409 and 422 come from the administration API.\n\n"
        + _table(("Code", "Status", "Retry", "When"), sorted(rows, key=lambda row: (row[1], row[0])))
    )


def endpoints_page() -> str:
    """The endpoints that are spoken, and the families of those that are not scanned."""
    spoken = sorted((wire.id, f"`{wire.endpoint}`") for wire in WIRES.values())
    rows = [
        (
            f"`{each.name}`",
            each.wire,
            ", ".join(f"`{path}`" for path in each.paths),
            ", ".join(each.methods),
            f"{each.why}; instead, {each.instead}",
        )
        for each in FAMILIES
    ]
    return (
        _header("Endpoints", "src/clearance/core/codec")
        + "## Scanned\n\n`POST`, except `GET /v1/models`.\n\n"
        + _table(("Wire", "Endpoint"), spoken)
        + "\n## Not scanned\n\n"
        "Refused with `endpoint_refused`, in the envelope of the wire. Each path stands for everything below it too.\n"
        "Where two wires share a path, a request with `anthropic-version` is Anthropic's.\n\n"
        + _table(("Family", "Wire", "Paths", "Methods", "Why, and what to use"), rows)
    )


_TREATMENTS = """\
What is done to every string that the vendors' published types have a place for. Each line comes of reading such a
body with the code that reads calls; a field that no type names is scanned.

- *scanned*: looked at and changed as the plan says; *restored*: looked at, and the caller's own values come back.
- *name*: looked at and never changed (names of tools, ids, keys); where something is found, the request is refused.
- *words*: words of the protocol stay as they are.
- *sealed*: signed by the vendor; looked at and never changed. *encrypted*: only the vendor can read or check it; never
  changed, and taken in that shape alone.
- *setting*: held to a form, not looked at. *refused*: with the reason that the caller is told.
- *needs*: refused too unless the application's document allows these features (`allow`).

`[]` is an element, `(x)` an object of `type` x, `.*` everything below. `<key>` and `<value>` are the caller's own.
Files, images and other endpoints: see [endpoints](endpoints.md).
"""


def treatment_page() -> str:
    """Every field and what is done to it."""
    parts = [
        f"## {title}\n\n"
        + (f"{note}\n\n" if note else "")
        + _table(("Field", "What is done"), [(f"`{path}`", told) for path, told in rows])
        for title, note, rows in sections()
    ]
    return _header("Fields", "src/clearance/core/codec") + _TREATMENTS + "\n" + "\n".join(parts)


def _kind(setting: Setting) -> str:
    words = expected(setting.kind)
    optional = type(None) in get_args(setting.kind)
    bounds = [
        f"{word} {bound:,.10g}"
        for word, bound in (("at least", setting.meta.least), ("at most", setting.meta.most))
        if bound is not None
    ]
    return ", ".join([words, *bounds]) + (" (optional)" if optional else "")


def _default(setting: Setting) -> str:
    value = setting.default
    if setting.key == "data_dir":
        return "`$XDG_DATA_HOME/clearance`"
    if setting.key == "root_key":
        return "`$XDG_CONFIG_HOME/clearance/root.key`"
    if value is None or value == ():
        return "-"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def configuration_page() -> str:
    """Every process setting."""
    rows = [
        (
            f"`{each.key}`",
            _kind(each),
            _default(each),
            each.meta.help + (" Secret." if each.meta.secret else "") + (" Reloads." if each.meta.reload else ""),
        )
        for each in SETTINGS
    ]
    return (
        _header("Configuration", "src/clearance/config/settings.py")
        + "`clearance.toml` describes the process; what may go where is the *boundary* "
        "(see [boundary documents](boundary-documents.md)).\n\n"
        "Flag > environment > file > default. The environment name of `gateway.port` is `CLEARANCE_GATEWAY__PORT`:\n"
        "the prefix, upper case, two underscores for each dot. `CLEARANCE_CONFIG` names the file; else it is\n"
        "`$XDG_CONFIG_HOME/clearance/clearance.toml`, if there is one. An unknown key or a value of the wrong type\n"
        "stops the process, naming the key and never the value. Secrets come by environment or file reference only.\n\n"
        "Sizes are bytes, durations seconds, unless the name says otherwise. *Reloads*: a change of the file's\n"
        "content takes effect without a restart. `clearance config` shows each value and where it came from.\n\n"
        + _table(("Setting", "Value", "Default", "What"), rows)
    )


def help_text(kind: click.Command, *words: str) -> str:
    """What ``--help`` prints for a command, at a fixed width."""
    parent: click.Context | None = None
    for word in words[:-1]:
        # With the root's own settings: sub-commands inherit its help options, as at run time.
        parent = click.Context(command, info_name=word, parent=parent, **dict(command.context_settings))
    settings = dict(kind.context_settings) | {"terminal_width": _WIDTH, "color": False}
    context = click.Context(kind, info_name=words[-1], parent=parent, **settings)
    return kind.get_help(context).rstrip() + "\n"


def _commands(kind: click.Command, *words: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    yield words, kind
    if isinstance(kind, click.Group):
        context = click.Context(kind, info_name=words[-1])
        for name in kind.list_commands(context):
            below = kind.get_command(context, name)
            if below is not None and not below.hidden:
                yield from _commands(below, *words, name)


def commands_page() -> str:
    """The help of every command."""
    parts = [
        f"## `{' '.join(words)}`\n\n```text\n{help_text(kind, *words)}```\n"
        for words, kind in _commands(command, "clearance")
    ]
    return _header("Command line", "src/clearance/cli") + "\n".join(parts)


def readme_page(root: Path = ROOT) -> str:
    """The README with the present help between its two markers. Raises ValueError where a marker is missing."""
    text = (root / README).read_text(encoding="utf-8")
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError("README.md: a marker of the command list is missing")
    return f"{before}{BEGIN}\n```text\n{help_text(command, 'clearance')}```\n{END}{after}"


PAGES: dict[Path, Callable[[], str]] = {
    REFERENCE / "endpoints.md": endpoints_page,
    REFERENCE / "field-treatment.md": treatment_page,
    REFERENCE / "errors.md": errors_page,
    REFERENCE / "configuration.md": configuration_page,
    REFERENCE / "commands.md": commands_page,
    README: readme_page,
}


def stale(root: Path = ROOT) -> list[Path]:
    """The pages that are not what the code says."""
    return [
        path
        for path, page in PAGES.items()
        if not (root / path).is_file() or (root / path).read_text(encoding="utf-8") != page()
    ]


def main(arguments: list[str]) -> int:
    """Write the pages, or with ``--check`` name the stale ones."""
    old = stale()
    for path in old:
        if "--check" in arguments:
            print(f"{path}: stale, run `make reference`")
        else:
            (ROOT / path).write_text(PAGES[path](), encoding="utf-8")
            print(f"{path}: written")
    print(f"reference: {len(old)} of {len(PAGES)} pages were stale" if old else "reference: fresh", file=sys.stderr)
    return 1 if old and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
