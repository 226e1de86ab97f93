# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Which schema this code needs. Apart from ``tables``, so that the serving process imports no SQLAlchemy."""

SCHEMA_VERSION = "0002"
"""The Alembic revision that this code needs."""
