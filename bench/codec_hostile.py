# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""How long the codec takes to refuse a hostile 10 MB body, and to read ordinary ones. Prints a table.

Run: ``python bench/codec_hostile.py``. The aim for each hostile body is 50 ms.
"""

import json
import time
from collections.abc import Callable, Iterator

from clearance.core.codec.registry import WIRES
from clearance.errors import ClearanceError

SIZE = 10_000_000
ROUNDS = 7
WIRE = WIRES["/v1/chat/completions"]


def chat(text: bytes, tail: bytes = b"") -> bytes:
    """One chat request with this text (already escaped) and these further members."""
    return b'{"model":"m","messages":[{"role":"user","content":"' + text + b'"}]' + tail + b"}"


def fill(unit: bytes) -> bytes:
    """10 MB of this."""
    return unit * (SIZE // len(unit))


def hostile() -> Iterator[tuple[str, bytes]]:
    """Bodies that must be refused at once."""
    prose, escaped = fill(b"The patient, aged 54, said no. "), fill(b'He said: \\"no\\", twice.\\n')
    yield "depth bomb, arrays", b"[" * SIZE
    yield "depth bomb, objects", fill(b'{"a":')
    yield "depth bomb inside a string", chat(b"[" * (SIZE // 2) + b"]" * (SIZE // 2))
    for name, text in (("prose", prose), ("escapes", escaped)):
        yield f"NaN at the end of {name}", chat(text, b',"x":NaN')
        yield f"duplicate key at the end of {name}", chat(text, b',"model":"n"')
        yield f"lone surrogate at the end of {name}", chat(text, b',"x":"\\ud800"')
    yield "bytes that are not UTF-8 at the end", chat(prose + b"\xff")
    yield "text after the end", chat(prose) + b"x"
    yield "tiny members", b"{" + b",".join(b'"%d":1' % n for n in range(SIZE // 10)) + b"}"
    yield "tiny members with spaces", b"{" + b",".join(b'"%d" :1' % n for n in range(SIZE // 11)) + b"}"
    for unit in (b"1,", b"{},", b"[],", b'"",', b"0.5,", b"null,"):
        yield f"tiny elements {unit.decode()}", b"[" + fill(unit) + b"1]"
    yield "tiny elements inside a string", chat(b"[" + fill(b"{},") + b"1]")
    yield "tiny members inside a string", chat(b"{" + fill(b'\\"a\\":1,') + b'\\"b\\":1}')
    yield "duplicate key inside a string", chat(b'{\\"a\\":\\"' + b"x" * SIZE + b'\\",\\"a\\":1}')
    yield "backslashes without end", chat(b"\\\\" * (SIZE // 2) + b"\\")
    yield "one long number", b"[" + b"9" * SIZE + b"]"
    yield "many long numbers", b"[" + fill(b"9" * 4300 + b",") + b"NaN]"
    yield "white space", b" " * SIZE
    yield "just under the caps, NaN at the end", chat(prose, b',"x":[' + b"[]," * 150_000 + b"NaN]")


def ordinary() -> Iterator[tuple[str, bytes]]:
    """Bodies that must be read fast."""
    for size in (300, 8_000, 64_000, 1_000_000):
        text = ("The patient, a 54 year old, was seen on Monday. " * (size // 48 + 1))[:size]
        body = {
            "model": "m",
            "messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": text}],
            "temperature": 0.2,
        }
        yield f"prose, {size} characters", json.dumps(body).encode()
    rows = {"rows": [{"name": "Jane", "dob": "1951-03-04", "values": [1, 2, 3], "note": "fine"}] * 100}
    message = {"role": "tool", "tool_call_id": "call_1", "content": json.dumps(rows)}
    yield "tool result, 100 rows of JSON in a string", json.dumps({"model": "m", "messages": [message]}).encode()


def best_ms(run: Callable[[], object]) -> tuple[float, str]:
    """CPU milliseconds of the shortest of some rounds, and what the codec said."""
    best, said = float("inf"), "read"
    for _ in range(ROUNDS):
        start = time.process_time()
        try:
            run()
        except ClearanceError as error:
            said = f"{error.code}: {error.safe_message}"
        best = min(best, time.process_time() - start)
    return best * 1000, said


def main() -> None:
    """Print the table."""
    for title, cases in (("hostile, 10 MB", hostile()), ("ordinary", ordinary())):
        print(f"\n{title}\n{'case':46} {'MB':>6} {'CPU ms':>9}  answer")
        for name, body in cases:
            took, said = best_ms(lambda body=body: WIRE.read_request(body))  # type: ignore[misc]  # a bound default
            print(f"{name:46} {len(body) / 1e6:6.2f} {took:9.3f}  {said}")


if __name__ == "__main__":
    main()
