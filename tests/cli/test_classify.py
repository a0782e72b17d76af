"""The main job from the command line, on real files, good and bad."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from reportlab.pdfgen.canvas import Canvas
from typer.testing import Result

Run = Callable[..., Result]

MEASURE = """# Red teaming

Before each test season an independent red team attacks the model with adversarial prompts for two weeks, and capability
evaluations measure what it can do; red teaming is repeated on every new version.

# Thanks

We thank the readers of earlier drafts.
"""


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.md"
    path.write_text(MEASURE, encoding="utf-8")
    return path


def rows_of(path: Path) -> list[dict[str, object]]:
    if path.suffix == ".jsonl":
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    frames = {".csv": pd.read_csv, ".xlsx": pd.read_excel, ".parquet": pd.read_parquet}
    frame: pd.DataFrame = frames[path.suffix](path)  # type: ignore[operator]
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".parquet", ".xlsx"])
def test_the_table_is_written_in_every_format(
    mitag: Run, trained_home: Path, report: Path, tmp_path: Path, suffix: str
) -> None:
    target = tmp_path / "new" / f"tagged{suffix}"

    result = mitag("-C", trained_home, "classify", report, "-o", target, "--all")

    assert result.exit_code == 0, result.output
    assert f"The full table is in {target}." in result.stderr
    first, second = rows_of(target)
    assert str(first["text"]).startswith("Before each test season")
    assert first["section_path"] == "Red teaming"
    assert first["code"] in {"2", "2.2", "2.2.2"}
    assert second["text"] == "We thank the readers of earlier drafts."


def test_text_in_the_table_is_text_of_the_document(mitag: Run, trained_home: Path, root: Path) -> None:
    result = mitag("-C", trained_home, "classify", root / "data" / "raw" / "framework.html", "--json")
    parsed = mitag("-C", trained_home, "parse", root / "data" / "raw" / "framework.html", "--json")

    document = json.loads(parsed.stdout)
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert len(rows) > 15
    for row in rows:
        assert document["text"][row["start"] : row["end"]] == row["text"]
        for span in row["reasoning_spans"]:
            role, _, place = span.partition(" ")
            start, end = map(int, place.split(":"))
            assert role in {"mechanism", "topic", "target"}
            assert row["text"][start:end].split()[-1].lower()[:3] in row["reasoning"].lower()


def test_the_same_input_gives_the_same_bytes(mitag: Run, trained_home: Path, root: Path, tmp_path: Path) -> None:
    for name in ("one.csv", "two.csv", "one.xlsx", "two.xlsx"):
        mitag("-C", trained_home, "classify", root / "data" / "raw", "-o", tmp_path / name)

    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "two.csv").read_bytes()
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


def test_a_table_for_people_shows_the_answers(mitag: Run, trained_home: Path, report: Path) -> None:
    result = mitag("-C", trained_home, "classify", report)

    assert "Testing & Evaluation" in result.stdout or "Risk & Assurance" in result.stdout
    assert "Before each test" in result.stdout
    assert "1 passages tagged in 1 documents" in result.stderr


def test_bad_files_are_listed_and_the_rest_goes_on(
    mitag: Run, trained_home: Path, report: Path, tmp_path: Path
) -> None:
    (tmp_path / "empty.pdf").write_bytes(b"")
    (tmp_path / "torn.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n<<")
    (tmp_path / "noise.txt").write_bytes(bytes(range(256)) * 40)
    (tmp_path / "odd.zip").write_bytes(b"PK")
    (tmp_path / "bomb.xml").write_text(
        '<!DOCTYPE a [<!ENTITY b "cc"><!ENTITY d "&b;&b;">]><article>&d;</article>', encoding="utf-8"
    )
    canvas = Canvas(str(tmp_path / "locked.pdf"), encrypt="secret")
    canvas.drawString(72, 720, "Nobody reads this.")
    canvas.save()
    bad = ["empty.pdf", "torn.pdf", "noise.txt", "odd.zip", "bomb.xml", "locked.pdf", "missing.pdf"]
    target = tmp_path / "out.jsonl"

    result = mitag("-C", trained_home, "classify", report, *(tmp_path / name for name in bad), "-o", target)

    assert result.exit_code == 3
    for name in bad:
        assert str(tmp_path / name) in result.stderr
    assert result.stderr.count("Try: ") >= len(bad)
    assert "Error: 7 of 8 files could not be used (listed above)" in result.stderr
    assert "Traceback" not in result.output
    assert len(rows_of(target)) == 1


def test_a_suffix_that_no_table_has_is_refused_before_any_work(mitag: Run, trained_home: Path, report: Path) -> None:
    result = mitag("-C", trained_home, "classify", report, "-o", "tagged.doc")

    assert result.exit_code == 2
    assert result.stderr == (
        "Error: tagged.doc: tables are not written as .doc\n  Try: one of: .csv .jsonl .parquet .xlsx\n"
    )


def test_without_a_model_the_remedy_is_to_train(mitag: Run, report: Path, tmp_path: Path) -> None:
    result = mitag("-C", tmp_path, "classify", report)

    assert result.exit_code == 4
    assert result.stderr == f"Error: there is no trained model in {tmp_path}/models\n  Try: run `mitag train`\n"


def test_a_folder_without_documents_says_so(mitag: Run, trained_home: Path, tmp_path: Path) -> None:
    (tmp_path / "nothing").mkdir()

    result = mitag("-C", trained_home, "classify", tmp_path / "nothing")

    assert result.exit_code == 3
    assert result.stderr.startswith(f"Error: {tmp_path}/nothing: no documents there\n")


def test_nothing_but_results_goes_into_a_pipe(trained_home: Path, report: Path) -> None:
    command = [sys.executable, "-m", "pipeline", "-C", str(trained_home), "classify", str(report), "--json"]

    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)

    (row,) = [json.loads(line) for line in done.stdout.splitlines()]
    assert row["source"] == str(report)
    assert "\x1b" not in done.stdout + done.stderr


@pytest.mark.slow
def test_an_interrupt_leaves_nothing_half_written(trained_home: Path, root: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    command = [sys.executable, "-m", "pipeline", "-C", str(trained_home), "classify"]
    process = subprocess.Popen(
        [*command, str(root / "data" / "raw"), "-o", str(target)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    time.sleep(1.5)
    os.kill(process.pid, signal.SIGINT)
    _, messages = process.communicate(timeout=60)

    if target.exists():  # the machine was faster than the interrupt
        assert len(target.read_text(encoding="utf-8-sig").splitlines()) > 1
    else:
        # An interrupt that falls into an `exec` makes Python end by the signal itself; a shell shows both as 130.
        assert process.returncode in {130, -signal.SIGINT}, messages
        assert b"Traceback" not in messages
        assert list(tmp_path.iterdir()) == []
