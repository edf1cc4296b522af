"""Which of the ids in In-Reply-To and References name a mail's thread (RFC 5322 §3.6.4)."""

import msgspec
import pytest
from tests.ports.tenant import Tenant, mail, receive

from pillarbox.domain.ids import MessageId
from pillarbox.domain.messages import Letter, Message, nearest_and_root
from pillarbox.ports import Ports
from pillarbox.services import messages
from pillarbox.services.letters import read_letter
from pillarbox.services.reading import read_mail

ADA = "ada@x.test"
ORIGINAL = (
    "The quarterly numbers are ready for you.\n"
    "Please have a look before Friday noon.\n"
    "The second table needs your signature.\n"
)


@pytest.fixture(autouse=True)
async def ada(tenant: Tenant) -> None:
    await tenant.inbox("ada")


def letter_of(**headers: str) -> Letter:
    return read_letter(mail("<2@y>", **headers), return_path="ann@y.test", domain="x.test")


async def answered(ports: Ports, tenant: Tenant, **headers: str) -> tuple[Message, bool]:
    """A reply with these headers, and whether it joined the thread of `<1@y>`."""
    await receive(ports, mail("<1@y>", text=ORIGINAL))
    await receive(ports, mail("<2@y>", **headers))
    found = {message.message_id: message for message in await tenant.listed(ADA)}
    return found[MessageId("<2@y>")], found[MessageId("<2@y>")].thread_no == found[
        MessageId("<1@y>")
    ].thread_no


@pytest.mark.parametrize(
    "in_reply_to",
    [
        "<unknown@x> <1@y>",
        'Message from Ann <ann@ex.com> of "Mon" <1@y>',
        "<unknown@x>\r\n\t<other@x>,\r\n <1@y>",
        " ".join(f"<{number}@x>" for number in range(19)) + " <1@y>",
    ],
)
async def test_every_id_of_in_reply_to_may_name_the_thread(
    ports: Ports, tenant: Tenant, in_reply_to: str
) -> None:
    reply, joined = await answered(ports, tenant, in_reply_to=in_reply_to)
    assert joined
    assert reply.in_reply_to == letter_of(in_reply_to=in_reply_to).in_reply_to != "<1@y>"


async def test_all_ids_of_in_reply_to_count_before_references(ports: Ports, tenant: Tenant) -> None:
    await receive(ports, mail("<0@y>"))
    _, joined = await answered(ports, tenant, in_reply_to="<unknown@x> <1@y>", references="<0@y>")
    assert joined


async def test_the_words_of_any_parent_are_known_as_quoted(ports: Ports, tenant: Tenant) -> None:
    await answered(ports, tenant, in_reply_to="<unknown@x> <1@y>", text=f"Signed, thanks.\n\n{ORIGINAL}")
    found = await messages.get_message(ports, tenant.caller(ADA), MessageId("<2@y>"))
    assert found.bodies.extracted_text == "Signed, thanks."


@pytest.mark.parametrize("between", [0, 1, 48, 49, 50, 198, 199, 300])
async def test_the_first_reference_counts_however_many_follow(
    ports: Ports, tenant: Tenant, between: int
) -> None:
    references = " ".join(["<1@y>", *(f"<r{number}@x>" for number in range(between))])
    text = f"Signed, thanks.\n\n{ORIGINAL}"
    reply, joined = await answered(ports, tenant, references=references, text=text)
    assert joined
    assert reply.references[0] == "<1@y>"
    assert reply.references[-1] == (f"<r{between - 1}@x>" if between else "<1@y>")
    assert len(reply.references) == min(between + 1, 200)
    found = await messages.get_message(ports, tenant.caller(ADA), MessageId("<2@y>"))
    assert found.bodies.extracted_text == "Signed, thanks."


async def test_many_ids_open_a_thread_when_none_is_known(ports: Ports, tenant: Tenant) -> None:
    ids = " ".join(f"<r{number}@x>" for number in range(300))
    _, joined = await answered(ports, tenant, in_reply_to=ids, references=ids)
    assert not joined


def test_ancestors_are_named_once_and_best_first() -> None:
    letter = letter_of(in_reply_to="<3@x> <1@x>", references="<0@x> <1@x> <2@x>")
    assert letter.ancestors == ("<3@x>", "<1@x>", "<2@x>", "<0@x>")
    assert len(letter_of(in_reply_to="<a@x> " * 5).ancestors) == 1
    assert len(letter_of(in_reply_to=" ".join(f"<{number}@x>" for number in range(99))).ancestors) == 20


def test_the_nearest_ancestors_are_kept_and_the_root() -> None:
    ids = [MessageId(f"<{number}@x>") for number in range(5)]
    assert nearest_and_root(ids, 5) == ids
    assert nearest_and_root(ids, 3) == [ids[0], ids[1], ids[4]]
    assert nearest_and_root([], 3) == []


def test_parents_survive_the_way_between_processes() -> None:
    letter = letter_of(in_reply_to="<3@x> <1@x>")
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(letter), type=Letter) == letter


@pytest.mark.parametrize(
    ("sender", "return_path", "shown"),
    [
        ("", "", "MAILER-DAEMON@x.test"),
        ("From: <>\r\n", "", "MAILER-DAEMON@x.test"),
        ("", "ann@y.test", "ann@y.test"),
        ("Sender: eve@y.test\r\n", "", "eve@y.test"),
    ],
)
def test_mail_without_a_sender_is_shown_as_from_someone(sender: str, return_path: str, shown: str) -> None:
    raw = (sender + "Subject: x\r\n\r\nx\r\n").encode()
    assert read_letter(raw, return_path=return_path, domain="x.test").from_ == shown


@pytest.mark.parametrize("body", ["", "\r\n"])
def test_mail_without_words_has_no_empty_fields(body: str) -> None:
    letter = read_mail(f"From: a@y.test\r\n\r\n{body}".encode(), return_path="", domain="x.test")
    assert letter.bodies.text == (body.replace("\r\n", "\n") or None)
    assert (letter.bodies.extracted_text, letter.preview) == (None, None)
