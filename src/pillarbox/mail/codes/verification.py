"""The one code and the one link of a mail, from its subject and bodies. Holds the order of the steps only."""

from dataclasses import dataclass

from .choice_of_code import Code, choose_code
from .choice_of_link import Target, choose_link, has_secret
from .layout import MAX_HTML, MAX_TEXT, of_html, of_text, urls_in
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
    subject, text, html = subject or "", text or "", html or ""
    code: Code | None = None
    link: Target | None = None
    named = linked = True
    if text.strip():
        named = may_name_code(subject, text[:MAX_TEXT])
        if not named and not html and "http" not in text:
            return None
        page = of_text(subject, text)
        code = choose_code(page) if named else None
        link = choose_link(page)
        stub = len(text) < _STUB
        named = named or stub
        linked = bool(html) and link is None and (stub or page.speaks_of(Kind.ACTION))
    if html:
        source = html[:MAX_HTML]
        named = named and code is None and ("&#" in source or may_name_code(subject, source))
        linked = linked and link is None and any(map(has_secret, urls_in(source)))
        if named or linked:
            page = of_html(subject, source)
            code = choose_code(page) if named else code
            link = choose_link(page) if linked else link
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
