"""How often a model trained on the labels in use is right on hand-labelled entries that it never saw.

    python benchmarks/accuracy.py entries.jsonl

The file holds one entry a line: text, name or section_path, code, the other facets where known, paper. Nothing in it
is trained on. Baselines are trained in the same run; intervals are 95 % bootstrap intervals over papers.
"""

import argparse
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from pipeline.classification import train_model
from pipeline.classification.features import with_headings
from pipeline.domain.taxonomy import Facet
from pipeline.evaluation.metrics import calibration_error
from pipeline.project import Project
from pipeline.workflows import untracked

ROUNDS = 1000
Probabilities = NDArray[np.float32]


def main() -> None:
    """Train, score and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("entries", type=Path)
    entries = [json.loads(line) for line in parser.parse_args().entries.read_text(encoding="utf-8").splitlines()]
    project = Project.open(Path(__file__).resolve().parent.parent)
    tree = project.taxonomy.tree
    leaves = set(tree.leaves())
    chosen = [entry for entry in entries if entry["code"] in leaves]
    texts = [with_headings((entry["name"],) if entry.get("name") else (), str(entry["text"])) for entry in chosen]
    truth = [str(entry["code"]) for entry in chosen]
    papers = np.asarray([entry["paper"] for entry in chosen])
    print(f"{len(chosen)} leaf-coded entries of {len(set(papers))} papers; 95 % intervals over papers in brackets\n")
    print(f"{'':34}{'leaf':>20}{'top 3':>20}{'level 2':>20}{'level 1':>20}{'surest 30 %':>20}{'ECE':>8}")
    for name, predict in (("commonest code", _commonest), ("words + logistic regression", _words)):
        print_row(name, predict(project, texts, truth), tree, truth, papers)
    probabilities, held = _mitag(project, texts, truth)
    print_row("mitag", probabilities, tree, truth, papers)
    print(f"\nprediction sets: coverage {held[0]:.2f}, mean size {held[1]:.1f}")


def print_row(
    name: str, probabilities: Probabilities, tree: Facet, truth: Sequence[str], papers: NDArray[np.str_]
) -> None:
    """Print one design's scores."""
    hits = hits_of(probabilities, tree, truth)
    cells = "".join(f"{_interval(hit, papers):>20}" for hit in hits[:-1])
    confidence = _leaf_probabilities(probabilities, tree).max(axis=1)
    surest = np.argsort(-confidence, kind="stable")[: round(0.3 * len(truth))]
    error = calibration_error(confidence, hits[0].astype(bool))
    print(f"{name:34}{cells}{hits[0][surest].mean():>20.2f}{error:>8.3f}")


def hits_of(probabilities: Probabilities, tree: Facet, truth: Sequence[str]) -> list[NDArray[np.float64]]:
    """Right or wrong for each entry: leaf, leaf among the top three, second level, first level, and the leaf again."""
    leaf = _leaf_probabilities(probabilities, tree)
    order = np.argsort(-leaf, axis=1, kind="stable")
    codes = np.asarray(tree.codes)
    wanted = np.asarray(truth)[:, None]
    levels = [_level_hits(probabilities, tree, truth, depth) for depth in (2, 1)]
    right = (codes[order[:, :1]] == wanted).any(axis=1).astype(float)
    return [right, (codes[order[:, :3]] == wanted).any(axis=1).astype(float), *levels, right]


def _leaf_probabilities(probabilities: Probabilities, tree: Facet) -> Probabilities:
    leaves = set(tree.leaves())
    is_leaf = np.asarray([code in leaves for code in tree.codes])
    return np.where(is_leaf, probabilities, -1.0).astype(np.float32)


def _level_hits(probabilities: Probabilities, tree: Facet, truth: Sequence[str], depth: int) -> NDArray[np.float64]:
    above = [tree.ancestors(code)[:depth] for code in tree.codes]
    nodes = sorted({path[-1] for path in above if len(path) == depth})
    sums = np.stack(
        [probabilities[:, [len(path) == depth and path[-1] == node for path in above]].sum(axis=1) for node in nodes], 1
    )
    wanted = [tree.ancestors(code)[:depth][-1] for code in truth]
    right: NDArray[np.float64] = (np.asarray(nodes)[sums.argmax(axis=1)] == np.asarray(wanted)).astype(np.float64)
    return right


def _interval(hits: NDArray[np.float64], papers: NDArray[np.str_]) -> str:
    rng = np.random.default_rng(0)
    names = np.unique(papers)
    of_paper = [hits[papers == name] for name in names]
    means = [
        np.concatenate([of_paper[index] for index in rng.integers(0, len(names), len(names))]).mean()
        for _ in range(ROUNDS)
    ]
    low, high = np.quantile(means, [0.025, 0.975])
    return f"{hits.mean():.2f} [{low:.2f} {high:.2f}]"


def _commonest(project: Project, texts: Sequence[str], truth: Sequence[str]) -> Probabilities:
    codes, counts = np.unique(truth, return_counts=True)
    table = dict(zip(codes.tolist(), counts.tolist(), strict=True))
    row = np.asarray([table.get(code, 0) for code in project.taxonomy.tree.codes], dtype=np.float32)
    return np.tile(row / row.sum(), (len(texts), 1))


def _words(project: Project, texts: Sequence[str], truth: Sequence[str]) -> Probabilities:
    del truth
    entries = [entry for entry in project.lessons().entries if "code" in entry.labels]
    vectors = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2)
    rows = vectors.fit_transform([with_headings(entry.section_path, entry.text) for entry in entries])
    model = LogisticRegression(C=10, max_iter=300).fit(rows, [entry.labels["code"] for entry in entries])
    codes = project.taxonomy.tree.codes
    found = np.zeros((len(texts), len(codes)), dtype=np.float32)
    found[:, [codes.index(code) for code in model.classes_]] = model.predict_proba(vectors.transform(texts))
    return found


def _mitag(project: Project, texts: Sequence[str], truth: Sequence[str]) -> tuple[Probabilities, tuple[float, float]]:
    def track(items: Iterable[object], total: int) -> Iterator[object]:
        return untracked(items, total=total, doing="")

    model, _ = train_model(project.lessons(), project.recipe(), project.encoding(), track=track, jobs=2)
    head = model.heads["code"]
    probabilities = model.probabilities(texts)["code"]
    sets = [head.prediction_set(row) for row in probabilities]
    coverage = float(np.mean([code in each for code, each in zip(truth, sets, strict=True)]))
    return probabilities, (coverage, float(np.mean([len(each) for each in sets])))


if __name__ == "__main__":
    main()
