# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The story of the demonstration, scene by scene. Every claim is checked, none is assumed."""

import asyncio
import json
import re
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from clearance.demo.notes import FOLLOW_UP, REFERRAL, Note
from clearance.demo.stage import ACTOR, CREDENTIAL, TENANT_LOG, Answered, Stage
from clearance.service import reading

_TOKEN = re.compile(r"\[[A-Z_]+_[0-9A-Z]{6,}\]")
_TREATMENT, _MARKETING = b'"purpose":"treatment"', b'"purpose":"marketing"'
INTEGRITY_EXIT = 4


@dataclass(frozen=True, slots=True)
class Claim:
    """Something that must be true, and whether it was."""

    text: str
    held: bool


@dataclass(frozen=True, slots=True)
class Scene:
    """One step of the story: what there is to see, and what was checked."""

    title: str
    panels: tuple[tuple[str, str], ...]
    claims: tuple[Claim, ...]

    @property
    def held(self) -> bool:
        """Whether everything was as claimed."""
        return all(claim.held for claim in self.claims)


async def story(stage: Stage) -> AsyncIterator[Scene]:
    """The scenes, in order; each depends on the ones before."""
    first = await stage.ask(REFERRAL.text)
    yield _exchange_scene("A clinical note goes to a model", REFERRAL, first, stage)
    yield await _record_scene(first, stage)
    second = await stage.ask(FOLLOW_UP.text, stream=True)
    yield _exchange_scene("The same, streamed", FOLLOW_UP, second, stage)
    yield await _refusal_scene(stage)
    yield await _verify_scene(stage)
    yield await _tamper_scene(first, stage)


def _exchange_scene(title: str, note: Note, answer: Answered, stage: Stage) -> Scene:
    body = stage.vendor.received[-1]
    seen: str = json.loads(body)["messages"][-1]["content"]
    sent_headers = stage.vendor.received_headers[-1]
    everything = body + json.dumps(sent_headers).encode()
    leaked = [value for value in note.identifiers if value.encode() in everything]
    head, _, _ = answer.text.partition("\n\n")
    expected = [
        value for value in note.identifiers if value in note.text.partition("\n\n")[0] and _in_head(value, note)
    ]
    missing = [value for value in expected if value not in head]
    return Scene(
        title,
        (("You sent", note.text), ("The vendor saw", seen), ("You got", answer.text)),
        (
            Claim("the call was answered", answer.status == 200),  # noqa: PLR2004 - HTTP
            Claim("no identifier of the note is in the bytes that the vendor received", not leaked),
            Claim("the vendor got the gateway's credential, not your key", _only_ours(sent_headers, stage)),
            Claim("every value that the model repeated came back as you wrote it", bool(expected) and not missing),
            Claim("no token is left in what you got", not _TOKEN.search(answer.text)),
        ),
    )


def _in_head(value: str, note: Note) -> bool:
    """Whether a value stands in a line that the stand-in repeats."""
    return any(value in line and ":" in line for line in note.text.splitlines()[:3])


def _only_ours(headers: dict[str, str], stage: Stage) -> bool:
    return headers.get("authorization") == f"Bearer {CREDENTIAL}" and stage.key not in json.dumps(headers)


async def _record_scene(answer: Answered, stage: Stage) -> Scene:
    call_id = answer.headers.get("x-request-id", "")
    receipt = await stage.read_receipt(call_id)
    checked = await reading.receipt(stage.owner, call_id, actor=ACTOR)
    admitted: dict[str, Any] = checked["leaves"][0]["body"]
    decision, found = admitted["decision"], admitted["found"]
    forms = "\n".join(
        f"  {name}: {', '.join(f'{count} {form}' for form, count in forms.items())}"
        for name, forms in found["forms"].items()
    )
    plan = f"deployment: {', '.join(decision['deployments'])}\nPHI origin: {decision['phi_origin']}\nfound:\n{forms}"
    mine = receipt["receipt"]
    proof = f"log {mine['log']}, sequence number {mine['seq']}\nleaf {mine['leaf_hash']}\noutcome {receipt['outcome']}"
    header = answer.headers.get("x-clearance-receipt", "").split(";")
    return Scene(
        "What was decided, and the proof of it",
        (("Decision", plan), ("Receipt", proof)),
        (
            Claim(
                "the answer carried the receipt of that leaf",
                header[:3] == [mine["log"], str(mine["seq"]), mine["leaf_hash"]],
            ),
            Claim("the exchange is settled as completed", receipt["outcome"] == "completed"),
            Claim("receipt, leaves, inclusion proofs and signed checkpoint agree", checked["verified"] is True),
            Claim("the leaf holds none of the note's values", not _content(checked, REFERRAL)),
        ),
    )


def _content(value: object, note: Note) -> list[str]:
    text = json.dumps(value, ensure_ascii=False)
    return [found for found in note.identifiers if found in text]


async def _refusal_scene(stage: Stage) -> Scene:
    change = await stage.apply(baa=False)
    before = len(stage.vendor.received)
    refused = await stage.ask(REFERRAL.text)
    return Scene(
        "Somebody removes the business associate agreement",
        (
            ("Boundary", f"- {', '.join(change['removed'])}"),
            ("You got", f"{refused.status} {refused.code}\n{refused.text}"),
        ),
        (
            Claim(
                "the next call is refused with policy_denied", (refused.status, refused.code) == (400, "policy_denied")
            ),
            Claim("the reason names the missing agreement", _names_baa(refused.text)),
            Claim("clients are told not to try again", refused.headers.get("x-should-retry") == "false"),
            Claim("nothing reached the vendor", len(stage.vendor.received) == before),
        ),
    )


def _names_baa(text: str) -> bool:
    return "business associate agreement" in text.lower() or "baa" in text.lower()


async def _verify_scene(stage: Stage) -> Scene:
    report = await reading.verify(stage.owner, None, actor=ACTOR)
    lines = "\n".join(
        f"{log['log']}: {log['size']} leaves, {'ok' if log['ok'] else 'ALTERED'}" for log in report["logs"]
    )
    return Scene(
        "The log is checked",
        (("clearance audit verify", lines),),
        (Claim("every leaf and every tree is as it was recorded", report["ok"] is True),),
    )


async def _tamper_scene(answer: Answered, stage: Stage) -> Scene:
    seq = int(answer.headers["x-clearance-receipt"].split(";")[1])
    config = await asyncio.to_thread(stage.altered_copy, seq, _TREATMENT, _MARKETING)
    code, output = await _cli("audit", "verify", "--json", "--config", str(config))
    log: dict[str, Any] = next((one for one in output.get("logs", ()) if one["log"] == TENANT_LOG), {})
    found = f"{TENANT_LOG}: first bad sequence number {log.get('bad_seq')} ({log.get('problem')})\nexit code {code}"
    return Scene(
        f"Somebody edits row {seq} of a copy of the database: purpose 'treatment' becomes 'marketing'",
        (("clearance audit verify", found),),
        (
            Claim("verification fails with exit code 4", code == INTEGRITY_EXIT),
            Claim("it names the altered sequence number", log.get("bad_seq") == seq),
        ),
    )


async def _cli(*arguments: str) -> tuple[int, dict[str, Any]]:
    """Run a command as its own process; exit code and JSON output."""
    program = "from clearance.cli.main import main; main()"
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        program,
        *arguments,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={"HOME": "/nonexistent", "LANG": "C.UTF-8"},
    )
    output, _ = await process.communicate()
    try:
        value = json.loads(output)
    except ValueError:
        value = {}
    return process.returncode or 0, value
