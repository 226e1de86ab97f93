# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""A whole service reads the documents of an application that asks for it."""

import base64
import json
from pathlib import Path

from clearance.core.codec.registry import WIRES
from clearance.testing.installation import BOUNDARY, Installation
from tests.integration.stage import inside, port_of, request, talk
from tests.unit.adapters.documents.made import docx, paragraph, pdf

READS = BOUNDARY.replace("default_purpose: treatment\n", "default_purpose: treatment\nextract: true\n", 1)

CONVERSE = "/model/m/converse"
OPENAI = ", ".join(one.endpoint for one in WIRES.values() if one.id == "openai")
CONVERSES = READS.replace("wire: openai", "wire: bedrock").replace(OPENAI, '"/model/{{model}}/converse"')


def test_documents_leave_as_text(tmp_path: Path) -> None:
    async def scene(house: Installation) -> None:
        for data in (docx(paragraph("SSN: 536-22-8714")), pdf("SSN: 536-22-8714")):
            file = {"file_data": base64.b64encode(data).decode(), "filename": "a"}
            part = {"type": "file", "file": file}
            body = json.dumps({"model": "m", "messages": [{"role": "user", "content": [part]}]}).encode()
            answer = await talk(port_of(house), request(house.key, body))
            assert answer.status == 200, answer.raw
            (sent,) = json.loads(house.vendor.received[-1])["messages"][0]["content"]
            assert sent["type"] == "text"
            assert sent["text"].startswith("SSN: ")
            assert "536-22-8714" not in sent["text"]

    inside(tmp_path, scene, boundary=READS)


def test_documents_leave_converse_as_text(tmp_path: Path) -> None:
    async def scene(house: Installation) -> None:
        for form, data in (("docx", docx(paragraph("SSN: 536-22-8714"))), ("pdf", pdf("SSN: 536-22-8714"))):
            source = {"bytes": base64.b64encode(data).decode()}
            block = {"document": {"format": form, "name": "Jane Doe", "source": source}}
            body = json.dumps({"messages": [{"role": "user", "content": [block]}]}).encode()
            answer = await talk(port_of(house), request(house.key, body, path=CONVERSE))
            assert answer.status == 200, answer.raw
            (sent,) = json.loads(house.vendor.received[-1])["messages"][0]["content"]
            assert sent.keys() == {"text"}
            assert sent["text"].startswith("SSN: ")
            assert "536-22-8714" not in sent["text"]

    inside(tmp_path, scene, boundary=CONVERSES)
