import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from email.message import EmailMessage

import httpx
import pytest
from tests.conftest import AnyDatabase, FixedClock
from tests.office_files import docx, pdf, xlsx
from tests.ports.rest_server import RestServer, open_rest_server

from pillarbox.domain.jobs import LEASE_MS, JobKind, Lane
from pillarbox.processes.texts.process import TextProcess
from pillarbox.services import attachment_text
from pillarbox.services.attachment_text import extract_texts
from pillarbox.tables.jobs import claim_jobs

MESSAGES = "/v0/inboxes/ada@x.test/messages"
OFFICE = "vnd.openxmlformats-officedocument"


@pytest.fixture
async def server(database: AnyDatabase, clock: FixedClock) -> AsyncIterator[RestServer]:
    async with aclosing(TextProcess()) as file_texts:
        server = await open_rest_server(database, clock, file_texts=file_texts)
        async with server.client() as client:
            await client.post("/v0/inboxes", json={"username": "ada"})
        yield server


def letter(*attachments: tuple[bytes, str, str, str]) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"], mail["Message-ID"] = (
        "a@y.test",
        "ada@x.test",
        "Hi",
        "<1@y.test>",
    )
    mail.set_content("Please find it attached.")
    for data, maintype, subtype, filename in attachments:
        mail.add_attachment(data, maintype=maintype, subtype=subtype, filename=filename)
    return mail.as_bytes()


async def extract(server: RestServer) -> int:
    """Carry the waiting extractions out; how many there were."""
    now = server.ports.clock.now_ms()
    waiting = await server.ports.database.write(
        lambda tx: claim_jobs(tx, Lane.CHORES, now=now, lease_ms=LEASE_MS, limit=10)
    )
    extractions = [job for job in waiting if job.kind is JobKind.EXTRACT_TEXTS]
    for job in extractions:
        await extract_texts(server.ports, job)
    return len(extractions)


async def linked(client: httpx.AsyncClient) -> list[dict[str, str]]:
    message = (await client.get(f"{MESSAGES}/<1@y.test>")).json()
    paths = [f"{MESSAGES}/<1@y.test>/attachments/{each['attachment_id']}" for each in message["attachments"]]
    return [(await client.get(path)).json() for path in paths]


async def test_the_text_of_attachments_is_found_and_linked(server: RestServer) -> None:
    files = (
        (pdf("Quarterly zebra figures"), "application", "pdf", "figures.pdf"),
        (docx("The walrus clause"), "application", f"{OFFICE}.wordprocessingml.document", "terms.docx"),
        (xlsx(("Okapi", 12)), "application", "octet-stream", "prices.xlsx"),
    )
    await server.receive("ada@x.test", letter(*files))
    async with server.client() as client:
        assert "text_url" not in (await linked(client))[0]
        assert await extract(server) == 1
        for q, fragment in (
            ("ZEBRA", "Quarterly **zebra** figures"),
            ('"walrus clause"', "The **walrus clause**"),
            ("okap*", "**Okap**i 12"),
        ):
            found = (await client.get(f"{MESSAGES}/search", params={"q": q})).json()
            assert [each["highlights"] for each in found["messages"]] == [{"text": [fragment]}]
        both = (await client.get(f"{MESSAGES}/search", params={"q": "find zebra walrus"})).json()
        assert both["count"] == 1
        texts = [await client.get(each["text_url"]) for each in await linked(client)]
        assert [text.text for text in texts] == ["Quarterly zebra figures", "The walrus clause", "Okapi\t12"]
        assert texts[0].headers["content-type"] == "text/plain; charset=utf-8"


async def test_files_without_text_have_no_link_to_one(server: RestServer) -> None:
    files = ((b"\x89PNG", "image", "png", "logo.png"), (b"%PDF-broken", "application", "pdf", "x.pdf"))
    await server.receive("ada@x.test", letter(*files))
    assert await extract(server) == 1
    async with server.client() as client:
        assert ["text_url" in each for each in await linked(client)] == [False, False]
        assert (await client.get(f"{MESSAGES}/search", params={"q": "attached"})).json()["count"] == 1


async def test_mail_without_readable_attachments_queues_no_extraction(server: RestServer) -> None:
    await server.receive("ada@x.test", letter((b"\x89PNG", "image", "png", "logo.png")))
    assert await extract(server) == 0


async def test_a_link_to_the_text_of_deleted_mail_leads_nowhere(server: RestServer) -> None:
    await server.receive("ada@x.test", letter((pdf("Secret"), "application", "pdf", "s.pdf")))
    await extract(server)
    async with server.client() as client:
        (found,) = await linked(client)
        await client.delete(f"{MESSAGES}/<1@y.test>")
        assert (await client.get(found["text_url"])).status_code == 404


async def test_mail_deleted_before_its_extraction_stays_deleted(server: RestServer) -> None:
    await server.receive("ada@x.test", letter((pdf("Secret"), "application", "pdf", "s.pdf")))
    async with server.client() as client:
        await client.delete(f"{MESSAGES}/<1@y.test>")
        assert await extract(server) == 1
        assert (await client.get(f"{MESSAGES}/search", params={"q": "secret"})).json()["count"] == 0


class OneAnswer:
    """`ports.FileTexts` of a server too busy for a second file."""

    def __init__(self) -> None:
        self._asked = 0

    async def text_of(self, kind: str, data: bytes) -> str | None:
        self._asked += 1
        if self._asked % 2 == 0:
            await asyncio.Event().wait()
        return "Early zebra"


async def test_a_busy_server_tries_again_and_keeps_what_it_could_read(
    database: AnyDatabase, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attachment_text, "_MAX_MESSAGE_S", 0.05)
    server = await open_rest_server(database, clock, file_texts=OneAnswer())
    async with server.client() as client:
        await client.post("/v0/inboxes", json={"username": "ada"})
        text = (b"words", "text", "plain", "words.txt")
        await server.receive("ada@x.test", letter(text, text))
        for _ in range(2):
            with pytest.raises(TimeoutError):
                await extract(server)
            clock.ms += LEASE_MS + 1
        assert await extract(server) == 1
        assert (await client.get(f"{MESSAGES}/search", params={"q": "zebra"})).json()["count"] == 1
        assert await extract(server) == 0
