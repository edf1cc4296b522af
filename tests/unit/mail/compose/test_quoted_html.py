import pytest

from pillarbox.mail.compose.quoted_html import safe_fragment, text_of
from pillarbox.mail.html.tokens import EndTag, StartTag, Text, html_tokens


def test_tags_and_text_come_in_order() -> None:
    assert list(html_tokens("a<B ID=1 id=2 title='x>y' checked>b</b >c")) == [
        Text("a"),
        StartTag("b", {"id": "1", "title": "x>y", "checked": ""}),
        Text("b"),
        EndTag("b"),
        Text("c"),
    ]


@pytest.mark.parametrize("html", ["<", "a < b", "<3", "1<2>0", "</", "<>"])
def test_what_is_not_a_tag_is_text(html: str) -> None:
    assert "".join(token.source for token in html_tokens(html) if isinstance(token, Text)) == html


def test_only_what_stands_inside_the_body_is_kept() -> None:
    html = (
        "<!DOCTYPE html><html><head><title>T</title><style>p{color:red}</style><meta charset=x></head>"
        "<body class=x><!-- note --><p>Hi</p></body></html>"
    )
    assert safe_fragment(html) == "<p>Hi</p>"


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ("<script>alert(1)</script>x", "x"),
        ("<SCRIPT >alert(1)</SCRIPT\n>x", "x"),
        ("<script>alert(1)", ""),
        ("<style><a title='</style><img src=x onerror=alert(1)>'>", "<img>'&gt;"),
        ("<svg><g onload=alert(1)></svg>x", "x"),
        ("<iframe src=https://example.org></iframe>x", "x"),
        ("<img src=x onerror=alert(1)>", "<img>"),
        ("<img src=data:text/html,x>", "<img>"),
        ("<img src='cid:logo' alt=\"a&quot;b\">", '<img src="cid:logo" alt="a&quot;b">'),
        ("<a href='java&#10;script:alert(1)'>x</a>", "<a>x</a>"),
        ("<a href='&#1;javascript:alert(1)'>x</a>", "<a>x</a>"),
        ("<a href=//example.org>x</a>", "<a>x</a>"),
        (
            "<a href=HTTPS://example.org/?a=1&amp;b=2>x</a>",
            '<a href="HTTPS://example.org/?a=1&amp;b=2">x</a>',
        ),
        ("<p style='background:url(https://example.org/t.gif)'>x</p>", "<p>x</p>"),
        ("<p style='position:fixed;top:0'>x</p>", "<p>x</p>"),
        ("<p style='color:red'>x</p>", '<p style="color:red">x</p>'),
        ("<form action=/x><input name=a><button>Go</button></form>", "Go"),
        ("<!--><img src=x onerror=1>-->x", "<img>--&gt;x"),
        ("<title><!--</title><b>x", "<b>x</b>"),
    ],
)
def test_nothing_active_is_kept(html: str, kept: str) -> None:
    assert safe_fragment(html) == kept


@pytest.mark.parametrize(
    ("html", "balanced"),
    [
        ("<b>x", "<b>x</b>"),
        ("</div></blockquote>x", "x"),
        ("<b><i>x</b>y</i>", "<b><i>x</i></b>y"),
        ("<ul><li>a<li>b</ul>", "<ul><li>a</li><li>b</li></ul>"),
        ("<p>a<p>b<div>c</div>", "<p>a</p><p>b</p><div>c</div>"),
        ("a<br/>b</br>", "a<br>b"),
    ],
)
def test_every_element_is_closed_within_the_fragment(html: str, balanced: str) -> None:
    assert safe_fragment(html) == balanced


def test_deep_nesting_stops_but_its_text_is_kept() -> None:
    fragment = safe_fragment("<div>" * 1000 + "deep" + "</div>" * 1000)
    assert fragment.count("<div>") == fragment.count("</div>") == 64
    assert "deep" in fragment


def test_prose_is_read_out_of_html() -> None:
    html = """<style>x</style><p>Hello&nbsp;&amp; welcome,</p>
    <p>two<br>lines</p><ul><li>one<li>two</ul><table><tr><td>a</td><td>b</td></tr></table>"""
    assert text_of(html) == "Hello & welcome,\n\ntwo\nlines\n\n- one\n- two\n\na b"


def test_an_endless_number_is_one_unknown_character() -> None:
    endless = f"&#{'9' * 5000};"
    assert safe_fragment(f'<p title="{endless}">Hi</p>') == '<p title="\ufffd">Hi</p>'
    assert text_of(f"<p>{endless}</p>").strip() == "\ufffd"
