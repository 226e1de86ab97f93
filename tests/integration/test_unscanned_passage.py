# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""A file goes up to a vendor and comes back through a whole service, for an application that may, and only then."""

from pathlib import Path

import pytest

from clearance.errors import InvalidDocument
from clearance.service.activation import apply
from clearance.testing.installation import BOUNDARY, Installation
from clearance.testing.vendor import Behaviour
from tests.integration.stage import inside, port_of, request, talk

FORM = b"--x\r\ncontent-disposition: form-data; name=file; filename=a.bin\r\n\r\n\x00\x01\x02\r\n--x--\r\n"
OPEN = BOUNDARY.replace("endpoints: [/v1/chat/completions]", "endpoints: [/v1/chat/completions, /v1/files]").replace(
    "declared: unsure\n", "declared: none\napproved_by: officer@example.org\nallow_endpoints: [files]\n"
)


def upload(key: str) -> bytes:
    raw = request(key, FORM, path="/v1/files?purpose=user_data")
    return raw.replace(b"application/json", b"multipart/form-data; boundary=x")


def get(key: str) -> bytes:
    lines = ["GET /v1/files/file-1/content HTTP/1.1", "host: x", "connection: close", f"authorization: Bearer {key}"]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def test_a_file_goes_up_and_comes_back(tmp_path: Path) -> None:
    async def scene(house: Installation) -> None:
        house.vendor.play(
            Behaviour((b'{"id":"file-1"}',)),
            Behaviour((b"\x00\x01\x02",), headers={"content-type": "application/octet-stream"}),
        )
        up = await talk(port_of(house), upload(house.key))
        assert (up.status, b'{"id":"file-1"}' in up.body) == (200, True)
        assert up.headers["x-clearance-receipt"]
        down = await talk(port_of(house), get(house.key))
        assert (down.status, b"\x00\x01\x02" in down.body) == (200, True)
        assert house.vendor.received == [FORM, b""]
        assert house.vendor.targets == ["POST /v1/files?purpose=user_data", "GET /v1/files/file-1/content"]
        assert house.vendor.received_headers[0]["content-type"] == "multipart/form-data; boundary=x"
        assert house.key not in str(house.vendor.received_headers)

    inside(tmp_path, scene, boundary=OPEN)


def test_without_leave_the_endpoint_is_refused(tmp_path: Path) -> None:
    async def scene(house: Installation) -> None:
        answer = await talk(port_of(house), upload(house.key))
        assert (answer.status, answer.error["code"]) == (400, "endpoint_refused")
        assert (answer.headers["x-should-retry"], house.vendor.received) == ("false", [])
        for wrong in (OPEN.replace("/v1/files]", "/v1/file]"), OPEN.replace("declared: none", "declared: phi")):
            with pytest.raises(InvalidDocument):
                await apply(house.owner, {"b.yaml": wrong.format(url=house.vendor.url)}, dry_run=True, actor="test")

    inside(tmp_path, scene)
