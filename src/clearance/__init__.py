# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Clearance: a self-hosted compliance gateway for AI."""
