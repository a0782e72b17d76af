"""Lines that could be headings: emphasised and on their own, or leading into a paragraph."""

import re
from collections.abc import Sequence

from pipeline.parsing.pdf.leads import lead_of_second_line, leading_in, plainly_numbered
from pipeline.parsing.pdf.lines import Font, Line, Run
from pipeline.parsing.pdf.numbering import Label, read_label
from pipeline.parsing.pdf.titles import (
    LIGATURES,
    NUMBER_ONLY,
    WORD,
    Candidate,
    Style,
    is_emphasised,
    join_lines,
    step_before,
    style_of,
    words_run,
)
from pipeline.parsing.pdf.typography import Typography

_MOST_WORDS = 20
_MOST_LINES = 6
_LETTER = re.compile(r"[^\W\d_]")


def find_candidates(lines: Sequence[Line], typography: Typography) -> list[Candidate]:
    """Go through the running text and collect what is set like a heading."""
    found: list[Candidate] = []
    index = 0
    while index < len(lines):
        line = lines[index]
        candidate = None
        if not line.row and is_emphasised(line, typography):
            candidate = _standing(lines, index, typography)
        if candidate is None and not line.row:
            candidate = leading_in(lines, index, typography) or plainly_numbered(lines, index, typography)
        if candidate is not None:
            found.append(candidate)
        index += candidate.count if candidate is not None and not candidate.style.run_in else 1
    return found


def _standing(lines: Sequence[Line], index: int, typography: Typography) -> Candidate | None:
    """A heading on lines of its own."""
    line = lines[index]
    style = style_of(line, typography)
    title = _title_lines(lines, index, style, typography)
    if title is None:
        return None
    text = join_lines(title)
    label = read_label(text)
    if not _reads_like_title(text, label, style) or not _stands_apart(lines, index, title, label, typography):
        return None
    runs_on = style.size <= 1.1 and _runs_on(lines, index + len(title), typography)
    if runs_on and lead_of_second_line(lines, index + len(title) - 1, words_run(line), typography):
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
            if not is_emphasised(line, typography):
                break
            title.append(line)
            style = style_of(line, typography)
            continue
        if not close or style_of(line, typography) != style or read_label(line.text) is not None:
            break
        if not _evenly_set(line, typography):
            return None
        title.append(line)
    return title if len(title) < _MOST_LINES else None


def _evenly_set(line: Line, typography: Typography) -> bool:
    """Whether the emphasis holds to the end of the line (numbers, formulas and marks aside)."""
    if line.is_caps:
        return True
    first = words_run(line)
    after = [run for run in line.runs[line.runs.index(first) :] if _LETTER.search(run.text) and not run.font.math]
    if line.size > typography.size + 0.6:
        return all(run.size > typography.size + 0.6 or len(run.text) < 4 or run.text.isupper() for run in after)
    last = after[-1] if after else first
    return all(_alike(run, first.font) or (run is not last and NUMBER_ONLY.fullmatch(run.text)) for run in after)


def _alike(run: Run, other: Font) -> bool:
    if run.text.strip() in LIGATURES:
        return True
    font = run.font
    weight = font.bold == other.bold and font.small_caps == other.small_caps
    return font.fixed or (weight and (font.italic == other.italic or font.bold))


def _reads_like_title(text: str, label: Label | None, style: Style) -> bool:
    words = text.split()
    if len(words) > _MOST_WORDS or len(text) > 170 or text.endswith((",", ";")):
        return False
    if not WORD.search(text[label.end :] if label and label.end < len(text) else text):
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


def _is_centred(line: Line, typography: Typography) -> bool:
    left, right = typography.edges_of(line)
    off = (line.x0 - left) - (right - line.x1)
    return abs(off) < 2.0 * typography.size and line.x0 - left > 0.8 * typography.size
