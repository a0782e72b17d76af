"""Fit the weights by which `pipeline.reasoning.worth` chooses what a line names.

    python -m benchmarks.phrase_weights

On the papers that the model of `benchmarks.reasoning` learns from, so that what that prints was measured on others. The
evidence comes from a model of the other papers, as it would for a passage that nobody has labelled. Writes
`pipeline/resources/phrases.json`.
"""

import json
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import Ridge

from benchmarks.reasoning import Explained, explain, trained_on_half
from pipeline.project import Project
from pipeline.reasoning.mechanisms import Candidate, Finder
from pipeline.reasoning.tagging import Tagger, Text, token_weights
from pipeline.reasoning.words import CONTENT, english, stems_of
from pipeline.reasoning.worth import Places, shapes
from pipeline.resources import PHRASES_FILE

RAREST = {"shapes": 200, "heads": 12, "verbs": 12, "others": 12}
SLIGHTEST = 0.002
STIFFNESS = 100.0
Features = dict[tuple[str, str], float]


@dataclass(frozen=True)
class Example:
    """A phrase of a passage, and how near it comes to the line that a person wrote about the passage."""

    passage: int
    wording: str
    features: Features
    overlap: float


def main() -> None:
    """Fit and write."""
    project = Project.open(Path(__file__).resolve().parent.parent)
    model, entries = trained_on_half(project, learned=1, n_passages=None)
    explained = [each for each in explain(model, entries) if each.entry.reasoning and not each.unclassifiable]
    seen = list(examples(explained))
    encode = project.encoding().encode
    lines = unit(encode([each.entry.reasoning for each in explained]))
    cosines = (unit(encode([each.wording for each in seen])) * lines[[each.passage for each in seen]]).sum(axis=1)
    nearness = (cosines + [each.overlap for each in seen]) / 2
    weights = fitted([each.features for each in seen], centred(nearness, [each.passage for each in seen]))
    PHRASES_FILE.write_text(json.dumps(weights, indent=0, sort_keys=True) + "\n", encoding="utf-8")
    print(f"{len(seen)} phrases of {len(explained)} passages; {', '.join(f'{len(w)} {k}' for k, w in weights.items())}")


def examples(explained: Sequence[Explained]) -> Iterator[Example]:
    """All phrases of the passages."""
    tagger, finder = Tagger(english()), Finder(english())
    spread = Counter(stem for each in explained for stem in stems_of(each.entry.text))
    rarity = {stem: math.log((len(explained) + 1) / (count + 1)) for stem, count in spread.items()}
    unknown = math.log(len(explained) + 1)

    def weight(stems: frozenset[str]) -> float:
        return sum(rarity.get(stem, unknown) for stem in stems)

    for number, each in enumerate(explained):
        text = tagger.read(each.entry.text)
        written = tagger.read(each.entry.reasoning)
        theirs = frozenset(
            root for root, letter in zip(written.roots, written.letters, strict=True) if letter in CONTENT
        )
        evidence = token_weights(text, each.evidence)
        total = sum(found for found in evidence if found > 0) or 1.0
        where = Places(text)
        defined = stems_of(f"{each.category.label} {each.category.definition}")
        for candidate in finder.candidates(text):
            span = range(candidate.first, candidate.last)
            roots = frozenset(text.roots[at] for at in span if text.letters[at] in CONTENT)
            both = weight(roots) + weight(theirs)
            share = math.sqrt(max(sum(evidence[at] for at in span), 0.0) / total)
            yield Example(
                number,
                finder.phrase(text, candidate).wording,
                features_of(text, candidate, where.of(candidate.head))
                | {("shapes", "share"): share, ("shapes", "defined"): float(text.roots[candidate.head] in defined)},
                2 * weight(roots & theirs) / both if both else 0.0,
            )


def features_of(text: Text, candidate: Candidate, where: Sequence[str]) -> Features:
    """What the score of a phrase is made of, but for the evidence."""
    inner = [at for at in range(candidate.first, candidate.last) if text.letters[at] in CONTENT]
    found: Features = {("heads", text.roots[candidate.head]): 1.0}
    for at in inner:
        if at not in (candidate.head, candidate.verb):
            found["others", text.roots[at]] = 1.0
    if candidate.verb is not None:
        found["verbs", text.roots[candidate.verb]] = 1.0
    for shape in (*shapes(text, candidate.first, candidate.last, candidate.kind, len(inner)), *where):
        found["shapes", shape] = 1.0
    found["shapes", "entity"] = float(english().is_entity(text.tokens[candidate.head]))
    return found


def fitted(rows: Sequence[Features], nearness: NDArray[np.float64]) -> dict[str, dict[str, float]]:
    """The weights of a ridge regression, slight ones left out."""
    counted = Counter(name for row in rows for name in row)
    names = {name: place for place, name in enumerate(sorted(n for n, c in counted.items() if c >= RAREST[n[0]]))}
    cells = [
        (number, names[name], value) for number, row in enumerate(rows) for name, value in row.items() if name in names
    ]
    numbers, places, values = zip(*cells, strict=True)
    matrix = csr_matrix((values, (numbers, places)), shape=(len(rows), len(names)))
    found = Ridge(alpha=STIFFNESS, solver="sparse_cg").fit(matrix, nearness).coef_
    weights: dict[str, dict[str, float]] = {kind: {} for kind in RAREST}
    for (kind, name), place in names.items():
        if abs(found[place]) >= SLIGHTEST:
            weights[kind][name] = round(float(found[place]), 3)
    return weights


def centred(values: NDArray[np.float64], groups: Sequence[int]) -> NDArray[np.float64]:
    """Values less the mean of their group."""
    counts = np.maximum(np.bincount(groups), 1)
    centred: NDArray[np.float64] = values - (np.bincount(groups, values) / counts)[np.asarray(groups)]
    return centred


def unit(vectors: NDArray[np.float32]) -> NDArray[np.float64]:
    """Vectors of length one."""
    lengths = np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    unit: NDArray[np.float64] = vectors / lengths
    return unit


if __name__ == "__main__":
    main()
