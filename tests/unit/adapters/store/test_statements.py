# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Plain SQL says what SQLAlchemy Core would say of the declared tables, so that ``serve`` needs no SQLAlchemy."""

import re
import subprocess
import sys

import pytest
from sqlalchemy import Executable, bindparam, insert, select
from sqlalchemy.dialects import sqlite

from clearance.adapters.store import records
from clearance.adapters.store.tables import api_key, boundary_activation, document


@pytest.mark.parametrize(
    ("plain", "declared"),
    [
        (records._PUT_DOCUMENT, insert(document).prefix_with("OR IGNORE")),
        (records._GET_DOCUMENT, select(document.c.text).where(document.c.hash == bindparam("hash"))),
        (records._PUT_KEY, insert(api_key).prefix_with("OR REPLACE")),
        (records._KEYS, select(api_key).order_by(api_key.c.id)),
        (records._ACTIVATE, insert(boundary_activation)),
        (records._ACTIVATIONS, select(boundary_activation).order_by(boundary_activation.c.seq)),
    ],
)
def test_the_statements_name_every_column_of_the_tables(plain: str, declared: Executable) -> None:
    dialect = sqlite.dialect(paramstyle="named")
    compiled = str(declared.compile(dialect=dialect))  # type: ignore[attr-defined]  # every Core statement compiles
    unqualified = re.sub(r"\b(document|api_key|boundary_activation)\.", "", compiled)
    assert plain == " ".join(unqualified.split())


def test_the_serving_process_imports_neither_sqlalchemy_nor_alembic() -> None:
    code = "import sys, clearance.service.serve; print(*sys.modules)"
    shown = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    assert set(shown.split()) & {"alembic", "sqlalchemy", "clearance.adapters.store.tables"} == set()
