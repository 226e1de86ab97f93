# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Canonical JSON, leaf v1, the Merkle tree, checkpoints, and their verification."""
