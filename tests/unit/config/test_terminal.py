# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What the environment says about the terminal."""

import pytest

from clearance.config.terminal import dumb, no_color


@pytest.mark.parametrize(
    ("environ", "without", "unable"),
    [
        ({}, False, False),
        ({"NO_COLOR": ""}, False, False),
        ({"NO_COLOR": "0"}, True, False),
        ({"TERM": "dumb"}, False, True),
    ],
)
def test_colour_is_unwanted_or_impossible(environ: dict[str, str], *, without: bool, unable: bool) -> None:
    assert (no_color(environ), dumb(environ)) == (without, unable)
