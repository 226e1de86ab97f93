# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Which family of unscanned endpoints a path belongs to, and what its callers are told."""

import pytest

from clearance.core.codec.registry import WIRES, speaks
from clearance.core.codec.unscanned import FAMILIES, family_of, prefixes
from clearance.model.words import EndpointFamily


@pytest.mark.parametrize(
    ("path", "wire", "name"),
    [
        ("/v1/audio/transcriptions", "", "audio"),
        ("/v1/images/generations", "", "images"),
        ("/v1/files", "", "files"),
        ("/v1/files/file-1/content", "openai", "files"),
        ("/v1/files", "anthropic", "anthropic_files"),
        ("/v1/audio/speech", "anthropic", "audio"),
        ("/v1/uploads", "", "uploads"),
        ("/v1/batches/b/cancel", "", "batches"),
        ("/v1/realtime/sessions", "", "realtime"),
        ("/v1/fine_tuning/jobs", "", "fine_tuning"),
        ("/v1/vector_stores", "", "vector_stores"),
        ("/v1/containers", "", "containers"),
        ("/v1/threads/t/runs", "", "assistants"),
        ("/v1/videos", "", "videos"),
        ("/v1/evals", "", "evals"),
        ("/v1/messages/batches/b/results", "", "anthropic_batches"),
        ("/v1/skills", "anthropic", "anthropic_skills"),
        ("/v1beta/files", "", "gemini_files"),
        ("/upload/v1beta/files", "", "gemini_files"),
        ("/v1beta/models/gemini-3:batchGenerateContent", "", "gemini_batches"),
        ("/v1beta/models/veo-3:predictLongRunning", "", "gemini_media"),
        ("/ws/google.ai.generativelanguage.v1beta.GenerativeService.BidiGenerateContent", "", "gemini_live"),
        ("/v1beta/cachedContents/c", "", "gemini_stores"),
        ("/v1alpha/tunedModels", "", "gemini_tuning"),
    ],
)
def test_paths_have_their_family(path: str, wire: str, name: str) -> None:
    family = family_of(path, wire)
    assert family is not None
    assert family.name == name
    assert family.prefix_of(path) in prefixes(family.wire)


@pytest.mark.parametrize(
    "path", ["/v1/filesystem", "/v1/file", "/v1/models", "/v1beta/models/:predict", "/v1beta/models/m:predicts", "/"]
)
def test_other_paths_have_none(path: str) -> None:
    assert family_of(path) is None


def test_each_family_stands_once_and_says_what_to_use_instead() -> None:
    assert "/v1/files" not in prefixes("gemini")
    assert sorted(family.name for family in FAMILIES) == sorted(EndpointFamily)
    for family in FAMILIES:
        assert family.refusal.startswith(f"The {family.name} endpoints are refused: ")
        assert ". Instead, " in family.refusal
        assert family.methods
        assert not [path for path in family.paths if path in WIRES]


def test_a_wire_is_found_by_its_name() -> None:
    found = speaks(WIRES, "openai")
    assert found is not None
    assert found.id == "openai"
    assert speaks(WIRES, "nobody") is None
