"""How much is measured: three sizes of the same run."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """Counts and times of one run. Seconds are per cell: one server in one round."""

    name: str
    rounds: int
    cell_s: float
    event_s: float
    large_mails: int
    stored: tuple[int, ...]  # how many messages the store holds for each row of the list table
    requests: int
    memory_mails: int


QUICK = Scale(
    name="quick",
    rounds=1,
    cell_s=1.0,
    event_s=3.0,
    large_mails=50,
    stored=(2_000, 10_000),
    requests=200,
    memory_mails=2_000,
)
DEFAULT = Scale(
    name="default",
    rounds=3,
    cell_s=3.0,
    event_s=15.0,
    large_mails=1_000,
    stored=(10_000, 100_000),
    requests=2_000,
    memory_mails=10_000,
)
FULL = Scale(
    name="full",
    rounds=5,
    cell_s=6.0,
    event_s=30.0,
    large_mails=1_000,
    stored=(100_000, 1_000_000),
    requests=5_000,
    memory_mails=50_000,
)
