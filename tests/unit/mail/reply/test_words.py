"""The word tables: sorted, without repeats, and wide enough."""

import pytest

from pillarbox.mail.reply import lexicon
from pillarbox.mail.reply.words import attributions, dates, footers, headers, separators, subjects

TABLES: dict[str, dict[str, object]] = {
    "above": dict(separators.ABOVE),
    "attributions": dict(attributions.TEMPLATES),
    "closings": dict(footers.CLOSINGS),
    "dates": dict(dates.NAMES),
    "forward prefixes": dict(subjects.FORWARD_PREFIXES),
    "forwarded": dict(separators.FORWARDED),
    "original": dict(separators.ORIGINAL),
    "reply above": dict(separators.REPLY_ABOVE),
    "sent from": dict(footers.SENT_FROM),
    **{f"label {role}": dict(languages) for role, languages in headers.LABELS.items()},
}


@pytest.mark.parametrize("name", sorted(TABLES))
def test_a_table_is_sorted_by_language(name: str) -> None:
    assert list(TABLES[name]) == sorted(TABLES[name])


def test_attributions_dates_and_labels_know_thirty_languages() -> None:
    for name in (
        "attributions",
        "dates",
        "label from",
        "label date",
        "label subject",
        "original",
        "forwarded",
    ):
        assert len(TABLES[name]) >= 30, name


def test_every_language_of_the_attributions_names_a_verb() -> None:
    for language, templates in attributions.TEMPLATES.items():
        assert any("[" in template for template in templates), language


def test_every_request_to_reply_above_holds_a_word_the_quick_scan_looks_for() -> None:
    missed = [phrase for phrase in lexicon.REPLY_ABOVE if not any(part in phrase for part in lexicon.ABOVE)]
    assert missed == []


def test_no_verb_is_also_small_print() -> None:
    assert lexicon.VERBS.isdisjoint(lexicon.CONNECTORS)
