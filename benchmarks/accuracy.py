"""How often a model trained on the labels in use is right on hand-labelled entries that it never saw.

    python benchmarks/accuracy.py entries.jsonl

The file holds one entry a line: text, name or section_path, code, the other facets where known, paper. Nothing in it
is trained on. Baselines are trained in the same run; intervals are 95 % bootstrap intervals over papers. The other
facets are scored on the labels in use, each register by heads that were trained on others.

The calibration error (ECE) of few entries is mostly chance, so beside it stands that of a model as sure as this one
whose confidence is exactly right: its answers are drawn by its confidence, as many as there are entries.
"""

import argparse
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict

from pipeline.classification import Model, train_model
from pipeline.classification.features import with_headings
from pipeline.classification.training import OutOfFold
from pipeline.domain.taxonomy import Facet
from pipeline.evaluation.metrics import calibration_error
from pipeline.project import Project
from pipeline.workflows import untracked

ROUNDS, FOLDS = 1000, 3
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
    model, held_out = _mitag(project)
    probabilities = model.probabilities(texts)[tree.name]
    print_row("mitag", probabilities, tree, truth, papers)
    confidence = _leaf_probabilities(probabilities, tree).max(axis=1)
    print(
        "\nECE of a model as sure as mitag whose confidence is exactly right: {:.3f}, at most {:.3f} in 95 %".format(
            *chance_error(confidence)
        )
    )
    sets = [model.heads[tree.name].prediction_set(row) for row in probabilities]
    coverage = np.mean([code in each for code, each in zip(truth, sets, strict=True)])
    print(f"prediction sets: coverage {coverage:.2f}, mean size {np.mean([len(each) for each in sets]):.1f}")
    print_other_facets(project, held_out)


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


def chance_error(confidence: Probabilities) -> tuple[float, float]:
    """The calibration error, on average and in the 95th of 100 cases, where confidence is exactly right."""
    rng = np.random.default_rng(0)
    drawn = [calibration_error(confidence, rng.random(len(confidence)) < confidence) for _ in range(ROUNDS)]
    return float(np.mean(drawn)), float(np.quantile(drawn, 0.95))


def print_other_facets(project: Project, held_out: Sequence[OutOfFold]) -> None:
    """Print how often the flat facets are right on registers that were not trained on."""
    entries = project.lessons().entries
    print(f"\n{'registers of the corpus held out':34}{'words + logistic regression':>30}{'mitag':>20}")
    flat = {facet.name for facet in project.taxonomy} - {project.taxonomy.tree.name}
    for each in held_out:
        if each.facet in flat:
            asked = [entries[number] for number in each.entries]
            papers = np.asarray([entry.group for entry in asked])
            truth = np.asarray(each.truth)
            right = np.asarray(each.classes)[each.probabilities.argmax(axis=1)] == truth
            plain = _words_held_out([with_headings(entry.section_path, entry.text) for entry in asked], truth, papers)
            cells = (_interval(hits.astype(np.float64), papers) for hits in (plain, right))
            print(f"{each.facet:34}{next(cells):>30}{next(cells):>20}", flush=True)


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


def _words_held_out(texts: Sequence[str], truth: NDArray[np.str_], papers: NDArray[np.str_]) -> NDArray[np.bool_]:
    vectors = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2)
    rows, folds = vectors.fit_transform(texts), GroupKFold(FOLDS)
    return np.asarray(
        cross_val_predict(LogisticRegression(max_iter=300), rows, truth, groups=papers, cv=folds) == truth
    )


def _mitag(project: Project) -> tuple[Model, tuple[OutOfFold, ...]]:
    def track(items: Iterable[object], total: int) -> Iterator[object]:
        return untracked(items, total=total, doing="")

    return train_model(project.lessons(), project.recipe(), project.encoding(), track=track, jobs=2)


if __name__ == "__main__":
    main()
