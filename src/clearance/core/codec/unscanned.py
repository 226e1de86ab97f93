# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Endpoints of the vendors' whose bodies are not scanned, family by family: data, and which one a path belongs to.

A wire that is spoken (``clearance.core.codec.registry``) comes first: a path stands here only as long as none has it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from clearance.core.codec.wire import MODEL
from clearance.model.words import EndpointFamily

_ANY = ("GET", "POST", "DELETE")
_CHAT = "send the text itself to a scanned endpoint, such as /v1/chat/completions"
_MESSAGES = "send the text itself to /v1/messages"
_GENERATE = "send the text itself to models/...:generateContent"


@dataclass(frozen=True, slots=True)
class Family:
    """Endpoints that are refused together. ``paths``: each with everything below it; ``{model}`` is any one name."""

    name: EndpointFamily
    wire: str
    paths: tuple[str, ...]
    methods: tuple[str, ...]
    why: str
    instead: str

    @property
    def refusal(self) -> str:
        """What a caller is told."""
        return f"The {self.name} endpoints are refused: {self.why}. Instead, {self.instead}."

    def prefix_of(self, path: str) -> str:
        """That of its paths which this one is, or lies below; "" where none is."""
        return next((prefix for prefix in self.paths if _within(path, prefix)), "")


def _gemini(*names: str) -> tuple[str, ...]:
    """Paths under each version of the API; the stable one has nothing but models."""
    versions = ("v1beta", "v1alpha", "v1")
    return tuple(f"/{version}/{name}" for version in versions for name in names if version != "v1" or MODEL in name)


FAMILIES: tuple[Family, ...] = (
    Family(
        EndpointFamily.AUDIO,
        "openai",
        ("/v1/audio",),
        ("GET", "POST"),
        "speech is not scanned",
        "transcribe inside the house and send the text to a scanned endpoint",
    ),
    Family(EndpointFamily.IMAGES, "openai", ("/v1/images",), ("POST",), "images are not scanned", _CHAT),
    Family(EndpointFamily.VIDEOS, "openai", ("/v1/videos",), _ANY, "videos are not scanned", _CHAT),
    Family(
        EndpointFamily.REALTIME,
        "openai",
        ("/v1/realtime",),
        ("GET", "POST"),
        "a live session is not scanned",
        "stream /v1/chat/completions",
    ),
    Family(
        EndpointFamily.FILES,
        "openai",
        ("/v1/files",),
        _ANY,
        "a file stays at the vendor and is not scanned",
        "put the text into the request",
    ),
    Family(
        EndpointFamily.UPLOADS,
        "openai",
        ("/v1/uploads",),
        ("POST",),
        "a file stays at the vendor and is not scanned",
        "put the text into the request",
    ),
    Family(
        EndpointFamily.BATCHES,
        "openai",
        ("/v1/batches",),
        ("GET", "POST"),
        "the requests of a batch lie in a file that is not scanned",
        "send its requests one by one",
    ),
    Family(
        EndpointFamily.FINE_TUNING,
        "openai",
        ("/v1/fine_tuning", "/v1/fine-tunes"),
        _ANY,
        "training data lies in a file that is not scanned",
        "train on data that clearance scan found nothing in",
    ),
    Family(
        EndpointFamily.EVALS,
        "openai",
        ("/v1/evals",),
        _ANY,
        "an evaluation keeps its data at the vendor",
        "send its requests one by one",
    ),
    Family(
        EndpointFamily.VECTOR_STORES,
        "openai",
        ("/v1/vector_stores",),
        _ANY,
        "a store keeps its files at the vendor",
        "embed texts with /v1/embeddings and keep the vectors in the house",
    ),
    Family(
        EndpointFamily.CONTAINERS,
        "openai",
        ("/v1/containers",),
        _ANY,
        "a container runs code on files at the vendor",
        "run the code in the house, as a tool of the caller's own",
    ),
    Family(
        EndpointFamily.ASSISTANTS,
        "openai",
        ("/v1/assistants", "/v1/threads"),
        _ANY,
        "a thread keeps its messages at the vendor",
        "send the conversation with each request to /v1/chat/completions",
    ),
    Family(
        EndpointFamily.SKILLS,
        "openai",
        ("/v1/skills",),
        _ANY,
        "a skill is a bundle of files that is not scanned",
        "put its text into the request",
    ),
    Family(
        EndpointFamily.ANTHROPIC_BATCHES,
        "anthropic",
        ("/v1/messages/batches",),
        _ANY,
        "a batch is kept at the vendor with its answers",
        "send its requests one by one to /v1/messages",
    ),
    Family(
        EndpointFamily.ANTHROPIC_FILES,
        "anthropic",
        ("/v1/files",),
        _ANY,
        "a file stays at the vendor and is not scanned",
        _MESSAGES,
    ),
    Family(
        EndpointFamily.ANTHROPIC_SKILLS,
        "anthropic",
        ("/v1/skills",),
        _ANY,
        "a skill is a bundle of files that is not scanned",
        _MESSAGES,
    ),
    Family(
        EndpointFamily.GEMINI_FILES,
        "gemini",
        (*_gemini("files"), *(f"/upload{path}" for path in _gemini("files", "fileSearchStores"))),
        _ANY,
        "a file stays at the vendor and is not scanned",
        _GENERATE,
    ),
    Family(
        EndpointFamily.GEMINI_BATCHES,
        "gemini",
        _gemini("batches", f"models/{MODEL}:batchGenerateContent", f"models/{MODEL}:asyncBatchEmbedContent"),
        _ANY,
        "a batch is kept at the vendor with its answers",
        "send its requests one by one",
    ),
    Family(
        EndpointFamily.GEMINI_LIVE,
        "gemini",
        ("/ws", *_gemini("auth_tokens", f"models/{MODEL}:bidiGenerateContent")),
        ("GET", "POST"),
        "a live session is not scanned",
        "stream models/...:streamGenerateContent",
    ),
    Family(
        EndpointFamily.GEMINI_MEDIA,
        "gemini",
        _gemini(f"models/{MODEL}:predict", f"models/{MODEL}:predictLongRunning"),
        ("POST",),
        "images and videos are not scanned",
        _GENERATE,
    ),
    Family(
        EndpointFamily.GEMINI_TUNING,
        "gemini",
        _gemini("tunedModels"),
        _ANY,
        "training data is kept at the vendor",
        "train on data that clearance scan found nothing in",
    ),
    Family(
        EndpointFamily.GEMINI_STORES,
        "gemini",
        _gemini("corpora", "fileSearchStores", "cachedContents"),
        _ANY,
        "a store keeps its contents at the vendor",
        _GENERATE,
    ),
)


def family_of(path: str, wire: str = "") -> Family | None:
    """The family that a called path belongs to. ``wire``: whose client calls, where two wires share a path."""
    fitting = [family for family in FAMILIES if family.prefix_of(path)]
    return next((family for family in fitting if family.wire == wire), fitting[0] if fitting else None)


def prefixes(wire: str) -> Iterable[str]:
    """All paths of a wire's families."""
    return (prefix for family in FAMILIES if family.wire == wire for prefix in family.paths)


def _within(path: str, prefix: str) -> bool:
    before, mark, behind = prefix.partition(MODEL)
    if not mark:
        return path == prefix or path.startswith(prefix + "/")
    name = path[len(before) : len(path) - len(behind)]
    return path.startswith(before) and path.endswith(behind) and name != "" and len(path) > len(before) + len(behind)
