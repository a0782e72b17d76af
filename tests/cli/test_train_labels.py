"""What `mitag train` says of labels that contradict each other."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

Run = Callable[..., Result]
_EVERY = 24


@pytest.fixture
def home(tmp_path: Path, root: Path) -> Path:
    """A project with some entries of every register of the starter corpus, the first of them twice, labelled anew."""
    (tmp_path / "mitag.toml").write_text("starter = false\n", encoding="utf-8")
    folder = tmp_path / "data" / "labeled"
    folder.mkdir(parents=True)
    for path in sorted((root / "data" / "labeled").glob("*.jsonl")):
        lines = path.read_text(encoding="utf-8").splitlines()[::_EVERY]
        (folder / path.name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    first = (folder / "first-round.jsonl").read_text(encoding="utf-8").splitlines()[0]
    row = json.loads(first)
    row |= {"labels": {**row["labels"], "code": "99.9"}, "paper": "second thoughts"}
    (folder / "second.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    return tmp_path


def test_contradictions_are_shown_with_their_places_and_a_remedy(mitag: Run, home: Path) -> None:
    result = mitag("-C", home, "train", "--jobs", "1")

    assert result.exit_code == 0, result.output
    lines = [line for line in result.stderr.splitlines() if "contradict" in line or "neither was learned" in line]
    assert len(lines) == 2
    assert lines[0].startswith("code: ")
    assert "'99.9' in second thoughts" in lines[0]
    assert lines[1] == "1 label contradicts another: `mitag labels check` lists such pairs, settle them in the files."
    assert mitag("-C", home, "labels", "check").exit_code == 3


def test_a_review_settles_it(mitag: Run, home: Path) -> None:
    path = home / "data" / "labeled" / "second.jsonl"
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | {"origin": "review"}), encoding="utf-8")

    result = mitag("-C", home, "train", "--jobs", "1", "--json")

    assert "'99.9', as reviewed, was learned" in result.stderr
    assert json.loads(result.stdout)["params"]["contradictions"]["first"][0]["settled"] == "99.9"
