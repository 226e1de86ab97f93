# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""A hash is found in the dictionary exactly where it is listed, however crowded its drawer is."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from clearance.core.detect.tagger.features import Dictionary

_CROWDED = st.integers(0, 40) | st.integers(2**32 - 40, 2**32 - 1) | st.integers(0, 2**32 - 1)


@given(
    st.dictionaries(_CROWDED, st.tuples(st.integers(0, 2**28), st.integers(0, 2**17)), min_size=1), st.lists(_CROWDED)
)
def test_look_up_is_what_a_plain_dictionary_says(listed: dict[int, tuple[int, int]], others: list[int]) -> None:
    keys = sorted(listed)
    bins, rows = ([listed[key][at] for key in keys] for at in (0, 1))
    found = Dictionary(np.array(keys, np.uint32), np.array(bins, np.int32), np.array(rows, np.int32))
    asked = [*others, *keys]
    wanted = [listed.get(key, (0, 0)) for key in asked]
    got = found.look_up(np.array(asked, np.uint32))
    assert list(zip(*(one.tolist() for one in got), strict=True)) == wanted
