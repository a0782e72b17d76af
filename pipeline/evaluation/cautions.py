"""What weakens the figures of an evaluation: said at the top, before anybody reads one."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from pipeline.evaluation.blocks import titled
from pipeline.evaluation.headline import Sample
from pipeline.evaluation.resampling import FEWEST
from pipeline.evaluation.rivals import flattery
from pipeline.evaluation.scored import Evaluation

_FEW_PAPERS = 10


def cautions(evaluation: Evaluation, samples: Sequence[Sample]) -> Iterator[str]:
    """Yield a sentence for each weakness: of the entries, of the split, of the labels."""
    yield from _of_entries(evaluation)
    if flattered := flattery(samples):
        yield flattered
    n = len(evaluation.entries)
    lacking = [f"{titled(sample.name)} {n - len(sample.view)}" for sample in samples if len(sample.view) < n]
    if lacking:
        yield f"Entries without a label are not scored on that facet: {', '.join(lacking)} of {n}."
    if single := _named(samples, _with_one_entry):
        yield f"Categories with a single entry weigh as much as others in means over categories. {single}."
    if evaluation.made.mode == "cross-validation" and (lonely := _named(samples, _of_one_paper)):
        yield f"Labelled in one paper only, so never learned when that paper is held out. {lonely}."


def listed(names: Sequence[str], most: int = 8) -> str:
    """The first of some names, and how many more there are.

    >>> listed(["a", "b", "c"], 2)
    'a, b and 1 more'
    """
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def _of_entries(evaluation: Evaluation) -> Iterator[str]:
    entries = evaluation.entries
    n_papers = len({entry.paper for entry in entries})
    if entries and all(entry.origin == "synthetic" for entry in entries):
        yield "All entries were written for training and are easier than the literature: these figures flatter."
    if n_papers == 1:
        yield "All entries come from one paper: nothing here says how the model does on another."
    elif n_papers < _FEW_PAPERS:
        yield f"Only {n_papers} papers: intervals over so few are rough, and rather too narrow than too wide."


def _named(samples: Sequence[Sample], codes_of: Callable[[Sample], list[str]]) -> str:
    found = [(sample.name, codes_of(sample)) for sample in samples if len(sample.view) >= FEWEST]
    return "; ".join(f"{titled(name)}: {listed(codes)}" for name, codes in found if codes)


def _with_one_entry(sample: Sample) -> list[str]:
    counts = Counter(sample.view.gold.tolist())
    return [sample.view.facet.codes[code] for code in sorted(counts) if counts[code] == 1]


def _of_one_paper(sample: Sample) -> list[str]:
    view = sample.view
    pairs = set(zip(view.gold.tolist(), view.papers.tolist(), strict=True))
    n_papers = Counter(code for code, _ in pairs)
    return [view.facet.codes[code] for code in sorted(n_papers) if n_papers[code] == 1]
