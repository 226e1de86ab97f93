# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Steps 2 and 3 for a call about an object that a vendor keeps: there is no body, only an id that must be on record."""

import hashlib

from clearance.core.codec.stored import StoredObject
from clearance.core.codec.wire import Wire
from clearance.core.detect.tagger.proposer import guessed
from clearance.errors import PartRefused
from clearance.exchange.call import Ports
from clearance.model.prompt import Inspection, PromptFacts
from clearance.model.text import Raw
from clearance.ports import Detection


async def inspect_stored(stored: StoredObject, wire: Wire, detection: Detection, ports: Ports) -> Inspection:
    """The call as a request that holds nothing but a reference; the model is the object's (step 4 knows it).

    Raises:
        PartRefused: an item's id in the query reads as an identifier of somebody.
        DetectorUnavailable: the query could not be scanned.
    """
    for item in stored.items:
        findings = await ports.compute.scan_text(Raw(item), detection)
        if any(not guessed(one.kind) for one in findings):
            raise PartRefused("An item's id in the query reads as an identifier.", param="query")
    facts = PromptFacts(
        wire=wire.id,
        endpoint=wire.endpoint,
        model="",
        stream=False,
        features=frozenset(),
        conversation_seed=b"",
        segment_count=0,
        body_bytes=0,
        references=(stored.id,),
    )
    return Inspection(facts, (), detection.version, body_digest=hashlib.sha256(b"").digest())
