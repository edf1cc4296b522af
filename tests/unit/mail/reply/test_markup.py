"""HTML mails: what clients' markup shows, and what is left of the HTML."""

import pytest

from pillarbox.mail.reply import Method, extract

LINE = "On Tue, Mar 4, 2025 at 10:12 AM Ana Lopez &lt;ana@example.com&gt; wrote:"
HEADER = "<b>Von:</b> Ana<br><b>Gesendet:</b> Dienstag<br><b>An:</b> Bob<br><b>Betreff:</b> Angebot"

QUOTES = {
    "gmail": f"""
        <div class="gmail_quote"><div class="gmail_attr">{LINE}<br></div>
        <blockquote class="gmail_quote" style="margin:0 0 0 .8ex">old</blockquote></div>""",
    "gmail in an unknown language": """
        <div class="gmail_quote"><div class="gmail_attr">Ana kirjutz zin:<br></div>
        <blockquote class="gmail_quote">old</blockquote></div>""",
    "gmail forward": """
        <div class="gmail_quote"><div class="gmail_attr">
        ---------- Forwarded message ---------<br>From: Ana</div><br>old</div>""",
    "apple": f"""<div><blockquote type="cite"><div>{LINE}</div><br><div>old</div></blockquote></div>""",
    "thunderbird": f"""<div class="moz-cite-prefix">{LINE}</div><blockquote type="cite">old</blockquote>""",
    "thunderbird forward": """<div class="moz-forward-container"><br>-------- Zzz --------<br>old</div>""",
    "outlook": f"""
        <div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt">{HEADER}</div></div>
        <p>old</p>""",
    "outlook in an unknown language": """
        <div style="border-top:1pt solid #B5C4DF"><b>Zenzer:</b> Ana<br><b>Zuzend:</b> Tuesday</div>
        <p>old</p>""",
    "outlook on the web": f"""
        <div id="appendonsend"></div><hr><div id="divRplyFwdMsg">{HEADER}</div><div>old</div>""",
    "outlook with a quote first": f"""
        <div id="divRplyFwdMsg">{HEADER}</div><blockquote>a</blockquote><div>old</div>""",
    "outlook on a phone": """
        <div id="mail-editor-reference-message-container"><hr><div>Ana, Tuesday</div>old</div>""",
    "yahoo": f"""<div id="yahoo_quoted_1" class="yahoo_quoted"><div>{LINE}</div><div>old</div></div>""",
    "proton": """
        <div class="protonmail_quote">Ana:<br><blockquote class="protonmail_quote">old</blockquote></div>""",
    "gmx": f"""<div name="quote"><div>{HEADER}</div><div name="quoted-content">old</div></div>""",
    "zoho": """
        <div class="zmail_extra">--- Ana wrote ---<blockquote id="blockquote_zmail">old</blockquote></div>""",
    "qq": f"""
        <div>------ 原始邮件 ------</div><div style="background:#efefef;">{HEADER}</div><div>old</div>""",
    "netease": """<blockquote id="isReplyContent">old</blockquote>""",
    "tuta": """
        <div>4 Mar 2025, 10:12 by ana@example.com:<br></div>
        <blockquote class="tutanota_quote">old</blockquote>""",
    "roundcube": f"""<p id="reply-intro">{LINE}</p><blockquote type="cite">old</blockquote>""",
    "zimbra": f"""<hr><div data-marker="__HEADERS__">{HEADER}</div><div>old</div>""",
    "a header block in plain markup": f"""<div>{HEADER}</div><div>old</div>""",
}


@pytest.mark.parametrize("client", sorted(QUOTES))
def test_a_client_s_quote_goes_from_text_and_html(client: str) -> None:
    found = extract(text=None, html=f"<div>This is new.</div><br>{QUOTES[client]}")
    assert found.text == "This is new."
    assert found.html is not None
    assert "old" not in found.html
    assert found.html.startswith("<div>This is new.</div>")


def test_what_stays_keeps_its_markup() -> None:
    html = (
        '<p style="color:red">New <b>bold</b> &amp; <a href="https://example.com/?a=1&amp;b=2">link</a></p>'
    )
    found = extract(text=None, html=f'{html}<blockquote type="cite">old</blockquote>')
    assert found.html == html


def test_a_whole_document_stays_one() -> None:
    head = "<html><head><style>p{}</style></head>"
    found = extract(
        text=None, html=f'{head}<body><p>New.</p><blockquote type="cite">old</blockquote></body></html>'
    )
    assert found.html == f"{head}<body><p>New.</p></body></html>"


def test_html_without_a_quote_is_not_touched_at_all() -> None:
    html = "<P>New<br>\n<UNKNOWN>words</UNKNOWN>"
    found = extract(text=None, html=html)
    assert found.html == html
    assert found.text.split() == ["New", "words"]
    assert found.method is Method.UNTOUCHED


def test_answers_between_blockquotes_stay() -> None:
    html = (
        f'<div>{LINE}</div><blockquote type="cite">Friday?</blockquote><div>Yes.</div>'
        '<blockquote type="cite">At noon?</blockquote><div>Better at one.</div>'
    )
    found = extract(text=None, html=html)
    assert found.text.split("\n") == ["Yes.", "", "Better at one."] or found.text == "Yes.\nBetter at one."
    assert found.html == "<div>Yes.</div><div>Better at one.</div>"


def test_words_inside_a_quoting_container_but_below_its_quote_stay() -> None:
    html = (
        f'<div class="gmail_quote"><div class="gmail_attr">{LINE}</div>'
        '<blockquote class="gmail_quote">old</blockquote><div>Below.</div></div>'
    )
    assert extract(text=None, html=html).text == "Below."


def test_an_indented_paragraph_is_not_a_quote() -> None:
    html = '<div>New.</div><blockquote style="margin:0 0 0 40px;border:none"><div>moved in</div></blockquote>'
    assert "moved in" in extract(text=None, html=html).text


def test_a_box_with_a_border_above_is_not_a_header_block() -> None:
    html = '<p>New.</p><div style="border-top:solid 1px">The total is 60.</div><p>Bye.</p>'
    assert extract(text=None, html=html).html == html


@pytest.mark.parametrize("ending", ["", "\n", "\n\n"])
def test_preformatted_quotes_go_line_by_line(ending: str) -> None:
    found = extract(text=None, html=f"<pre>New.\n\n&gt; old\n&gt; older\n\nBelow.{ending}</pre>")
    assert found.text == "New.\n\nBelow."
    assert found.html is not None
    assert "old" not in found.html
    assert "Below." in found.html


def test_what_the_html_shows_to_be_quoted_goes_from_the_text() -> None:
    found = extract(
        text="New words here, enough of them.\n\nAna kirjutz zin\n\nold\n",
        html='<p>New words here, enough of them.</p><div class="gmail_quote">'
        '<div class="gmail_attr">Ana kirjutz zin</div><blockquote class="gmail_quote">old</blockquote></div>',
    )
    assert found.text == "New words here, enough of them."
    assert found.method is Method.DOM


def test_what_the_text_shows_to_be_quoted_goes_from_the_html() -> None:
    found = extract(
        text="New.\n\nAna wrote:\n> old\n", html="<p>New.</p><p>Ana wrote:</p><p class='q'>old</p>"
    )
    assert found.text == "New."
    assert found.html == "<p>New.</p>"


def test_a_mail_that_is_only_a_quote_keeps_its_html() -> None:
    html = '<blockquote type="cite">old</blockquote>'
    found = extract(text=None, html=html)
    assert (found.text.strip(), found.html, found.method) == ("old", html, Method.WHOLE)


def test_styles_scripts_and_comments_are_no_words() -> None:
    html = "<style>p{}</style><script>x()</script><!-- c --><p>New.</p><blockquote>old</blockquote>"
    assert extract(text=None, html=html).text == "New."


@pytest.mark.parametrize("html", ["<div>" * 60_000 + "words", "<b>words</b>" * 40_000])
def test_html_no_mail_client_writes_is_given_back_with_its_words(html: str) -> None:
    found = extract(text=None, html=html)
    assert found.html == html
    assert "words" in found.text
    assert found.method is Method.UNTOUCHED


def test_a_client_s_mark_below_a_header_block_at_the_top_ends_the_search() -> None:
    html = (
        "<div>From: Ana &lt;a@example.com&gt;<br>Subject: x</div><p>Words.</p><p id='divRplyFwdMsg'>old</p>"
    )
    assert "Words." in extract(text=None, html=html).text


@pytest.mark.parametrize(
    "html",
    [
        '<div>See:</div><div><img src="cid:new"></div><div id="appendonsend"></div>'
        '<div id="divRplyFwdMsg"><b>From:</b> Ana<br></div><div>old<img src="cid:old"></div>',
        '<p>See:</p><br><img src="cid:new"><br><div class="gmail_quote"><div class="gmail_attr">'
        'On 4 March Ana wrote:</div><blockquote>old<img src="cid:old"></blockquote></div>',
        '<blockquote type="cite"><img src="cid:old">old</blockquote><img src="cid:new"><p>See above.</p>',
    ],
)
def test_a_picture_stays_with_the_words_it_stands_by(html: str) -> None:
    found = extract(text=None, html=html)
    assert "cid:new" in (found.html or "")
    assert "cid:old" not in (found.html or "")


def test_a_bare_blockquote_that_the_author_introduces_is_cited() -> None:
    html = '<p>What customers say:</p><blockquote>"Great boats."</blockquote><p>Buy now.</p>'
    assert extract(text=None, html=html).html == html


def test_a_bare_blockquote_below_an_attribution_or_at_the_end_is_quoted() -> None:
    assert extract(text=None, html="<p>Yes</p><blockquote>old</blockquote><p>Bye</p>").text == "Yes\n\nBye"
    html = "<p>Yes.</p><p>On 4 March 2025 Ana wrote:</p><blockquote>old</blockquote><p>Bye.</p>"
    assert extract(text=None, html=html).html == "<p>Yes.</p><p>Bye.</p>"
    assert extract(text=None, html="<p>Yes.</p><blockquote>old</blockquote>").html == "<p>Yes.</p>"
