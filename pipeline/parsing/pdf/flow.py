"""Lines and headings → the blocks of a document, in reading order."""

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field

from pipeline.parsing.finishing import names_abstract
from pipeline.parsing.pdf.headings import Decided
from pipeline.parsing.pdf.joining import Joiner
from pipeline.parsing.pdf.lines import Line, Matter
from pipeline.parsing.pdf.metadata import is_subtitle
from pipeline.parsing.pdf.paragraphs import Breaker, Paragraph, is_bulleted
from pipeline.parsing.pdf.typography import Typography
from pipeline.parsing.reading import Block, Box, Heading

_ABSTRACT_WORDS = 40
_SAME_SIZE = 0.3
_SENTENCE = re.compile(r"[a-z]{3}.*\s.*[.!?:;]$", re.DOTALL)
_NOTE_MARK = re.compile(r"\s*[*∗†‡§¶]+$")
_NOTES = re.compile(r"(?:end\s?)?notes|notas|anmerkungen|endnoten", re.IGNORECASE)
_NOTE_NUMBER = re.compile(r"[\[(]?\d{1,3}[\]).:]?\s?[^\W\d]")
_APPENDIX = 100


@dataclass(slots=True)
class Flow:
    """What the walk through the lines yields."""

    blocks: list[Heading | Block] = field(default_factory=list)
    title: str = ""
    front: list[Line] = field(default_factory=list)
    abstract: list[str] = field(default_factory=list)


def box_around(line: Line) -> Box:
    """The box of one line."""
    bottom, top = round(line.y - 0.25 * line.size, 1), round(line.top, 1)
    return Box(line.page + 1, round(line.x0, 1), bottom, round(line.x1, 1), top)


def box_of(lines: Sequence[Line]) -> tuple[Box, ...]:
    """One box for each column that the lines stand in."""
    groups: dict[tuple[int, int], list[Line]] = {}
    for line in lines:
        groups.setdefault((line.page, line.column), []).append(line)
    return tuple(
        Box(
            page + 1,
            round(min([line.x0 for line in group]), 1),
            round(min([line.y - 0.25 * line.size for line in group]), 1),
            round(max([line.x1 for line in group]), 1),
            round(max([line.top for line in group]), 1),
        )
        for (page, _), group in groups.items()
    )


class Walk:
    """One pass over the running text of a document."""

    def __init__(
        self,
        lines: Sequence[Line],
        headings: Mapping[int, Decided],
        interrupted: Set[int],
        typography: Typography,
        joiner: Joiner,
    ) -> None:
        self._lines = lines
        self._headings = headings
        self._interrupted = interrupted
        self._size = typography.size
        self._breaker = Breaker(typography)
        self._joiner = joiner
        self._current = Paragraph()
        self._list: Decided | None = None  # of references or contents: what stands under it is dropped
        self._notes: Decided | None = None  # gathered notes: their heading stays
        self._under_title: Line | None = None
        self._in_abstract = False
        self._running = 0.0  # the size of text that stands before the first heading
        self._flow = Flow()

    def run(self) -> Flow:
        """Go through all lines and return the blocks."""
        first = min((index for index, one in self._headings.items() if one.level > 0), default=0)
        index = self._front(first)
        while index < len(self._lines):
            if index in self._headings:
                index = self._heading(self._headings[index])
                continue
            self._line(index, self._lines[index])
            index += 1
        self._flush()
        return self._flow

    def _front(self, first: int) -> int:
        """Set aside what stands before the first heading, except an abstract that has none."""
        explicit = first in self._headings and names_abstract(self._headings[first].words)
        if first > 0 and self._lines[first].page > 1:
            return 0
        index = 0
        paragraphs: list[Paragraph] = []
        while index < first:
            if index in self._headings:
                self._title(self._headings[index])
                index += self._headings[index].candidate.count
                continue
            line = self._lines[index]
            if not paragraphs or self._breaker.begins_in_front(paragraphs[-1], line):
                paragraphs.append(Paragraph())
            paragraphs[-1].lines.append(line)
            index += 1
        for paragraph in paragraphs:
            text = self._joiner.join(paragraph.lines)
            if paragraph.lines[0] is self._under_title and is_subtitle(text):
                self._flow.title = f"{self._flow.title}: {text}"
                _drop(paragraph.lines, "front matter")
            elif not explicit and _SENTENCE.search(text) and self._is_running(text, paragraph):
                self._untitled_abstract(paragraph)
            else:
                self._flow.front.extend(paragraph.lines)
                _drop(paragraph.lines, "front matter")
        return index

    def _is_running(self, text: str, paragraph: Paragraph) -> bool:
        """Whether a paragraph before the first heading is long, or as large as a long one before it."""
        if len(text.split()) >= _ABSTRACT_WORDS:
            return True
        goes_on = abs(paragraph.lines[0].size - self._running) < _SAME_SIZE
        return goes_on and len(paragraph.lines) > 1

    def _untitled_abstract(self, paragraph: Paragraph) -> None:
        self._in_abstract = True
        self._running = paragraph.lines[0].size
        self._current = paragraph
        self._flush()

    def _title(self, one: Decided) -> None:
        lines = self._lines[one.candidate.index : one.candidate.index + one.candidate.count]
        after = one.candidate.index + one.candidate.count
        self._under_title = self._lines[after] if after < len(self._lines) else None
        self._flow.title = f"{self._flow.title} {_NOTE_MARK.sub('', one.candidate.title)}".strip()
        _drop(lines, "front matter")

    def _heading(self, one: Decided) -> int:
        candidate = one.candidate
        lines = self._lines[candidate.index : candidate.index + candidate.count]
        if self._list and self._list.opens and not _ends_list(one, self._list):
            _drop(lines, self._list.opens)
            return candidate.index + candidate.count
        if one.level == 0:
            self._title(one)
            return candidate.index + candidate.count
        self._flush()
        self._list = one if one.opens else None
        if one.opens:
            _drop(lines, one.opens)
            return candidate.index + candidate.count
        after = candidate.index + candidate.count
        self._notes = one if self._opens_notes(one, after) else None
        self._in_abstract = names_abstract(one.words)
        if not self._in_abstract:
            self._flow.blocks.append(Heading(one.words, one.level, candidate.page + 1, boxes=box_of(lines)))
        elif not candidate.rest:
            _drop(lines, "front matter")
        if candidate.rest:
            lines[-1].text = candidate.rest
            lines[-1].size = min(lines[-1].size, self._size)  # the title may be larger than what it leads into
            self._current.lines.append(lines[-1])
        return candidate.index + candidate.count

    def _opens_notes(self, one: Decided, after: int) -> bool:
        """Whether the notes of a chapter or paper are gathered under a heading, each behind its number."""
        named = _NOTES.fullmatch(one.words) is not None
        return named and after < len(self._lines) and _NOTE_NUMBER.match(self._lines[after].text) is not None

    def _line(self, index: int, line: Line) -> None:
        if self._list or self._notes:
            line.matter = self._list.opens if self._list else "footnote"
            return
        current = self._current
        if current.lines and self._breaker.begins(current, line, interrupted=index in self._interrupted):
            self._flush()
        if not self._current.lines:
            self._current.item = is_bulleted(line)
        self._current.lines.append(line)

    def _flush(self) -> None:
        paragraph, self._current = self._current, Paragraph()
        if not paragraph.lines:
            return
        text = self._joiner.join(paragraph.lines)
        if len(text) <= 25 and not _SENTENCE.search(text):
            _drop(paragraph.lines, "figure")
            return
        page = paragraph.lines[0].page + 1
        if self._in_abstract:
            self._flow.abstract.append(text)
            block = Block(text, page, "abstract", boxes=box_of(paragraph.lines))
        else:
            block = Block(text, page, "list item" if paragraph.item else "paragraph", boxes=box_of(paragraph.lines))
        self._flow.blocks.append(block)


def _ends_list(one: Decided, opening: Decided) -> bool:
    """Whether a heading stands after a list of references or contents rather than inside it."""
    style = one.candidate.style
    if one.path:
        return one.path[0] > _APPENDIX or style == opening.candidate.style or opening.opens == "contents"
    alike = style == opening.candidate.style or one.candidate.listed is not None
    return (one.level <= opening.level and alike) or (style.size > 0.6 and not style.run_in)


def _drop(lines: Sequence[Line], matter: Matter) -> None:
    for line in lines:
        line.matter = matter
