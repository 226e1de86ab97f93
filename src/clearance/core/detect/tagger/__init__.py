# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The name, place and date model: text to tokens to features to labels, in numpy."""
