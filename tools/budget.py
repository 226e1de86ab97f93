# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The style budget that no linter checks for us. ``python -m tools.budget`` prints each excess and exits 1.

Limits come from measuring code bases that are pleasant to change: what separates them from the others is not the
average but the tail (longest module, longest function, most parameters), import knots and broad excepts.
"""

import ast
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tools.project_files import ROOT, project_files

MODULE_LINES = 500
FUNCTION_LINES = 60
PARAMETERS = 7
SPDX = ("# SPDX-FileCopyrightText: The Clearance authors", "# SPDX-License-Identifier: Apache-2.0")

# Where a broad `except` may stand: the outermost boundaries, where it denies and records. Module: why.
BOUNDARIES: dict[str, str] = {
    "src/clearance/adapters/detectors/entry_points.py": "a plugin's own code: whatever it raises refuses the start",
    "src/clearance/adapters/detectors/outside.py": "another's library: whatever it raises refuses, by its type alone",
    "src/clearance/adapters/store/writer.py": "the writer's thread: the batch is undone and denied, it lives on",
    "src/clearance/adapters/workers/child.py": "the edge of a worker: a crash is answered by its type alone",
    "src/clearance/adapters/workers/pool.py": "the edge of detection: whatever breaks refuses the request (503)",
    "src/clearance/service/api/app.py": "the edge of the administration API: refuses, and logs the type alone",
    "src/clearance/service/gateway/app.py": "the edge of the data plane: refuses, and logs the type alone",
    "src/clearance/service/gateway/health.py": "a check that cannot be asked counts as failing",
    "src/clearance/service/local.py": "carries what stopped the service to the thread that waits for it",
    "src/clearance/service/supervision.py": "the edge of a background job: recorded as failing, tried again",
}

_PACKAGE = Path("src/clearance")
_CONFIG = _PACKAGE / "config"
_COMMANDS = _PACKAGE / "cli"
_NOQA = re.compile(r"#\s*noqa\b(?!: [A-Z]+[0-9]+(?:, ?[A-Z]+[0-9]+)* - \S)")
_TYPE_IGNORE = re.compile(r"#\s*type:\s*ignore(?!\[[a-z-]+(?:, ?[a-z-]+)*\]\s+# \S)")
_SOFTENED = frozenset({"skip", "skipif", "xfail", "importorskip"})


@dataclass(frozen=True, slots=True)
class Excess:
    """One place over the budget."""

    path: Path
    line: int
    rule: str
    text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.rule}: {self.text}"


@dataclass(frozen=True, slots=True)
class Source:
    """One Python file, parsed. ``path`` is relative to the root of the project."""

    path: Path
    text: str
    tree: ast.Module

    def inside(self, folder: Path) -> bool:
        """Whether the file lies in this folder."""
        return self.path.is_relative_to(folder)

    def excess(self, node: ast.AST | int, rule: str, text: str) -> Excess:
        """An excess at a node or line of this file."""
        line = node if isinstance(node, int) else getattr(node, "lineno", 1)
        return Excess(self.path, line, rule, text)


def parse(path: Path, text: str) -> Source:
    """Parse one file. Raises SyntaxError."""
    return Source(path, text, ast.parse(text, filename=str(path)))


def module_length(source: Source) -> Iterator[Excess]:
    """Modules have at most 500 lines."""
    lines = len(source.text.splitlines())
    if lines > MODULE_LINES:
        yield source.excess(1, "module-length", f"{lines} lines, at most {MODULE_LINES}")


def function_size(source: Source) -> Iterator[Excess]:
    """Functions have at most 60 lines and 7 parameters; a command has as many as it has options."""
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        lines = (node.end_lineno or node.lineno) - node.lineno + 1
        if lines > FUNCTION_LINES:
            yield source.excess(node, "function-length", f"{node.name} has {lines} lines, at most {FUNCTION_LINES}")
        names = [a.arg for a in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]
        count = len([name for name in names if name not in {"self", "cls"}])
        if count > PARAMETERS and not source.inside(_COMMANDS):
            yield source.excess(node, "parameters", f"{node.name} has {count} parameters, at most {PARAMETERS}")


def no_global(source: Source) -> Iterator[Excess]:
    """No function assigns a module's names."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Global):
            yield source.excess(node, "global", ", ".join(node.names))


def broad_except(source: Source) -> Iterator[Excess]:
    """A broad except stands in a listed boundary module only."""
    if not source.inside(_PACKAGE) or str(source.path) in BOUNDARIES:
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ExceptHandler) and _is_broad(node.type) and not _raises_again(node):
            yield source.excess(node, "broad-except", "not a listed boundary module")


def _is_broad(caught: ast.expr | None) -> bool:
    if isinstance(caught, ast.Tuple):
        return any(_is_broad(one) for one in caught.elts)
    return caught is None or (isinstance(caught, ast.Name) and caught.id in {"Exception", "BaseException"})


def _raises_again(handler: ast.ExceptHandler) -> bool:
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


def no_root_import(source: Source) -> Iterator[Excess]:
    """Inside the package, names come from the module that defines them, never from the package's root."""
    if not source.inside(_PACKAGE):
        return
    for node in ast.walk(source.tree):
        plain = isinstance(node, ast.Import) and any(alias.name == "clearance" for alias in node.names)
        if plain or (isinstance(node, ast.ImportFrom) and (node.level > 0 or _names_of_the_root(node))):
            yield source.excess(node, "root-import", "import the module that defines the name, absolutely")


def _names_of_the_root(node: ast.ImportFrom) -> bool:
    """``from clearance import name``, unless the name is a module of its own."""
    if node.module != "clearance":
        return False
    package = ROOT / _PACKAGE
    return any(not (package / a.name).is_dir() and not (package / f"{a.name}.py").is_file() for a in node.names)


def environment(source: Source) -> Iterator[Excess]:
    """Only config/ reads the environment."""
    if not source.inside(_PACKAGE) or source.inside(_CONFIG):
        return
    reads = {"environ", "environb", "getenv", "getenvb"}
    for node in ast.walk(source.tree):
        attribute = isinstance(node, ast.Attribute) and node.attr in reads and ast.unparse(node.value) == "os"
        imported = isinstance(node, ast.ImportFrom) and node.module == "os" and reads & {a.name for a in node.names}
        if attribute or imported:
            yield source.excess(node, "environment", "only config/ reads it; take the value as an argument")


def spdx_header(source: Source) -> Iterator[Excess]:
    """Each file says whose it is and under which licence, in its first lines."""
    lines = source.text.splitlines()
    if lines and lines[0].startswith("#!"):
        lines = lines[1:]
    if tuple(lines[:2]) != SPDX:
        yield source.excess(1, "spdx", "the two SPDX lines are missing")


def reasons(source: Source) -> Iterator[Excess]:
    """Each lint or type ignore names its rule and says why."""
    for number, line in enumerate(source.text.splitlines(), start=1):
        if "#" not in line or "re.compile" in line:
            continue
        if _NOQA.search(line):
            yield source.excess(number, "ignore-reason", "write: noqa: CODE - reason")
        if _TYPE_IGNORE.search(line):
            yield source.excess(number, "ignore-reason", "write: type: ignore[code]  # reason")


def no_softened_test(source: Source) -> Iterator[Excess]:
    """A test runs and passes: no skip, no expected failure."""
    if not source.inside(Path("tests")):
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and node.attr in _SOFTENED and "pytest" in ast.unparse(node.value):
            yield source.excess(node, "softened-test", f"pytest {node.attr}")


RULES: tuple[Callable[[Source], Iterator[Excess]], ...] = (
    module_length,
    function_size,
    no_global,
    broad_except,
    no_root_import,
    environment,
    spdx_header,
    reasons,
    no_softened_test,
)


def check(source: Source) -> list[Excess]:
    """All excesses of one file, by line."""
    return sorted((excess for rule in RULES for excess in rule(source)), key=lambda excess: excess.line)


def _check_file(path: Path, text: str) -> list[Excess]:
    try:
        return check(parse(path, text))
    except SyntaxError as error:
        return [Excess(path, error.lineno or 1, "syntax", "cannot be parsed")]


def project_excesses(root: Path = ROOT) -> list[Excess]:
    """All excesses of the project, and boundaries that are listed but gone."""
    files = [path for path in project_files(root) if path.suffix == ".py"]
    found = [excess for path in files for excess in _check_file(path, (root / path).read_text(encoding="utf-8"))]
    gone = [Path(name) for name in BOUNDARIES if Path(name) not in files]
    return found + [Excess(path, 1, "boundary-gone", "listed in tools/budget.py, not in the tree") for path in gone]


def main() -> int:
    """Print what is over the budget."""
    found = project_excesses()
    for excess in found:
        print(excess)
    print(f"style budget: {len(found)} over" if found else "style budget: kept", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
