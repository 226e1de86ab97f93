# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The demonstration: the whole story on this machine, with synthetic notes and a vendor stand-in."""
