"""What answers rest on, as people read it and as machines do."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from pipeline.cli.show_explanation import explained
from pipeline.domain.passage import Finding
from pipeline.domain.prediction import Candidate, Named, Prediction
from pipeline.workflows.classify import ClassifyOutcome, Tagged
from pipeline.workflows.explain import AnswerExplanation, PassageExplanation, Weighed
from pipeline.workflows.nearest import Neighbour
from tests.builders import a_document, a_passage, a_taxonomy

Run = Callable[..., Result]

MEASURE = """# Red teaming

Before each test season an independent red team attacks the model with adversarial prompts for two weeks. Capability
evaluations [1] measure what it can do. Red teaming is repeated on every new version.
"""

SHOWN = """
paper.pdf, p. 7, 4 Operations > 4.2 Drills [new]
“Staff rehearse a shutdown. Nobody is told before.”
reasoning    Staff rehearse, against harm.
  mechanism  Staff “rehearse a shutdown”. Nobody is told before.
  target     Staff rehearse a shutdown. “Nobody” is told before.
code         1 System 0.80; the words are those for 1.1 Model 0.40, which is not
             sure enough; second 2 People 0.30
  for        rehearse a shutdown +0.83, Staff +0.12
  against    Nobody -0.20
  most in    “Staff rehearse a shutdown.” +0.95
actor        User ? 0.30
like labels  0.91 2 People (drills): “Staff rehearse a shutdown before every
             release.”
             0.50 7.7: “Long long long long long long long long long long long
             long long long long long long long long long long long …”

Numbers with a sign say how much the words add to the score of the answer,
compared with the mean of all categories; headings count too, and are not shown.
"""


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.md"
    path.write_text(MEASURE, encoding="utf-8")
    return path


def an_outcome() -> ClassifyOutcome:
    text = "Staff rehearse a shutdown. Nobody is told before."
    passage = a_passage(text, section_path=("4 Operations", "4.2 Drills [new]"), page=7)
    named = (Named("mechanism", 6, 25), Named("target", 27, 33))
    prediction = Prediction(passage.passage_id, "m1", reasoning="Staff rehearse, against harm.", named=named)
    item = Tagged(a_document(), Finding(passage, 0.9, (), taken=True), prediction)
    return ClassifyOutcome(a_taxonomy(), (item,), 1, ())


def an_explanation() -> PassageExplanation:
    code = AnswerExplanation(
        code="1",
        confidence=0.8,
        likeliest=Candidate("1.1", 0.4),
        second=Candidate("2", 0.3),
        spoke_for=(Weighed("rehearse a shutdown", 0.8312), Weighed("Staff", 0.1199)),
        spoke_against=(Weighed("Nobody", -0.2),),
        sentence=Weighed("Staff rehearse a shutdown.", 0.9511),
    )
    actor = AnswerExplanation("User", 0.3, Candidate("User", 0.3), None, (), (), None, abstained=True)
    like = Neighbour("Staff rehearse a shutdown before every release.", "2", "drills", 0.912)
    of_another_taxonomy = Neighbour("Long " + 40 * "long ", "7.7", "", 0.5)  # cut at a word
    return PassageExplanation({"code": code, "actor": actor}, (like, of_another_taxonomy))


def test_an_explanation_is_read_on_80_columns(capsys: pytest.CaptureFixture[str]) -> None:
    explained(an_outcome(), [an_explanation()])

    shown = capsys.readouterr().out
    assert [line.rstrip() for line in shown.splitlines()] == SHOWN.splitlines()  # cells are filled with spaces


def test_explanations_come_after_the_usual_table(mitag: Run, trained_home: Path, report: Path) -> None:
    usual = mitag("-C", trained_home, "classify", report)
    result = mitag("-C", trained_home, "classify", report, "--explain")

    assert result.exit_code == 0, result.output
    assert result.stdout.startswith(usual.stdout)
    assert result.stderr == usual.stderr
    more = result.stdout.removeprefix(usual.stdout).splitlines()
    assert max(map(len, more)) <= 80
    told = ("reasoning  ", "code  ", "lifecycle stage  ", "actor  ", "risk function  ", "like labels  ")
    assert [line[:6] for line in more if line.startswith(told)] == [label[:6] for label in told]
    assert "red team" in next(line for line in more if line.startswith("  for")).casefold()


def test_machines_get_an_explanation_with_each_row(mitag: Run, trained_home: Path, report: Path) -> None:
    plain = mitag("-C", trained_home, "classify", report, "--all", "--json")
    result = mitag("-C", trained_home, "classify", report, "--all", "--json", "--explain")

    (row,) = map(json.loads, result.stdout.splitlines())
    explanation = row.pop("explanation")
    assert [row] == [json.loads(line) for line in plain.stdout.splitlines()]
    assert list(explanation) == ["answers", "nearest"]
    assert len(explanation["nearest"]) == 3
    assert list(explanation["nearest"][0]) == ["text", "code", "paper", "similarity"]
    passage = " ".join(row["text"].split())
    for facet in ("code", "lifecycle_stage", "actor", "risk_function"):
        told = explanation["answers"][facet]
        assert (told["code"], told["confidence"]) == (row[facet], row[f"{facet}_confidence"])
        assert told["second"]["code"] != told["likeliest"]["code"]
        assert 1 <= len(told["spoke_for"]) <= 5
        assert len(told["spoke_against"]) <= 2
        assert all(each["text"] in passage and each["weight"] > 0 for each in told["spoke_for"])
        assert all(each["text"] in passage and each["weight"] < 0 for each in told["spoke_against"])
        assert told["sentence"]["text"] in passage


def test_the_same_input_gives_the_same_explanation(mitag: Run, trained_home: Path, report: Path) -> None:
    once, again = (mitag("-C", trained_home, "classify", report, "--json", "--explain").stdout for _ in range(2))

    assert once == again


@pytest.mark.parametrize("format_", [(), ("--json",)])
def test_where_nothing_is_tagged_there_is_nothing_to_explain(
    mitag: Run, trained_home: Path, tmp_path: Path, format_: tuple[str, ...]
) -> None:
    thanks = tmp_path / "thanks.md"
    thanks.write_text("# Thanks\n\nWe thank the readers of earlier drafts.\n", encoding="utf-8")

    result = mitag("-C", trained_home, "classify", thanks, "--explain", *format_)

    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "0 passages tagged in 1 documents; 0 need review.\n"


def test_what_could_be_read_is_explained_before_the_errors_are_told(
    mitag: Run, trained_home: Path, report: Path, tmp_path: Path
) -> None:
    (tmp_path / "empty.pdf").write_bytes(b"")

    result = mitag("-C", trained_home, "classify", report, tmp_path / "empty.pdf", "--explain")

    assert result.exit_code == 3
    assert "like labels" in result.stdout
    assert "Error: 1 of 2 files could not be used (listed above)" in result.stderr
