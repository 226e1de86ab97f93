# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""A detector behind the line protocol: one JSON line per text, answered by one JSON line with its spans.

Errors name the peer and the exit status or place, never a text.
"""

import json
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Final, Self

from clearance.core.evaluation.documents import Mark
from clearance.errors import DetectorUnavailable

_ONE_CORE: Final = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS"), "1"
)
"""All that a peer sees of an environment: one core, as the other side has, and no proxy or home of ours."""


class Peer:
    """A running detector. Use it as a context manager: leaving it ends the process.

    Raises DetectorUnavailable when the process does not start.
    """

    def __init__(self, name: str, command: Sequence[str]) -> None:
        self._name = name
        self._count = 0
        try:
            self._process = subprocess.Popen(  # noqa: S603 - the command is ours or named by the user; no shell
                list(command),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_ONE_CORE,
            )
        except OSError as error:
            raise DetectorUnavailable(f"{name} does not start ({type(error).__name__}).") from None
        self._asks: IO[bytes] = self._process.stdin  # type: ignore[assignment]  # a pipe was asked for
        self._answers: IO[bytes] = self._process.stdout  # type: ignore[assignment]  # as above

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.wait()
        self._answers.close()
        with suppress(BrokenPipeError):  # an unsent line; nobody waits for it
            self._asks.close()

    def find(self, text: str) -> list[Mark]:
        """The marks of one text. Raises DetectorUnavailable when there is no usable answer."""
        self._count += 1
        asked = str(self._count)
        try:
            self._asks.write(json.dumps({"id": asked, "text": text}).encode() + b"\n")
            self._asks.flush()
            line = self._answers.readline()
        except BrokenPipeError:
            line = b""
        if not line:
            status = self._process.wait()
            raise DetectorUnavailable(f"{self._name} ended at text {asked} with status {status}.")
        try:
            answer = json.loads(line)
        except ValueError:
            raise DetectorUnavailable(f"{self._name} answered text {asked} with no JSON.") from None
        return self._marks(asked, answer)

    def _marks(self, asked: str, answer: Any) -> list[Mark]:
        if isinstance(answer, dict) and isinstance(answer.get("error"), dict):
            # Its code only: what a peer says of a failure could quote the text.
            raise DetectorUnavailable(f"{self._name} answered text {asked} with an error.")
        try:
            if answer["id"] != asked:
                raise DetectorUnavailable(f"{self._name} answered another text than {asked}.")
            return [Mark(int(one["start"]), int(one["end"]), str(one["label"])) for one in answer["spans"]]
        except (KeyError, TypeError, ValueError):
            raise DetectorUnavailable(f"{self._name} answered text {asked} in another shape.") from None


def about_presidio(python: Path) -> dict[str, str]:
    """Versions of Presidio, spaCy and the model that an interpreter has. Raises DetectorUnavailable."""
    hint = "`make bench-detection` creates one in .venv-presidio; --presidio-python names another."
    if not python.is_file():
        raise DetectorUnavailable(f"Presidio: there is no interpreter {python}. {hint}")
    try:
        done = subprocess.run(  # noqa: S603 - an interpreter that the user named, our own script, no shell
            [*presidio_command(python), "--about"], capture_output=True, check=True, timeout=120, env=_ONE_CORE
        )
        about = json.loads(done.stdout)
        return {str(name): str(value) for name, value in about.items()}
    except (OSError, ValueError, AttributeError, subprocess.SubprocessError):
        raise DetectorUnavailable(f"Presidio or its model is not installed for {python}. {hint}") from None


def presidio_command(python: Path, threshold: float = 0.0) -> list[str]:
    """What runs Presidio behind the line protocol: isolated, so that no module of ours is in its way."""
    script = Path(__file__).with_name("presidio_bridge.py")
    return [str(python), "-I", str(script), f"--threshold={threshold}"]
