# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""OpenAI Responses: ``POST /v1/responses`` and the endpoints that take the same input."""
