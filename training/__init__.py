# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Training of the name, place and date model. Not part of the wheel; see README.md."""
