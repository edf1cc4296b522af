"""Header blocks above quoted messages, by client and language, and labelled lines that are not one."""

import pytest

from pillarbox.mail.reply import Kind, extract
from pillarbox.mail.reply.header_block import inline, label
from pillarbox.mail.reply.words.headers import LABELS

BLOCKS = [
    "From: Ana Lopez <ana@example.com>\nSent: Tuesday, March 4, 2025 10:12 AM\nTo: Bob\nSubject: Offer",
    "*From:* Ana Lopez [mailto:ana@example.com]\n*Sent:* Tuesday\n*To:* Bob\n*Subject:* Offer",
    "**From:** Ana\n**Sent:** Tuesday\n**To:** Bob\n**Subject:** Offer",
    "From: Ana\n\nSent: Tuesday\n\nTo: Bob\n\nSubject: Offer",
    "From: Ana Lopez\n<ana@example.com>\nSent: Tuesday\nTo: Bob;\nDora\nSubject: Offer of\nMay",
    "Subject: \tOffer\nDate: \t4 Mar 2025\nFrom: \tAna <ana@example.com>\nTo: \tbob@example.com",
    "From: ana@example.com Sent: Tuesday, March 4, 2025 To: Bob Subject: Offer",
    "________________________________\nFrom: Ana <ana@example.com>",
    "De : Ana <ana@example.com>\nEnvoyé : mardi 4 mars 2025 10:12\nÀ : Bob\nObjet : Offre",
    "Gesendet: Dienstag, 4. März um 10:12 Uhr\nVon: \"Ana\" <ana@example.com>\nAn: Bob\nBetreff: Angebot",
    "Da: Ana\nRisposta: Ana / Lago\nData: giovedì 8 ottobre 2015 15:26\nA: Bob\nOggetto: Offerta",
    "Original Message\nFrom: Ana\nSent: Tuesday, March 4, 2025 10:12\nTo: Bob\nSubject: Offer",
    "\"Ana Lopez\" ---04.03.2025 10:12:05---Hello\n\nFrom: Ana <ana@example.com>\nDate: 04.03.2025 10:12",
    "=======================\nMessage du : 04/03/2025 10:12\nDe : Ana <ana@example.com>\nSujet : Offre",
    "发件人： Ana\n发送时间： 2025年3月4日\n收件人： Bob\n主题： 报价",
    "مِن: Ana <ana@example.com>\nتاريخ الإرسال: الثلاثاء\nإلى: Bob\nالموضوع: عرض",
]  # fmt: skip


COMPLETE = LABELS["from"].keys() & LABELS["date"].keys() & LABELS["subject"].keys()


@pytest.mark.parametrize("block", BLOCKS)
def test_a_header_block_and_all_below_it_go(block: str) -> None:
    found = extract(text=f"This is new.\n\n{block}\n\nold words\nmore of them\n", html=None)
    assert found.text == "This is new."
    assert found.removed[0].kind is Kind.HEADER_BLOCK


@pytest.mark.parametrize(
    "language", sorted(LABELS["from"].keys() & LABELS["date"].keys() & LABELS["subject"].keys())
)
def test_every_language_of_the_tables_makes_a_header_block(language: str) -> None:
    sender, date, subject = (LABELS[role][language].split("|")[0] for role in ("from", "date", "subject"))
    block = f"{sender}: Ana <ana@example.com>\n{date}: 4.3.2025 10:12\n{subject}: X"
    assert extract(text=f"New.\n\n{block}\n\nold words\n", html=None).text == "New."


@pytest.mark.parametrize(
    "text",
    [
        "The train is booked.\n\nFrom: Berlin\nTo: Paris\nDate: Friday 14 March, 08:55\n\nSee you there.",
        "Your trip:\n\nFrom: Berlin\nTo: Hamburg\nDate: 4 March 2025\nTrain: ICE 1002\n\nHave fun.",
        "The form says\n\nDate: 2025-03-04\nTo: Lake Ltd\nFrom: Hill Ltd\nSubject: lease\nRent: 300\n\nOK?",
        "Report\nFrom: main@2f3a\nTo: production\nDate: 2025-03-04\nSubject: release 3\n\nAll well.",
        "Termin\nDatum: 04.03.2025\nVon: 10:00 Uhr\nAn: alle\nBetreff: Inventur\n\nBitte kommen.",
        "お世話になっております。\n\n日付: 2025年3月4日\n件名: 会議\n宛先: 全員\n\nよろしく。",
        "A message for you.\n\nFrom: Ana <ana@example.com>\nPhone: 555\nSubject: Wedding\n\nAre you free?",
        "Subject: to change\nPriority: high\n\nOtherwise fine.",
        "Dear Bob,\n\nto: do list\n\n1. call\n2. mail\n\nFrom here on it is easy.",
        "Meeting notes\n\nAna: we ship on Friday.\nBob: fine.\nCc: nobody.\n\nRegards",
        "Date: Friday\nPlace: Berlin\nTime: 10:30\n\nPlease come.",
    ],
)
def test_labelled_lines_that_name_no_sender_stay(text: str) -> None:
    assert extract(text=text, html=None).text == text


def test_a_header_block_at_the_top_is_kept_and_the_quote_below_goes() -> None:
    top = "Od: Jan <jan@example.com>\nDo: Anna <anna@example.com>\nTemat: Re: Oferta\n\nJak się masz?"
    text = f"{top}\n\nDnia 28 lutego 2023 14:00 Anna <anna@example.com> napisał(a):\n> Wszystko dobrze.\n"
    assert extract(text=text, html=None).text == top


def test_quote_marks_below_a_header_block_end_where_they_end() -> None:
    text = "Top.\n\nFrom: Ana <ana@example.com>\nSubject: Offer\n\n> old words\n\nBottom.\n"
    assert extract(text=text, html=None).text == "Top.\n\nBottom."


def test_a_label_is_known_in_bold_with_a_wide_colon_and_with_spaces_between_letters() -> None:
    assert label("*From:* Ana") == ("from", "Ana")
    assert label("主题： 报价") == ("subject", "报价")
    assert label("收 件 人：Bob") == ("to", "Bob")
    assert label("Nothing: here") is None


def test_a_block_on_one_line_gives_its_values() -> None:
    assert inline("Von: Ana <ana@example.com>An: Bob Gesendet: Dienstag Betreff: Angebot") == {
        "from": "Ana <ana@example.com>",
        "to": "Bob",
        "date": "Dienstag",
        "subject": "Angebot",
    }
    assert inline("Time: 10:30: or 11:30") == {}
