"""A process that writes notes one after another and names each on its output once it is durable."""

import asyncio
import sys
from functools import partial
from pathlib import Path

from tests.ports.notes import add, create

from pillarbox.backends.embedded.database import SqliteDatabase


async def main(path: Path) -> None:
    database = await SqliteDatabase.open(path)
    await database.write(create)
    for first in range(0, 1_000_000, 8):
        numbers = range(first, first + 8)
        await asyncio.gather(*[database.write(partial(add, number=n, text="x" * 500)) for n in numbers])
        sys.stdout.write("".join(f"{number}\n" for number in numbers))
        sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
