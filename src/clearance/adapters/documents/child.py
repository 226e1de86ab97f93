# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""A reader's main: ``python -m clearance.adapters.documents.child KIND CPU_SECONDS MEMORY CHARACTERS``.

One document on standard input, one answer on standard output: ``+`` and its text, or ``-`` and one of ``REASONS``.
Before the first byte of the document is looked at, the process gives up whatever it could do harm with: it can open
no file and no socket, start no process, write no file, and use only so much memory and CPU time.
"""

import codecs
import ctypes
import os
import resource
import signal
import sys
import unicodedata

from clearance.adapters.documents.docx import Unreadable, docx_text
from clearance.adapters.documents.pdf import load, pdf_text

REASONS = frozenset({"no_text", "encrypted", "damaged", "too_large", "unknown", "unavailable"})
_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS = 1, 38
_CODECS = ("cp437", "utf-8", "utf-16", "utf-16-le", "latin-1")
"""What names in archives and PDFium's texts are decoded by: loaded on first use, which must come before ``shut``."""
_LINES = frozenset("\n\t")


def harden(cpu_seconds: int, memory: int) -> None:
    """Die with the owner, write no core file, gain no rights, stay small."""
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def shut() -> None:
    """From here on no descriptor can be opened, no file written, no process started."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


def text_of(kind: str, data: bytes, pdfium: object, most: int) -> str:
    """The text of a document, clean. Raises Unreadable."""
    text = clean(pdf_text(data, pdfium) if kind == "pdf" else docx_text(data))
    if not text.strip():
        raise Unreadable("no_text")
    if len(text) > most:
        raise Unreadable("too_large")
    return text


def clean(text: str) -> str:
    """Without control characters and halves of surrogate pairs, which no wire carries."""
    return "".join(one for one in text if one in _LINES or unicodedata.category(one) not in ("Cc", "Cs"))


def answer(kind: str, data: bytes, pdfium: object, most: int) -> bytes:
    """What is said of one document."""
    try:
        return b"+" + text_of(kind, data, pdfium, most).encode()
    except Unreadable as error:
        return b"-" + error.why.encode()
    except MemoryError:
        return b"-too_large"


def main(arguments: list[str]) -> None:
    """Read one document as the arguments say."""
    kind, cpu_seconds, memory, most = arguments[0], int(arguments[1]), int(arguments[2]), int(arguments[3])
    harden(cpu_seconds, memory)
    try:
        pdfium = load() if kind == "pdf" else None
    except Unreadable as error:
        said = b"-" + error.why.encode()
    else:
        data = sys.stdin.buffer.read()
        for codec in _CODECS:
            codecs.lookup(codec)
        shut()
        said = answer(kind, data, pdfium, most)
    sys.stdout.buffer.write(said)
    sys.stdout.buffer.flush()
    os._exit(0)  # the interpreter's own farewell would open files


if __name__ == "__main__":
    main(sys.argv[1:])
