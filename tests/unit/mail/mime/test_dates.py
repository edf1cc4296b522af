"""Dates of header fields."""

from datetime import UTC, datetime

import pytest

from pillarbox.mail.mime.dates import parse_date


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Fri, 21 Nov 1997 09:55:06 -0600", "1997-11-21T15:55:06"),
        ("Fri,21 Nov 1997 09:55:06 -0600", "1997-11-21T15:55:06"),
        ("21 Nov 97 09:55:06 GMT", "1997-11-21T09:55:06"),
        ("21 Nov 05 09:55 EST", "2005-11-21T14:55:00"),
        ("21 Nov 105 09:55 PDT", "2005-11-21T16:55:00"),
        ("Thu, 13 Feb 1969 23:32 -0330 (Newfoundland Time)", "1969-02-14T03:02:00"),
        ("Fri, 21 Nov 1997 09(comment):   55  :  06 -0600", "1997-11-21T15:55:06"),
        ("Mon Jan  2 15:04:05 2006", "2006-01-02T15:04:05"),
        ("Mon Jan  2 15:04:05 2006 -0700", "2006-01-02T22:04:05"),
        ("2024-01-02T03:04:05Z", "2024-01-02T03:04:05"),
        ("2024-01-02 03:04:05+01:00", "2024-01-02T02:04:05"),
        ("Wed, 31 Dec 2008 23:59:60 +0000", "2009-01-01T00:00:00"),
        ("1 January 2020 0:0:0 Z", "2020-01-01T00:00:00"),
        ("Tue, 1 Jul 2003 10:52:37 X", "2003-07-01T10:52:37"),
        ("Tue, 1 Jul 2003 10:52:37 +9999", "2003-07-01T10:52:37"),
        ("31 Feb 2020 00:00:00 +0000", None),
        ("1 Xxx 2020 00:00:00 +0000", None),
        ("1 Jan 99999 00:00:00 +0000", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_a_date_is_read_as_milliseconds(value: str, expected: str | None) -> None:
    wanted = (
        None
        if expected is None
        else int(datetime.fromisoformat(expected).replace(tzinfo=UTC).timestamp()) * 1_000
    )
    assert parse_date(value) == wanted
