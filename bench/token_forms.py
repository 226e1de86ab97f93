# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What a real small model does to tokens of several forms: the share that it says whole, changes, or leaves out.

    make model && .venv/bin/python -m bench.token_forms

Each prompt of ``tests/model/prompts.py`` is put to SmolLM2-135M-Instruct (four bits, temperature 0) with its values
written as people write them, with invented ones, and as tokens of each form; without any instruction about tokens
and with one. A value counts once a prompt. The model leaves many values out of its answers whatever their form, so
the row "as written" is what the others are to be compared with.
"""

import argparse
import json
import os
import random
import re
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import product
from math import sqrt
from queue import Queue

from clearance.core.transform.restore import restore_text
from clearance.core.transform.token_map import TokenMap
from clearance.core.transform.tokens import ALPHABET, is_token
from clearance.model.words import DataClass
from tests.model.prompts import PROMPTS, values, written
from tests.model.small_model import SmallModel

OUTCOMES = ("whole", "decorated", "code only", "damaged", "left out")
LONGEST = 80
"""Tokens of an answer. The prompts ask for a line or a few."""
_INSTRUCTION = "Copy every name, date, number and code such as {} exactly as it is written."
_FIRST = ("Dana", "Elliot", "Marion", "Casper", "Noelle", "Jasper", "Thea", "Conrad", "Odette", "Felix")
_LAST = ("Whitfield", "Marchetti", "Sorensen", "Adeyemi", "Prescott", "Vandermeer", "Ishikawa", "Corrigan", "Lund")


@dataclass(frozen=True, slots=True)
class Shape:
    """A form of a token: ``{label}`` is its class, ``{code}`` so many random characters."""

    name: str
    template: str = ""
    size: int = 8
    alphabet: str = ALPHABET

    def of(self, data_class: DataClass, value: str, draw: random.Random) -> str:
        """A value in this form."""
        if self.template:
            code = "".join(draw.choices(self.alphabet, k=self.size))
            return self.template.format(label=data_class.upper(), code=code)
        return value if self.name == "as written" else _invented(data_class, draw)

    def parts(self, token: str) -> tuple[str, str] | None:
        """Label and code of one of its tokens."""
        found = self.pattern().fullmatch(token)
        return None if found is None else (found["label"], found["code"])

    def pattern(self) -> re.Pattern[str]:
        """What is shaped like it, whatever the code's length."""
        label, code = r"(?P<label>[A-Z]+(?:_[A-Z]+)*?)", f"(?P<code>(?=[0-9A-Z]*[0-9])[0-9A-Z]{{{self.size},}})"
        return re.compile(re.escape(self.template).replace(r"\{label\}", label).replace(r"\{code\}", code))


SHAPES = (
    Shape("as written"),
    Shape("invented values"),
    Shape("[PERSON_7K3FQ2MA]", "[{label}_{code}]"),
    Shape("[PERSON_7K3F]", "[{label}_{code}]", 4),
    Shape("[PERSON_48]", "[{label}_{code}]", 2, "0123456789"),
    Shape("<PERSON_7K3F>", "<{label}_{code}>", 4),
    Shape("PERSON_7K3FQ2MA", "{label}_{code}"),
    Shape("⟦PERSON_7K3FQ2MA⟧", "⟦{label}_{code}⟧"),
    Shape("[[PERSON:7K3FQ2MA]]", "[[{label}:{code}]]"),
)


def _invented(data_class: DataClass, draw: random.Random) -> str:
    if data_class is DataClass.PERSON:
        return f"{draw.choice(_FIRST)} {draw.choice(_LAST)}"
    if data_class is DataClass.DATE:
        return f"{draw.randrange(1, 13):02}/{draw.randrange(1, 29):02}/{draw.randrange(1950, 2025)}"
    if data_class is DataClass.PHONE:
        return f"{draw.randrange(201, 990)}-555-{draw.randrange(100, 200):04}"
    return str(draw.randrange(10_000_000, 99_999_999))


@dataclass(frozen=True, slots=True)
class Task:
    """One call: a prompt with its values in one form, and what stands for each value."""

    shape: Shape
    instructed: bool
    prompt: str
    tokens: tuple[str, ...]

    def body(self) -> bytes:
        """Of the call."""
        messages = [{"role": "user", "content": self.prompt}]
        if self.instructed:
            example = self.shape.of(DataClass.PERSON, "Jane Roe", random.Random(0))
            messages.insert(0, {"role": "system", "content": _INSTRUCTION.format(example)})
        return json.dumps({"model": "m", "messages": messages, "max_tokens": LONGEST}).encode()


def tasks(samples: int, prompts: int) -> Iterator[Task]:
    """Every call. The same draws for each form."""
    for shape, instructed, sample, prompt in product(SHAPES, (False, True), range(samples), PROMPTS[:prompts]):
        if sample and not shape.template and shape.name == "as written":
            continue
        draw = random.Random(f"{sample} {prompt}")
        stands = {value: shape.of(data_class, value, draw) for data_class, value in values(prompt)}
        text = written(prompt, lambda _, value, stands=stands: stands[value])  # type: ignore[misc]  # bound at once
        yield Task(shape, instructed, text, tuple(stands.values()))


def outcome(shape: Shape, token: str, said: str) -> str:
    """What became of one value."""
    if token in said:
        return "whole"
    loose = said.casefold()
    parts = shape.parts(token) if shape.template else None
    if parts is None:
        words = [word for word in re.split(r"\W+", token.casefold()) if len(word) > 2]
        if token.casefold() in loose or re.sub(r"\W", "", token.casefold()) in re.sub(r"\W", "", loose):
            return "decorated"
        return "damaged" if any(re.search(rf"\b{word}\b", loose) for word in words) else "left out"
    label, code = (part.casefold() for part in parts)
    if re.search(rf"{label.replace('_', _GAP)}{_GAP}{code}(?![0-9a-z])", loose):
        return "decorated"
    if shape.size > 2 and re.search(rf"(?<![0-9a-z]){code}(?![0-9a-z])", loose):
        return "code only"
    begun = rf"(?<![0-9a-z]){code[: max(2, shape.size // 2)]}"
    return "damaged" if re.search(begun, loose) else "left out"


_GAP = r"[\s\\_:*-]{0,4}"


@dataclass(slots=True)
class Row:
    """Of one form, with or without the instruction."""

    counts: Counter[str]
    restored: int = 0
    invented: int = 0

    @property
    def total(self) -> int:
        """Values."""
        return self.counts.total()

    def add(self, task: Task, said: str) -> None:
        """Count one answer."""
        for token in task.tokens:
            self.counts[outcome(task.shape, token, said)] += 1
            if is_token(token):
                self.restored += restore_text(said, TokenMap({token: "value"})).count > 0
        if task.shape.template:
            shaped = {found[0] for found in task.shape.pattern().finditer(said)}
            self.invented += len(shaped.difference(task.tokens))


def interval(count: int, total: int) -> str:
    """Wilson's interval at 95 %, in per cent."""
    share, z = count / total, 1.96
    middle = share + z * z / (2 * total)
    spread = z * sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    low, high = ((middle + sign * spread) / (1 + z * z / total) for sign in (-1, 1))
    return f"{100 * max(low, 0):.0f}-{100 * high:.0f}"


def table(rows: dict[tuple[str, bool], Row]) -> str:
    """As Markdown."""
    heads = ("Form", "Instruction", "Values", *OUTCOMES, "whole, 95 %", "restored now", "invented")
    lines = [f"| {' | '.join(heads)} |", f"| {' | '.join('---' for _ in heads)} |"]
    for (name, instructed), row in rows.items():
        shares = [f"{100 * row.counts[kind] / row.total:.0f} %" for kind in OUTCOMES]
        plain = not any(character in name for character in "_:")
        last = (
            f"{100 * row.restored / row.total:.0f} %" if name == "[PERSON_7K3FQ2MA]" else "-",
            "-" if plain else str(row.invented),
        )
        cells = (f"`{name}`", "yes" if instructed else "no", str(row.total), *shares)
        lines.append(f"| {' | '.join((*cells, interval(row.counts['whole'], row.total), *last))} |")
    return "\n".join(lines)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--samples", type=int, default=1, help="draws of tokens for each prompt")
    parser.add_argument("--prompts", type=int, default=len(PROMPTS), help="how many prompts")
    parser.add_argument("--servers", type=int, default=os.cpu_count() or 1, help="processes of the model")
    parser.add_argument("--changed", action="store_true", help="also print each answer with a changed token")
    options = parser.parse_args()
    began = time.monotonic()
    rows: dict[tuple[str, bool], Row] = {}
    idle: Queue[SmallModel] = Queue()

    def ask(task: Task) -> tuple[Task, str]:
        model = idle.get()
        try:
            request = urllib.request.Request(f"{model.url}/v1/chat/completions", task.body())
            with urllib.request.urlopen(request) as answer:
                answer.read()
            return task, model.heard().said
        finally:
            idle.put(model)

    models = [SmallModel() for _ in range(options.servers)]
    for model in models:
        idle.put(model)
    try:
        with ThreadPoolExecutor(len(models)) as pool:
            for task, said in pool.map(ask, tasks(options.samples, options.prompts)):
                rows.setdefault((task.shape.name, task.instructed), Row(Counter())).add(task, said)
                kinds = {outcome(task.shape, token, said) for token in task.tokens}
                if options.changed and kinds & {"decorated", "code only", "damaged"}:
                    print(f"{task.shape.name} {task.tokens}\n    {said!r}")
    finally:
        for model in models:
            model.__exit__()
    print(table(rows))
    print(f"\n{options.prompts} prompts, {options.samples} draws, {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
