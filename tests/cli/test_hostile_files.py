"""A batch goes on past files that hang or crash their reader."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from pipeline.parsing.isolation import IsolatedReader

Run = Callable[..., Result]

GOOD = """# Red teaming

Before each test season an independent red team attacks the model with adversarial prompts for two weeks, and capability
evaluations measure what it can do; red teaming is repeated on every new version.
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to read, with a reader that does what the files called hostile say."""
    monkeypatch.setitem(IsolatedReader.__init__.__kwdefaults__ or {}, "function", "tests.parsing.hostile:read_or_act")
    monkeypatch.setenv("MITAG_PARSING__MAX_SECONDS", "2")
    folder = tmp_path / "papers"
    folder.mkdir()
    return folder


def test_files_that_hang_or_crash_are_named_and_the_others_tagged(
    mitag: Run, trained_home: Path, folder: Path, tmp_path: Path
) -> None:
    for name, content in {
        "a.md": GOOD,
        "hostile-crash.md": "segfault",
        "hostile-hang.md": "hang",
        "hostile-refused.md": "refuse",
        "z.md": GOOD.replace("two weeks", "three weeks"),
    }.items():
        (folder / name).write_text(content, encoding="utf-8")
    target = tmp_path / "tagged.jsonl"

    result = mitag("-C", trained_home, "classify", folder, "-o", target, "--all")

    assert result.exit_code == 3, result.output
    rows = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]
    assert [Path(row["source"]).name for row in rows] == ["a.md", "z.md"]
    said = " ".join(result.stderr.split())
    assert "hostile-crash.md: reading it crashed the reader (SIGSEGV)" in said
    assert "hostile-hang.md: reading it took longer than 2 s and was stopped" in said
    assert "raise parsing.max_seconds in mitag.toml, or split the file" in said
    assert "a.txt: is upside down" in said
    assert "Traceback" not in said


def test_one_document_that_crashes_is_an_error_with_a_remedy(mitag: Run, folder: Path) -> None:
    path = folder / "hostile.txt"
    path.write_text("segfault", encoding="utf-8")

    result = mitag("-C", folder, "parse", path)

    assert result.exit_code == 3
    assert "reading it crashed the reader (SIGSEGV)" in result.stderr
    assert "the file may be damaged" in result.stderr


@pytest.mark.parametrize(
    ("setting", "value", "problem", "remedy"),
    [
        ("MAX_SECONDS", "1", "took longer than 1 s and was stopped", "raise parsing.max_seconds"),
        ("MAX_MEMORY_MEGABYTES", "256", "takes more than 256 MiB of memory", "raise parsing.max_memory_megabytes"),
    ],
)
def test_a_true_file_that_takes_too_much_is_stopped_by_the_settings(
    mitag: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, setting: str, value: str, problem: str, remedy: str
) -> None:
    path = tmp_path / "endless.txt"
    path.write_text("All work and no play makes a dull reader.\n\n" * 1_500_000, encoding="utf-8")
    monkeypatch.setenv(f"MITAG_PARSING__{setting}", value)

    result = mitag("-C", tmp_path, "parse", path)

    assert result.exit_code == 3, result.output
    assert problem in " ".join(result.stderr.split())
    assert remedy in " ".join(result.stderr.split())
