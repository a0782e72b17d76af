"""Headings of many looks, on pages drawn for the purpose."""

from .papers import PROSE, Sheet, headings, pdf, read_pdf, texts

LONG = (
    "What regulators can and cannot learn about the reward",
    "hacking of agents from filters that were designed for",
    "language models of an earlier kind, and why they should",
    "ask for more than what such filters have to tell",
)
PARTS = ("Summary", "Aims", "Means", "Ends")


def body(sheet: Sheet, end: str = "and so on.") -> None:
    sheet.paragraph(*PROSE, end)


def words(content: bytes) -> list[str]:
    return [text for _, text in headings(read_pdf(content))]


def test_a_heading_may_be_as_long_as_a_sentence() -> None:
    def draw(sheet: Sheet) -> None:
        for number in (1, 2):
            sheet.skip(10)
            sheet.write(f"{number} {LONG[0]}", *LONG[1:], font="Times-Bold", size=12)
            sheet.skip(6)
            body(sheet)

    assert words(pdf(draw)) == [" ".join(LONG)] * 2


def test_a_lead_may_take_more_than_two_lines() -> None:
    narrow = ("Safeguards around a model watch", "what goes in and what comes out", "and they stop what must not pass")

    def draw(sheet: Sheet) -> None:
        sheet.heading("1 Measures", size=12)
        for name in ("Filters", "Audits", "Checks"):
            sheet.write(f"{name} that are put in place", "before a model may be given to", font="Times-Bold")
            sheet.lead("anybody at all.", "Such a step")
            sheet.write(*narrow, *narrow, "and so on.")
            sheet.skip(8)

    found = words(pdf(draw))
    assert [text.split()[0] for text in found] == ["Measures", "Filters", "Audits", "Checks"]
    assert all(text.endswith("to anybody at all") for text in found[1:])


def test_the_mark_and_the_dash_of_a_lead_are_no_part_of_it() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.heading("1 Measures")
        for mark, name in (("a", "Filters"), ("b", "Audits"), ("c", "Permissions")):
            sheet.lead(f"({mark}) {name}.—", "Such a measure is taken before anything is released to the public")
            body(sheet)
            sheet.skip(8)

    assert words(pdf(draw)) == ["Measures", "Filters", "Audits", "Permissions"]


def test_headings_may_stand_at_the_right_and_a_signature_there_is_none() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.write("A Report to Everybody", size=22)
        sheet.page()
        for name in ("Aims", "Means", "Ends"):
            sheet.skip(14)
            sheet.canvas.setFont("Times-Bold", 14)
            sheet.canvas.drawRightString(442, sheet.y, f"{name} of the work")
            sheet.skip(18)
            body(sheet)
        sheet.skip(14)
        sheet.canvas.setFont("Times-Bold", 10)
        sheet.canvas.drawRightString(442, sheet.y, "Ada Example")

    assert words(pdf(draw)) == ["Aims of the work", "Means of the work", "Ends of the work"]


def test_white_space_and_a_number_make_a_heading_and_an_item_of_a_list_stays_one() -> None:
    def draw(sheet: Sheet) -> None:
        for title in ("1. Introduction", "2. Measures", "Limitations"):
            sheet.skip(12)
            sheet.write(title)
            sheet.skip(10)
            body(sheet)
            for number in (1, 2):
                sheet.write(f"{number}. Item {number} of a list that follows the text without any space between", dx=12)

    assert words(pdf(draw)) == ["Introduction", "Measures", "Limitations"]


def test_a_sign_may_stand_before_the_number() -> None:
    def draw(sheet: Sheet) -> None:
        for title in ("§1. Introduction", "§2. Measures"):
            sheet.heading(title)
            body(sheet)

    assert words(pdf(draw)) == ["Introduction", "Measures"]


def test_what_stands_in_the_middle_is_above_what_stands_at_the_edge() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.write("A Report without Numbers", size=22)
        sheet.page()
        for title in ("Governance", "Engineering"):
            sheet.skip(12)
            sheet.canvas.setFont("Times-Bold", 10)
            sheet.canvas.drawCentredString(257, sheet.y, title)
            sheet.skip(16)
            body(sheet)
            for part in ("Aims", "Means"):
                sheet.skip(6)
                sheet.write(f"{part} of {title}", font="Times-Bold")
                sheet.skip(4)
                body(sheet)

    levels = {text: level for level, text in headings(read_pdf(pdf(draw)))}
    assert levels["Governance"] == levels["Engineering"] == 1
    assert levels["Aims of Governance"] == levels["Means of Engineering"] == 2


def test_numbered_paragraphs_are_no_headings() -> None:
    def draw(sheet: Sheet) -> None:
        for section in (1, 2):
            sheet.heading(f"{section} Part number {section}")
            for number in range(1, 5):
                sheet.write(f"{section}.{number} {PROSE[0]}", *PROSE[1:], "and so on.")
                sheet.skip(10)

    assert words(pdf(draw)) == ["Part number 1", "Part number 2"]


def test_slanted_headings_without_numbers_stand_under_numbered_ones() -> None:
    def draw(sheet: Sheet) -> None:
        for number in (1, 2):
            sheet.page()
            sheet.heading(f"{number} Part")
            body(sheet)
            for name in ("Filters", "Audits"):
                sheet.skip(8)
                sheet.write(f"{name} of today", font="Times-Italic")
                sheet.skip(6)
                body(sheet)

    found = headings(read_pdf(pdf(draw)))
    assert [text for _, text in found] == ["Part", "Filters of today", "Audits of today"] * 2
    assert found[0][0] < found[1][0] == found[2][0]


def test_who_speaks_in_an_example_in_small_type_is_no_heading() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.heading("1 Examples")
        body(sheet)
        sheet.size = 9
        for name in ("User:", "Assistant:", "User:", "Assistant:"):
            sheet.lead(name, "Tell me whether this filter lets anything pass that it should have stopped")
        sheet.size = 10
        sheet.skip(10)
        body(sheet)

    assert words(pdf(draw)) == ["Examples"]


def test_words_broken_in_a_heading_are_joined_as_in_the_text() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.heading("1 Introduction")
        body(sheet, "with staged roll-outs of information.")
        sheet.skip(10)
        sheet.write("2 Why staged roll-", "outs need infor-", "mation", font="Times-Bold", size=12)
        sheet.skip(6)
        body(sheet)

    assert words(pdf(draw)) == ["Introduction", "Why staged roll-outs need information"]


def test_a_heading_right_under_a_table_is_none_of_its_rows() -> None:
    def draw(sheet: Sheet) -> None:
        for number, title in enumerate(("1 Aims", "1.1 Means"), start=1):
            sheet.heading(title)
            body(sheet)
            sheet.skip(20)
            sheet.write(f"Table {number}: What the measures cost.", size=9)
            for row in (("Measure", "Cost"), ("filters", "low"), ("audits", "high")):
                for cell, x in zip(row, (72, 250), strict=True):
                    sheet.canvas.setFont("Times-Roman", 9)
                    sheet.canvas.drawString(x, sheet.y, cell)
                sheet.y -= 12
            sheet.skip(10)
        sheet.write("1.1.1 Ends that justify them", font="Helvetica-Bold", size=9)
        sheet.skip(6)
        body(sheet)

    assert words(pdf(draw)) == ["Aims", "Means", "Ends that justify them"]


def test_a_sum_within_a_line_does_not_part_it() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.paragraph(*PROSE)
        sheet.canvas.drawString(72, sheet.y, "and the cost of a filter grows with")
        x = 74 + sheet.canvas.stringWidth("and the cost of a filter grows with", "Times-Roman", 10)
        sheet.canvas.setFont("Symbol", 10)
        sheet.canvas.drawString(x, sheet.y + 7, "∑")
        sheet.canvas.setFont("Times-Roman", 10)
        sheet.canvas.drawString(x + 8, sheet.y, "of all weights, whereas that of an audit does not")
        sheet.y -= 12
        sheet.write("and this is where it ends.")

    (text,) = texts(read_pdf(pdf(draw)))
    assert "grows with ∑" in text
    assert "of all weights, whereas" in text


def test_a_numbered_list_with_bold_titles_stands_under_larger_headings_without_numbers() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.write("A Report without Numbers", size=22)
        for title in ("Summary", "Aims", "Means", "Ends"):
            sheet.page()
            sheet.heading(f"{title} of the work", size=16)
            body(sheet)
            if title == "Summary":
                for number, name in enumerate(("Filters", "Audits", "Permissions"), start=1):
                    sheet.lead(f"{number}. {name}.", "Such a measure is taken before anything is let out")
                    body(sheet)

    found = headings(read_pdf(pdf(draw)))
    assert [text for level, text in found if level == 1] == [f"{name} of the work" for name in PARTS]
    assert [text for level, text in found if level > 1] == ["Filters", "Audits", "Permissions"]


def test_a_sentence_set_large_is_no_heading() -> None:
    def draw(sheet: Sheet) -> None:
        for number in (1, 2, 3):
            sheet.heading(f"{number} Part")
            body(sheet)
            sheet.skip(12)
            sheet.write(
                "A filter that nobody has ever seen fail",
                "may yet do so when it counts, and",
                "Regulators ought to know.",
                size=14,
            )
            sheet.skip(12)
            body(sheet)

    assert words(pdf(draw)) == ["Part"] * 3


def test_a_short_last_word_in_capitals_belongs_to_its_heading() -> None:
    def draw(sheet: Sheet) -> None:
        for number in (1, 2):
            sheet.skip(10)
            sheet.write(f"{number} FILTERS, AUDITS, PERMISSIONS AND THE", "LAW", size=10, font="Times-Bold")
            sheet.skip(8)
            body(sheet)

    assert words(pdf(draw)) == ["FILTERS, AUDITS, PERMISSIONS AND THE LAW"] * 2
