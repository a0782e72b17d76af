"""Passages through a pipe: JSON lines in, the same with answers out, each as soon as it is there."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from pipeline.cli import app

Run = Callable[..., Result]


def piped(home: Path, text: str, *options: str) -> Result:
    return CliRunner().invoke(app, ["-C", str(home), "classify", "-", *options], input=text)


def test_each_line_comes_back_with_its_answers(trained_home: Path) -> None:
    lines = [{"text": f"A red team of {n} probes the model.", "n": n} for n in range(3)]

    result = piped(trained_home, "".join(f"{json.dumps(line)}\n" for line in lines))

    assert result.exit_code == 0, result.stderr
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [{"text": row["text"], "n": row["n"]} for row in rows] == lines
    assert all(0 < row["code_confidence"] <= 1 and isinstance(row["needs_review"], bool) for row in rows)
    assert "reasoning" not in rows[0]


def test_what_extract_prints_can_be_classified(mitag: Run, trained_home: Path, root: Path) -> None:
    extracted = mitag("-C", trained_home, "extract", root / "data" / "raw" / "report.md").stdout

    result = piped(trained_home, extracted, "--reasoning")

    before, after = ([json.loads(line) for line in each.splitlines()] for each in (extracted, result.stdout))
    assert [row["passage_id"] for row in after] == [row["passage_id"] for row in before]
    assert all(len(row["reasoning"]) > 10 for row in after)


def test_a_bad_line_is_named_and_the_rest_goes_on(trained_home: Path) -> None:
    result = piped(trained_home, '{"text": "One."}\n{bad\n\n{"text": 5}\n{"text": "Two."}')

    assert result.exit_code == 3
    assert [json.loads(line)["text"] for line in result.stdout.splitlines()] == ["One.", "Two."]
    assert "line 2: is not JSON" in result.stderr
    assert "line 4: has no text" in result.stderr
    assert "2 lines could not be used" in result.stderr


def test_nothing_in_gives_nothing_out(trained_home: Path) -> None:
    result = piped(trained_home, "")

    assert (result.exit_code, result.stdout) == (0, "")


@pytest.mark.parametrize("option", [["--out", "results"], ["-o", "x.csv"], ["--explain"]])
def test_options_that_mean_nothing_in_a_pipe_are_refused(trained_home: Path, option: list[str]) -> None:
    result = piped(trained_home, "", *option)

    assert result.exit_code == 2
    assert f"- and {option[0].replace('-o', '--output') if option[0] == '-o' else option[0]}" in result.stderr


def test_an_answer_comes_before_the_next_line_is_there(trained_home: Path) -> None:
    with pipe_to(trained_home) as process:
        assert process.stdin
        assert process.stdout
        for n in range(2):
            process.stdin.write(json.dumps({"text": f"Passage {n}."}) + "\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["text"] == f"Passage {n}."
        process.stdin.close()
        assert process.wait(120) == 0


def test_a_reader_that_goes_away_is_no_error_to_show(trained_home: Path) -> None:
    with pipe_to(trained_home) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        process.stdin.write(json.dumps({"text": "Passage."}) + "\n")
        process.stdin.close()
        assert process.wait(120) != 0
        assert process.stderr.read() == ""


def pipe_to(home: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "pipeline", "-C", str(home), "classify", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
