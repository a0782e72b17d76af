"""A PostgreSQL server of the tests' own: made in a scratch folder, reached through a socket there, gone afterwards."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from getpass import getuser
from pathlib import Path
from pwd import getpwnam
from subprocess import DEVNULL, run
from tempfile import mkdtemp
from urllib.parse import quote
from uuid import uuid4

from sqlalchemy import create_engine, text

# The server refuses to run as root, so somebody else has to be found then.
_OTHERS = ("postgres", "nobody")
DATABASE = "DATABASE"


def programs() -> Path | None:
    """The folder of `initdb` and `pg_ctl`, if there is a server on this machine and somebody who may run it."""
    if os.getuid() == 0 and not _somebody():
        return None
    found = shutil.which("pg_ctl")
    places = [Path(found).resolve().parent] if found else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((place for place in places if (place / "initdb").exists() and (place / "pg_ctl").exists()), None)


@contextmanager
def server(place: Path) -> Iterator[str]:
    """Start a server and give the URL of its socket, with `DATABASE` for the name of the database."""
    home = Path(mkdtemp(prefix="mitag-pg-"))
    user = _somebody() if os.getuid() == 0 else getuser()
    if os.getuid() == 0:
        shutil.chown(home, user)

    def call(*command: str | Path) -> None:
        as_user = {"user": user, "extra_groups": []} if os.getuid() == 0 else {}
        run(command, check=True, stdin=DEVNULL, stdout=DEVNULL, stderr=DEVNULL, cwd=home, **as_user)  # type: ignore[call-overload]  # the keywords depend

    try:
        call(place / "initdb", "-D", home / "db", "-U", "mitag", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        options = f"-c listen_addresses='' -c unix_socket_directories='{home}' -c fsync=off"
        call(place / "pg_ctl", "-D", home / "db", "-o", options, "-l", home / "log", "-w", "start")
        try:
            yield f"postgresql://mitag@/{DATABASE}?host={quote(str(home), safe='')}"
        finally:
            call(place / "pg_ctl", "-D", home / "db", "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(home, ignore_errors=True)


def new_database(url: str) -> str:
    """Make an empty database on a server, and return its URL."""
    name = f"t{uuid4().hex}"
    engine = create_engine(url.replace(DATABASE, "postgres").replace("postgresql:", "postgresql+psycopg:"))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return url.replace(DATABASE, name)


def _somebody() -> str:
    for name in _OTHERS:
        try:
            getpwnam(name)
        except KeyError:
            continue
        return name
    return ""
