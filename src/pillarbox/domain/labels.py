"""Labels: who may set them, and which of them hide mail from view."""

from collections.abc import Iterable, Sequence
from enum import IntEnum, StrEnum
from typing import NewType
from unicodedata import category

from pillarbox.domain.errors import invalid

MAX_LABELS = 100
MAX_LABEL_CHARS = 256


class Label(StrEnum):
    """Labels the server itself sets or reads."""

    RECEIVED = "received"
    SENT = "sent"
    UNREAD = "unread"
    SCHEDULED = "scheduled"
    BOUNCED = "bounced"
    COMPLAINED = "complained"
    REJECTED = "rejected"
    DELAYED = "delayed"
    OPENED = "opened"
    DELIVERED = "delivered"
    SPAM = "spam"
    BLOCKED = "blocked"
    UNAUTHENTICATED = "unauthenticated"
    TRASH = "trash"
    AGENT_ARMOR_HELD = "agent-armor-held"


SYSTEM_LABELS = frozenset(
    {
        Label.RECEIVED,
        Label.SENT,
        Label.SCHEDULED,
        Label.BOUNCED,
        Label.COMPLAINED,
        Label.REJECTED,
        Label.DELAYED,
        Label.OPENED,
        Label.DELIVERED,
        Label.AGENT_ARMOR_HELD,
    }
)
"""Set by the server alone."""


class Hidden(IntEnum):
    """The restricted labels, as bits: mail that carries one is hidden unless asked for and allowed."""

    SPAM = 1
    BLOCKED = 2
    UNAUTHENTICATED = 4
    TRASH = 8


HiddenMask = NewType("HiddenMask", int)
"""A set of `Hidden` bits."""

ALL_HIDDEN = HiddenMask(15)
NOTHING_HIDDEN = HiddenMask(0)

_BITS: dict[str, int] = {
    Label.SPAM: Hidden.SPAM,
    Label.BLOCKED: Hidden.BLOCKED,
    Label.UNAUTHENTICATED: Hidden.UNAUTHENTICATED,
    Label.TRASH: Hidden.TRASH,
}


def hidden_mask(labels: Iterable[str]) -> HiddenMask:
    """The restricted labels among `labels`, as bits."""
    mask = 0
    for label in labels:
        mask |= _BITS.get(label, 0)
    return HiddenMask(mask)


def visible_combinations(visible: HiddenMask) -> int:
    """Which combinations of restricted labels a viewer of `visible` sees.

    Bit k of the result is set when mail that carries exactly the bits of k is seen. A thread stores the
    combinations that occur in it the same way, so that "has a message I may see" is one AND.
    """
    return sum(1 << combination for combination in range(16) if not combination & ~visible)


def normalize_labels(labels: Sequence[str], path: str) -> list[str]:
    """The labels trimmed, lowercased and without duplicates, for use by a caller.

    Raises `ValidationFailed` for more than `MAX_LABELS`, for a label that is empty, overlong or not plain
    text, and for one that only the server sets.
    """
    if len(labels) > MAX_LABELS:
        raise invalid(f"At most {MAX_LABELS} labels can be given at once", [path])
    seen: dict[str, None] = {}
    for index, raw in enumerate(labels):
        label = raw.strip().lower()
        if not label:
            raise invalid("A label must not be empty", [path, index])
        if len(label) > MAX_LABEL_CHARS:
            raise invalid(f"A label has at most {MAX_LABEL_CHARS} characters", [path, index])
        if any(category(character) in ("Cc", "Cs") for character in label):
            raise invalid("A label must not have control characters", [path, index])
        if label in SYSTEM_LABELS:
            raise invalid(f"Cannot use system label: {label}", [path, index])
        seen[label] = None
    return list(seen)


def changed_labels(current: Sequence[str], add: Sequence[str], remove: Sequence[str]) -> list[str]:
    """`current` with `add` appended and `remove` taken out; a label in both ends up removed.

    Raises `ValidationFailed` when that makes more than `MAX_LABELS`.
    """
    gone = set(remove)
    merged = dict.fromkeys([*current, *add])
    after = [label for label in merged if label not in gone]
    if len(after) > max(MAX_LABELS, len(current)):
        raise invalid(f"At most {MAX_LABELS} labels can be on one message", ["add_labels"])
    return after
