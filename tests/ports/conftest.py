"""A database with one table, for tests of the drivers."""

import pytest
from tests.ports.notes import create

from pillarbox.ports import Database


@pytest.fixture
async def notes(empty_database: Database) -> Database:
    """A database with the table `notes (id, text)`."""
    await empty_database.write(create)
    return empty_database
