"""Numbers about samples."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Latency:
    """Milliseconds."""

    p50: float
    p95: float
    p99: float
    longest: float

    @classmethod
    def of(cls, seconds: Sequence[float]) -> Self:
        """Raises `ValueError` without samples."""
        ordered = sorted(1000 * value for value in seconds)
        if not ordered:
            raise ValueError("no samples")
        return cls(
            p50=_quantile(ordered, 0.50),
            p95=_quantile(ordered, 0.95),
            p99=_quantile(ordered, 0.99),
            longest=ordered[-1],
        )


def _quantile(ordered: Sequence[float], share: float) -> float:
    """The smallest sample that at least `share` of the samples do not exceed."""
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
