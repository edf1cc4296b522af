"""What the server says about itself: complete, well-formed, and a page that can run nothing foreign."""

import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from typing import Any

from tests.ports.rest_server import ORIGIN, RestServer

from pillarbox.edges.rest.openapi import describe
from pillarbox.edges.rest.reference_page import page
from pillarbox.edges.rest.table import RESOURCES

DOCUMENT: Any = describe(RESOURCES, ORIGIN)
OPERATIONS = [
    (path, method, operation)
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
]


class Page(HTMLParser):
    """What a page holds and what it refers to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.foreign: list[str] = []
        self.attributes: set[str] = set()
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag not in ("meta", "link", "input"):
            self.open.append(tag)
        for name, value in attributes:
            self.attributes.add(name)
            if name == "id":
                self.ids.append(value or "")
            if name in ("href", "src"):
                (self.links if (value or "").startswith(("#", "/", "data:,")) else self.foreign).append(
                    value or ""
                )

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


async def test_every_route_is_described_once(server: RestServer) -> None:
    async with server.client(None) as client:
        answer = await client.get("/openapi.json")
    assert answer.headers["content-type"] == "application/json"
    assert answer.json() == DOCUMENT
    assert len(OPERATIONS) == sum(len(endpoint.mounts) for endpoint in RESOURCES)
    names = [operation["operationId"] for _, _, operation in OPERATIONS]
    assert len(set(names)) == len(names)


def test_every_reference_leads_somewhere() -> None:
    wanted: set[str] = set()

    def look(value: object) -> None:
        if isinstance(value, dict):
            if isinstance(reference := value.get("$ref"), str):
                wanted.add(reference)
            for item in value.values():
                look(item)
        elif isinstance(value, list):
            for item in value:
                look(item)

    look(DOCUMENT)
    for reference in wanted:
        place = DOCUMENT
        for step in reference.removeprefix("#/").split("/"):
            place = place[step]


def test_path_parameters_are_those_of_the_path() -> None:
    for path, _, operation in OPERATIONS:
        named = [each["name"] for each in operation["parameters"] if each["in"] == "path"]
        assert named == re.findall(r"\{(\w+)\}", path)


def test_what_an_operation_needs_is_told() -> None:
    by_name = {operation["operationId"]: operation for _, _, operation in OPERATIONS}
    send = by_name["inboxes.messages.send"]
    assert send["x-permission"] == "message_send" and "`message_send`" in send["description"]
    assert {"400", "401", "403", "404", "409", "413", "429", "503"} <= send["responses"].keys()
    assert "security" not in send and by_name["health.live"]["security"] == []
    limit = next(each for each in by_name["threads.list"]["parameters"] if each["name"] == "limit")
    assert limit["schema"] == {"type": "integer", "exclusiveMinimum": 0} and limit["description"]
    assert "text/event-stream" in by_name["events.list"]["responses"]["200"]["content"]
    assert "410" in by_name["events.list"]["responses"]


def test_answers_leave_absent_fields_out_and_requests_may_say_null() -> None:
    schemas = DOCUMENT["components"]["schemas"]
    assert schemas["MessageObject"]["properties"]["subject"] == {"type": "string"}
    assert {"type": "null"} in schemas["CreateInbox"]["properties"]["username"]["anyOf"]


async def test_the_page_runs_and_loads_nothing_but_its_own(server: RestServer) -> None:
    async with server.client(None) as client:
        answer = await client.get("/docs")
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'") and "unsafe" not in policy
    for tag in ("style", "script"):
        (inline,) = re.findall(f"<{tag}>(.*?)</{tag}>", answer.text, re.DOTALL)
        assert f"{tag}-src 'sha256-{b64encode(sha256(inline.encode()).digest()).decode()}'" in policy
    shown = Page(answer.text)
    assert shown.foreign == [] and shown.open == []
    assert not {name for name in shown.attributes if name.startswith("on") or name == "style"}


def test_the_page_shows_every_operation_and_every_link_leads_somewhere() -> None:
    shown = Page(page(DOCUMENT).decode())
    assert len(set(shown.ids)) == len(shown.ids)
    for link in shown.links:
        assert not link.startswith("#") or link[1:] in shown.ids
    for _, _, operation in OPERATIONS:
        assert operation["operationId"].replace(".", "-") in shown.ids


def test_what_is_shown_cannot_become_markup() -> None:
    hostile = "<script>alert(1)</script>"
    document = DOCUMENT | {"components": {"schemas": {hostile: {"type": hostile, "description": hostile}}}}
    assert hostile not in page(document).decode()


async def test_language_models_are_told_every_operation(server: RestServer) -> None:
    async with server.client(None) as client:
        answer = await client.get("/llms.txt")
    assert f"the WebSocket {DOCUMENT['servers'][0]['url'].replace('http', 'ws', 1)}/v0" in answer.text
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    for path, method, operation in OPERATIONS:
        assert f"- `{method.upper()} {path}" in answer.text
        assert operation["summary"] in answer.text
