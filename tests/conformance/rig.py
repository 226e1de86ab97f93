# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""A client as its users have it, in an environment of its own, in a dialogue with a gateway in front of a stand-in.

The client's process is told the gateway's address and a key by environment variables and nothing else. What it is
asked goes in by standard input and what it saw comes out by standard output, one JSON object a line, so that each
scene has its own count of requests and its own bodies at the vendor. ``make conformance`` makes the environments.
"""

import asyncio
import contextlib
import json
import os
import shutil
import ssl
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any, Self

import aiohttp

from clearance.config.load import load
from clearance.service.activation import apply
from clearance.service.issuing import Wish, issue
from clearance.service.owner import Role
from clearance.service.serve import serving
from clearance.testing.installation import make
from clearance.testing.vendor import FakeVendorServer
from tests.conformance.boundary import boundary
from tests.conformance.vendor import after_tools
from tests.integration.certificates import Authority

ROOT = Path(__file__).parents[2]
ENVIRONMENTS = ROOT / ".conformance"
HERE = Path(__file__).parent
NODE = ENVIRONMENTS / "runtime/node_modules/.bin/node"
PATIENCE = 120.0
"""Seconds after which a test gives up; nothing is measured."""

NOTE = "Patient: Maria Gonzalez, MRN 48213377, SSN 078-05-1120, DOB 03/14/1961. A1c 7.4 percent."
VALUES = (b"Maria", b"Gonzalez", b"48213377", b"078-05-1120", b"03/14/1961")
JSON_NOTE = json.dumps({"note": NOTE})
DENIED = "own workforce"
"""Words of our own in the text of a denial."""


@dataclass(frozen=True, slots=True)
class Gateway:
    """What a client is told. ``authority``: the file of the certificate authority, where it is served with TLS."""

    url: str
    key: str
    authority: Path | None = None


Environ = Callable[[Gateway], Mapping[str, str]]


def openai_environ(gateway: Gateway) -> dict[str, str]:
    """What OpenAI's SDKs and everything built on them read."""
    return {"OPENAI_BASE_URL": f"{gateway.url}/v1", "OPENAI_API_KEY": gateway.key}


def anthropic_environ(gateway: Gateway) -> dict[str, str]:
    """What Anthropic's SDKs and everything built on them read."""
    return {"ANTHROPIC_BASE_URL": gateway.url, "ANTHROPIC_API_KEY": gateway.key}


def google_environ(gateway: Gateway) -> dict[str, str]:
    """What Google's SDKs and everything built on them read."""
    return {"GOOGLE_GEMINI_BASE_URL": gateway.url, "GEMINI_API_KEY": gateway.key}


def aws_environ(gateway: Gateway) -> dict[str, str]:
    """What AWS's SDKs read; they send a bearer token over TLS only."""
    return {
        "AWS_BEARER_TOKEN_BEDROCK": gateway.key,
        "AWS_CA_BUNDLE": str(gateway.authority),
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_ENDPOINT_URL_BEDROCK_RUNTIME": gateway.url,
    }


def environ_of_all(gateway: Gateway) -> dict[str, str]:
    """What clients of several wires read."""
    return {**openai_environ(gateway), **anthropic_environ(gateway), **google_environ(gateway)}


@dataclass(frozen=True, slots=True)
class Scene:
    """What one exchange looked like from three sides."""

    said: Mapping[str, Any]
    """What the client saw: the scene's own words, or ``raised``."""
    statuses: Mapping[str, int]
    """How many requests the gateway answered, by HTTP status."""
    bodies: tuple[bytes, ...]
    """What reached the vendor."""

    def came_back(self) -> Mapping[str, Any]:
        """What the client saw, if nothing was raised there, nothing refused and no value reached the vendor."""
        assert "raised" not in self.said, self.said
        assert set(self.statuses) == {"200"}, self.statuses
        self.nothing_left()
        return self.said

    def nothing_left(self) -> None:
        """The vendor was asked and saw tokens only."""
        assert self.bodies
        for body in self.bodies:
            assert not [value for value in VALUES if value in body]
        assert any(b"[PERSON_" in body for body in self.bodies)

    def refused(self, kind: str) -> None:
        """The client raised ``kind`` with our text, having asked once, and nothing reached the vendor."""
        raised = self.said["raised"]
        assert kind in raised["types"], raised
        assert DENIED in raised["text"], raised
        assert not any("auth" in name.lower() for name in raised["types"]), raised
        assert self.statuses == {"400": 1}
        assert self.bodies == ()


@dataclass(slots=True)
class House:
    """A gateway and the vendor behind it."""

    gateway: Gateway
    vendor: FakeVendorServer
    session: aiohttp.ClientSession

    async def statuses(self) -> dict[str, int]:
        """Answers so far by HTTP status, this look included."""
        async with self.session.get(f"{self.gateway.url}/metrics") as answer:
            return dict(_counts(await answer.text()))

    @contextlib.asynccontextmanager
    async def scene(self, said: dict[str, Any]) -> AsyncIterator[Callable[[], Scene]]:
        """Count what happens inside."""
        before, received = await self.statuses(), len(self.vendor.received)
        found: dict[str, int] = {}
        yield lambda: Scene(said, found, tuple(self.vendor.received[received:]))
        after = await self.statuses()
        after["200"] = after.get("200", 0) - 1  # the look that came first counted itself afterwards
        found |= {status: n for status, count in after.items() if (n := count - before.get(status, 0))}


def _counts(metrics: str) -> Iterator[tuple[str, int]]:
    for line in metrics.splitlines():
        name, _, value = line.rpartition(" ")
        if name.startswith("clearance_requests_total{"):
            yield name.partition('="')[2].partition('"')[0], int(float(value))


@contextlib.asynccontextmanager
async def house(folder: Path, *, tls: bool = False) -> AsyncIterator[House]:
    """A gateway that serves every wire until the context ends."""
    authority = Authority(folder / "authority.pem") if tls else None
    trust = ssl.create_default_context(cafile=authority.file) if authority else True
    connector = aiohttp.TCPConnector(ssl=trust)
    async with FakeVendorServer(after_tools) as vendor, aiohttp.ClientSession(connector=connector) as session:
        where = make(folder)
        flags: dict[str, object] = {"gateway.port": 0}
        if authority is not None:
            certificate, secret = authority.issue(folder, IPv4Address("127.0.0.1"))
            flags |= {"gateway.tls_cert": str(certificate), "gateway.tls_key": str(secret)}
        loaded = load(where.config, environ={}, flags=flags)
        async with serving(loaded, Role(prepare=False, stand_ins=frozenset({vendor.url}))) as service:
            await apply(service.owner, {"b.yaml": boundary(vendor.url)}, dry_run=False, actor="test")
            key = (await issue(service.owner, Wish("notes"), actor="test"))["key"]
            yield House(Gateway(service.url, key, authority.file if authority else None), vendor, session)


@dataclass(frozen=True, slots=True)
class Client:
    """How a client is started. ``name``: of its environment and of its driver. ``tls``: it speaks nothing else."""

    name: str
    environ: Environ
    node: bool = False
    tls: bool = False

    def command(self) -> Sequence[str | Path]:
        """What runs its driver. An environment that is not there is an error, never a reason to skip."""
        place = ENVIRONMENTS / self.name
        if not self.node:
            return needed(place / "bin/python"), HERE / "drivers/run.py", f"drive_{self.name.replace('-', '_')}"
        needed(place / "node_modules")
        for script in (HERE / "node/run.mjs", HERE / "node" / self.name / "driver.mjs"):
            shutil.copyfile(script, place / script.name)  # Node looks for packages beside the script
        return needed(NODE), place / "run.mjs"


def needed(path: Path) -> Path:
    """A path that ``make conformance`` makes."""
    assert path.exists(), f"{path.relative_to(ROOT)} is missing: `make conformance` installs the clients"
    return path


def surroundings(home: Path, own: Mapping[str, str]) -> dict[str, str]:
    """The environment of a client: a home of its own, what it is told, no way off this machine, and nothing of ours."""
    home.mkdir(exist_ok=True)
    nowhere = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"), "http://127.0.0.1:9")
    return {
        **nowhere,
        **dict.fromkeys(("NO_PROXY", "no_proxy"), "127.0.0.1"),
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "NO_COLOR": "1",
        "PATH": f"{NODE.parent}:{os.defpath}",
        "PYTHONDONTWRITEBYTECODE": "1",
        "TMPDIR": str(home),
        **own,
    }


@dataclass(frozen=True, slots=True)
class Ask:
    """What a client is asked: a scene of its driver, a prompt, a model; ``wire`` where the client speaks several."""

    scene: str
    text: str
    model: str
    wire: str = ""
    refused: bool = False

    @property
    def name(self) -> str:
        """Under which its outcome is found: wire, scene, and whether it is to be refused."""
        return " ".join(filter(None, (self.wire, self.scene, "refused" if self.refused else "")))

    @property
    def asked(self) -> dict[str, str]:
        """As the driver reads it."""
        return {
            "scene": self.scene,
            "ask": self.text,
            "model": f"{self.wire}:{self.model}" if self.wire else self.model,
        }


ECHO = f"[[echo]] {NOTE}"
"""Makes the vendor say the note."""
CALL = f"[[echo tool]] {NOTE}"
"""Makes the vendor call the first tool with the note."""
STRUCTURED = f"[[echo]] {JSON_NOTE}"
"""Makes the vendor answer with a JSON object that holds the note."""


def asks(*scenes: str, text: str = ECHO, model: str = "m", wire: str = "") -> tuple[Ask, ...]:
    """The same asked in several scenes."""
    return tuple(Ask(scene, text, model, wire) for scene in scenes)


def denied(*scenes: str, model: str = "unlisted", wire: str = "") -> tuple[Ask, ...]:
    """The same of a model that nothing may reach."""
    return tuple(Ask(scene, ECHO, model, wire, refused=True) for scene in scenes)


@dataclass(slots=True)
class Dialogue:
    """A running client."""

    process: asyncio.subprocess.Process
    log: Path

    async def ask(self, question: Ask) -> dict[str, Any]:
        """What the client saw."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(question.asked).encode() + b"\n")
        while line := await self.process.stdout.readline():
            if line.startswith(b'{"scene"'):  # a library may print, too
                said: dict[str, Any] = json.loads(line)
                return said
        raise AssertionError(self.log.read_text(errors="replace")[-4000:])

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        if self.process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self.process.kill()
            await self.process.wait()


async def begin(client: Client, folder: Path, gateway: Gateway) -> Dialogue:
    """Start a client."""
    log = folder / "client.log"
    with log.open("wb") as errors:
        process = await asyncio.create_subprocess_exec(
            *client.command(),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=errors,
            cwd=folder,
            env=surroundings(folder / "home", client.environ(gateway)),
            limit=1 << 24,
        )
    return Dialogue(process, log)


def play(client: Client, folder: Path, questions: Sequence[Ask]) -> dict[str, Scene]:
    """Ask a client all of these, one after the other; what came of each, by name."""

    async def act() -> dict[str, Scene]:
        scenes: dict[str, Scene] = {}
        async with (
            house(folder, tls=client.tls) as home,
            asyncio.timeout(PATIENCE),
            await begin(client, folder, home.gateway) as dialogue,
        ):
            for question in questions:
                said: dict[str, Any] = {}
                async with home.scene(said) as seen:
                    said |= await dialogue.ask(question)
                scenes[question.name] = seen()
        return scenes

    return asyncio.run(act())
