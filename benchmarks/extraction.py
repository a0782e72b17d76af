"""How well passages that describe a mitigation are told from other text.

    python -m benchmarks.extraction [DOCUMENT ...] [--no-registers]

First on the labels in use: each register is judged by a model trained on all others. Then, for every document given,
end to end: read, cut, judged by the promoted model, and compared with `extraction_labels.jsonl`, in which paragraphs of
real papers are labelled by one reader as "a curator of AI-risk mitigations would file this" or not; null is undecided
and not counted. The labels are spans with a digest of the text; a paragraph counts where its digest is found again.
"""

import argparse
import json
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, f1_score, roc_auc_score

from pipeline.classification import train_model
from pipeline.classification.model import IS_MITIGATION, RELEVANCE
from pipeline.domain.document import Document
from pipeline.domain.labels import TrainingSet
from pipeline.domain.passage import Finding
from pipeline.domain.taxonomy import Category, Facet, Taxonomy
from pipeline.extraction import find_passages
from pipeline.project import Project
from pipeline.workflows import untracked

THRESHOLDS = (0.1, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95)
LABELS = Path(__file__).with_name("extraction_labels.jsonl")
Truth = NDArray[np.bool_]
Scores = NDArray[np.float64]
Labels = dict[tuple[str, str], list[bool]]


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("documents", type=Path, nargs="*")
    parser.add_argument("--no-registers", action="store_true", help="only the documents: no training, seconds")
    options = parser.parse_args()
    project = Project.open(Path(__file__).resolve().parent.parent)
    if not options.no_registers:
        truth, scores = leave_one_register_out(project)
        print_table("paragraph model, each register held out", truth, scores)
    if not options.documents:
        print("no document given: end to end not measured")
        return
    labels = read_labels()
    model = project.model()
    for path in options.documents:
        if not path.exists():
            print(f"\n{path.name}: absent, skipped")
            continue
        document = project.parse(path)
        findings = find_passages(document, model.relevance)
        alone = model.relevance([finding.passage for finding in findings])
        score_document(document, findings, alone, labels)


def leave_one_register_out(project: Project) -> tuple[Truth, Scores]:
    """Which entries describe a mitigation, and how likely models think so that never saw the entry's register.

    Only the question asked here is trained: with a stand-in for the taxonomy the other heads cost nothing.
    """
    entries = project.lessons().entries
    parts = (Category("1", "Any", "Anything."), Category("1.1", "All", "All of it.", parent="1"))
    stand_in = Taxonomy("stand-in", (Facet("any", "What?", parts),))
    bare = tuple(replace(entry, labels={"any": "1.1"} if entry.mitigation else {}) for entry in entries)
    recipe = replace(project.recipe(), folds=len({entry.paper for entry in entries}))

    def track(items: Iterable[object], total: int) -> Iterator[object]:
        return untracked(items, total=total, doing="")

    _, held_out = train_model(TrainingSet(bare, (), stand_in), recipe, project.encoding(), track=track, jobs=1)
    found = next(each for each in held_out if each.facet == RELEVANCE)
    probabilities = found.probabilities[:, found.classes.index(IS_MITIGATION)].astype(float)
    return np.asarray([answer == IS_MITIGATION for answer in found.truth]), probabilities


def print_table(title: str, truth: Truth, scores: Scores) -> None:
    """Print areas under the curves, and precision and recall at thresholds."""
    print(f"\n{title}: {len(truth)} paragraphs, {int(truth.sum())} describe a mitigation")
    if not truth.any():
        print("  wrongly taken: " + ", ".join(f"{int((scores >= each).sum())} at {each}" for each in THRESHOLDS))
        return
    area, mean_precision = roc_auc_score(truth, scores), average_precision_score(truth, scores)
    print(f"  ROC AUC {area:.3f}   average precision {mean_precision:.3f}")
    print(f"  {'threshold':>9}{'precision':>11}{'recall':>8}{'F1':>7}{'macro-F1':>10}")
    for threshold in THRESHOLDS:
        taken = scores >= threshold
        hits = int((truth & taken).sum())
        precision, recall = hits / max(1, int(taken.sum())), hits / int(truth.sum())
        f1, macro = f1_score(truth, taken), f1_score(truth, taken, average="macro")
        print(f"  {threshold:>9}{precision:>11.3f}{recall:>8.3f}{f1:>7.3f}{macro:>10.3f}")


def read_labels() -> Labels:
    """The judgements on each text, by document and digest: as many as there are paragraphs with this text."""
    labels: Labels = {}
    for line in LABELS.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["mitigation"] is not None:
            labels.setdefault((row["document_id"], row["sha256"]), []).append(bool(row["mitigation"]))
    return labels


def n_labelled(labels: Labels, document: Document) -> int:
    """How many paragraphs of a document have a label."""
    return sum(len(answers) for (document_id, _), answers in labels.items() if document_id == document.document_id)


def score_document(
    document: Document,
    findings: Sequence[Finding],
    relevance: Sequence[float],
    labels: Labels,
) -> None:
    """Print how the findings compare with the labels of a document, first by the paragraph model alone."""
    truth, alone, confidence, taken = [], [], [], []
    starts = [finding.passage.start for finding in findings]
    for paragraph in document.paragraphs:
        digest = sha256(document.slice(paragraph).encode()).hexdigest()[:12]
        for label in labels.get((document.document_id, digest), [])[:1]:
            place = bisect_right(starts, paragraph.start) - 1
            finding = findings[place]
            truth.append(label)
            alone.append(relevance[place])
            confidence.append(finding.confidence)
            taken.append(finding.taken)
    if not truth:
        print(f"\n{document.source}: no labels for these bytes, skipped")
        return
    print(f"\n{document.source}: {len(truth)} labelled paragraphs found again of {n_labelled(labels, document)}")
    wanted, chosen = np.asarray(truth, dtype=bool), np.asarray(taken, dtype=bool)
    print_table("paragraph model alone", wanted, np.asarray(alone))
    print_table("all evidence", wanted, np.asarray(confidence))
    hits = int((wanted & chosen).sum())
    print(f"  taken as `mitag extract` does: {int(chosen.sum())}, of which {hits} rightly, of {int(wanted.sum())}")


if __name__ == "__main__":
    main()
