# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Mask, tokenise, generalise, drop; restore, also across the chunks of a stream."""
