"""What became of the characters of each page."""

from functools import partial
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from reportlab.lib.utils import ImageReader

from pipeline.domain.document import Document, Page
from pipeline.parsing.pdf import _tally
from pipeline.parsing.pdf.lines import Font, Line, Matter
from pipeline.parsing.pdf.lines import Page as PrintedPage
from pipeline.parsing.reading import Source, assemble

from .papers import PROSE, Sheet, pdf, read_pdf


def scan(sheet: Sheet, *, width: float = 612, strips: int = 1) -> None:
    """A page that is a picture, in one piece or in strips."""
    picture = Image.new("L", (300, 400), 230)
    ImageDraw.Draw(picture).text((40, 40), "Words that no program can read", fill=0)
    for strip in range(strips):
        height = 792 / strips
        sheet.canvas.drawImage(ImageReader(picture), 0, strip * height, width, height)
    sheet.page()


def partly_scanned(sheet: Sheet, *, strips: int = 1) -> None:
    sheet.heading("1 Introduction")
    for _ in range(8):
        sheet.paragraph(*PROSE, "as the first page says.", indent=15)
    sheet.page()
    scan(sheet, strips=strips)
    sheet.page()
    sheet.heading("2 Methods")
    sheet.paragraph(*PROSE, "as the last page says.")


def document(content: bytes) -> Document:
    return assemble(read_pdf(content), Source(Path("paper.pdf"), content))


def test_scanned_and_blank_pages_are_told_from_pages_with_text() -> None:
    for strips in (1, 6):
        pages = document(pdf(partial(partly_scanned, strips=strips))).pages

        assert [page.look for page in pages] == ["text", "picture", "blank", "text"]
        assert [page.number for page in pages if page.is_poor] == [2]


def test_a_library_s_stamp_does_not_make_a_scan_a_page_with_text() -> None:
    def draw(sheet: Sheet) -> None:
        partly_scanned(sheet)
        sheet.page()
        sheet.write("Downloaded from a library")
        scan(sheet)

    assert [page.look for page in document(pdf(draw)).pages].count("picture") == 2


def test_a_figure_on_a_page_with_little_text_is_no_scan() -> None:
    def draw(sheet: Sheet) -> None:
        partly_scanned(sheet)
        sheet.page()
        sheet.write("Figure 1: A plan")
        scan(sheet, width=200)

    assert document(pdf(draw)).pages[-1].look == "text"


def test_every_character_of_a_plain_page_is_accounted_for() -> None:
    page = document(pdf(partly_scanned)).pages[0]

    assert page == Page(1, page.characters, page.characters, 0)
    assert page.characters == len("1Introduction") + 8 * len(
        "".join([*PROSE, "as the first page says."]).replace(" ", "")
    )


def test_what_is_set_aside_is_not_lost() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.heading("1 Introduction")
        sheet.paragraph(*PROSE, "as it says.")
        sheet.heading("References")
        sheet.paragraph("[1] A. Author. A title. A journal, 2020.")

    page = document(pdf(draw)).pages[0]

    assert page.set_aside >= len("[1]A.Author.Atitle.Ajournal,2020.")
    assert page.share == 1.0


@pytest.mark.parametrize(("text", "kept"), [("plain \x02", 6), ("\ue001\ue002 a", 1), ("\ufffd\x07x", 1), ("é ß ∀", 3)])
def test_characters_that_mean_nothing_count_as_lost(text: str, kept: int) -> None:
    tally = _tally(a_page(a_line(text)))

    assert (tally.kept, tally.dropped) == (kept, 0)


def test_a_page_that_was_read_sideways_was_not_read() -> None:
    stamp, text = a_line("stamp", matter="rotated"), a_line("running text")

    assert _tally(a_page(text, stamp)).dropped == 5
    assert _tally(a_page(stamp, stamp, a_line("text"))).dropped == 0


def a_page(*lines: Line) -> PrintedPage:
    characters = sum(len(line.text.replace(" ", "")) for line in lines)
    return PrintedPage(0, 612, 792, list(lines), characters)


def a_line(text: str, *, matter: Matter | None = None) -> Line:
    return Line(0, text, [], Font("Times"), 10, 72, 300, 700, matter=matter)
