# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The Cedar wrapper, plans with reasons, eligibility, and the why-not explainer."""
