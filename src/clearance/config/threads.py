# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""How many threads numpy's linear algebra may use."""

import os
from collections.abc import MutableMapping


def one_thread(environ: MutableMapping[str, str] | None = None) -> None:
    """One, unless the caller said otherwise: the model's products are small, and threads that wait for each other on
    a busy machine cost more than they save. Call it before numpy is imported.
    """
    (os.environ if environ is None else environ).setdefault("OPENBLAS_NUM_THREADS", "1")
