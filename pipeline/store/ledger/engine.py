"""How the database is reached: addresses, connections, transactions, and what its failures mean to a user."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from pipeline.errors import ConfigError, InputError, NotReadyError
from pipeline.store.ledger.migrating import layout_of, migrate

_WRITES = "mitag_writes"
_PATIENCE = 30.0
_PAUSE = 0.01
_DRIVERS = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}


def connect(address: str | Path) -> Engine:
    """Reach the database at a path or URL, and bring it up to date.

    Raises ConfigError, InputError or NotReadyError as `Ledger.open` says.
    """
    engine = _reach(address)
    try:
        with writing(engine) as connection:
            migrate(connection)
    except BaseException:
        engine.dispose()
        raise
    return engine


def layout_at(address: str | Path) -> str | None:
    """The layout of the database at a path or URL, which stays as it is; None for one that holds nothing of ours.

    Raises ConfigError, InputError or NotReadyError as `Ledger.open` says.
    """
    engine = _reach(address)
    try:
        with reading(engine) as connection:
            return layout_of(connection)
    finally:
        engine.dispose()


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A transaction that sees one state of everything and changes nothing."""
    with _failing_clearly(engine), engine.connect() as connection:
        yield connection


@contextmanager
def writing(engine: Engine, *, lasting: bool = True) -> Iterator[Connection]:
    """A transaction that is kept whole when the block ends well, and leaves no trace when it does not.

    What need not outlast a power cut (nothing less can harm it) is not `lasting`, and does not wait for the disk.
    """
    with (
        _failing_clearly(engine),
        engine.connect().execution_options(**{_WRITES: "FULL" if lasting else "NORMAL"}) as connection,
        connection.begin(),
    ):
        yield connection


def _reach(address: str | Path) -> Engine:
    url = _url(address)
    if url.drivername == "sqlite":
        _make_room(url)
    try:
        engine = create_engine(url, pool_pre_ping=url.drivername != "sqlite", pool_size=10)
    except ModuleNotFoundError as error:
        raise NotReadyError(f"a PostgreSQL store needs {error.name}", remedy="pip install 'mitag[postgres]'") from error
    if url.drivername == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin)
    return engine


def _url(address: str | Path) -> URL:
    if isinstance(address, Path) or "://" not in address:
        return URL.create("sqlite", database=str(address))
    try:
        url = make_url(address)
        name = url.get_backend_name()
    except (ArgumentError, NoSuchModuleError, ValueError) as error:
        raise ConfigError("the store's address is not a URL that can be read", remedy=_ADDRESSES) from error
    if name not in _DRIVERS:
        raise ConfigError(f"there is no store in {name}", remedy=_ADDRESSES)
    return url.set(drivername=_DRIVERS[name])


_ADDRESSES = "give a file, or postgresql://user:password@host/database"


def _make_room(url: URL) -> None:
    path = Path(url.database or "")
    if not url.database or url.database == ":memory:":
        raise ConfigError("the store needs a file", remedy=_ADDRESSES)
    if path.is_dir():
        raise ConfigError(f"{path} is a folder", remedy="name a file in it")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror})", remedy="choose another folder") from error


def _prepare_sqlite(connection: sqlite3.Connection, record: ConnectionPoolEntry) -> None:
    del record
    connection.isolation_level = None  # transactions are begun by `_begin`, not by the driver when it feels like it
    connection.execute(f"PRAGMA busy_timeout={round(_PATIENCE * 1000)}")
    _log_ahead(connection)
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA recursive_triggers=ON")  # REPLACE counts as DELETE: it cannot get past the triggers


def _log_ahead(connection: sqlite3.Connection) -> None:
    """Have readers and the writer not wait for each other; the file remembers, so that only a new one is changed.

    The change is asked for as a reader who becomes a writer. Such a one SQLite turns away at once where another
    connection is writing, whatever the timeout: two of them would wait for each other. So it is asked for again.
    """
    end = monotonic() + _PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or monotonic() > end:
                raise
        sleep(_PAUSE)


def _begin(connection: Connection) -> None:
    # A write transaction takes its lock at once: begun as a reader it could find another writer in its way later on.
    writes = connection.get_execution_options().get(_WRITES)
    if writes:
        connection.exec_driver_sql(f"PRAGMA synchronous={writes}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def _failing_clearly(engine: Engine) -> Iterator[None]:
    where = str(engine.url.set(drivername="postgresql"))  # says *** for the password
    if engine.url.drivername == "sqlite":
        where = engine.url.database or ""
    try:
        yield
    except OperationalError as error:
        why = " ".join(str(error.orig).split())
        if engine.url.drivername == "sqlite":
            raise InputError(
                f"{where}: cannot be used ({why})", remedy="check the file, its folder and space"
            ) from error
        raise NotReadyError(f"{where}: cannot be used ({why})", remedy="check that the database is running") from error
    except DatabaseError as error:
        if isinstance(error.orig, sqlite3.DatabaseError) and "not a database" in str(error.orig):
            raise InputError(f"{where}: is not a mitag store", remedy="name another file with --store") from error
        raise
