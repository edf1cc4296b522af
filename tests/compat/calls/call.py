"""One row of the table of calls, and the same row ready to be made: plain values, in any language."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self, TypedDict

from tests.compat.calls.world import World

Plain = str | int | bool | list[str] | dict[str, str]
Found = Callable[[World], str]
Value = Plain | Found | Sequence[Found]
"""An argument: itself, or what finds it in a world."""


class ReadyCall(TypedDict):
    """A call with the ids of one world in it."""

    name: str
    api_key: str
    arguments: list[Plain]
    named: dict[str, Plain]


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """How to make one call of an SDK and how it ends."""

    name: str
    """The path to the method, as `inboxes.messages.send`."""

    arguments: tuple[Value, ...]
    """What stands in the URL, in order."""

    named: Mapping[str, Value]
    """What stands in the query or the body."""

    caller: Found = World.root_key
    """Whose API key is used."""

    refusal: int | None = None
    """The status of the answer, for what the documentation says is refused."""

    def by(self, caller: Found) -> Self:
        return replace(self, caller=caller)

    def refused(self, status: int) -> Self:
        return replace(self, refusal=status)

    def ready(self, world: World) -> ReadyCall:
        api_key = self.caller(world)
        return {
            "name": self.name,
            "api_key": api_key,
            "arguments": [_plain(value, world) for value in self.arguments],
            "named": {name: _plain(value, world) for name, value in self.named.items()},
        }


def call(name: str, /, *arguments: Value, **named: Value) -> Call:
    return Call(name=name, arguments=arguments, named=named)


def _plain(value: Value, world: World) -> Plain:
    if callable(value):
        return value(world)
    if isinstance(value, str | int | dict):
        return value
    return [item if isinstance(item, str) else item(world) for item in value]
