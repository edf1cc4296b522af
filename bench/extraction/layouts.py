"""How each client lays out an answer, as text and as HTML. Knows nothing of the engine measured."""

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Final

from bench.extraction.locale import Locale

NAME: Final = "Nora Winter"
ADDRESS: Final = "nora.winter@example.org"
TO: Final = "desk@agents.example.net"
SUBJECT: Final = "Offer 2025"


@dataclass(frozen=True, slots=True)
class Draft:
    """What goes into a mail: the new words, the message answered, and the language."""

    new: tuple[str, ...]
    parent: tuple[str, ...]
    locale: Locale

    @property
    def new_text(self) -> str:
        return "\n\n".join(self.new)

    @property
    def parent_text(self) -> str:
        return "\n\n".join(self.parent)


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as it arrives."""

    text: str | None
    html: str | None


Layout = Callable[[Draft], Mail]


def fill(pattern: str) -> str:
    """An attribution with the sender in place."""
    return pattern.format(name=NAME, address=ADDRESS)


def marked(text: str) -> str:
    """Text behind quote marks."""
    return "\n".join(f"> {line}" if line else ">" for line in text.split("\n"))


def wrapped(line: str, width: int = 72) -> str:
    """A line broken before its last words, as clients do at their margin."""
    if len(line) <= width:
        return line
    at = line.rfind(" ", 0, width)
    return f"{line[:at]}\n{line[at + 1 :]}"


def blocks(paragraphs: tuple[str, ...], tag: str = "div") -> str:
    """Paragraphs as HTML blocks with empty ones between."""
    return f"<{tag}><br></{tag}>".join(f"<{tag}>{escape(each)}</{tag}>" for each in paragraphs)


def header(draft: Draft, *, bold: bool = False, order: str = "fdts") -> str:
    """The labelled lines of the message answered, in the order given by the initials of their roles."""
    sender, sent, to, subject = draft.locale.labels
    lines = {
        "f": (sender, f"{NAME} <{ADDRESS}>"),
        "d": (sent, draft.locale.sent),
        "t": (to, TO),
        "s": (subject, SUBJECT),
    }
    shown = [
        (f"*{label}:*" if bold else f"{label}:", value) for label, value in (lines[role] for role in order)
    ]
    return "\n".join(f"{label} {value}" for label, value in shown)


def header_html(draft: Draft, order: str = "fdts") -> str:
    """The same lines with their labels in bold."""
    rows = (row.partition(":") for row in header(draft, order=order).split("\n"))
    return "<br>".join(f"<b>{escape(label)}:</b> {escape(value.strip())}" for label, _, value in rows)


def _body(draft: Draft, tag: str = "div") -> str:
    return blocks(draft.parent, tag)


def gmail(draft: Draft) -> Mail:
    line = fill(draft.locale.gmail)
    return Mail(
        f"{draft.new_text}\n\n{wrapped(line)}\n\n{marked(draft.parent_text)}\n",
        f'<div dir="ltr">{blocks(draft.new)}</div><br><div class="gmail_quote gmail_quote_container">'
        f'<div dir="ltr" class="gmail_attr">{escape(line)}<br></div><blockquote class="gmail_quote" '
        f'style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex">'
        f'<div dir="ltr">{_body(draft)}</div></blockquote></div>',
    )


def gmail_unmarked(draft: Draft) -> Mail:
    return Mail(f"{draft.new_text}\n\n{fill(draft.locale.gmail)}\n\n{draft.parent_text}\n", None)


def apple(draft: Draft) -> Mail:
    line = fill(draft.locale.apple)
    return Mail(
        f"{draft.new_text}\n\n{marked(line)}\n> \n{marked(draft.parent_text)}\n",
        f'<html><body style="overflow-wrap: break-word;">{blocks(draft.new)}<br><div><blockquote '
        f'type="cite"><div>'
        f'{escape(line)}</div><br class="Apple-interchange-newline"><div>{_body(draft)}</div>'
        f"</blockquote></div>"
        "</body></html>",
    )


def ios(draft: Draft) -> Mail:
    line = fill(draft.locale.apple)
    return Mail(
        f"{draft.new_text}\n\n{draft.locale.phone}\n\n{marked(line)}\n> \n{marked(draft.parent_text)}\n",
        f'<html><body dir="auto">{blocks(draft.new)}<br><div dir="ltr">{escape(draft.locale.phone)}</div>'
        f'<div dir="ltr"><br><blockquote type="cite">{escape(line)}<br><br></blockquote></div>'
        f'<blockquote type="cite"><div dir="ltr">{_body(draft)}</div></blockquote></body></html>',
    )


def thunderbird(draft: Draft) -> Mail:
    line = fill(draft.locale.thunderbird)
    return Mail(
        f"{draft.new_text}\n\n{line}\n{marked(draft.parent_text)}\n",
        f'<html><body>{blocks(draft.new, "p")}<div class="moz-cite-prefix">{escape(line)}<br></div>'
        f'<blockquote type="cite" cite="mid:1@example.org">{_body(draft, "p")}</blockquote></body></html>',
    )


def outlook(draft: Draft) -> Mail:
    paragraphs = "".join(f'<p class="MsoNormal">{escape(each)}<o:p></o:p></p>' for each in draft.new)
    quoted = "".join(f'<p class="MsoNormal">{escape(each)}<o:p></o:p></p>' for each in draft.parent)
    return Mail(
        f"{draft.new_text}\n\n{header(draft)}\n\n{draft.parent_text}\n",
        f'<html><body lang="EN-US"><div class="WordSection1">{paragraphs}<p class="MsoNormal"><o:p>'
        f"&nbsp;</o:p></p>"
        '<div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm">'
        f'<p class="MsoNormal">{header_html(draft)}</p></div></div>{quoted}</div></body></html>',
    )


def outlook_bold(draft: Draft) -> Mail:
    return Mail(f"{draft.new_text}\n\n{header(draft, bold=True)}\n\n{draft.parent_text}\n", None)


def outlook_express(draft: Draft) -> Mail:
    return Mail(
        f"{draft.new_text}\n\n-----{draft.locale.original}-----\n{header(draft)}\n\n{draft.parent_text}\n",
        None,
    )


def outlook_web(draft: Draft) -> Mail:
    return Mail(
        f"{draft.new_text}\n________________________________\n{header(draft)}\n\n{draft.parent_text}\n",
        f'<html><body dir="ltr">{blocks(draft.new)}<div id="appendonsend"></div>'
        '<hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr">'
        f'<font face="Calibri" color="#000000">{header_html(draft)}</font><div>&nbsp;</div></div>'
        f"{_body(draft)}</body></html>",
    )


def outlook_phone(draft: Draft) -> Mail:
    return Mail(
        f"{draft.new_text}\n\nGet Outlook for iOS<https://aka.ms/o0ukef>\n________________________________\n"
        f"{header(draft)}\n\n{draft.parent_text}\n",
        f'<html><body><div>{blocks(draft.new)}</div><div id="ms-outlook-mobile-signature">Get <a '
        f'href="https://aka.ms'
        '/o0ukef">Outlook for iOS</a></div><div id="mail-editor-reference-message-container"><hr '
        'tabindex="-1">'
        f'<div id="divRplyFwdMsg">{header_html(draft)}</div>{_body(draft)}</div></body></html>',
    )


def yahoo(draft: Draft) -> Mail:
    line = fill(draft.locale.gmail)
    return Mail(
        f" {draft.new_text}\n\n    {line}  \n \n {draft.parent_text}\n",
        f'<html><body><div class="ydp1"><div>{blocks(draft.new)}</div></div><div id="ydp2yahoo_quoted_1" '
        f'class="ydp2yahoo_quoted"></div><div id="yahoo_quoted_7" class="yahoo_quoted"><div '
        f'style="color:#26282a;">'
        f"<div>{escape(line)}</div><div><br></div>{_body(draft)}</div></div></body></html>",
    )


def gmx(draft: Draft) -> Mail:
    return Mail(
        None,
        f'<html><head></head><body><div style="font-family: Verdana;">{blocks(draft.new)}<div>&nbsp;'
        f'<div name="quote" '
        f'style="margin:10px 5px 5px 10px; border-left:2px solid #C3D9E5;"><div style="margin:0 0 10px 0;">'
        f'{header_html(draft, "dfts")}</div><div name="quoted-content">{_body(draft)}</div></div>'
        f"</div></div></body>"
        "</html>",
    )


def proton(draft: Draft) -> Mail:
    line = fill(draft.locale.gmail)
    return Mail(
        f"{draft.new_text}\n\n{line}\n\n{marked(draft.parent_text)}\n",
        f'<div style="font-family: Arial;">{blocks(draft.new)}</div><div '
        f'class="protonmail_signature_block-empty"></div>'
        f'<div class="protonmail_quote">{escape(line)}<br><blockquote class="protonmail_quote" type="cite">'
        f"{_body(draft)}</blockquote><br></div>",
    )


def zoho(draft: Draft) -> Mail:
    line = f"---- On Tue, 04 Mar 2025 10:12:50 +0100 {NAME} <{ADDRESS}> wrote ---"
    return Mail(
        f"{draft.new_text}\n\n\n{line}\n\n{draft.parent_text}\n",
        f'<html><body><div style="font-family: Verdana;">{blocks(draft.new)}<div class="zmail_extra">'
        f'<div id="Zm-_Id">'
        f'{escape(line)}<br></div><blockquote id="blockquote_zmail">{_body(draft)}</blockquote></div>'
        f"</div></body></html>",
    )


def k9(draft: Draft) -> Mail:
    return Mail(f"{draft.new_text}\n\n{fill(draft.locale.thunderbird)}\n{marked(draft.parent_text)}\n", None)


def samsung(draft: Draft) -> Mail:
    return Mail(
        f"{draft.new_text}\n\n-------- {draft.locale.original} --------\n{header(draft, order='fdts')}\n\n"
        f"{draft.parent_text}\n",
        None,
    )


def mutt(draft: Draft) -> Mail:
    line = f"On Tue, Mar 04, 2025 at 10:12:00AM +0100, {NAME} wrote:"
    return Mail(f"{line}\n{marked(draft.parent_text)}\n\n{draft.new_text}\n", None)


def evolution(draft: Draft) -> Mail:
    return Mail(
        f"{draft.new_text}\n\nOn Tue, 2025-03-04 at 10:12 +0100, {NAME} "
        f"wrote:\n{marked(draft.parent_text)}\n",
        f"<html><body>{blocks(draft.new)}<div>On Tue, 2025-03-04 at 10:12 +0100, {NAME} wrote:</div>"
        f'<blockquote type="cite" style="margin:0 0 0 .8ex; border-left:2px #729fcf solid;padding-left:1ex">'
        f"{_body(draft)}</blockquote></body></html>",
    )


def gnus(draft: Draft) -> Mail:
    return Mail(f"{NAME} <{ADDRESS}> writes:\n\n{marked(draft.parent_text)}\n\n{draft.new_text}\n", None)


def yandex(draft: Draft) -> Mail:
    line = f'04.03.2025, 10:12, "{NAME}" <{ADDRESS}>:'
    return Mail(
        f"{draft.new_text}\n \n{line}\n{marked(draft.parent_text)}\n",
        f"{blocks(draft.new)}<div> </div><div>{escape(line)}</div><blockquote>{_body(draft)}</blockquote>",
    )


def netease(draft: Draft) -> Mail:
    line = f'At 2025-03-04 10:12:00, "{NAME}" <{ADDRESS}> wrote:'
    return Mail(
        f"{draft.new_text}\n\n\n{line}\n{marked(draft.parent_text)}\n",
        f'<div style="line-height:1.7">{blocks(draft.new)}<p>{escape(line)}</p><blockquote '
        f'id="isReplyContent" '
        f'style="PADDING-LEFT: 1ex; BORDER-LEFT: #ccc 1px solid">{_body(draft)}</blockquote></div>',
    )


def qq(draft: Draft) -> Mail:
    return Mail(
        f"{draft.new_text}\n\n\n------------------ {draft.locale.original} ------------------\n"
        f"{header(draft)}\n\n{draft.parent_text}\n",
        f'{blocks(draft.new)}<div style="font-size: 12px;padding:2px 0;">------------------&nbsp;'
        f"{draft.locale.original}"
        f'&nbsp;------------------</div><div style="font-size: 12px;background:#efefef;padding:8px;">'
        f"{header_html(draft)}</div>{_body(draft)}",
    )


def zimbra(draft: Draft) -> Mail:
    return Mail(
        f'{draft.new_text}\n\n----- Original Message -----\nFrom: "{NAME}" <{ADDRESS}>\nTo: {TO}\n'
        f"Sent: Tuesday, March 4, 2025 10:12:00 AM\nSubject: {SUBJECT}\n\n{draft.parent_text}\n",
        f'<html><body><div>{blocks(draft.new)}</div><hr id="zwchr" data-marker="__DIVIDER__"><div '
        f"data-marker="
        f'"__HEADERS__"><b>From: </b>"{NAME}"<br><b>To: </b>{TO}<br><b>Subject: </b>{SUBJECT}<br></div>'
        f'<div data-marker="__QUOTED_TEXT__">{_body(draft)}</div></body></html>',
    )


def roundcube(draft: Draft) -> Mail:
    line = f"On 2025-03-04 10:12, {NAME} wrote:"
    return Mail(
        f"{draft.new_text}\n\n{line}\n{marked(draft.parent_text)}\n",
        f'<html><body>{blocks(draft.new, "p")}<p id="reply-intro">{line}</p><blockquote type="cite" '
        f'style="padding: 0 '
        f'0.4em; border-left: #1010ff 2px solid"><div>{_body(draft)}</div></blockquote></body></html>',
    )


def horde(draft: Draft) -> Mail:
    return Mail(f"{draft.new_text}\n\nQuoting {NAME} <{ADDRESS}>:\n\n{marked(draft.parent_text)}\n", None)


def tuta(draft: Draft) -> Mail:
    line = f"4 Mar 2025, 10:12 by {ADDRESS}:"
    return Mail(
        None,
        f'<html><body><div>{blocks(draft.new)}</div><div>{line}<br></div><blockquote class="tutanota_quote" '
        f'style="border-left: 1px solid #93A3B8;">{_body(draft)}</blockquote></body></html>',
    )


def ticket(draft: Draft) -> Mail:
    return Mail(
        f"{draft.new_text}\n\n{fill(draft.locale.gmail)}\n\n> ##- Please type your reply above this "
        f"line -##\n>\n"
        f"{marked(draft.parent_text)}\n",
        None,
    )


REPLIES: Final[dict[str, Layout]] = {
    "apple": apple,
    "evolution": evolution,
    "gmail": gmail,
    "gmail-unmarked": gmail_unmarked,
    "gmx": gmx,
    "horde": horde,
    "ios": ios,
    "k9": k9,
    "netease": netease,
    "outlook": outlook,
    "outlook-bold": outlook_bold,
    "outlook-express": outlook_express,
    "outlook-phone": outlook_phone,
    "outlook-web": outlook_web,
    "proton": proton,
    "qq": qq,
    "roundcube": roundcube,
    "samsung": samsung,
    "thunderbird": thunderbird,
    "ticket": ticket,
    "tuta": tuta,
    "yahoo": yahoo,
    "yandex": yandex,
    "zimbra": zimbra,
    "zoho": zoho,
}

BOTTOM: Final[dict[str, Layout]] = {"gnus": gnus, "mutt": mutt}
