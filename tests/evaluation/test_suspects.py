"""Labels that were spoilt on purpose are found, and few others."""

from dataclasses import replace

import numpy as np

from pipeline.evaluation.scored import ScoredAnswer
from pipeline.evaluation.suspects import suspects
from pipeline.evaluation.view import view_of
from tests.evaluation.records import CODES, TAXONOMY, a_scored


def test_the_definition_on_a_small_example() -> None:
    """Thresholds: code 1 gets 0.56 on average of its own entries, code 2 gets 0.7; 0.55 for it is no confidence."""
    said = [
        ("1", 0.9, 0.1),
        ("1", 0.8, 0.2),
        ("1", 0.1, 0.9),
        ("1", 0.45, 0.55),
        ("2", 0.3, 0.7),
        ("2", 0.35, 0.65),
        ("2", 0.25, 0.75),
    ]
    entries = [
        a_scored(number, {"code": ScoredAnswer(gold, "1", 0.5, {"1": one, "2": two})})
        for number, (gold, one, two) in enumerate(said)
    ]

    (found,) = suspects(view_of(entries, TAXONOMY.tree))

    assert (found.number, found.label, found.rather, found.of_label, found.of_rather) == (2, "1", "2", 0.1, 0.9)


def test_most_spoilt_labels_are_found_and_no_others() -> None:
    rng = np.random.default_rng(0)
    entries = []
    for number in range(300):
        truth = CODES[number % len(CODES)]
        shares = dict.fromkeys(CODES, 0.05) | {truth: round(float(rng.uniform(0.6, 0.8)), 3)}
        entries.append(a_scored(number, {"code": ScoredAnswer(truth, truth, 0.7, shares)}))
    spoilt = set(rng.choice(300, size=20, replace=False).tolist())
    for number in spoilt:
        answer = entries[number].answers["code"]
        wrong = CODES[(CODES.index(str(answer.gold)) + 1) % len(CODES)]
        entries[number] = replace(entries[number], answers={"code": replace(answer, gold=wrong)})

    found = {each.number for each in suspects(view_of(entries, TAXONOMY.tree))}

    assert found <= spoilt
    assert len(found) >= 12


def test_no_entries_no_suspects() -> None:
    assert suspects(view_of((), TAXONOMY.tree)) == []
