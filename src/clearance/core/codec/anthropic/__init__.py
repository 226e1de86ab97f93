# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Anthropic's Messages: ``/v1/messages`` and ``/v1/messages/count_tokens``."""
