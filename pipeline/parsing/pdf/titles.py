"""What a heading is made of: its style, its words, and where it stands among other lines."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.parsing.pdf.lines import Line, Run
from pipeline.parsing.pdf.numbering import Label, read_label
from pipeline.parsing.pdf.typography import Typography

WORD = re.compile(r"[^\W\d_]{3,}")
NUMBER_ONLY = re.compile(r"(?:\d{1,2}(?:\.\d{1,2})*|[A-Z](?:\.\d{1,2})*|[IVXL]+|[a-z](?=\)))[.):]*\s*")
LIGATURES = frozenset(("ff", "fi", "fl", "ffi", "ffl", "\ufb00", "\ufb01", "\ufb02", "\ufb03", "\ufb04"))
"""Some fonts keep these in a font of their own, which says nothing about style."""


class Style(NamedTuple):
    """How a heading is set; headings of one level share it."""

    size: float
    bold: bool
    italic: bool
    caps: bool
    run_in: bool


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
    centred: bool = False


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
        line.is_caps or any(run.font.small_caps for run in line.runs),
        run_in=False,
    )


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
        or any(run.font.small_caps for run in line.runs)
        or line.is_caps
        or (font.font.name != typography.font and not font.font.math and read_label(line.text) is not None)
    )


def step_before(lines: Sequence[Line], index: int) -> float | None:
    """How far a line stands under the one before it; None at the top of a column."""
    if index == 0:
        return None
    before, line = lines[index - 1], lines[index]
    if before.page != line.page or before.column != line.column or before.y < line.y:
        return None
    return before.y - line.y
