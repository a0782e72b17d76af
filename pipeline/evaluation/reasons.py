"""The reasoning line: whether what it quotes stands in the passage, its length, and how near it is to a person's."""

import re

import numpy as np

from pipeline.domain.taxonomy import UNCLASSIFIABLE, Category, Facet
from pipeline.evaluation.blocks import Section, Table, shown
from pipeline.evaluation.confidence import mean_score
from pipeline.evaluation.resampling import Resampler, Score
from pipeline.evaluation.scored import Evaluation, ScoredEntry
from pipeline.evaluation.wording import roots_in

_QUOTED = re.compile(r"[“\"]([^”\"]+)[”\"]")
_WORD = re.compile(r"\w+")
_LEAD = (
    "Grounded: the line names something that the passage says and the category's definition does not, and whatever it "
    "quotes stands there word for word. Words from passage or definition: of the line's words that carry meaning; the "
    "rest belongs to the frame of the sentence. Similarity: the F score of the longest common subsequence of words "
    "(ROUGE-L, Lin 2004) with the line that a person wrote. Lines on passages that were answered as not classifiable "
    "are left out."
)


def reasoning(evaluation: Evaluation, tree: Facet) -> Section | None:
    """The table on the lines; None where no line was written."""
    unclassifiable = tree.resolve(UNCLASSIFIABLE)
    entries = [
        entry
        for entry in evaluation.entries
        if entry.line and tree.name in entry.answers and entry.answers[tree.name].code != unclassifiable
    ]
    if not entries:
        return None
    made = evaluation.made
    compared = [entry for entry in entries if entry.reasoning]

    def score(chosen: list[ScoredEntry], values: list[float], *, share: bool = False) -> Score:
        papers = np.unique([entry.paper for entry in chosen], return_inverse=True)[1].astype(np.int64)
        resampler = Resampler(papers, rounds=made.rounds, seed=made.seed)
        return mean_score(np.asarray(values, dtype=np.float64), resampler, share=share)

    categories = [tree[entry.answers[tree.name].code] for entry in entries]
    pairs = list(zip(entries, categories, strict=True))
    rows = [
        ("grounded", score(entries, [float(is_grounded(*pair)) for pair in pairs], share=True)),
        ("words from passage or definition", score(entries, [own_words(*pair) for pair in pairs])),
        ("length in words", score(entries, [float(len(entry.line.split())) for entry in entries])),
        ("similarity to the hand-written line", score(compared, [rouge_l(e.line, e.reasoning) for e in compared])),
        ("length of the hand-written line", score(compared, [float(len(e.reasoning.split())) for e in compared])),
    ]
    table = Table("Reasoning lines", ("", "n", "Score"), tuple((name, str(each.n), shown(each)) for name, each in rows))
    return Section("reasoning", "Reasoning", _LEAD, (table,))


def is_grounded(entry: ScoredEntry, category: Category) -> bool:
    """Whether a line names something of the passage beside the category itself, and quotes only what is there."""
    passage = " ".join((*entry.section_path, entry.text))
    there = _plain(passage)
    named = (roots_in(entry.line) - _of_category(category)) & roots_in(passage)
    return bool(named) and all(_plain(phrase) in there for phrase in _QUOTED.findall(entry.line))


def own_words(entry: ScoredEntry, category: Category) -> float:
    """The share of a line's words of meaning that stand in the passage, its headings or the category's definition."""
    said = roots_in(entry.line)
    known = roots_in(" ".join((*entry.section_path, entry.text))) | _of_category(category)
    return len(said & known) / len(said) if said else 1.0


def rouge_l(one: str, other: str) -> float:
    """How alike two lines are, from 0 to 1, whichever comes first.

    >>> rouge_l("Filters the training data.", "It filters harmful data")
    0.5
    """
    first, second = (_WORD.findall(each.casefold()) for each in (one, other))
    if not first or not second:
        return 0.0
    lengths = [0] * (len(second) + 1)
    for word in first:
        before = 0
        for number, theirs in enumerate(second, start=1):
            above = lengths[number]
            lengths[number] = before + 1 if word == theirs else max(above, lengths[number - 1])
            before = above
    return round(2 * lengths[-1] / (len(first) + len(second)), 4)


def _of_category(category: Category) -> frozenset[str]:
    return roots_in(f"{category.label} {category.definition}")


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
