# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
import pytest

from clearance.core.codec.stored import stored_endpoint, stored_object
from clearance.errors import MethodNotAllowed, PartRefused

PATH = "/v1/responses/resp_0a-B"


@pytest.mark.parametrize(
    ("method", "path", "action"),
    [
        ("GET", PATH, "retrieve"),
        ("DELETE", PATH, "delete"),
        ("POST", f"{PATH}/cancel", "cancel"),
        ("GET", f"{PATH}/input_items", "input_items"),
    ],
)
def test_what_a_path_is_about(method: str, path: str, action: str) -> None:
    found = stored_object(method, path, "")
    assert found is not None
    assert (found.id, found.method, found.action, found.endpoint) == ("resp_0a-B", method, action, "/v1/responses")
    assert found.path("/v1/responses") == path
    assert found.path("/other?api-version=1") == path.replace("/v1/responses", "/other") + "?api-version=1"


@pytest.mark.parametrize(
    "path",
    [
        "/v1/responses",
        "/v1/responses/",
        "/v1/responsesresp_1",
        "/v1/responses/resp_1/",
        "/v1/responses/resp_1/other",
        "/v1/responses/../models",
        "/v1/responses/a.b",
        "/v1/responses/" + "a" * 129,
        "/v1/chat/completions/chatcmpl-1",
    ],
)
def test_other_paths_are_about_no_object(path: str) -> None:
    assert stored_object("GET", path, "") is None
    assert stored_endpoint(path) is None


def test_a_known_path_has_its_methods() -> None:
    assert stored_endpoint(PATH) == "/v1/responses"
    for method, path in (("PATCH", PATH), ("GET", f"{PATH}/cancel"), ("DELETE", f"{PATH}/input_items")):
        with pytest.raises(MethodNotAllowed):
            stored_object(method, path, "")


def test_what_is_listed_of_a_query_goes_along() -> None:
    query = "include[]=reasoning.encrypted_content&include%5B%5D=message.output_text.logprobs&limit=20&after=msg_1"
    found = stored_object("GET", f"{PATH}/input_items", query)
    assert found is not None
    assert found.items == ("msg_1",)
    expected = "include[]=reasoning.encrypted_content&include[]=message.output_text.logprobs&limit=20&after=msg_1"
    assert found.path("/v1/responses").endswith(f"/input_items?{expected}")
    assert found.path("/x?y=1").endswith(f"/input_items?y=1&{expected}")


@pytest.mark.parametrize(
    ("query", "param"),
    [
        ("stream=true", "stream"),
        ("include=message.input_image.image_url", "include"),
        ("limit=1000", "limit"),
        ("limit=x", "limit"),
        ("order=up", "order"),
        ("after=Maria%20Gonzalez", "after"),
        ("name=Maria", "query"),
        ("nothing", "query"),
        ("a=1&" * 40 + "b=1", "query"),
        ("limit=" + "1" * 3000, "query"),
    ],
)
def test_another_query_is_refused_without_being_repeated(query: str, param: str) -> None:
    with pytest.raises(PartRefused) as refused:
        stored_object("GET", PATH, query)
    assert refused.value.param == param
    assert "Maria" not in refused.value.safe_message
