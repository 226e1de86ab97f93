# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Other detectors, each in a process and an interpreter of its own, asked line by line."""
