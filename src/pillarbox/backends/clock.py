"""The machine's time."""

import time


class SystemClock:
    """`ports.Clock` on the machine's time."""

    def now_ms(self) -> int:
        return time.time_ns() // 1_000_000
