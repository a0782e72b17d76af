"""Titles larger than the text that they lead into, and the chain of numbers behind them, on drawn pages."""

import pytest

from .papers import PROSE, Sheet, headings, pdf, read_pdf, texts

NAMES = ("Filters in use", "Audits in use", "Checks in use")
LARGER = 12


def body(sheet: Sheet, end: str = "and so on.") -> None:
    sheet.paragraph(*PROSE, end)


def words(content: bytes) -> list[str]:
    return [text for _, text in headings(read_pdf(content))]


def lead(sheet: Sheet, title: str, text: str) -> None:
    """A slanted title in larger type, and text of the usual size behind it."""
    sheet.canvas.setFont("Times-Italic", LARGER)
    sheet.canvas.drawString(sheet.x, sheet.y, title)
    sheet.write(text, dx=sheet.canvas.stringWidth(title, "Times-Italic", LARGER) + 6)


def led(*lines: str, text: str) -> bytes:
    """A paper with slanted leads, the last of whose lines goes on with text."""

    def draw(sheet: Sheet) -> None:
        sheet.heading("1 Measures", size=16)
        body(sheet)
        for name in NAMES:
            sheet.skip(6)
            first, *others = (f"{name} {lines[0]}".strip(), *lines[1:])
            for line in (first, *others)[:-1]:
                sheet.write(line, font="Times-Italic", size=LARGER)
            lead(sheet, (first, *others)[-1], text)
            body(sheet)

    return pdf(draw)


@pytest.mark.parametrize("text", ["Such a step", "A"])
def test_a_lead_may_be_larger_than_its_text(text: str) -> None:
    rest = "at present and for as long as anybody cares to ask for it"
    content = led(f"{rest}.", text=text)
    assert words(content) == ["Measures", *(f"{name} {rest}" for name in NAMES)]
    assert [one.split()[0] for one in texts(read_pdf(content))].count(text.split()[0]) == len(NAMES)


def test_a_larger_lead_may_take_two_lines() -> None:
    first = "of those who have to keep models from doing any great harm"
    found = words(led(first, "to others.", text="Such a measure is taken before anything is let out"))
    assert found == ["Measures", *(f"{name} {first} to others" for name in NAMES)]


def test_a_larger_lead_right_under_a_numbered_heading_is_no_part_of_it() -> None:
    later = "At present and for as long as anybody cares to ask"

    def draw(sheet: Sheet) -> None:
        sheet.heading("1 Measures", size=16)
        for number, name in enumerate(NAMES, start=1):
            sheet.skip(6)
            title = f"1.{number} {name} and whatever else is done by those who make a model"
            sheet.write(title, font="Times-Italic", size=LARGER)
            sheet.skip(5)
            lead(sheet, f"{later}.", "Such a step")
            body(sheet)

    titles = [f"{name} and whatever else is done by those who make a model" for name in NAMES]
    assert words(pdf(draw)) == ["Measures", *(one for title in titles for one in (title, later))]


def test_references_do_not_count_on_where_the_sections_stop() -> None:
    def draw(sheet: Sheet) -> None:
        for title in ("1 Measures", "2 Results", "A Tables", "A.1 Numbers"):
            sheet.heading(title)
            body(sheet)
        sheet.page()
        sheet.heading("References")
        for number in range(1, 17):
            entry = (
                f"{number}. Doe, A.: Reports on nothing at all and on what came",
                "after it in the end, vol. 7 (2020)",
            )
            sheet.write(*entry, font="Helvetica", size=9)
            sheet.skip(4)

    assert headings(read_pdf(pdf(draw))) == [(1, "Measures"), (1, "Results"), (1, "Tables"), (2, "Numbers")]


def test_a_title_beside_a_wide_margin_is_known_by_the_text_under_it() -> None:
    def draw(sheet: Sheet) -> None:
        for number in range(3):
            for _ in range(3):
                body(sheet)
            sheet.page()
            sheet.column(150)
            sheet.heading(f"Part {NAMES[number].lower()}", size=16)
            sheet.write("of a narrow kind,", "which stands", "further right")
            sheet.column(72, top=500)

    assert [text for text in words(pdf(draw)) if text.startswith("Part")] == [f"Part {one.lower()}" for one in NAMES]
