"""How much a person's look at a passage would be worth, and why: each reason is a badge with a weight."""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from pipeline.domain.labels import LabeledEntry
from pipeline.domain.prediction import Answer, Prediction
from pipeline.domain.review import Badge, FiledPrediction, Rank
from pipeline.domain.taxonomy import Taxonomy
from pipeline.workflows.classify import READ_POORLY
from pipeline.workflows.look_alikes import bucket_of, words_of

_OTHER_FACETS = 0.4
"""What doubt about another facet counts beside doubt about the code."""
_SURE = 0.5
_MANY = 4
_RARE = 12
_SELDOM = math.log(1 / 4)
_ENOUGH = 8
_UNKNOWN_WORDS = 0.25
_PERHAPS_NONE = 0.65


@dataclass(frozen=True)
class Corpus:
    """What the labelled entries say of the categories: how common each is, what goes with what, which words occur."""

    entries: Sequence[LabeledEntry]
    taxonomy: Taxonomy

    @cached_property
    def counts(self) -> Counter[tuple[str, str]]:
        """How often each label (facet, code) occurs; those of a tree count for all that stand above them."""
        return Counter(label for entry in self._labelled for label in self._with_above(entry.labels))

    @cached_property
    def words(self) -> frozenset[str]:
        """All words of all entries."""
        return frozenset(word for entry in self.entries for word in words_of(entry.text))

    @cached_property
    def codes_by_bucket(self) -> dict[str, str]:
        """The code of entries, to be found by what says nearly the same."""
        tree = self.taxonomy.tree.name
        return {bucket_of(entry.text): entry.labels[tree] for entry in self._labelled if tree in entry.labels}

    def oddity(self, code: str, facet: str, answer: str) -> float:
        """How much rarer the answer is under the code than elsewhere, as a logarithm; 0 where little is known."""
        tree = self.taxonomy.tree
        under = next(
            (each for each in reversed(tree.ancestors(code)) if self._together[each, facet, ""] >= _ENOUGH), ""
        )
        if not under:
            return 0.0
        n_answers = len(self.taxonomy[facet].categories)
        here = (self._together[under, facet, answer] + 0.5) / (self._together[under, facet, ""] + 0.5 * n_answers)
        everywhere = (self.counts[facet, answer] + 0.5) / (self._per_facet[facet] + 0.5 * n_answers)
        return math.log(here / everywhere)

    @cached_property
    def _labelled(self) -> list[LabeledEntry]:
        return [entry for entry in self.entries if entry.mitigation]

    @cached_property
    def _per_facet(self) -> Counter[str]:
        return Counter(facet for entry in self._labelled for facet in entry.labels)

    @cached_property
    def _together(self) -> Counter[tuple[str, str, str]]:
        """How often a code, or one below it, goes with each answer of another facet, and ("") with any."""
        tree = self.taxonomy.tree
        return Counter(
            (above, facet, either)
            for entry in self._labelled
            if tree.name in entry.labels
            for above in tree.ancestors(entry.labels[tree.name])
            for facet, answer in entry.labels.items()
            if facet != tree.name
            for either in (answer, "")
        )

    def _with_above(self, labels: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        for facet, code in labels.items():
            for above in self.taxonomy[facet].ancestors(code):
                yield facet, above


def rank(text: str, predicted: FiledPrediction, corpus: Corpus) -> Rank:
    """How urgent a look is: the sum of what each reason for it weighs."""
    badges = sorted(_badges(text, predicted, corpus), key=lambda badge: -badge.weight)
    doubt = _doubt(predicted.prediction, corpus.taxonomy)
    return Rank(round(doubt + sum(badge.weight for badge in badges), 4), tuple(badges), bucket_of(text))


def _doubt(prediction: Prediction, taxonomy: Taxonomy) -> float:
    """How unsure the answers are, between 0 and a little above 1."""
    tree = taxonomy.tree.name
    doubts = {facet: 1 - answer.confidence for facet, answer in prediction.answers.items()}
    others = [doubt for facet, doubt in doubts.items() if facet != tree]
    return doubts.get(tree, 1.0) + (_OTHER_FACETS * max(others) if others else 0.0)


def _badges(text: str, predicted: FiledPrediction, corpus: Corpus) -> Iterator[Badge]:
    answers = predicted.prediction.answers
    yield from _about_answers(answers, corpus.taxonomy)
    if (code := answers.get(corpus.taxonomy.tree.name)) is not None:
        yield from _about_code(text, code, corpus)
        yield from _about_company(code.code, answers, corpus)
    yield from _about_reading(text, predicted, corpus)


def _about_answers(answers: Mapping[str, Answer], taxonomy: Taxonomy) -> Iterator[Badge]:
    unsure = [f"{each.facet} {each.confidence:.0%}" for each in answers.values() if each.confidence < _SURE]
    if unsure:
        yield Badge("unsure", f"The model's confidence is low: {', '.join(unsure)}.")
    for each in answers.values():
        weight = 1.0 if each.facet == taxonomy.tree.name else _OTHER_FACETS
        if each.backed_off_from:
            likelier = taxonomy[each.facet][each.backed_off_from].title
            yield Badge("backed off", f"{each.facet}: perhaps {likelier}, but not sure enough.", 0.3 * weight)
        if len(each.prediction_set) > _MANY:
            n = len(each.prediction_set)
            yield Badge("many possible", f"{each.facet}: {n} categories cannot be ruled out.", 0.2 * weight)


def _about_code(text: str, code: Answer, corpus: Corpus) -> Iterator[Badge]:
    n = corpus.counts[code.facet, code.code]
    if n < _RARE:
        entries = "entry has" if n == 1 else "entries have"
        yield Badge("rare", f"Only {n} labelled {entries} this code.", round(0.4 * (1 - n / _RARE), 3))
    labelled = corpus.codes_by_bucket.get(bucket_of(text), code.code)
    if labelled != code.code and code.code not in corpus.taxonomy.tree.ancestors(labelled):
        yield Badge("label differs", f"Nearly the same text is labelled {labelled}: one of the two is wrong.", 0.6)


def _about_company(code: str, answers: Mapping[str, Answer], corpus: Corpus) -> Iterator[Badge]:
    for each in answers.values():
        if each.facet == corpus.taxonomy.tree.name:
            continue
        oddity = corpus.oddity(code, each.facet, each.code)
        if oddity < _SELDOM:
            yield Badge(
                f"unusual {each.facet.replace('_', ' ')}",
                f"{each.code} is {math.exp(-oddity):.0f} times rarer under {code} than among all labelled entries.",
                0.3,
            )


def _about_reading(text: str, predicted: FiledPrediction, corpus: Corpus) -> Iterator[Badge]:
    if READ_POORLY in predicted.prediction.review_reasons:
        yield Badge("poor page", "Text is missing from the page that the passage stands on.", 0.3)
    confidence = predicted.mitigation_confidence
    if confidence is not None and confidence < _PERHAPS_NONE:
        yield Badge("perhaps none", f"It describes a mitigation with a confidence of only {confidence:.0%}.", 0.3)
    words = words_of(text)
    unknown = words - corpus.words
    if len(words) >= _ENOUGH and len(unknown) > _UNKNOWN_WORDS * len(words):
        examples = ", ".join(sorted(unknown, key=lambda word: (-len(word), word))[:3])
        yield Badge("new wording", f"{len(unknown) / len(words):.0%} of its words are new, such as {examples}.", 0.2)
