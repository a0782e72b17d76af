"""Headings told by little: a lighter contrast, white space alone, or what other headings of the document share."""

import pytest

from .papers import PROSE, Sheet, headings, pdf, read_pdf, texts

TOPICS = ("Filters for what comes in", "Audits of what was said", "Limits on who may ask", "Logs of what was done")


def body(sheet: Sheet, end: str = "and so on.") -> None:
    sheet.paragraph(*PROSE, end)


def words(content: bytes) -> list[str]:
    return [text for _, text in headings(read_pdf(content))]


def cover(sheet: Sheet) -> None:
    """A page before all others: what stands on the first page is judged by other rules."""
    sheet.write("A Report to Everybody", size=22)
    sheet.page()


def plain(count: int, *, above: float = 8.0, below: float = 2.0) -> bytes:
    """A paper whose lower headings are set like its text, with space around them."""

    def draw(sheet: Sheet) -> None:
        cover(sheet)
        sheet.heading("Introduction")
        body(sheet)
        sheet.heading("Measures")
        body(sheet)
        for topic in TOPICS[:count]:
            sheet.skip(above)
            sheet.write(topic)
            sheet.skip(below)
            body(sheet)

    return pdf(draw)


def test_white_space_makes_headings_of_plain_lines_when_several_are_set_so() -> None:
    assert headings(read_pdf(plain(4)))[2:] == [(2, topic) for topic in TOPICS]


@pytest.mark.parametrize("content", [plain(2), plain(4, above=0.0), plain(4, above=2.0, below=8.0)])
def test_a_few_plain_lines_and_those_without_space_above_are_no_headings(content: bytes) -> None:
    assert words(content) == ["Introduction", "Measures"]


def test_smaller_bold_type_of_another_family_sets_headings_and_leads_in_the_text() -> None:
    def draw(sheet: Sheet) -> None:
        cover(sheet)
        for name in ("Results", "Methods of the study", "Discussion"):
            sheet.skip(8)
            sheet.write(name, font="Helvetica-Bold", size=9)
            sheet.skip(2)
            body(sheet)
            sheet.skip(6)
            title = "A title of the matter that the text treats below and above and aside."
            sheet.canvas.setFont("Helvetica-Bold", 8)
            sheet.canvas.drawString(sheet.x, sheet.y, title)
            sheet.write("It is said that", dx=sheet.canvas.stringWidth(title, "Helvetica-Bold", 8) + 5)
            body(sheet)
            sheet.page()

    found = headings(read_pdf(pdf(draw)))
    assert [text for level, text in found if level == 1] == ["Results", "Methods of the study", "Discussion"]
    assert sum(text.startswith("A title of the matter") for level, text in found if level > 1) == 3


def test_headings_begin_on_the_first_page_when_later_ones_are_set_alike() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.write("What Safeguards Can Do", font="Helvetica-Bold", size=22)
        for name in ("KEY MATTERS", "WHAT IS KNOWN", "WHAT TO DO"):
            sheet.heading(name)
            body(sheet, "so that whoever was refused may read why and ask for another look at what they had said.")
            sheet.page()

    assert words(pdf(draw)) == ["KEY MATTERS", "WHAT IS KNOWN", "WHAT TO DO"]


def test_a_heading_right_under_another_needs_no_space_before_it() -> None:
    def draw(sheet: Sheet) -> None:
        cover(sheet)
        sheet.leading = 20.0
        for name in ("Aims", "Means", "Ends"):
            sheet.skip(10)
            sheet.write(f"{name} of the work", font="Times-Bold")
            sheet.write(f"Why {name.lower()} matter", font="Times-BoldItalic")
            body(sheet)
            sheet.page()

    assert headings(read_pdf(pdf(draw))) == [
        (1, "Aims of the work"),
        (2, "Why aims matter"),
        (1, "Means of the work"),
        (2, "Why means matter"),
        (1, "Ends of the work"),
        (2, "Why ends matter"),
    ]


def test_a_slanted_title_ends_where_its_line_does_though_the_text_under_it_begins_slanted() -> None:
    def draw(sheet: Sheet) -> None:
        cover(sheet)
        sheet.heading("Introduction")
        for name in ("aims", "means", "ends"):
            sheet.skip(8)
            sheet.write(f"The {name} of the work", font="Times-Italic")
            sheet.canvas.setFont("Times-Italic", 10)
            sheet.canvas.drawString(sheet.x, sheet.y, "Some words")
            sheet.write("of the text may well be slanted where the author wants them to be heard,", dx=52)
            body(sheet)

    assert words(pdf(draw)) == ["Introduction", *(f"The {name} of the work" for name in ("aims", "means", "ends"))]


def test_a_name_of_a_theorem_in_large_type_is_a_section() -> None:
    def draw(sheet: Sheet) -> None:
        cover(sheet)
        for name in ("Introduction", "Notation", "Conclusion"):
            sheet.heading(name)
            body(sheet)

    assert words(pdf(draw)) == ["Introduction", "Notation", "Conclusion"]


def test_small_capitals_that_are_stored_as_small_letters_set_headings() -> None:
    def draw(sheet: Sheet) -> None:
        for name in ("the aims of the work", "the means to reach them", "the ends that were met"):
            sheet.skip(16)
            sheet.canvas.setFont("Times-Roman", 11)
            sheet.canvas.drawCentredString(252, sheet.y, name)
            sheet.skip(24)
            body(sheet)
            body(sheet)
            sheet.page()

    assert words(pdf(draw))[1:] == ["the means to reach them", "the ends that were met"]


def test_who_wrote_a_chapter_is_no_heading() -> None:
    def draw(sheet: Sheet) -> None:
        for name, author in (("Aims", "Ada Example"), ("Means", "Bo Sample"), ("Ends", "Cy Instance")):
            sheet.canvas.setFont("Times-Bold", 20)
            sheet.canvas.drawString(sheet.x, sheet.y, f"{name} of the work")
            sheet.skip(40)
            sheet.canvas.setFont("Times-Italic", 10)
            sheet.canvas.drawCentredString(252, sheet.y, author)
            sheet.skip(40)
            body(sheet)
            body(sheet)
            sheet.page()

    assert words(pdf(draw))[-2:] == ["Means of the work", "Ends of the work"]
    assert not {"Ada Example", "Bo Sample", "Cy Instance"} & set(words(pdf(draw)))


def test_notes_gathered_under_a_heading_are_dropped_and_the_heading_stays() -> None:
    def draw(sheet: Sheet) -> None:
        cover(sheet)
        sheet.heading("Introduction")
        body(sheet)
        sheet.heading("Notes")
        sheet.write("1 A note on what was said above.", "2 Another one that says a little more than the first.")
        sheet.heading("Conclusion")
        body(sheet, "at the end.")

    reading = read_pdf(pdf(draw))
    assert [text for _, text in headings(reading)] == ["Introduction", "Notes", "Conclusion"]
    assert "note" not in " ".join(texts(reading))
    assert texts(reading)[-1].endswith("at the end.")


def test_a_section_called_notes_may_hold_text() -> None:
    def draw(sheet: Sheet) -> None:
        cover(sheet)
        for name in ("Introduction", "Notes", "Conclusion"):
            sheet.heading(name)
            body(sheet, "at the end.")

    assert len(texts(read_pdf(pdf(draw)))) == 3


def test_a_section_number_outside_the_text_is_kept_where_lines_are_numbered() -> None:
    def draw(sheet: Sheet) -> None:
        number = 11
        for section, name in enumerate(("Aims", "Means", "Ends"), start=1):
            for text in (name, *PROSE, "and so on."):
                title = text == name
                if title:
                    sheet.skip(14)
                    sheet.canvas.setFont("Helvetica-Bold", 14)
                    sheet.canvas.drawString(50, sheet.y, str(section))
                sheet.canvas.setFont("Helvetica", 5)
                sheet.canvas.drawRightString(64, sheet.y, str(number))
                sheet.canvas.setFont("Helvetica-Bold" if title else "Times-Roman", 14 if title else 10)
                sheet.canvas.drawString(72, sheet.y, text)
                sheet.y -= 20 if title else 12
                number += 1

    assert headings(read_pdf(pdf(draw))) == [(1, "Aims"), (1, "Means"), (1, "Ends")]


def test_notes_at_the_foot_need_no_ruled_line_when_their_marks_are_raised_and_their_lines_closer() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.heading("Introduction")
        for _ in range(6):
            body(sheet)
        sheet.column(72.0, top=120.0)
        sheet.canvas.setFont("Times-Roman", 6)
        sheet.canvas.drawString(72, 123, "1")
        sheet.leading = 10.5
        sheet.write("Nobody has said so before, as far as can be seen from what was", dx=5)
        sheet.write("written on the matter in the years that came before this one.")

    reading = read_pdf(pdf(draw))
    assert "Nobody" not in " ".join(texts(reading))
    assert any(part.why == "footnote" and "Nobody" in part.text for part in reading.dropped)


def test_text_that_goes_on_under_a_note_on_a_table_is_kept() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.heading("Introduction")
        body(sheet)
        sheet.write("Table 1. What it costs", size=9)
        sheet.write("Filters 1 2 3", "Audits 4 5 6", size=9)
        sheet.canvas.setFont("Times-Italic", 10)
        sheet.canvas.drawString(sheet.x, sheet.y, "Note.")
        sheet.write("The costs are those of last year.", dx=26)
        sheet.skip(16)
        sheet.write("sources. Here the text goes on", *PROSE, "to its end.")

    text = " ".join(texts(read_pdf(pdf(draw))))
    assert "last year" not in text
    assert "Here the text goes on" in text


def test_short_paragraphs_between_an_untitled_abstract_and_the_first_heading_are_kept() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.write("What Safeguards Can Do", font="Helvetica-Bold", size=18)
        sheet.skip(20)
        body(sheet)
        sheet.skip(14)
        sheet.write("A short paragraph that says what", "nobody else has said.")
        sheet.skip(14)
        sheet.heading("Introduction")
        body(sheet)

    assert any("nobody else" in text for text in texts(read_pdf(pdf(draw))))


def test_a_small_bold_heading_under_a_caption_is_no_cell() -> None:
    def draw(sheet: Sheet) -> None:
        cover(sheet)
        for name in ("Results", "Methods", "Discussion"):
            sheet.write("Table 1. What it costs to put them in place.", font="Helvetica", size=7)
            sheet.skip(16)
            sheet.write(name, font="Helvetica-Bold", size=9)
            sheet.skip(2)
            body(sheet)
            body(sheet)
            sheet.page()

    assert words(pdf(draw)) == ["Results", "Methods", "Discussion"]


def test_an_outline_that_moves_a_heading_up_where_a_level_is_left_out_is_set_right_by_its_style() -> None:
    styles = (("Times-Bold", 18.0), ("Times-Bold", 15.0), ("Times-Bold", 13.0), ("Times-Italic", 11.0))
    tree = [(1, "Aims"), (2, "A Note on Aims"), (3, "Why"), (4, "Today"), (4, "Soon"), (4, "Later")]
    tree += [(2, "What Follows"), (4, "First"), (4, "Then"), (1, "Ends")]

    def draw(sheet: Sheet) -> None:
        cover(sheet)
        last = 0
        for number, (level, name) in enumerate(tree):
            font, size = styles[level - 1]
            listed = 3 if name == "First" else level
            sheet.canvas.bookmarkPage(str(number))
            sheet.canvas.addOutlineEntry(name, str(number), min(listed, last + 1) - 1)
            last = listed
            sheet.skip(10)
            sheet.write(name, font=font, size=size)
            sheet.skip(6)
            body(sheet)

    found = [(level, text) for level, text in headings(read_pdf(pdf(draw)))]
    assert found == [(1, "Aims"), *tree[1:]]


def test_entries_of_a_list_of_contents_may_take_two_lines_each() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.write("Contents", font="Times-Bold", size=18)
        for number, name in enumerate(("Aims of the work", "Means to reach them", "Ends"), start=1):
            sheet.write(f"{number} {name} and whatever else", font="Times-Bold")
            sheet.write(f"belongs to them {10 * number}", font="Times-Bold", dx=100)
            sheet.skip(12)
        sheet.page()
        for number, name in ((1, "Aims of the work"), (2, "Means to reach them"), (3, "Ends")):
            sheet.heading(f"{number} {name}")
            body(sheet)

    assert words(pdf(draw)) == ["Aims of the work", "Means to reach them", "Ends"]
