"""What a document looks like where nothing is special: the size, font and leading of its running text, its columns."""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pipeline.parsing.pdf.lines import Line, Page

SPANNING = -1
"""The column of a line that runs across columns."""

_LONG = 25
_FAR = 0.15


@dataclass(slots=True)
class Typography:
    """The plain style of a document, and where the columns of each page begin and end."""

    size: float
    font: str
    bold: bool
    italic: bool
    leading: float = 12.0
    edges: dict[tuple[int, int], tuple[float, float]] = field(default_factory=dict)

    def is_body(self, line: Line) -> bool:
        """Whether a line has the size of running text."""
        return abs(line.size - self.size) < 0.6

    def close_step(self, line: Line) -> float:
        """The widest step to the next line of the same title or caption."""
        share = max(line.size / self.size, 1.0)
        return max(1.5 * self.size * share + 1.0, 1.3 * self.leading * share)

    def edges_of(self, line: Line) -> tuple[float, float]:
        """Where the column of a line begins and ends."""
        return self.edges.get((line.page, line.column), (line.x0, line.x1))

    def indent(self, line: Line) -> float:
        """How far right of its column's edge a line begins, in sizes of running text."""
        return (line.x0 - self.edges_of(line)[0]) / self.size

    def shortfall(self, line: Line) -> float:
        """How far before its column's end a line ends, as a share of the column."""
        left, right = self.edges_of(line)
        return (right - line.x1) / max(right - left, 1.0)


def plain_style(lines: Sequence[Line]) -> Typography:
    """Find the size that most characters have, and of that size the font."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += len(line.text)
    size = sizes.most_common(1)[0][0] if sizes else 10.0
    fonts: Counter[tuple[str, bool, bool]] = Counter()
    for line in lines:
        if abs(line.size - size) < 0.6:
            fonts[line.font.name, line.font.bold, line.font.italic] += len(line.text)
    name, bold, italic = fonts.most_common(1)[0][0] if fonts else ("", False, False)
    return Typography(size, name, bold, italic)


def level_leads(pages: Sequence[Page], typography: Typography) -> None:
    """Give lines that end in running text its size, when they begin in smaller type, as under a heading in sans."""
    for page in pages:
        for line in page.lines:
            if line.size > typography.size - 0.6 or len(line.runs) < 2:
                continue
            text = [run for run in line.runs[1:] if run.font.name == typography.font and run.text.strip()]
            if text and abs(text[-1].size - typography.size) < 0.3:
                line.size, line.y = text[-1].size, text[-1].y


def find_columns(pages: Sequence[Page], typography: Typography) -> None:
    """Give every line its column, and note the edges of the columns and the leading."""
    starts: list[float] = []
    for page in pages:
        body = [line for line in page.lines if line.matter is None and typography.is_body(line)]
        long_lines = [line for line in page.lines if line.matter is None and len(line.text) > _LONG]
        found = _starts([line for line in long_lines if typography.is_body(line)], page.width)
        if len(found) < 2:
            found = max(found, _starts(long_lines, page.width), key=len)
        starts = _agreed(starts, found)
        _place(page.lines, starts, typography.size)
        _note_edges(page.number, body, typography)
        _note_edges(page.number, long_lines, typography)  # of a first page, say, that is all in small type
    _fill_edges(pages, typography)
    typography.leading = _leading(pages, typography)


def _starts(lines: Sequence[Line], width: float) -> list[float]:
    """Where columns begin: places where many lines begin and that hardly any line crosses."""
    if len(lines) < 4:
        return []
    counts = Counter(round(line.x0 / 3) * 3 for line in lines)
    starts: list[float] = []
    for place in sorted(counts):
        near = counts[place] + counts.get(place + 3, 0)
        if near < max(3, 0.12 * len(lines)):
            continue
        if not starts:
            starts.append(float(place))
        elif place - starts[-1] > _FAR * width:
            crossing = sum(line.x0 < place - 6 and line.x1 > place + 6 for line in lines)
            if crossing < 0.3 * len(lines):
                starts.append(_leftmost(place, starts[-1], lines))
    return starts


def _leftmost(place: float, before: float, lines: Sequence[Line]) -> float:
    """A page full of lists shows its column's edge in few lines: look for it between the columns."""
    ends = sorted(line.x1 for line in lines if before - 6 < line.x0 < place - 6 and line.x1 < place)
    if not ends:
        return place
    right = ends[int(len(ends) * 0.9)]
    return min((line.x0 for line in lines if right + 3 < line.x0 < place), default=place)


def _agreed(before: list[float], found: list[float]) -> list[float]:
    """A page that shows only some of the columns of the page before it has them all."""
    if len(found) < len(before) and all(any(abs(one - other) < 7 for other in before) for one in found):
        return before
    return found or before or [0.0]


def _place(lines: Iterable[Line], starts: Sequence[float], size: float) -> None:
    slack = 1.2 * size
    limits = [start - slack for start in starts[1:]]
    for line in lines if limits else ():
        column = bisect_right(limits, line.x0)
        crosses = column < len(limits) and line.x1 > limits[column] + 2 * slack
        line.column = SPANNING if crosses else column


def _note_edges(page: int, body: Iterable[Line], typography: Typography) -> None:
    columns: dict[int, list[Line]] = defaultdict(list)
    for line in body:
        if len(line.text) > 15:
            columns[line.column].append(line)
    for column, lines in columns.items():
        if len(lines) < 4 or column == SPANNING or (page, column) in typography.edges:
            continue
        places = Counter(round(line.x0 / 2) for line in lines)
        often = [place for place, count in places.items() if count >= max(2, 0.15 * len(lines))]
        left = 2.0 * min(often or [places.most_common(1)[0][0]])
        ends = sorted(line.x1 for line in lines)
        typography.edges[page, column] = (left, ends[int(len(ends) * 0.9)])


def _fill_edges(pages: Sequence[Page], typography: Typography) -> None:
    """Where a page shows too little of a column, take that of the nearest page; what spans takes all columns."""
    columns = {line.column for page in pages for line in page.lines} - {SPANNING}
    edges = typography.edges
    for column in columns:
        known = [page.number for page in pages if (page.number, column) in edges]
        for page in pages:
            if known and (page.number, column) not in edges:
                nearest = min(known, key=lambda other: (abs(other - page.number), other))
                edges[page.number, column] = edges[nearest, column]
    for page in pages:
        sides = [edges[page.number, column] for column in columns if (page.number, column) in edges]
        if sides:
            edges[page.number, SPANNING] = (min(left for left, _ in sides), max(right for _, right in sides))


def _leading(pages: Sequence[Page], typography: Typography) -> float:
    steps: Counter[float] = Counter()
    for page in pages:
        for above, below in pairwise(page.lines):
            if typography.is_body(above) and typography.is_body(below) and above.column == below.column:
                step = above.y - below.y
                if 0.5 * typography.size < step < 3 * typography.size:
                    steps[round(step * 4) / 4] += 1
    return steps.most_common(1)[0][0] if steps else 1.2 * typography.size
