"""Where the model is weaker: the same scores on parts of the entries."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.evaluation.blocks import Section, Table, columns_of, shown
from pipeline.evaluation.confidence import mean_score
from pipeline.evaluation.headline import Sample
from pipeline.evaluation.resampling import FEWEST, Resampler, Score
from pipeline.evaluation.scored import ScoredEntry
from pipeline.evaluation.wording import function_words, words_in

_LENGTHS = ((25, "up to 25 words"), (60, "26 to 60 words"), (120, "61 to 120 words"))
_ENOUGH_WORDS = 8
_ENGLISH = 0.15
_MOST = 60

Slicing = Callable[[ScoredEntry], str]


def length(entry: ScoredEntry) -> str:
    """The class of length of an entry's text."""
    n_words = len(entry.text.split())
    if not n_words:
        return "heading only"
    return next((name for most, name in _LENGTHS if n_words <= most), f"over {_LENGTHS[-1][0]} words")


def language(entry: ScoredEntry) -> str:
    """Whether the text is English, by the share of English function words; short texts do not tell.

    >>> from pipeline.evaluation.scored import ScoredEntry
    >>> language(ScoredEntry("", "Die Prüfung erfolgt durch eine externe Stelle vor der Freigabe.", (), "", "", {}))
    'other than English'
    """
    found = words_in(entry.text)
    if len(found) < _ENOUGH_WORDS:
        return "too short to tell"
    share = sum(word in function_words() for word in found) / len(found)
    return "English" if share >= _ENGLISH else "other than English"


SLICINGS: dict[str, Slicing] = {
    "Length": length,
    "Language": language,
    "Origin": lambda entry: entry.origin,
    "Year": lambda entry: str(entry.year) if entry.year else "unknown",
    "Paper": lambda entry: entry.paper,
}


@dataclass(frozen=True, eq=False)
class Cut:
    """One facet's entries, and the name of the part that each is in."""

    sample: Sample
    names: NDArray[np.str_]

    def size(self, name: str) -> int:
        """How many entries a part has."""
        return int((self.names == name).sum())

    def score(self, name: str, *, rounds: int, seed: int) -> Score:
        """The accuracy on a part."""
        part = self.sample.view.part(self.names == name)
        return mean_score(part.right, Resampler(part.papers, rounds=rounds, seed=seed), share=True)


def slices(samples: Sequence[Sample], *, rounds: int, seed: int) -> Section:
    """A table for each way to cut the entries, with the accuracy of each facet on each part."""
    tables = tuple(_table(name, samples, slicing, rounds, seed) for name, slicing in SLICINGS.items())
    lead = (
        "Accuracy of the likeliest category. Parts with fewer than "
        f"{FEWEST} entries are not scored. In a part of one paper entries are resampled (*)."
    )
    return Section("slices", "Slices", lead, tables)


def _table(title: str, samples: Sequence[Sample], slicing: Slicing, rounds: int, seed: int) -> Table:
    cuts = [
        Cut(sample, np.asarray([slicing(entry) for entry in sample.view.entries], dtype=np.str_)) for sample in samples
    ]
    sizes = {
        name: [cut.size(name) for cut in cuts]
        for name in sorted({str(name) for cut in cuts for name in np.unique(cut.names)}, key=_rank)
    }
    largest = sorted(sizes, key=lambda name: -max(sizes[name]))[:_MOST]
    rows = tuple(
        (name, *(shown(cut.score(name, rounds=rounds, seed=seed), n=True) for cut in cuts))
        for name in sizes
        if name in largest
    )
    note = f"The smallest part has n = {min(min(each) for each in sizes.values())}." if sizes else ""
    if len(sizes) > _MOST:
        note += f" The {_MOST} largest of {len(sizes)} parts are shown."
    return Table(title, ("", *columns_of([sample.name for sample in samples])), rows, note)


def _rank(name: str) -> tuple[int, str]:
    order = ["heading only", *(each for _, each in _LENGTHS)]
    return (order.index(name) if name in order else len(order), name)
