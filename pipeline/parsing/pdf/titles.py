"""What a heading is made of: its style, its words, and where it stands among other lines."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from pipeline.parsing.pdf.lines import Line, Run
from pipeline.parsing.pdf.numbering import Label, read_label
from pipeline.parsing.pdf.typography import Typography

WORD = re.compile(r"[^\W\d_]{3,}")
NUMBER_ONLY = re.compile(r"(?:\d{1,2}(?:\.\d{1,2})*|[A-Z](?:\.\d{1,2})*|[IVXL]+|[a-z](?=\)))[.):]*\s*")
_OUTER = re.compile(
    r"(?:abstract|summary|executive summary|introduction|conclusions?|discussion|limitations|appendi(?:x|ces)"
    r"|acknowledge?ments?(?: and .*)?|funding|author contributions?|(?:conflicts?|declaration) of .*interests?"
    r"|competing interests|data availability.*|ethics statement|broader impact.*|references|bibliography"
    r"|resumo|introdução|conclusão|agradecimentos|referências|zusammenfassung|einleitung|literatur|résumé|conclusiones)",
    re.IGNORECASE,
)
LIGATURES = frozenset(("ff", "fi", "fl", "ffi", "ffl", "\ufb00", "\ufb01", "\ufb02", "\ufb03", "\ufb04"))
"""Some fonts keep these in a font of their own, which says nothing about style."""


Place = Literal["left", "centre", "right"]
PLACES: tuple[Place, ...] = ("left", "centre", "right")


class Style(NamedTuple):
    """How a heading is set; headings of one level share it."""

    size: float
    bold: bool
    italic: bool
    caps: bool
    run_in: bool


PLAIN = Style(0.0, bold=False, italic=False, caps=False, run_in=False)


@dataclass(slots=True)
class Candidate:
    """A possible heading: its lines, its words, and for a run-in heading the text that goes on behind it."""

    index: int
    count: int
    title: str
    label: Label | None
    style: Style
    page: int
    size: float
    rest: str = ""
    listed: int | None = None
    place: Place = "left"
    followed: bool = False
    """Whether lines as long as those of running text stand under it."""


def names_outer(title: str) -> bool:
    """Whether papers of all kinds have an outermost section of this name.

    >>> names_outer("Data availability statement"), names_outer("Limits of data")
    (True, False)
    """
    return _OUTER.fullmatch(title) is not None


def join_lines(lines: Sequence[Line]) -> str:
    """Join the lines of a title."""
    text = ""
    for line in lines:
        if text.endswith("\x02"):
            text = text[:-1] + ("" if line.text[:1].islower() else "-") + line.text
        else:
            text = f"{text} {line.text}" if text else line.text
    return text.replace("\x02", "").strip()


def words_run(line: Line) -> Run:
    """The first run that holds words rather than a number."""
    for run in line.runs:
        if WORD.search(run.text):
            return run
    return line.runs[0]


def style_of(line: Line, typography: Typography) -> Style:
    """Return how a line on its own is set."""
    difference = line.size - typography.size
    font = words_run(line).font
    return Style(
        round(difference * 2) / 2 if abs(difference) > 0.6 else 0.0,
        font.bold,
        font.italic,
        line.is_caps or in_small_caps(line),
        run_in=False,
    )


def is_plain(run: Run, typography: Typography) -> bool:
    """Whether words are set in the size and the font of the running text."""
    return run.font.name == typography.font and abs(run.size - typography.size) < 0.3


def in_small_caps(line: Line) -> bool:
    """Whether most of a line is set in small capitals; some fonts keep only digits of another shape there."""
    small = sum(len(run.text) for run in line.runs if run.font.small_caps)
    return 2 * small > len(line.text)


def is_emphasised(line: Line, typography: Typography) -> bool:
    """Whether a line is set apart from running text by size, weight, slant, capitals or, when numbered, its font."""
    larger = line.size > typography.size + 0.6
    if not larger and len(line.runs) == 1 and line.font.name == typography.font:
        return line.is_caps  # the usual case, and nearly always False
    font = words_run(line)
    return (
        larger
        or (font.font.bold and not typography.bold)
        or (font.font.italic and not typography.italic)
        or in_small_caps(line)
        or line.is_caps
        or (font.font.name != typography.font and not font.font.math and read_label(line.text) is not None)
    )


def place_of(line: Line, typography: Typography) -> Place:
    """Where in its column a line stands that does not fill it."""
    left, right = typography.edges_of(line)
    before, after = (line.x0 - left) / typography.size, (right - line.x1) / typography.size
    if before > 0.8 and abs(before - after) < 2.0:
        return "centre"
    return "right" if before > 3.0 and abs(after) < 0.5 else "left"


def step_before(lines: Sequence[Line], index: int) -> float | None:
    """How far a line stands under the one before it; None at the top of a column."""
    if not 0 < index < len(lines):
        return None
    before, line = lines[index - 1], lines[index]
    if before.page != line.page or before.column != line.column or before.y < line.y:
        return None
    return before.y - line.y
