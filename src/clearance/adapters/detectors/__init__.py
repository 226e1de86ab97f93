# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Detection from elsewhere: recognisers of installed packages, and other people's detectors behind extras."""
