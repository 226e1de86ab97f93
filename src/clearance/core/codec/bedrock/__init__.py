# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Bedrock ``Converse`` and ``ConverseStream``."""
