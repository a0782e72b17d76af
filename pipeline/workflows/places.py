"""Where passages stand in their papers: the page as a picture, and boxes on it. Made once and kept on disk."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any

from pipeline.domain.anatomy import Layout, Picture, Stretch
from pipeline.domain.review import Box, FiledPassage
from pipeline.errors import InputError
from pipeline.store.files import whole_file

_LAYOUT = "layout-1.json"
_PICTURE = "image/webp"


@dataclass(frozen=True, slots=True)
class Places:
    """The boxes around a passage, and how many pages its paper has."""

    n_pages: int
    boxes: tuple[Box, ...]


class PageShelf:
    """Pages of papers, drawn when they are first asked for and kept in a folder."""

    def __init__(self, folder: Path, *, layout: Callable[[Path], Layout], draw: Callable[[Path, int], Picture]) -> None:
        self._folder, self._layout, self._draw = folder, layout, draw
        self._lock = Lock()

    def places(self, filed: FiledPassage) -> Places:
        """Where a passage stands.

        Raises InputError when the file is gone, is not what it was, or cannot be read.
        """
        layout = self._layout_of(filed)
        if not layout.n_pages:
            raise InputError(f"{filed.paper.source}: has no pages")
        return Places(layout.n_pages, layout.boxes_of(filed.passage.start, filed.passage.end))

    def picture(self, filed: FiledPassage, number: int) -> Picture:
        """A page of the passage's paper.

        Raises InputError when the file is gone, is not what it was, or has no such page.
        """
        kept = self._home(filed) / f"{number}.webp"
        if not kept.exists():
            path = _unchanged(filed)
            with self._lock:  # two who ask for one page have it drawn once
                if not kept.exists():
                    _keep(kept, self._draw(path, number).content)
        return Picture(kept.read_bytes(), _PICTURE)

    def _layout_of(self, filed: FiledPassage) -> Layout:
        kept = self._home(filed) / _LAYOUT
        if not kept.exists():
            path = _unchanged(filed)
            with self._lock:
                if not kept.exists():
                    _keep(kept, json.dumps(asdict(self._layout(path))).encode())
        return _read(json.loads(kept.read_bytes()))

    def _home(self, filed: FiledPassage) -> Path:
        # The id comes out of a database that others may write to: only its letters and digits make a name.
        return self._folder / "".join(filter(str.isalnum, filed.paper.document_id))


def _unchanged(filed: FiledPassage) -> Path:
    """The file that a passage was read from, if it is still what it was then."""
    path = Path(filed.paper.path)
    try:
        content = path.read_bytes() if filed.paper.path else b""
    except OSError as error:
        raise InputError(f"{filed.paper.source}: cannot be read ({error.strerror})") from error
    if not sha256(content).hexdigest().startswith(filed.paper.document_id):
        raise InputError(f"{filed.paper.source}: is not what it was when it was classified")
    return path


def _keep(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with whole_file(path) as scratch:
        scratch.write_bytes(content)


def _read(kept: dict[str, Any]) -> Layout:
    stretches = tuple(
        Stretch(each["start"], each["end"], tuple(Box(**box) for box in each["boxes"])) for each in kept["stretches"]
    )
    return Layout(kept["document_id"], kept["n_pages"], stretches)
