"""Evaluation from the command line: what is printed, what is written, and what is refused."""

import json
from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import pytest
from typer.testing import Result

from tests.conftest import ROOT

Run = Callable[..., Result]

TEXTS = {
    "1.2.1": "Every prompt is screened by a classifier before it reaches the model, and refused if it asks for harm.",
    "2.2.2": "An outside red team probes the system for dangerous capabilities before each release and reports them.",
    "3.1.1": "A statute obliges providers of general-purpose models to hold a licence issued by the ministry.",
    "2.3.4": "Operators rehearse an emergency shutdown and notify customers of every serious incident within a day.",
    "1.1.1": "Documents with personal details are removed from the corpus before pre-training begins.",
    "2.4.4": "All engineers take a yearly course on safety culture and on reporting what worries them.",
}


@pytest.fixture
def entries(tmp_path: Path) -> Path:
    rows = [
        {"text": text, "code": code, "actor": "Developer", "paper": f"new paper {number % 2}", "year": 2024}
        for number, (code, text) in enumerate(TEXTS.items())
    ]
    path = tmp_path / "entries.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture
def evaluated(mitag: Run, trained_home: Path, entries: Path, tmp_path: Path) -> Result:
    return mitag("-C", trained_home, "evaluate", "--on", entries, "--rounds", "100", "-o", tmp_path / "out")


def test_a_trained_model_is_scored_and_three_files_are_written(evaluated: Result, tmp_path: Path) -> None:
    assert evaluated.exit_code == 0, evaluated.output
    assert "Likeliest category" in evaluated.stdout
    assert "accuracy" in evaluated.stdout
    assert "Accuracy: model minus baseline" in evaluated.stdout
    assert f"The report is in {tmp_path}/out/report.html, report.md and report.json." in evaluated.stderr
    kept = json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))
    assert len(kept["entries"]) == len(TEXTS)
    assert kept["scores"]["facets"]["code"]["accuracy"]["n"] == len(TEXTS)
    assert kept["entries"][0]["line"]
    assert sum(kept["entries"][0]["answers"]["code"]["probabilities"].values()) == pytest.approx(1, abs=0.01)


def test_a_kept_report_renders_again_to_the_byte_without_a_model(evaluated: Result, mitag: Run, tmp_path: Path) -> None:
    assert evaluated.exit_code == 0
    first, again = tmp_path / "out", tmp_path / "again"

    result = mitag("-C", tmp_path, "evaluate", "--from", first / "report.json", "-o", again)

    assert result.exit_code == 0, result.output
    assert result.stdout == evaluated.stdout
    for name in ("report.html", "report.md", "report.json"):
        assert (again / name).read_bytes() == (first / name).read_bytes()


def test_scores_for_machines(mitag: Run, trained_home: Path, entries: Path, tmp_path: Path) -> None:
    result = mitag("-C", trained_home, "evaluate", "--on", entries, "--rounds", "100", "-o", tmp_path / "out", "--json")

    scores = json.loads(result.stdout)
    assert scores["n_scored"] == len(TEXTS)
    assert scores["facets"]["lifecycle_stage"]["accuracy"] == {
        "value": None,
        "low": None,
        "high": None,
        "n": 0,
        "over": "entries",
    }


def test_extraction_and_tagging_are_scored_together(mitag: Run, trained_home: Path, tmp_path: Path) -> None:
    papers = tmp_path / "papers"
    papers.mkdir()
    body = "".join(f"## Measure {number}\n\n{text}\n\n" for number, text in enumerate(TEXTS.values()))
    (papers / "survey.md").write_text(f"# A survey of AI safety\n\n{body}", encoding="utf-8")
    pages = tmp_path / "pages.jsonl"
    rows = [{"text": text, "code": code, "paper": "survey.md"} for code, text in TEXTS.items()]
    pages.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")

    result = mitag("-C", trained_home, "evaluate", "--pages", pages, "--papers", papers, "-o", tmp_path / "out")

    assert result.exit_code == 0, result.output
    assert "end to end: code" in result.stdout
    kept = json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))
    assert len(kept["sought"]) == len(TEXTS)
    assert kept["scores"]["extraction"]["recall"]["n"] == len(TEXTS)


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (("--on", "a", "--from", "b"), "--on and --from exclude each other"),
        (("--pages", "a"), "--pages and --papers go together"),
        (("--papers", "a"), "--pages and --papers go together"),
        (("--on", "a", "--unsafe-random-split"), "--unsafe-random-split does not go with --on"),
        (("--model", "a"), "--model does not go with cross-validation"),
        (("--from", "a", "--against", "b"), "--against does not go with --from"),
    ],
)
def test_options_that_contradict_each_other_are_refused(
    mitag: Run, tmp_path: Path, options: tuple[str, ...], problem: str
) -> None:
    result = mitag("-C", tmp_path, "evaluate", *options)

    assert result.exit_code == 2
    assert result.stderr.startswith(f"Error: {problem}")
    assert "  Try: " in result.stderr


def test_without_a_model_there_is_nothing_to_score(mitag: Run, tmp_path: Path, entries: Path) -> None:
    result = mitag("-C", tmp_path, "evaluate", "--on", entries)

    assert result.exit_code == 4
    assert "Try: run `mitag train`" in result.stderr


def test_what_the_model_learned_from_is_not_scored(mitag: Run, trained_home: Path, tmp_path: Path) -> None:
    labels = trained_home / "data" / "labeled" / "policy-and-law.jsonl"

    result = mitag("-C", trained_home, "evaluate", "--on", labels, "-o", tmp_path / "out")

    assert result.exit_code == 3
    assert "are in the training labels, or nearly so: nothing is left to score" in result.stderr


def test_unknown_codes_leave_a_mapping_to_fill_in(
    mitag: Run, trained_home: Path, entries: Path, tmp_path: Path
) -> None:
    entries.write_text(entries.read_text(encoding="utf-8").replace('"1.2.1"', '"Filtering"'), encoding="utf-8")

    result = mitag("-C", trained_home, "evaluate", "--on", entries, "-o", tmp_path / "out")

    mapping = tmp_path / "out" / "mapping.yaml"
    assert result.exit_code == 3
    assert f"{entries}:1: 'Filtering' is not a category of code" in result.stderr
    assert f"--mapping {mapping}" in result.stderr
    mapping.write_text("code:\n  Filtering: '1.2.1'\n", encoding="utf-8")
    again = mitag("-C", trained_home, "evaluate", "--on", entries, "-o", tmp_path / "out", "--mapping", mapping)
    assert again.exit_code == 0, again.output


@pytest.fixture
def small_home(tmp_path: Path) -> Path:
    """A project with a few labels in six papers, small enough to train on again and again."""
    rows: list[dict[str, object]] = []
    for number in range(6):
        for code, text in TEXTS.items():
            own = " ".join(f"detail{number}{code.replace('.', '')}{step}" for step in range(20))
            labels = {"code": code, "actor": "Developer", "lifecycle_stage": "Deploy", "risk_function": "Manage"}
            rows.append({"text": f"{text} {own}", "labels": labels, "paper": f"paper {number}"})
        rows.append({"text": f"Thanks go to reviewer {number}.", "mitigation": False, "paper": f"paper {number}"})
    (tmp_path / "data" / "labeled").mkdir(parents=True)
    (tmp_path / "mitag.toml").write_text("starter = false\n", encoding="utf-8")
    labels_file = tmp_path / "data" / "labeled" / "all.jsonl"
    labels_file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return tmp_path


def test_cross_validation_trains_for_each_fold_and_writes_into_the_project(mitag: Run, small_home: Path) -> None:
    result = mitag("-C", small_home, "evaluate", "--folds", "2", "--rounds", "100", "--jobs", "1")

    assert result.exit_code == 0, result.output
    kept = json.loads((small_home / "results" / "evaluation" / "report.json").read_text(encoding="utf-8"))
    assert len(kept["entries"]) == 36
    assert kept["made"]["mode"] == "cross-validation"
    assert "6 lines are marked as no mitigation" in result.stderr


def test_a_simulation_is_printed_and_can_go_into_a_report(
    mitag: Run, small_home: Path, evaluated: Result, tmp_path: Path
) -> None:
    plan = ("--start", "12", "--step", "6", "--steps", "1", "--rounds", "100", "--jobs", "1")
    result = mitag("-C", small_home, "simulate", *plan)

    assert result.exit_code == 0, result.output
    assert "it took" in result.stdout or "not reached" in result.stdout
    kept = small_home / "results" / "simulation" / "simulation.json"
    assert "<polyline" in kept.with_suffix(".html").read_text(encoding="utf-8")
    report = tmp_path / "out" / "report.json"
    again = mitag("-C", tmp_path, "evaluate", "--from", report, "--simulation", kept, "-o", tmp_path / "with")
    assert again.exit_code == 0, again.output
    assert "Learning curve and labels saved" in (tmp_path / "with" / "report.html").read_text(encoding="utf-8")


def test_a_model_of_another_taxonomy_is_not_scored(
    mitag: Run, trained_home: Path, entries: Path, tmp_path: Path
) -> None:
    copytree(trained_home / "models", tmp_path / "models")
    categories = (ROOT / "pipeline" / "resources" / "taxonomy.yaml").read_text(encoding="utf-8")
    (tmp_path / "mine.yaml").write_text(categories.replace("1.2.5", "1.2.7"), encoding="utf-8")
    (tmp_path / "mitag.toml").write_text('taxonomy = "mine.yaml"\n', encoding="utf-8")

    result = mitag("-C", tmp_path, "evaluate", "--on", entries)

    assert result.exit_code == 4
    assert "whose categories are not those of this project's" in result.stderr


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (("--on", "nowhere.jsonl"), "nowhere.jsonl: there is no such file or folder"),
        (("--from", "nowhere.json"), "nowhere.json: cannot be read (No such file or directory)"),
        (("--pages", "entries.jsonl", "--papers", "nowhere"), "nowhere: there is no such folder"),
        (("--on", "entries.jsonl", "--mapping", "nowhere.yaml"), "nowhere.yaml: cannot be read"),
        (("--on", "entries.jsonl", "--simulation", "entries.jsonl"), "entries.jsonl: is not JSON"),
        (("--on", "entries.jsonl", "--output", "entries.jsonl/below"), "entries.jsonl/below: cannot be made"),
    ],
)
def test_files_that_cannot_be_used_are_named_before_any_work_is_done(
    mitag: Run, entries: Path, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...], problem: str
) -> None:
    monkeypatch.chdir(entries.parent)

    result = mitag("-C", entries.parent, "evaluate", *options)

    assert result.exit_code == 3
    assert result.stderr.startswith(f"Error: {problem}")
    assert "  Try: " in result.stderr
