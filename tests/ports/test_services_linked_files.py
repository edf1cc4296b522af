"""Attachments by URL: what they are called, how much they may hold, and that a failure leaves nothing."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from tests.ports.tenant import Tenant, mail, receive

from pillarbox.domain.errors import InboxPaused, MessageRejected, ValidationFailed
from pillarbox.domain.policy import MAX_FILES_BYTES
from pillarbox.domain.tenants import InboxStatus
from pillarbox.mail.compose.attachments import Disposition, OutgoingAttachment
from pillarbox.ports import Ports, RemoteFile
from pillarbox.services import drafts, inboxes, outbound, replies
from pillarbox.services.draft_content import DraftChange, NewDraft
from pillarbox.services.inboxes import InboxChange
from pillarbox.services.linked_files import GivenFile, LinkedFile, fetched
from pillarbox.services.messages import LabelChange, get_message
from pillarbox.services.outbound import IdempotencyKey, Submission
from pillarbox.tables.paging import PageRequest

ADA = "ada@x.test"
FIRST, SECOND, LOST = "http://y.test/a.txt", "http://y.test/b.txt", "http://y.test/lost"


class Web:
    """`ports.RemoteFiles` over a few pages; notes what was asked for, with the room there was."""

    def __init__(self, pages: Mapping[str, RemoteFile]) -> None:
        self.pages = pages
        self.asked: list[tuple[str, int]] = []

    async def fetch(self, url: str, *, max_bytes: int) -> RemoteFile:
        self.asked.append((url, max_bytes))
        return self.pages.get(url, RemoteFile(problem="answered with status 404"))


@pytest.fixture
def web() -> Web:
    return Web({FIRST: RemoteFile(data=b"first"), SECOND: RemoteFile(data=b"second")})


@pytest.fixture
def ports(ports: Ports, web: Web) -> Ports:
    return replace(ports, remote_files=web)


@pytest.fixture(autouse=True)
async def ada(tenant: Tenant) -> None:
    await tenant.inbox("ada")


def by_url(*urls: str) -> Submission:
    return Submission(to=["bob@y.test"], attachments=[LinkedFile(url=url) for url in urls])


@pytest.mark.parametrize(
    ("url", "declared", "filename", "content_type"),
    [
        ("http://y.test/a/bill.pdf?key=1#top", "application/x-pdf", "bill.pdf", "application/x-pdf"),
        ("http://y.test/bill.pdf", None, "bill.pdf", "application/pdf"),
        ("http://y.test/bill.pdf", "nonsense", "bill.pdf", "application/pdf"),
        ("http://y.test/page", "text/html; charset=utf-8", "page", "text/html; charset=utf-8"),
        ("http://y.test/page", None, "page", "application/octet-stream"),
        ("http://y.test/", None, "attachment", "application/octet-stream"),
        ("http://y.test", "text/plain\r\nX: y", "attachment", "application/octet-stream"),
        ("http://y.test/%C3%9Cber%20uns.txt", None, "Über uns.txt", "text/plain"),
        ("http://y.test/..%2F..%5Cetc", None, ".._.._etc", "application/octet-stream"),
        ("http://y.test/a%0D%0ABcc%3A%20eve", None, "a Bcc: eve", "application/octet-stream"),
        (f"http://y.test/{'n' * 300}", None, "n" * 255, "application/octet-stream"),
    ],
)
async def test_what_is_not_said_of_a_file_comes_from_the_answer_and_the_url(
    ports: Ports, url: str, declared: str | None, filename: str, content_type: str
) -> None:
    ports = replace(ports, remote_files=Web({url: RemoteFile(data=b"1", content_type=declared)}))
    (file,) = await fetched(ports, [LinkedFile(url=url)], "attachments")
    assert file == OutgoingAttachment(data=b"1", filename=filename, content_type=content_type)


async def test_what_is_said_of_a_file_stands(ports: Ports) -> None:
    said = {"filename": "x.bin", "content_type": "a/b", "content_id": "logo"}
    file = LinkedFile(url=FIRST, disposition=Disposition.INLINE, **said)
    (whole,) = await fetched(ports, [file], "attachments")
    assert whole == OutgoingAttachment(data=b"first", disposition=Disposition.INLINE, **said)


async def test_files_keep_their_order_and_share_the_room(ports: Ports, web: Web) -> None:
    given: list[GivenFile] = [LinkedFile(url=FIRST), OutgoingAttachment(data=b"own"), LinkedFile(url=SECOND)]
    whole = await fetched(ports, given, "attachments", max_bytes=20)
    assert [file.data for file in whole] == [b"first", b"own", b"second"]
    assert web.asked == [(FIRST, 17), (SECOND, 12)]


async def test_more_than_fits_is_refused_before_anything_is_fetched(ports: Ports, web: Web) -> None:
    given: list[GivenFile] = [LinkedFile(url=FIRST), OutgoingAttachment(data=b"own")]
    with pytest.raises(ValidationFailed):
        await fetched(ports, given, "attachments", max_bytes=2)
    assert web.asked == []


@pytest.mark.parametrize(
    "url",
    [
        "",
        "a.txt",
        "//y.test/a",
        "ftp://y.test/a",
        "file:///etc/passwd",
        "http://",
        "http://y.test:x/",
        "http://[/",
        "http://y.test/a b",
        "http://y.test/ü",
        "http://y.test/\r\nX: y",
        f"http://y.test/{'a' * 8192}",
    ],
)
async def test_what_is_no_url_of_the_web_is_refused(ports: Ports, web: Web, url: str) -> None:
    with pytest.raises(ValidationFailed) as refused:
        await fetched(ports, [LinkedFile(url=FIRST), LinkedFile(url=url)], "attachments")
    assert [error["path"] for error in refused.value.errors] == [["attachments", 1, "url"]]
    assert web.asked == []


async def test_a_message_whose_file_is_lost_is_not_sent(ports: Ports, tenant: Tenant) -> None:
    await receive(ports, mail("<1@y>"))
    caller = tenant.caller(ADA)
    given = by_url(FIRST, LOST)
    refused = []
    for refusal in (
        outbound.send(ports, caller, given),
        replies.reply(ports, caller, "<1@y>", given, reply_all=False),
        replies.forward(ports, caller, "<1@y>", given),
        drafts.create_draft(ports, caller, NewDraft(content=given)),
    ):
        with pytest.raises(MessageRejected) as error:
            await refusal
        refused.append(error.value.message)
    assert refused == ["The attachment at y.test cannot be fetched: answered with status 404"] * 4
    assert len(await tenant.listed(ADA)) == 1
    page = PageRequest(limit=10)
    assert (await drafts.list_drafts(ports, caller, page, labels=(), before=None, after=None)).items == []


async def test_nothing_is_fetched_for_a_message_that_is_refused_anyway(
    ports: Ports, tenant: Tenant, web: Web
) -> None:
    caller = tenant.caller(ADA)
    given = by_url(FIRST)
    for wrong in (
        replace(given, to=[]),
        replace(given, to=["nobody"]),
        replace(given, subject="a\nb"),
        replace(given, labels=["sent"]),
    ):
        with pytest.raises(ValidationFailed):
            await outbound.send(ports, caller, wrong)
    await inboxes.update_inbox(ports, caller, InboxChange(status=InboxStatus.PAUSED))
    with pytest.raises(InboxPaused):
        await outbound.send(ports, caller, by_url(FIRST))
    assert web.asked == []


async def test_an_inbox_paused_during_the_fetch_does_not_send(ports: Ports, tenant: Tenant) -> None:
    caller = tenant.caller(ADA)

    class Pausing(Web):
        async def fetch(self, url: str, *, max_bytes: int) -> RemoteFile:
            await inboxes.update_inbox(ports, caller, InboxChange(status=InboxStatus.PAUSED))
            return RemoteFile(data=b"late")

    with pytest.raises(InboxPaused):
        await outbound.send(replace(ports, remote_files=Pausing({})), caller, by_url(FIRST))
    assert await tenant.listed(ADA) == []


async def test_a_repeated_send_does_not_fetch_again(ports: Ports, tenant: Tenant, web: Web) -> None:
    key = IdempotencyKey(key="k", fingerprint=b"f")
    first = await outbound.send(ports, tenant.caller(ADA), by_url(FIRST), key)
    web.pages = {}
    assert await outbound.send(ports, tenant.caller(ADA), by_url(FIRST), key) == first
    assert len(web.asked) == 1


async def test_a_repeated_draft_does_not_fetch_again(ports: Ports, tenant: Tenant, web: Web) -> None:
    wanted = NewDraft(content=by_url(FIRST), client_id="one")
    first = await drafts.create_draft(ports, tenant.caller(ADA), wanted)
    web.pages = {}
    assert await drafts.create_draft(ports, tenant.caller(ADA), wanted) == first
    assert len(web.asked) == 1


async def test_a_file_that_cannot_be_fetched_leaves_the_draft_as_it_was(ports: Ports, tenant: Tenant) -> None:
    caller = tenant.caller(ADA)
    before = await drafts.create_draft(ports, caller, NewDraft(content=by_url(FIRST)))
    change = DraftChange(
        subject="New", add_attachments=[LinkedFile(url=LOST)], labels=LabelChange(add=(), remove=())
    )
    with pytest.raises(MessageRejected):
        await drafts.update_draft(ports, caller, before.draft_id, change)
    assert await drafts.get_draft(ports, caller, before.draft_id) == before


async def test_the_files_of_a_draft_share_the_room_of_a_message(
    ports: Ports, tenant: Tenant, web: Web
) -> None:
    caller = tenant.caller(ADA)
    web.pages = {FIRST: RemoteFile(data=bytes(MAX_FILES_BYTES - 5)), SECOND: RemoteFile(data=b"second")}
    draft = await drafts.create_draft(ports, caller, NewDraft(content=by_url(FIRST)))
    change = DraftChange(add_attachments=[LinkedFile(url=SECOND)], labels=LabelChange(add=(), remove=()))
    with pytest.raises(ValidationFailed):
        await drafts.update_draft(ports, caller, draft.draft_id, change)
    assert await drafts.get_draft(ports, caller, draft.draft_id) == draft


async def test_originals_and_new_files_share_the_room_of_a_forward(
    ports: Ports, tenant: Tenant, web: Web
) -> None:
    caller = tenant.caller(ADA)
    original = replace(by_url(), attachments=[OutgoingAttachment(data=b"x" * 1000)])
    first = await outbound.send(ports, caller, original)
    sent = await replies.forward(ports, caller, first.message_id, by_url(FIRST))
    assert web.asked == [(FIRST, MAX_FILES_BYTES - 1000)]
    forwarded = await get_message(ports, caller, sent.message_id)
    assert [file.size_bytes for file in forwarded.message.attachments] == [1000, 5]


async def test_a_forward_repeats_files_whose_headers_cannot_be_repeated(ports: Ports, tenant: Tenant) -> None:
    part = "Content-Type: image/png\nContent-Disposition: inline\nContent-ID: <i i>\n\nabc"
    text = f"--b\n\nHi\n--b\n{part}\n--b--\n"
    await receive(ports, mail("<1@y>", text=text, **{"Content-Type": "multipart/mixed; boundary=b"}))
    sent = await replies.forward(ports, tenant.caller(ADA), "<1@y>", by_url())
    (file,) = (await get_message(ports, tenant.caller(ADA), sent.message_id)).message.attachments
    assert (file.content_type, file.content_id, file.size_bytes) == ("image/png", None, 3)
