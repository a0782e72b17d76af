"""What the heads learn from: labelled entries, and weaker rows made of the lexicon and the definitions.

Definitions give every category at least one row, so a category that was added to the taxonomy yesterday can be
predicted after the next training. The lexicon's phrases count singly, at a low weight, and joined in fours, which is
nearer to the length of a passage. Every entry counts a second time without its headings, so that headings help but are
not relied on, and its headings count once more by themselves, for the tree alone: they often name the mitigation.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.classification.features import with_headings
from pipeline.classification.model import IS_MITIGATION, IS_OTHER_TEXT, RELEVANCE
from pipeline.domain.labels import LabeledEntry, LexiconPhrase, Origin, TrainingSet
from pipeline.domain.taxonomy import Taxonomy

_BARE_WEIGHT, _HEADING_WEIGHT, _PHRASE_WEIGHT, _JOINED_WEIGHT, _DEFINITION_WEIGHT = 0.3, 0.3, 0.3, 0.5, 0.5
_JOINED = 4
# What a person said of real text counts as much as three texts that were written for training.
_REAL_WEIGHT = 3.0


@dataclass(frozen=True, slots=True)
class Example:
    """A text with the labels it teaches.

    Rows of a held-out paper are not trained on (None: never held out); only entries as they stand have an origin.
    """

    text: str
    labels: Mapping[str, str]
    weight: float
    paper: str | None = None
    origin: Origin | None = None


def examples_from(lessons: TrainingSet, *, seed: int) -> list[Example]:
    """Gather all rows in a fixed order: entries first, as given."""
    code = lessons.taxonomy.tree.name
    return [
        *(_from_entry(entry) for entry in lessons.entries),
        *(_without_headings(entry) for entry in lessons.entries if entry.section_path and entry.text.strip()),
        *(_headings_alone(entry, code) for entry in lessons.entries if entry.section_path and code in entry.labels),
        *_from_lexicon(lessons.lexicon, seed),
        *_from_definitions(lessons.taxonomy),
    ]


def _from_entry(entry: LabeledEntry) -> Example:
    weight = 1.0 if entry.origin == "synthetic" else _REAL_WEIGHT
    return Example(with_headings(entry.section_path, entry.text), _labels(entry), weight, entry.group, entry.origin)


def _without_headings(entry: LabeledEntry) -> Example:
    return Example(entry.text, _labels(entry), _BARE_WEIGHT, entry.group)


def _headings_alone(entry: LabeledEntry, code: str) -> Example:
    return Example(with_headings(entry.section_path, ""), {code: entry.labels[code]}, _HEADING_WEIGHT, entry.group)


def _labels(entry: LabeledEntry) -> dict[str, str]:
    return {**entry.labels, RELEVANCE: IS_MITIGATION if entry.mitigation else IS_OTHER_TEXT}


def _from_lexicon(lexicon: Sequence[LexiconPhrase], seed: int) -> Iterator[Example]:
    by_category: dict[tuple[str, str], list[LexiconPhrase]] = defaultdict(list)
    for item in lexicon:
        by_category[item.facet, item.code].append(item)
        yield Example(item.phrase, {item.facet: item.code}, _PHRASE_WEIGHT * item.weight)
    shuffle = np.random.default_rng(seed)
    for (facet, code), items in sorted(by_category.items()):
        order = shuffle.permutation(len(items))
        for start in range(0, len(items) - _JOINED + 1, _JOINED):
            text = ". ".join(items[index].phrase for index in order[start : start + _JOINED]) + "."
            yield Example(text, {facet: code}, _JOINED_WEIGHT)


def _from_definitions(taxonomy: Taxonomy) -> Iterator[Example]:
    for facet in taxonomy:
        for category in facet.categories:
            yield Example(f"{category.label}. {category.definition}", {facet.name: category.code}, _DEFINITION_WEIGHT)
