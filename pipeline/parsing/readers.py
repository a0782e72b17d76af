"""Which reader reads what, loaded when first asked for, and the checks that hold for every file.

The suffix says what a file should be and the first bytes say what it is: where they differ the bytes win, unless
what they show is no paper (the web page that a server sent in place of a PDF).
"""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from stat import S_ISREG
from typing import cast

from pipeline.domain.document import Document
from pipeline.errors import InputError
from pipeline.parsing.reading import Reading, Source, assemble
from pipeline.parsing.sniffing import foreign, look

Read = Callable[[Source], Reading]

_READERS = {
    "pdf": "pipeline.parsing.pdf:read",
    "html": "pipeline.parsing.html:read",
    "latex": "pipeline.parsing.latex:read",
    "xml": "pipeline.parsing.xml:read",
    "docx": "pipeline.parsing.docx:read",
    "markdown": "pipeline.parsing.markdown:read",
    "text": "pipeline.parsing.text:read",
}
SUFFIXES = {
    ".pdf": "pdf",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".tex": "latex",
    ".xml": "xml",
    ".nxml": "xml",
    ".tei": "xml",
    ".docx": "docx",
    ".md": "markdown",
    ".markdown": "markdown",
    ".txt": "text",
}
_TEXTS = frozenset({"html", "latex", "xml", "markdown", "text"})
MAX_BYTES = 100 * 2**20


def parse(path: Path, *, max_bytes: int = MAX_BYTES) -> Document:
    """Read one file into a document.

    Raises InputError when the file is missing, empty, larger than `max_bytes`, of a kind that is not read, or broken.
    """
    return read(path, max_bytes=max_bytes)[2]


def read(path: Path, *, max_bytes: int = MAX_BYTES) -> tuple[Source, Reading, Document]:
    """Read one file as `parse` does, and return along with the document what it was made of."""
    expected = _expected(path)
    source = load(path, max_bytes=max_bytes)
    reading = _reader(_actual(expected, source))(source)
    document = assemble(reading, source)
    if not document.paragraphs and not document.sections:
        raise InputError(f"{path}: no text was found in it", remedy="check that it opens and is not only pictures")
    return source, reading, document


def load(path: Path, *, max_bytes: int = MAX_BYTES) -> Source:
    """The bytes of a file that is there and not too large.

    Raises InputError when it is missing, empty or larger than `max_bytes`.
    """
    return Source(path, _content(path, max_bytes))


def _expected(path: Path) -> str:
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        known = " ".join(sorted(SUFFIXES))
        raise InputError(f"{path}: files ending in {suffix or 'nothing'!r} are not read", remedy=f"one of: {known}")
    return SUFFIXES[suffix]


def _actual(expected: str, source: Source) -> str:
    """The kind of reader for the bytes, whatever the suffix."""
    if what := foreign(source.content):
        raise InputError(f"{source.name}: is {what}, whatever its name says", remedy="export it as PDF, HTML or text")
    found = look(source.content)
    if found == "zip":
        return "docx"
    if found == "pdf" or expected == "pdf":
        if found in ("html", "xml"):
            raise InputError(
                f"{source.name}: is not a PDF but {found.upper()}, such as servers send in place of a paper",
                remedy=f"fetch it again, or rename it to .{found} if that page is what you want read",
            )
        return "pdf"
    if expected == "docx":
        return found or "docx"
    if expected in _TEXTS and found:
        # Markdown may open with HTML, and LaTeX may be quoted anywhere: these two keep their word.
        return expected if expected in ("markdown", "latex") and found != "xml" else found
    return expected


def _reader(kind: str) -> Read:
    module, _, attribute = _READERS[kind].partition(":")
    return cast(Read, getattr(import_module(module), attribute))


def _content(path: Path, max_bytes: int) -> bytes:
    try:
        status = path.stat()
        if not S_ISREG(status.st_mode):
            raise InputError(f"{path}: is not a file", remedy="name the files in it, or a folder to `mitag classify`")
        if (size := status.st_size) > max_bytes:
            limit, found = max_bytes // 2**20, size / 2**20
            raise InputError(
                f"{path}: {found:.0f} MiB is over the limit of {limit} MiB",
                remedy="split it, or raise parsing.max_megabytes in mitag.toml",
            )
        content = path.read_bytes()
    except OSError as error:
        raise InputError(
            f"{path}: cannot be read ({error.strerror})", remedy="check the path and its permissions"
        ) from error
    if not content or content.isspace():
        raise InputError(f"{path}: the file is empty", remedy="fetch it again")
    return content
