"""Fifty corrections in one subtree make the next model right more often there, on passages that nobody corrected."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.classification import Model
from pipeline.classification.features import TextEncoding
from pipeline.domain.labels import LabeledEntry
from pipeline.domain.passage import Passage
from pipeline.domain.review import FiledPrediction, Filing, Paper
from pipeline.encoding import get_encoder
from pipeline.project import Project
from pipeline.registry import Registry
from pipeline.store.ledger import Ledger
from pipeline.workflows import untracked
from pipeline.workflows.decide import Choice, decide
from pipeline.workflows.learn import merged, reviewed_entries
from pipeline.workflows.train import Reading, train

_SUBTREE, _N = "2.2", 50


def passage_of(entry: LabeledEntry) -> Passage:
    return Passage(entry.paper, entry.section_path, 0, len(entry.text), entry.text)


def right(model: Model, entries: Sequence[LabeledEntry]) -> float:
    """The share of entries whose code is the one that the model finds likeliest."""
    predictions = model.classify([passage_of(entry) for entry in entries])
    tree = model.taxonomy.tree.name
    hits = [
        predicted.answers[tree].alternatives[0].code == entry.labels[tree]
        for predicted, entry in zip(predictions, entries, strict=True)
    ]
    return sum(hits) / len(hits)


@pytest.mark.slow
def test_corrections_raise_held_out_accuracy_where_they_were_made(trained_home: Path, tmp_path: Path) -> None:
    project = Project.open(trained_home)
    lessons, registry = project.lessons(), Registry(tmp_path / "models")
    tree = lessons.taxonomy.tree

    def in_subtree(entry: LabeledEntry) -> bool:
        return _SUBTREE in tree.ancestors(entry.labels[tree.name]) if tree.name in entry.labels else False

    # A project that knows little of the subtree: what it has of it waits for review, or is kept to judge by.
    there = [entry for entry in lessons.entries if in_subtree(entry)]
    known = [entry for entry in lessons.entries if not in_subtree(entry)]
    papers = sorted({entry.paper for entry in there})
    judged_by = [entry for entry in there if entry.paper in papers[::2]]
    corrected = [entry for entry in there if entry.paper in papers[1::2]][:_N]
    assert len(corrected) == _N
    assert len(judged_by) > 40

    def model_of(entries: Sequence[LabeledEntry]) -> Model:
        encoder = get_encoder("static")
        encoding = TextEncoding(encoder.name, encoder.encode, getattr(encoder, "sums", None))
        teaching = replace(lessons, entries=tuple(entries))
        outcome = train(teaching, project.recipe(), Reading(encoding), registry, track=untracked, jobs=1)
        _, bundle = registry.load(outcome.manifest.model_id)
        return Model.from_parts(outcome.manifest.model_id, bundle.arrays, bundle.documents, encoding)

    before = model_of(known)
    with Ledger.open(tmp_path / "store.sqlite") as ledger:
        for entry, predicted in zip(
            corrected, before.classify([passage_of(entry) for entry in corrected]), strict=True
        ):
            paper = Paper(entry.paper, f"{entry.paper}.pdf")
            ledger.file([Filing(paper, passage_of(entry), FiledPrediction(predicted), tree.name)])
            decide(Choice(predicted.passage_id, "ada", entry.labels), ledger, lessons.taxonomy)
        reviewed = list(reviewed_entries(ledger.everything(), lessons.taxonomy))
    after = model_of(merged(reviewed, known))

    assert len(reviewed) == _N
    assert right(after, judged_by) > right(before, judged_by) + 0.1
