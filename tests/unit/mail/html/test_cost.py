"""Which HTML is refused a tree."""

import pytest

from pillarbox.mail.html.cost import is_too_costly

NEWSLETTER = (
    "<table>" + "<tr><td><p><b>Offer</b> <a href='https://x.example/?a=1&b=2'>see</a></p></td></tr>" * 2000
)


def test_a_long_newsletter_gets_its_tree() -> None:
    assert not is_too_costly(NEWSLETTER + "</table>")


def test_an_image_in_a_data_uri_is_not_mistaken_for_many_attributes() -> None:
    assert not is_too_costly(f'<img src="data:image/png;base64,{"A" * 500_000}==">')


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<div>" * 7_000, id="depth"),
        pytest.param("<div></x>" * 7_000, id="depth under stray closing tags"),
        pytest.param("<br>" * 70_000, id="number of tags"),
        pytest.param("".join(f"<p><b id={n}>x" for n in range(2_000)), id="formatting never closed"),
        pytest.param(
            "".join(f"<p><font size={n}>x</font></p><p><font size={n}>y" for n in range(2_000)),
            id="formatting closed every other time",
        ),
        pytest.param(f"<p {' '.join(f'a{n}=1' for n in range(5_000))}>x", id="attributes"),
    ],
)
def test_html_that_a_tree_builder_chokes_on_is_refused(html: str) -> None:
    assert is_too_costly(html)
