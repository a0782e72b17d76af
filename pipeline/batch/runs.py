"""A folder of results and the run it belongs to: claimed, gone on with, and closed.

`manifest.json` says what the run is made of before the first shard is written, and gets its counts when the last one
is. It holds no times and no names of machines: the same run leaves the same bytes, however often it was interrupted.
"""

import json
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

from filelock import BaseFileLock, FileLock, Timeout

from pipeline.batch.shards import sweep, write_whole
from pipeline.errors import ConfigError, InputError, IntegrityError

MANIFEST, PASSAGES, FAILURES, DOCUMENTS = "manifest.json", "passages", "failures.parquet", "documents.parquet"
REPORT, SUMS = "report.html", "report.json"
_LOCK = ".lock"
_LAYOUT = 1


@dataclass(frozen=True)
class Run:
    """All that decides what a run gives: the input, the model, the settings, and the versions of the code."""

    input: Mapping[str, Any]
    model: Mapping[str, Any]
    settings: Mapping[str, Any]
    code: Mapping[str, Any]
    layout: int = _LAYOUT

    @cached_property
    def seal(self) -> str:
        """The digest of it, which is part of every shard's name."""
        return sha256(_canonical(asdict(self))).hexdigest()


class RunFolder:
    """The folder of one run: `passages/` with the shards, and the files beside it."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.passages = home / PASSAGES

    @contextmanager
    def claimed(self, run: Run, *, restart: bool = False) -> Iterator[None]:
        """Make the folder this run's alone while the block lasts: begin in it, or go on; with `restart`, from nothing.

        Raises ConfigError when it holds something else or what another run has begun, InputError when it cannot be
        written or another process is at it.
        """
        lock = self._locked()
        try:
            self._begin(run, restart=restart)
            yield
        finally:
            lock.release()

    def remove_all_but(self, names: Collection[str]) -> None:
        """Remove shards that are not of this run: of one that was given up, or damaged and done again."""
        for path in self.passages.glob("part-*.parquet"):
            if path.name not in names:
                path.unlink(missing_ok=True)

    def close(self, run: Run, counts: Mapping[str, Any]) -> None:
        """Write down that the run is complete."""
        self._write(run, counts)

    def manifest(self) -> dict[str, Any]:
        """What the folder says of its run; `counts` is None while it is not complete.

        Raises InputError when there is none and IntegrityError when it cannot be read.
        """
        path = self.home / MANIFEST
        try:
            found: dict[str, Any] = json.loads(path.read_bytes())
            _ = found["counts"], found["model"]["id"]
        except FileNotFoundError as error:
            raise InputError(
                f"{self.home}: holds no results of a batch", remedy="name the folder given to `mitag classify --out`"
            ) from error
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise IntegrityError(
                f"{path}: is not readable", remedy="run `mitag classify` on the same input again, with --restart"
            ) from error
        return found

    def run(self) -> Run:
        """The run that the folder holds.

        Raises InputError when there is none and IntegrityError when the manifest cannot be read.
        """
        found = self.manifest()
        parts: dict[str, Any] = {each.name: found.get(each.name) for each in fields(Run)}
        return Run(**parts)

    def _locked(self) -> BaseFileLock:
        lock = FileLock(self.home / _LOCK)
        try:
            self.passages.mkdir(parents=True, exist_ok=True)
            lock.acquire(timeout=0)
        except Timeout as error:
            raise InputError(f"{self.home}: another run is writing there", remedy="wait until it is done") from error
        except OSError as error:
            raise InputError(
                f"{self.home}: cannot be written ({error.strerror or error})",
                remedy="mend the permissions there, or choose another folder",
            ) from error
        return lock

    def _begin(self, run: Run, *, restart: bool) -> None:
        if restart:
            self._clear()
        if (self.home / MANIFEST).exists():
            self._compare(run)
        elif foreign := sorted(path.name for path in self.home.iterdir() if path.name not in (PASSAGES, _LOCK)):
            raise ConfigError(
                f"{self.home}: holds other things ({', '.join(foreign[:3])})", remedy="name a new or empty folder"
            )
        else:
            self._clear()
            self._write(run, None)
        sweep(self.home)
        sweep(self.passages)

    def _compare(self, run: Run) -> None:
        found = self.manifest()
        for part, now in asdict(run).items():
            before = found.get(part)
            if before == json.loads(_canonical(now)):
                continue
            raise ConfigError(
                f"{self.home}: holds a batch that was begun with {_difference(part, before, now)}",
                remedy="run it as it was begun, name another folder, or begin anew with --restart",
            )

    def _clear(self) -> None:
        (self.home / MANIFEST).unlink(missing_ok=True)
        beside = (self.home / name for name in (FAILURES, DOCUMENTS, REPORT, SUMS))
        for path in (*self.passages.glob("part-*.parquet"), *beside):
            path.unlink(missing_ok=True)

    def _write(self, run: Run, counts: Mapping[str, Any] | None) -> None:
        stated = {**asdict(run), "counts": counts}
        text = json.dumps(stated, ensure_ascii=False, indent=2, sort_keys=True, allow_nan=False)
        write_whole(self.home / MANIFEST, f"{text}\n".encode())


def _difference(part: str, before: object, now: object) -> str:
    """What differs, in words.

    >>> _difference("settings", {"floor": 0.5, "all": True}, {"floor": 0.6, "all": True})
    'other settings (floor: 0.5, now 0.6)'
    """
    if not isinstance(before, dict) or not isinstance(now, dict):
        return f"another {part} ({before}, now {now})"
    keys = [key for key in sorted({*before, *now}) if before.get(key) != now.get(key)]
    told = ", ".join(f"{key}: {_short(before.get(key))}, now {_short(now.get(key))}" for key in keys)
    return f"{'other' if part == 'settings' else 'another'} {part} ({told})"


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 40 else f"{text[:12]}…"


def _canonical(document: object) -> bytes:
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
