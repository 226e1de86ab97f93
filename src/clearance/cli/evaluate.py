# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""``clearance evaluate``: how well the detector finds what people annotated, and how fast; beside another one if asked.

Everything stays on this machine. Only ``--errors`` writes text of the documents, into a file for its owner alone.
"""

import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from importlib.metadata import version
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

import click

from clearance.cli.options import json_option
from clearance.cli.output import Output
from clearance.errors import Malformed

if TYPE_CHECKING:
    from clearance.cli.score_table import Corpus, Measured, Speed
    from clearance.core.evaluation.documents import Document, Mark
    from clearance.core.evaluation.score import Verdict

PROMPTS: Final = 200
PROMPT_SIZE: Final = 2048
PRESIDIO: Final = Path(".venv-presidio/bin/python")

Find = Callable[[str], "Iterable[Mark]"]


@click.command()
@click.argument(
    "corpora",
    metavar="CORPUS.jsonl...",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
)
@click.option("--against", type=click.Choice(["presidio"]), help="Score this one too, in the same run.")
@click.option(
    "--presidio-python",
    type=click.Path(path_type=Path),
    default=PRESIDIO,
    show_default=True,
    help="Python interpreter that has Presidio.",
)
@click.option(
    "--presidio-threshold",
    type=click.FloatRange(0, 1),
    default=0.0,
    show_default=True,
    help="Score that Presidio's marks must reach; 0 is its own default.",
)
@click.option(
    "--errors",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write missed and false spans to this file, as JSON lines. It holds text of the documents (mode 0600).",
)
@click.option("--limit", type=click.IntRange(min=1), help="At most so many documents of each file, evenly spread.")
@json_option
def command(
    corpora: tuple[Path, ...],
    against: str | None,
    presidio_python: Path,
    presidio_threshold: float,
    errors: Path | None,
    limit: int | None,
    out: Output,
) -> None:
    """Score the detector on annotated documents: what it finds, misses and marks for nothing, and its speed.

    Each line of a CORPUS.jsonl is {"id", "text", "spans": [{"start", "end", "label", "optional"?}], "source"?,
    "noise"?}. Positions are code points, start included, end not. Nothing leaves this machine.
    """
    from clearance.cli.score_table import as_json, as_text

    documents = [document for path in corpora for document in _read(path, limit)]
    if not any(document.text for document in documents):
        raise Malformed("The corpus holds no text.")
    corpus = _corpus(corpora, documents)
    with ExitStack() as stack:
        # Before the long part: a file that cannot be written, or a Presidio that is not there, should say so at once.
        missed = stack.enter_context(_private(errors)) if errors is not None else None
        subjects = [("clearance", *_own(), False)]
        if against is not None:
            subjects.append((against, *_presidio(stack, presidio_python, presidio_threshold), True))
        measured = [
            _measure(name, release, find, documents, piped=piped, missed=missed)
            for name, release, find, piped in subjects
        ]
    out.data(as_json(corpus, measured), as_text(corpus, measured))


def _read(path: Path, limit: int | None) -> "Sequence[Document]":
    from clearance.core.evaluation.documents import read_document, spread

    documents = []
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            try:
                documents.append(read_document(line))
            except Malformed as error:
                raise Malformed(f"{path.name}, line {number}: {error.safe_message}") from None
    return documents if limit is None else spread(documents, limit)


def _corpus(paths: "Sequence[Path]", documents: "Sequence[Document]") -> "Corpus":
    from clearance.cli.score_table import Corpus

    return Corpus(
        files=tuple(path.name for path in paths),
        documents=len(documents),
        characters=sum(len(one.text) for one in documents),
        bytes=sum(len(one.text.encode()) for one in documents),
    )


def _private(path: Path) -> IO[str]:
    """The file, empty, for its owner alone. Raises BadParameter."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
        os.fchmod(handle, 0o600)
    except OSError as error:
        raise click.BadParameter(f"cannot be written ({error.strerror}).", param_hint="--errors") from None
    return os.fdopen(handle, "w", encoding="utf-8")


def _own() -> tuple[str, Find]:
    from clearance.cli.finder import configured_finder
    from clearance.core.evaluation.documents import Mark
    from clearance.model.words import DataClass

    detector = configured_finder()

    def find(text: str) -> Iterator[Mark]:
        for one in detector.find(text):
            if one.data_class is not DataClass.TOKEN_LITERAL:
                yield Mark(one.start, one.end, one.data_class.upper())

    return f"{version('clearance')}, detector {detector.version[:12]}", find


def _presidio(stack: ExitStack, python: Path, threshold: float) -> tuple[str, Find]:
    """Presidio, started. Raises DetectorUnavailable."""
    from clearance.adapters.peers.lines import Peer, about_presidio, presidio_command

    about = about_presidio(python)
    peer = stack.enter_context(Peer("Presidio", presidio_command(python, threshold)))
    peer.find("")  # it has loaded then, and rests while the other side is measured
    return f"{about['presidio']}, spaCy {about['spacy']}, {about['model']}, threshold {threshold:g}", peer.find


def _measure(
    name: str,
    release: str,
    find: Find,
    documents: "Sequence[Document]",
    *,
    piped: bool,
    missed: IO[str] | None,
) -> "Measured":
    from clearance.cli.score_table import Measured
    from clearance.core.evaluation.documents import prompts
    from clearance.core.evaluation.score import judge, score

    with click.progressbar(documents, label=name, file=sys.stderr, hidden=not sys.stderr.isatty()) as shown:
        verdicts = [judge(document, find(document.text)) for document in shown]
    if missed is not None:
        for verdict in verdicts:
            _write_errors(missed, name, verdict)
    texts = prompts(documents, PROMPTS, PROMPT_SIZE)
    return Measured(name, release, score(verdicts), _speed(find, texts, piped=piped))


def _speed(find: Find, texts: Sequence[str], *, piped: bool) -> "Speed":
    from clearance.cli.score_table import Speed

    times = sorted(_seconds(find, texts))
    return Speed(
        prompts=len(texts),
        size=PROMPT_SIZE,
        p50_ms=statistics.median(times) * 1e3,
        p99_ms=times[int(len(times) * 0.99)] * 1e3,
        mb_per_s=sum(len(text.encode()) for text in texts) / 1e6 / sum(times),
        pipe_ms=statistics.median(_seconds(find, [""] * 50)) * 1e3 if piped else None,
    )


def _seconds(find: Find, texts: Iterable[str]) -> Iterator[float]:
    """How long each text takes, one after the other; the detector is warm, for it has seen the corpus."""
    for text in texts:
        began = time.perf_counter()
        list(find(text))
        yield time.perf_counter() - began


def _write_errors(file: IO[str], name: str, verdict: "Verdict") -> None:
    if not (verdict.missed or verdict.false):
        return
    text = verdict.document.text
    line: dict[str, object] = {"detector": name, "id": verdict.document.id, "source": verdict.document.source}
    for what, pieces in (("missed", verdict.missed), ("false", verdict.false)):
        line[what] = [
            {"start": one.start, "end": one.end, "label": one.label, "text": text[one.start : one.end]}
            for one in pieces
        ]
    file.write(json.dumps(line, ensure_ascii=False) + "\n")
