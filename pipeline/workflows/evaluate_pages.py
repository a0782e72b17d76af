"""Labelled passages and their papers → did extraction find the passage, and was it tagged right."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipeline.domain.document import Document
from pipeline.domain.labels import LabeledEntry, TrainingSet
from pipeline.domain.passage import Finding
from pipeline.domain.taxonomy import taxonomy_to_mapping
from pipeline.errors import InputError
from pipeline.evaluation.gold import GoldEntry
from pipeline.evaluation.scored import Evaluation, Sought, Taken
from pipeline.evaluation.spans import Paper, Span, best_match
from pipeline.workflows.evaluate import circumstances, without_seen
from pipeline.workflows.gold import Gold
from pipeline.workflows.ingest import Ingested
from pipeline.workflows.judging import Judge, scored
from pipeline.workflows.terms import Terms

SAME = 0.5
"""The overlap from which an extracted passage counts as the labelled one."""

_SPLIT = (
    "Papers were read and extracted as by `mitag classify`; a labelled passage is found when an extracted one overlaps "
    "it by half or more, and the tags scored are those of the extracted passage."
)


@dataclass(frozen=True, eq=False)
class Read:
    """A paper that was read: its passages in order, which of them were taken, and its text ready to be searched."""

    document: Document
    findings: tuple[Finding, ...]
    text: Paper
    matched: set[int] = field(default_factory=set)
    """The numbers of passages that are labelled ones."""

    @property
    def name(self) -> str:
        """Its file."""
        return Path(self.document.source).name

    @property
    def spans(self) -> list[Span]:
        """Where its passages stand."""
        return [self.text.trimmed((each.passage.start, each.passage.end)) for each in self.findings]


def evaluate_pages(
    gold: Gold, lessons: TrainingSet, judge: Judge, terms: Terms, results: Iterable[Ingested]
) -> Evaluation:
    """Score extraction and tagging together: each labelled passage is looked for in what was extracted of its paper.

    Raises InputError when no paper could be read, or none has a labelled passage.
    """
    left_out, fresh = without_seen(gold.entries, lessons.entries)
    papers, failures = _papers(results)
    by_name = _names(papers)
    sought: list[Sought] = []
    found: list[tuple[GoldEntry, LabeledEntry]] = []
    for each in fresh:
        read = by_name.get(_fold(each.entry.paper)) or _holding(each.entry, papers)
        place, finding = _seek(each.entry, read)
        sought.append(place)
        if finding:
            passage = finding.passage
            found.append((each, replace(each.entry, text=passage.text, section_path=passage.section_path)))
    if all(place.fate == "paper missing" for place in sought):
        raise InputError(
            f"none of the {len(sought)} labelled passages stands in one of the {len(papers)} papers",
            remedy="let the column `paper` name each passage's file or title, and check the folder",
        )
    judged = judge.judge([entry for _, entry in found])
    records = [
        replace(scored(each, judgement, {}), text=entry.text, section_path=entry.section_path)
        for (each, entry), judgement in zip(found, judged, strict=True)
    ]
    made = circumstances(terms, gold, mode="end to end", model_id=judge.model_id, split=_SPLIT)
    made = replace(made, notes=(*made.notes, *failures))
    taken = tuple(_taken(papers))
    return Evaluation(made, taxonomy_to_mapping(lessons.taxonomy), tuple(records), left_out, tuple(sought), taken)


def _papers(results: Iterable[Ingested]) -> tuple[list[Read], list[str]]:
    papers, failures = [], []
    for result in results:
        if result.failure:
            failures.append(f"{result.source} could not be read: {result.failure.problem}")
        elif result.document:
            papers.append(Read(result.document, result.findings, Paper.of(result.document.text)))
    if not papers:
        raise InputError("no paper could be read: " + "; ".join(failures[:3]), remedy="check the folder of papers")
    return papers, failures


def _names(papers: Sequence[Read]) -> Mapping[str, Read]:
    """Papers by the names that labels may give them: file, file without suffix, title."""
    names: dict[str, Read] = {}
    for read in papers:
        path = Path(read.document.source)
        for name in (path.name, path.stem, read.document.title):
            if name:
                names.setdefault(_fold(name), read)
    return names


def _holding(entry: LabeledEntry, papers: Sequence[Read]) -> Read | None:
    return next((read for read in papers if entry.text and read.text.find(entry.text)), None)


def _seek(entry: LabeledEntry, read: Read | None) -> tuple[Sought, Finding | None]:
    sought = Sought(entry.entry_id, entry.paper, "paper missing", tuple(entry.labels))
    if read is None:
        return sought, None
    sought = replace(sought, paper=read.name)
    place = read.text.find(entry.text)
    if place is None:
        return replace(sought, fate="not in the text"), None
    spans = read.spans
    match = best_match(place, spans)
    if match is None or match[1] < SAME:
        return replace(sought, fate="in no passage", overlap=round(match[1], 4) if match else 0.0), None
    number, share = match
    read.matched.add(number)
    finding = read.findings[number]
    start_gap, end_gap = spans[number][0] - place[0], spans[number][1] - place[1]
    sought = replace(sought, fate="found", overlap=round(share, 4), start_gap=start_gap, end_gap=end_gap)
    return (sought, finding) if finding.taken else (replace(sought, fate="passed over"), None)


def _taken(papers: Sequence[Read]) -> Iterator[Taken]:
    """The passages taken of papers that have a labelled passage: of others, nobody knows what they hold."""
    for read in papers:
        if read.matched:
            for number, finding in enumerate(read.findings):
                if finding.taken:
                    yield Taken(read.name, finding.passage.text, number in read.matched)


def _fold(name: str) -> str:
    return " ".join(name.casefold().split())
