"""Fit the weights by which `pipeline.reasoning.ranking` chooses what a line names, and say how well it chooses.

    python -m benchmarks.phrase_weights

In two steps, both on the papers that the model of `benchmarks.reasoning` learns from, so that what that prints was
measured on others; the evidence comes from a model of the other papers, as it would for a passage that nobody labelled.

1. A ridge regression of how near each phrase of a passage comes to the line that was written about it.
2. A logistic regression, with that as one of its features, on phrases that were marked by reading
   (`benchmarks/marks`): good enough to be named, acceptable, or neither. Phrases that read wrong count more.

Both are linear in the same features, so one weight for each is written to `pipeline/resources/phrases.json`. What is
printed are shares of passages whose first choice was marked good, or at least acceptable: on held-out papers.
"""

import json
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack, vstack
from sklearn.linear_model import LogisticRegression, Ridge

from benchmarks.reasoning import Explained, explain, trained_on_half
from pipeline.project import Project
from pipeline.reasoning.line import SURE
from pipeline.reasoning.mechanisms import Finder
from pipeline.reasoning.ranking import Ranking, Traits
from pipeline.reasoning.tagging import Tagger, Text, token_weights
from pipeline.reasoning.targets import RISK, Targets
from pipeline.reasoning.words import CONTENT, english, stems_of
from pipeline.resources import PHRASES_FILE

MARKS = Path(__file__).parent / "marks" / "phrases.jsonl"
KINDS = ("heads", "verbs", "others", "shapes")
RAREST = {"shapes": 200, "heads": 12, "verbs": 12, "others": 12}
RAREST_MARKED = 4
SLIGHTEST = 0.01
STIFFNESS, LOOSENESS = 100.0, 1.0
# How much "acceptable" is worth beside "good", and how much worse than a poor choice one is that reads wrong.
ACCEPTABLE, BROKEN = 0.6, 4.0
# Words are many and seen seldom: they may move the score less than shapes.
OF_WORDS, OF_NEARNESS = 0.5, 5.0
Name = tuple[str, str]
Features = dict[Name, float]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Example:
    """A phrase of a passage, and how near it comes to the line that was written about the passage."""

    passage: int
    wording: str
    features: Features
    overlap: float = 0.0
    mark: float = 0.0
    weight: float = 0.0


def main() -> None:
    """Fit, measure and write."""
    project = Project.open(Path(__file__).resolve().parent.parent)
    marks = {row["entry_id"]: row for row in map(json.loads, MARKS.read_text(encoding="utf-8").splitlines())}
    explained = explained_by(project, learned=1)
    near = nearness(project, explained)
    lessons = marked(explained, marks)
    weights, constant = combined(near, *preferences(lessons, near))
    for name, examples in {
        "learned from": lessons,
        "held out": marked(explained_by(project, learned=0), marks),
    }.items():
        print(f"{name}: {told(examples, [score(each.features, weights) + constant for each in examples])}")
    kept = {
        kind: {n: round(v, 2) for (k, n), v in weights.items() if k == kind and abs(v) >= SLIGHTEST} for kind in KINDS
    }
    kept["shapes"]["constant"] = round(constant, 2)
    PHRASES_FILE.write_text(json.dumps(kept, indent=0, sort_keys=True) + "\n", encoding="utf-8")
    print(", ".join(f"{len(found)} {kind}" for kind, found in kept.items()))


def explained_by(project: Project, *, learned: int) -> list[Explained]:
    """What a model of half of the papers makes of the labelled passages of the others."""
    model, entries = trained_on_half(project, learned=learned, n_passages=None)
    return [each for each in explain(model, entries) if each.entry.reasoning and not each.unclassifiable]


def nearness(project: Project, explained: Sequence[Explained]) -> dict[Name, float]:
    """What each feature says about how near a phrase comes to the line that was written about its passage."""
    seen = list(examples(explained))
    encode = project.encoding().encode
    lines = unit(encode([each.entry.reasoning for each in explained]))
    groups = [each.passage for each in seen]
    cosines = (unit(encode([each.wording for each in seen])) * lines[groups]).sum(axis=1)
    aim = centred((cosines + [each.overlap for each in seen]) / 2, groups)
    counted = Counter(name for each in seen for name in each.features)
    names = sorted(name for name, count in counted.items() if count >= RAREST[name[0]])
    found = Ridge(alpha=STIFFNESS, solver="sparse_cg").fit(matrix(seen, names), aim).coef_
    return dict(zip(names, found.tolist(), strict=True))


def preferences(marked: Sequence[Example], near: Mapping[Name, float]) -> tuple[dict[Name, float], float]:
    """What each feature says of whether a phrase may be named; nearness comes first; and the constant."""
    counted = Counter(name for each in marked for name in each.features)
    names = sorted(name for name, count in counted.items() if count >= RAREST_MARKED)
    scale = np.array([1.0 if kind == "shapes" else OF_WORDS for kind, _ in names])
    nearby = csr_matrix(OF_NEARNESS * np.array([[score(each.features, near)] for each in marked]))
    rows = hstack([nearby, matrix(marked, names).multiply(scale)]).tocsr()
    marks, weights = (np.array([getattr(each, name) for each in marked]) for name in ("mark", "weight"))
    # A mark between yes and no is both, in proportion.
    model = LogisticRegression(C=LOOSENESS, max_iter=1000).fit(
        vstack([rows, rows]),
        np.repeat([1, 0], len(marked)),
        sample_weight=np.concatenate([weights * marks, weights * (1 - marks)]),
    )
    of_nearness, *others = (model.coef_[0] * np.concatenate([[OF_NEARNESS], scale])).tolist()
    return {("", "nearness"): of_nearness, **dict(zip(names, others, strict=True))}, float(model.intercept_[0])


def combined(
    near: Mapping[Name, float], preferred: Mapping[Name, float], constant: float
) -> tuple[dict[Name, float], float]:
    """One weight for each feature: its own, and its share in nearness."""
    factor = preferred["", "nearness"]
    names = {*near, *preferred} - {("", "nearness")}
    return {name: preferred.get(name, 0.0) + factor * near.get(name, 0.0) for name in names}, constant


def marked(explained: Sequence[Explained], marks: Mapping[str, Mapping[str, list[str]]]) -> list[Example]:
    """The phrases that were marked, of the passages that were."""
    chosen = [each for each in explained if each.entry.entry_id in marks]
    found = []
    for example in examples(chosen):
        row = marks[chosen[example.passage].entry.entry_id]
        mark = 1.0 if example.wording in row["good"] else ACCEPTABLE if example.wording in row["acceptable"] else 0.0
        if mark or example.wording in row["poor"]:
            found.append(replace(example, mark=mark, weight=1.0))
        elif example.wording in row["broken"]:
            found.append(replace(example, weight=BROKEN))
    return found


def told(examples: Sequence[Example], scores: Sequence[float]) -> str:
    """How good the first choice is in each passage, of all and of those that are named for sure."""
    best: dict[int, tuple[float, Example]] = {}
    for example, value in zip(examples, scores, strict=True):
        if example.passage not in best or value > best[example.passage][0]:
            best[example.passage] = value, example

    def shares(chosen: Sequence[Example]) -> str:
        good, fair = (sum(each.mark >= least for each in chosen) / len(chosen) for least in (1.0, ACCEPTABLE))
        broken = sum(each.weight == BROKEN for each in chosen) / len(chosen)
        return f"{good:.1%} good, {fair:.1%} at least acceptable, {broken:.1%} broken"

    everything, sure = [each for _, each in best.values()], [each for value, each in best.values() if value >= SURE]
    return f"{len(everything)} passages: {shares(everything)}; {len(sure)} named for sure: {shares(sure)}"


def examples(explained: Sequence[Explained]) -> Iterator[Example]:
    """All phrases of the passages that speak for the answer."""
    tagger, finder = Tagger(english()), Finder(english())
    targets = Targets(english(), tagger)
    rarity = Rarity(each.entry.text for each in explained)
    for number, each in enumerate(explained):
        text, written = tagger.read(each.entry.text), tagger.read(each.entry.reasoning)
        theirs = content_of(written, range(len(written.tokens)))
        risky = frozenset(target.phrase.last - 1 for target in targets.found(text) if target.kind == RISK)
        defined = stems_of(f"{each.category.label} {each.category.definition}")
        evidence = token_weights(text, each.evidence)
        ranking = Ranking(text, evidence, english(), risky=risky, defined=defined)
        for traits in ranking.traits(finder.candidates(text)):
            span = range(traits.candidate.first, traits.candidate.last)
            overlap = rarity.overlap(content_of(text, span), theirs)
            yield Example(number, finder.phrase(text, traits.candidate).wording, features_of(text, traits), overlap)


class Rarity:
    """How rare words are among some texts."""

    def __init__(self, texts: Iterable[str]) -> None:
        stems = [stems_of(text) for text in texts]
        spread = Counter(stem for each in stems for stem in each)
        self._rarity = {stem: math.log((len(stems) + 1) / (count + 1)) for stem, count in spread.items()}
        self._unknown = math.log(len(stems) + 1)

    def overlap(self, one: frozenset[str], other: frozenset[str]) -> float:
        """What two sets of words share, by rarity: 1 for the same words."""
        both = self._weight(one) + self._weight(other)
        return 2 * self._weight(one & other) / both if both else 0.0

    def _weight(self, stems: frozenset[str]) -> float:
        return sum(self._rarity.get(stem, self._unknown) for stem in stems)


def content_of(text: Text, span: Iterable[int]) -> frozenset[str]:
    """The stems of the words that carry meaning."""
    return frozenset(text.roots[at] for at in span if text.letters[at] in CONTENT)


def features_of(text: Text, traits: Traits) -> Features:
    """What the score of a phrase is made of."""
    candidate = traits.candidate
    found: Features = {("heads", text.roots[candidate.head]): 1.0}
    for at in range(candidate.first, candidate.last):
        if text.letters[at] in CONTENT and at not in (candidate.head, candidate.verb):
            found["others", text.roots[at]] = 1.0
    if candidate.verb is not None:
        found["verbs", text.roots[candidate.verb]] = 1.0
    named = {("shapes", name): 1.0 for name in traits.names}
    return found | named | {("shapes", name): amount for name, amount in traits.amounts}


def matrix(rows: Sequence[Example], names: Sequence[Name]) -> csr_matrix:
    """A row for each example, a column for each feature."""
    places = {name: place for place, name in enumerate(names)}
    cells = [
        (number, places[name], value)
        for number, row in enumerate(rows)
        for name, value in row.features.items()
        if name in places
    ]
    numbers, columns, values = zip(*cells, strict=True)
    return csr_matrix((values, (numbers, columns)), shape=(len(rows), len(names)))


def score(features: Features, weights: Mapping[Name, float]) -> float:
    """What the features of a phrase weigh together."""
    return sum(weights.get(name, 0.0) * value for name, value in features.items())


def centred(values: Floats, groups: Sequence[int]) -> Floats:
    """Values less the mean of their group."""
    counts = np.maximum(np.bincount(groups), 1)
    centred: Floats = values - (np.bincount(groups, values) / counts)[np.asarray(groups)]
    return centred


def unit(vectors: NDArray[np.float32]) -> Floats:
    """Vectors of length one."""
    lengths = np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    unit: Floats = vectors / lengths
    return unit


if __name__ == "__main__":
    main()
