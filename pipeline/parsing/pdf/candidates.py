"""Lines that could be headings: emphasised and on their own, or leading into a paragraph."""

import re
from collections.abc import Sequence

from pipeline.parsing.pdf.joining import Joiner
from pipeline.parsing.pdf.leads import (
    goes_on_in,
    leading_in,
    numbers_paragraphs,
    plainly_apart,
    plainly_numbered,
)
from pipeline.parsing.pdf.lines import Font, Line, Run
from pipeline.parsing.pdf.numbering import Label, read_label
from pipeline.parsing.pdf.plain import is_followed, plain_titles
from pipeline.parsing.pdf.titles import (
    LIGATURES,
    NUMBER_ONLY,
    WORD,
    Candidate,
    Style,
    in_small_caps,
    is_emphasised,
    is_plain,
    join_lines,
    place_of,
    step_before,
    style_of,
    words_run,
)
from pipeline.parsing.pdf.typography import SPANNING, Typography

_MOST_WORDS = 40
_MOST_SLANTED_WORDS = 24
_MOST_LINES = 8
_LONGEST = 320
_QUOTE_WORDS = 10
_SPACED = 1.5
_ENDS_SHORT = 0.25
_PARTED = 1.15
"""Times the leading of a title's own size: a wider step leads to the next title."""
_FLUSH = 1.0
_LETTER = re.compile(r"[^\W\d_]")


def find_candidates(lines: Sequence[Line], typography: Typography, joiner: Joiner) -> list[Candidate]:
    """Go through the running text and collect what is set like a heading."""
    found: list[Candidate] = []
    plain = not numbers_paragraphs(lines, typography)
    index = 0
    while index < len(lines):
        line = lines[index]
        candidate = None
        if not line.row and is_emphasised(line, typography):
            candidate = _standing(lines, index, typography, found[-1] if found else None)
        if candidate is None and not line.row:
            candidate = (
                leading_in(lines, index, typography)
                or (plainly_numbered(lines, index, typography) if plain else None)
                or plainly_apart(lines, index, typography)
            )
        if candidate is not None:
            found.append(candidate)
            _mend_words(candidate, lines, joiner)
        index += candidate.count if candidate is not None and not candidate.style.run_in else 1
    return sorted(found + plain_titles(lines, found, typography), key=lambda one: one.index)


def _mend_words(candidate: Candidate, lines: Sequence[Line], joiner: Joiner) -> None:
    """Join the words of a title that were broken at the end of a line as those of the text are."""
    parts = lines[candidate.index : candidate.index + candidate.count]
    if not candidate.style.run_in and any(line.broken for line in parts[:-1]):
        candidate.title = joiner.join(parts).strip()


def _standing(lines: Sequence[Line], index: int, typography: Typography, above: Candidate | None) -> Candidate | None:
    """A heading on lines of its own; right under another in heavier type it needs no space before it."""
    line = lines[index]
    style = style_of(line, typography)
    title = _title_lines(lines, index, style, typography)
    if title is None or _is_inside(lines, index, style, typography):
        return None
    text = join_lines(title)
    label = read_label(text)
    under = above is not None and _stands_under(above, index, style, line)
    centred = place_of(title[-1], typography) == "centre" and _is_spaced(lines, index, typography)
    if not _reads_like_title(text, label, style, centred=centred):
        return None
    if not (under or _stands_apart(lines, index, title, label, typography)):
        return None
    runs_on = style.size <= 1.1 and _runs_on(lines, index + len(title), typography)
    if (runs_on or style.size > 0) and goes_on_in(lines, index + len(title) - 1, words_run(line), typography):
        return None
    if label is None and runs_on:
        style = style._replace(caps=in_small_caps(line), run_in=True)
    place = place_of(title[-1], typography)  # a first line may fill its column
    followed = is_followed(lines, index + len(title), typography)
    return Candidate(index, len(title), text, label, style, line.page, line.size, place=place, followed=followed)


def _stands_under(above: Candidate, index: int, style: Style, line: Line) -> bool:
    """Whether a bold or slanted line stands right under a bold heading that is set in another style."""
    touches = above.index + above.count == index and above.page == line.page and not above.style.run_in
    return (
        touches
        and (style.bold or (style.italic and line.page > 0))
        and above.style.bold
        and above.style != style
        and above.place == "left"
    )


def _is_spaced(lines: Sequence[Line], index: int, typography: Typography) -> bool:
    step = step_before(lines, index)
    return step is None or step > _SPACED * typography.leading


def _runs_on(lines: Sequence[Line], index: int, typography: Typography) -> bool:
    """Whether text follows a title that fills its line so closely that the title leads into it."""
    step = step_before(lines, index) if index < len(lines) else None
    close = step is not None and step < 1.1 * typography.leading
    if not close or typography.shortfall(lines[index - 1]) >= 0.2 or not typography.is_body(lines[index]):
        return False
    below = lines[index]
    word = len(below.text.partition(" ")[0]) / len(below.text) * (below.x1 - below.x0)
    room = typography.edges_of(lines[index - 1])[1] - lines[index - 1].x1
    return room < word + typography.size  # else the first word would stand behind the title


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
        if not close or not _goes_on(line, style, typography) or read_label(line.text) is not None:
            break
        if not _evenly_set(line, typography):
            parted = step > _PARTED * line.size / typography.size * typography.leading
            if typography.shortfall(title[-1]) > _ENDS_SHORT or parted:
                break  # the paragraph under it begins in the same style
            return None
        title.append(line)
    return title if len(title) < _MOST_LINES else None


def _is_inside(lines: Sequence[Line], index: int, style: Style, typography: Typography) -> bool:
    """Whether a large line goes on with one before it that was found to be no title."""
    step = step_before(lines, index)
    if style.size <= 1.0 or step is None or read_label(lines[index].text) is not None:
        return False
    return step < typography.close_step(lines[index]) and style_of(lines[index - 1], typography) == style


def _goes_on(line: Line, style: Style, typography: Typography) -> bool:
    """Whether a line has the style of the title before it; a short last word may not be seen to be in capitals."""
    own = style_of(line, typography)
    return own == style or (style.caps and line.text.isupper() and own._replace(caps=True) == style)


def _evenly_set(line: Line, typography: Typography) -> bool:
    """Whether the emphasis holds to the end of the line (numbers, formulas and marks aside)."""
    if line.is_caps:
        return True
    first = words_run(line)
    after = [run for run in line.runs[line.runs.index(first) :] if _LETTER.search(run.text) and not run.font.math]
    if line.size > typography.size + 0.6:
        return all(run.size > typography.size + 0.6 or _is_slight(run, first, typography) for run in after)
    last = after[-1] if after else first
    return all(_alike(run, first.font) or (run is not last and NUMBER_ONLY.fullmatch(run.text)) for run in after)


def _is_slight(run: Run, first: Run, typography: Typography) -> bool:
    """Whether smaller type may be part of a large title: a mark, or capitals; the text behind a title is neither."""
    text = is_plain(run, typography) and run.font != first.font
    return not text and (len(run.text) < 4 or run.text.isupper())


def _alike(run: Run, other: Font) -> bool:
    if run.text.strip() in LIGATURES:
        return True
    font = run.font
    weight = font.bold == other.bold and font.small_caps == other.small_caps
    return font.fixed or (weight and (font.italic == other.italic or font.bold))


def _reads_like_title(text: str, label: Label | None, style: Style, *, centred: bool) -> bool:
    words = [word for word in text.split() if word != "."]
    plain = label is None and not (style.size > 0 or style.bold or style.caps)
    most = _MOST_SLANTED_WORDS if plain else _MOST_WORDS
    if len(words) > most or len(text) > _LONGEST or text.endswith((",", ";")):
        return False
    unmarked = label is None or (label.number.isalpha() and not label.mark and not label.word)
    if unmarked and text.endswith((".", ".”")) and len(words) > _QUOTE_WORDS:
        return False  # a sentence set large to be seen
    if not WORD.search(text[label.end :] if label and label.end < len(text) else text):
        return False
    if label is None and not text[:1].isupper() and not text[:1].isdigit():
        return style.size > 1.0 or (style.size > 0 and centred)  # small capitals may be stored as small letters
    return not (label is None and style.size <= 0 and text.endswith(".") and len(words) > 6)


def _stands_apart(
    lines: Sequence[Line], index: int, title: Sequence[Line], label: Label | None, typography: Typography
) -> bool:
    """Whether a title stands at an edge or in the middle of its column, with space before it and text under it."""
    line = title[0]
    indent = typography.indent(line)
    aside = any(place_of(one, typography) != "left" for one in (line, title[-1]))
    larger = line.size > typography.size + 0.6
    gap = step_before(lines, index)
    below = lines[index + len(title)] if index + len(title) < len(lines) else None
    unsure = larger or line.column == SPANNING  # a wide margin may hide where the text begins
    flush = unsure and below is not None and abs(below.x0 - line.x0) < _FLUSH
    if not (-4 < indent < 0.6 or aside or flush or (label is not None and indent < 3)):
        return False
    if below is not None and below.row and label is None and not larger:
        return False
    return larger or label is not None or gap is None or gap > 1.15 * typography.leading
