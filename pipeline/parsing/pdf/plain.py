"""Headings in the type of the text itself: short lines that white space sets off, again and again in one document."""

from collections.abc import Collection, Sequence

from pipeline.parsing.pdf.lines import Line
from pipeline.parsing.pdf.numbering import read_label
from pipeline.parsing.pdf.paragraphs import is_bulleted, is_ended
from pipeline.parsing.pdf.titles import PLAIN, WORD, Candidate, join_lines, place_of, step_before
from pipeline.parsing.pdf.typography import Typography

_ABOVE = 1.3
"""Times the leading: the space before a plain title."""
_BELOW = 1.03
_MORE = 0.2
"""Times the leading: by how much the space above a title exceeds that below."""
_ENOUGH = 3
"""Set so once or twice, a line may be anything."""
_MOST_WORDS = 24
_MOST_LINES = 3
_SHORT = 0.08
_UNEVEN = 0.01
"""Of the column: lines of justified text end nearer to its edge, unless they are the last of their paragraph."""
_STOPS = (".", ",", ";", ":", "\x02", "”", ")")


def is_followed(lines: Sequence[Line], index: int, typography: Typography) -> bool:
    """Whether the lines from `index` on are as long as those of running text."""
    return index + 1 < len(lines) and all(
        typography.is_body(line) and typography.shortfall(line) < 0.1 for line in lines[index : index + 2]
    )


def plain_titles(lines: Sequence[Line], found: Sequence[Candidate], typography: Typography) -> list[Candidate]:
    """Return titles that only white space tells from the text; none unless several are set alike.

    At the top of a column there is no space above to tell: what stands there counts when others are certain.
    """
    taken = {one.index + place for one in found for place in range(one.count)}
    certain: list[Candidate] = []
    likely: list[Candidate] = []
    for index, line in enumerate(lines):
        if index in taken or line.row or not _could_open(line, typography):
            continue
        step = None if index - 1 in taken else step_before(lines, index)
        if step is not None and step < _ABOVE * typography.leading:
            continue
        title = _title(lines, index, step, taken, typography)
        if title is not None:
            (likely if step is None else certain).append(title)
    if len(certain) < _ENOUGH:
        return []
    return certain + likely


def _could_open(line: Line, typography: Typography) -> bool:
    text = line.text
    return (
        text[0].isupper()
        and not text.endswith(_STOPS[:-3])
        and line.font.name == typography.font
        and typography.is_body(line)
        and abs(typography.indent(line)) < 0.3
        and not is_bulleted(line)
    )


def _title(
    lines: Sequence[Line], index: int, step: float | None, taken: Collection[int], typography: Typography
) -> Candidate | None:
    """The title that begins at a line: it follows an end, is short, and a paragraph begins flush under it."""
    if index == 0 or not (index - 1 in taken or is_ended(lines[index - 1])) or _is_numbered(lines[index].text):
        return None
    for count in range(1, _MOST_LINES + 1):
        after = step_before(lines, index + count)
        if after is None or index + count in taken:
            return None
        if after > _BELOW * typography.leading:
            more = step is None or step > after + _MORE * typography.leading
            return _checked(lines, index, count, _SHORT if step is None else _UNEVEN, typography) if more else None
        if typography.shortfall(lines[index + count - 1]) > 3 * _SHORT:
            return None
    return None


def _is_numbered(text: str) -> bool:
    """Whether a line begins with a number rather than with the word `A` or `I`."""
    label = read_label(text)
    return label is not None and bool(label.mark or label.word or not label.number.isalpha())


def _checked(lines: Sequence[Line], index: int, count: int, least: float, typography: Typography) -> Candidate | None:
    title, below = lines[index : index + count], lines[index + count]
    text, line = join_lines(title), title[0]
    short = typography.shortfall(title[-1]) > least and not text.endswith(_STOPS)
    begins = typography.is_body(below) and abs(typography.indent(below)) < 0.3 and not below.text[:1].islower()
    if not (short and begins) or len(text.split()) > _MOST_WORDS or not WORD.search(text):
        return None
    place = place_of(title[-1], typography)
    return Candidate(index, count, text, None, PLAIN, line.page, line.size, place=place)
