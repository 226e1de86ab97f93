# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Run one target under atheris, guided by the coverage of the gateway's own code.

    .fuzz/bin/python -m tests.fuzz.drive TARGET FOLDER [libFuzzer's options]

FOLDER receives the corpus; what fails is written beside it as ``failed-...`` and named on standard error.
"""

import hashlib
import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["clearance"]):
    from tests.fuzz.targets import TARGETS, attempt


def main(arguments: list[str]) -> None:
    """Never returns: the fuzzer ends the process, with a status other than 0 where an input failed."""
    name, folder, *options = arguments
    target = TARGETS[name]
    corpus = Path(folder) / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for seed in target.seeds():
        (corpus / hashlib.sha256(seed).hexdigest()[:16]).write_bytes(seed)
    limits = ["-timeout=30", "-rss_limit_mb=3000", "-max_len=8192", f"-artifact_prefix={folder}/failed-"]
    atheris.Setup([name, *limits, *options, str(corpus)], lambda data: attempt(target, data))
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1:])
