# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""How well something finds: annotated documents, marks and what they amount to. Knows no detector."""
