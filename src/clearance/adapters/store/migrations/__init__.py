# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Alembic's migrations, shipped in the package. Only ``adapters/store/migrate.py`` runs them."""
