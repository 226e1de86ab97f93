# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Token ids as text: what OpenAI's clients send to ``/v1/embeddings`` and ``/v1/completions`` in place of strings.

A list of ids is text that only the model's tokenizer can read. Of the models that are asked by ids, which tokenizer
reads them is published (tiktoken's ``model.py``); for any other name ids are refused.
"""

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, TypeGuard

from clearance.errors import Malformed, PartRefused

_CL100K = (
    "text-embedding-3-small",
    "text-embedding-3-large",
    "text-embedding-ada-002",
    "gpt-3.5-turbo-instruct",
    "davinci-002",
    "babbage-002",
)
_UNKNOWN = (
    "token ids are text that only the model's own tokenizer can read, and this model's is not known here; send the "
    "text itself, or call the model by its vendor's name"
)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The bytes of each token, by id."""

    spelled: bytes
    starts: "array[int]"
    """Where each token begins in ``spelled``, and the end."""

    @classmethod
    def of(cls, packed: bytes) -> "Vocabulary":
        """Unpack what ``tools/vocabulary.py`` packed. Raises ValueError when lengths and bytes do not add up."""
        count = int.from_bytes(packed[:4], "big")
        lengths, spelled = packed[4 : 4 + count], packed[4 + count :]
        starts = array("I", accumulate(lengths, initial=0))
        if len(lengths) != count or starts[-1] != len(spelled):
            raise ValueError("the lengths of the tokens do not add up to their bytes")
        return cls(spelled, starts)

    def text(self, ids: Sequence[Any], param: str) -> str:
        """The text that the ids spell; half a character at an end is U+FFFD.

        Raises:
            Malformed: one is not an integer.
            PartRefused: one is no token of text.
        """
        most = len(self.starts) - 1
        parts: list[bytes] = []
        for number in ids:
            if not isinstance(number, int) or isinstance(number, bool):
                raise Malformed("a token id is not an integer", param=param)
            if not 0 <= number < most:
                raise PartRefused("a token id is not one of text", param=param)
            parts.append(self.spelled[self.starts[number] : self.starts[number + 1]])
        return b"".join(parts).decode("utf-8", "replace")


Vocabularies = Callable[[], Vocabulary]
"""Reads the vocabulary ``cl100k_base`` when it is first needed."""


def reads_ids(model: str) -> bool:
    """Whether a model of this name reads ``cl100k_base``."""
    return model.rpartition("/")[2] in _CL100K


def holds_ids(value: Any) -> TypeGuard[list[Any]]:
    """Whether an input is a list of token ids, or a list of such lists."""
    return isinstance(value, list) and any(
        isinstance(one, (list, int, float)) and not isinstance(one, bool) for one in value
    )


def spell_out(value: list[Any], name: str, model: str, vocabulary: Vocabularies | None) -> list[str]:
    """The texts of an input that ``holds_ids``.

    Raises:
        Malformed: a list of ids and something else.
        PartRefused: the ids of a model whose tokenizer is not known, or ids that are not of text.
    """
    if vocabulary is None or not reads_ids(model):
        raise PartRefused(_UNKNOWN, param=f"{name}[0]")
    read = vocabulary()
    if not any(isinstance(one, list) for one in value):
        return [read.text(value, name)]
    for index, one in enumerate(value):
        if not isinstance(one, list):
            raise Malformed("an input is not a list of token ids among such lists", param=f"{name}[{index}]")
    return [read.text(one, f"{name}[{index}]") for index, one in enumerate(value)]
