"""Types of fields that several request bodies share."""

from collections.abc import Sequence
from typing import Annotated

from msgspec import Meta

ClientId = Annotated[
    str,
    Meta(
        pattern=r"^[A-Za-z0-9\-._~]{1,256}\Z",
        description="Your own id for the thing: creating it again returns the one that exists.",
    ),
]
OneOrMany = str | list[str]
"""A text, or several."""


def many(value: OneOrMany | None) -> Sequence[str]:
    """The texts of a field that holds one or several or none."""
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else value
