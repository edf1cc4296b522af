from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from tests.conftest import FixedClock
from tests.ports.rest_server import RestServer, mail

MAILS = (
    ("<1@y.test>", "Ann <ann@y.test>", "Quarterly invoice", "Please pay by Friday."),
    ("<2@y.test>", "Billing <billing@invoices.test>", "Reminder", "Pay the rest, please."),
    ("<3@y.test>", "Ann <ann@y.test>", "Hello", "Did you get the invoice of May?"),
    ("<4@y.test>", "Ben <ben@y.test>", "Zahlung für Łódź", "Die Überweisung ist heute eingegangen."),
    ("<5@y.test>", "李雷 <lei@y.test>", "项目进展", "请查收附件中的发票，并在周五之前付款。"),
    ("<6@y.test>", "Иван <ivan@y.test>", "Счёт за услуги", "Оплатите, пожалуйста, до пятницы."),
    ("<7@y.test>", "김민수 <kim@y.test>", "회의 일정", "내일 회의를 다시 잡아 주세요."),
    ("<8@y.test>", "Somchai <som@y.test>", "ใบแจ้งหนี้", "กรุณาชำระเงินภายในวันศุกร์"),
    ("<9@y.test>", "Priya <priya@y.test>", "बैठक", "कल की बैठक हिन्दी में होगी।"),
)
SEARCH = "/v0/inboxes/ada@x.test/messages/search"


@pytest.fixture
async def root(server: RestServer, clock: FixedClock) -> AsyncIterator[httpx.AsyncClient]:
    """A client of a server with mail in many languages in the inbox of ada."""
    async with server.client() as client:
        await client.post("/v0/inboxes", json={"username": "ada"})
        for message_id, sender, subject, text in MAILS:
            clock.ms += 1000
            headers = {"From": sender, "To": "Ada <ada@x.test>", "Subject": subject, "Message-ID": message_id}
            await server.receive("ada@x.test", mail(headers, text))
        yield client


async def found(client: httpx.AsyncClient, q: str, **query: str) -> list[dict[str, Any]]:
    answer = await client.get(SEARCH, params={"q": q, **query})
    assert answer.status_code == 200, answer.text
    messages: list[dict[str, Any]] = answer.json()["messages"]
    return messages


async def ids(client: httpx.AsyncClient, q: str, **query: str) -> list[str]:
    return [message["message_id"][1:-8] for message in await found(client, q, **query)]


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("invoice", "123"),  # subject, sender, body
        ("INVOICE", "123"),
        ("voic", "12"),  # a part of a word, but not in a body
        ("ann", "31"),
        ("ann@y.test", "31"),
        ("n@y.te", "6431"),
        ("ann may", "3"),
        ("pay please", "21"),
        ('"please pay"', "1"),
        ('"pay please"', ""),
        ('"pay, please', ""),
        ("(invoice pay!)", "21"),
        ("ada", "987654321"),
        ("ad", ""),
        ("x.te", ""),  # short words count as whole ones
        ("x.test", "987654321"),
        ("invo*", "123"),
        ("FRID*", "1"),
        ("frid", ""),
        ("rida*", ""),
        ("fr*", ""),
        ('"by frid*"', "1"),
        ('"friday by*"', ""),
        ("overweis*", ""),
        ("uberweis*", "4"),
        ("пожал*", "6"),
        ("lodz", "4"),
        ("ÜBERWEISUNG", "4"),
        ("uberweisung", "4"),
        ("fur", "4"),
        ("发票", "5"),
        ("发票，并", "5"),
        ("票并", ""),
        ("附发", ""),
        ("项目", "5"),
        ("李", "5"),
        ("счет", "6"),
        ("ПОЖАЛУЙСТА", "6"),
        ("회의", "7"),
        ("ชำระเงิน", "8"),
        ("หนี้", "8"),
        ("हिन्दी", "9"),
        ("हिन्द", ""),
        ("nothing", ""),
        ("!!! ---", ""),
    ],
)
async def test_a_search_finds_words_of_every_language_best_match_first(
    root: httpx.AsyncClient, q: str, expected: str
) -> None:
    assert "".join(await ids(root, q)) == expected


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("invoice", {"subject": ["Quarterly **invoice**"]}),
        ("ann pay y.test", {"from": ["**Ann** <**ann**@**y.test**>"], "text": ["Please **pay** by Friday."]}),
        (
            '"please PAY" x.tes',
            {"recipients": ["Ada <ada@**x.tes**t>"], "text": ["**Please pay** by Friday."]},
        ),
    ],
)
async def test_highlights_mark_what_matched_in_the_fields_that_matched(
    root: httpx.AsyncClient, q: str, expected: dict[str, list[str]]
) -> None:
    (message,) = [each for each in await found(root, q) if each["message_id"] == "<1@y.test>"]
    assert message["highlights"] == expected


async def test_highlights_keep_the_spelling_of_the_mail(root: httpx.AsyncClient) -> None:
    (german,) = await found(root, "fur lodz uberweisung")
    assert german["highlights"] == {
        "subject": ["Zahlung **für** **Łódź**"],
        "text": ["Die **Überweisung** ist heute eingegangen."],
    }
    (chinese,) = await found(root, "发票")
    assert chinese["highlights"] == {"text": ["请查收附件中的**发票**，并在周五之前付款。"]}


async def test_found_messages_are_items_without_bodies(root: httpx.AsyncClient) -> None:
    answer = (await root.get(SEARCH, params={"q": "reminder", "limit": "500"})).json()
    assert (answer["count"], answer["limit"]) == (1, 100)
    (message,) = answer["messages"]
    assert (message["from"], message["preview"]) == (
        "Billing <billing@invoices.test>",
        "Pay the rest, please.",
    )
    assert not {"text", "html", "next_page_token"} & message.keys()


async def test_pages_follow_each_other_without_gap_or_repetition(root: httpx.AsyncClient) -> None:
    whole = await ids(root, "y.test")
    assert len(whole) == 8
    seen: list[str] = []
    query = {"q": "y.test", "limit": "3"}
    while True:
        answer = (await root.get(SEARCH, params=query)).json()
        seen += [message["message_id"][1:-8] for message in answer["messages"]]
        if "next_page_token" not in answer:
            break
        query["page_token"] = answer["next_page_token"]
    assert seen == whole


async def test_a_page_goes_on_behind_the_last_match_when_mail_comes_in(
    server: RestServer, root: httpx.AsyncClient
) -> None:
    first = (await root.get(SEARCH, params={"q": "invoice", "limit": "2"})).json()
    headers = {"From": "z@y.test", "Subject": "Invoice", "Message-ID": "<10@y.test>"}
    await server.receive("ada@x.test", mail(headers))
    query = {"q": "invoice", "limit": "2", "page_token": first["next_page_token"]}
    rest = (await root.get(SEARCH, params=query)).json()
    assert [message["message_id"] for message in rest["messages"]] == ["<3@y.test>"]


async def test_times_are_exclusive_bounds(root: httpx.AsyncClient) -> None:
    assert await ids(root, "y.test", before="2023-11-14T22:13:23Z") == ["1"]
    assert await ids(root, "y.test", after="2023-11-14T22:13:26Z") == ["9", "8", "7"]


@pytest.mark.parametrize("label", ["spam", "blocked", "unauthenticated", "trash"])
async def test_mail_with_a_restricted_label_is_not_found_until_the_label_goes(
    root: httpx.AsyncClient, label: str
) -> None:
    path = "/v0/inboxes/ada@x.test/messages/<2@y.test>"
    await root.patch(path, json={"add_labels": [label]})
    assert await ids(root, "invoice", limit="2") == ["1", "3"]
    assert (await root.get("/v0/threads/search", params={"q": "reminder"})).json()["count"] == 0
    await root.patch(path, json={"remove_labels": [label]})
    assert await ids(root, "invoice") == ["1", "2", "3"]


async def test_deleted_mail_is_not_found(root: httpx.AsyncClient) -> None:
    await root.delete("/v0/inboxes/ada@x.test/messages/<1@y.test>")
    assert await ids(root, "invoice") == ["2", "3"]


@pytest.mark.parametrize(
    "q",
    [
        "'", '"', '""', "'a' OR \"b", "subject:x", "a & b | !c", "NEAR(a b)", "a*", "^a", "-a", "(((((", "\\",
        "%", "_", "\ufffd", "\U0010ffff", "NOT", "a" * 1000, "ab " * 300, "漢" * 1000,
        " ".join("abcdefghijk"),
        " ".join(f"{number}invoice{number}" for number in range(32)), "a.b" * 300, "<script>", "i1 o1",
    ],
)  # fmt: skip
async def test_any_text_is_a_query(root: httpx.AsyncClient, q: str) -> None:
    assert isinstance(await ids(root, q), list)


@pytest.mark.parametrize(
    ("q", "code"), [("", "custom"), (" \n", "custom"), ("x" * 1001, "too_big"), ("%s " * 33, "too_big")]
)
async def test_an_empty_or_overlong_query_is_refused(root: httpx.AsyncClient, q: str, code: str) -> None:
    q = q % tuple(range(33)) if "%" in q else q
    refused = await root.get(SEARCH, params={"q": q})
    assert refused.status_code == 400
    assert [(error["code"], error["path"]) for error in refused.json()["errors"]] == [(code, ["q"])]


async def test_a_query_is_required(root: httpx.AsyncClient) -> None:
    missing = await root.get(SEARCH)
    assert (missing.status_code, missing.json()["errors"][0]["path"]) == (400, ["q"])


async def test_a_query_with_a_broken_encoding_finds_nothing(root: httpx.AsyncClient) -> None:
    assert (await root.get(f"{SEARCH}?q=%ED%A0%80%FF")).json() == {"count": 0, "messages": []}
    assert (await root.get(f"{SEARCH}?q=a%00b")).status_code == 400
