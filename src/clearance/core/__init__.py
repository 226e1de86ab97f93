# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Pure: values in, values out. No clock, randomness, environment or I/O."""
