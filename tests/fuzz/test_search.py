"""Searching mail in many languages: whatever the matcher finds, an index of either database leads to."""

from hypothesis import example, given
from hypothesis import strategies as st

from pillarbox.domain.highlights import Matcher
from pillarbox.domain.search import Field, Term, message_lexemes, parse_query, text_lexemes
from pillarbox.domain.words import composed

WORDS = (
    "invoice Invoices in a to x.test Straße ﬁnal Łódź ĲSSEL naïve nai\u0308ve İstanbul 3.14 don't "
    "счёт Счета ёлка ΑΘΗΝΑ άλφα חשבונית שָׁלוֹם فاتورة فَاتُورَة हिन्दी बैठक বাংলা தமிழ் "
    "发票 請查收 東京 ﾄｳｷｮｳ とうきょう 회의 일정 ใบแจ้งหนี้ ລາວ မြန်မာ ខ្មែរ 👩‍💻 ①② ５００ ǅ ß ſ"
)
PIECES = st.one_of(st.sampled_from(WORDS.split()), st.text(max_size=6))
TEXTS = st.lists(st.tuples(PIECES, st.sampled_from(["", " ", "\n", ", ", "-", "@", "。"])), max_size=12).map(
    lambda pairs: "".join(piece + separator for piece, separator in pairs)
)
STARS = st.sampled_from(["", "*"])


def _terms(text: str, start: int, length: int, star: str) -> tuple[Term, ...]:
    """A query that is a part of the text, or nothing."""
    part = text[start : start + length]
    return parse_query(f'"{part}{star}"') if part.strip() else ()


@example("हिन्दी", "", "", 0, 0, 1, "")
@given(TEXTS, TEXTS, TEXTS, st.integers(0, 3), st.integers(0, 60), st.integers(1, 30), STARS)
def test_an_index_leads_to_whatever_matches(
    subject: str, sender: str, text: str, where: int, start: int, length: int, star: str
) -> None:
    fields = (subject, sender, sender, text)
    for term in _terms(fields[where], start, length, star):
        found = Matcher([term]).match(subject=subject, sender=sender, recipients=[sender], texts=[text])
        if found is None:
            continue
        indexed = message_lexemes(
            subject=subject, sender=sender, recipients=[sender], text=text_lexemes(text)
        ).split()
        assert any(set(term.lexemes(field)) <= set(indexed) for field in Field)


@given(TEXTS, st.integers(0, 60), st.integers(1, 30))
def test_whole_words_of_a_text_match_it(text: str, start: int, length: int) -> None:
    words = text.split()[start : start + length]
    for term in parse_query(f'"{" ".join(words)}"') if words and '"' not in text else ():
        if not set(" ".join(words)) & set("“”„"):
            assert Matcher([term]).match(subject="", sender="", recipients=[], texts=[text]) is not None


@given(TEXTS, st.text(min_size=1, max_size=20).filter(str.strip))
def test_highlights_are_the_text_with_marks(text: str, query: str) -> None:
    plain = text.replace("*", "+")
    found = Matcher(parse_query(query)).match(subject=None, sender="", recipients=[], texts=[plain])
    for fragment in found.text if found else ():
        assert fragment.count("**") % 2 == 0
        assert "".join(fragment.replace("**", "").split()) in "".join(composed(plain).split())


@given(st.text(max_size=300), st.text(max_size=300))
def test_lexemes_are_words_between_single_spaces(subject: str, text: str) -> None:
    lexemes = message_lexemes(subject=subject, sender="", recipients=(), text=text_lexemes(text))
    assert " ".join(lexemes.split()) == lexemes
    assert not set("\"'\\&|!():<>*") & set(lexemes)
