"""A file on its way: dropped when it breaks off, unless it is large and the server lets one take it up again."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import httpx

from pipeline.errors import InputError
from pipeline.sources.answers import PassingError
from pipeline.sources.decoding import PLAIN

_ROOM = "check space and permissions there"
_WORTH_KEEPING = 2**18
_RANGE = re.compile(r"bytes (\d+)-\d+/(?:\d+|\*)")


class Partial:
    """The file that a download goes to, and a note beside it of what it is a part of."""

    def __init__(self, path: Path, url: str) -> None:
        self._path = path
        self._url = url
        self._note = path.with_name(f"{path.name}.note")

    def headers(self) -> dict[str, str]:
        """What to ask for so that only the missing rest is sent; nothing when there is no part to start from.

        `If-Range` has the server send the whole anew when it has changed since.
        """
        try:
            noted = json.loads(self._note.read_text(encoding="utf-8"))
            if noted["url"] != self._url:
                return {}
            start = self._path.stat().st_size
            return {"Range": f"bytes={start}-", "If-Range": noted["version"], "Accept-Encoding": "identity"}
        except (OSError, ValueError, KeyError, TypeError):
            return {}

    @contextmanager
    def open(self, response: httpx.Response) -> Iterator[BinaryIO]:
        """Give the file to write the answer's body to: at its end where the answer is the rest of it.

        Raises PassingError when the answer is some other stretch than was asked for, InputError when the disk is full.
        """
        if response.status_code == httpx.codes.PARTIAL_CONTENT:
            self._check_rest(response)
        else:
            self.discard()
            self._take_note(response)
        try:
            with self._path.open("ab") as file:
                yield file
        except BaseException as error:
            if not self._note.exists():
                self._path.unlink(missing_ok=True)
            if isinstance(error, OSError):
                raise InputError(f"{self._path}: cannot be written ({error.strerror})", remedy=_ROOM) from error
            raise
        self._note.unlink(missing_ok=True)

    def discard(self) -> None:
        """Forget what is there."""
        self._note.unlink(missing_ok=True)
        self._path.unlink(missing_ok=True)

    def _check_rest(self, response: httpx.Response) -> None:
        sent = _RANGE.match(response.headers.get("Content-Range", ""))
        if not sent or not self._note.exists() or int(sent[1]) != self._path.stat().st_size:
            self.discard()
            raise PassingError("the server sent another part than was asked for")

    def _take_note(self, response: httpx.Response) -> None:
        headers = response.headers
        etag = headers.get("ETag", "")
        version = etag if etag and not etag.startswith("W/") else headers.get("Last-Modified", "")
        is_large = int(headers.get("Content-Length") or 0) >= _WORTH_KEEPING
        if version and is_large and headers.get("Content-Encoding", "") in PLAIN:
            self._note.write_text(json.dumps({"url": self._url, "version": version}), encoding="utf-8")
