"""Checking a labelled set counts its gaps and finds contradictions."""

from pipeline.workflows.check import check_labels
from tests.builders import a_taxonomy, an_entry

DRILL = an_entry("Staff rehearse a shutdown of the whole service once a month without warning.", paper="")
OTHER = an_entry("Weights are kept on machines that nobody can log into alone.", paper="q")


def test_checking_counts_gaps_and_finds_contradictions() -> None:
    against = an_entry(DRILL.text.replace("month", "month,"), labels={"code": "1.1"}, paper="p")
    nothing = an_entry("We thank the referees.", labels={}, mitigation=False, paper="p")

    outcome = check_labels([DRILL, against, OTHER, nothing], a_taxonomy(), threshold=0.7)

    assert (outcome.n_entries, outcome.n_not_mitigation) == (3, 1)
    assert outcome.per_code == {"1.1": 1, "2": 2}
    assert outcome.codes_without_entry == ("1", "1.2", "9")
    assert outcome.missing == {"code": 0, "actor": 1}
    assert [conflict.refused for conflict in outcome.conflicts] == ["1.1"]
    assert not outcome.sound
