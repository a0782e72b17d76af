"""Stores to test with: SQLite and, where there is a server on the machine, PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Engine, create_engine, text

from pipeline.store.ledger import Ledger
from pipeline.store.ledger.engine import connect
from tests import postgres
from tests.store.ledger.filings import FakeClock


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The URL of a running server, with `DATABASE` for the name of the database."""
    place = postgres.programs()
    if place is None:
        pytest.skip("no PostgreSQL on this machine")
    with postgres.server(place) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a store may be made that is not there yet."""
    if request.param == "sqlite":
        return str(tmp_path / "store.sqlite")
    url: str = request.getfixturevalue("postgresql")
    return new_database(url)


def new_database(url: str) -> str:
    """Make an empty database on a server, and return its URL."""
    name = f"t{uuid4().hex}"
    engine = create_engine(url.replace(postgres.DATABASE, "postgres").replace("postgresql:", "postgresql+psycopg:"))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return url.replace(postgres.DATABASE, name)


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
