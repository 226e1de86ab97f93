# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Look for a text in bytes, as it is and in every coding that could have carried it there."""

import base64
import json
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote, quote_plus


def codings(text: str) -> frozenset[bytes]:
    """The text raw and as base64 (at each alignment), hex, percent-encoding and JSON."""
    raw = text.encode()
    forms = {raw, raw.lower(), raw.upper(), raw.hex().encode(), raw.hex().upper().encode(), text.encode("utf-16-le")}
    forms |= {quote(text, safe="").encode(), quote_plus(text).encode(), json.dumps(text)[1:-1].encode()}
    forms |= {repr(raw)[2:-1].encode(), json.dumps(json.dumps(text))[3:-3].encode()}
    forms |= {text.encode("latin-1", "replace"), "".join(f"%{byte:02x}" for byte in raw).encode()}
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        # Of a text inside something longer only whole groups of three bytes are known.
        forms |= {encode(raw[skip:][: (len(raw) - skip) // 3 * 3]) for skip in range(3)}
    return frozenset(forms)


class Canaries:
    """Named texts that must not appear."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._forms = {name: codings(text) for name, text in texts.items()}

    def within(self, data: bytes) -> list[str]:
        """The names of those that are in these bytes."""
        return [name for name, forms in self._forms.items() if any(form in data for form in forms)]

    def within_files(self, folder: Path) -> dict[str, list[str]]:
        """By file that holds any; file names count too."""
        found = {}
        for path in sorted(folder.rglob("*")):
            data = path.read_bytes() if path.is_file() else b""
            held = self.within(path.name.encode() + b"\n" + data)
            if held:
                found[str(path.relative_to(folder))] = held
        return found


PROMPT = {
    "ssn": "536-22-8714",
    "record": "77812046",
    "name": "Zoë Quillfeather",
    "surname": "Quillfeather",
    "phone": "(415) 555-0137",
    "mail": "z.quill@mailbox-zq.example",
    "cloud key": "AKIAQ7ZX4VDK2MTWLJ3P",
}
NOTE = (
    f"Patient: {PROMPT['name']}, MRN {PROMPT['record']}, SSN {PROMPT['ssn']}, phone {PROMPT['phone']}, "
    f"e-mail {PROMPT['mail']}, key {PROMPT['cloud key']}. Remember vellum-orchard-31."
)
TEXTS = PROMPT | {
    "plain words": "vellum-orchard-31",
    "tool result": "kestrel-vortex-4471",
    "metadata": "marigold-lantern-9923",
    "unknown field": "saffron-piston-5512",
    "field name": "juniper_anvil_6034",
    "model": "gpt-cobalt-heron-7719",
    "user agent": "mistral-thimble-2205",
    "subject": "tobias.ferngrove@mailbox-zq.example",
    "unknown header": "hazel-cinder-8840",
    "header name": "x-clearance-bramble-1177",
    "restriction": "ochre-walrus-3390",
    "conversation": "tundra-biscuit-6658",
    "purpose": "velvet-osprey-7001",
    "cookie": "session-lattice-9034",
    "query": "amber-sluice-4416",
    "path": "copper-finch-8127",
    "wrong key": "sk-granite-plume-5083",
    "basic": "quartz-otter:pw-2291",
    "proxy": "x-forwarded-walnut",
    "answer": "Ingrid Stallwrought, SSN 219-09-9781",
    "answer end": "pewter_gosling",
    "vendor error": "birch-mackerel-3562",
    "vendor header": "slate-pelican-1408",
    "credential": "sk-vendor-topaz-marten-77",
    "malformed": "flint-sparrow-2846",
    "zipped": "cedar-newt-9173",
    "duplicate": "indigo-stoat-6621",
    "part": "raven-cobble-5907",
    "part type": "lichen_heron_part",
    "method": "WRENFALCONETTE",
    "bug": "nutmeg-falcon-8852",
    "detector bug": "sorrel-badger-7316",
    "answer bug": "the kettle boiled over twice before the meeting",
    "callback bug": "thistle-ermine-4209",
}
BUGS = f"""
import asyncio
import clearance.exchange.jobs as jobs
import clearance.exchange.transform as transform
import clearance.exchange.release as release

inspect, text, restore = jobs.CoreJobs.inspect, transform.transform_text, release.restore_answer

def broken_inspect(self, endpoint, body, version, key):
    if {TEXTS["detector bug"]!r}.encode() in body.reveal():
        raise ValueError(body.reveal())
    return inspect(self, endpoint, body, version, key)

def broken_text(given, *rest, **more):
    if {TEXTS["callback bug"]!r} in given:
        async def lost():
            raise LookupError(given)
        asyncio.ensure_future(lost())
        asyncio.get_running_loop().call_soon(int, given)
    if {TEXTS["bug"]!r} in given:
        raise RuntimeError("no form for " + given)
    return text(given, *rest, **more)

def broken_restore(wire, body, *rest):
    if {TEXTS["answer bug"]!r}.encode() in body:
        raise KeyError(body)
    return restore(wire, body, *rest)

jobs.CoreJobs.inspect, transform.transform_text = broken_inspect, broken_text
release.restore_answer = broken_restore
"""
"""Defects that name what they were given: a ``sitecustomize`` of the service's process."""
