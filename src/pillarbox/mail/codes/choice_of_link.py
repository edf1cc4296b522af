"""Which link, if any, a mail asks its reader to follow to prove an address or open an account."""

import re
from dataclasses import dataclass
from enum import StrEnum

from .folding import fold
from .layout import Link, Page, urls_in
from .vocabulary import Kind, Mark, marks

_URL_ACTION = re.compile(
    r"(?<![a-z])(?:verif|confirm|activat|activation|reset|recover|recovery|magic|passwordless|invit|unlock|one-?time"
    r"|signin|sign-in|sign_in|login|log-in|otp|passcode|validat|register|registration|accept|join|signup|sign-up|callback)"
)
_URL_ASIDE = re.compile(
    r"unsub|opt-?out|preferences|privacy|terms|/help|/support|/faq|/contact|calendar|/events?/|webversion|view-?online"
    r"|/view/|/track/|tracking|/orders?/|/shop|/docs/|/blog|decline|reject|/report|/ics|rsvp|/delivery|/shipment"
)
_STORE = re.compile(
    r"(?:apps\.apple\.com|itunes\.apple\.com|play\.google\.com|facebook\.com|twitter\.com|x\.com|instagram\.com"
    r"|linkedin\.com|youtube\.com|wikipedia\.org|github\.com/[^/]+/[^/]+/(?:blob|tree|issues|pull|commit))(?:/|$)"
)
_SECRET = re.compile(r"[A-Za-z0-9_\-.~:+=%]{8,}")
_NAMED_SECRET = re.compile(
    r"[?&#/;](?:token|code|key|secret|otp|hash|sig|signature|ticket|nonce|t|k|c)=[^&#]{4,}", re.IGNORECASE
)
_WORDLIKE = re.compile(r"[a-z]+\d?(?:[-_.][a-z]+\d?)*|[A-Z]?[a-z]+|\d{1,6}")


class Purpose(StrEnum):
    """What told a link's purpose."""

    LABEL = "label"
    ADDRESS = "address"  # the words of the URL itself
    CONTEXT = "context"  # the sentence before it, or the subject


@dataclass(frozen=True, slots=True)
class Target:
    """A link to follow, exactly as the mail writes it."""

    url: str
    purpose: Purpose
    confidence: float


def has_secret(url: str) -> bool:
    """Whether a URL carries something made for one reader only."""
    _, _, tail = url.partition("://")[2].partition("/")
    if _NAMED_SECRET.search(f"/{tail}"):
        return True
    return any(
        (len(found) >= 16 or any(map(str.isdigit, found))) and not _WORDLIKE.fullmatch(found)
        for found in _SECRET.findall(tail.replace("&", " ").replace("=", " "))
    )


def has_secret_link(source: str) -> bool:
    """Whether a text or HTML source shows at its start any URL made for one reader only."""
    return any(map(has_secret, urls_in(source)))


def _kinds(found: list[Mark]) -> Kind:
    kinds = Kind(0)
    for mark in found:
        kinds |= mark.kind
    return kinds


def _near(page: Page, link: Link) -> Kind:
    """The kinds of words in the link's line before it, or else in the nearest line above that has any."""
    own = _kinds([mark for mark in page.lines[link.line].marks if mark.end <= link.start])
    if own:
        return own
    for number in range(link.line - 1, max(0, link.line - 4), -1):
        kinds = _kinds(page.lines[number].marks)
        if kinds:
            return kinds
    return Kind(0)


def _weigh(page: Page, link: Link) -> Target | None:
    address = link.url.lower()
    path = "/" + address.partition("://")[2].partition("/")[2]
    if not has_secret(link.url) or _STORE.search(address) or _URL_ASIDE.search(path):
        return None
    label = "" if link.label.lower().startswith("http") else link.label
    said = _kinds(marks(fold(label[:200])))
    subject = Kind.ACTION in _kinds(page.lines[0].marks)
    by_address = bool(_URL_ACTION.search(path))
    if not (by_address or subject or Kind.ACTION in said):
        return None
    near = _near(page, link)
    if Kind.ASIDE in said or (not label and Kind.ASIDE in near and not by_address):
        return None
    if Kind.ACTION in said:
        if by_address or subject or Kind.ACTION in near:
            return Target(link.url, Purpose.LABEL, 0.98 if by_address or subject else 0.95)
        return None
    if by_address and (Kind.ACTION in near or subject):
        return Target(link.url, Purpose.ADDRESS, 0.95)
    if Kind.ACTION in near and subject and Kind.ASIDE not in near:
        return Target(link.url, Purpose.CONTEXT, 0.85)
    if by_address and not page.speaks_of(Kind.ACTION | Kind.NOUN | Kind.OTHER):
        return Target(link.url, Purpose.ADDRESS, 0.8)  # a language the tables do not know
    return None


def choose_link(page: Page) -> Target | None:
    """The one link of a page to follow, or None when there is none or two are equally likely."""
    best: dict[str, Target] = {}
    for link in page.links:
        target = _weigh(page, link)
        if target and (link.url not in best or best[link.url].confidence < target.confidence):
            best[link.url] = target
    ranked = sorted(best.values(), key=lambda target: -target.confidence)
    if not ranked or (len(ranked) > 1 and ranked[0].confidence - ranked[1].confidence < 0.02):
        return None
    return ranked[0]
