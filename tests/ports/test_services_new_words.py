"""New words, codes and links on stored mail, and reading it again with a newer engine."""

from dataclasses import replace

import pytest
from tests.ports.tenant import Tenant, mail, receive

from pillarbox.mail.reply import ENGINE_VERSION
from pillarbox.ports import Ports, Tx
from pillarbox.services import messages, outbound
from pillarbox.services.messages import FullMessage
from pillarbox.services.outbound import Submission
from pillarbox.services.reextraction import reextract

ADA = "ada@x.test"
QUOTED = "Fine with me.\n\nOn Mon, 2 Mar 2026 at 10:00, Ada <ada@x.test> wrote:\n> Shall we?\n"


@pytest.fixture(autouse=True)
async def ada(tenant: Tenant) -> None:
    await tenant.inbox("ada")


async def read(tenant: Tenant, message_id: str) -> FullMessage:
    return await messages.get_message(tenant.ports, tenant.caller(ADA), message_id)


async def age(ports: Ports) -> None:
    """Make all stored mail look as if an older engine had read it, and wrongly."""

    def work(tx: Tx) -> None:
        tx.execute(
            """
            UPDATE messages SET engine_version = 0, extraction = '{}', verification = NULL
            WHERE engine_version IS NOT NULL
            """
        )
        wrong = b'{"text":"x","extracted_text":"wrong"}'
        tx.execute("UPDATE message_bodies SET compressed = 0, data = :data", {"data": wrong})

    await ports.database.write(work)


async def test_a_reply_is_stored_with_its_new_words_apart(ports: Ports, tenant: Tenant) -> None:
    await receive(ports, mail("<1@y>", text=QUOTED))
    found = await read(tenant, "<1@y>")
    assert found.bodies.text == QUOTED
    assert found.bodies.extracted_text == "Fine with me."
    assert found.message.extraction is not None
    assert found.message.extraction["engine_version"] == ENGINE_VERSION


async def test_a_quote_without_any_sign_is_known_from_the_message_it_answers(
    ports: Ports, tenant: Tenant
) -> None:
    original = (
        "The quarterly numbers are ready for you.\n"
        "Please have a look before Friday noon.\n"
        "The second table needs your signature.\n"
    )
    sent = await outbound.send(ports, tenant.caller(ADA), Submission(to=["ann@y.test"], text=original))
    await receive(ports, mail("<1@y>", text=f"Signed, thanks.\n\n{original}", in_reply_to=sent.message_id))
    assert (await read(tenant, "<1@y>")).bodies.extracted_text == "Signed, thanks."


async def test_a_verification_code_is_served_and_none_is_made_up(ports: Ports, tenant: Tenant) -> None:
    await receive(ports, mail("<1@y>", subject="Sign in", text="Your verification code is 482910.\n"))
    await receive(ports, mail("<2@y>", subject="Invoice 482910", text="Order 482910 costs 12.50 EUR.\n"))
    verification = (await read(tenant, "<1@y>")).message.verification
    assert verification is not None
    assert verification["code"] == "482910"
    assert (await read(tenant, "<2@y>")).message.verification is None


async def test_a_signature_is_named_when_the_operator_wants_it_and_stays_in_the_text(
    ports: Ports, tenant: Tenant
) -> None:
    text = "See you there.\n\n-- \nAnn Example\nExample Ltd\n"
    await receive(ports, mail("<1@y>", text=text))
    naming = replace(ports, policy=replace(ports.policy, name_signatures=True))
    await receive(naming, mail("<2@y>", text=text))
    plain, named = await read(tenant, "<1@y>"), await read(tenant, "<2@y>")
    assert plain.message.extraction is not None
    assert named.message.extraction is not None
    assert "signature" not in plain.message.extraction
    assert "Ann Example" in str(named.message.extraction["signature"])
    assert plain.bodies.extracted_text == named.bodies.extracted_text == text.strip()


async def test_mail_of_an_older_engine_is_read_again_once_and_reports_its_progress(
    ports: Ports, tenant: Tenant
) -> None:
    for number in range(3):
        await receive(ports, mail(f"<{number}@y>", text="Your verification code is 482910.\n"))
    await age(ports)
    heard: list[tuple[int, int]] = []
    assert await reextract(ports, on_progress=lambda done, total: heard.append((done, total))) == 3
    assert heard[0] == (0, 3)
    assert heard[-1] == (3, 3)
    found = await read(tenant, "<1@y>")
    assert found.bodies.extracted_text == "x"
    assert found.message.extraction is not None
    assert found.message.extraction["engine_version"] == ENGINE_VERSION
    assert await reextract(ports, on_progress=lambda done, total: None) == 0


async def test_the_known_words_of_mail_sent_here_are_never_read_again(ports: Ports, tenant: Tenant) -> None:
    sent = await outbound.send(ports, tenant.caller(ADA), Submission(to=["ann@y.test"], text=QUOTED))
    assert await reextract(ports, everything=True, on_progress=lambda done, total: None) == 0
    assert (await read(tenant, sent.message_id)).bodies.extracted_text == QUOTED
