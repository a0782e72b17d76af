"""A document taken apart for the eye: its pages as pictures, and what each stretch of them was read as."""

from dataclasses import dataclass

from pipeline.domain.document import Document
from pipeline.domain.review import Box


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of a page that was read as one thing; its edges are shares of the page, from the upper left corner."""

    kind: str
    """heading, a kind of paragraph, or the reason why it was set aside."""
    text: str
    left: float
    top: float
    width: float
    height: float
    dropped: bool = False
    section: int | None = None
    """The place among the document's sections of the one that a heading opens, or that a paragraph stands in."""


@dataclass(frozen=True, slots=True)
class Picture:
    """An image file in memory."""

    content: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page: its size in points, its picture where one could be drawn, and the marks on it."""

    number: int
    width: float
    height: float
    picture: Picture | None
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Anatomy:
    """A document and how its pages were read; there are no sheets where the format has no pages."""

    document: Document
    sheets: tuple[Sheet, ...] = ()


@dataclass(frozen=True, slots=True)
class Stretch:
    """A paragraph's span in the text of its document, and where it stands on the pages."""

    start: int
    end: int
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the paragraphs of a document stand; nothing where its format has no pages."""

    document_id: str
    n_pages: int
    stretches: tuple[Stretch, ...] = ()

    def boxes_of(self, start: int, end: int) -> tuple[Box, ...]:
        """The places of all paragraphs that a span of the text touches.

        >>> box = Box(3, 0.1, 0.2, 0.8, 0.1)
        >>> Layout("d0c", 9, (Stretch(0, 50, ()), Stretch(52, 90, (box,)))).boxes_of(60, 70) == (box,)
        True
        """
        return tuple(box for each in self.stretches if each.start < end and start < each.end for box in each.boxes)
