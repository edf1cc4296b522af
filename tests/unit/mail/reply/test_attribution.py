"""Attributions of many clients and languages, and sentences that only look like one."""

import pytest

from pillarbox.mail.reply import extract

ATTRIBUTIONS = [
    # Gmail
    "On Tue, Mar 4, 2025 at 10:12 AM Ana Lopez <ana@example.com> wrote:",
    "Am Di., 4. März 2025 um 10:12 Uhr schrieb Ana Lopez <ana@example.com>:",
    "Le mar. 4 mars 2025 à 10:12, Ana Lopez <ana@example.com> a écrit :",
    "El mar, 4 mar 2025 a las 10:12, Ana Lopez (<ana@example.com>) escribió:",
    "Em ter., 4 de mar. de 2025 às 10:12, Ana Lopez <ana@example.com> escreveu:",
    "Il giorno mar 4 mar 2025 alle ore 10:12 Ana Lopez <ana@example.com> ha scritto:",
    "Op di 4 mrt 2025 om 10:12 schreef Ana Lopez <ana@example.com>:",
    "Den tirs. 4. mar. 2025 kl. 10.12 skrev Ana Lopez <ana@example.com>:",
    "tis 4 mars 2025 kl. 10:12 skrev Ana Lopez <ana@example.com>:",
    "ti 4. maalisk. 2025 klo 10.12 Ana Lopez (ana@example.com) kirjoitti:",
    "wt., 4 mar 2025 o 10:12 Ana Lopez <ana@example.com> napisał(a):",
    "út 4. 3. 2025 v 10:12 odesílatel Ana Lopez <ana@example.com> napsal:",
    "ut 4. 3. 2025 o 10:12 Ana Lopez <ana@example.com> napísal(a):",
    "Ana Lopez <ana@example.com> ezt írta (időpont: 2025. márc. 4., K, 10:12):",
    "În mar., 4 mar. 2025 la 10:12, Ana Lopez <ana@example.com> a scris:",
    "вт, 4 мар. 2025 г. в 10:12, Ana Lopez <ana@example.com>:",
    "вт, 4 бер. 2025 р. о 10:12 Ana Lopez <ana@example.com> пише:",
    "На вт, 4.03.2025 г. в 10:12 ч. Ana Lopez <ana@example.com> написа:",
    "Στις Τρί 4 Μαρ 2025 στις 10:12 π.μ., ο/η Ana Lopez <ana@example.com> έγραψε:",
    "Ana Lopez <ana@example.com>, 4 Mar 2025 Sal, 10:12 tarihinde şunu yazdı:",
    "Pada tanggal Sel, 4 Mar 2025 pukul 10.12 Ana Lopez <ana@example.com> menulis:",
    "Vào Th 3, 4 thg 3, 2025 vào lúc 10:12 Ana Lopez <ana@example.com> đã viết:",
    "ในวันที่ อ. 4 มี.ค. 2025 เวลา 10:12 Ana Lopez <ana@example.com> เขียนว่า:",
    "2025年3月4日(火) 10:12 Ana Lopez <ana@example.com>:",
    "Ana Lopez <ana@example.com> 于2025年3月4日周二 10:12写道：",
    "Ana Lopez <ana@example.com> 於 2025年3月4日 週二 上午10:12寫道：",
    "2025년 3월 4일 (화) 오전 10:12, Ana Lopez <ana@example.com>님이 작성:",
    "בתאריך יום ג׳, 4 במרץ 2025 ב-10:12 מאת ‪Ana Lopez‬‏ <‪ana@example.com‬‏>:‬",
    "في الثلاثاء، 4 مارس 2025 في 10:12 ص كتب Ana Lopez <‪ana@example.com‬‏>:",
    "मंगल, 4 मार्च 2025 को 10:12 am बजे को Ana Lopez <ana@example.com> ने लिखा:",
    # others
    "On 4 Mar 2025, at 10:12, Ana Lopez <ana@example.com> wrote:",
    "Wiadomość napisana przez Ana Lopez <ana@example.com> w dniu 04.03.2025, o godz. 10:12:",
    "Op 4 mrt. 2025 om 10:12 heeft Ana <ana@example.com> het volgende geschreven:",
    "Dne 04. 03. 25 v 10:12 Ana Lopez napsal(a):",
    "04.03.2025, 10:12, \"Ana Lopez\" <ana@example.com>:",
    "Вторник, 4 марта 2025, 10:12 +03:00 от Ana Lopez <ana@example.com>:",
    "* Ana Lopez <ana@example.com> [2025-03-04 10:12]:",
    "Ana Lopez <ana@example.com> writes:",
    "Quoting Ana Lopez <ana@example.com>:",
    "At 2025-03-04 10:12:00, \"Ana Lopez\" <ana@example.com> wrote:",
    "Ana Lopez <ana@example.com> hat am 04.03.2025 10:12 geschrieben:",
    "On Mar 4, 2025, at 10:12 AM, Ana Lopez <ana@example.com<mailto:ana@example.com>> wrote:",
    "Am 04.03.25 um 10:12 schrieb Ana Lopez:",
    "In message <20250304101200.GA1@example.com>,\n Ana Lopez <ana@example.com> wrote:",
    "Кому: Bob (bob@example.com);\nТема: Цена;\n04.03.2025, 10:12, \"Ana Lopez\" <ana@example.com>:",
    "On Tue, 4 Mar 2025, Ana Lopez wrote:",
    "Noong Mar, Mar 4, 2025 nang 10:12 AM, sumulat si Ana Lopez <ana@example.com>:",
    "మంగళ, 4 మార్చి 2025, 10:12 AMకి Ana Lopez <ana@example.com> ఇలా వ్రాసారు:",
    "मंगळ, ४ मार्च, २०२५ रोजी १०:१२ AM वाजता Ana Lopez <ana@example.com> ने लिहिले:",
    "Ana Lopez meinte am 04.03.25 um 10:12:",
    "Support DE &lt;desk@example.com&gt; schrieb am Do. 16. Mai 2024 um 00:02:",
]  # fmt: skip


@pytest.mark.parametrize("attribution", ATTRIBUTIONS)
def test_an_attribution_goes_with_its_quote(attribution: str) -> None:
    marked = f"This is new.\n\n{attribution}\n\n> old words\n> more of them\n"
    unmarked = f"This is new.\n\n{attribution}\n\nold words\nmore of them\n"
    assert extract(text=marked, html=None).text == "This is new."
    assert extract(text=unmarked, html=None).text == "This is new."


@pytest.mark.parametrize("at", range(1, 9))
def test_an_attribution_broken_anywhere_goes_as_one(at: int) -> None:
    words = ATTRIBUTIONS[0].split(" ")
    broken = " ".join(words[:at]) + "\n" + " ".join(words[at:])
    text = f"This is new,\nand this is.\n\n{broken}\n> old\n"
    assert extract(text=text, html=None).text == "This is new,\nand this is."


def test_a_bracket_wrapped_onto_the_next_line_is_no_quote_mark() -> None:
    text = 'Yes.\n\nAm 21.04.2016 17:48 schrieb "Ana Lopez" <ana@example.com\n>:\n\n> alt\n'
    assert extract(text=text, html=None).text == "Yes."


def test_a_line_above_an_attribution_without_a_blank_between_stays() -> None:
    text = "See you on 5 May.\nOn Tue, Mar 4, 2025 at 10:12 AM Ana <ana@example.com> wrote:\n> old\n"
    assert extract(text=text, html=None).text == "See you on 5 May."


def test_a_date_and_address_right_above_a_quote_need_no_colon() -> None:
    text = "New.\n\n2011/11/7 Ana Lopez <ana@example.com>\n\n> old\n"
    assert extract(text=text, html=None).text == "New."


SENTENCES = [
    "On Monday our lawyer wrote to us that the notice period must be 30 days:",
    "Am Montag schrieb uns der Anwalt, dass die Frist 30 Tage beträgt:",
    "Le lundi, notre avocat nous a écrit que le délai est de 30 jours :",
    "El lunes el abogado nos escribió que el plazo es de 30 días:",
    "On Friday, 14 March 2025 at 10:00 the following people will speak:",
    "The deadline is 2025-03-04 10:12 for ana@example.com and bob@example.com:",
    "Please write to bob@example.com about this:",
    "He wrote:",
    "Le 4 mars 2025, Ana a écrit un rapport sur les points suivants :",
    "Bob wrote on 4 March 2025:",
    "Please mind the date of 4 March 2025:",
    "In 2024 at 08:19 she wrote some more text:",
]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_sentence_that_ends_with_a_colon_is_not_an_attribution(sentence: str) -> None:
    text = f"Hello,\n\n{sentence}\n\nfirst point\nsecond point\n"
    assert extract(text=text, html=None).text == text


@pytest.mark.parametrize(
    "sentence",
    [
        "About your point of 4 March:",
        "Here is what Bob wrote to me:",
        "Zum Termin am 4. März 2025:",
        "À propos du 4 mars 2025 :",
        "Per our call at 10:12 AM on Tuesday, March 4, 2025:",
        "I do not agree with this:",
    ],
)
def test_a_sentence_right_above_a_quote_stays(sentence: str) -> None:
    text = f"Hi Ana,\n\n{sentence}\n\n> the price is 300\n\nPlease explain.\n"
    assert extract(text=text, html=None).text == f"Hi Ana,\n\n{sentence}\n\nPlease explain."


@pytest.mark.parametrize(
    "attribution",
    [
        "Quoth Ana Lopez on Mar 04 at 10:12 am:",
        "Thus spake Ana Lopez (ana@example.com):",
        "Excerpts from Ana Lopez's message of Tue Mar 04 10:12:00 +0100 2025:",
        "Ana Lopez [2025-03-04 10:12]:",
        "Ana Lopez said:",
        "On Tue, Mar 4, 2025 at 10:12 AM Dr. Ana Maria Lopez-Sommer, Head of Sales (Lake International Ltd) "
        "<ana@example.com> wrote:",
    ],
)
def test_an_attribution_of_old_goes_right_above_its_quote(attribution: str) -> None:
    assert extract(text=f"New.\n\n{attribution}\n> old words\n", html=None).text == "New."


def test_a_quote_on_the_line_of_its_attribution_goes_with_it() -> None:
    text = "Yes.\n\n  On Tue, Mar 4, 2025 at 10:12 AM, Ana<ana@example.com> wrote:   Hello,\n\nold words\n"
    assert extract(text=text, html=None).text == "Yes."
