"""What a report is made of: sections of tables, plots and cases, shown alike as page, as Markdown and in a terminal."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from pipeline.evaluation.resampling import FEWEST, Score

TOO_FEW = "too few"
NOT_OVER_PAPERS = "*"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text under a caption; a row may be marked to stand out."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""
    kind: Literal["table"] = "table"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a matrix: how many entries, and the part of its row that they are."""

    count: int
    share: float


@dataclass(frozen=True, slots=True)
class Matrix:
    """Labels against answers: a row for each label, shaded by the share of the row."""

    caption: str
    rows: tuple[tuple[str, int], ...]
    """Each label with its number of entries."""
    columns: tuple[str, ...]
    cells: tuple[tuple[Cell, ...], ...]
    right: tuple[int, ...] = ()
    """The column of each row that is the right answer."""
    kind: Literal["matrix"] = "matrix"


@dataclass(frozen=True, slots=True)
class Plot:
    """A drawing, and what it shows for those who cannot see it."""

    caption: str
    svg: str
    kind: Literal["plot"] = "plot"


@dataclass(frozen=True, slots=True)
class Case:
    """An entry to look at: its text, and labelled lines about it."""

    title: str
    text: str
    lines: tuple[tuple[str, str], ...]
    where: str = ""


@dataclass(frozen=True, slots=True)
class Cases:
    """Entries to look at, one after another."""

    caption: str
    cases: tuple[Case, ...]
    kind: Literal["cases"] = "cases"


@dataclass(frozen=True, slots=True)
class Prose:
    """A sentence or two."""

    text: str
    kind: Literal["prose"] = "prose"


Block = Table | Matrix | Plot | Cases | Prose


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report."""

    name: str
    title: str
    lead: str
    blocks: tuple[Block, ...]
    brief: int = 0
    """How many of its first blocks are shown where there is little room."""


@dataclass(frozen=True, slots=True)
class Report:
    """Everything a face may show of an evaluation."""

    title: str
    subtitle: str
    facts: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    sections: tuple[Section, ...]
    scores: dict[str, object] = field(default_factory=dict)
    """The headline scores for machines."""
    again: str = "mitag evaluate --from report.json"
    """How to make it again from what was kept."""
    rests_on: str = "the records in the JSON file beside this page"
    """What every figure follows from."""

    def in_short(self) -> tuple[Block, ...]:
        """What to show where there is little room."""
        return tuple(block for section in self.sections for block in section.blocks[: section.brief])


def shown(score: Score, *, digits: int = 2, n: bool = False) -> str:
    """A score with its interval as people read it, or that there are too few entries.

    >>> shown(Score(0.612, 0.5, 0.7049, 143)), shown(Score(None, None, None, 3), n=True)
    ('0.61 [0.50, 0.70]', 'too few (n = 3)')
    """
    size = f"n = {score.n}"
    if score.value is None or score.low is None or score.high is None:
        return f"{TOO_FEW} ({size})" if n else TOO_FEW
    mark = NOT_OVER_PAPERS if score.over == "entries" else ""
    figures = f"{score.value:.{digits}f} [{score.low:.{digits}f}, {score.high:.{digits}f}]{mark}"
    return f"{figures}, {size}" if n else figures


def shown_percent(share: Score) -> str:
    """A share with its interval in percent.

    >>> shown_percent(Score(0.612, 0.5, 0.7049, 143))
    '61 % [50, 70]'
    """
    if share.value is None or share.low is None or share.high is None:
        return TOO_FEW
    mark = NOT_OVER_PAPERS if share.over == "entries" else ""
    return f"{percent(share.value)} [{100 * share.low:.0f}, {100 * share.high:.0f}]{mark}"


def percent(share: float) -> str:
    """A share as people read it.

    >>> percent(0.305)
    '30 %'
    """
    return f"{100 * share:.0f} %"


def shortened(text: str, most: int = 600) -> str:
    """The beginning of a text, cut at a word.

    >>> shortened("one two three", 9)
    'one two …'
    """
    words = " ".join(text.split())
    return words if len(words) <= most else words[:most].rsplit(" ", 1)[0] + " …"


INTERVALS = (
    "In brackets: 95 % intervals from resampling papers. "
    f"{NOT_OVER_PAPERS} = all entries come from one paper, so entries were resampled instead, and the interval says "
    f"nothing about other papers. “{TOO_FEW}” = fewer than {FEWEST} entries, or undefined on them."
)


def titled(facet: str) -> str:
    """The name of a facet as people read it.

    >>> titled("lifecycle_stage")
    'Lifecycle stage'
    """
    return facet.replace("_", " ").capitalize()


def columns_of(facets: Sequence[str]) -> tuple[str, ...]:
    """Names of facets as headings."""
    return tuple(titled(facet) for facet in facets)
