"""The one code and the one link of a mail, from its subject and bodies. Holds the order of the steps only."""

from dataclasses import dataclass

from .choice_of_code import Code, choose_code
from .choice_of_link import Target, choose_link, has_secret_link
from .layout import MAX_HTML, MAX_TEXT, of_html, of_text
from .screen import may_name_code
from .vocabulary import Kind

_STUB = 200  # characters: a plain text this short may only point to the HTML


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What a mail gives its reader to prove an address or open an account with.

    `code` is written as in the mail, without the spaces between its parts; `link` is the target exactly as
    written (HTML character references decoded). At least one of them is there. `reason` says how each was
    recognised, as `code:` and a `Found`, `link:` and a `Purpose`, joined by `+`; `confidence` is that of the
    less certain of the two, between 0 and 1.
    """

    code: str | None
    link: str | None
    reason: str
    confidence: float


def find(*, subject: str | None, text: str | None, html: str | None) -> Verification | None:
    """The verification code and link of a mail, or None.

    Never raises. Reads a bounded part of each body; two equally likely answers count as none.
    """
    subject = subject or ""
    text = (text or "")[:MAX_TEXT].strip()
    html = (html or "")[:MAX_HTML]
    code: Code | None = None
    link: Target | None = None
    is_stub = len(text) < _STUB
    is_named = bool(text) and may_name_code(subject, text)
    has_link, has_html_link = has_secret_link(text), has_secret_link(html)
    asks = is_stub
    if is_named or has_link or (text and has_html_link):
        page = of_text(subject, text)
        code = choose_code(page) if is_named else None
        link = choose_link(page) if has_link else None
        asks = is_stub or (has_html_link and link is None and page.speaks_of(Kind.ACTION))
    is_named = (is_named or is_stub) and code is None and ("&#" in html or may_name_code(subject, html))
    has_link = asks and has_html_link and link is None
    if html and (is_named or has_link):
        page = of_html(subject, html)
        code = choose_code(page) if is_named else code
        link = choose_link(page) if has_link else link
    if code is None and link is None:
        return None
    reasons = [f"code:{code.found}"] if code else []
    reasons += [f"link:{link.purpose}"] if link else []
    return Verification(
        code=code.value if code else None,
        link=link.url if link else None,
        reason="+".join(reasons),
        confidence=min(part.confidence for part in (code, link) if part),
    )
