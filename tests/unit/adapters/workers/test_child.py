# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""A worker's main in a thread, its framing, and the jobs over the shipped wires."""

import copy
import hashlib
import json
import os
import socket
import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Self

import pytest

from clearance.adapters.workers import child
from clearance.adapters.workers.frames import (
    MAX_BYTES,
    BadFrame,
    Buffer,
    Crashed,
    Done,
    Failed,
    InspectJob,
    LearnJob,
    Ready,
    RewriteJob,
    ScanJob,
    batches,
    decode_findings,
    decode_found,
    decode_inspection,
    decode_reply,
    encode,
    header,
    join,
    part_count,
    part_lengths,
)
from clearance.adapters.workers.jobs import Jobs
from clearance.core.codec.registry import WIRES
from clearance.core.detect.cache import Memory
from clearance.core.detect.recogniser import Recogniser
from clearance.core.detect.scan import HyperscanScanner
from clearance.errors import DetectorUnavailable, Malformed
from clearance.exchange.jobs import KEPT, CoreJobs, core_jobs, encode_rules
from clearance.model.boundary import CustomRecogniser, DetectionRules
from clearance.model.prompt import Finding, FoundSegment, Inspection, Segment
from clearance.model.record import Json
from clearance.model.text import OutgoingBody, Raw, RawBody
from clearance.model.words import DataClass, SourceTag

CHAT = "/v1/chat/completions"


class Detector:
    """Finds every ``X`` as an MRN and every ``T`` as a token-shaped text."""

    version = "d1"
    scanner: object = None

    def extended(self, more: Sequence[Recogniser]) -> Self:
        other = copy.copy(self)
        other.version = f"d1+{len(more)}" if more else "d1"
        return other

    def inspect(self, segments: Sequence[Segment], memory: Memory | None = None) -> tuple[tuple[Finding, ...], ...]:
        return tuple(self.find(segment.text.reveal()) for segment in segments)

    def find(self, text: str) -> tuple[Finding, ...]:
        classes = {"X": DataClass.MRN, "T": DataClass.TOKEN_LITERAL}
        return tuple(
            Finding(letter.lower(), classes[letter], at, at + 1) for at, letter in enumerate(text) if letter in classes
        )


def request(*texts: str) -> bytes:
    return json.dumps({"model": "m", "messages": [{"role": "user", "content": text} for text in texts]}).encode()


JOBS = CoreJobs(WIRES, Detector())
VERSION = JOBS.learn(b"")


def test_inspect_counts_and_keeps_only_what_was_found() -> None:
    data = request("aXbX", "nothing, see person_7k3fq2ma", "T")
    seen = JOBS.inspect(CHAT, RawBody(data), VERSION)
    assert [one.segment.text.reveal() for one in seen.found] == ["aXbX", "T"]
    assert seen.counts == {DataClass.MRN: 2, DataClass.TOKEN_LITERAL: 1}
    assert seen.kinds == {"x": 2, "t": 1}
    assert seen.token_literals == frozenset({"person_7k3fq2ma"})
    assert seen.detector_version == "d1"
    assert seen.body_digest == hashlib.sha256(data).digest()
    assert seen.facts.model == "m"


def test_rewrite_and_scan() -> None:
    data = request("aXb")
    seen = JOBS.inspect(CHAT, RawBody(data), VERSION)
    out = JOBS.rewrite(CHAT, RawBody(data), {seen.found[0].segment.address: "a-b"}, {"store": False})
    assert json.loads(out.data) == json.loads(request("a-b")) | {"store": False}
    assert out.digest == hashlib.sha256(out.data).digest()
    assert JOBS.scan_text(Raw("-X"), VERSION) == (Finding("x", DataClass.MRN, 1, 2),)


def joined(reply: Sequence[Buffer]) -> Inspection:
    found: list[FoundSegment] = []
    for part in reply[2:]:
        join(found, decode_found(part))
    return replace(decode_inspection(reply[1]), found=tuple(found))


def test_many_findings_in_one_segment_come_in_pieces_and_together_again() -> None:
    data = request("a", "X" * 1000, "X" * 128, "bX", "X" * 129)
    reply = child.run(JOBS, [encode(InspectJob(CHAT, VERSION)), data])
    assert max(len(one.findings) for part in reply[2:] for one in decode_found(part)) == 128
    assert joined(reply) == JOBS.inspect(CHAT, RawBody(data), VERSION)


def test_jobs_over_the_wire_equal_jobs_in_place() -> None:
    data = request(*["aXb"] * 100)
    reply = child.run(JOBS, [encode(InspectJob(CHAT, VERSION)), data])
    assert decode_reply(reply[0]) == Done()
    assert joined(reply) == JOBS.inspect(CHAT, RawBody(data), VERSION)
    settings: dict[str, Json] = {"store": False}
    _, digest, body = child.run(JOBS, [encode(RewriteJob(CHAT, settings)), data, encode([((0,), "model")])])
    assert OutgoingBody(bytes(body), bytes(digest)) == JOBS.rewrite(CHAT, RawBody(data), {(0,): "model"}, settings)
    assert decode_findings(child.run(JOBS, [encode(ScanJob(VERSION)), b"XX"])[1]) == JOBS.scan_text(Raw("XX"), VERSION)
    assert child.run(JOBS, [encode(ScanJob(VERSION)), b"none"]) == [encode(Done())]


CUSTOM = CustomRecogniser("trial", DataClass.OTHER_ID, (r"\bNCT\d{8}\b",), ("«NCT01234567»",))


def test_a_job_table_learns_and_forgets() -> None:
    jobs = CoreJobs(WIRES, Detector())
    assert not jobs.knows("d1")
    with pytest.raises(DetectorUnavailable):
        jobs.scan_text(Raw("X"), "d1")
    rules = encode_rules(DetectionRules((CUSTOM,)))
    assert child.run(jobs, [encode(LearnJob()), rules]) == [encode(Done()), b"d1+1"]
    assert jobs.learn(b"") == "d1"
    for count in range(2, KEPT + 1):
        assert jobs.learn(encode_rules(DetectionRules((CUSTOM,) * count))) == f"d1+{count}"
    assert not jobs.knows("d1+1")
    assert jobs.knows("d1")
    failed = child.run(jobs, [encode(InspectJob(CHAT, "d1+1")), request("X")])
    assert [decode_reply(part) for part in failed] == [
        Failed("detector_unavailable", "The detection of this boundary is not ready.", None)
    ]
    with pytest.raises(ValueError, match="array"):
        jobs.learn(b"\x93")


def test_fields_that_tag_are_part_of_the_detection() -> None:
    jobs = core_jobs()
    shipped = jobs.learn(b"")
    tagging = jobs.learn(encode_rules(DetectionRules(tag_fields=(("viral_load", SourceTag.HIV),))))
    other = jobs.learn(encode_rules(DetectionRules(tag_fields=(("viral_load", SourceTag.MINOR),))))
    assert len({shipped, tagging, other}) == 3
    body = RawBody(request('{"viralLoad": "1200 copies"}', "an HIV clinic"))
    for version, tags in ((shipped, ()), (tagging, (SourceTag.HIV,)), (other, (SourceTag.MINOR,))):
        seen = jobs.inspect(CHAT, body, version)
        assert (seen.tags, seen.possible) == (frozenset(tags), frozenset({SourceTag.HIV}))
        reply = child.run(jobs, [encode(InspectJob(CHAT, version)), body.reveal()])
        assert joined(reply) == seen


def test_examples_do_not_travel_and_no_rules_are_no_bytes() -> None:
    assert encode_rules(DetectionRules()) == b""
    assert b"01234567" not in encode_rules(DetectionRules((CUSTOM,)))


def test_the_shipped_table_finds_what_it_learnt() -> None:
    jobs = core_jobs()
    shipped, extended = jobs.learn(b""), jobs.learn(encode_rules(DetectionRules((CUSTOM,))))
    assert shipped != extended
    assert "custom.trial" not in {found.kind for found in jobs.scan_text(Raw("in NCT01234567 since"), shipped)}
    assert jobs.scan_text(Raw("in NCT01234567 since"), extended) == (
        Finding("custom.trial", DataClass.OTHER_ID, 3, 14, 0.8),
    )


class Scanner:
    def serialise(self) -> bytes:
        return b"compiled"


def test_compiled_patterns_are_prepared_for_other_processes() -> None:
    detector = Detector()
    assert CoreJobs(WIRES, detector).prepared() == b""
    detector.scanner = Scanner()
    assert CoreJobs(WIRES, detector).prepared() == b"compiled"


def test_workers_use_the_scanner_that_their_owner_uses() -> None:
    assert core_jobs(b"anchors").prepared() == b"anchors"


def test_workers_never_compile(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(HyperscanScanner, "_compile", None)
    assert core_jobs().prepared() == b"anchors"
    with pytest.raises(DetectorUnavailable):
        core_jobs(b"patterns of another version")


class Failing:
    def prepared(self) -> bytes:
        return b""

    def learn(self, rules: bytes) -> str:
        raise ValueError("canary")

    def knows(self, version: str) -> bool:
        return False

    def inspect(self, endpoint: str, body: RawBody, version: str, key: bytes) -> Inspection:
        raise Malformed("not JSON", param="messages")

    def rewrite(
        self, endpoint: str, body: RawBody, replacements: Mapping[tuple[int, ...], str], settings: Mapping[str, Json]
    ) -> OutgoingBody:
        raise RecursionError("canary")

    def scan_text(self, text: Raw, version: str) -> tuple[Finding, ...]:
        raise MemoryError


def test_what_jobs_raise_crosses_by_code_or_type() -> None:
    assert child.run(Failing(), [encode(InspectJob(CHAT, VERSION)), b""]) == [
        encode(Failed("malformed_request", "not JSON", "messages"))
    ]
    assert child.run(Failing(), [encode(RewriteJob(CHAT, {})), b""]) == [encode(Crashed("RecursionError"))]
    assert child.run(Failing(), [encode(ScanJob(VERSION)), b""]) == [encode(Crashed("MemoryError"))]
    assert child.run(Failing(), [encode(LearnJob()), b""]) == [encode(Crashed("ValueError"))]
    assert child.run(Failing(), [b"\xc1", b""]) == [encode(Crashed("DecodeError"))]


def test_serve_answers_until_the_owner_closes(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[tuple[str, bytes]] = []

    def load(name: str, prepared: bytes) -> Jobs:
        given.append((name, prepared))
        return JOBS

    monkeypatch.setattr(child, "load", load)
    ours, theirs = socket.socketpair()
    thread = threading.Thread(target=child.serve, args=(theirs, "module:factory"))
    thread.start()
    try:
        child._send(ours, [b"prepared"])
        assert child._receive(ours) == [encode(Ready())]
        child._send(ours, [encode(ScanJob(VERSION)), b"X" * 200_000])
        parts = child._receive(ours)
        assert decode_reply(parts[0]) == Done()
        assert len(parts) == 1 + 1563
    finally:
        ours.close()
        thread.join(5)
        theirs.close()
    assert not thread.is_alive()
    assert given == [("module:factory", b"prepared")]


def test_main_serves_the_named_descriptor(monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = socket.socketpair()
    hardened: list[bool] = []
    monkeypatch.setattr(child, "harden", lambda: hardened.append(True))
    monkeypatch.setattr(child, "load", lambda _name, _prepared: JOBS)
    child._send(ours, [b""])
    ours.shutdown(socket.SHUT_WR)
    child.main([str(theirs.detach()), "module:factory"])
    assert child._receive(ours) == [encode(Ready())]
    ours.close()
    assert hardened == [True]


def test_hardening_runs_in_a_process_of_its_own() -> None:
    pid = os.fork()
    if pid == 0:
        child.harden()
        os._exit(7)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 7


def test_load_names_a_factory() -> None:
    made: object = child.load("builtins:bytearray", b"x")
    assert made == bytearray(b"x")


def test_framing() -> None:
    parts: list[Buffer] = [b"abc", b"", b"de"]
    data = header(parts)
    assert data == bytes.fromhex("00000003 00000003 00000000 00000002")
    assert part_count(data[:4]) == 3
    assert part_lengths(data[4:]) == (3, 0, 2)
    for bad in (b"\0\0\0\0", b"\xff\xff\xff\xff"):
        with pytest.raises(BadFrame):
            part_count(bad)
    with pytest.raises(BadFrame):
        part_lengths(MAX_BYTES.to_bytes(4, "big") + b"\0\0\0\1")
    assert list(batches(())) == []
