"""Small PDFs for the tests, drawn line by line so that their layout is known exactly."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from reportlab.lib.pagesizes import letter
from reportlab.pdfgen.canvas import Canvas

from pipeline.parsing.pdf import read
from pipeline.parsing.reading import Block, Heading, Reading, Source

PROSE = (
    "Safeguards around a model watch what goes in and what comes out and they stop what must",
    "not pass whether it was asked for by a person or by another program that acts for one so",
    "that nobody has to trust the model alone and every refusal can be explained afterwards",
)


class Sheet:
    """A pen that walks down a page."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas
        self.x, self.y = 72.0, 700.0
        self.size, self.font, self.leading = 10.0, "Times-Roman", 12.0

    def write(self, *lines: str, font: str = "", size: float = 0, dx: float = 0) -> None:
        for line in lines:
            self.canvas.setFont(font or self.font, size or self.size)
            self.canvas.drawString(self.x + dx, self.y, line)
            self.y -= self.leading

    def skip(self, points: float) -> None:
        self.y -= points

    def heading(self, text: str, *, size: float = 14) -> None:
        self.skip(10)
        self.write(text, font="Times-Bold", size=size)
        self.skip(6)

    def paragraph(self, *lines: str, indent: float = 0) -> None:
        first, *rest = lines
        self.write(first, dx=indent)
        self.write(*rest)

    def lead(self, title: str, text: str) -> None:
        """A bold title, and text behind it on the same line."""
        self.canvas.setFont("Times-Bold", self.size)
        self.canvas.drawString(self.x, self.y, title)
        width = self.canvas.stringWidth(title, "Times-Bold", self.size)
        self.write(text, dx=width + 8)

    def column(self, x: float, top: float = 700.0) -> None:
        self.x, self.y = x, top

    def page(self) -> None:
        self.canvas.showPage()
        self.column(72.0)


def pdf(draw: Callable[[Sheet], None], **options: object) -> bytes:
    out = BytesIO()
    canvas = Canvas(out, pagesize=letter, pageCompression=0, **options)
    draw(Sheet(canvas))
    canvas.save()
    return out.getvalue()


def read_pdf(content: bytes, name: str = "paper.pdf") -> Reading:
    return read(Source(Path(name), content))


def headings(reading: Reading) -> list[tuple[int, str]]:
    return [(block.level, block.text) for block in reading.blocks if isinstance(block, Heading)]


def texts(reading: Reading) -> list[str]:
    return [block.text for block in reading.blocks if isinstance(block, Block)]
