"""The loop from the command line: file, look, decide, learn, compare, put in use, go back, publish."""

import csv
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import copytree
from subprocess import DEVNULL, Popen
from sys import executable
from time import sleep
from typing import Any

import pytest
from typer.testing import Result

from pipeline.domain.review import Redrawing
from pipeline.project import Project
from pipeline.project.reviewing import filer
from pipeline.store.ledger import Ledger
from pipeline.workflows.decide import Choice, decide, redraw, split_at

Run = Callable[..., Result]


@pytest.fixture
def home(trained_home: Path, tmp_path: Path) -> Path:
    return copytree(trained_home, tmp_path / "home")


@pytest.fixture
def report(root: Path) -> Path:
    return root / "data" / "raw" / "report.md"


def rows(result: Result) -> list[dict[str, Any]]:
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.fixture
def filed(mitag: Run, home: Path, report: Path) -> Iterator[Ledger]:
    result = mitag("-C", home, "classify", report, "--store", "--json")
    assert result.exit_code == 0, result.output
    with Project.open(home).ledger() as ledger:
        assert ledger.count() > 10
        assert f"Filed for review: {ledger.count()} new passages, 0 known." in result.stderr
        yield ledger


def decide_all(ledger: Ledger, home: Path, reviewer: str = "ada", code: str = "2.4.1") -> int:
    taxonomy = Project.open(home).taxonomy
    n = 0
    while item := ledger.next(reviewer):
        decide(Choice(item.passage_id, reviewer, {"code": code, "actor": "User"}), ledger, taxonomy)
        n += 1
    return n


def test_what_needs_review_waits_and_what_was_decided_does_not_come_back(
    mitag: Run, home: Path, report: Path, filed: Ledger
) -> None:
    waiting = rows(mitag("-C", home, "queue", "--json", "-n", 100))
    assert len(waiting) == filed.progress().n_waiting > 0
    assert [row["priority"] for row in waiting] == sorted((row["priority"] for row in waiting), reverse=True)
    assert all(row["badges"] for row in waiting)

    assert decide_all(filed, home) == len(waiting)

    assert rows(mitag("-C", home, "queue", "--json")) == []
    again = mitag("-C", home, "classify", report, "--store", "--json")
    assert f"0 new passages, {filed.count()} known, {len(waiting)} of them decided, which stays." in again.stderr
    assert rows(mitag("-C", home, "queue", "--json")) == []
    assert len(rows(mitag("-C", home, "queue", "--json", "--state", "reviewed", "--code", "2.4", "-n", 99))) == len(
        waiting
    )


def test_the_next_model_learns_what_was_settled_and_can_be_taken_back(mitag: Run, home: Path, filed: Ledger) -> None:
    n_decided = decide_all(filed, home)
    (before,) = (path.parent.name for path in home.glob("models/*/manifest.json"))

    trained = mitag("-C", home, "train", "--jobs", "1", "--promote")

    assert trained.exit_code == 0, trained.output
    assert f"({n_decided} reviewed)" in trained.stderr
    models = rows(mitag("-C", home, "models", "list", "--json"))
    (after,) = [row["model_id"] for row in models if row["promoted"]]
    assert (len(models), models[-1]["parent"]) == (2, before)
    compared = json.loads(mitag("-C", home, "models", "compare", before, after, "--json").stdout)
    assert {facet["facet"] for facet in compared["facets"]} >= {"code", "is_mitigation"}
    assert before in mitag("-C", home, "models", "compare", before, after).stdout
    assert mitag("-C", home, "models", "rollback").exit_code == 0
    assert Project.open(home).registry.promoted_id() == before
    assert mitag("-C", home, "models", "rollback").exit_code == 4
    assert mitag("-C", home, "models", "promote", after, "--force").exit_code == 0

    changes = rows(mitag("-C", home, "models", "diff", before, after, "--json"))
    learned = [change for change in changes if change["settled"]]
    assert learned
    assert sum(bool(change["is_towards"]) for change in learned) > len(learned) / 2
    result = mitag("-C", home, "models", "diff", before, after, "--file")
    n_changed = len({change["passage_id"] for change in changes})
    assert f"{n_changed} passages are up for review" in result.stderr
    assert filed.progress().n_waiting == n_changed
    card = (home / "models" / str(after) / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert f"| review | {n_decided} | 1 |" in card
    assert f"## Beside {before}, which was in use" in card
    assert "## Beside" not in (home / "models" / before / "MODEL_CARD.md").read_text(encoding="utf-8")


def test_the_table_says_whose_each_label_is(mitag: Run, home: Path, filed: Ledger, tmp_path: Path) -> None:
    decide_all(filed, home)
    (rejected,) = (item.passage_id for item in filed.items()[-1:])
    decide(Choice(rejected, "ada", rejected=True), filed, Project.open(home).taxonomy)

    for suffix in ("csv", "jsonl", "parquet", "xlsx"):
        result = mitag("-C", home, "export", tmp_path / f"table.{suffix}")
        assert result.exit_code == 0, result.output
        assert f"{filed.count() - 1} passages are in" in result.stderr
    with (tmp_path / "table.csv").open(encoding="utf-8", newline="") as handle:
        table = list(csv.DictReader(handle))
    reviewed = [row for row in table if row["state"] == "reviewed"]
    assert reviewed
    assert {(row["code"], row["code_by"], row["lifecycle_stage_by"]) for row in reviewed} == {
        ("2.4.1", "review", "model")
    }
    assert {row["code_by"] for row in table if row["state"] == "auto"} <= {"model"}
    assert rejected not in {row["passage_id"] for row in table}
    assert mitag("-C", home, "export", tmp_path / "table.docx").exit_code == 2


@pytest.mark.slow
def test_a_killed_classification_keeps_every_document_it_had_tagged(
    mitag: Run, home: Path, report: Path, tmp_path: Path
) -> None:
    n_papers = 40
    papers = tmp_path / "papers"
    papers.mkdir()
    for number in range(n_papers):
        text = report.read_text(encoding="utf-8")
        (papers / f"{number:02}.md").write_text(f"{text}\n\nThe end of number {number}.\n", encoding="utf-8")

    def filed() -> list[int]:
        with Project.open(home).ledger() as ledger:
            return [n for _, n in ledger.papers()]

    command = [executable, "-m", "pipeline", "-C", home, "classify", papers, "--store", "--json"]
    with Popen([*map(str, command)], stdout=DEVNULL, stderr=DEVNULL) as process:
        while not filed() and process.poll() is None:
            sleep(0.02)
        process.kill()

    before = filed()
    assert 0 < len(before) < n_papers
    assert len({*before}) == 1  # each document whole
    again = mitag("-C", home, "classify", papers, "--store", "--json")
    assert f"{sum(before)} known" in again.stderr
    assert len(filed()) == n_papers


def test_a_store_may_be_named(mitag: Run, home: Path, report: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "team.sqlite"

    assert mitag("-C", home, "classify", "--store", elsewhere, report, "--json").exit_code == 0
    assert not (home / "data" / "mitag.sqlite").exists()
    assert "nothing yet" in mitag("-C", home, "queue").stderr
    assert len(rows(mitag("-C", home, "queue", "--store", elsewhere, "--json", "--state", "auto", "-n", 99))) > 0


def test_a_store_alone_may_stand_before_the_documents(mitag: Run, home: Path, report: Path) -> None:
    assert mitag("-C", home, "classify", "--store", report, "--json").exit_code == 0
    assert (home / "data" / "mitag.sqlite").is_file()


def test_the_queue_is_filtered(mitag: Run, home: Path, filed: Ledger) -> None:
    def found(*options: object) -> list[dict[str, Any]]:
        return rows(mitag("-C", home, "queue", "--json", "-n", 999, *options))

    waiting = found()
    middle = sorted(row["confidence"] for row in waiting)[len(waiting) // 2]
    decide(Choice(waiting[0]["passage_id"], "ada", {"code": "2.4.1"}), filed, Project.open(home).taxonomy)

    assert {row["passage_id"] for row in found("--by", "ada", "--state", "reviewed")} == {waiting[0]["passage_id"]}
    assert found("--model", waiting[0]["model_id"], "--document", "report.md") == found() == waiting[1:]
    assert found("--low", middle) == [row for row in waiting[1:] if row["confidence"] >= middle]
    assert found("--high", middle) == [row for row in waiting[1:] if row["confidence"] <= middle]
    reason = waiting[1]["badges"][0]["name"]
    assert found("--reason", reason) == [
        row for row in waiting[1:] if reason in {badge["name"] for badge in row["badges"]}
    ]


@pytest.mark.parametrize(
    ("option", "value", "problem"),
    [
        ("--state", "done", "unknown state 'done'"),
        ("--code", "77", "has no category '77'"),
        ("--document", "other.pdf", "no document in the store is called 'other.pdf'"),
        ("--model", "m1", "no passage in the store has the model 'm1'"),
        ("--by", "zoe", "no passage in the store has the reviewer 'zoe'"),
        ("--reason", "boredom", "no passage in the store has the reason 'boredom'"),
    ],
)
def test_filters_that_match_nothing_there_is_are_refused(
    mitag: Run, home: Path, option: str, value: str, problem: str
) -> None:
    result = mitag("-C", home, "queue", option, value)

    assert result.exit_code in (2, 3)
    assert problem in result.stderr


def test_passages_that_a_reviewer_drew_are_predicted(home: Path, filed: Ledger) -> None:
    item = filed.items()[0]
    passage = filed.passage(item.passage_id).passage
    middle = passage.text.index(" ", len(passage.text) // 2)
    redrawing = Redrawing((item.passage_id,), tuple(split_at(passage, [middle])), "ada", filed.clock())

    new = redraw(redrawing, filed, filer(Project.open(home)))

    assert len(new) == 2
    for passage_id in new:
        assert filed.item(passage_id).state == "needs review"
        predicted = filed.prediction(passage_id)
        assert predicted is not None
        assert predicted.prediction.reasoning
