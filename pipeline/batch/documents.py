"""Documents as input: a few files are one piece; what is known by its content already is left out."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from hashlib import file_digest, sha256
from math import ceil
from pathlib import Path
from stat import S_ISREG

from pipeline.batch.pieces import Piece, Survey

_EACH = 8


class DocumentFiles:
    """Files in the order given; the same content under a second name is read once."""

    def __init__(self, paths: Sequence[Path], *, each: int = _EACH) -> None:
        self._paths = tuple(paths)
        self._each = each

    def most_workers(self) -> int:
        """One for each group of files."""
        return ceil(len(self._paths) / self._each)

    def survey(self) -> Survey:
        """Digest all files by name and content; one that cannot be opened is left for the reader to tell of."""
        digest = _digest_of(self._digested)
        return Survey(digest, len(self._paths) - len(self._repeats), repeats=tuple(self._repeats.items()))

    def pieces(self) -> Iterator[Piece]:
        """Cut the files that have content of their own into groups."""
        own = [(path, digest) for path, digest in self._digested if str(path) not in self._repeats]
        for number, start in enumerate(range(0, len(own), self._each)):
            group = own[start : start + self._each]
            yield Piece(number, len(group), _digest_of(group), paths=tuple(path for path, _ in group))

    @cached_property
    def _digested(self) -> list[tuple[Path, str]]:
        return [(path, _content_digest(path)) for path in self._paths]

    @cached_property
    def _repeats(self) -> dict[str, str]:
        first: dict[str, Path] = {}
        earlier = [(path, first.setdefault(digest, path)) for path, digest in self._digested if digest]
        return {str(path): str(before) for path, before in earlier if path != before}


def _digest_of(files: Sequence[tuple[Path, str]]) -> str:
    lines = "".join(f"{path}\0{digest}\n" for path, digest in files)
    return sha256(lines.encode(errors="surrogateescape")).hexdigest()


def _content_digest(path: Path) -> str:
    try:
        if not S_ISREG(path.stat().st_mode):
            return ""
        with path.open("rb") as handle:
            return file_digest(handle, "sha256").hexdigest()
    except OSError:
        return ""
