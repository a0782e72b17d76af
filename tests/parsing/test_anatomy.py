"""The marks of an anatomy lie where the text is."""

from io import BytesIO
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from PIL import Image

from pipeline.domain.anatomy import Anatomy, Mark
from pipeline.errors import InputError
from pipeline.parsing import dissect, parse
from pipeline.parsing.pdf import pictures
from tests.parsing.pdf.papers import PROSE, Sheet, pdf


def paper(sheet: Sheet) -> None:
    sheet.heading("1 Introduction")
    sheet.paragraph(*PROSE, "as the first section says.")
    sheet.heading("2 Methods")
    sheet.heading("2.1 Filters", size=12)
    sheet.paragraph(*PROSE, "by filters.")
    sheet.heading("References")
    sheet.paragraph("[1] A. Author. A title. A journal, 2020.", "[2] B. Author. Another. A journal, 2021.")


def a_turned_paper(degrees: int) -> bytes:
    out = BytesIO()
    document = pypdfium2.PdfDocument(pdf(paper))
    document[0].set_rotation(degrees)
    document.save(out)
    return out.getvalue()


def anatomy_of(content: bytes, folder: Path) -> Anatomy:
    path = folder / "paper.pdf"
    path.write_bytes(content)
    return dissect(path)


@pytest.fixture
def anatomy(tmp_path: Path) -> Anatomy:
    return anatomy_of(pdf(paper), tmp_path)


def ink(anatomy: Anatomy) -> "np.ndarray[tuple[int, ...], np.dtype[np.bool_]]":
    """Where the first page is dark."""
    picture = anatomy.sheets[0].picture
    assert picture is not None
    return np.asarray(Image.open(BytesIO(picture.content)).convert("L")) < 128


def inside(mark: Mark, shape: tuple[int, ...]) -> tuple[slice, slice]:
    height, width = shape
    top, left = int(mark.top * height), int(mark.left * width)
    return slice(top, int((mark.top + mark.height) * height) + 1), slice(
        left, int((mark.left + mark.width) * width) + 1
    )


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_all_ink_lies_in_marks_however_the_page_is_turned(tmp_path: Path, turned: int) -> None:
    anatomy = anatomy_of(a_turned_paper(turned), tmp_path)
    left = ink(anatomy).copy()
    total = left.sum()

    for mark in anatomy.sheets[0].marks:
        place = inside(mark, left.shape)
        assert left[place].any(), mark
        left[place] = False

    assert (left.shape[0] > left.shape[1]) == (turned in (0, 180))
    assert left.sum() < 0.01 * total


def test_marks_say_what_the_document_says(anatomy: Anatomy) -> None:
    document, marks = anatomy.document, anatomy.sheets[0].marks
    headings = [mark for mark in marks if mark.kind == "heading"]

    assert [document.sections[mark.section or 0].heading for mark in headings] == [mark.text for mark in headings]
    assert [mark.text for mark in headings] == ["Introduction", "Methods", "Filters"]
    texts = {document.slice(each): each.section_path for each in document.paragraphs}
    for mark in marks:
        if mark.kind == "paragraph":
            assert document.sections[mark.section or 0].path == texts[mark.text]


def test_lines_set_aside_for_one_reason_are_one_mark(anatomy: Anatomy) -> None:
    (references,) = [mark for mark in anatomy.sheets[0].marks if mark.kind == "references" and "Author" in mark.text]

    assert references.dropped
    assert "2020" in references.text
    assert "2021" in references.text


def test_the_document_is_the_one_that_parse_gives(anatomy: Anatomy, tmp_path: Path) -> None:
    assert anatomy.document == parse(tmp_path / "paper.pdf")


def test_a_format_without_pages_has_no_sheets(tmp_path: Path) -> None:
    path = tmp_path / "report.md"
    path.write_text("# A\n\nText under it.\n", encoding="utf-8")

    assert dissect(path) == Anatomy(parse(path))


def test_what_cannot_be_read_cannot_be_dissected(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not a PDF"):
        anatomy_of(b"%PNG nothing", tmp_path)


def test_long_documents_are_drawn_smaller_and_only_so_far(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "_FULL_SIZE", 1)
    monkeypatch.setattr(pictures, "_MOST_PAGES", 2)

    def draw(sheet: Sheet) -> None:
        for number in range(1, 4):
            sheet.heading(f"{number} Section")
            sheet.paragraph(*PROSE, "as it says.")
            sheet.page()

    anatomy = anatomy_of(pdf(draw), tmp_path)

    assert [sheet.picture is not None for sheet in anatomy.sheets] == [True, True, False]
    assert ink(anatomy).shape[1] < 600
    assert all(sheet.marks for sheet in anatomy.sheets)


def test_a_page_of_absurd_shape_is_drawn_within_bounds(tmp_path: Path) -> None:
    def draw(sheet: Sheet) -> None:
        sheet.canvas.setPageSize((300, 14000))
        sheet.heading("1 Section")
        sheet.paragraph(*PROSE, "as it says.")

    assert ink(anatomy_of(pdf(draw), tmp_path)).shape[0] <= 2401
