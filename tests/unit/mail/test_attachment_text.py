import pytest
from tests.office_files import archive, docx, odt, pdf, pptx, xlsx

from pillarbox.mail.attachment_text.extract import MAX_TEXT_CHARS, TextKind, extract_text, text_kind
from pillarbox.mail.attachment_text.office import UnreadableFile

CALENDAR = (
    b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1@x\r\nSUMMARY:Board meet\r\n ing\r\n"
    b"DESCRIPTION;LANGUAGE=en:Bring figures\\, please\\nand lunch\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
MAIL = b"From: ann@y.test\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n\r\nSee you on Monday\r\n"


@pytest.mark.parametrize(
    ("kind", "data", "expected"),
    [
        (TextKind.PDF, pdf("Quarterly figures"), "Quarterly figures"),
        (TextKind.DOCUMENT, docx("Terms of sale", "Łódź &amp; Zürich"), "Terms of sale\nŁódź & Zürich"),
        (TextKind.DOCUMENT, odt("First", "Second"), "First\nSecond"),
        (TextKind.WORKBOOK, xlsx(("Item", "Price"), ("Tea", 12)), "Item\tPrice\t\nTea\t12"),
        (TextKind.HTML, b"<p>Hello<script>x</script> <b>w</b>orld</p>", "Hello world"),
        (TextKind.CALENDAR, CALENDAR, "Board meeting\nBring figures, please\nand lunch"),
        (TextKind.MAIL, MAIL, "ann@y.test\nGrüße\nSee you on Monday"),
        (TextKind.PLAIN, "name;Straße\r\n".encode("utf-16"), "name;Straße"),
    ],
)
def test_the_text_of_a_file_is_what_a_reader_sees(kind: TextKind, data: bytes, expected: str) -> None:
    assert extract_text(kind, data) == expected


def test_slides_are_read_in_the_order_they_are_shown() -> None:
    text = extract_text(TextKind.DOCUMENT, pptx(*(f"Slide {number}" for number in range(1, 12))))
    assert text.split("\n")[0] == "Slide 1"
    assert text.split()[-1] == "11"


@pytest.mark.parametrize("kind", [TextKind.PDF, TextKind.DOCUMENT, TextKind.WORKBOOK])
@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"%PDF-1.4\n", b"\0" * 1000, archive({"x": "y"})[:-9]])
def test_a_broken_file_is_unreadable(kind: TextKind, data: bytes) -> None:
    with pytest.raises(UnreadableFile):
        extract_text(kind, data)


def test_a_file_that_unpacks_to_too_much_is_unreadable() -> None:
    bomb = archive({"word/document.xml": "<t>" + "a" * (65 * 1024 * 1024) + "</t>"})
    assert len(bomb) < 100_000
    with pytest.raises(UnreadableFile):
        extract_text(TextKind.DOCUMENT, bomb)


def test_xml_with_entities_of_its_own_is_unreadable() -> None:
    xml = '<!DOCTYPE t [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;">]><t>&b;</t>'
    with pytest.raises(UnreadableFile):
        extract_text(TextKind.DOCUMENT, archive({"word/document.xml": xml}))


def test_a_text_is_cut_at_its_limit() -> None:
    assert len(extract_text(TextKind.PLAIN, b"a" * (MAX_TEXT_CHARS + 1))) == MAX_TEXT_CHARS


@pytest.mark.parametrize(
    ("content_type", "filename", "kind"),
    [
        ("application/PDF", None, TextKind.PDF),
        ("application/octet-stream", "Report.DOCX", TextKind.DOCUMENT),
        ("application/octet-stream", "invite.ics", TextKind.CALENDAR),
        ("image/png", "logo.png", None),
        ("application/octet-stream", None, None),
    ],
)
def test_the_type_and_else_the_name_tell_how_a_file_is_read(
    content_type: str, filename: str | None, kind: TextKind | None
) -> None:
    assert text_kind(content_type, filename) is kind
