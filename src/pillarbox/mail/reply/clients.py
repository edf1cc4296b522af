"""The markup mail clients put around quotes, as CSS selectors with the role of what they find. Data only.

Read off mails sent by the clients named; class and id names are theirs.
"""

import re
from enum import Enum, auto
from typing import Final

_NAME: Final = re.compile(r"""[.#][a-zA-Z][\w-]+|(?<!\^)="[a-zA-Z_]+"|(?<=\^=")\w+""")


class Role(Enum):
    """What an element found by its selector holds."""

    QUOTE = auto()  # nothing but quoted matter
    MIXED = auto()  # an attribution, then quotes, with room for answers between them
    ATTRIBUTION = auto()  # the line above a quote
    TAIL = auto()  # the first piece of quoted matter; so is everything after it
    BOXED_HEADER = auto()  # a TAIL if it holds labelled lines


SELECTORS: Final[dict[str, Role]] = {
    # AOL
    '[id^="AOLMsgPart"]': Role.QUOTE,
    # Apple Mail, Thunderbird, Fastmail, Evolution, Open-Xchange, Horde, SOGo, Zimbra and most others
    "blockquote": Role.QUOTE,
    # FairEmail
    ".fairemail_quote": Role.MIXED,
    # Front
    ".front-blockquote": Role.QUOTE,
    # Freshdesk
    ".freshdesk_quote": Role.QUOTE,
    # Gmail, K-9, Mimestream, BlueMail
    ".gmail_quote": Role.MIXED,
    ".gmail_attr": Role.ATTRIBUTION,
    # GMX, WEB.DE
    'div[name="quote"]': Role.QUOTE,
    # HubSpot
    ".hs_reply": Role.MIXED,
    # Lark
    ".lark-mail-quote": Role.QUOTE,
    ".history-quote-wrapper": Role.QUOTE,
    # Mail.ru
    ".mail-quote-collapse": Role.QUOTE,
    # Missive
    ".missive_quote": Role.QUOTE,
    # NetEase 163, 126
    "#isReplyContent": Role.QUOTE,
    ".ntes-mailmaster-quote": Role.QUOTE,
    # Outlook on the web, Outlook.com, new Outlook
    "#divRplyFwdMsg": Role.TAIL,
    "#appendonsend": Role.TAIL,
    "#mail-editor-reference-message-container": Role.QUOTE,
    # Outlook for Mac
    "#OLK_SRC_BODY_SECTION": Role.TAIL,
    # Outlook for Windows, Windows Mail
    '[style*="border-top" i]': Role.BOXED_HEADER,
    # Proton
    ".protonmail_quote": Role.MIXED,
    # QQ Mail, Foxmail
    '[style*="background:#efefef" i]': Role.BOXED_HEADER,
    '[style*="background: #efefef" i]': Role.BOXED_HEADER,
    # Roundcube
    "#reply-intro": Role.ATTRIBUTION,
    # Spark
    '[name="messageReplySection"]': Role.MIXED,
    # Superhuman
    ".sh-quoted-content": Role.MIXED,
    # Thunderbird
    ".moz-cite-prefix": Role.ATTRIBUTION,
    ".moz-email-headers-table": Role.TAIL,
    ".moz-forward-container": Role.TAIL,
    # Tuta
    ".tutanota_quote": Role.QUOTE,
    # Yahoo
    ".yahoo_quoted": Role.QUOTE,
    ".yahoo-quoted-begin": Role.TAIL,
    # Zimbra
    '[data-marker="__HEADERS__"]': Role.TAIL,
    # Zoho
    ".zmail_extra": Role.QUOTE,
    "#blockquote_zmail": Role.QUOTE,
}

MARKUP_SIGNS: Final = (
    "<blockquote",
    "<BLOCKQUOTE",
    "border-top:solid",
    "border-top: solid",
    "border-top-style",
    *sorted({name.lstrip(".#=") for selector in SELECTORS for name in _NAME.findall(selector)}),
)
"""Without any of these in its source, HTML holds no markup of the table."""

INDENT_STYLES: Final = ("border:none", "border: none", "border-width:0", "border: 0")
"""A blockquote with one of these is a paragraph its author moved in (Gmail, Outlook), not a quote."""

QUOTE_CLASSES: Final = ("quote", "cite")
"""Parts of class names that make even an indented blockquote a quote."""
