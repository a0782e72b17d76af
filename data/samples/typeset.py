"""Typeset survey.md as the two-column article data/raw/survey.pdf: `python data/samples/typeset.py`.

Footnotes stand at the foot of the column that holds their mark, which is only known once the text is set; so the
article is set again until no note moves, as LaTeX does. Same manuscript, same reportlab: same bytes.
"""

import os
from collections import defaultdict
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

from manuscript import Manuscript, Piece, hyphenate, read
from plates import adaptive_share, families, stack
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, CondPageBreak, Flowable, Frame, FrameBreak, PageTemplate, Paragraph

HERE = Path(__file__).parent
TITLE = "From Corpus to Runtime: A Survey of Layered Safeguards for Language Models"
AUTHORS = "Ingrid M. Solvang-Adeyemi, Pau Ferrandis, Keziah Nandwani, Tobiah Lindqvist-Rao"
PLACES = "Halden Institute for Machine Reliability · University of Varnholm"
JOURNAL = "Letters in Machine Safety 5(6), 2024"
ABSTRACT = """Safeguards for large language models are usually proposed, tested and broken one at a time. We review 214
works published between 2019 and 2024 and arrange them by the place in the system at which they act: the training
data, the objective, the learned capabilities and the architecture on the one hand; guardrails, containment, monitoring,
hardware and provenance on the other. For each family we summarise how it works, which failure it interrupts and what
the evidence for it is worth. Two findings stand out. Fewer than a quarter of the works test their safeguard against an
attacker who knows of it, and where layers have been tested together they fail together far more often than independence
would predict. We close with recommendations for the evaluation of combined defences."""

PAGES = 12
ROOM = 82.0  # what a column must still hold for headings to start there: two of them and three lines
SIDE, TOP, FOOT, GAP = 54.0, 60.0, 58.0, 18.0
WIDTH, HEIGHT = map(float, A4)
FULL = WIDTH - 2 * SIDE
COLUMN = (FULL - GAP) / 2
TITLE_HEIGHT = 104.0
Place = tuple[int, int]  # page from 1, column 0 or 1

BODY = ParagraphStyle(
    "body",
    fontName="Times-Roman",
    fontSize=9.8,
    leading=11.6,
    alignment=TA_JUSTIFY,
    firstLineIndent=11,
    embeddedHyphenation=1,
    allowWidows=0,
    allowOrphans=0,
)
NOTE = ParagraphStyle("note", parent=BODY, fontSize=8, leading=9.4, firstLineIndent=0)
SUMMARY = ParagraphStyle(
    "summary", parent=BODY, fontSize=9.2, leading=10.9, leftIndent=12, rightIndent=12, firstLineIndent=0
)
CAPTION = ParagraphStyle("caption", parent=NOTE, fontSize=8.8, leading=10.4, spaceBefore=5)
STYLES = {
    "paragraph": BODY,
    "first": ParagraphStyle("first", parent=BODY, firstLineIndent=0),
    "run-in": ParagraphStyle("run-in", parent=BODY, firstLineIndent=0, spaceBefore=5),
    "item": ParagraphStyle("item", parent=BODY, firstLineIndent=0, leftIndent=14, bulletIndent=4, spaceBefore=2),
    "reference": ParagraphStyle(
        "reference",
        parent=NOTE,
        fontSize=8.6,
        leading=10,
        leftIndent=19,
        spaceAfter=2,
        bulletFontName="Times-Roman",
        bulletFontSize=8.6,
        embeddedHyphenation=0,
    ),
}
_HEADING = ParagraphStyle("heading", parent=BODY, firstLineIndent=0, alignment=0)
HEADINGS = {
    1: ParagraphStyle(
        "h1", parent=_HEADING, fontName="Times-Bold", fontSize=12, leading=14, spaceBefore=11, spaceAfter=5
    ),
    2: ParagraphStyle(
        "h2", parent=_HEADING, fontName="Times-Bold", fontSize=10.5, leading=13, spaceBefore=8, spaceAfter=4
    ),
    3: ParagraphStyle(
        "h3", parent=_HEADING, fontName="Times-Italic", fontSize=10, leading=12, spaceBefore=7, spaceAfter=3
    ),
}
CENTRED = partial(ParagraphStyle, parent=BODY, alignment=TA_CENTER, firstLineIndent=0)
FLOATS = {  # page, column (None: both) -> drawing, caption
    (2, 0): (
        stack,
        "Figure 1: The stack of safeguards. Each box is treated in the section named in it; an attacker meets them "
        "from left to right, a mistake from the inside outwards.",
    ),
    (3, None): (
        families,
        "Table 1: Families of technical safeguards, with the number of works in our sample. A work that proposes "
        "several measures is counted under the first.",
    ),
    (5, 1): (
        adaptive_share,
        "Figure 2: Works per family (light) and those among them whose evaluation was adaptive (dark).",
    ),
}


class Text(Paragraph):  # type: ignore[misc]  # reportlab has no type hints
    """A paragraph that breaks over columns without loss: reportlab drops a hyphen when it splits at one."""

    def split(self, width: float, height: float) -> list[Flowable]:
        """Split at the lowest line where both parts keep every character and the first one fits."""
        while parts := list(super().split(width, height)):
            kept = "".join(_characters(part) for part in parts) == _characters(self)
            if kept and parts[0].wrap(width, HEIGHT)[1] <= height:
                return parts
            height -= self.style.leading
        return []


class Article(BaseDocTemplate):  # type: ignore[misc]
    """The pages: two columns each, less what floats take above and footnotes below."""

    def __init__(self, target: BytesIO, manuscript: Manuscript, marks: dict[Place, list[int]]) -> None:
        super().__init__(target, pagesize=A4, title=TITLE, author=AUTHORS, subject=JOURNAL, invariant=1)
        self.marks: defaultdict[Place, list[int]] = defaultdict(list)  # where the marks fell this time
        self._notes = {place: [_note(number, manuscript) for number in numbers] for place, numbers in marks.items()}
        self._floats = _floats()
        self._entries = 0
        self.addPageTemplates([self._page(number) for number in range(1, PAGES + 1)])

    def beforeDocument(self) -> None:  # noqa: N802  # the names of these three are reportlab's
        """Called by reportlab first: marks in the text are to report themselves as they are drawn."""
        self.canv.setNamedCB("footnote", self._mark)

    def beforePage(self) -> None:  # noqa: N802
        """Called by reportlab as a page begins: the next page has a template of its own."""
        self.handle_nextPageTemplate(f"page {min(self.page + 1, PAGES)}")

    def afterFlowable(self, flowable: Flowable) -> None:  # noqa: N802
        """Called by reportlab after each piece: the first two heading levels enter the outline."""
        level = getattr(flowable, "outline_level", 0)
        if level in (1, 2):
            key = f"heading-{self._entries}"
            title = flowable.getPlainText().replace("\u00a0", " ").replace("  ", " ")
            self._entries += 1
            self.canv.bookmarkPage(key)
            self.canv.addOutlineEntry(title, key, level - 1)

    def _mark(self, canvas: Canvas, _kind: str, label: str) -> None:
        column = int(canvas.absolutePosition(0, 0)[0] > WIDTH / 2)
        self.marks[canvas.getPageNumber(), column].append(int(label))

    def _page(self, number: int) -> PageTemplate:
        frames = [self._frame(number, column) for column in (0, 1)]
        if number == 1:
            frames.insert(0, _plain_frame(SIDE, HEIGHT - TOP - TITLE_HEIGHT, FULL, TITLE_HEIGHT))
        return PageTemplate(f"page {number}", frames, onPage=self._above, onPageEnd=self._below)

    def _frame(self, page: int, column: int) -> Frame:
        above = TITLE_HEIGHT if page == 1 else 0.0
        for (at, where), (*parts, width) in self._floats.items():
            if at == page and where in (column, None):
                above += _height(parts, width) + 12
        below = _height(self._notes[page, column], COLUMN) + 10 if (page, column) in self._notes else 0.0
        return _plain_frame(_left(column), FOOT + below, COLUMN, HEIGHT - TOP - FOOT - above - below)

    def _above(self, canvas: Canvas, _doc: BaseDocTemplate) -> None:
        page = canvas.getPageNumber()
        canvas.setFont("Times-Italic", 8.5)
        if page == 1:
            canvas.drawString(SIDE, HEIGHT - 40, JOURNAL)
        elif page % 2:
            canvas.drawRightString(WIDTH - SIDE, HEIGHT - 44, "Layered Safeguards for Language Models")
        else:
            canvas.drawString(SIDE, HEIGHT - 44, "Solvang-Adeyemi et al.")
        for (at, column), (*parts, width) in self._floats.items():
            if at == page:
                _draw(canvas, parts, _left(column or 0), HEIGHT - TOP, width)

    def _below(self, canvas: Canvas, _doc: BaseDocTemplate) -> None:
        page = canvas.getPageNumber()
        for column in (0, 1):
            if notes := self._notes.get((page, column)):
                top = FOOT + _height(notes, COLUMN)
                canvas.setLineWidth(0.4)
                canvas.line(_left(column), top + 3, _left(column) + 70, top + 3)
                _draw(canvas, notes, _left(column), top, COLUMN)
        canvas.setFont("Times-Roman", 9)
        canvas.drawCentredString(WIDTH / 2, 32, str(page))


def typeset(manuscript: Manuscript) -> bytes:
    """Set the article until its footnotes stay where they are, and return the PDF."""
    marks: dict[Place, list[int]] = {}
    for _ in range(6):
        target = BytesIO()
        article = Article(target, manuscript, marks)
        article.build(_story(manuscript))
        if article.marks == marks:
            return target.getvalue()
        marks = dict(article.marks)
    raise RuntimeError("the footnotes do not settle: move a float or a note")


def _story(manuscript: Manuscript) -> list[Flowable]:
    story: list[Flowable] = [
        Paragraph(TITLE, CENTRED("title", fontName="Times-Bold", fontSize=16.5, leading=20)),
        Paragraph(AUTHORS, CENTRED("authors", fontSize=10.5, leading=13, spaceBefore=7)),
        Paragraph(PLACES, CENTRED("places", fontName="Times-Italic", fontSize=9.5, leading=12)),
        FrameBreak(),
        Paragraph("Abstract", CENTRED("abstract", fontName="Times-Bold", fontSize=11, leading=13, spaceAfter=4)),
        Paragraph(hyphenate(" ".join(ABSTRACT.split())), SUMMARY),
    ]
    references = 0
    previous = ""
    for piece in manuscript.pieces:
        references += piece.kind == "reference"
        if piece.kind == "heading" and previous != "heading":
            story.append(CondPageBreak(ROOM))
        story.append(_set(piece, previous, references))
        previous = piece.kind
    return story


def _set(piece: Piece, previous: str, references: int) -> Flowable:
    if piece.kind == "heading":
        heading = Paragraph(piece.text, HEADINGS[piece.level])
        heading.outline_level = piece.level
        return heading
    if piece.kind == "item":
        return Text(piece.text, STYLES["item"], bulletText="•")
    if piece.kind == "reference":
        return Text(piece.text, STYLES["reference"], bulletText=f"[{references}]")
    kind = "first" if piece.kind == "paragraph" and previous == "heading" else piece.kind
    return Text(piece.text, STYLES[kind])


def _floats() -> dict[tuple[int, int | None], tuple[Any, ...]]:
    placed: dict[tuple[int, int | None], tuple[Any, ...]] = {}
    for (page, column), (draw, caption) in FLOATS.items():
        width = FULL if column is None else COLUMN
        placed[page, column] = (draw(width), Paragraph(caption, CAPTION), width)
    return placed


def _characters(paragraph: Paragraph) -> str:
    words = [
        word for part in paragraph.frags for word in getattr(part, "words", ())
    ]  # so after a split, if in one font
    text = "".join(words) or str(paragraph.getPlainText())
    return "".join(text.replace("\u00ad", "").split())


def _note(number: int, manuscript: Manuscript) -> Paragraph:
    return Paragraph(f'<super size="6">{number}</super> {manuscript.notes[number - 1]}', NOTE)


def _plain_frame(left: float, bottom: float, width: float, height: float) -> Frame:
    return Frame(left, bottom, width, height, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0)


def _left(column: int) -> float:
    return SIDE + column * (COLUMN + GAP)


def _height(parts: list[Flowable], width: float) -> float:
    return float(sum(part.wrap(width, HEIGHT)[1] + part.getSpaceBefore() for part in parts))


def _draw(canvas: Canvas, parts: list[Flowable], left: float, top: float, width: float) -> None:
    for part in parts:
        height = part.wrap(width, HEIGHT)[1]
        top -= part.getSpaceBefore() + height
        part.drawOn(canvas, left, top)


if __name__ == "__main__":
    os.environ["SOURCE_DATE_EPOCH"] = "1733011200"  # 1 December 2024, which reportlab writes as the day of creation
    (HERE.parent / "raw" / "survey.pdf").write_bytes(typeset(read(HERE / "survey.md")))
