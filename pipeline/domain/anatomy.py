"""A document taken apart for the eye: its pages as pictures, and what each stretch of them was read as."""

from dataclasses import dataclass

from pipeline.domain.document import Document


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
