"""What is text and what is not, on pages drawn for the purpose."""

from .papers import PROSE, Sheet, headings, pdf, read_pdf, texts


def dropped(content: bytes, why: str) -> str:
    return " ".join(part.text for part in read_pdf(content).dropped if part.why == why)


def test_running_heads_and_page_numbers_are_dropped_whatever_their_numbers() -> None:
    def draw(sheet: Sheet) -> None:
        for number in range(1, 5):
            sheet.canvas.setFont("Times-Roman", 9)
            sheet.canvas.drawString(72, 760, f"{number} Sample et al.")
            sheet.canvas.drawString(300, 30, str(number))
            sheet.paragraph(*PROSE, f"on page number {['one', 'two', 'three', 'four'][number - 1]}.")
            sheet.page()

    assert "Sample" not in " ".join(texts(read_pdf(pdf(draw))))
    assert dropped(pdf(draw), "margin").count("Sample et al.") == 4


def test_the_first_line_of_a_widely_spaced_page_is_no_running_head() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.leading = 18.0
        for name in ("filters", "audits", "permissions", "logs"):
            sheet.write(f"So much for {name} as they were", *PROSE, *PROSE, f"and on to what {name} cannot do")
            sheet.page()

    assert dropped(pdf(draw), "margin") == ""


def test_what_lies_beyond_the_edge_of_a_page_is_not_read() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.paragraph(*PROSE, "and all that.")
        sheet.column(700.0)
        sheet.write("Left over from a slide that was cut to size for this page.")

    assert len(texts(read_pdf(pdf(draw)))) == 1


def numbered_lines(sheet: Sheet, *lines: tuple[str, ...]) -> None:
    """Lines of one or two pieces, each with a number in the margin that stands in the file between the pieces."""
    for number, (first, *more) in enumerate(lines, start=100):
        sheet.canvas.setFont("Times-Roman", 10)
        sheet.canvas.drawString(72, sheet.y, first)
        sheet.canvas.setFont("Helvetica", 5)
        sheet.canvas.drawRightString(62, sheet.y, str(number))
        sheet.canvas.setFont("Times-Roman", 10)
        for text in more:
            sheet.canvas.drawString(73 + sheet.canvas.stringWidth(first, "Times-Roman", 10), sheet.y, text)
        sheet.y -= sheet.leading


def test_a_line_that_its_number_parts_is_put_together_again() -> None:
    pieces = ("and the cost of a filter grows with x", ", whereas that of an audit hardly does at all")

    def draw(sheet: Sheet) -> None:
        for _ in range(3):
            numbered_lines(sheet, *[(text,) for text in PROSE], pieces)

    (text,) = texts(read_pdf(pdf(draw)))
    assert text.count("with x, whereas that of") == 3


def test_a_short_word_keeps_its_size_when_the_number_beside_it_goes() -> None:
    def draw(sheet: Sheet) -> None:
        for _ in range(3):
            numbered_lines(sheet, *[(text,) for text in PROSE], ("it was.",))
            sheet.skip(8)

    assert all(text.endswith("afterwards it was.") for text in texts(read_pdf(pdf(draw))))


def test_line_numbers_of_a_draft_are_taken_off() -> None:
    def draw(sheet: Sheet) -> None:
        for number in range(1, 21):
            sheet.canvas.setFont("Helvetica", 5)
            sheet.canvas.drawRightString(62, sheet.y, str(number))
            sheet.write(PROSE[number % 3])

    (text,) = texts(read_pdf(pdf(draw)))
    assert not any(letter.isdigit() for letter in text)


def test_a_footnote_is_dropped_and_its_paragraph_goes_on_in_the_next_column() -> None:
    def draw(sheet: Sheet) -> None:
        for column, x in enumerate((72.0, 330.0)):
            sheet.column(x)
            sheet.write(*(f"line {column} of the running text in columns" for _ in range(8)))
            if column == 0:
                sheet.y = 60
                sheet.write("1 A note in small type that nobody should index.", size=7)

    reading = read_pdf(pdf(draw))
    assert len(texts(reading)) == 1
    assert "nobody" in dropped(pdf(draw), "footnote")


def test_a_caption_and_its_table_are_dropped_and_bold_heads_are_no_headings() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.heading("1 Introduction")
        sheet.paragraph(*PROSE, "before the table.")
        sheet.skip(20)
        sheet.write("Table 1: What the measures cost.", size=9)
        sheet.canvas.line(72, sheet.y + 8, 400, sheet.y + 8)
        for row in (("Measure", "Cost"), ("filters", "low"), ("audits", "high")):
            sheet.canvas.setFont("Times-Bold" if row[0] == "Measure" else "Times-Roman", 10)
            for cell, x in zip(row, (72, 250), strict=True):
                sheet.canvas.drawString(x, sheet.y, cell)
            sheet.y -= 12
        sheet.canvas.line(72, sheet.y + 8, 400, sheet.y + 8)
        sheet.skip(20)
        sheet.heading("2 Methods")
        sheet.paragraph(*PROSE, "after the table.")

    reading = read_pdf(pdf(draw))
    assert headings(reading) == [(1, "Introduction"), (1, "Methods")]
    assert len(texts(reading)) == 2
    assert dropped(pdf(draw), "caption") == "Table 1: What the measures cost."
    assert dropped(pdf(draw), "table").split() == ["Measure", "Cost", "filters", "low", "audits", "high"]


def test_bold_words_that_lead_into_a_paragraph_are_its_heading() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.heading("1 Measures")
        for name in ("Filters", "Audits", "Permissions"):
            sheet.lead(f"{name}.", "Such a measure is taken before anything is released to the public")
            sheet.paragraph(*PROSE, "as ever.")
            sheet.skip(8)

    reading = read_pdf(pdf(draw))
    assert [text for _, text in headings(reading)] == ["Measures", "Filters", "Audits", "Permissions"]
    levels = [level for level, _ in headings(reading)]
    assert levels[0] < levels[1] == levels[2] == levels[3]
    assert all(text.startswith("Such a measure") for text in texts(reading))


def test_theorems_and_proofs_are_no_headings() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.heading("1 Results")
        for name in ("Theorem 1.1.", "Proof.", "Lemma 1.2.", "Proof."):
            sheet.lead(name, "Every filter that lets nothing pass is safe and useless to people")
            sheet.paragraph(*PROSE, "as ever.")
            sheet.skip(8)

    assert headings(read_pdf(pdf(draw))) == [(1, "Results")]


def test_items_of_a_list_stand_each_on_their_own() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.heading("1 Measures")
        sheet.paragraph(*PROSE, "and these are what we propose to do about it:")
        for name in ("filters", "audits", "permissions"):
            sheet.write(f"• {name} that are put in place before a model is released to the wider public", dx=12)
            sheet.write("and that stay there afterwards", dx=20)
        sheet.paragraph(
            "After the list the text goes on in a paragraph that is no item of any list", PROSE[1], "at all."
        )

    reading = read_pdf(pdf(draw))
    kinds = [getattr(block, "kind", "heading") for block in reading.blocks]
    assert kinds == ["heading", "paragraph", "list item", "list item", "list item", "paragraph"]


def test_a_displayed_formula_parts_the_paragraph_and_is_not_read() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.paragraph(*PROSE, "such that for every model and every prompt")
        sheet.skip(8)
        sheet.write("= + ( ) − / ∗ ≤", font="Symbol", dx=180)
        sheet.skip(8)
        sheet.paragraph("where the first letter stands for whatever was lost on the way to the release", *PROSE)

    reading = read_pdf(pdf(draw))
    assert [text.split()[0] for text in texts(reading)] == ["Safeguards", "where"]
    assert dropped(pdf(draw), "formula")


def test_a_page_of_contents_gives_no_headings_and_no_text() -> None:
    titles = ("Introduction", "Measures", "Results", "Discussion", "Conclusion")

    def draw(sheet: Sheet) -> None:
        sheet.heading("Contents", size=16)
        for number, title in enumerate(titles, start=1):
            sheet.write(f"{number} {title} {'. ' * 40}{number + 1}", font="Times-Bold")
        sheet.page()
        for number, title in enumerate(titles, start=1):
            sheet.heading(f"{number} {title}")
            sheet.paragraph(*PROSE, f"in section {number}.")

    reading = read_pdf(pdf(draw))
    assert headings(reading) == [(1, title) for title in titles]
    assert len(texts(reading)) == len(titles)


def test_a_list_of_figures_that_goes_on_over_the_page_is_dropped_to_its_end() -> None:
    def entries(sheet: Sheet, *numbers: int) -> None:
        for number in numbers:
            sheet.write(f"{number} {PROSE[0]}", PROSE[1], f"and so to the {'. ' * number * 5}{number + 1}")

    def draw(sheet: Sheet) -> None:
        sheet.heading("List of Figures", size=16)
        entries(sheet, 1, 2, 3, 4)
        sheet.page()
        entries(sheet, 5, 6)
        sheet.page()
        sheet.heading("1 Introduction")
        sheet.paragraph(*PROSE, "at last.")

    assert [text.split()[-1] for text in texts(read_pdf(pdf(draw)))] == ["last."]


def test_unnumbered_headings_rank_by_size() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.write("A Report without Numbers", size=22)
        sheet.skip(20)
        sheet.heading("Summary", size=16)
        sheet.paragraph(*PROSE, "first.")
        sheet.page()
        for title in ("Governance", "Engineering"):
            sheet.heading(title, size=16)
            sheet.paragraph(*PROSE, "under it.")
            for part in ("Aims", "Means"):
                sheet.heading(f"{part} of {title}", size=12)
                sheet.paragraph(*PROSE, "below.")

    assert headings(read_pdf(pdf(draw))) == [
        (1, "Summary"),
        (1, "Governance"),
        (2, "Aims of Governance"),
        (2, "Means of Governance"),
        (1, "Engineering"),
        (2, "Aims of Engineering"),
        (2, "Means of Engineering"),
    ]


def test_the_outline_decides_where_style_does_not() -> None:
    def draw(sheet: Sheet) -> None:
        for number, (title, level) in enumerate((("First", 0), ("Inner", 1), ("Second", 0), ("Deeper", 1))):
            sheet.canvas.bookmarkPage(str(number))
            sheet.canvas.addOutlineEntry(f"{title} matters", str(number), level=level)
            sheet.heading(f"{title} matters", size=12)
            sheet.paragraph(*PROSE, "here.")
            sheet.page()

    assert headings(read_pdf(pdf(draw))) == [
        (1, "First matters"),
        (2, "Inner matters"),
        (1, "Second matters"),
        (2, "Deeper matters"),
    ]


def test_the_lettering_of_a_picture_is_no_text_even_where_prose_stands_in_its_frame() -> None:
    def draw(sheet: Sheet) -> None:
        canvas = sheet.canvas
        sheet.paragraph(*PROSE, *PROSE, "before.")
        canvas.beginForm("plot")
        canvas.rect(72, 500, 400, 180)
        canvas.setFont("Helvetica", 12)
        for row in range(3):
            canvas.drawString(300, 510 + 20 * row, f"Continuum of all the assurances that there are, {'abc'[row]}")
        canvas.endForm()
        canvas.doForm("plot")
        sheet.skip(20)
        sheet.paragraph(*PROSE, "after.")

    reading = read_pdf(pdf(draw))
    assert "Continuum" not in " ".join(texts(reading))
    assert dropped(pdf(draw), "figure").count("Continuum") == 3


def test_a_notice_of_permission_under_a_small_abstract_is_dropped() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.write("A Title in Large Type", size=16)
        sheet.skip(20)
        sheet.write(*PROSE, *PROSE, "and so it ends.", size=8)
        sheet.y = 200
        sheet.leading = 9
        sheet.write(*["The authors thank everybody who had a part in it, and then some more people,"] * 10, size=7)
        sheet.write("Permission to make copies of this work is granted without fee to everybody.", size=7)
        sheet.leading = 12
        sheet.page()
        sheet.heading("1 Introduction")
        sheet.paragraph(*PROSE * 6, "at last.")

    reading = read_pdf(pdf(draw))
    assert "thank everybody" in dropped(pdf(draw), "footnote")
    assert reading.abstract.startswith("Safeguards around")
    assert reading.abstract.endswith("so it ends.")


def test_a_sentence_in_small_type_that_goes_on_with_a_figures_number_is_no_caption() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.write(*PROSE, "whatever anybody may ask of it in the course of a day's work (see", size=8)
        sheet.write("Fig. 1). This is how it is.", size=8)
        sheet.skip(20)
        sheet.heading("1 Introduction")
        sheet.paragraph(*PROSE, *PROSE, *PROSE, "at last.")

    assert dropped(pdf(draw), "caption") == ""
    assert "(see Fig. 1). This is how it is." in texts(read_pdf(pdf(draw)))[0]


def test_small_text_above_a_figure_is_no_part_of_it() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.write("A Centred Title", size=16, dx=135)
        sheet.skip(20)
        sheet.write(*PROSE, "and so it ends.", size=8.5)
        sheet.skip(150)
        sheet.write("Figure 1: What nobody can see here.", size=8.5)
        sheet.skip(20)
        sheet.heading("1 Introduction")
        sheet.paragraph(*PROSE, *PROSE, *PROSE, "at last.")

    reading = read_pdf(pdf(draw))
    assert reading.title == "A Centred Title"
    assert reading.abstract.endswith("so it ends.")
    assert dropped(pdf(draw), "caption") == "Figure 1: What nobody can see here."


def test_a_caption_may_stand_under_its_label_in_the_type_of_the_text() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.heading("1 Introduction")
        sheet.paragraph(*PROSE, *PROSE, "before.")
        sheet.skip(20)
        sheet.write("Table 1", font="Times-Bold")
        sheet.skip(10)
        sheet.write("What each of the measures that were named so far has cost those who took it.")
        sheet.skip(20)
        sheet.paragraph(*PROSE, "after.")

    assert dropped(pdf(draw), "caption").endswith("those who took it.")
    assert [text.split()[-1] for text in texts(read_pdf(pdf(draw)))] == ["before.", "after."]


def test_what_stands_in_a_box_is_text_and_its_title_is_none() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.heading("1 Introduction")
        sheet.paragraph(*PROSE, *PROSE, "before.")
        sheet.skip(20)
        sheet.write("Box 1: What nobody may forget", font="Times-Bold", dx=10)
        sheet.x = 82
        sheet.paragraph(*PROSE, "inside.")
        sheet.x = 72
        sheet.skip(20)
        sheet.paragraph(*PROSE, "after.")

    assert [text.split()[-1] for text in texts(read_pdf(pdf(draw)))] == ["before.", "inside.", "after."]
    assert dropped(pdf(draw), "caption") == "Box 1: What nobody may forget"


def test_notes_in_the_margin_and_under_tables_are_dropped() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.heading("1 Introduction")
        sheet.paragraph(*PROSE, *PROSE, "before.")
        sheet.skip(20)
        sheet.write("Note. The figures were made up by those who drew this page.", size=8)
        sheet.skip(20)
        sheet.paragraph(*PROSE, "after.")
        sheet.column(460, top=640)
        sheet.write("1 A note at the side", "that nobody should index", size=8)

    assert [text.split()[-1] for text in texts(read_pdf(pdf(draw)))] == ["before.", "after."]
    assert "at the side" in dropped(pdf(draw), "footnote")
    assert dropped(pdf(draw), "caption").startswith("Note. The figures")


def test_a_last_line_that_holds_a_citation_and_little_else_is_no_formula() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.heading("1 Introduction")
        sheet.paragraph(*PROSE, "as follows:")
        for name in ("filters", "audits"):
            sheet.write(f"• {name} that are put in place before a model is released to the wider", dx=12)
            sheet.write("use [15, 31, 32].", dx=20)

    assert [text[-17:] for text in texts(read_pdf(pdf(draw)))[1:]] == ["use [15, 31, 32]."] * 2
