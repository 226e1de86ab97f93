# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The data plane: ASGI edge, limits, health, metrics."""
