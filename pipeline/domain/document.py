"""A document as it was read: one text, with sections and paragraphs as spans of it."""

from dataclasses import dataclass
from typing import Literal

from pipeline.errors import InputError

ParagraphKind = Literal["paragraph", "list item", "abstract"]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and all that stands under it, down to the next heading of its level or above."""

    path: tuple[str, ...]
    start: int
    end: int
    page: int | None = None

    @property
    def level(self) -> int:
        """Depth in the tree of sections; 1 is the outermost."""
        return len(self.path)

    @property
    def heading(self) -> str:
        """The section's own heading."""
        return self.path[-1]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A block of running text: where it stands, and under which headings."""

    section_path: tuple[str, ...]
    start: int
    end: int
    page: int | None = None
    kind: ParagraphKind = "paragraph"
    anchor: str = ""
    """Where the source format says it stands: an HTML or XML id, a LaTeX file and offset."""


@dataclass(frozen=True, slots=True)
class Document:
    """One paper, report or page; its id is the hash of its bytes, so re-reading cannot duplicate it."""

    document_id: str
    source: str
    text: str
    title: str = ""
    authors: tuple[str, ...] = ()
    year: int | None = None
    abstract: str = ""
    doi: str = ""
    arxiv_id: str = ""
    sections: tuple[Section, ...] = ()
    paragraphs: tuple[Paragraph, ...] = ()

    def __post_init__(self) -> None:
        parts: tuple[Section | Paragraph, ...] = (*self.sections, *self.paragraphs)
        for part in parts:
            if not 0 <= part.start <= part.end <= len(self.text):
                raise InputError(f"{self.source}: a span {part.start}:{part.end} lies outside the text")

    def slice(self, part: Section | Paragraph) -> str:
        """Return the text that a section or paragraph spans."""
        return self.text[part.start : part.end]
