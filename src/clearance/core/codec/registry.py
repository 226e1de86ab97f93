# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Every wire that the gateway speaks, by endpoint. An endpoint that is not here is refused."""

from collections.abc import Mapping
from types import MappingProxyType

from clearance.core.codec.openai_chat import OpenAIChat
from clearance.core.codec.wire import Wire

_ALL: tuple[Wire, ...] = (OpenAIChat(),)

WIRES: Mapping[str, Wire] = MappingProxyType({wire.endpoint: wire for wire in _ALL})
"""Path (``/v1/chat/completions``) to wire."""
