"""Whatever the original holds, its quote is balanced, inert and always there."""

from html.parser import HTMLParser

from hypothesis import given, settings
from hypothesis import strategies as st

from pillarbox.domain.address import Mailbox
from pillarbox.mail.compose.quoted_html import safe_fragment
from pillarbox.mail.compose.quoting import QuotedOriginal, forward_block, quote_reply


class Outline(HTMLParser):
    """Collects the elements left open and every tag and attribute seen."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)
        if tag not in ("br", "col", "hr", "img", "wbr"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


MARKUP = st.sampled_from(
    ["<!--", "-->", "'", '"', "=", " ", ">", "/", "onclick", "&lt;", "&#"]
) | st.sampled_from(
    ["<div>", "</div>", "<p>", "<li>", "<table>", "<td>", "<b", "<a href='", "<img src=x onerror=y>", "<svg"]
)
RAW_TEXT = st.sampled_from(["<script>", "</script>", "<style>", "</style ", "</blockquote>"])


@settings(max_examples=300, deadline=None)
@given(html=st.lists(MARKUP | RAW_TEXT | st.text(max_size=5), max_size=20).map("".join))
def test_a_fragment_is_balanced_and_inert(html: str) -> None:
    outline = Outline()
    outline.feed(safe_fragment(html))
    outline.close()
    assert not outline.open
    assert not outline.tags & {"script", "style", "svg", "iframe", "object", "form"}
    assert not [name for name in outline.attributes if name.startswith("on")]


@settings(max_examples=200, deadline=None)
@given(
    text=st.none() | st.text(max_size=60),
    html=st.none() | st.text(max_size=60),
    name=st.text(max_size=60),
    body=st.none() | st.text(max_size=60),
)
def test_every_original_can_be_quoted(
    text: str | None, html: str | None, name: str, body: str | None
) -> None:
    author = Mailbox(name=name, address=name)
    original = QuotedOriginal(from_=author, to=[author], date_ms=0, subject=name, text=body, html=html)
    for quoted in (quote_reply(text, html, original), forward_block(text, html, original)):
        assert any(quoted)
