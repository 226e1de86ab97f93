# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What a coding agent's turns cost: the first with its 78 KB of instructions and tools, then the same and a little
more.

    python bench/second_turn.py

CPU milliseconds of steps 2 and 3 in one process, after the patterns have been used once. The aim for a second turn is a
tenth of the first.
"""

import json
import random
import statistics
import time

from clearance.core.codec.registry import WIRES
from clearance.exchange.jobs import CoreJobs
from clearance.model.text import RawBody
from clearance.weights import shipped_detector

CHAT = "/v1/chat/completions"
TURNS = 6
_WORDS = [
    "Use",
    "the",
    "tool",
    "when",
    "a",
    "file",
    "has",
    "to",
    "be",
    "read",
    "before",
    "it",
    "is",
    "changed.",
    "Never",
    "guess",
    "a",
    "path;",
    "list",
    "the",
    "folder",
    "first.",
    "Prefer",
    "small",
    "edits",
    "that",
    "keep",
    "the",
    "tests",
    "green,",
    "explain",
    "each",
    "in",
    "one",
    "sentence,",
    "and",
    "stop",
    "when",
    "the",
    "user",
    "asks.",
    "Output",
    "is",
    "shown",
    "in",
    "a",
    "terminal,",
    "so",
    "keep",
    "lines",
    "short,",
    "avoid",
    "tables,",
    "and",
    "quote",
    "commands",
    "in",
    "back",
    "ticks.",
    "Report",
    "what",
    "was",
    "run",
    "and",
    "what",
    "it",
    "printed.",
]


def prose(draw: random.Random, size: int) -> str:
    """Sentences of about this many characters."""
    text = ""
    while len(text) < size:
        text += " ".join(draw.choices(_WORDS, k=draw.randrange(6, 18))).capitalize() + ". "
    return text


def tool(draw: random.Random, number: int) -> dict[str, object]:
    """A function with six parameters, each described."""
    parameters = {
        f"argument_{at}": {"type": "string", "description": prose(draw, draw.randrange(60, 300))} for at in range(6)
    }
    function = {
        "name": f"tool_{number}",
        "description": prose(draw, draw.randrange(400, 1600)),
        "parameters": {"type": "object", "properties": parameters, "required": ["argument_0"]},
    }
    return {"type": "function", "function": function}


def conversation(seed: int) -> dict[str, object]:
    """A first request of about 78 KB that ends in "hello"."""
    draw = random.Random(seed)
    messages = [{"role": "system", "content": prose(draw, 30_000)}, {"role": "user", "content": "hello"}]
    tools: list[dict[str, object]] = []
    while len(json.dumps({"messages": messages, "tools": tools})) < 78_000:
        tools.append(tool(draw, len(tools)))
    return {"model": "m", "messages": messages, "tools": tools}


def main() -> None:
    """Print a line for each turn."""
    jobs = CoreJobs(WIRES, shipped_detector("anchors"))
    version = jobs.learn(b"")
    jobs.inspect(CHAT, RawBody(json.dumps(conversation(0)).encode()), version)
    spent: list[list[float]] = [[] for _ in range(TURNS)]
    size = 0
    for seed in range(1, 6):
        body = conversation(seed)
        messages = body["messages"]
        for turn in range(TURNS):
            data = json.dumps(body).encode()
            size = size or len(data)
            began = time.process_time()
            jobs.inspect(CHAT, RawBody(data), version, b"k" * 32)
            spent[turn].append((time.process_time() - began) * 1000)
            assert isinstance(messages, list)
            messages.append({"role": "assistant", "content": prose(random.Random(turn), 400)})
            messages.append({"role": "user", "content": f"Dr. Okafor asked for step {turn}, please."})
    first = statistics.median(spent[0])
    print(f"first body {size / 1000:.0f} KB; medians of {len(spent[0])} conversations")
    for turn, took in enumerate(spent, 1):
        print(f"turn {turn}: {statistics.median(took):7.2f} ms CPU, {statistics.median(took) / first:.3f} of the first")


if __name__ == "__main__":
    main()
