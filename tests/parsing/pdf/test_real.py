"""Real papers, where they lie beside the checkout."""

import json
from pathlib import Path

import pytest

from benchmarks.parsing import flatten, score_reading
from pipeline.parsing import parse


@pytest.mark.parametrize("columns", ["1col", "2col"])
def test_a_survey_is_read_as_well_in_one_column_as_in_two(shared: Path, columns: str) -> None:
    truth = json.loads((shared / "papers/truth/assurances.truth.json").read_text(encoding="utf-8"))
    score = score_reading(truth, flatten(parse(shared / f"papers/pdf/assurances_acm_{columns}.pdf")))
    assert score.heads >= 0.99, score.wrong
    assert score.path >= 0.98
    assert score.recall >= 0.96
    assert score.one_block >= 0.88
    assert score.section >= 0.97
    assert score.captions == score.notes == 0


def test_small_capitals_within_a_heading_do_not_hide_it(shared: Path) -> None:
    document = parse(shared / "papers/pdf/2020.acl-main.207.pdf")
    first_level = [part.heading for part in document.sections if part.level == 1]
    assert first_level == [
        "Introduction",
        "Model",
        "SCIDOCS Evaluation Framework",
        "Experiments",
        "Results",
        "Analysis",
        "Related Work",
        "Conclusions and Future Work",
        "Acknowledgements",
        "Appendix A - Baseline Details",
    ]
    assert document.authors == ("Arman Cohan", "Sergey Feldman", "Iz Beltagy", "Doug Downey", "Daniel S. Weld")


def test_bold_leads_are_sections_of_the_lowest_level(shared: Path) -> None:
    document = parse(shared / "papers/pdf/N18-3011.pdf")
    above = ("Structure of The Literature Graph", "Node Types")
    under = [part.heading for part in document.sections if part.path[:2] == above]
    assert under == ["Node Types", "Papers", "Authors", "Entities", "Entity mentions"]
