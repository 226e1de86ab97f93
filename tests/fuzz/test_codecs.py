# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Every codec under mutated input: no foreign exception, no hang, no canary that nobody looked at."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clearance.core.codec.registry import WIRES
from clearance.core.detect.readers import shipped
from tests.fuzz.accounting import Seen, Unseen, check
from tests.fuzz.mutation import MARK, NUMBER
from tests.fuzz.streams import STREAMS
from tests.fuzz.targets import TARGETS, Hang, Target, attempt, bounded
from tests.fuzz.wires import SURFACES

_PROGRAM = 64
"""Bytes of an input that makes a body: without a least size, most would be too short to change anything."""
INPUTS = st.one_of(
    st.binary(min_size=_PROGRAM, max_size=2 * _PROGRAM).map(lambda program: b"\x01" + program),
    st.binary(min_size=_PROGRAM, max_size=_PROGRAM).map(lambda program: b"\x02" + program),
    st.binary(max_size=_PROGRAM).map(lambda body: b"\x00" + body),
)
NOBODY = Seen(())
EXAMPLES = 2 * settings.get_profile(settings.get_current_profile_name()).max_examples


@pytest.mark.parametrize("name", TARGETS)
@settings(max_examples=EXAMPLES)
@given(program=INPUTS)
def test_a_codec_keeps_its_promises(name: str, program: bytes) -> None:
    attempt(TARGETS[name], program)


@pytest.mark.parametrize("name", TARGETS)
def test_every_seed_is_read(name: str) -> None:
    for program in TARGETS[name].seeds():
        attempt(TARGETS[name], program)


def test_every_endpoint_stream_and_reader_has_a_target() -> None:
    assert {surface.endpoint for surface in SURFACES} == set(WIRES)
    streamed = {type(WIRES[stream.endpoint].stream_reader()) for stream in STREAMS}
    assert {type(wire.stream_reader()) for wire in WIRES.values()} == streamed
    assert sum(name.startswith("reader_") for name in TARGETS) == len(shipped())


@pytest.mark.parametrize(
    "body",
    [
        f'{{"a": "{MARK}"}}',
        f'{{"{MARK}": 1}}',
        f'{{"a": {NUMBER}}}',
        f'{{"a": 1, "a": ["x", "{MARK}"]}}',
        f'{{"a": "{{\\"b\\": \\"{MARK}\\"}}"}}',
        f'{{"a": "x{MARK}"}}',
    ],
)
def test_an_unseen_canary_is_noticed(body: str) -> None:
    with pytest.raises(Unseen, match="under"):
        check(body.encode(), NOBODY, lambda _: False)
    check(body.encode(), NOBODY, lambda _: True)
    check(body.encode(), Seen({MARK, f"x{MARK}", str(NUMBER)}), lambda _: False)


def test_text_that_another_reader_refuses_is_noticed() -> None:
    with pytest.raises(Unseen, match="another reader"):
        check(b'{"a": ', NOBODY, lambda _: True)


def test_a_hang_is_noticed() -> None:
    def waits() -> None:
        with bounded(0.01):
            while True:
                pass

    with pytest.raises(Hang):
        waits()


def test_a_foreign_exception_is_noticed() -> None:
    def fails(data: bytes) -> None:
        raise KeyError(data)

    with pytest.raises(KeyError):
        attempt(Target(fails, list), b"")
