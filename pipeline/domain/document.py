"""A document as it was read: one text, with sections and paragraphs as spans of it."""

from dataclasses import dataclass
from typing import Literal

from pipeline.errors import InputError

ParagraphKind = Literal["paragraph", "list item", "abstract"]
PageLook = Literal["text", "picture", "blank", "damaged"]
Grade = Literal["A", "B", "C", "D"]

_GRADES: tuple[tuple[Grade, float], ...] = (("A", 0.97), ("B", 0.93), ("C", 0.85))
"""The least share of a grade. On papers set by LaTeX and Word all pages but a few come out as A, the others as B."""

POOR_BELOW = _GRADES[-1][1]
"""The floor: of a page with a smaller share, every seventh character or more is missing, and a person should look."""


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
class Page:
    """What became of the visible characters of one page.

    Each was kept as running text or set aside for a reason (margin, caption, table, reference list ...); what is left
    over was lost. The share is what was not lost, and the grade follows from it: A from 0.97, B from 0.93, C from 0.85,
    and D below that floor, where a page counts as read poorly. A page that is a picture (scanned) or damaged has the
    share 0, since nobody knows what stands on it; a blank one has the share 1.

    >>> Page(3, characters=1000, kept=850, set_aside=100).grade
    'B'
    """

    number: int
    characters: int
    kept: int
    set_aside: int
    look: PageLook = "text"

    @property
    def share(self) -> float:
        """The part of its characters that was accounted for, from 0 to 1."""
        if self.look == "text" and self.characters:
            return min((self.kept + self.set_aside) / self.characters, 1.0)
        return 1.0 if self.look in ("blank", "text") else 0.0

    @property
    def grade(self) -> Grade:
        """The share as a letter."""
        return _grade(self.share)

    @property
    def is_poor(self) -> bool:
        """Whether text is likely to be missing, so that a person should look at what was found on it."""
        return self.share < POOR_BELOW


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
    pages: tuple[Page, ...] = ()
    """Only of formats that have pages."""

    def __post_init__(self) -> None:
        parts: tuple[Section | Paragraph, ...] = (*self.sections, *self.paragraphs)
        for part in parts:
            if not 0 <= part.start <= part.end <= len(self.text):
                raise InputError(f"{self.source}: a span {part.start}:{part.end} lies outside the text")

    def slice(self, part: Section | Paragraph) -> str:
        """Return the text that a section or paragraph spans."""
        return self.text[part.start : part.end]

    @property
    def share(self) -> float | None:
        """The mean share of its pages that are not blank: each counts alike, as a scanned page has no length to weigh.

        None when the format has no pages, or all are blank.
        """
        shares = [page.share for page in self.pages if page.look != "blank"]
        return sum(shares) / len(shares) if shares else None

    @property
    def grade(self) -> Grade | None:
        """The share as a letter."""
        share = self.share
        return None if share is None else _grade(share)

    @property
    def poor_pages(self) -> tuple[Page, ...]:
        """The pages whose share is under the floor."""
        return tuple(page for page in self.pages if page.is_poor)

    def pages_of(self, start: int, end: int) -> frozenset[int]:
        """The numbers of the pages that paragraphs within a span of the text begin on."""
        return frozenset(
            part.page for part in self.paragraphs if part.page is not None and part.start < end and start < part.end
        )


def _grade(share: float) -> Grade:
    return next((grade for grade, least in _GRADES if share >= least), "D")
