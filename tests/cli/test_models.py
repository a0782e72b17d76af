"""Training from the command line, and models that were tampered with."""

import json
from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import pytest
from typer.testing import Result

Run = Callable[..., Result]


@pytest.fixture
def home(trained_home: Path, tmp_path: Path) -> Path:
    copytree(trained_home / "models", tmp_path / "models")
    return tmp_path


def test_models_are_listed_with_the_promoted_one_marked(mitag: Run, trained_home: Path) -> None:
    (row,) = [json.loads(line) for line in mitag("-C", trained_home, "models", "list", "--json").stdout.splitlines()]

    assert row["promoted"] is True
    assert row["encoder"] == "static"
    assert row["scores"]["code"]["n"] > 500
    assert row["model_id"] in mitag("-C", trained_home, "models", "list").stdout


def test_training_twice_on_the_same_labels_gives_the_same_model(mitag: Run, trained_home: Path, tmp_path: Path) -> None:
    home = Path(copytree(trained_home, tmp_path / "home"))
    before = {path: path.read_text(encoding="utf-8") for path in home.glob("models/*.json")}
    (card,) = home.glob("models/*/MODEL_CARD.md")

    result = mitag("-C", home, "train", "--jobs", "2")

    assert result.exit_code == 0, result.output
    assert "was in use already: same labels, same settings" in result.stderr
    assert {path: path.read_text(encoding="utf-8") for path in home.glob("models/*.json")} == before
    assert [path.parent for path in home.glob("models/*/manifest.json")] == [card.parent]
    assert card.read_text(encoding="utf-8").startswith(f"# Model {card.parent.name}")


def test_a_model_that_was_tampered_with_is_refused(mitag: Run, home: Path, root: Path) -> None:
    (weights,) = home.glob("models/*/weights.safetensors")
    content = bytearray(weights.read_bytes())
    content[-1] ^= 1
    weights.write_bytes(content)

    result = mitag("-C", home, "classify", root / "data" / "raw" / "report.md")

    assert result.exit_code == 5
    assert result.stderr.startswith(
        f"Error: {weights.parent}: weights.safetensors was changed after it was saved\n  Try: delete {weights.parent}"
    )


def test_an_unknown_model_lists_those_there_are(mitag: Run, home: Path, root: Path) -> None:
    (known,) = (path.parent.name for path in home.glob("models/*/manifest.json"))

    result = mitag("-C", home, "classify", root / "data" / "raw" / "report.md", "--model", "../elsewhere")

    assert result.exit_code == 4
    assert result.stderr == (f"Error: there is no model '../elsewhere' in {home}/models\n  Try: models here: {known}\n")


def test_before_the_first_training_the_list_is_empty(mitag: Run, tmp_path: Path) -> None:
    assert mitag("-C", tmp_path, "models", "list").stdout == "No models yet: run `mitag train`.\n"
