"""Mails without any quote that look as if they had one. Data only."""

from typing import Final

TRAPS: Final = (
    "The train is booked.\n\nFrom: Berlin Hbf\nTo: Paris Est\nDate: Friday 14 March, 08:55\n\nSee you there.",
    "Call me at 10:30.\nOr at 11:45: whatever suits.\nNote: the office is closed on Friday.",
    "Steps:\n1) open the door\n2) say hello:\n   loudly\n\nOn 4 March we will see how it went.",
    "Please write to bob@example.com about this:\nhe knows the details.",
    "On Friday, 14 March 2025 at 10:00 the following people will speak:\n- Ana\n- Bob\n\nPlease come.",
    "```\n> a quoted line in code\nOn Mon, Mar 3, 2025 at 1:00 PM Bob <bob@example.com> wrote:\n> x\n"
    "```\nThat is the sample.",
    "a >= b and c => d\n>= is the operator you want\nx -> y",
    ">>> import this\n>>> print(1)\n1\n\nThat works here.",
    "Dear all,\n\n---- Agenda ----\nMinutes\n---- Dates ----\n3 May\n\nBye",
    "Subject: to change\nPriority: high\n\nOtherwise fine.",
    "He wrote: no.\nShe wrote: yes.\nThey all wrote:\nmaybe.",
    "Dear Bob,\n\nto: do list\n\n1. call\n2. mail\n\nFrom here on it is easy.",
    "Price list\n==========\nA: 10\nB: 20\nC: 30\n\n-----------\nTotal: 60\n-----------\n\nOK?",
    "Original message was fine, the forwarded message was not.\nBegin with the first.",
    "Am 4. März 2025 kommt der Techniker:\nbitte seien Sie zu Hause.\n\nDanke!",
    "Le 4 mars 2025, nous avons reçu votre colis :\nil est arrivé intact.\n\nMerci !",
    "The deadline is 2025-03-04 10:12 for ana@example.com and bob@example.com:\nplease hurry.",
    "Meeting notes, 4 March 2025\n\nAna: we ship on Friday.\nBob: fine.\nCc: nobody.\n\nRegards",
    "Booking confirmed.\n\nFrom: Berlin Hbf\nTo: Hamburg Hbf\nDate: 4 March 2025\nTrain: ICE 1002\n\n"
    "Have a good trip.",
    "Your itinerary:\n\nFrom: Berlin\nTo: Hamburg\nDate: Tue, 4 March 2025 10:12\n\n"
    "Passenger: Sam Hill\nSeat: 22A\n\nSee you.",
    "Hi,\n\nPlease fill in:\nName:\nDate:\nSubject:\n\nand send it back.",
    "Hi,\n\nThe form says\n\nDate: 2025-03-04\nTo: Lake Ltd\nFrom: Hill Ltd\nSubject: lease\n"
    "Amount: 300\n\nplease check the amount before Friday.",
    "Notes from today:\n- Ana: we ship Friday\n- Bob: fine\n\nFrom: next week on we meet at 10.\n\nRegards",
    "On Monday, 4 March 2025, we agreed the following:\n\n1. price is 300\n2. delivery in May\n\nOK?",
    "On 4 March 2025 at 10:12 Bob told me the following:\nthe price is 300.\n\nIs this right?",
    "Please write to the following address on 4 March:\n\ndesk@agents.example\n\nThanks",
    "Dear all,\n\nTo: everyone who signed up\nSubject: please bring your laptop\nDate: Friday\n\n"
    "See you there",
    "Hello\n-----\n\nheading style text\n\nMore\n----\n\nother text",
    "Item           Price\n------------------\nA              10\nB              20\n"
    "------------------\nTotal          30\n\nPlease confirm.",
    "===== Summary =====\n\nAll well.\n\n===== Details =====\n\nNothing else.",
    "*** IMPORTANT ***\n\nPlease read.\n\n*** END ***\n\nThanks",
    "--- Original ---\nnot a quote, but a heading of a poem\n--- end ---\nbye",
    "Hello,\n\n----------\nSpecial offer\n----------\n\nBuy one, get one.\n\nSent to: nora@example.org",
    "Hi,\n\nthe log:\n\n2025-03-04 10:12:00 nora@example.org wrote: hello\n"
    "2025-03-04 10:13:00 bob@example.org wrote: hi\n\nCan you see why?",
    "Chat:\n\n[04.03.25, 10:12] Nora: hello\n[04.03.25, 10:13] Sam: hi\n\nthat is all",
    "10:12 Nora Winter: hello there\n10:13 Sam Hill: hi\n\nplease archive this chat",
    "Dear Sir,\n\nwe refer to your letter dated 4 March 2025:\n\nThe claim is rejected.\n\nYours",
    "Sehr geehrte Frau Winter,\n\nam 4. März 2025 schrieben Sie uns:\nwir antworten gern.\n\nIhr Team",
    "Hallo,\n\nanbei die Daten:\n\nVon: Berlin\nNach: Hamburg\nDatum: 04.03.2025\nPreis: 30 EUR\n\nGruß",
    "Bonjour,\n\nle 4 mars 2025, Nora a écrit un rapport :\n\nil est joint.\n\nMerci",
    "Hola,\n\nEl 4 de marzo de 2025 Nora escribió un informe sobre:\n\n- precios\n- plazos\n\nGracias",
    "Dear Nora,\n\nwith reference to our call on 4 March 2025 at 10:12:\n\nwe accept.\n\nBest",
    "Invoice 381\n\nFrom: Lake Ltd, 1 Harbour St\nTo: Hill Ltd, 2 Hill St\nDate: 2025-03-04\n"
    "Due: 2025-04-04\n\nTotal: 300 EUR\n\nPay by bank transfer.",
    "Hi team,\n\nDeployment report\nFrom: main@2f3a\nTo: production\nDate: 2025-03-04\n"
    "Subject: release 3\n\nAll services are green.",
    "A new contact form message:\n\nName: Ana\nEmail: ana@example.com\nSubject: Question\n"
    "Message: How much is it?\n\nReply directly to answer.",
    "Your weekly digest\n\n----------------------------------------\nNora wrote:\nGreat work!\n"
    "----------------------------------------\nBob wrote:\nThanks!\n\nOpen the app to reply.",
    "Ana wrote on 4 March 2025:\n\nGreat hotel.\n\nBob wrote on 5 March 2025:\n\nToo loud.\n\n"
    "Leave your own review.",
    'Hi\n\nthe quote of the day:\n\n"To be or not to be"\n\nbye',
    "Please reply above the line item you disagree with.\n\n1. price\n2. date",
    "Keep the temperature above this line in the chart:\n\n20 degrees\n\nthanks",
    "He said: do not write below this line of the form. So what now?\n\nSam",
    "Hello,\n\nforwarded message handling is broken: please see the log below.\n\nerror 42\n\nSam",
    "Steps:\n1. open From: field\n2. set To: field\n3. set Subject: field\n\nthen save",
    "Date: 4 March\nTime: 10:12\nPlace: Harbour\n\nWill you come?",
    "Wann: 4. März 2025\nWo: Hamburg\nVon: 10:00\nBis: 12:00\n\nKommst du?",
    "Termin\nDatum: 04.03.2025\nVon: 10:00 Uhr\nAn: alle Mitarbeiter\nBetreff: Inventur\n\n"
    "Bitte pünktlich sein.",
    "De: Paris\nÀ: Lyon\nDate: 4 mars 2025\nObjet: voyage\n\nBon voyage !",
    "Hello,\n\n2025年3月4日(火) 10:12 に会議があります:\n\n場所は会議室です。\n\nよろしく",
    "お世話になっております。\n\n日付: 2025年3月4日\n件名: 会議\n宛先: 全員\n\nよろしくお願いします。",
    "会议通知\n\n时间: 2025年3月4日\n主题: 季度会议\n收件人: 全体\n\n请准时参加。",
    "Здравствуйте!\n\nДата: 04.03.2025\nТема: договор\nКому: ООО Озеро\n\nЖдём ответа.",
)
