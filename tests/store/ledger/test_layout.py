"""The database has the layout that the code reads, refuses what it must, and says clearly when it cannot be used."""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from subprocess import PIPE, Popen
from sys import executable
from threading import Timer

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, inspect, text
from sqlalchemy.exc import DBAPIError

from pipeline.domain.review import STATES
from pipeline.errors import ConfigError, InputError, NotReadyError
from pipeline.store.ledger import Ledger
from pipeline.store.ledger.engine import connect, writing
from pipeline.store.ledger.migrating import NEWEST
from pipeline.store.ledger.schema import METADATA, VIEWS
from tests.store.ledger.filings import a_decision, a_filing


def test_the_migrations_make_the_tables_that_the_code_knows(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})

        assert compare_metadata(context, METADATA) == []


def test_the_views_have_the_columns_that_the_code_knows(engine: Engine) -> None:
    seen = inspect(engine)

    assert {*VIEWS.tables} <= {*seen.get_view_names()}
    for name, table in VIEWS.tables.items():
        assert [column["name"] for column in seen.get_columns(name)] == [column.name for column in table.columns]


def test_the_newest_step_is_the_one_the_code_asks_for() -> None:
    config = Config()
    config.set_main_option("script_location", "pipeline.store.ledger:migrations")
    config.set_main_option("path_separator", "os")

    assert ScriptDirectory.from_config(config).get_heads() == [NEWEST]


@pytest.mark.parametrize("verb", ["UPDATE {} SET {}", "DELETE FROM {}"])
@pytest.mark.parametrize(
    ("table", "change"), [("decisions", "note = 'x'"), ("verdicts", "code = '1'"), ("edits", "reviewer = 'x'")]
)
def test_what_was_decided_cannot_be_changed(address: str, verb: str, table: str, change: str) -> None:
    with Ledger.open(address) as ledger:
        filing = a_filing()
        ledger.file([filing])
        ledger.record(a_decision(filing.passage.passage_id))
    engine = connect(address)
    with engine.begin() as connection:
        connection.execute(
            text("INSERT INTO edits (old, new, reviewer, at) SELECT passage_id, passage_id, '', '' FROM passages")
        )

    with pytest.raises(DBAPIError, match="are only ever added"), engine.begin() as connection:
        connection.execute(text(verb.format(table, change)))
    with engine.connect() as connection:
        assert connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() > 0  # noqa: S608
    engine.dispose()


def test_sqlite_cannot_replace_a_decision_either(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "s.sqlite") as ledger:
        filing = a_filing()
        ledger.file([filing])
        ledger.record(a_decision(filing.passage.passage_id))
    engine = connect(tmp_path / "s.sqlite")
    with pytest.raises(DBAPIError, match="are only ever added"), engine.begin() as connection:
        connection.execute(text("REPLACE INTO decisions SELECT * FROM decisions"))
    engine.dispose()


def test_many_may_open_a_new_store_at_once(address: str) -> None:
    with ThreadPoolExecutor(8) as crowd:
        ledgers = list(crowd.map(lambda _: Ledger.open(address), range(8)))

    assert [ledger.count() for ledger in ledgers] == [0] * 8
    for ledger in ledgers:
        ledger.close()


_OPENS = """
import sys
from pipeline.store.ledger import Ledger
print("ready", flush=True)
sys.stdin.readline()
with Ledger.open(sys.argv[1]) as ledger:
    print(ledger.count())
"""


def test_many_processes_may_open_a_new_store_at_once(address: str, root: Path) -> None:
    command = [executable, "-c", _OPENS, address]
    crowd = [Popen(command, stdin=PIPE, stdout=PIPE, stderr=PIPE, text=True, cwd=root) for _ in range(4)]
    for process in crowd:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
    for process in crowd:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()

    assert [process.communicate(timeout=60) for process in crowd] == [("0\n", "")] * 4


@contextmanager
def a_writer(path: Path) -> Iterator[sqlite3.Connection]:
    """Somebody who is writing to a database that knows nothing of write-ahead logs yet."""
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield connection


def test_a_new_store_that_another_is_writing_to_is_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    with a_writer(path) as writer:
        Timer(0.3, writer.rollback).start()

        with Ledger.open(path) as ledger:
            assert ledger.count() == 0


def test_waiting_for_a_writer_has_an_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.store.ledger.engine._PATIENCE", 0.1)
    path = tmp_path / "store.sqlite"
    with a_writer(path), pytest.raises(InputError, match="database is locked"):
        Ledger.open(path)


def test_a_store_that_a_newer_mitag_made_is_refused(address: str) -> None:
    engine = connect(address)
    with writing(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()

    with pytest.raises(NotReadyError) as caught:
        Ledger.open(address)
    assert str(caught.value) == f"the store has layout 9999, this version of mitag knows {NEWEST} and older"


@pytest.fixture
def old_store(address: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Where a mitag that knew layout 0002 and older has left a passage."""
    with monkeypatch.context() as patch:
        patch.setattr("pipeline.store.ledger.migrating.NEWEST", "0002")
        with Ledger.open(address) as ledger:
            ledger.file([a_filing()])
    return address


def test_predictions_of_the_first_layout_are_kept_and_name_nothing(old_store: str) -> None:
    engine = create_engine(
        old_store.replace("postgresql:", "postgresql+psycopg:") if "://" in old_store else f"sqlite:///{old_store}"
    )
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE predictions DROP COLUMN named"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    engine.dispose()

    filed = a_filing().predicted.prediction
    with Ledger.open(old_store) as ledger:
        known = ledger.prediction(filed.passage_id)
    assert known
    assert known.prediction == replace(filed, named=())


def test_what_was_there_before_the_tallies_is_counted(old_store: str) -> None:
    with Ledger.open(old_store) as ledger:
        assert ledger.progress().states == {**dict.fromkeys(STATES, 0), "needs review": 1}


def test_a_migration_that_fails_leaves_nothing(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    class InTheWayError(Exception):
        pass

    def fail(*_: object) -> None:
        raise InTheWayError

    with monkeypatch.context() as patch:
        patch.setattr(MigrationContext, "stamp", fail)
        with pytest.raises(InTheWayError):
            Ledger.open(address)
    with Ledger.open(address) as ledger:
        assert ledger.count() == 0


def test_a_file_that_is_no_store_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("Not a database, but long enough to be looked at as one. " * 40)

    with pytest.raises(InputError, match="is not a mitag store"):
        Ledger.open(path)
    assert path.read_text().startswith("Not a database")


def test_a_foreign_database_is_refused_whole(tmp_path: Path) -> None:
    path = tmp_path / "foreign.sqlite"
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE passages (verse TEXT)"))
    engine.dispose()

    with pytest.raises(InputError, match="already exists"):
        Ledger.open(path)
    engine = create_engine(f"sqlite:///{path}")
    assert inspect(engine).get_table_names() == ["passages"]
    engine.dispose()


@pytest.mark.parametrize(
    ("address", "problem"),
    [
        ("mysql://ada@host/db", "there is no store in mysql"),
        ("nonsense://", "there is no store in nonsense"),
        ("postgresql://ada:secret@host:port/db", "the store's address is not a URL that can be read"),
        ("sqlite://", "the store needs a file"),
    ],
)
def test_an_address_that_means_nothing_is_refused_without_its_password(address: str, problem: str) -> None:
    with pytest.raises(ConfigError) as caught:
        Ledger.open(address)
    assert str(caught.value) == problem
    assert "secret" not in str(caught.value)


def test_a_folder_is_no_store(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="is a folder"):
        Ledger.open(tmp_path)


def test_a_server_that_does_not_answer_is_named_without_its_password() -> None:
    with pytest.raises(NotReadyError) as caught:
        Ledger.open("postgresql://ada:secret@127.0.0.1:1/db")
    assert "127.0.0.1:1/db" in str(caught.value)
    assert "secret" not in str(caught.value)
