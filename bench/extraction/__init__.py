"""Measures reply extraction on mails built as real clients lay them out, or on any corpus of that format."""
