"""Nothing that was trained on is scored; papers stay whole unless asked; what is missing is said."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from pipeline.domain.labels import LabeledEntry, TrainingSet
from pipeline.errors import InputError
from pipeline.evaluation.gold import GoldEntry
from pipeline.evaluation.report import report_of
from pipeline.evaluation.rivals import BY_PAPER
from pipeline.evaluation.scored import Evaluation
from pipeline.workflows import untracked
from pipeline.workflows.evaluate import cross_validate, evaluate_on, folds_by_paper
from pipeline.workflows.gold import Gold
from pipeline.workflows.terms import Terms
from tests.builders import an_entry
from tests.workflows.judges import Scholar, labelled, lessons_of, some_labels


def gold_of(entries: Sequence[LabeledEntry]) -> Gold:
    return Gold(tuple(GoldEntry(entry) for entry in entries), len(entries), 0, 0, 0)


class Classroom:
    """Teaches scholars and remembers what each was taught."""

    def __init__(self) -> None:
        self.taught: list[Scholar] = []

    def __call__(self, lessons: TrainingSet) -> Scholar:
        self.taught.append(Scholar(lessons))
        return self.taught[-1]


def cross(entries: Sequence[LabeledEntry], teach: Classroom, **terms: object) -> Evaluation:
    settings = replace(Terms(rounds=100, folds=3), **terms)  # type: ignore[arg-type]
    return cross_validate(gold_of(entries), lessons_of(entries), teach, settings, track=untracked)


def test_every_entry_is_scored_once_by_a_model_that_saw_nothing_of_its_paper() -> None:
    entries, teach = some_labels(), Classroom()

    evaluation = cross(entries, teach)

    assert sorted(each.entry_id for each in evaluation.entries) == sorted(entry.entry_id for entry in entries)
    assert len(teach.taught) == 3
    papers = {entry.paper for entry in entries}
    held_out = [papers - scholar.papers for scholar in teach.taught]
    assert set.union(*held_out) == papers
    assert sum(map(len, held_out)) == len(papers)
    # Scholars err on papers they were not taught from: had one been, no answer would be 9.
    assert any(each.answers["code"].likeliest == "9" for each in evaluation.entries)


def test_an_unscored_entry_of_a_held_out_paper_is_not_trained_on_either() -> None:
    entries, teach = some_labels(), Classroom()
    other = an_entry("Thanks go to the reviewers.", labels={}, mitigation=False, paper="paper 0")
    lessons = lessons_of([*entries, replace(other, labels={"code": "9"}, mitigation=True)])

    cross_validate(gold_of(entries), lessons, teach, Terms(rounds=100, folds=5), track=untracked)

    for scholar in teach.taught:
        assert (other.text in scholar.texts) == ("paper 0" in scholar.papers)


def test_near_repeats_across_folds_are_left_out_and_counted() -> None:
    entries = some_labels()
    twin = replace(entries[0], text=entries[0].text + " again", paper="paper 1")

    evaluation = cross([*entries, twin], Classroom())

    ids = {each.entry_id for each in evaluation.entries}
    assert {entries[0].entry_id, twin.entry_id}.isdisjoint(ids)
    assert len(ids) == len(entries) - 1
    assert {each.why for each in evaluation.left_out} == {"nearly repeats an entry of another fold"}
    assert {each.text for each in evaluation.left_out} == {entries[0].text, twin.text}


def test_a_random_split_has_to_be_asked_for_and_stands_beside_the_honest_one() -> None:
    entries, teach = some_labels(), Classroom()

    flattering = cross(entries, teach, random_split=True)

    assert len(teach.taught) == 6
    assert any("flatter" in note for note in flattering.made.notes)
    assert "RANDOM" in flattering.made.split
    right = [each.answers["code"].likeliest == each.answers["code"].gold for each in flattering.entries]
    honest = [each.answers["code"].rivals[BY_PAPER] == each.answers["code"].gold for each in flattering.entries]
    assert sum(right) == len(entries)
    assert sum(honest) < len(entries)
    gain = (sum(right) - sum(honest)) / len(entries)
    assert f"accuracy minus that of the split by paper is Code {gain:.2f} [" in " ".join(report_of(flattering).notes)


def test_one_paper_alone_cannot_be_cross_validated() -> None:
    with pytest.raises(InputError, match="all 6 entries come from one paper, 'paper 0'") as caught:
        cross(some_labels(6, n_papers=1), Classroom())

    assert "--on FILE" in caught.value.remedy


def test_folds_never_cut_a_paper_and_are_no_more_than_papers() -> None:
    entries = [GoldEntry(entry) for entry in some_labels(40, n_papers=4)]

    folds = folds_by_paper(entries, 9)

    assert len(set(folds)) == 4
    assert len({(each.entry.paper, fold) for each, fold in zip(entries, folds, strict=True)}) == 4


def on(entries: Sequence[LabeledEntry], train: Sequence[LabeledEntry], previous: Scholar | None = None) -> Evaluation:
    lessons = lessons_of(train)
    terms = Terms(rounds=100, sources=("f",), encoder="fake")
    return evaluate_on(gold_of(entries), lessons, Scholar(lessons), terms, previous=previous, track=untracked)


def test_a_model_is_scored_on_what_it_has_not_seen_beside_baselines() -> None:
    train, fresh = some_labels(), [labelled(number, "1.1", "a new paper") for number in range(100, 106)]

    evaluation = on(fresh, train, previous=Scholar(model_id="old"))

    assert evaluation.made.model_id == "scholar"
    assert [each.text for each in evaluation.entries] == [entry.text for entry in fresh]
    answer = evaluation.entries[0].answers["code"]
    assert set(answer.rivals) == {
        "most frequent",
        "TF-IDF + logistic regression",
        "nearest definition",
        "previous model old",
    }
    assert answer.gold == "1.1"
    assert evaluation.entries[0].line == "Says so."


def test_entries_of_a_known_paper_and_near_repeats_are_left_out() -> None:
    train = some_labels()
    known_paper = labelled(200, "2", "paper 0")
    repeat = replace(train[0], paper="elsewhere", text=train[0].text + " again")
    fresh = labelled(201, "2", "elsewhere")

    evaluation = on([known_paper, repeat, fresh], train)

    assert [each.text for each in evaluation.entries] == [fresh.text]
    assert {each.text: each.why for each in evaluation.left_out} == {
        known_paper.text: "its paper was trained on",
        repeat.text: "nearly repeats a training entry",
    }


def test_when_all_was_seen_there_is_nothing_to_score() -> None:
    train = some_labels()

    with pytest.raises(InputError, match="all 30 entries are in the training labels, or nearly so") as caught:
        on(train, train)

    assert "cross-validation" in caught.value.remedy
