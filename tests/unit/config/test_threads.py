# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
from clearance.config.threads import one_thread


def test_one_thread_unless_the_caller_says_otherwise() -> None:
    silent: dict[str, str] = {}
    one_thread(silent)
    assert silent == {"OPENBLAS_NUM_THREADS": "1"}
    asked = {"OPENBLAS_NUM_THREADS": "4"}
    one_thread(asked)
    assert asked == {"OPENBLAS_NUM_THREADS": "4"}
