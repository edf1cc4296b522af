"""Events for those who ask again and again: what came after the last answer, or what comes soon."""

from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass
from functools import partial

from pillarbox.domain.access import Caller, Principal
from pillarbox.domain.errors import Unauthorized
from pillarbox.ports import Tx
from pillarbox.services.listening import (
    OLDEST,
    EventFilter,
    Frame,
    Interest,
    Stretch,
    find_interest,
    read_on,
)
from pillarbox.services.stream import Ended, Hub, Revoked
from pillarbox.tables.events import LogPosition
from pillarbox.tables.past_events import newest_heading


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    """Events, oldest first. `after` is where to go on; `done` says that nothing more waited there."""

    frames: Sequence[Frame]
    after: str
    done: bool


async def poll(hub: Hub, caller: Caller, wanted: EventFilter, *, limit: int, wait_s: float) -> Polled:
    """Up to `limit` events behind `wanted.after`. When there are none, the answer waits `wait_s` for one.

    One call looks at a bounded stretch of the log: it may find nothing and yet not be done. Raises like
    `find_interest`, and `Unauthorized` when the key goes while it waits.
    """
    interest, after, stretch = await hub.ports.database.read(
        partial(_begin, caller=caller, wanted=wanted, limit=limit)
    )
    after = stretch.last_id or after
    if wait_s and stretch.done and not stretch.frames:
        principal = await _wait(hub, caller, interest, stretch.position, wait_s)
        stretch = await hub.ports.database.read(
            partial(
                read_on,
                principal=principal,
                interest=interest,
                position=stretch.position,
                limit=limit,
            )
        )
    return Polled(frames=stretch.frames, after=stretch.last_id or after, done=stretch.done)


def _begin(tx: Tx, caller: Caller, wanted: EventFilter, limit: int) -> tuple[Interest, str, Stretch]:
    interest = find_interest(tx, caller, wanted)
    after = wanted.after
    if after is None:
        newest = newest_heading(tx, interest.scope)
        after = OLDEST if newest is None else newest.event_id
    return interest, after, read_on(tx, caller.principal, interest, interest.after, limit=limit)


async def _wait(
    hub: Hub, caller: Caller, interest: Interest, position: LogPosition, wait_s: float
) -> Principal:
    """Who the caller is, with the permissions of that moment, once an event behind `position` is to be told,
    at the latest after `wait_s`. Raises `Unauthorized` when their key is gone by then."""
    subscription = hub.subscribe(caller.principal)
    try:
        subscription.start(interest, position)
        async with aclosing(subscription.frames(wait_s)) as frames:
            await anext(frames)
    except Revoked:
        raise Unauthorized("API key is gone", code="unknown_api_key", fix="Use another API key.") from None
    except Ended:
        pass
    finally:
        hub.unsubscribe(subscription)
    return subscription.principal
