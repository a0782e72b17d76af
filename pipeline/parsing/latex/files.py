"""The files of a LaTeX paper: everything stays inside its folder, and inside a budget."""

from pathlib import Path

from pipeline.errors import InputError
from pipeline.parsing.charset import decode
from pipeline.parsing.reading import Source

MAX_FILES = 400
MAX_BYTES = 50 * 2**20


class Folder:
    r"""Opens what `\input` names; what lies outside the main file's folder does not exist for it."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._root = source.path.parent.resolve()
        self._read: dict[Path, str] = {}
        self._bytes = 0
        self._opened = 0

    def open(self, name: str, *, beside: str = "", suffixes: tuple[str, ...] = (".tex", "")) -> tuple[str, str] | None:
        """Return the file's name inside the folder and its text, or None when there is no such file in it.

        Raises InputError when the paper includes more files than any paper has, or one that is not text.
        """
        path = self._find(name.strip().strip('"'), beside, suffixes)
        if path is None:
            return None
        shown = path.relative_to(self._root).as_posix()
        if path not in self._read:
            try:
                content = path.read_bytes()
            except OSError:
                return None
            self._read[path] = decode(content, f"{self._source.name} (its {shown})")
        self._count(len(self._read[path]), shown)
        return shown, self._read[path]

    def _find(self, name: str, beside: str, suffixes: tuple[str, ...]) -> Path | None:
        if not name or "\x00" in name or len(name) > 500:
            return None
        for place in dict.fromkeys((self._root, self._root / Path(beside).parent)):
            for suffix in suffixes:
                path = (place / f"{name}{suffix}").resolve()
                if path.is_relative_to(self._root) and path.is_file():
                    return path
        return None

    def _count(self, size: int, shown: str) -> None:
        self._bytes += size
        self._opened += 1
        if self._opened > MAX_FILES or self._bytes > MAX_BYTES:
            raise InputError(
                f"{self._source.name}: includes more than {MAX_FILES} files or {MAX_BYTES // 2**20} MiB (at {shown});"
                " files that include each other never end",
                remedy="check its \\input commands, or name the parts one by one",
            )
