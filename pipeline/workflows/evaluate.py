"""Hand-labelled entries → scored entries: by cross-validation, or with a model that never saw them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import version

import numpy as np

from pipeline.domain.labels import LabeledEntry, TrainingSet
from pipeline.domain.taxonomy import Taxonomy, taxonomy_to_mapping
from pipeline.errors import InputError
from pipeline.evaluation.baselines import BASELINES
from pipeline.evaluation.gold import GoldEntry
from pipeline.evaluation.leakage import across_folds, seen_before
from pipeline.evaluation.rivals import BY_PAPER
from pipeline.evaluation.scored import Circumstances, Evaluation, LeftOut, Mode, ScoredEntry
from pipeline.workflows import Track
from pipeline.workflows.gold import Gold
from pipeline.workflows.judging import Judge, scored
from pipeline.workflows.terms import Terms

Teach = Callable[[TrainingSet], Judge]
_BATCH = 128
_RANDOM_NOTE = (
    "Entries were dealt out at random, so entries of one paper stand on both sides of the split, and these scores "
    "flatter the model. Do not quote them."
)


def evaluate_on(
    gold: Gold, lessons: TrainingSet, judge: Judge, terms: Terms, *, previous: Judge | None, track: Track
) -> Evaluation:
    """Score a trained model against entries, leaving out those that it has seen.

    An entry counts as seen when its paper is one that was trained on, or when it nearly repeats a training entry.

    Raises InputError when no entry is left to score.
    """
    left_out, fresh = without_seen(gold.entries, lessons.entries)
    entries = [each.entry for each in fresh]
    rivals = _rivals(lessons.taxonomy, lessons.entries, entries, previous, track)
    starts = range(0, len(entries), _BATCH)
    asked = track(starts, total=len(starts), doing="Asking the model")
    judged = [judgement for start in asked for judgement in judge.judge(entries[start : start + _BATCH])]
    records = [scored(*each) for each in zip(fresh, judged, rivals, strict=True)]
    split = (
        "A trained model met entries that it had not seen: none of a paper that it was trained on, and none that "
        "nearly repeats a training entry."
    )
    made = circumstances(terms, gold, mode="labelled entries", model_id=judge.model_id, split=split)
    return Evaluation(made, taxonomy_to_mapping(lessons.taxonomy), tuple(records), left_out)


def cross_validate(gold: Gold, lessons: TrainingSet, teach: Teach, terms: Terms, *, track: Track) -> Evaluation:
    """Train once for each fold and score what was held out; a paper is never cut, unless a random split is asked for.

    Raises InputError when the entries come from too few papers to hold any out.
    """
    by_paper = folds_by_paper(gold.entries, terms.folds)
    notes: tuple[str, ...] = ()
    split = f"{max(by_paper) + 1}-fold cross-validation; the entries of a paper are held out together."
    records, left_out = _hold_out(gold, lessons, teach, by_paper, _lessons_by_paper(gold, lessons, by_paper), track)
    if terms.random_split:
        dealt = folds_at_random(len(gold.entries), terms.folds, terms.seed)
        flattering, left_out = _hold_out(gold, lessons, teach, dealt, _lessons_by_entry(gold, lessons, dealt), track)
        records = _beside(flattering, records)
        notes = (_RANDOM_NOTE,)
        split = f"{terms.folds}-fold cross-validation on a RANDOM split, which cuts papers."
    if not records:
        raise InputError("every entry nearly repeats one of another paper: nothing is left to score")
    made = circumstances(terms, gold, mode="cross-validation", model_id="", split=split)
    made = replace(made, notes=(*notes, *made.notes))
    return Evaluation(made, taxonomy_to_mapping(lessons.taxonomy), tuple(records), left_out)


def folds_by_paper(entries: Sequence[GoldEntry], n_folds: int) -> list[int]:
    """The fold in which each entry is held out: papers whole, folds of about the same size.

    Raises InputError when there is only one paper.
    """
    from sklearn.model_selection import GroupKFold

    papers = [each.entry.group for each in entries]
    n_papers = len(set(papers))
    if n_papers < 2:
        raise InputError(
            f"all {len(entries)} entries come from one paper, {papers[0]!r}: none can be held out",
            remedy="label entries of a second paper, name each entry's paper, or use --on FILE with a trained model",
        )
    folds = np.zeros(len(entries), dtype=int)
    for number, (_, members) in enumerate(GroupKFold(min(n_folds, n_papers)).split(papers, groups=papers)):
        folds[members] = number
    return [int(fold) for fold in folds]


def folds_at_random(n: int, n_folds: int, seed: int) -> list[int]:
    """The fold of each entry, dealt out at random."""
    return [int(each) for each in np.random.default_rng(seed).permutation(np.arange(n) % min(n_folds, n))]


Folded = tuple[list[ScoredEntry], tuple[LeftOut, ...]]


def _hold_out(
    gold: Gold, lessons: TrainingSet, teach: Teach, folds: Sequence[int], of_lesson: Sequence[int], track: Track
) -> Folded:
    """Train on all lessons outside each fold and score its entries; `of_lesson` is the fold of each lesson, or -1."""
    leaks = across_folds(lessons.entries, of_lesson)
    leaking = {lessons.entries[number].entry_id: like for number, like in leaks.items()}
    records: list[ScoredEntry] = []
    numbers = range(max(folds) + 1)
    for number in track(numbers, total=len(numbers), doing="Cross-validating"):
        in_fold = [each for each, fold in zip(gold.entries, folds, strict=True) if fold == number]
        held = [each for each in in_fold if each.entry.entry_id not in leaking]
        train = tuple(entry for entry, fold in zip(lessons.entries, of_lesson, strict=True) if fold != number)
        if held:
            entries = [each.entry for each in held]
            judged = teach(replace(lessons, entries=train)).judge(entries)
            rivals = _rivals(lessons.taxonomy, train, entries, None, None)
            records += (scored(*each) for each in zip(held, judged, rivals, strict=True))
    left_out = tuple(
        _left_out(each.entry, *leaking[each.entry.entry_id], "nearly repeats an entry of another fold")
        for each in gold.entries
        if each.entry.entry_id in leaking
    )
    return records, left_out


def _lessons_by_paper(gold: Gold, lessons: TrainingSet, folds: Sequence[int]) -> list[int]:
    """A lesson is held out with the entries of its paper, whether it is scored or not."""
    of_paper = {each.entry.group: fold for each, fold in zip(gold.entries, folds, strict=True)}
    return [of_paper.get(entry.group, -1) for entry in lessons.entries]


def _lessons_by_entry(gold: Gold, lessons: TrainingSet, folds: Sequence[int]) -> list[int]:
    of_entry = {each.entry.entry_id: fold for each, fold in zip(gold.entries, folds, strict=True)}
    return [of_entry.get(entry.entry_id, -1) for entry in lessons.entries]


def _beside(flattering: Iterable[ScoredEntry], honest: Iterable[ScoredEntry]) -> list[ScoredEntry]:
    """The entries of a random split with what the split by paper answered as a baseline, where both have an entry."""
    by_id = {entry.entry_id: entry for entry in honest}
    joined = []
    for entry in flattering:
        other = by_id.get(entry.entry_id)
        if other:
            answers = {
                name: replace(answer, rivals={BY_PAPER: other.answers[name].likeliest, **answer.rivals})
                for name, answer in entry.answers.items()
            }
            joined.append(replace(entry, answers=answers))
    return joined


def without_seen(
    gold: Sequence[GoldEntry], train: Sequence[LabeledEntry]
) -> tuple[tuple[LeftOut, ...], list[GoldEntry]]:
    """Part the entries into those that training has seen, or nearly, and those that may be scored.

    Raises InputError when none may be.
    """
    papers = {entry.paper for entry in train if entry.paper}
    near = seen_before([each.entry for each in gold], train)
    left_out, fresh = [], []
    for number, each in enumerate(gold):
        if number in near:
            left_out.append(_left_out(each.entry, *near[number], "nearly repeats a training entry"))
        elif each.entry.paper in papers:
            left_out.append(LeftOut(each.entry.text, each.entry.paper, "its paper was trained on"))
        else:
            fresh.append(each)
    if not fresh:
        raise InputError(
            f"all {len(gold)} entries are in the training labels, or nearly so: nothing is left to score",
            remedy="name entries of papers that the model has not seen, or run `mitag evaluate` for cross-validation",
        )
    return tuple(left_out), fresh


def _left_out(entry: LabeledEntry, like: LabeledEntry, similarity: float, why: str) -> LeftOut:
    return LeftOut(entry.text or " > ".join(entry.section_path), entry.paper, why, like.text, similarity)


def _rivals(
    taxonomy: Taxonomy,
    train: Sequence[LabeledEntry],
    entries: Sequence[LabeledEntry],
    previous: Judge | None,
    track: Track | None,
) -> list[dict[str, dict[str, str]]]:
    """The baselines' categories for each entry, by facet and name."""
    found: list[dict[str, dict[str, str]]] = [{facet.name: {} for facet in taxonomy} for _ in entries]
    asked = [(facet, name) for facet in taxonomy for name in BASELINES]
    for facet, name in track(asked, total=len(asked), doing="Asking the baselines") if track else asked:
        for row, code in zip(found, BASELINES[name](facet, train, entries), strict=True):
            row[facet.name][name] = code
    if previous:
        name = f"previous model {previous.model_id}"
        for row, judgement in zip(found, previous.judge(entries), strict=True):
            for facet in taxonomy:
                probabilities = judgement.probabilities.get(facet.name, {})
                likeliest = max(probabilities, key=lambda code: probabilities[code], default="")
                if likeliest in facet:
                    row[facet.name][name] = likeliest
    return found


def circumstances(terms: Terms, gold: Gold, *, mode: Mode, model_id: str, split: str) -> Circumstances:
    """Write down how an evaluation came about."""
    counted = [
        (gold.n_repeats, "lines only repeat another and were not counted twice"),
        (gold.n_unlabelled, "lines have no label and were left out"),
        (gold.n_no_mitigation, "lines are marked as no mitigation and were left out"),
    ]
    return Circumstances(
        mode=mode,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        model_id=model_id,
        encoder=terms.encoder,
        split=split,
        sources=terms.sources,
        n_read=gold.n_rows,
        rounds=terms.rounds,
        seed=terms.seed,
        version=version("mitag"),
        notes=(*terms.notes, *(f"{n} {what}." for n, what in counted if n)),
    )
