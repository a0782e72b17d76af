"""init, doctor, --version and completion."""

import json
import os
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from subprocess import run
from sys import executable

import pytest
from typer.testing import Result

import pipeline
from pipeline.config import Settings, load_settings
from pipeline.resources import load_taxonomy, starter_files

Run = Callable[..., Result]
CHECKS = [
    *("Python", "Memory", "Disk", "spaCy"),
    *("Project", "Taxonomy", "Labels", "Encoder", "Transformers", "Model", "Store"),
    *("Chromium", "PostgreSQL"),
]


def checks(result: Result) -> dict[str, dict[str, str]]:
    return {check["name"]: check for check in json.loads(result.stdout)}


def test_a_fresh_folder_is_a_project_that_says_what_comes_next(mitag: Run, tmp_path: Path) -> None:
    made = mitag("init", tmp_path / "new")
    again = mitag("init", tmp_path / "new")
    looked = mitag("-C", tmp_path / "new", "doctor", "--json")

    assert made.exit_code == 0
    assert f"mitag -C {tmp_path / 'new'} train" in made.stderr
    assert again.exit_code == 3
    assert "would be overwritten" in again.stderr
    assert looked.exit_code == 4
    assert list(checks(looked)) == CHECKS
    assert [name for name, check in checks(looked).items() if check["state"] == "fault"] == ["Model"]
    assert checks(looked)["Model"]["remedy"] == "run `mitag train`"


def test_the_settings_of_a_fresh_project_are_the_defaults_all_of_them(tmp_path: Path) -> None:
    text = starter_files()["mitag.toml"]
    (tmp_path / "mitag.toml").write_text(text)
    assert load_settings(tmp_path).model_dump() == Settings().model_dump()

    uncommented = re.sub(r"^# (?=\w+ = )", "", text, flags=re.MULTILINE)
    (tmp_path / "mitag.toml").write_text(uncommented)
    named = tomllib.loads(uncommented)
    taxonomy = named.pop("taxonomy")

    assert taxonomy == "taxonomy.yaml"
    assert named == Settings().model_dump(mode="json", exclude={"taxonomy"})


def test_doctor_finds_a_sound_project_sound(mitag: Run, trained_home: Path) -> None:
    result = mitag("-C", trained_home, "doctor")

    assert result.exit_code == 0, result.output
    assert re.search(r"^ok +Model +\w{12}, intact, trained", result.stdout, re.MULTILINE)
    assert re.search(r"^ok +Encoder +static, 256 dimensions", result.stdout, re.MULTILINE)


def test_doctor_names_what_is_broken_and_changes_nothing(mitag: Run, tmp_path: Path) -> None:
    mitag("init", tmp_path)
    (tmp_path / "data" / "mitag.sqlite").write_text("this is no database, and long enough to be taken for one " * 20)
    (tmp_path / "data" / "labeled" / "mine.jsonl").write_text('{"text": "A", "labels": {"code": "no such"}}\n')

    result = mitag("-C", tmp_path, "doctor", "--json")

    found = checks(result)
    assert result.exit_code == 4
    assert "is not a mitag store" in found["Store"]["found"]
    assert "mine.jsonl" in found["Labels"]["found"]
    assert "3 of 13 checks failed: Labels, Model, Store" in result.stderr
    assert not (tmp_path / "models" / "promoted.json").exists()


def test_doctor_reads_the_layout_of_the_store(mitag: Run, tmp_path: Path) -> None:
    mitag("-C", tmp_path, "users", "add", "ada")

    assert re.match(r"layout \d{4}$", checks(mitag("-C", tmp_path, "doctor", "--json"))["Store"]["found"])


def test_doctor_runs_where_the_settings_cannot_be_read(mitag: Run, tmp_path: Path) -> None:
    (tmp_path / "mitag.toml").write_text("flor = 1\n")

    result = mitag("-C", tmp_path, "doctor")

    assert result.exit_code == 4
    assert re.search(r"^WRONG +Project .*flor", result.stdout, re.MULTILINE)
    assert "Try: compare with `mitag settings`" in result.stdout


def test_the_versions_of_package_taxonomy_and_model(mitag: Run, trained_home: Path, tmp_path: Path) -> None:
    promoted = json.loads((trained_home / "models" / "promoted.json").read_text())["model_id"]
    taxonomy = load_taxonomy().version

    before, after, none = (
        mitag("-C", trained_home, "--version"),
        mitag("--version", "-C", trained_home),
        mitag("-C", tmp_path, "--version"),
    )

    assert before.stdout == f"mitag {pipeline.__version__}\ntaxonomy {taxonomy}\nmodel {promoted}\n"
    assert after.stdout == before.stdout
    assert none.stdout.endswith("model none yet\n")


def test_the_package_version_is_told_where_there_is_no_project(mitag: Run, tmp_path: Path) -> None:
    result = mitag("--version", "-C", tmp_path / "nowhere")

    assert result.stdout == f"mitag {pipeline.__version__}\n"
    assert result.exit_code == 2


@pytest.mark.parametrize(("typed", "completed"), [("mitag classify --exp", "--explain"), ("mitag mod", "models")])
def test_bash_completes_options_and_commands(typed: str, completed: str) -> None:
    command = Path(executable).parent / "mitag"
    asked = {"_MITAG_COMPLETE": "complete_bash", "COMP_WORDS": typed, "COMP_CWORD": str(typed.count(" "))}

    done = run([command], env={**os.environ, **asked}, capture_output=True, text=True, check=False, timeout=60)

    assert done.stdout.split() == [completed]
