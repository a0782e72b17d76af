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
_MOST_LINES = 6
_LEAD_WORDS = 16
_WIDE_GAP = 0.42
"""In sizes: what follows a run-in title that has no stop. LaTeX leaves one or a half, a word space is under 0.4."""
_SPACED_GAP = 0.36
_WORD = re.compile(r"[^\W\d_]{3,}")
_LIGATURES = frozenset(("ff", "fi", "fl", "ffi", "ffl", "\ufb00", "\ufb01", "\ufb02", "\ufb03", "\ufb04"))
_DEEP_NUMBER = re.compile(r"(?:\d{1,2}|[A-Z])(?:\.\d{1,2}){1,4}\.?\s")
_DEEP_LEAD = re.compile(r"(?P<title>[A-Z\d][\d.]+\s[^.:?!]{3,110})(?P<stop>[.:])(?P<rest>\s.*|$)")
_NEUTRAL = _LIGATURES | {""}
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


_PLAIN = Style(0.0, bold=False, italic=False, caps=False, run_in=False)


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
            candidate = _leading_in(lines, index, typography) or _plainly_numbered(lines, index, typography)
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
    larger = line.size > typography.size + 0.6
    if not larger and len(line.runs) == 1 and line.font.name == typography.font:
        return line.is_caps  # the usual case, and nearly always False
    font = _words_font(line)
    return (
        larger
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
    runs_on = style.size <= 1.1 and _runs_on(lines, index + len(title), typography)
    if runs_on and _lead_of_second_line(lines, index + len(title) - 1, _words_font(line), typography):
        return None
    if label is None and runs_on:
        style = style._replace(caps=any(run.font.small_caps for run in line.runs), run_in=True)
    centred = _is_centred(line, typography)
    return Candidate(index, len(title), text, label, style, line.page, line.size, centred=centred)


def _runs_on(lines: Sequence[Line], index: int, typography: Typography) -> bool:
    """Whether text follows a title that fills its line so closely that the title leads into it."""
    step = step_before(lines, index) if index < len(lines) else None
    close = step is not None and step < 1.1 * typography.leading
    return close and typography.shortfall(lines[index - 1]) < 0.2 and typography.is_body(lines[index])


def _title_lines(lines: Sequence[Line], index: int, style: Style, typography: Typography) -> list[Line] | None:
    """The lines of one title; None when the emphasis ends within a line or goes on for too long."""
    first = lines[index]
    if not _evenly_set(first, typography):
        return None
    title = [first]
    for line in lines[index + 1 : index + 1 + _MOST_LINES]:
        step = title[-1].y - line.y
        close = line.page == first.page and 0 < step < typography.close_step(title[-1])
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
    """Whether the emphasis holds to the end of the line (numbers, formulas and marks aside)."""
    if line.is_caps:
        return True
    first = _words_font(line)
    after = [run for run in line.runs[line.runs.index(first) :] if _LETTER.search(run.text) and not run.font.math]
    if line.size > typography.size + 0.6:
        return all(run.size > typography.size + 0.6 or len(run.text) < 4 for run in after)
    last = after[-1] if after else first
    return all(_alike(run, first.font) or (run is not last and _NUMBER_ONLY.fullmatch(run.text)) for run in after)


def _alike(run: Run, other: Font) -> bool:
    if run.text.strip() in _LIGATURES:  # some fonts keep them in a font of their own
        return True
    font = run.font
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
    centred = _is_centred(line, typography)
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
        if lead is not None:
            count = 2
            title = line.text.rstrip("\x02") + ("" if line.broken else " ") + lead[0]
            _, rest, gap, _ = lead
        elif not _fills_its_line(lines, index, typography):
            return None
    label = read_label(title)
    if not _could_lead(title, label):
        return None
    if label is None and _hangs(lines, index + count - 1, typography):
        return None
    if not (_ends_like_lead(title, label) or (rest[:1].isupper() and _parted(lines, index, gap, typography))):
        return None
    style = Style(0.0, run.font.bold, run.font.italic, run.font.small_caps, True)
    return Candidate(index, count, title.rstrip(" .:"), label, style, line.page, line.size, rest=rest)


def _plainly_numbered(lines: Sequence[Line], index: int, typography: Typography) -> Candidate | None:
    """A heading that nothing but a number of several parts sets off: `3.1.2 Title: text`, or alone on its lines."""
    line = lines[index]
    if line.text[1:3].isalpha() or not _DEEP_NUMBER.match(line.text) or not typography.is_body(line):
        return None
    label = read_label(line.text)
    if label is None or not line.text[label.end : label.end + 1].isupper():
        return None
    if not _begins_paragraph(lines, index, typography):
        return None
    alone = _alone(lines, index, typography)
    if alone and _could_lead(join_lines(alone), label):
        return Candidate(index, len(alone), join_lines(alone), label, _PLAIN, line.page, line.size)
    for count in (1, 2):
        text = join_lines(lines[index : index + count])
        match = _DEEP_LEAD.match(text)
        if match and _could_lead(match["title"], label) and (match["rest"] or match["stop"] == ":"):
            style = _PLAIN._replace(run_in=True)
            rest = match["rest"].strip() + ("\x02" if lines[index + count - 1].broken else "")
            return Candidate(index, count, match["title"], label, style, line.page, line.size, rest=rest)
    return None


def _alone(lines: Sequence[Line], index: int, typography: Typography) -> list[Line]:
    """Up to three lines that stand apart from what is before and after them; none when they do not."""
    wide = 1.15 * typography.leading
    if (step_before(lines, index) or wide + 1) <= wide:
        return []
    for count in range(1, 4):
        last = lines[index + count - 1]
        if last.text.endswith((".", ",", ";")):
            return []
        after = step_before(lines, index + count) if index + count < len(lines) else None
        if after is None or after > wide or (count == 1 and typography.shortfall(last) > 0.3):
            return list(lines[index : index + count])
    return []


def _fills_its_line(lines: Sequence[Line], index: int, typography: Typography) -> bool:
    """Whether a run-in title takes a line exactly, so that its text only begins on the next."""
    if index + 1 >= len(lines) or not _LEAD_END.search(lines[index].text):
        return False
    below = lines[index + 1]
    return (
        typography.shortfall(lines[index]) < 0.25 and typography.is_body(below) and not _emphasised(below, typography)
    )


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
    if runs[0].font.name == typography.font and (len(runs) == 1 or len(runs[0].text) > 12):
        return None
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
    while count < len(runs) and (runs[count].font == run.font or runs[count].text.strip() in _NEUTRAL):
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


def _parted(lines: Sequence[Line], index: int, gap: float, typography: Typography) -> bool:
    """Whether a title without a stop is parted from its text by a gap.

    Slanted words open sentences too, so they need space above as well.
    """
    step = step_before(lines, index)
    spaced = step is None or step > 1.3 * typography.leading
    return gap > (_SPACED_GAP if spaced else _WIDE_GAP) and (spaced or _words_font(lines[index]).font.bold)


def _hangs(lines: Sequence[Line], index: int, typography: Typography) -> bool:
    """Whether the text goes on further right than it began: then its first words are the term of a list."""
    if index + 1 >= len(lines) or typography.shortfall(lines[index]) > 0.1:
        return False
    line, below = lines[index], lines[index + 1]
    return typography.is_body(below) and 0.6 < typography.indent(below) - typography.indent(line) < 6


def _begins_paragraph(lines: Sequence[Line], index: int, typography: Typography) -> bool:
    gap = step_before(lines, index)
    if gap is None or gap > 1.05 * typography.leading:
        return True
    return typography.indent(lines[index]) > 0.6 or typography.shortfall(lines[index - 1]) > 0.1
