"""What the heads learn from: labelled entries, and weaker rows made of the lexicon and the definitions.

Definitions give every category at least one row, so a category that was added to the taxonomy yesterday can be
predicted after the next training. The lexicon's phrases count singly, at a low weight, and joined in fours, which is
nearer to the length of a passage.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.classification.features import with_headings
from pipeline.classification.model import IS_MITIGATION, IS_OTHER_TEXT, RELEVANCE
from pipeline.domain.labels import LabeledEntry, LexiconPhrase, TrainingSet
from pipeline.domain.taxonomy import Taxonomy

_PHRASE_WEIGHT, _JOINED_WEIGHT, _DEFINITION_WEIGHT = 0.3, 0.5, 0.5
_JOINED = 4


@dataclass(frozen=True, slots=True)
class Example:
    """A text with the labels it teaches; `paper` is None for rows that are never held out."""

    text: str
    labels: Mapping[str, str]
    weight: float
    paper: str | None


def examples_from(lessons: TrainingSet, *, seed: int) -> list[Example]:
    """Gather all rows in a fixed order: entries first, as given."""
    return [
        *(_from_entry(entry) for entry in lessons.entries),
        *_from_lexicon(lessons.lexicon, seed),
        *_from_definitions(lessons.taxonomy),
    ]


def _from_entry(entry: LabeledEntry) -> Example:
    relevance = IS_MITIGATION if entry.mitigation else IS_OTHER_TEXT
    labels = {**entry.labels, RELEVANCE: relevance}
    return Example(with_headings(entry.section_path, entry.text), labels, 1.0, entry.paper or entry.entry_id)


def _from_lexicon(lexicon: Sequence[LexiconPhrase], seed: int) -> Iterator[Example]:
    by_category: dict[tuple[str, str], list[LexiconPhrase]] = defaultdict(list)
    for item in lexicon:
        by_category[item.facet, item.code].append(item)
        yield Example(item.phrase, {item.facet: item.code}, _PHRASE_WEIGHT * item.weight, None)
    shuffle = np.random.default_rng(seed)
    for (facet, code), items in sorted(by_category.items()):
        order = shuffle.permutation(len(items))
        for start in range(0, len(items) - _JOINED + 1, _JOINED):
            text = ". ".join(items[index].phrase for index in order[start : start + _JOINED]) + "."
            yield Example(text, {facet: code}, _JOINED_WEIGHT, None)


def _from_definitions(taxonomy: Taxonomy) -> Iterator[Example]:
    for facet in taxonomy:
        for category in facet.categories:
            yield Example(
                f"{category.label}. {category.definition}", {facet.name: category.code}, _DEFINITION_WEIGHT, None
            )
