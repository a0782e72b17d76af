"""Lines that could be headings: emphasised, on their own or leading into a paragraph."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.parsing.pdf.composing import compose
from pipeline.parsing.pdf.lines import Font, Line, Run
from pipeline.parsing.pdf.numbering import Label, read_label
from pipeline.parsing.pdf.typography import Typography

_MOST_WORDS = 20
_MOST_LINES = 4
_LEAD_WORDS = 16
_WIDE_GAP = 0.42
"""In sizes: what follows a run-in title that has no stop. LaTeX leaves one or a half, a word space is under 0.4."""
_WORD = re.compile(r"[^\W\d_]{3,}")
_LETTER = re.compile(r"[^\W\d_]")
_LEAD_END = re.compile(r"[.:?!]$")
_NUMBER_ONLY = re.compile(r"(?:\d{1,2}(?:\.\d{1,2})*|[A-Z](?:\.\d{1,2})*|[IVXL]+|[a-z](?=\)))[.):]*\s*")


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


def find_candidates(lines: Sequence[Line], typography: Typography) -> list[Candidate]:
    """Go through the running text and collect what is set like a heading."""
    found: list[Candidate] = []
    index = 0
    while index < len(lines):
        line = lines[index]
        candidate = None
        if not line.row and _emphasised(line, typography):
            candidate = _standing(lines, index, typography)
        if candidate is None and not line.row:
            candidate = _leading_in(lines, index, typography)
        if candidate is not None:
            found.append(candidate)
        index += candidate.count if candidate is not None and not candidate.style.run_in else 1
    return found


def join_lines(lines: Sequence[Line]) -> str:
    """Join the lines of a title."""
    text = ""
    for line in lines:
        if text.endswith("\x02"):
            text = text[:-1] + ("" if line.text[:1].islower() else "-") + line.text
        else:
            text = f"{text} {line.text}" if text else line.text
    return text.replace("\x02", "").strip()


def _emphasised(line: Line, typography: Typography) -> bool:
    """Whether a line is set apart from running text by size, weight, slant, capitals or, when numbered, its font."""
    font = _words_font(line)
    return (
        line.size > typography.size + 0.6
        or (font.font.bold and not typography.bold)
        or (font.font.italic and not typography.italic)
        or any(run.font.small_caps for run in line.runs)
        or line.is_caps
        or (font.font.name != typography.font and not font.font.math and read_label(line.text) is not None)
    )


def _words_font(line: Line) -> Run:
    """The first run that holds words rather than a number."""
    for run in line.runs:
        if _WORD.search(run.text):
            return run
    return line.runs[0]


def _style(line: Line, typography: Typography, *, run_in: bool = False) -> Style:
    difference = line.size - typography.size
    font = _words_font(line).font
    return Style(
        round(difference * 2) / 2 if abs(difference) > 0.6 else 0.0,
        font.bold,
        font.italic,
        line.is_caps or any(run.font.small_caps for run in line.runs),
        run_in,
    )


def _standing(lines: Sequence[Line], index: int, typography: Typography) -> Candidate | None:
    """A heading on lines of its own."""
    line = lines[index]
    style = _style(line, typography)
    title = _title_lines(lines, index, style, typography)
    if title is None:
        return None
    text = join_lines(title)
    label = read_label(text)
    if not _reads_like_title(text, label, style) or not _stands_apart(lines, index, title, label, typography):
        return None
    centred = _is_centred(line, typography)
    return Candidate(index, len(title), text, label, style, line.page, line.size, centred=centred)


def _title_lines(lines: Sequence[Line], index: int, style: Style, typography: Typography) -> list[Line] | None:
    """The lines of one title; None when the emphasis ends within a line or goes on for too long."""
    first = lines[index]
    if not _evenly_set(first, typography):
        return None
    title = [first]
    for line in lines[index + 1 : index + 1 + _MOST_LINES]:
        step = title[-1].y - line.y
        close = line.page == first.page and 0 < step < 1.5 * max(title[-1].size, typography.size) + 1
        label = read_label(title[-1].text)
        if label is not None and label.word and label.end >= len(title[-1].text) and line.size >= first.size - 0.6:
            if not _emphasised(line, typography):
                break
            title.append(line)
            style = _style(line, typography)
            continue
        if not close or _style(line, typography) != style or read_label(line.text) is not None:
            break
        if not _evenly_set(line, typography):
            return None
        title.append(line)
    return title if len(title) < _MOST_LINES else None


def _evenly_set(line: Line, typography: Typography) -> bool:
    """Whether the emphasis holds to the end of the line (formulas and marks aside)."""
    if line.size > typography.size + 0.6 or line.is_caps:
        return True
    first = _words_font(line)
    after = line.runs[line.runs.index(first) :]
    return all(_alike(run.font, first.font) or run.font.math or not _LETTER.search(run.text) for run in after)


def _alike(font: Font, other: Font) -> bool:
    weight = font.bold == other.bold and font.small_caps == other.small_caps
    return font.fixed or (weight and (font.italic == other.italic or font.bold))


def _reads_like_title(text: str, label: Label | None, style: Style) -> bool:
    words = text.split()
    if len(words) > _MOST_WORDS or len(text) > 170 or text.endswith((",", ";")):
        return False
    if not _WORD.search(text[label.end :] if label and label.end < len(text) else text):
        return False
    if label is None and not text[:1].isupper() and not text[:1].isdigit():
        return style.size > 1.0
    return not (label is None and style.size <= 0 and text.endswith(".") and len(words) > 6)


def _stands_apart(
    lines: Sequence[Line], index: int, title: Sequence[Line], label: Label | None, typography: Typography
) -> bool:
    """Whether a title begins at its column's edge or stands in its middle, with space before it and text under it."""
    line = title[0]
    indent = typography.indent(line)
    centred = all(_is_centred(part, typography) for part in title)
    if not (-4 < indent < 0.6 or centred or (label is not None and indent < 3)):
        return False
    larger = line.size > typography.size + 0.6
    gap = step_before(lines, index)
    below = lines[index + len(title)] if index + len(title) < len(lines) else None
    if below is not None and below.row and label is None and not larger:
        return False
    return larger or label is not None or gap is None or gap > 1.15 * typography.leading


def step_before(lines: Sequence[Line], index: int) -> float | None:
    """How far a line stands under the one before it; None at the top of a column."""
    if index == 0:
        return None
    before, line = lines[index - 1], lines[index]
    if before.page != line.page or before.column != line.column or before.y < line.y:
        return None
    return before.y - line.y


def _is_centred(line: Line, typography: Typography) -> bool:
    left, right = typography.edges_of(line)
    off = (line.x0 - left) - (right - line.x1)
    return abs(off) < 2.0 * typography.size and line.x0 - left > 0.8 * typography.size


def _leading_in(lines: Sequence[Line], index: int, typography: Typography) -> Candidate | None:
    """A heading that leads into its paragraph: emphasised words, then text on the same line or the next."""
    line = lines[index]
    lead = _lead(line, typography) if abs(line.size - typography.size) <= 1.1 else None
    if lead is None or not _begins_paragraph(lines, index, typography):
        return None
    count = 1
    title, rest, gap, run = lead
    if not rest:
        lead = _lead_of_second_line(lines, index, run, typography)
        if lead is None:
            return None
        count = 2
        title = line.text.rstrip("\x02") + ("" if line.broken else " ") + lead[0]
        _, rest, gap, _ = lead
    label = read_label(title)
    if not _could_lead(title, label):
        return None
    if not (_ends_like_lead(title, label) or (rest[:1].isupper() and _parted(lines, index, count, gap, typography))):
        return None
    style = Style(0.0, run.font.bold, run.font.italic, run.font.small_caps, True)
    return Candidate(index, count, title.rstrip(" .:"), label, style, line.page, line.size, rest=rest)


def _lead_of_second_line(
    lines: Sequence[Line], index: int, run: Run, typography: Typography
) -> tuple[str, str, float, Run] | None:
    """The lead of the next line, when a title fills its first line and goes on there."""
    if index + 1 >= len(lines) or typography.shortfall(lines[index]) > 0.25:
        return None
    step = step_before(lines, index + 1)
    lead = _lead(lines[index + 1], typography)
    if lead is None or step is None or step > 1.3 * typography.leading or lead[3].font != run.font or not lead[1]:
        return None
    return lead


def _lead(line: Line, typography: Typography) -> tuple[str, str, float, Run] | None:
    """Split a line after its emphasised beginning: lead, rest, the gap between, and the run that shows the style."""
    runs = line.runs
    first = 0
    while first < len(runs) - 1 and _NUMBER_ONLY.fullmatch(runs[first].text):
        first += 1
    run = runs[first]
    distinct = (
        (run.font.bold and not typography.bold) or (run.font.italic and not typography.italic) or run.font.small_caps
    )
    if not distinct or run.font.math:
        return None
    count = first
    while count < len(runs) and (runs[count].font == run.font or not runs[count].text.strip()):
        count += 1
    lead = compose("".join(part.text for part in runs[:count]))
    rest = compose("".join(part.text for part in runs[count:]))
    gap = (runs[count].x0 - runs[count - 1].x1) / max(run.size, 1.0) if count < len(runs) else 0.0
    return lead, rest, gap, run


def _could_lead(title: str, label: Label | None) -> bool:
    words = title.split()
    if not 3 <= len(title) <= 130 or len(words) > _LEAD_WORDS or not _WORD.search(title):
        return False
    return label is not None or title[:1].isupper()


def _ends_like_lead(title: str, label: Label | None) -> bool:
    """Whether a title says where it ends: by a stop or colon, or by a number with a mark before it."""
    return bool(_LEAD_END.search(title)) or (label is not None and bool(label.mark or "." in label.number))


def _parted(lines: Sequence[Line], index: int, count: int, gap: float, typography: Typography) -> bool:
    """Whether a title without a stop is parted from its text by a gap, and is no term of a hanging list.

    Slanted words open sentences too, so they need space above as well.
    """
    line = lines[index]
    below = lines[index + count] if index + count < len(lines) else line
    hanging = below.page == line.page and below.column == line.column and below.x0 > line.x0 + 0.6 * line.size
    if hanging or gap <= _WIDE_GAP:
        return False
    step = step_before(lines, index)
    return _words_font(line).font.bold or step is None or step > 1.3 * typography.leading


def _begins_paragraph(lines: Sequence[Line], index: int, typography: Typography) -> bool:
    gap = step_before(lines, index)
    if gap is None or gap > 1.05 * typography.leading:
        return True
    return typography.indent(lines[index]) > 0.6 or typography.shortfall(lines[index - 1]) > 0.1
