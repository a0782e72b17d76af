"""The whole report: every score has n and an interval, nothing is NaN, and the same records give the same bytes."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from pipeline.evaluation.blocks import Report
from pipeline.evaluation.keeping import from_json, to_json
from pipeline.evaluation.markdown import markdown
from pipeline.evaluation.report import report_of
from pipeline.evaluation.scored import Evaluation, LeftOut, ScoredEntry
from pipeline.resources.pages import fill
from tests.evaluation.records import a_scored, an_answer, an_evaluation, random_entries
from tests.evaluation.test_keeping import SIMULATION

NOTHING = re.compile(r"(?<![A-Za-z])(nan|NaN|None|inf)(?![A-Za-z])")
MARKUP = "<script>alert(1)</script> | `*_"

EVALUATIONS = {
    "plain": an_evaluation(random_entries(0, 40)),
    "with everything": an_evaluation(
        [replace(entry, line="Rests on “rehearse”.", reasoning="Rehearses.") for entry in random_entries(0, 30)],
        left_out=(LeftOut("One.", "p", "nearly repeats a training entry", "One", 0.9),),
        simulation=SIMULATION,
    ),
    "one paper": an_evaluation(random_entries(0, 20, n_papers=1)),
    "one entry": an_evaluation(random_entries(0, 1)),
    "no entry": an_evaluation(()),
    "one category": an_evaluation([a_scored(number, {"code": an_answer("2", "2", sure=1.0)}) for number in range(9)]),
    "all wrong": an_evaluation([a_scored(number, {"code": an_answer("2", "1.1")}) for number in range(9)]),
}


def texts(report: Report) -> str:
    return markdown(report) + "".join(fill("evaluation.html", report=report))


def scores(part: Any) -> Iterator[dict[str, Any]]:
    if isinstance(part, dict):
        if "value" in part:
            yield part
        for each in part.values():
            yield from scores(each)
    elif isinstance(part, list):
        for each in part:
            yield from scores(each)


@pytest.mark.parametrize("name", EVALUATIONS)
def test_no_score_without_n_and_an_interval_that_holds_it(name: str) -> None:
    report = report_of(EVALUATIONS[name])

    found = list(scores(json.loads(json.dumps(report.scores, allow_nan=False))))

    assert found
    for score in found:
        assert isinstance(score["n"], int)
        if score["value"] is None:
            assert score["low"] is score["high"] is None
        else:
            assert score["low"] <= score["value"] <= score["high"]
            assert score["n"] >= 5


@pytest.mark.parametrize("name", EVALUATIONS)
def test_nothing_undefined_is_ever_shown(name: str) -> None:
    assert NOTHING.findall(texts(report_of(EVALUATIONS[name]))) == []


@pytest.mark.parametrize("name", EVALUATIONS)
def test_what_was_kept_renders_to_the_same_bytes(name: str) -> None:
    evaluation = EVALUATIONS[name]
    report = report_of(evaluation)

    again = report_of(from_json(to_json(evaluation, report.scores).encode(), where="f"))

    assert texts(again) == texts(report)


def lonely(number: int) -> ScoredEntry:
    """An entry of one code in one paper, or of another code in some other paper."""
    gold = "2" if number % 2 else "1.1"
    return a_scored(number, {"code": an_answer(gold, gold)}, paper="p" if gold == "2" else f"p{number}")


def notes(evaluation: Evaluation) -> str:
    return " ".join(report_of(evaluation).notes)


def test_a_reader_is_warned_of_what_weakens_the_figures() -> None:
    assert "All entries come from one paper" in notes(EVALUATIONS["one paper"])
    assert "Only 5 papers" in notes(EVALUATIONS["plain"])
    assert "Actor 10 of 40" in notes(EVALUATIONS["plain"])
    assert "easier than the literature" in notes(
        an_evaluation([replace(entry, origin="synthetic") for entry in random_entries(0, 6)])
    )
    made = replace(EVALUATIONS["plain"].made, mode="cross-validation")
    assert "Labelled in one paper only" not in notes(EVALUATIONS["all wrong"])
    assert "held out. Code: 2." in notes(replace(an_evaluation([lonely(number) for number in range(6)]), made=made))
    single = [*random_entries(0, 9), a_scored(99, {"code": an_answer("9", "2")})]
    alone = an_evaluation([entry for entry in single if entry.answers["code"].gold != "9" or entry is single[-1]])
    assert re.search(r"Categories with a single entry .* Code: .*\b9\b", notes(alone))


def test_words_from_a_file_show_as_words() -> None:
    entries = [
        a_scored(number, {"code": an_answer("2", "1.1")}, text=MARKUP, section_path=(MARKUP,), paper=MARKUP)
        for number in range(6)
    ]
    report = report_of(an_evaluation(entries))

    page, text = "".join(fill("evaluation.html", report=report)), markdown(report)

    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>" not in text.replace("\\<script>", "")
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert not any(re.search(r"(?<!\\)\| \\`", row) for row in rows)


def test_the_most_confident_mistakes_come_first_and_are_twenty_at_most() -> None:
    report = report_of(an_evaluation(random_entries(0, 200)))
    errors = next(section for section in report.sections if section.name == "errors")

    cases = next(block for block in errors.blocks if block.kind == "cases")

    assert cases.caption == "The 20 most confident mistakes"
    sure = [float(str(dict(case.lines)["likeliest"]).rpartition(" ")[2]) for case in cases.cases]
    assert sure == sorted(sure, reverse=True)
    assert all(
        dict(case.lines)["label"] != str(dict(case.lines)["likeliest"]).partition(",")[0] for case in cases.cases
    )


def test_every_entry_of_a_confusion_stands_in_one_cell() -> None:
    report = report_of(an_evaluation(random_entries(0, 60)))
    errors = next(section for section in report.sections if section.name == "errors")

    blocks = [block for block in errors.blocks if block.kind == "matrix"]

    assert [block.caption for block in blocks] == [
        "Confusion: Code, first level",
        "Confusion under 1 System",
        "Confusion: Actor",
    ]
    for block in blocks:
        assert [sum(cell.count for cell in row) for row in block.cells] == [n for _, n in block.rows]
    assert sum(n for _, n in blocks[0].rows) == 60
