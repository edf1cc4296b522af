"""One mail for many inboxes: what it costs to take it."""

import threading
from collections.abc import Sequence

import pytest
from tests.ports.tenant import DOMAIN, Tenant, mail, receive

from pillarbox.domain.messages import Letter
from pillarbox.mail import reply
from pillarbox.ports import Ports
from pillarbox.services import inbound
from pillarbox.services.new_words import with_new_words

SEVERAL = [f"reader{number}@{DOMAIN}" for number in range(12)]
LONG = "Something new in every line.\n" * 200


@pytest.fixture
async def readings(tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The threads on which new words were looked for, once for each time."""
    for address in SEVERAL:
        await tenant.inbox(address.partition("@")[0])
    seen: list[int] = []

    def noted(letter: Letter, ancestors: Sequence[reply.Parent], *, name_signatures: bool) -> Letter:
        seen.append(threading.get_ident())
        return with_new_words(letter, ancestors, name_signatures=name_signatures)

    monkeypatch.setattr(inbound, "with_new_words", noted)
    return seen


async def test_a_reply_to_many_inboxes_of_the_same_thread_is_read_once(
    ports: Ports, tenant: Tenant, readings: list[int]
) -> None:
    await receive(ports, mail("<1@y>", text="Shall we?"), *SEVERAL)
    readings.clear()
    await receive(ports, mail("<2@y>", text="Yes.\n\n> Shall we?", in_reply_to="<1@y>"), *SEVERAL)
    assert len(readings) == 1


async def test_a_reply_that_means_much_reading_leaves_the_event_loop(
    ports: Ports, tenant: Tenant, readings: list[int]
) -> None:
    for number, address in enumerate(SEVERAL):
        await receive(ports, mail("<1@y>", text=f"Shall we, {number}?"), address)
    readings.clear()
    await receive(ports, mail("<2@y>", text=LONG, in_reply_to="<1@y>"), *SEVERAL)
    assert len(readings) == len(SEVERAL)
    assert threading.get_ident() not in readings
