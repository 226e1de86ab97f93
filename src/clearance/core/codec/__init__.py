# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Bytes to segments and back: vendor wires, server-sent events, documents inside strings."""
