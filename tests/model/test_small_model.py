# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""A real language model behind the gateway: it sees no value, and a token that it says whole comes back as its value.

The model is small and weak on purpose: it drops, repeats and mangles tokens more than a vendor's would.
"""

import asyncio
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from clearance.core.transform.tokens import LABELS
from tests.integration.leaks import Canaries
from tests.integration.stage import Answer, chat, found, request, serve, talk
from tests.model.prompts import PROMPTS, values, written
from tests.model.small_model import Heard, SmallModel

pytestmark = pytest.mark.deep

_LABEL = "|".join(LABELS.values())
EXACT = re.compile(rf"\[(?:{_LABEL})_[0-9A-Z]{{8}}\]")
# Anything that a lenient reader could take for a token, far wider than what the gateway restores.
LOOSE = re.compile(rf"[\[\\ ]*(?:{_LABEL.replace('_', '.{0,4}')})[ \\_:*-]{{0,4}}[0-9A-Z]{{8}}[ \\]*\]?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Exchange:
    """One prompt from three sides: the caller's, the model's and the caller's again."""

    prompt: str
    heard: Heard
    answer: Answer

    def placed(self) -> dict[str, str]:
        """Which token stands for which value, read off by laying both prompts side by side."""
        tokens = EXACT.findall(self.heard.prompt)
        between = [re.escape(text) for text in EXACT.split(self.heard.prompt)]
        aligned = re.fullmatch("(.+?)".join(between), written(self.prompt), re.DOTALL)
        assert aligned, self.heard.prompt
        return dict(zip(tokens, aligned.groups(), strict=True))


@pytest.fixture(scope="module")
def exchanges(tmp_path_factory: pytest.TempPathFactory) -> list[Exchange]:
    """Each prompt once, every second one streamed."""

    async def act(model: SmallModel) -> list[Exchange]:
        house = await found(tmp_path_factory.mktemp("model"), model.url)
        seen = []
        async with serve(house) as service:
            for at, prompt in enumerate(PROMPTS):
                body = chat(written(prompt), max_tokens=80, temperature=0, seed=1, stream=at % 2 == 1)
                answer = await talk(service.port, request(house.key, body))
                assert answer.status == 200, answer.raw
                seen.append(Exchange(prompt, model.heard(), answer))
        return seen

    with SmallModel() as model:
        return asyncio.run(act(model))


def test_no_value_reaches_the_model(exchanges: list[Exchange]) -> None:
    for exchange in exchanges:
        body = exchange.heard.body.encode()
        marked = [value for _, value in values(exchange.prompt)]
        assert Canaries({value: value for value in marked}).within(body) == []
        assert [word for value in marked for word in value.split() if word.encode() in body] == []
        assert "".join(exchange.placed().values())


def expected(said: str, placed: dict[str, str]) -> Iterator[str]:
    """A pattern for what may come back: the value for a whole token; for a changed one, its value or what was said."""
    at = 0
    spelled = {_letters(token): value for token, value in placed.items()}
    for match in LOOSE.finditer(said):
        yield re.escape(said[at : match.start()])
        at = match.end()
        exact = EXACT.search(match[0])
        value = spelled.get(_letters(match[0]))
        if value is None:
            yield re.escape(match[0])
        elif exact and exact[0] in placed:
            before, after = match[0][: exact.start()], match[0][exact.end() :]
            yield re.escape(before) + re.escape(value) + re.escape(after)
        else:
            around = r"[\[\]\\ ]*"
            yield f"(?:{re.escape(match[0])}|{around}{re.escape(value)}{around})"
    yield re.escape(said[at:])


def _letters(spelling: str) -> str:
    return re.sub(r"[^0-9A-Z]", "", spelling.upper())


def test_a_whole_token_comes_back_as_its_value_and_nothing_else_changes(exchanges: list[Exchange]) -> None:
    for exchange in exchanges:
        pattern = "".join(expected(exchange.heard.said, exchange.placed()))
        assert re.fullmatch(pattern, exchange.answer.text, re.DOTALL), (exchange.heard.said, exchange.answer.text)


def test_how_often_a_value_survives_the_model(exchanges: list[Exchange], capsys: pytest.CaptureFixture[str]) -> None:
    """The floor is what a broken way back would not reach; the figure itself is printed."""
    counts: Counter[str] = Counter()
    for exchange in exchanges:
        for token, value in exchange.placed().items():
            said = exchange.heard.said
            counts["placed"] += 1
            counts["said whole"] += token in said
            counts["restored"] += value in exchange.answer.text
            counts["mentioned"] += token in said or _letters(token)[-8:] in said.upper()
    with capsys.disabled():
        print(f"\nSmolLM2-135M, {len(exchanges)} prompts: " + ", ".join(f"{n} {what}" for what, n in counts.items()))  # noqa: T201 - a measurement
    assert counts["restored"] >= counts["said whole"] >= counts["placed"] // 8
