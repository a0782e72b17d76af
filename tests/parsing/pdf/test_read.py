import pytest
from reportlab.lib.pdfencrypt import StandardEncryption

from pipeline.errors import InputError
from pipeline.parsing.reading import Block

from .papers import PROSE, Sheet, headings, pdf, read_pdf, texts


def survey(sheet: Sheet) -> None:
    sheet.write("A Survey of Safeguards", size=20)
    sheet.skip(20)
    sheet.write("Ada Example and Ben Sample")
    sheet.heading("Abstract")
    sheet.paragraph(*PROSE, "and that is what this survey is about.")
    sheet.heading("1 Introduction")
    sheet.paragraph(*PROSE, "as the first section says.")
    sheet.heading("2 Methods")
    sheet.heading("2.1 Filters", size=12)
    sheet.paragraph(*PROSE, "by filters.")
    sheet.paragraph(*PROSE, "by nothing else.", indent=15)
    sheet.heading("2.2 Permissions", size=12)
    sheet.paragraph(*PROSE, "with permis-", "sions that a person grants.")
    sheet.heading("References")
    sheet.paragraph("[1] A. Author. A title. A journal, 2020.")
    sheet.page()
    sheet.heading("A Proofs")
    sheet.paragraph(*PROSE, "in the appendix.")


def test_the_section_tree_is_read_with_levels_and_without_numbers() -> None:
    assert headings(read_pdf(pdf(survey))) == [
        (1, "Introduction"),
        (1, "Methods"),
        (2, "Filters"),
        (2, "Permissions"),
        (1, "Proofs"),
    ]


def test_paragraphs_part_at_indents_and_words_broken_at_line_ends_are_joined() -> None:
    found = texts(read_pdf(pdf(survey)))
    assert [text.split()[-1] for text in found] == ["about.", "says.", "filters.", "else.", "grants.", "appendix."]
    assert "with permissions that a person grants." in found[4]


def test_the_reference_list_is_dropped_and_said_to_be() -> None:
    reading = read_pdf(pdf(survey))
    assert any(part.why == "references" and "A journal" in part.text for part in reading.dropped)
    assert not any("A journal" in text for text in texts(reading))


def test_title_authors_and_abstract_come_from_the_first_page() -> None:
    reading = read_pdf(pdf(survey))
    assert reading.title == "A Survey of Safeguards"
    assert reading.authors == ("Ada Example", "Ben Sample")
    assert reading.abstract.endswith("what this survey is about.")
    assert next(block.kind for block in reading.blocks if isinstance(block, Block)) == "abstract"
    assert any(part.why == "front matter" and part.text == "Abstract" for part in reading.dropped)


def test_a_subtitle_goes_with_the_title() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.write("“I can assure you . . . ”", font="Times-Bold", size=14)
        sheet.skip(6)
        sheet.write("A definition of and a case for what is said to people")
        sheet.skip(6)
        sheet.write("Ada Example and Ben Sample")
        sheet.heading("1 Introduction")
        sheet.paragraph(*PROSE, *PROSE, "at last.")

    reading = read_pdf(pdf(draw))
    assert reading.title == "“I can assure you . . . ”: A definition of and a case for what is said to people"
    assert reading.authors == ("Ada Example", "Ben Sample")


def test_every_block_knows_its_page_and_its_place_on_it() -> None:
    for block in read_pdf(pdf(survey)).blocks:
        assert block.boxes
        assert block.page == block.boxes[0].page
        assert all(0 <= box.left < box.right <= 612 and 0 <= box.bottom < box.top <= 792 for box in block.boxes)


def test_kept_and_dropped_characters_add_up_to_those_of_the_page() -> None:
    for tally in read_pdf(pdf(survey)).pages:
        assert tally.kept + tally.dropped == tally.characters


def test_two_columns_are_read_one_after_the_other_and_joined_at_the_break() -> None:
    lines = [f"word{number} goes on without a stop in a narrow column" for number in range(20)]

    def draw(sheet: Sheet) -> None:
        for column, x in enumerate((72.0, 320.0)):
            sheet.column(x)
            sheet.write(*lines[10 * column : 10 * column + 10])

    (text,) = texts(read_pdf(pdf(draw)))
    assert text == " ".join(lines)


def test_an_encrypted_pdf_is_refused_with_a_remedy() -> None:
    locked = pdf(survey, encrypt=StandardEncryption("secret", ownerPassword="other", canPrint=0))
    with pytest.raises(InputError, match=r"paper\.pdf: .*password") as caught:
        read_pdf(locked)
    assert "qpdf" in caught.value.remedy


@pytest.mark.parametrize("keep", [40, 400])
def test_a_truncated_pdf_is_refused(keep: int) -> None:
    with pytest.raises(InputError, match="damaged or cut off"):
        read_pdf(pdf(survey)[:keep])


def test_what_is_no_pdf_is_refused() -> None:
    with pytest.raises(InputError, match="not a PDF"):
        read_pdf(b"<html>no such paper</html>")


def test_a_pdf_without_pages_is_refused() -> None:
    empty = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
        b"trailer<</Root 1 0 R>>\n%%EOF"
    )
    with pytest.raises(InputError, match=r"no pages|damaged"):
        read_pdf(empty)


def test_a_scanned_pdf_names_the_program_that_helps() -> None:
    with pytest.raises(InputError, match="scanned") as caught:
        read_pdf(pdf(lambda sheet: sheet.canvas.rect(50, 50, 500, 600, fill=1)))
    assert "ocrmypdf" in caught.value.remedy
