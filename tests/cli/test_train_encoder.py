"""Training and tagging with a transformer, end to end, on a tiny one that is made here."""

import json
from collections.abc import Callable
from itertools import chain
from pathlib import Path
from shutil import copytree
from subprocess import run as start
from sys import executable

import pytest
from typer.testing import Result

from pipeline.domain.labels import LabeledEntry
from pipeline.encoding.sentence import SentenceEncoder
from pipeline.project import Project
from tests.encoding.tiny import tiny_bert, touched

Run = Callable[..., Result]
_EVERY = 24


@pytest.fixture(scope="module")
def corpus(root: Path) -> dict[str, list[str]]:
    """Some entries of every register of the starter corpus, by the name of their file."""
    files = sorted((root / "data" / "labeled").glob("*.jsonl"))
    return {path.name: path.read_text(encoding="utf-8").splitlines()[::_EVERY] for path in files}


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory, corpus: dict[str, list[str]]) -> Path:
    """A project with a tiny transformer inside, and a model trained with it."""
    from typer.testing import CliRunner

    from pipeline.cli import app

    home = tmp_path_factory.mktemp("project")
    (home / "mitag.toml").write_text("starter = false\n", encoding="utf-8")
    (home / "data" / "labeled").mkdir(parents=True)
    for name, lines in corpus.items():
        (home / "data" / "labeled" / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    tiny_bert(home / "encoders" / "tiny", chain.from_iterable(corpus.values()))
    result = CliRunner().invoke(
        app, ["-C", str(home), "train", "--jobs", "1", "--encoder", "sentence-transformers:encoders/tiny"]
    )
    assert result.exit_code == 0, result.output
    return home


@pytest.fixture
def home(trained: Path, tmp_path: Path) -> Path:
    return Path(copytree(trained, tmp_path / "project"))


@pytest.fixture
def encoded(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that a transformer was called with."""
    texts: list[str] = []
    compute = SentenceEncoder._compute

    def counting(self: SentenceEncoder, chunk: list[str]) -> object:
        texts.extend(chunk)
        return compute(self, chunk)

    monkeypatch.setattr(SentenceEncoder, "_compute", counting)
    return texts


def train(
    mitag: Run, home: Path, *options: str, encoder: str = "sentence-transformers:encoders/tiny"
) -> dict[str, object]:
    result = mitag("-C", home, "train", "--jobs", "1", "--encoder", encoder, "--json", *options)
    assert result.exit_code == 0, result.output
    manifest: dict[str, object] = json.loads(result.stdout)
    return manifest


def promoted(mitag: Run, home: Path) -> dict[str, object]:
    rows = [json.loads(line) for line in mitag("-C", home, "models", "list", "--json").stdout.splitlines()]
    (row,) = (row for row in rows if row["promoted"])
    assert isinstance(row, dict)
    return row


def test_the_manifest_names_the_encoder_and_its_content(mitag: Run, trained: Path) -> None:
    row = promoted(mitag, trained)

    assert row["encoder"] == "sentence-transformers:encoders/tiny"
    assert row["params"]["encoder"]["dimensions"] == 16  # type: ignore[index]
    assert len(row["params"]["encoder"]["sha256"]) == 64  # type: ignore[index]
    assert set(row["libraries"]) >= {"torch", "sentence-transformers"}  # type: ignore[call-overload]


def test_passages_are_tagged_with_it(mitag: Run, trained: Path, root: Path) -> None:
    result = mitag("-C", trained, "classify", root / "data" / "raw" / "report.md", "--all", "--json")

    assert result.exit_code == 0, result.output
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert len(rows) > 5
    assert {row["model_id"] for row in rows} == {promoted(mitag, trained)["model_id"]}


def test_training_again_encodes_nothing_and_gives_the_same_model(
    mitag: Run, home: Path, encoded: list[str], trained: Path
) -> None:
    manifest = train(mitag, home)

    assert encoded == []
    assert manifest["model_id"] == promoted(mitag, trained)["model_id"]


def test_after_a_correction_and_a_new_entry_only_what_is_new_is_encoded(
    mitag: Run, home: Path, encoded: list[str]
) -> None:
    before = promoted(mitag, home)
    (corrected, *rest) = (home / "data" / "labeled" / "first-round.jsonl").read_text(encoding="utf-8").splitlines()
    row = json.loads(corrected)
    row["labels"]["code"] = "99.9"
    new = {**row, "text": "Keys to the weights are split among three officers who never travel together."}
    lines = [json.dumps(row), *rest, json.dumps(new)]
    (home / "data" / "labeled" / "first-round.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")

    manifest = train(mitag, home)

    assert encoded
    assert all("Keys to the weights" in text for text in encoded)
    assert len(encoded) <= 2  # with its headings and without
    assert manifest["model_id"] != before["model_id"]


def test_without_the_cache_the_same_model_comes_out(mitag: Run, home: Path, encoded: list[str]) -> None:
    (home / ".cache" / "mitag" / "embeddings-1.sqlite").unlink()

    manifest = train(mitag, home)

    assert len(encoded) > 100
    assert manifest["model_id"] == promoted(mitag, home)["model_id"]


def test_an_encoder_that_was_changed_is_refused(mitag: Run, home: Path, root: Path) -> None:
    touched(home / "encoders" / "tiny")

    result = mitag("-C", home, "classify", root / "data" / "raw" / "report.md")

    assert result.exit_code == 5
    assert (
        "was trained with another 'sentence-transformers:encoders/tiny': its files were changed since" in result.stderr
    )


def test_an_encoder_that_is_gone_is_named(mitag: Run, home: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    (home / "encoders" / "tiny").rename(home / "elsewhere")

    result = mitag("-C", home, "classify", root / "data" / "raw" / "report.md")

    assert result.exit_code == 4
    assert f"model {promoted(mitag, home)['model_id']} needs its encoder" in result.stderr
    assert result.stderr.count("\n") == 2


def test_a_tuned_encoder_stays_with_the_project_and_is_judged_on_papers_it_has_not_seen(
    mitag: Run, home: Path, root: Path, encoded: list[str]
) -> None:
    before = promoted(mitag, home)

    manifest = train(mitag, home, "--tune-encoder")

    name = str(manifest["encoder"])
    tuning = manifest["params"]["encoder"]["tuning"]  # type: ignore[index]
    assert name.startswith("tuned:")
    assert (home / "models" / "encoders" / name.removeprefix("tuned:") / "model.safetensors").is_file()
    seen, all_papers = set(tuning["papers"]), {entry.paper for entry in entries(home)}
    assert seen < all_papers
    assert manifest["params"]["calibrated_on"] == sorted(all_papers - seen)  # type: ignore[index]
    scored = manifest["scores"]["code"]["n"]  # type: ignore[index]
    assert scored == sum("code" in entry.labels and entry.paper not in seen for entry in entries(home))
    assert scored < before["scores"]["code"]["n"]  # type: ignore[index]

    (home / "encoders" / "tiny").rename(home / "elsewhere")  # it needs its base no more
    report, model_id = root / "data" / "raw" / "report.md", manifest["model_id"]
    assert mitag("-C", home, "classify", report, "--all", "--model", model_id).exit_code == 0
    encoded.clear()
    again = train(mitag, home, encoder=name)
    assert (again["model_id"], encoded) == (manifest["model_id"], [])


def entries(home: Path) -> tuple[LabeledEntry, ...]:
    return Project.open(home).lessons().entries


def test_a_tuned_encoder_that_was_changed_is_refused(mitag: Run, home: Path, root: Path) -> None:
    model_id = train(mitag, home, "--tune-encoder")["model_id"]
    (folder,) = (home / "models" / "encoders").glob("*")
    touched(folder)

    result = mitag("-C", home, "classify", root / "data" / "raw" / "report.md", "--model", model_id)

    assert result.exit_code == 5
    assert result.stderr.startswith(f"Error: {folder}: the tuned encoder was changed after it was saved\n  Try: ")


def test_the_static_encoder_cannot_be_tuned(mitag: Run, home: Path) -> None:
    result = mitag("-C", home, "train", "--tune-encoder")

    assert result.exit_code == 2
    assert result.stderr == (
        "Error: the static encoder cannot be tuned\n  Try: --encoder sentence-transformers:<name or folder>\n"
    )


@pytest.mark.parametrize(
    ("options", "exit_code", "said"),
    [
        (("--encoder", "sentence-transformers:encoders"), 4, "encoders holds no model: it lacks modules.json"),
        (("--encoder", "sentence-transformers:no/such-model"), 4, "'no/such-model' is not on this machine"),
        (
            ("--encoder", "sentence-transformers:encoders/tiny", "--device", "toaster"),
            2,
            "no device is called 'toaster'",
        ),
        (
            ("--encoder", "sentence-transformers:encoders/tiny", "--encoder-backend", "jax"),
            2,
            "the option for encoding.backend",
        ),
        (("--encoder", "glove"), 2, "there is no encoder called 'glove'"),
    ],
)
def test_what_cannot_be_is_said_in_two_lines(
    mitag: Run, trained: Path, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...], exit_code: int, said: str
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")

    result = mitag("-C", trained, "train", *options)

    assert result.exit_code == exit_code
    assert said in result.stderr
    assert result.stderr.count("\n") == 2
    assert result.stdout == ""


def test_a_real_run_says_nothing_of_the_libraries(home: Path) -> None:
    arguments = [
        "-m",
        "pipeline",
        "-C",
        str(home),
        "train",
        "--jobs",
        "1",
        "--encoder",
        "sentence-transformers:encoders/tiny",
    ]
    (home / ".cache" / "mitag" / "embeddings-1.sqlite").unlink()

    done = start([executable, *arguments], capture_output=True, text=True, check=True)

    assert {line[:5] for line in done.stderr.splitlines()} == {"Model"}
