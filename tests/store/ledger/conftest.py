"""Stores to test with: SQLite and, where there is a server on the machine, PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from pipeline.store.ledger import Ledger
from pipeline.store.ledger.engine import connect
from tests import postgres
from tests.store.ledger.filings import FakeClock


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a store may be made that is not there yet."""
    if request.param == "sqlite":
        return str(tmp_path / "store.sqlite")
    url: str = request.getfixturevalue("postgresql")
    return postgres.new_database(url)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def ledger(address: str, clock: FakeClock) -> Iterator[Ledger]:
    with Ledger.open(address, clock=clock) as opened:
        yield opened


@pytest.fixture
def engine(address: str) -> Iterator[Engine]:
    """The store without the ledger around it."""
    opened = connect(address)
    yield opened
    opened.dispose()
