"""PDF → Reading, from layout alone: no model, no network, at a fraction of the cost of either.

The steps, each in a file of its own: `opening` opens the file or says why not; `characters` reads lines; `margins`,
`floats`, `notes`, `formulas` and `contents` set aside what is no running text; `typography` learns how the running
text is set; `candidates` (with `titles`, `leads` and `plain`), `numbering`, `outline` and `headings` find the tree of
sections; `front` and `metadata` read the first page; `paragraphs` and `flow` put the rest together in the order of the
file.
"""

import re
from collections.abc import Iterable, Sequence

import pypdfium2

from pipeline.domain.document import PageLook
from pipeline.errors import InputError
from pipeline.parsing.pdf.candidates import find_candidates
from pipeline.parsing.pdf.characters import page_lines
from pipeline.parsing.pdf.contents import drop_contents
from pipeline.parsing.pdf.drawings import is_picture, page_drawings
from pipeline.parsing.pdf.floats import drop_floats, fonts_of_pictures, mark_rows
from pipeline.parsing.pdf.flow import Flow, Walk, box_around
from pipeline.parsing.pdf.formulas import drop_formulas
from pipeline.parsing.pdf.front import drop_notices, find_abstract
from pipeline.parsing.pdf.headings import Decided, decide_headings
from pipeline.parsing.pdf.joining import Joiner
from pipeline.parsing.pdf.lines import Line, Page
from pipeline.parsing.pdf.margins import drop_margins
from pipeline.parsing.pdf.metadata import find_arxiv, find_authors, find_doi, find_year, said_title
from pipeline.parsing.pdf.notes import drop_footnotes, drop_side_notes
from pipeline.parsing.pdf.opening import opened
from pipeline.parsing.pdf.outline import Outline, read_outline
from pipeline.parsing.pdf.titles import Candidate, Style
from pipeline.parsing.pdf.typography import Typography, find_columns, level_leads, plain_style
from pipeline.parsing.reading import Dropped, PageTally, Reading, Source

__all__ = ["read"]

_FEW_CHARACTERS = 20
"""On average a page with fewer holds no text layer worth the name."""

_STAMP = 50
"""A scanned page may carry as many characters of text: a page number, or a line that a library put there."""

_ILLEGIBLE = re.compile("[\x00\x01\x03-\x1f\x7f-\x9f\ud800-\uf8ff\ufffd]")
"""What comes out of fonts that do not say which characters they draw."""


def read(source: Source) -> Reading:
    """Read a PDF's headings, paragraphs and metadata.

    Raises InputError when it is damaged, needs a password, has no pages, or holds pictures of pages only.
    """
    with opened(source) as document:
        pages = [_read_page(document, number) for number in range(len(document))]
        outline = read_outline(document)
        said = document.get_metadata_dict(skip_empty=True)
    if sum(page.characters for page in pages) < _FEW_CHARACTERS * len(pages):
        raise InputError(
            f"{source.name}: the PDF holds pictures of pages and no text (it was scanned)",
            remedy="run `ocrmypdf` on it first, and read what that writes",
        )
    return _reading(pages, _walk(pages, outline), said)


def _read_page(document: pypdfium2.PdfDocument, number: int) -> Page:
    try:
        page = document[number]
    except pypdfium2.PdfiumError:
        return Page(number, 0.0, 0.0, [], 0, look="damaged")  # it costs itself only
    try:
        width, height = page.get_size()
        if page.get_rotation() in (90, 270):
            width, height = height, width  # text is placed before the page is turned
        lines, characters = page_lines(page, number)
        rules, pictures = page_drawings(page)
        look = _look(page, characters)
    finally:
        page.close()
    return Page(number, width, height, lines, characters, rules, pictures, look)


def _look(page: pypdfium2.PdfPage, characters: int) -> PageLook:
    if characters < _STAMP and is_picture(page):
        return "picture"
    return "text" if characters else "blank"


def _walk(pages: Sequence[Page], outline: Outline) -> Flow:
    typography = plain_style([line for page in pages for line in page.lines])
    level_leads(pages, typography)
    drop_margins(pages, typography)
    drop_contents(pages)
    find_columns(pages, typography)
    drawn = fonts_of_pictures(pages)
    drop_side_notes(pages, typography)
    for page in pages:
        mark_rows(page)
        drop_floats(page, typography, drawn)
        drop_footnotes(page, typography)
        drop_formulas(page.lines, typography)
    drop_notices(pages, typography)
    lines = [line for page in pages for line in page.lines if line.matter is None]
    joiner = Joiner(lines)
    headings = _headings(lines, outline, typography, joiner)
    return Walk(lines, headings, _after_formulas(pages), typography, joiner).run()


def _headings(lines: Sequence[Line], outline: Outline, typography: Typography, joiner: Joiner) -> dict[int, Decided]:
    candidates = find_candidates(lines, typography, joiner)
    headings = decide_headings(candidates, outline, typography)
    if abstract := find_abstract(lines):
        index, name, rest = abstract
        style = Style(0.0, bold=True, italic=False, caps=False, run_in=bool(rest))
        line = lines[index]
        headings[index] = Decided(Candidate(index, 1, name, None, style, line.page, line.size, rest), 1)
        for other in range(index):
            if other in headings and headings[other].level > 0 and not headings[other].path:
                del headings[other]
    return headings


def _after_formulas(pages: Iterable[Page]) -> set[int]:
    """The places, in the running text, of lines that stand right behind a formula."""
    places: set[int] = set()
    place = 0
    pending = False
    for page in pages:
        for line in page.lines:
            if line.matter is None:
                if pending:
                    places.add(place)
                pending = False
                place += 1
            elif line.matter == "formula":
                pending = True
    return places


def _reading(pages: Sequence[Page], flow: Flow, said: dict[str, str]) -> Reading:
    return Reading(
        blocks=tuple(flow.blocks),
        title=flow.title or said_title(said),
        authors=find_authors(flow.front),
        year=find_year(pages, flow.front),
        abstract=" ".join(flow.abstract),
        doi=find_doi(pages),
        arxiv_id=find_arxiv(pages),
        dropped=tuple(
            Dropped(line.text, line.matter, box_around(line))
            for page in pages
            for line in page.lines
            if line.matter is not None
        ),
        pages=tuple(_tally(page) for page in pages),
    )


def _tally(page: Page) -> PageTally:
    kept = dropped = sideways = 0
    for line in page.lines:
        visible = len(line.text) - line.text.count(" ")
        if not line.text.isprintable():
            visible -= len(_ILLEGIBLE.findall(line.text))
        if line.matter is None:
            kept += visible
        elif line.matter == "rotated":
            sideways += visible
        else:
            dropped += visible
    if sideways < page.characters / 2:  # a stamp or the side of a table; more than that is a page that was not read
        dropped += sideways
    return PageTally(page.number + 1, page.width, page.height, page.characters, kept, dropped, page.look)
