# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Every wire that the gateway speaks, by endpoint. An endpoint that is not here is refused."""

from collections.abc import Iterator, Mapping, Sequence

from clearance.core.codec.anthropic.wire import AnthropicCountTokens, AnthropicMessages
from clearance.core.codec.bedrock.wire import BEDROCK
from clearance.core.codec.gemini.wire import GEMINI
from clearance.core.codec.openai_chat import OpenAIChat
from clearance.core.codec.openai_completions import OpenAICompletions
from clearance.core.codec.openai_embeddings import OpenAIEmbeddings
from clearance.core.codec.openai_moderations import OpenAIModerations
from clearance.core.codec.responses.wire import OpenAICompact, OpenAIInputTokens, OpenAIResponses
from clearance.core.codec.token_ids import Vocabularies
from clearance.core.codec.wire import MODEL, Wire


class Wires(Mapping[str, Wire]):
    """Path to wire: the path that is called, or the endpoint itself, whose ``{model}`` stands for any model's name.

    Iterating gives the endpoints.
    """

    def __init__(self, wires: Sequence[Wire]) -> None:
        self._wires = {wire.endpoint: wire for wire in wires}
        self._open: list[tuple[str, str, Wire]] = []
        for wire in wires:
            before, mark, behind = wire.endpoint.partition(MODEL)
            if mark:
                self._open.append((before, behind, wire))

    def __getitem__(self, path: str) -> Wire:
        wire = self._wires.get(path)
        if wire is not None:
            return wire
        for before, behind, open_wire in self._open:
            if len(path) > len(before) + len(behind) and path.startswith(before) and path.endswith(behind):
                return open_wire
        raise KeyError

    def __iter__(self) -> Iterator[str]:
        return iter(self._wires)

    def __len__(self) -> int:
        return len(self._wires)


def speaks(wires: Mapping[str, Wire], name: str) -> Wire | None:
    """One of these wires' endpoints by the wire's name: all of them shape errors alike."""
    return next((wire for wire in wires.values() if wire.id == name), None)


_PREFIXES = (
    ("/v1/messages", "anthropic"),
    ("/v1beta", "gemini"),
    ("/v1alpha", "gemini"),
    ("/upload", "gemini"),
    ("/model", "bedrock"),
    ("/guardrail", "bedrock"),
    ("/async-invoke", "bedrock"),
)
"""Paths that only one vendor's clients call, each with everything below it."""


def calls_of(path: str) -> str:
    """The name of the wire whose clients call this path, served or not; "" where it may be anyone's."""
    return next((wire for prefix, wire in _PREFIXES if path == prefix or path.startswith(prefix + "/")), "")


def wires(vocabulary: Vocabularies | None = None) -> Wires:
    """Every wire. ``vocabulary`` reads token ids; without one they are refused."""
    served: tuple[Wire, ...] = (
        OpenAIChat(),
        OpenAIResponses(),
        OpenAIInputTokens(),
        OpenAICompact(),
        OpenAICompletions(vocabulary),
        OpenAIEmbeddings(vocabulary),
        OpenAIModerations(),
        AnthropicMessages(),
        AnthropicCountTokens(),
        *GEMINI,
        *BEDROCK,
    )
    return Wires(served)


WIRES = wires()
"""Path (``/v1/chat/completions``) to wire; these know no vocabulary. ``clearance.weights.wires.WIRES`` do."""
