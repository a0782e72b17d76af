"""Scored entries for tests: name labels and answers, the rest is filled in."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.domain.taxonomy import taxonomy_to_mapping
from pipeline.evaluation.blocks import Section, Table
from pipeline.evaluation.headline import Sample
from pipeline.evaluation.scored import Circumstances, Evaluation, ScoredAnswer, ScoredEntry
from pipeline.evaluation.view import view_of
from tests.builders import a_taxonomy

TAXONOMY = a_taxonomy()
CODES = TAXONOMY.tree.codes
ROUNDS, SEED = 200, 1


def an_answer(gold: str | None, code: str, *, sure: float = 0.8, **changes: Any) -> ScoredAnswer:
    """An answer whose likeliest category is `code`; what is left goes to the label."""
    rest = {gold: round(1 - sure, 4)} if gold not in (None, code) else {}
    probabilities = {code: sure, **rest}
    return replace(ScoredAnswer(gold, code, sure, probabilities, (code,)), **changes)


def a_scored(number: int, answers: Mapping[str, ScoredAnswer], **changes: Any) -> ScoredEntry:
    """An entry of one of three papers, by its number."""
    text = f"Staff rehearse a shutdown before every release, number {number} of many in a row."
    entry = ScoredEntry(f"{number:04x}", text, ("4 Operations",), f"paper {number % 3}", "hand", answers)
    return replace(entry, **changes)


def scored_pairs(pairs: Sequence[tuple[str, str]], **changes: Any) -> tuple[ScoredEntry, ...]:
    """One entry for each pair of label and answer on the tree."""
    return tuple(
        a_scored(number, {"code": an_answer(gold, code)}, **changes) for number, (gold, code) in enumerate(pairs)
    )


def rows_of(section: Section | None, number: int = 0) -> tuple[tuple[str, ...], ...]:
    """The rows of a section's table."""
    assert section is not None
    table = section.blocks[number]
    assert isinstance(table, Table)
    return table.rows


def random_pairs(seed: int, n: int) -> list[tuple[str, str]]:
    """Labels and answers on the tree, right about every second time."""
    rng = np.random.default_rng(seed)
    gold = rng.choice(CODES, size=n).tolist()
    answered = np.where(rng.random(n) < 0.5, gold, rng.choice(CODES, size=n)).tolist()
    return list(zip(gold, answered, strict=True))


def a_sample(entries: Sequence[ScoredEntry]) -> Sample:
    """The tree's part of some entries."""
    return Sample.of(view_of(entries, TAXONOMY.tree), rounds=ROUNDS, seed=SEED)


def random_entries(seed: int, n: int, *, n_papers: int = 5) -> tuple[ScoredEntry, ...]:
    """Entries with probabilities for every code, and a weaker baseline."""
    rng = np.random.default_rng(seed)
    entries = []
    for number in range(n):
        shares: NDArray[np.float64] = rng.dirichlet(np.full(len(CODES), 0.4)).round(4)
        best = CODES[int(shares.argmax())]
        gold = best if rng.random() < 0.6 else str(rng.choice(CODES))
        answer = ScoredAnswer(
            gold,
            best,
            float(shares.max()),
            dict(zip(CODES, shares.tolist(), strict=True)),
            (best, "2"),
            rivals={"most frequent": "2", "coin": str(rng.choice(CODES))},
        )
        actor = an_answer("Developer" if number % 4 else None, "Developer", sure=0.7, rivals={"most frequent": "User"})
        entries.append(a_scored(number, {"code": answer, "actor": actor}, paper=f"paper {number % n_papers}"))
    return tuple(entries)


def an_evaluation(entries: Sequence[ScoredEntry], **changes: Any) -> Evaluation:
    """An evaluation of some entries by the small taxonomy."""
    made = Circumstances(
        mode="labelled entries",
        created="2026-01-02T03:04:05+00:00",
        model_id="m0del",
        encoder="fake",
        split="Entries of other papers.",
        sources=("entries.jsonl",),
        n_read=len(entries),
        rounds=ROUNDS,
        seed=SEED,
        version="0",
    )
    return replace(Evaluation(made, taxonomy_to_mapping(TAXONOMY), tuple(entries)), **changes)
