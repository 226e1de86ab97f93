# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Where the demonstration plays: a temporary installation, a vendor stand-in on loopback, and a caller.

Everything is the real thing, set up as ``clearance init`` and ``clearance serve`` do it; only the vendor is not.
"""

import contextlib
import json
import re
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

from clearance.adapters.store.database import DATABASE, connect
from clearance.boundary import starter_documents
from clearance.config.load import Loaded, load
from clearance.service import activation, issuing
from clearance.service.owner import Owner, Role
from clearance.service.serve import Serving, serving
from clearance.service.setup import Places, initialise
from clearance.testing.vendor import Behaviour, FakeVendorServer, says

ACTOR = "demo"
APPLICATION = "demo-notes"
MODEL = "demo-model"
TENANT_LOG = "tenant/demo"
BAA_FILE = "agreement.yaml"
CREDENTIAL = "vendor-credential-of-the-gateway"  # the stand-in's; it opens nothing
_FIELD = re.compile(r"^(?:Patient|MRN|Member ID|DOB|SSN|Phone|E-mail)\b.*$", re.MULTILINE)
_PATIENT = re.compile(r"^Patient: (.+)$", re.MULTILINE)

_VENDOR = """\
kind: Vendor
id: stand-in
name: Model vendor (a stand-in on this machine)
---
kind: Deployment
id: stand-in-us
vendor: stand-in
wire: openai
hosting: public_api
region: us
base_url: {url}
unsafe_plain_http: true
endpoints: [/v1/chat/completions]
models: [{model}]
credential: file:{credential}
---
kind: Fact
id: stand-in-no-training
deployment: stand-in-us
name: no_training
value: true
basis: executed
valid_from: 2020-01-01
valid_until: 2099-01-01
source: demonstration
"""
_BAA = """\
kind: Fact
id: stand-in-baa
deployment: stand-in-us
name: baa_in_force
value: true
basis: executed
valid_from: 2020-01-01
valid_until: 2099-01-01
source: demonstration, an executed business associate agreement would be named here
"""
_APPLICATION = f"""\
kind: Application
id: {APPLICATION}
tenant: demo
declared: phi
owner: you@example.org
purposes: [treatment]
default_purpose: treatment
"""


@dataclass(frozen=True, slots=True)
class Answered:
    """What the caller got. ``text`` is the model's message, for a refusal the error's."""

    status: int
    headers: dict[str, str]
    text: str
    code: str = ""


class Stage:
    """A running demonstration. ``key`` is the caller's API key."""

    def __init__(self, folder: Path, service: Serving, vendor: FakeVendorServer, key: str) -> None:
        self.folder = folder
        self.service = service
        self.vendor = vendor
        self.key = key

    @property
    def owner(self) -> Owner:
        """The owner behind the service."""
        return self.service.owner

    async def ask(self, note: str, *, stream: bool = False) -> Answered:
        """Send a note as an application would: base URL, key, and the vendor's own wire."""
        body = {"model": MODEL, "stream": stream, "messages": [{"role": "user", "content": note}]}
        headers = {"authorization": f"Bearer {self.key}"}
        url = f"{self.service.url}/v1/chat/completions"
        async with aiohttp.ClientSession() as session, session.post(url, json=body, headers=headers) as answer:
            found = {name.lower(): value for name, value in answer.headers.items()}
            if answer.content_type == "text/event-stream":
                return Answered(answer.status, found, streamed_text(await answer.read()))
            value = await answer.json()
        if "error" in value:
            return Answered(answer.status, found, value["error"]["message"], value["error"]["code"])
        return Answered(answer.status, found, value["choices"][0]["message"]["content"])

    async def read_receipt(self, call_id: str) -> dict[str, Any]:
        """The call's receipt, asked for with the caller's key."""
        headers = {"x-api-key": self.key}
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"{self.service.url}/receipts/{call_id}", headers=headers) as answer,
        ):
            found: dict[str, Any] = await answer.json()
            return found

    async def apply(self, *, baa: bool) -> dict[str, Any]:
        """Put the documents in force, with or without the agreement."""
        files = documents(self.folder, self.vendor.url, baa=baa)
        return await activation.apply(self.owner, files, dry_run=False, actor=ACTOR)

    def altered_copy(self, seq: int, old: bytes, new: bytes) -> Path:
        """A copy of the data directory in which one leaf says something else; its settings file."""
        data_dir = self.folder / "copy"
        data_dir.mkdir(mode=0o700)
        source = connect(self.owner.settings.data_dir / DATABASE, read_only=True)
        copy = connect(data_dir / DATABASE, create=True)
        try:
            source.backup(copy)
            row = (TENANT_LOG, seq)
            leaf = copy.execute("SELECT leaf FROM log_event WHERE log_id = ? AND seq = ?", row).fetchone()[0]
            altered = leaf.replace(old, new, 1)
            copy.execute("UPDATE log_event SET leaf = ? WHERE log_id = ? AND seq = ?", (altered, *row))
        finally:
            copy.close()
            source.close()
        config = self.folder / "copy.toml"
        config.write_text(f'data_dir = "{data_dir}"\nroot_key = "{self.owner.settings.root_key}"\n', "utf-8")
        return config


@contextlib.asynccontextmanager
async def stage() -> AsyncIterator[Stage]:
    """Set the stage; everything on it is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="clearance-demo-") as name:
        loaded = _install(Path(name))
        folder = loaded.settings.data_dir.parent
        async with FakeVendorServer(_reply) as vendor:
            role = Role(prepare=False, stand_ins=frozenset({vendor.url}))
            async with serving(loaded, role) as service:
                files = documents(folder, vendor.url, baa=True)
                await activation.apply(service.owner, files, dry_run=False, actor=ACTOR)
                key = await issuing.issue(service.owner, issuing.Wish(APPLICATION, environment="demo"), actor=ACTOR)
                yield Stage(folder, service, vendor, key["key"])


def _install(folder: Path) -> Loaded:
    """As ``clearance init``, in one folder; the environment's own settings are left out."""
    folder = folder.resolve()
    where = Places(folder / "data", folder / "root.key", folder / "clearance.toml", folder / "boundary")
    initialise(where, port=0)
    (folder / "vendor.key").write_text(CREDENTIAL, "ascii")
    (folder / "vendor.key").chmod(0o600)
    return load(where.config, environ={"HOME": str(folder)})


def documents(folder: Path, url: str, *, baa: bool) -> dict[str, str]:
    """The demonstration's boundary documents."""
    vendor = _VENDOR.format(url=url, model=MODEL, credential=folder / "vendor.key")
    files = {"vendor.yaml": vendor, "application.yaml": _APPLICATION}
    files["purposes.yaml"] = starter_documents()["purposes.yaml"]
    return files | ({BAA_FILE: _BAA} if baa else {})


def streamed_text(body: bytes) -> str:
    """The text that a stream of events amounts to."""
    data = [line.removeprefix("data: ") for line in body.decode().splitlines() if line.startswith("data: {")]
    choices = [choice for event in data for choice in json.loads(event).get("choices", ())]
    return "".join(choice["delta"].get("content") or "" for choice in choices)


def _reply(body: bytes) -> Behaviour:
    """What a model might write: it repeats the head of the note as it received it, then two sentences."""
    note = json.loads(body)["messages"][-1]["content"]
    head = "\n".join(_FIELD.findall(note))
    patient = _PATIENT.search(note)
    named = patient[1] if patient else "the patient"
    text = f"Re:\n{head}\n\nThank you for seeing {named}. Please let us know the plan."
    return says(text)(body)
