"""The report on a folder of results: what is in it, and what it says when something is missing."""

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import Result

from tests.cli.test_classify import MEASURE

Run = Callable[..., Result]


@pytest.fixture
def results(mitag: Run, trained_home: Path, tmp_path: Path) -> Path:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "report.md").write_text(MEASURE, encoding="utf-8")
    (corpus / "strange.md").write_text(
        "# Quarks\n\nThe zygomorphic quirl frobnicates its snark before every gyre, and the mome raths outgrabe it.\n"
    )
    (corpus / "torn.pdf").write_bytes(b"%PDF-1.7\n")
    mitag("-C", trained_home, "classify", corpus, "--out", tmp_path / "results", "--workers", 1, "--all")
    return tmp_path / "results"


def test_the_report_adds_up(mitag: Run, trained_home: Path, results: Path) -> None:
    result = mitag("-C", trained_home, "report", results)

    assert result.exit_code == 0, result.output
    rows = pd.read_parquet(results / "passages")
    sums = json.loads((results / "report.json").read_text())
    assert sums["n_passages"] == len(rows) == 3
    assert sums["n_to_review"] == rows["needs_review"].sum()
    assert sums["facets"]["code"] == rows["code"].value_counts().to_dict()
    assert sums["n_failures"] == 1
    assert sums["drift"]["new_words"]["frobnicates"] == 1
    page = (results / "report.html").read_text()
    for told in ("torn.pdf", "frobnicates", "Needs review", "<svg", "Confidence: Actor"):
        assert told in page
    assert "http://www.w3.org/2000/svg" in page
    assert page.count("://") == page.count("http://www.w3.org/2000/svg")  # nothing is fetched


def test_a_report_is_the_same_each_time(mitag: Run, trained_home: Path, results: Path) -> None:
    pages = []
    for _ in range(2):
        mitag("-C", trained_home, "report", results)
        pages.append((results / "report.html").read_bytes())

    assert pages[0] == pages[1]


def test_json_for_machines(mitag: Run, trained_home: Path, results: Path) -> None:
    result = mitag("-C", trained_home, "report", results, "--json")

    assert json.loads(result.stdout) == json.loads((results / "report.json").read_text())


def test_an_unfinished_run_says_so(mitag: Run, trained_home: Path, results: Path) -> None:
    manifest = json.loads((results / "manifest.json").read_text())
    (results / "manifest.json").write_text(json.dumps({**manifest, "counts": None}))

    result = mitag("-C", trained_home, "report", results)

    assert "The run is not finished" in result.stderr


def test_a_folder_without_results_is_an_error_that_says_so(mitag: Run, trained_home: Path, tmp_path: Path) -> None:
    result = mitag("-C", trained_home, "report", tmp_path)

    assert result.exit_code == 3
    assert "holds no results of a batch" in result.stderr


def test_an_empty_run_is_reported_too(mitag: Run, trained_home: Path, tmp_path: Path) -> None:
    (tmp_path / "torn.pdf").write_bytes(b"%PDF-1.7\n")
    mitag("-C", trained_home, "classify", tmp_path / "torn.pdf", "--out", tmp_path / "results", "--workers", 1)

    result = mitag("-C", trained_home, "report", tmp_path / "results")

    assert result.exit_code == 0, result.output
    assert json.loads((tmp_path / "results" / "report.json").read_text())["n_passages"] == 0


def test_a_model_that_is_gone_is_named(mitag: Run, trained_home: Path, results: Path) -> None:
    manifest = json.loads((results / "manifest.json").read_text())
    (results / "manifest.json").write_text(json.dumps({**manifest, "model": {**manifest["model"], "id": "gone"}}))

    result = mitag("-C", trained_home, "report", results)

    assert result.exit_code == 4
    assert "there is no model 'gone'" in result.stderr
