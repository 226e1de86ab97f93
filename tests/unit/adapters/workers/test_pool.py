# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The pool with real child processes: results, refusals, overruns, crashes, cancellation, the end."""

import asyncio
import hashlib
import os
import sys
import time
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

import pytest

from clearance.adapters.workers import process
from clearance.adapters.workers.child import NICE
from clearance.adapters.workers.frames import Crashed, Failed, encode
from clearance.adapters.workers.pool import KEPT, PoolSettings, WorkerPool, known_error
from clearance.errors import (
    ClearanceError,
    DetectorUnavailable,
    Malformed,
    NotReady,
    Overloaded,
    PartRefused,
)
from clearance.model.prompt import Finding, FoundSegment, Inspection, PromptFacts, Segment
from clearance.model.record import Json
from clearance.model.text import OutgoingBody, Raw, RawBody
from clearance.model.words import DataClass
from clearance.ports import Detection

# The workers import this text as a module of its own; the owner uses OwnJobs below.
JOBS = """
import hashlib, os, signal, time
from clearance.errors import Malformed, PartRefused
from clearance.model.prompt import Finding, FoundSegment, Inspection, PromptFacts, Segment
from clearance.model.text import OutgoingBody, Raw
from clearance.model.words import DataClass

class Jobs:
    def learn(self, rules):
        if rules == b"broken":
            raise ValueError("canary content")
        with open(__file__ + ".learnt", "a") as log:
            log.write(rules.decode() + "\\n")
        return rules.decode()

    def inspect(self, endpoint, body, version, key):
        data = body.reveal()
        facts = PromptFacts("w", endpoint, "m", False, frozenset({"tools"}), b"s", 1, len(data))
        if data.startswith(b"spin"):
            while True:
                pass
        if data.startswith(b"sleep"):
            time.sleep(60)
        if data.startswith(b"die"):
            os.kill(os.getpid(), signal.SIGKILL)
        if data.startswith(b"raise"):
            raise ValueError("canary content")
        if data.startswith(b"refuse"):
            raise PartRefused("images are refused", param="messages[0]")
        if data.startswith(b"env"):
            names = ",".join(sorted(os.environ)) + " " + str(sorted(int(n) for n in os.listdir("/proc/self/fd")))
            return Inspection(facts, (), names)
        count = int(data.split(b" ")[0])
        found = tuple(
            FoundSegment(Segment((i,), ("m", i), Raw("canary %d" % i)), (Finding("ssn", DataClass.SSN, 0, 3),))
            for i in range(count)
        )
        counts = {DataClass.SSN: count}
        return Inspection(facts, found, str(os.getpid()), counts, {"ssn": count}, b"d", frozenset({"T_1"}))

    def rewrite(self, endpoint, body, replacements, settings):
        out = body.reveal() + repr(sorted(replacements.items())).encode() + repr(settings).encode()
        return OutgoingBody(out, hashlib.sha256(out).digest())

    def scan_text(self, text, version):
        return tuple(Finding("x", DataClass.MRN, i, i + 1) for i in range(len(text.reveal()) // 10))

def make(prepared):
    assert prepared == b"prepared"
    return Jobs()

def broken(prepared):
    raise RuntimeError
"""


class OwnJobs:
    """Marks what ran in the owner."""

    def prepared(self) -> bytes:
        return b"prepared"

    def __init__(self) -> None:
        self.known: set[str] = set()

    def learn(self, rules: bytes) -> str:
        self.known.add(rules.decode())
        return rules.decode()

    def knows(self, version: str) -> bool:
        return version in self.known

    def inspect(self, endpoint: str, body: RawBody, version: str, key: bytes) -> Inspection:
        assert version in self.known
        if body.reveal() == b"boom":
            raise ZeroDivisionError("canary content")
        if body.reveal() == b"bad":
            raise Malformed("not JSON")
        facts = PromptFacts("w", endpoint, "m", False, frozenset(), b"", 0, len(body))  # noqa: FBT003 - stream
        return Inspection(facts, (), "owner")

    def rewrite(
        self, endpoint: str, body: RawBody, replacements: Mapping[tuple[int, ...], str], settings: Mapping[str, Json]
    ) -> OutgoingBody:
        return OutgoingBody(b"owner", b"")

    def scan_text(self, text: Raw, version: str) -> tuple[Finding, ...]:
        return (Finding("owner", DataClass.MRN, 0, 1),)


OWN = Detection("own", b"own")


def body(head: str, size: int = 100) -> RawBody:
    return RawBody(head.encode().ljust(size))


@pytest.fixture
def settings(tmp_path: Path) -> PoolSettings:
    (tmp_path / "worker_jobs.py").write_text(JOBS, "utf-8")
    return PoolSettings(
        count=1,
        inline_bytes=10,
        inline_rewrite_bytes=5,
        queue=4,
        cpu_ms_per_mb=1,
        min_budget_ms=300,
        factory="worker_jobs:make",
        search_path=(tmp_path,),
    )


def play(settings: PoolSettings, story: Callable[[WorkerPool], Awaitable[None]]) -> WorkerPool:
    async def whole() -> WorkerPool:
        pool = WorkerPool(OwnJobs(), settings)
        pool.start()
        try:
            async with asyncio.timeout(30):
                await story(pool)
        finally:
            await pool.aclose()
        return pool

    return asyncio.run(whole())


def changed(settings: PoolSettings, **values: object) -> PoolSettings:
    fields = {name: getattr(settings, name) for name in settings.__dataclass_fields__}
    return PoolSettings(**(fields | values))


async def until(condition: Callable[[], bool]) -> None:
    while not condition():  # noqa: ASYNC110 - what is waited for is in another process
        await asyncio.sleep(0.005)


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def test_large_work_is_done_by_a_worker_and_comes_back_whole(settings: PoolSettings) -> None:
    async def story(pool: WorkerPool) -> None:
        seen = await pool.inspect("/e", body("200 "), OWN)
        assert seen.facts == PromptFacts("w", "/e", "m", False, frozenset({"tools"}), b"s", 1, 100)  # noqa: FBT003 - stream
        assert [one.segment.address for one in seen.found] == [(i,) for i in range(200)]
        assert seen.found[7] == FoundSegment(
            Segment((7,), ("m", 7), Raw("canary 7")), (Finding("ssn", DataClass.SSN, 0, 3),)
        )
        assert {int(seen.detector_version)} == pool.alive
        gives_way = os.getpriority(os.PRIO_PROCESS, int(seen.detector_version))
        assert gives_way == min(os.getpriority(os.PRIO_PROCESS, 0) + NICE, 19)
        assert seen.counts == {DataClass.SSN: 200}
        assert seen.token_literals == frozenset({"T_1"})

        many: dict[tuple[int, ...], str] = {(n,): str(n) for n in range(300)}
        out = await pool.rewrite("/e", body("x"), many, {})
        assert out.data == body("x").reveal() + repr(sorted(many.items())).encode() + b"{}"

        out = await pool.rewrite("/e", body("x"), {(1, 2): "T", (3,): "U"}, {"store": False, "n": [1]})
        assert out.data == body("x").reveal() + b"[((1, 2), 'T'), ((3,), 'U')]{'store': False, 'n': [1]}"
        assert out.digest == hashlib.sha256(out.data).digest()

        findings = await pool.scan_text(Raw("ü" * 3000), OWN)
        assert findings == tuple(Finding("x", DataClass.MRN, i, i + 1) for i in range(300))
        assert await pool.scan_text(Raw("\ud800" * 20), OWN) == findings[:2]

    assert play(settings, story).counts.jobs == 5


def test_bodies_of_megabytes_pass_both_ways(settings: PoolSettings) -> None:
    data = os.urandom(3_000_000)

    async def story(pool: WorkerPool) -> None:
        out = await pool.rewrite("/e", RawBody(data), {}, {})
        assert out.data == data + b"[]{}"

    play(settings, story)


def test_small_work_stays_in_the_owner(settings: PoolSettings) -> None:
    async def story(pool: WorkerPool) -> None:
        assert (await pool.inspect("/e", RawBody(b"x"), OWN)).detector_version == "owner"
        assert (await pool.rewrite("/e", RawBody(b"x"), {}, {})).data == b"owner"
        assert (await pool.scan_text(Raw("x"), OWN))[0].kind == "owner"
        with pytest.raises(Malformed, match="not JSON"):
            await pool.inspect("/e", RawBody(b"bad"), OWN)
        with pytest.raises(DetectorUnavailable) as caught:
            await pool.inspect("/e", RawBody(b"boom"), OWN)
        assert "canary" not in str(caught.value) + caught.value.diagnostics
        assert caught.value.__cause__ is None

    pool = play(settings, story)
    assert (pool.counts.inline, pool.counts.jobs, pool.counts.crashed) == (5, 0, 1)


def test_refusals_cross_with_code_message_and_param(settings: PoolSettings) -> None:
    async def story(pool: WorkerPool) -> None:
        with pytest.raises(PartRefused, match="images are refused") as caught:
            await pool.inspect("/e", body("refuse"), OWN)
        assert caught.value.param == "messages[0]"

    play(settings, story)


def test_a_python_error_is_answered_by_its_type_and_the_worker_lives(settings: PoolSettings) -> None:
    async def story(pool: WorkerPool) -> None:
        with pytest.raises(DetectorUnavailable) as caught:
            await pool.inspect("/e", body("raise"), OWN)
        assert caught.value.diagnostics == "ValueError"
        before = pool.alive
        await pool.inspect("/e", body("1 "), OWN)
        assert pool.alive == before

    play(settings, story)


def test_a_dead_worker_is_replaced_and_its_job_refused(settings: PoolSettings) -> None:
    async def story(pool: WorkerPool) -> None:
        with pytest.raises(DetectorUnavailable):
            await pool.inspect("/e", body("die"), OWN)
        assert (await pool.inspect("/e", body("1 "), OWN)).counts == {DataClass.SSN: 1}

    pool = play(settings, story)
    assert (pool.counts.started, pool.counts.crashed) == (2, 1)


def test_a_worker_that_dies_idle_costs_no_job(settings: PoolSettings) -> None:
    async def story(pool: WorkerPool) -> None:
        first = int((await pool.inspect("/e", body("1 "), OWN)).detector_version)
        os.kill(first, 9)
        await until(lambda: pool.counts.started == 2)
        assert int((await pool.inspect("/e", body("1 "), OWN)).detector_version) != first

    assert play(settings, story).counts.crashed == 0


def test_over_its_cpu_budget_a_worker_is_killed_and_replaced(settings: PoolSettings) -> None:
    async def story(pool: WorkerPool) -> None:
        first = int((await pool.inspect("/e", body("1 "), OWN)).detector_version)
        with pytest.raises(DetectorUnavailable, match="budget"):
            await pool.inspect("/e", body("spin"), OWN)
        await until(lambda: gone(first))
        assert int((await pool.inspect("/e", body("1 "), OWN)).detector_version) != first

    pool = play(settings, story)
    assert pool.counts.overran == 1


def test_waiting_without_cpu_ends_at_the_wall_limit(settings: PoolSettings) -> None:
    async def story(pool: WorkerPool) -> None:
        await until(lambda: bool(pool.alive))
        with pytest.raises(DetectorUnavailable, match="budget"):
            await pool.inspect("/e", body("sleep"), OWN)

    play(changed(settings, min_budget_ms=50, wall_factor=2.0), story)


def test_a_full_queue_refuses_at_once(settings: PoolSettings) -> None:
    async def story(pool: WorkerPool) -> None:
        await until(lambda: bool(pool.alive))
        first = asyncio.ensure_future(pool.inspect("/e", body("spin"), OWN))
        await until(lambda: pool.counts.jobs == 1 and pool.depth == 0)
        others = [asyncio.ensure_future(pool.inspect("/e", body("1 "), OWN)) for _ in range(4)]
        await until(lambda: pool.depth == 4)
        with pytest.raises(Overloaded):
            await pool.inspect("/e", body("1 "), OWN)
        with pytest.raises(DetectorUnavailable):
            await first
        assert [seen.counts for seen in await asyncio.gather(*others)] == [{DataClass.SSN: 1}] * 4

    play(settings, story)


def test_a_cancelled_job_is_discarded_and_the_worker_goes_on(settings: PoolSettings) -> None:
    async def story(pool: WorkerPool) -> None:
        worker = int((await pool.inspect("/e", body("1 "), OWN)).detector_version)
        running = asyncio.ensure_future(pool.inspect("/e", body("20000 "), OWN))
        waiting = asyncio.ensure_future(pool.inspect("/e", body("spin"), OWN))
        await until(lambda: pool.counts.jobs == 3 and pool.depth == 1)
        running.cancel()
        waiting.cancel()
        seen = await pool.inspect("/e", body("2 "), OWN)
        assert (int(seen.detector_version), seen.counts) == (worker, {DataClass.SSN: 2})

    assert play(settings, story).counts.overran == 0


def test_workers_that_cannot_start_refuse_instead_of_waiting(settings: PoolSettings) -> None:
    async def story(pool: WorkerPool) -> None:
        with pytest.raises(DetectorUnavailable, match="not running"):
            await pool.inspect("/e", body("1 "), OWN)
        with pytest.raises(DetectorUnavailable, match="not running"):
            await pool.inspect("/e", body("1 "), OWN)

    assert play(changed(settings, factory="worker_jobs:broken"), story).counts.started == 0


def test_a_process_that_cannot_be_made_refuses_too(settings: PoolSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")

    async def story(pool: WorkerPool) -> None:
        with pytest.raises(DetectorUnavailable, match="not running"):
            await pool.inspect("/e", body("1 "), OWN)

    play(settings, story)


def test_closing_kills_reaps_and_refuses(settings: PoolSettings) -> None:
    async def story() -> None:
        pool = WorkerPool(OwnJobs(), settings)
        with pytest.raises(NotReady):
            await pool.inspect("/e", body("1 "), OWN)
        pool.start()
        await pool.inspect("/e", body("1 "), OWN)
        (pid,) = pool.alive
        running = asyncio.ensure_future(pool.inspect("/e", body("spin"), OWN))
        waiting = asyncio.ensure_future(pool.inspect("/e", body("1 "), OWN))
        await until(lambda: pool.depth == 1)
        await pool.aclose()
        assert gone(pid)
        assert pool.alive == frozenset()
        for job in (running, waiting):
            with pytest.raises(DetectorUnavailable):
                await job
        with pytest.raises(NotReady):
            await pool.inspect("/e", body("1 "), OWN)

    asyncio.run(story())


def test_a_worker_has_no_environment_and_no_descriptors_of_the_owner(settings: PoolSettings, tmp_path: Path) -> None:
    async def story(pool: WorkerPool) -> None:
        with (tmp_path / "secret").open("w") as held:
            os.set_inheritable(held.fileno(), True)  # noqa: FBT003 - the argument's meaning is the function's name
            seen = (await pool.inspect("/e", body("env"), OWN)).detector_version
        names, _, descriptors = seen.partition(" ")
        assert set(names.split(",")) <= {"PYTHONPATH", "LC_CTYPE", "OPENBLAS_NUM_THREADS"}
        # Standard streams, the socket, and the directory being listed.
        assert len(descriptors.split(",")) == 5

    play(settings, story)


def test_workers_end_with_their_owner(settings: PoolSettings) -> None:
    script = f"""
import asyncio, os, pathlib, signal
from clearance.adapters.workers.pool import PoolSettings, WorkerPool
from clearance.model.text import RawBody
from clearance.ports import Detection
OWN = Detection("own", b"own")
class Own:
    def prepared(self):
        return b"prepared"
async def main():
    pool = WorkerPool(Own(), PoolSettings(count=1, inline_bytes=1, factory="worker_jobs:make",
                                         search_path=(pathlib.Path({str(settings.search_path[0])!r}),)))
    pool.start()
    await pool.inspect("/e", RawBody(b"1 ".ljust(50)), OWN)
    job = asyncio.ensure_future(pool.inspect("/e", RawBody(b"spin".ljust(50)), OWN))
    await asyncio.sleep(0.05)
    print(*pool.alive, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
asyncio.run(main())
"""

    async def story() -> None:
        owner = await asyncio.create_subprocess_exec(sys.executable, "-c", script, stdout=asyncio.subprocess.PIPE)
        out, _ = await owner.communicate()
        await until(lambda: gone_or_zombie(int(out)))

    asyncio.run(asyncio.wait_for(story(), 20))


def gone_or_zombie(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


def test_cpu_time_is_the_childs_own(settings: PoolSettings) -> None:
    async def story() -> None:
        worker = process.WorkerProcess(settings.factory, settings.search_path)
        await worker.send([b"prepared"])
        await worker.receive()
        before, started = worker.cpu_seconds(), time.monotonic()
        while time.monotonic() - started < 0.05:
            pass
        assert worker.cpu_seconds() - before < 0.02
        await worker.end()
        with pytest.raises(process.WorkerGone):
            worker.cpu_seconds()
        with pytest.raises(process.WorkerGone):
            await worker.send([b"x"])

    asyncio.run(story())


def test_an_unknown_code_or_reply_is_a_failure_of_detection() -> None:
    assert isinstance(known_error(Failed("nothing_we_know", "x", None)), DetectorUnavailable)
    known = known_error(Failed("malformed_request", "x", "p"))
    assert (type(known), known.safe_message, known.param) == (Malformed, "x", "p")
    assert encode(Crashed("E")) == b"\x92\xa7crashed\xa1E"
    assert issubclass(type(known), ClearanceError)


def learnt(settings: PoolSettings) -> list[str]:
    return (settings.search_path[0] / "worker_jobs.py.learnt").read_text("utf-8").split()


def test_a_worker_is_taught_what_a_job_names_before_it_gets_the_job(settings: PoolSettings) -> None:
    other = Detection("other", b"other")

    async def story(pool: WorkerPool) -> None:
        for detection in (OWN, OWN, other, OWN, other):
            await pool.inspect("/e", body("1 "), detection)
        await pool.rewrite("/e", body("x"), {}, {})
        for number in range(KEPT):
            await pool.scan_text(Raw("x" * 20), Detection(f"v{number}", f"v{number}".encode()))
        await pool.inspect("/e", body("1 "), OWN)

    play(settings, story)
    assert learnt(settings) == ["own", "other", *(f"v{number}" for number in range(KEPT)), "own"]


@pytest.mark.parametrize("rules", [b"makes another version", b"broken"])
def test_a_worker_never_answers_with_another_detection(settings: PoolSettings, rules: bytes) -> None:
    async def story(pool: WorkerPool) -> None:
        with pytest.raises(DetectorUnavailable) as caught:
            await pool.inspect("/e", body("1 "), Detection("wanted", rules))
        assert "canary" not in caught.value.safe_message + caught.value.diagnostics
        assert (await pool.inspect("/e", body("1 "), OWN)).counts == {DataClass.SSN: 1}

    play(settings, story)


def test_nor_does_the_owner_in_place(settings: PoolSettings) -> None:
    async def story(pool: WorkerPool) -> None:
        with pytest.raises(DetectorUnavailable):
            await pool.inspect("/e", RawBody(b"x"), Detection("wanted", b"another"))
        with pytest.raises(DetectorUnavailable):
            await pool.scan_text(Raw("x"), Detection("wanted", b"another"))

    play(settings, story)
