"""The structure of a mail: parts, offsets, limits and defects."""

from pillarbox.mail.mime import parser, transfer
from pillarbox.mail.mime.defects import Defect
from pillarbox.mail.mime.part import Part

MIXED = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"


def types(part: Part) -> list[str]:
    return [leaf.content_type for leaf in part.leaves]


def contents(raw: bytes) -> list[bytes]:
    return [transfer.decode(raw, leaf.location) for leaf in parser.parse(raw).parts]


def test_a_mail_without_mime_headers_is_plain_text() -> None:
    raw = b"Subject: x\r\n\r\nhello\r\n"
    message = parser.parse(raw)
    assert message.root.content_type == "text/plain"
    assert raw[message.root.body_start : message.root.body_end] == b"hello\r\n"
    assert message.defects == ()


def test_offsets_point_at_headers_and_body_of_each_part() -> None:
    raw = MIXED + b"--b\r\nX-One: 1\r\n\r\nfirst\r\n--b\r\n\r\nsecond\r\n--b--\r\n"
    first, second = parser.parse(raw).root.children
    assert raw[first.header_start : first.body_start] == b"X-One: 1\r\n\r\n"
    assert raw[first.body_start : first.body_end] == b"first"
    assert raw[second.body_start : second.body_end] == b"second"


def test_the_line_end_before_a_delimiter_belongs_to_the_delimiter() -> None:
    assert contents(MIXED + b"--b\r\n\r\ntext\r\n\r\n--b--\r\n") == [b"text\r\n"]


def test_a_part_may_be_empty_and_may_lack_its_headers_and_its_empty_line() -> None:
    assert contents(MIXED + b"--b\r\n\r\n--b\r\n--b\r\nX: y\r\n--b--\r\n") == [b"", b"", b""]


def test_delimiters_may_be_followed_by_white_space() -> None:
    assert contents(MIXED + b"--b \t\r\n\r\none\r\n--b  \r\n\r\ntwo\r\n--b-- \r\n") == [b"one", b"two"]


def test_a_line_that_only_begins_like_a_delimiter_is_content() -> None:
    assert contents(MIXED + b"--b\r\n\r\n--bb\r\n--b-\r\n-- b\r\n--b--\r\n") == [b"--bb\r\n--b-\r\n-- b"]


def test_what_follows_the_closing_delimiter_is_no_part() -> None:
    assert contents(MIXED + b"--b\r\n\r\none\r\n--b--\r\n--b\r\n\r\nghost\r\n") == [b"one"]


def test_the_delimiter_of_an_outer_multipart_ends_all_inner_ones() -> None:
    inner = b"--b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\n\r\ninner\r\n"
    message = parser.parse(raw := MIXED + inner + b"--b\r\n\r\nouter\r\n--b--\r\n")
    assert [len(child.children) for child in message.root.children] == [1, 0]
    assert contents(raw) == [b"inner", b"outer"]
    assert message.defects == (Defect.MISSING_BOUNDARY_END,)


def test_an_attached_mail_is_parsed_in_place() -> None:
    raw = MIXED + b"--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: inner\r\n\r\ntext\r\n--b--\r\n"
    (part,) = parser.parse(raw).parts
    assert part.embedded is not None
    assert part.embedded.headers.get("subject") == "inner"
    assert raw[part.embedded.body_start : part.embedded.body_end] == b"text"


def test_a_mail_attached_in_base64_is_left_closed() -> None:
    raw = b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\nU3ViamVjdDogeA0KDQo=\r\n"
    assert parser.parse(raw).root.embedded is None
    assert contents(raw) == [b"Subject: x\r\n\r\n"]


def test_a_malformed_media_type_is_plain_text() -> None:
    for value in (b"text", b"/", b"", b"foo; bar=baz", b"=?x?", b"\xff/\xfe"):
        assert parser.parse(b"Content-Type: " + value + b"\r\n\r\n").root.content_type == "text/plain"


def test_media_types_are_lower_case_and_without_comment() -> None:
    assert parser.parse(b"content-type: TEXT/HTML (rich)\r\n\r\n").root.content_type == "text/html"


def test_nesting_stops_at_fifty_levels() -> None:
    raw = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (level, level)
        for level in range(200)
    )
    message = parser.parse(raw)
    depth, part = 1, message.root
    while part.children:
        depth, part = depth + 1, part.children[0]
    assert depth == parser.MAX_NESTING
    assert Defect.LIMIT_NESTING in message.defects


def test_attached_mails_count_as_levels() -> None:
    message = parser.parse(b"Content-Type: message/rfc822\r\n\r\n" * 200)
    depth, part = 1, message.root
    while part.embedded is not None:
        depth, part = depth + 1, part.embedded
    assert depth == parser.MAX_NESTING
    assert Defect.LIMIT_NESTING in message.defects


def test_the_last_of_a_thousand_parts_takes_the_rest() -> None:
    raw = MIXED + b"--b\r\n\r\nx\r\n" * 2_000 + b"--b--\r\n"
    message = parser.parse(raw)
    parts = list(message.parts)
    assert len(parts) == parser.MAX_PARTS - 1  # the multipart itself is the first
    assert parts[-1].body_end == len(raw)
    assert Defect.LIMIT_PARTS in message.defects


def test_headers_past_the_first_thousand_are_left_out_and_the_body_is_found() -> None:
    raw = b"A: b\r\n" * 1_500 + b"\r\nbody"
    message = parser.parse(raw)
    assert len(message.headers) == 1_000
    assert contents(raw) == [b"body"]
    assert message.defects == (Defect.LIMIT_HEADERS,)


def test_a_long_header_is_cut_and_the_ones_after_it_are_read() -> None:
    message = parser.parse(b"X-Long: " + b"x" * 100_000 + b"\r\nSubject: after\r\n\r\n")
    assert len(message.headers.raw("x-long") or b"") == 65_536
    assert message.headers.get("subject") == "after"
    assert message.defects == (Defect.LIMIT_HEADER,)


def test_headers_end_at_256_kib() -> None:
    raw = b"Subject: first\r\n" + b"X: " + b"y\r\n " * 70_000 + b"\r\n\r\nbody"
    message = parser.parse(raw)
    assert message.headers.get("subject") == "first"
    assert Defect.LIMIT_HEADERS in message.defects
    assert contents(raw) == [b"body"]


def test_the_boundary_in_use_wins_over_a_declared_one_that_is_absent() -> None:
    raw = b"Content-Type: multipart/mixed; boundary=declared\n\n--used\nContent-ID: <b>\n\nx\n--used--\n"
    assert contents(raw) == [b"x"]
    assert parser.parse(raw).defects == (Defect.WRONG_BOUNDARY,)


def test_the_boundary_of_an_outer_multipart_is_not_taken_for_an_inner_one() -> None:
    inner = b"--b\r\nContent-Type: multipart/mixed\r\n\r\nlost\r\n"
    raw = MIXED + inner + b"--b\r\nContent-Type: text/css\r\n\r\nx\r\n--b--"
    assert types(parser.parse(raw).root) == ["text/plain", "text/css"]


def test_a_digest_holds_mails_by_default() -> None:
    raw = b"Content-Type: multipart/digest; boundary=b\n\n--b\n\nSubject: one\n\nx\n--b--\n"
    (part,) = parser.parse(raw).parts
    assert part.content_type == "message/rfc822"
    assert part.embedded is not None and part.embedded.headers.get("subject") == "one"


def test_file_names_lose_folders_controls_and_direction_marks() -> None:
    for given, shown in (
        ('"/etc/passwd"', "passwd"),
        (r'"C:\\temp\\a.txt"', "a.txt"),
        ('"a\u202etxt.exe"', "atxt.exe"),
        ('".."', None),
        ('"x/"', None),
        ("=?utf-8?q?=2E=2E=2Fa=00b?=", "ab"),
        ("a" * 300 + ".pdf", "a" * 251 + ".pdf"),
    ):
        raw = f"Content-Disposition: attachment; filename={given}\r\n\r\n".encode()
        assert parser.parse(raw).root.filename == shown


def test_an_unknown_disposition_is_an_attachment() -> None:
    assert parser.parse(b"Content-Disposition: hidden\r\n\r\n").root.disposition == "attachment"
    assert parser.parse(b"Content-Disposition: INLINE; x=y\r\n\r\n").root.disposition == "inline"
    assert parser.parse(b"Content-Disposition: ; filename=a\r\n\r\n").root.disposition is None


def test_the_content_identifier_loses_its_brackets() -> None:
    assert parser.parse(b"Content-ID: <logo@x>\r\n\r\n").root.content_id == "logo@x"
    assert parser.parse(b"Content-ID: <>\r\n\r\n").root.content_id is None


def test_a_delimiter_right_after_the_headers_starts_the_first_part() -> None:
    raw = b"Content-Type: multipart/mixed; boundary=b\r\n--b\r\nContent-Type: text/css\r\n\r\nx\r\n--b--\r\n"
    assert types(parser.parse(raw).root) == ["text/css"]


def test_a_dashed_line_in_text_is_not_taken_for_a_boundary() -> None:
    raw = b"Content-Type: multipart/mixed; boundary=never\r\n\r\nDear all,\r\n-----\r\nNote: this is text\r\n"
    (part,) = parser.parse(raw).parts
    assert part.content_type == "text/plain"
    assert raw[part.body_start :].startswith(b"Dear all,")


def test_a_boundary_may_hold_a_colon() -> None:
    raw = b'Content-Type: multipart/mixed; boundary="=_a:b"\n\n--=_a:b\n\none\n--=_a:b\n--=_a:b--\n'
    assert contents(raw) == [b"one", b""]


def test_a_boundary_cut_short_in_the_header_is_completed_from_use() -> None:
    raw = b"Content-Type: multipart/mixed; boundary=abc\n\n--abc-def\nContent-ID: <x>\n\none\n--abc-def--\n"
    assert contents(raw) == [b"one"]
    assert parser.parse(raw).defects == (Defect.WRONG_BOUNDARY,)


def test_raw_subjects_are_told_apart_from_the_body_when_the_charset_is_guessed() -> None:
    raw = b"Subject: " + "会议通知".encode("gbk") + b"\r\n\r\nb\r\n"
    assert parser.parse(raw).headers.get("subject") == "会议通知"


def test_a_subject_in_iso_2022_jp_keeps_the_characters_of_windows() -> None:
    raw = b"Subject: =?ISO-2022-JP?B?GyRCLSE3bhsoQg==?=\r\n\r\n"
    assert parser.parse(raw).headers.get("subject") == "①月"
