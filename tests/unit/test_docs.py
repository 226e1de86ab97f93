# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The documents hold together: generated pages are fresh, links resolve, decisions are numbered and complete."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from clearance.boundary import schema, shipped_policies
from clearance.cli.main import root as command
from clearance.core.policy.documents import read_boundary
from tools import reference
from tools.project_files import ROOT, project_files

README = Path("README.md")
PAGES = [path for path in project_files() if path.suffix == ".md"]
ADRS = [path for path in PAGES if path.parent == Path("docs/adr") and path.name != "index.md"]
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
_CODE = re.compile(r"`[^`\n]+`")
_FENCE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)


def anchors(text: str) -> set[str]:
    """The fragments that a page offers: its headings, as the usual hosts spell them."""
    heads = re.findall(r"^#{1,6} +(.+?) *$", _FENCE.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def links(page: Path) -> Iterator[str]:
    text = _CODE.sub("", _FENCE.sub("", (ROOT / page).read_text(encoding="utf-8")))
    yield from (target for target in _LINK.findall(text) if "://" not in target and not target.startswith("mailto:"))


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_links_resolve(page: Path) -> None:
    for link in links(page):
        name, _, fragment = link.partition("#")
        target = ROOT / page.parent / name if name else ROOT / page
        assert target.exists(), f"{page}: {link}"
        if fragment:
            assert fragment in anchors(target.read_text(encoding="utf-8")), f"{page}: {link}"


def test_generated_pages_are_what_the_code_says() -> None:
    assert reference.stale() == []


def test_the_readme_shows_the_real_help() -> None:
    shown = CliRunner().invoke(command, ["--help"], prog_name="clearance", terminal_width=100)
    assert shown.exit_code == 0
    assert f"{reference.BEGIN}\n```text\n{shown.output}```\n{reference.END}" in (ROOT / README).read_text("utf-8")


def test_every_document_is_reached_from_the_index() -> None:
    seen: set[Path] = set()
    open_pages = [README]
    while open_pages:
        page = open_pages.pop()
        if page in seen or page.suffix != ".md":
            continue
        seen.add(page)
        for link in links(page):
            target = (ROOT / page.parent / link.partition("#")[0]).resolve()
            if target.is_file() and target.is_relative_to(ROOT):
                open_pages.append(target.relative_to(ROOT))
    docs = {page for page in PAGES if page.parts[0] == "docs" and page.parts[1] != "reports"}
    assert sorted(map(str, docs - seen)) == []


def test_decisions_are_numbered_without_gaps() -> None:
    numbers = sorted(int(path.name[:4]) for path in ADRS)
    assert numbers == list(range(1, len(ADRS) + 1))


@pytest.mark.parametrize("page", ADRS, ids=str)
def test_a_decision_says_context_options_choice_and_price(page: Path) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    number = int(page.name[:4])
    assert text.startswith(f"# {number:04}. ")
    heads = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert heads == ["Context", "Options", "Choice", "Price paid"]
    assert re.search(r"^Status: (accepted|superseded by \[\d{4}\]\(.+\))\. \d{4}-\d{2}-\d{2}$", text, re.MULTILINE)


def test_each_direct_dependency_is_named_with_its_licence() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = [*project["dependencies"], *project["optional-dependencies"]["server"]]
    text = (ROOT / "docs/adr/0010-dependencies-and-licences.md").read_text(encoding="utf-8")
    for requirement in declared:
        name = re.split(r"[><=;\[ ]", requirement)[0]
        assert re.search(rf"^\| `{re.escape(name)}` \| [\w.-]+", text, re.MULTILINE), name


def test_targets_that_the_documents_name_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for page in PAGES:
        named = set(re.findall(r"`make ([a-z-]+)", (ROOT / page).read_text(encoding="utf-8")))
        assert named <= targets, f"{page}: {sorted(named - targets)}"


def test_commands_that_the_documents_name_exist() -> None:
    known = set(command.list_commands(None))  # type: ignore[arg-type]  # our group does not look at the context
    for page in PAGES:
        text = (ROOT / page).read_text(encoding="utf-8")
        named = set(re.findall(r"(?:^\$ |`)clearance ([a-z]+)", text, re.MULTILINE))
        assert named <= known, f"{page}: {sorted(named - known)}"


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_files_that_the_documents_name_exist(page: Path) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    for name in re.findall(r"`((?:src|tests|docs|tools|bench|requirements)/[\w./-]+)`", text):
        assert (ROOT / name).exists(), f"{page}: {name}"


def test_the_boundary_documents_of_the_how_tos_are_valid_together() -> None:
    files = {}
    for page in ("add-a-deployment", "grant-clear-phi"):
        text = (ROOT / f"docs/how-to/{page}.md").read_text(encoding="utf-8")
        blocks = re.findall(r"^( *)```yaml\n(.*?)^ *```", text, re.MULTILINE | re.DOTALL)
        for number, (indent, block) in enumerate(blocks):
            files[f"{page}-{number}.yaml"] = re.sub(rf"^{indent}", "", block, flags=re.MULTILINE)
    assert len(files) == 3
    read = read_boundary(files, now=1_796_000_000, previous=None, shipped_policies=shipped_policies(), schema=schema())
    assert list(read.deployments) == ["example-east"]
    assert [grant.id for grant in read.grants] == ["intake-dates"]


def test_the_library_example_of_the_readme_runs(capsys: pytest.CaptureFixture[str]) -> None:
    text = (ROOT / README).read_text(encoding="utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    [example] = [block for block in blocks if "Clearance()" in block]
    exec(compile(example, str(README), "exec"), {})
    shown = capsys.readouterr().out
    assert re.match(r"\{'note': 'Patient: \[PERSON_\w{8}\], SSN \[SSN_\w{8}\]'\} ", shown)
    assert shown.endswith("{'note': 'Patient: Jane Roe, SSN 078-05-1120'}\n")
