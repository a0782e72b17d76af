"""Headings that lead into their paragraph: `Data. We collected ...`, in bold, in italics, or with a deep number."""

import re
from collections.abc import Sequence

from pipeline.parsing.pdf.composing import compose
from pipeline.parsing.pdf.lines import Line, Run
from pipeline.parsing.pdf.numbering import Label, read_label
from pipeline.parsing.pdf.paragraphs import is_ended
from pipeline.parsing.pdf.titles import (
    LIGATURES,
    NUMBER_ONLY,
    WORD,
    Candidate,
    Style,
    is_emphasised,
    join_lines,
    step_before,
    words_run,
)
from pipeline.parsing.pdf.typography import Typography

Lead = tuple[str, str, float, Run]
"""Emphasised words, what follows them on the line, the gap between in sizes, and the run that shows the style."""

_LEAD_WORDS = 16
_WIDE_GAP = 0.42
"""In sizes: what follows a run-in title that has no stop. LaTeX leaves one or a half, a word space is under 0.4."""
_SPACED_GAP = 0.36
_DEEP_NUMBER = re.compile(r"(?:\d{1,2}|[A-Z])(?:\.\d{1,2}){1,4}\.?\s")
_DEEP_LEAD = re.compile(r"(?P<title>[A-Z\d][\d.]+\s[^.:?!]{3,110})(?P<stop>[.:])(?P<rest>\s.*|$)")
_NEUTRAL = LIGATURES | {""}
_LEAD_END = re.compile(r"[.:?!]$")
_PLAIN = Style(0.0, bold=False, italic=False, caps=False, run_in=False)


def leading_in(lines: Sequence[Line], index: int, typography: Typography) -> Candidate | None:
    """A heading that leads into its paragraph: emphasised words, then text on the same line or the next."""
    line = lines[index]
    lead = _lead(line, typography) if abs(line.size - typography.size) <= 1.1 else None
    if lead is None or not _begins_paragraph(lines, index, typography):
        return None
    count = 1
    title, rest, gap, run = lead
    if not rest:
        lead = lead_of_second_line(lines, index, run, typography)
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


def plainly_numbered(lines: Sequence[Line], index: int, typography: Typography) -> Candidate | None:
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
        typography.shortfall(lines[index]) < 0.25 and typography.is_body(below) and not is_emphasised(below, typography)
    )


def lead_of_second_line(lines: Sequence[Line], index: int, run: Run, typography: Typography) -> Lead | None:
    """The lead of the next line, when a title fills its first line and goes on there."""
    if index + 1 >= len(lines) or typography.shortfall(lines[index]) > 0.25:
        return None
    step = step_before(lines, index + 1)
    lead = _lead(lines[index + 1], typography)
    if lead is None or step is None or step > 1.3 * typography.leading or lead[3].font != run.font or not lead[1]:
        return None
    return lead


def _lead(line: Line, typography: Typography) -> Lead | None:
    """Split a line after its emphasised beginning."""
    runs = line.runs
    if runs[0].font.name == typography.font and (len(runs) == 1 or len(runs[0].text) > 12):
        return None
    first = 0
    while first < len(runs) - 1 and NUMBER_ONLY.fullmatch(runs[first].text):
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
    if not 3 <= len(title) <= 130 or len(words) > _LEAD_WORDS or not WORD.search(title):
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
    return gap > (_SPACED_GAP if spaced else _WIDE_GAP) and (spaced or words_run(lines[index]).font.bold)


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
    if typography.indent(lines[index]) > 0.6 or typography.shortfall(lines[index - 1]) > 0.1:
        return True
    return is_ended(lines[index - 1]) and lines[index].runs[0].font.bold and not typography.bold
