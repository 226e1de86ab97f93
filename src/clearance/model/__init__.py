# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The words of the trade, frozen. Values only: no behaviour beyond reading themselves."""
