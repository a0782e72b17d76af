"""File → Anatomy: the document together with pictures of its pages and what was read where."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.domain import review
from pipeline.domain.anatomy import Anatomy, Layout, Mark, Picture, Sheet, Stretch
from pipeline.domain.document import Document
from pipeline.errors import InputError
from pipeline.parsing.readers import MAX_BYTES, load, read
from pipeline.parsing.reading import Block, Box, Dropped, Heading, PageTally, Reading, clean

if TYPE_CHECKING:
    from pipeline.parsing.pdf.pictures import Drawn

_ROOM = 1.5
"""Points left free around a text, so that an outline does not touch its letters."""

_SPACING = 14.0
"""Lines no farther apart that were set aside for the same reason are shown as one."""


def dissect(path: Path, *, max_bytes: int = MAX_BYTES) -> Anatomy:
    """Read one file and show, where it has pages, what each stretch of them was read as.

    Raises InputError in the cases in which `parse` does.
    """
    source, reading, document = read(path, max_bytes=max_bytes)
    if not reading.pages:
        return Anatomy(document)
    from pipeline.parsing.pdf.pictures import draw_pages  # late: what has no pages needs no library to draw them

    marks: dict[int, list[Mark]] = {tally.page: [] for tally in reading.pages}
    drawn = {page.number: page for page in draw_pages(source, [tally.page for tally in reading.pages])}
    frames = {tally.page: _Frame(tally, drawn) for tally in reading.pages}
    for box, kind, text, section in _found(reading, document):
        if box.page in frames:
            marks[box.page].append(frames[box.page].mark(box, kind, text, section=section))
    for dropped in _joined(reading.dropped):
        if dropped.box.page in frames:
            marks[dropped.box.page].append(
                frames[dropped.box.page].mark(dropped.box, dropped.why, dropped.text, dropped=True)
            )
    return Anatomy(document, tuple(frame.sheet(marks[number]) for number, frame in frames.items()))


def look(path: Path, *, max_bytes: int = MAX_BYTES, page: int | None = None) -> Layout | Picture:
    """Say where the paragraphs of a file stand on its pages, or draw the one page that is asked for.

    Raises InputError in the cases in which `parse` does, and when there is no such page or it cannot be drawn.
    """
    if page is not None:
        return _drawing(path, page, max_bytes)
    source, reading, document = read(path, max_bytes=max_bytes)
    if not reading.pages:
        return Layout(document.document_id, 0)
    from pipeline.parsing.pdf.pictures import draw_pages

    numbers = [tally.page for tally in reading.pages]
    drawn = {each.number: each for each in draw_pages(source, numbers, most=0)}
    frames = {tally.page: _Frame(tally, drawn) for tally in reading.pages}
    blocks = (block for block in reading.blocks if isinstance(block, Block) and clean(block.text))
    stretches = [
        Stretch(part.start, part.end, tuple(frames[box.page].box(box) for box in block.boxes if box.page in frames))
        for part, block in zip(document.paragraphs, blocks, strict=True)
    ]
    return Layout(document.document_id, max(numbers), tuple(stretches))


def _drawing(path: Path, page: int, max_bytes: int) -> Picture:
    from pipeline.parsing.pdf.pictures import draw_pages

    source = load(path, max_bytes=max_bytes)
    picture = next(draw_pages(source, [page])).picture
    if picture is None:
        raise InputError(f"{source.name}: page {page} cannot be drawn")
    return picture


def _found(reading: Reading, document: Document) -> Iterator[tuple[Box, str, str, int | None]]:
    """Yield place, kind, text and section of all that became a heading or a paragraph."""
    section = -1
    open_at = {part.path: index for index, part in enumerate(document.sections)}
    paragraphs = iter(document.paragraphs)
    for block in reading.blocks:
        text = clean(block.text)
        if not text:
            continue
        if isinstance(block, Heading):
            section += 1
            for box in block.boxes:
                yield box, "heading", text, section
        else:
            yield from _paragraph(block, text, open_at.get(next(paragraphs).section_path))


def _paragraph(block: Block, text: str, section: int | None) -> Iterator[tuple[Box, str, str, int | None]]:
    for box in block.boxes:
        yield box, block.kind, text, section


def _joined(dropped: tuple[Dropped, ...]) -> Iterator[Dropped]:
    held: Dropped | None = None
    for each in dropped:
        if held and _belong_together(held, each):
            held = Dropped(f"{held.text} {each.text}", held.why, _around(held.box, each.box))
        else:
            if held:
                yield held
            held = each
    if held:
        yield held


def _belong_together(held: Dropped, other: Dropped) -> bool:
    one, two = held.box, other.box
    overlap = min(one.right, two.right) - max(one.left, two.left)
    beside = overlap > 0.3 * min(one.right - one.left, two.right - two.left)
    near = -_SPACING / 2 < one.bottom - two.top < _SPACING
    return held.why == other.why and one.page == two.page and beside and near


def _around(one: Box, two: Box) -> Box:
    left, right = min(one.left, two.left), max(one.right, two.right)
    return Box(one.page, left, min(one.bottom, two.bottom), right, max(one.top, two.top))


class _Frame:
    """One page's edges, to turn places in points into shares of the page as it is seen."""

    def __init__(self, tally: PageTally, drawn: "Mapping[int, Drawn]") -> None:
        self._tally = tally
        self._drawn = drawn.get(tally.page)
        width, height = tally.width or 1.0, tally.height or 1.0
        sideways = self._drawn is not None and self._drawn.turned in (90, 270)
        self._width, self._height = (height, width) if sideways else (width, height)

    def mark(self, box: Box, kind: str, text: str, *, dropped: bool = False, section: int | None = None) -> Mark:
        x0, y0, x1, y1 = self._turned(box)
        left, right = self._share(x0 - _ROOM, self._width), self._share(x1 + _ROOM, self._width)
        top, bottom = 1 - self._share(y1 + _ROOM, self._height), 1 - self._share(y0 - _ROOM, self._height)
        return Mark(kind, clean(text), left, top, right - left, bottom - top, dropped, section)

    def box(self, box: Box) -> review.Box:
        """The same place as shares of the page as it is seen."""
        mark = self.mark(box, "", "")
        return review.Box(box.page, mark.left, mark.top, mark.width, mark.height)

    def sheet(self, marks: list[Mark]) -> Sheet:
        picture = self._drawn.picture if self._drawn else None
        return Sheet(self._tally.page, self._width, self._height, picture, tuple(marks))

    def _turned(self, box: Box) -> tuple[float, float, float, float]:
        """The box on the page as it is shown: text is placed before a page is turned."""
        x0, y0, x1, y1 = box.left, box.bottom, box.right, box.top
        match self._drawn.turned if self._drawn else 0:
            case 90:
                return y0, self._height - x1, y1, self._height - x0
            case 180:
                return self._width - x1, self._height - y1, self._width - x0, self._height - y0
            case 270:
                return self._width - y1, x0, self._width - y0, x1
        return x0, y0, x1, y1

    @staticmethod
    def _share(place: float, extent: float) -> float:
        return round(min(max(place / extent, 0.0), 1.0), 5)
