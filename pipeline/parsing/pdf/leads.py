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
    PLAIN,
    WORD,
    Candidate,
    Style,
    is_emphasised,
    is_plain,
    join_lines,
    names_outer,
    step_before,
    style_of,
    words_run,
)
from pipeline.parsing.pdf.typography import Typography

Lead = tuple[str, str, float, Run]
"""Emphasised words, what follows them on the line, the gap between in sizes, and the run that shows the style."""

_LEAD_WORDS = 32
_LEAD_LENGTH = 240
_WIDE_GAP = 0.42
"""In sizes: what follows a run-in title that has no stop. LaTeX leaves one or a half, a word space is under 0.4."""
_SPACED_GAP = 0.36
_DEEP_NUMBER = re.compile(r"(?:\d{1,2}|[A-Z])(?:\.\d{1,2}){1,4}\.?\s")
_NUMBER = re.compile(r"(?:§\s?)?(?:\d{1,2}|[A-Z]|[IVX]{1,5})\.?\s+[A-Z]")
_DEEP_LEAD = re.compile(r"(?P<title>[A-Z\d][\d.]+\s[^.:?!]{3,110})(?P<stop>[.:])(?P<rest>\s.*|$)")
_NEUTRAL = LIGATURES | {""}
_LEAD_END = re.compile(r"[.:?!]\s?[—–-]?$|[—–]$")
_MARK = re.compile(r"\((?:[a-z]|[ivx]{1,5}|\d{1,2})\)\s+")
"""What may stand before a title and is no part of it: (a), (iv)."""
_APART = 1.25
_SAME_BASELINE = 0.5
_FEW_PARAGRAPHS = 4


def leading_in(lines: Sequence[Line], index: int, typography: Typography) -> Candidate | None:
    """A heading that leads into its paragraph: emphasised words, then text on the same line or the next."""
    line = lines[index]
    lead = _lead(line, typography) if _has_size_of_lead(lines, index, typography) else None
    if lead is None or not _begins_paragraph(lines, index, typography):
        return None
    title, rest, gap, run = lead
    count = 1
    while not rest and (further := _lead_of_next(lines, index + count - 1, run, typography)) is not None:
        title = title.rstrip("\x02") + ("" if title.endswith("\x02") else " ") + further[0]
        rest, gap = further[1:3]
        count += 1
    if not rest and not _fills_its_line(lines, index + count - 1, typography):
        return None
    if match := _MARK.match(title):
        title = title[match.end() :]
    label = read_label(title)
    if not _could_lead(title, label) or (label is None and _names_speaker(title, line, typography)):
        return None
    if label is None and _hangs(lines, index + count - 1, typography):
        return None
    if not (_ends_like_lead(title, label) or (rest[:1].isupper() and _parted(lines, index, gap, typography))):
        return None
    style = Style(0.0, run.font.bold, run.font.italic, run.font.small_caps, True)
    return Candidate(index, count, title.rstrip(" .:—–"), label, style, line.page, line.size, rest=rest)


def _has_size_of_lead(lines: Sequence[Line], index: int, typography: Typography) -> bool:
    """Whether a line is hardly larger than the text, or larger and followed by text on the same line or the next."""
    line = lines[index]
    near = abs(line.size - typography.size) <= 1.1
    return near or _steps_down(line, typography) or goes_on_in(lines, index, words_run(line), typography)


def _steps_down(line: Line, typography: Typography) -> bool:
    """Whether a line begins in larger type and goes on in that of the text, on the same baseline."""
    first = line.runs[0]
    text = [run for run in line.runs[1:] if is_plain(run, typography) and abs(run.y - first.y) < _SAME_BASELINE]
    return first.size > typography.size + 0.6 and bool(text)


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
        return Candidate(index, len(alone), join_lines(alone), label, PLAIN, line.page, line.size)
    for count in (1, 2):
        text = join_lines(lines[index : index + count])
        match = _DEEP_LEAD.match(text)
        if match and _could_lead(match["title"], label) and (match["rest"] or match["stop"] == ":"):
            style = PLAIN._replace(run_in=True)
            rest = match["rest"].strip() + ("\x02" if lines[index + count - 1].broken else "")
            return Candidate(index, count, match["title"], label, style, line.page, line.size, rest=rest)
    return None


def numbers_paragraphs(lines: Sequence[Line], typography: Typography) -> bool:
    """Whether a document numbers its paragraphs, 2.1, 2.2 and so on, as reports of authorities do."""
    titled = untitled = 0
    for index, line in enumerate(lines):
        if line.text[1:3].isalpha() or not _DEEP_NUMBER.match(line.text) or not typography.is_body(line):
            continue
        if line.runs[0].font.name == typography.font and typography.shortfall(line) < 0.1:
            lead = _DEEP_LEAD.match(join_lines(lines[index : index + 2]))
            is_title = lead is not None or bool(_alone(lines, index, typography))
            titled += is_title
            untitled += not is_title
    return untitled >= _FEW_PARAGRAPHS and 2 * untitled >= titled


def plainly_apart(lines: Sequence[Line], index: int, typography: Typography) -> Candidate | None:
    """A heading that only white space and one number, or a name that many papers use, tell from the text."""
    line = lines[index]
    if not (_NUMBER.match(line.text) or names_outer(line.text)) or not typography.is_body(line):
        return None
    wide = _APART * typography.leading
    for count in range(1, 4):
        title = lines[index : index + count]
        before, after = step_before(lines, index), step_before(lines, index + count)
        if title[-1].text.endswith((".", ",", ";", "\x02")) or title[-1].row or (before is not None and before < wide):
            return None
        if after is not None and after > wide:
            text = join_lines(title)
            return Candidate(index, count, text, read_label(text), style_of(line, typography), line.page, line.size)
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


def goes_on_in(lines: Sequence[Line], index: int, run: Run, typography: Typography) -> bool:
    """Whether a title that fills its line goes on in the next one, with text behind it."""
    further = _lead_of_next(lines, index, run, typography)
    if further is None or not further[1]:
        return False
    return run.size <= typography.size + 1.1 or _steps_down(lines[index + 1], typography)


def _lead_of_next(lines: Sequence[Line], index: int, run: Run, typography: Typography) -> Lead | None:
    """The lead of the next line, when a title fills its line and goes on there."""
    if index + 1 >= len(lines) or typography.shortfall(lines[index]) > 0.25:
        return None
    step = step_before(lines, index + 1)
    lead = _lead(lines[index + 1], typography)
    if lead is None or step is None or step > 1.3 * typography.leading or lead[3].font != run.font:
        return None
    return lead if abs(lead[3].size - run.size) < 0.6 else None


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
    if not 3 <= len(title) <= _LEAD_LENGTH or len(words) > _LEAD_WORDS or not WORD.search(title):
        return False
    return label is not None or title[:1].isupper()


def _names_speaker(title: str, line: Line, typography: Typography) -> bool:
    """Whether a title is one word before what somebody says in an example, which is set smaller than the text."""
    return line.size < typography.size - 0.6 and title.endswith(":") and " " not in title


def _ends_like_lead(title: str, label: Label | None) -> bool:
    """Whether a title says where it ends: by a stop or colon, or by a number with a mark before it."""
    return bool(_LEAD_END.search(title)) or (label is not None and bool(label.mark or "." in label.number))


def _parted(lines: Sequence[Line], index: int, gap: float, typography: Typography) -> bool:
    """Whether a title without a stop is parted from its text by a gap.

    Slanted words open sentences too, so they need space above as well.
    """
    font = words_run(lines[index]).font
    if font.small_caps and not font.bold:
        return False  # the first words of a section, set so for their looks
    step = step_before(lines, index)
    spaced = step is None or step > 1.3 * typography.leading
    return gap > (_SPACED_GAP if spaced else _WIDE_GAP) and (spaced or font.bold)


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
