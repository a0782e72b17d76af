"""The vocabulary of a page: fonts, runs of one font, and lines; sizes and places in PDF points, origin below left."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from pipeline.domain.document import PageLook

Matter = Literal[
    "margin",
    "rotated",
    "caption",
    "footnote",
    "figure",
    "table",
    "algorithm",
    "formula",
    "contents",
    "front matter",
    "references",
]
"""What a line is when it is not running text."""


@dataclass(frozen=True, slots=True)
class Font:
    """What a font's name and flags say about how it looks."""

    name: str
    bold: bool = False
    italic: bool = False
    small_caps: bool = False
    fixed: bool = False
    math: bool = False


@dataclass(slots=True)
class Run:
    """Text set in one go in one font, on one baseline."""

    text: str
    font: Font
    size: float
    x0: float
    x1: float
    y: float
    start: int
    upright: bool = True


@dataclass(slots=True, eq=False)
class Line:
    """Runs that a reader sees as one line within one column."""

    page: int
    text: str
    runs: list[Run]
    font: Font
    size: float
    x0: float
    x1: float
    y: float
    column: int = 0
    matter: Matter | None = None
    broken: bool = False
    """Whether the line ends inside a word, at a hyphen."""
    upright: bool = True
    row: bool = False
    """Whether something else stands on the same baseline in the same column, as in a table."""

    @property
    def top(self) -> float:
        """The height that capital letters reach."""
        return self.y + 0.7 * self.size

    @property
    def is_caps(self) -> bool:
        """Whether nearly all letters are capitals, four at the least."""
        text = self.text
        if not (text[:8].isupper() or text[-8:].isupper()):
            return False  # said at once of nearly every line
        letters = sum(map(str.isalpha, text))
        return letters > 3 and sum(map(str.isupper, text)) > 0.85 * letters


def main_run(runs: Sequence[Run]) -> Run:
    """Return the first run in the style that most of the characters have."""
    weight: dict[tuple[str, float], int] = {}
    firsts: dict[tuple[str, float], Run] = {}
    for run in runs:
        style = (run.font.name, run.size)
        firsts.setdefault(style, run)
        weight[style] = weight.get(style, 0) + len(run.text)
    return firsts[max(weight, key=weight.__getitem__)]


def size_of(text: str, runs: Sequence[Run], main: Run) -> float:
    """The size of a line: of its main run, or of the capitals when it is in small ones made of two sizes."""
    return max([run.size for run in runs]) if text.isupper() else main.size


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A stretch of a page: a ruled line when it has hardly any height, else the frame of a picture."""

    x0: float
    y0: float
    x1: float
    y1: float

    def holds(self, line: Line, *, slack: float = 2.0) -> bool:
        """Whether a line's baseline lies within."""
        across = self.x0 - slack <= line.x0 and line.x1 <= self.x1 + slack
        return across and self.y0 - slack <= line.y <= self.y1 + slack


@dataclass(slots=True)
class Page:
    """One page as read: its lines in the order of the file, ruled lines and pictures."""

    number: int
    width: float
    height: float
    lines: list[Line]
    characters: int
    rules: list[Rectangle] = field(default_factory=list)
    pictures: list[Rectangle] = field(default_factory=list)
    look: PageLook = "text"
