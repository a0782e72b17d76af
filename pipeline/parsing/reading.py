"""What every reader returns, and the one way it becomes a Document.

A reader knows its format and nothing else: it turns bytes into a flat run of headings and text blocks.
`assemble` gives them their places in one text, builds the section tree and cleans the characters, so that
these rules are the same for all formats.
"""

import re
import unicodedata
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from pipeline.domain.document import Document, Page, PageLook, Paragraph, ParagraphKind, Section


@dataclass(frozen=True, slots=True)
class Source:
    """A file's bytes and where they came from (a reader may need files beside it)."""

    path: Path
    content: bytes

    @property
    def name(self) -> str:
        """The path as the user wrote it, for messages."""
        return str(self.path)


@dataclass(frozen=True, slots=True)
class Box:
    """Where something stands on a page, in points from the page's lower left corner."""

    page: int
    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True, slots=True)
class Dropped:
    """A line that was read but is no running text, and why: a margin, a caption, a footnote, a reference."""

    text: str
    why: str
    box: Box


@dataclass(frozen=True, slots=True)
class PageTally:
    """How many visible characters a page holds, and how many of them were kept as text or dropped for a reason."""

    page: int
    width: float
    height: float
    characters: int
    kept: int
    dropped: int
    look: PageLook = "text"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading as found; level 1 is the outermost, and levels may skip."""

    text: str
    level: int
    page: int | None = None
    anchor: str = ""
    boxes: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of running text: one paragraph or one list item."""

    text: str
    page: int | None = None
    kind: ParagraphKind = "paragraph"
    anchor: str = ""
    boxes: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """A document's content in reading order, with what it says about itself."""

    blocks: tuple[Heading | Block, ...]
    title: str = ""
    authors: tuple[str, ...] = ()
    year: int | None = None
    abstract: str = ""
    doi: str = ""
    arxiv_id: str = ""
    dropped: tuple[Dropped, ...] = ()
    pages: tuple[PageTally, ...] = ()


# Line and page breaks part words; what is not to be seen joins them.
_BREAKS = re.compile(r"[\s\x1c-\x1f]+")
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1b\x7f\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\u00ad\u200b\u2060\ufeff]"
)
_LIGATURES = re.compile("[\ufb00-\ufb06\u00a0\u2000-\u200a\u202f]")


def clean(text: str) -> str:
    r"""Return one line of composed text: no ligatures, control characters, lone surrogates or runs of space.

    >>> clean("e\ufb03cient \n  safe\u00adguards\u0002")
    'efficient safeguards'
    """
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()  # nearly always so, and much quicker to say
    spelt_out = _LIGATURES.sub(lambda match: unicodedata.normalize("NFKC", match[0]), _INVISIBLE.sub("", text))
    return _BREAKS.sub(" ", unicodedata.normalize("NFC", spelt_out)).strip()


def has_words(text: str) -> bool:
    """Whether a text has the two letters without which it is a number, a mark or a rule, and no paragraph.

    >>> has_words("§ 3a"), has_words("No.")
    (False, True)
    """
    return sum(map(str.isalpha, text)) >= 2


def assemble(reading: Reading, source: Source) -> Document:
    """Lay a reading out as one text, with its sections and paragraphs as spans of it."""
    layout = _Layout()
    for block in reading.blocks:
        if text := clean(block.text):
            layout.add(block, text)
    return Document(
        document_id=sha256(source.content).hexdigest()[:16],
        source=source.name,
        text=layout.text(),
        title=clean(reading.title),
        authors=tuple(name for author in reading.authors if (name := clean(author))),
        year=reading.year,
        abstract=clean(reading.abstract),
        doi=reading.doi.strip(),
        arxiv_id=reading.arxiv_id.strip(),
        sections=layout.close(),
        paragraphs=tuple(layout.paragraphs),
        pages=tuple(Page(each.page, each.characters, each.kept, each.dropped, each.look) for each in reading.pages),
    )


class _Layout:
    """The text as it grows, and the sections that are open at its end."""

    def __init__(self) -> None:
        self.paragraphs: list[Paragraph] = []
        self._parts: list[str] = []
        self._length = 0
        self._open: list[tuple[int, str, int]] = []  # level, heading, index of its section
        self._sections: list[tuple[tuple[str, ...], int, int | None]] = []
        self._ends: dict[int, int] = {}

    def add(self, block: Heading | Block, text: str) -> None:
        start = self._length
        if isinstance(block, Heading):
            self._close_down_to(block.level, at=start)
            path = (*self._path, text)
            self._open.append((block.level, text, len(self._sections)))
            self._sections.append((path, start, block.page))
        else:
            end = start + len(text)
            self.paragraphs.append(Paragraph(self._path, start, end, block.page, block.kind, block.anchor))
        self._parts.append(text)
        self._length += len(text) + 2

    @property
    def _path(self) -> tuple[str, ...]:
        return tuple(heading for _, heading, _ in self._open)

    def _close_down_to(self, level: int, *, at: int) -> None:
        while self._open and self._open[-1][0] >= level:
            self._ends[self._open.pop()[2]] = max(at - 2, 0)

    def text(self) -> str:
        return "\n\n".join(self._parts)

    def close(self) -> tuple[Section, ...]:
        end = max(self._length - 2, 0)
        return tuple(
            Section(path, start, self._ends.get(index, end), page)
            for index, (path, start, page) in enumerate(self._sections)
        )
