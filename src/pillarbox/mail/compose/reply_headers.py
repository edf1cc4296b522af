"""Subject and References of a reply or forward, derived from what came in. The result can always be sent."""

from collections.abc import Sequence

from pillarbox.mail.compose.allowed_headers import MAX_SUBJECT_CHARACTERS, writable_message_ids
from pillarbox.mail.compose.hidden_controls import without_controls

_REFERENCES_KEPT_AT_EACH_END = 20


def reply_subject(subject: str) -> str:
    """`Re: ` and the subject, not doubled when it starts with `re:` in any case (RFC 5322 §3.6.5)."""
    return _prefixed("Re: ", ("re:",), subject)


def forward_subject(subject: str) -> str:
    """`Fwd: ` and the subject, not doubled when it starts with `fwd:` or `fw:` in any case."""
    return _prefixed("Fwd: ", ("fwd:", "fw:"), subject)


def reply_references(source_references: Sequence[str], source_id: str) -> list[str]:
    """The References chain of an answer (RFC 5322 §3.6.4): each id once, at most the first and last 20.

    Ids that have no wire form are left out.
    """
    chain = writable_message_ids(dict.fromkeys([*source_references, source_id]))
    kept = _REFERENCES_KEPT_AT_EACH_END
    return chain if len(chain) <= 2 * kept else chain[:kept] + chain[-kept:]


def _prefixed(prefix: str, known: tuple[str, ...], subject: str) -> str:
    cleaned = without_controls(subject)
    if not cleaned.lower().startswith(known):
        cleaned = f"{prefix}{cleaned}".rstrip()
    return cleaned[:MAX_SUBJECT_CHARACTERS].rstrip()
