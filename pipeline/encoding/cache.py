"""Embeddings kept on disk by the content of the text, so that no text is encoded twice by the same encoder.

One SQLite file of float32 rows: nothing is unpickled, several processes may share it, and one that is killed while it
writes leaves what was there before. Deleting the file is always safe; it is also what happens to a damaged one. Where
it cannot be read or written, the encoder works without it.
"""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

_FILE = "embeddings-1.sqlite"  # the number is that of the layout: a later one takes another file
_AT_ONCE = 500
_PATIENCE_SECONDS = 30.0
_KEPT_WHEN_FULL = 0.9
_LAYOUT = """
CREATE TABLE IF NOT EXISTS embedding (
    encoder TEXT NOT NULL, text BLOB NOT NULL, used INTEGER NOT NULL, vector BLOB NOT NULL,
    PRIMARY KEY (encoder, text));
CREATE INDEX IF NOT EXISTS embedding_used ON embedding (used);
"""
_OF_TEXTS = "WHERE encoder = ? AND text IN ({marks})"

Vector = NDArray[np.float32]
T = TypeVar("T")


class EmbeddingCache:
    """Vectors by encoder and text; what was not asked for longest goes first when the file is full.

    `encoder` names all that decides what a text's vector is. With a limit of 0 megabytes nothing is kept.
    """

    def __init__(self, folder: Path, *, encoder: str, megabytes: int) -> None:
        self.path = folder / _FILE
        self._encoder = encoder
        self._limit = megabytes * 2**20
        self._usable = megabytes > 0

    def dimensions(self) -> int | None:
        """The length of this encoder's vectors, or None when none is kept."""

        def ask(connection: sqlite3.Connection) -> int | None:
            query = "SELECT length(vector) FROM embedding WHERE encoder = ? LIMIT 1"
            row = connection.execute(query, (self._encoder,)).fetchone()
            return row[0] // 4 if row else None

        return self._transaction(ask)

    def get(self, texts: Sequence[str]) -> dict[str, Vector]:
        """The vectors of those texts that are known."""
        by_key = {_key(text): text for text in texts}
        keys = list(by_key)

        def ask(connection: sqlite3.Connection) -> dict[str, Vector]:
            found: dict[str, Vector] = {}
            for start in range(0, len(keys), _AT_ONCE):
                rows = self._rows(connection, keys[start : start + _AT_ONCE])
                found |= {by_key[key]: np.frombuffer(vector, dtype="<f4") for key, vector in rows}
            return found

        return self._transaction(ask) or {}

    def put(self, vectors: Mapping[str, Vector]) -> None:
        """Keep the vectors of texts, all or none of them."""
        rows = [
            (self._encoder, _key(text), _today(), np.ascontiguousarray(vector, dtype="<f4").tobytes())
            for text, vector in vectors.items()
        ]

        def keep(connection: sqlite3.Connection) -> None:
            connection.executemany("INSERT OR REPLACE INTO embedding VALUES (?, ?, ?, ?)", rows)
            self._make_room(connection)

        self._transaction(keep)

    def _rows(self, connection: sqlite3.Connection, keys: Sequence[bytes]) -> list[tuple[bytes, bytes]]:
        of_texts = _OF_TEXTS.format(marks=", ".join("?" * len(keys)))
        wanted = (self._encoder, *keys)
        # Once a day is enough to know what is still in use, and spares most reads the write.
        touch = f"UPDATE embedding SET used = ? {of_texts} AND used < ?"  # noqa: S608  (question marks alone go in)
        connection.execute(touch, (_today(), *wanted, _today()))
        return connection.execute(f"SELECT text, vector FROM embedding {of_texts}", wanted).fetchall()  # noqa: S608

    def _make_room(self, connection: sqlite3.Connection) -> None:
        (page,), (pages,), (free,) = (
            connection.execute(f"PRAGMA {name}").fetchone() for name in ("page_size", "page_count", "freelist_count")
        )
        filled = page * (pages - free)
        if filled > self._limit:
            (rows,) = connection.execute("SELECT count(*) FROM embedding").fetchone()
            surplus = int(rows * (1 - _KEPT_WHEN_FULL * self._limit / filled)) + 1
            oldest = "SELECT rowid FROM embedding ORDER BY used, rowid LIMIT ?"
            connection.execute(f"DELETE FROM embedding WHERE rowid IN ({oldest})", (surplus,))  # noqa: S608

    def _transaction(self, work: Callable[[sqlite3.Connection], T]) -> T | None:
        """Do `work` whole or not at all; None when the file cannot serve, which puts the cache out of use.

        A connection of its own for each is cheap beside encoding, and safe in threads and forked processes.
        """
        if not self._usable:
            return None
        try:
            with closing(self._open()) as connection, connection:
                return work(connection)
        except (sqlite3.OperationalError, OSError):  # locked for long, no space, no right to write
            self._usable = False
        except sqlite3.DatabaseError:
            self._discard()
        return None

    def _open(self) -> sqlite3.Connection:
        if not self.path.parent.is_dir():
            self.path.parent.mkdir(parents=True)
            (self.path.parent / ".gitignore").write_text("*\n", encoding="utf-8")
        connection = sqlite3.connect(self.path, timeout=_PATIENCE_SECONDS)
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.executescript(_LAYOUT)
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def _discard(self) -> None:
        try:
            for suffix in ("", "-wal", "-shm"):
                self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)
        except OSError:
            self._usable = False


def _key(text: str) -> bytes:
    return sha256(text.encode("utf-8", "surrogatepass")).digest()


def _today() -> int:
    return datetime.now(UTC).date().toordinal()
