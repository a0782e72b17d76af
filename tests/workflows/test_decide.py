"""What a reviewer chooses is checked, compared with what was shown, and kept; bounds are drawn on the whole text."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.domain.passage import Passage
from pipeline.domain.review import Filing, Paper, Redrawing
from pipeline.errors import ConfigError, InputError
from pipeline.store.ledger import Ledger
from pipeline.workflows.decide import NEW_BOUNDS, Choice, decide, redraw, split_at, undo
from tests.builders import a_taxonomy
from tests.store.ledger.filings import NOON, FakeClock, a_filing

TAXONOMY = a_taxonomy()
TEXT = "Log calls. Test often.  Ask others."
FILING = a_filing("Log calls. Test often.", document=TEXT)
PASSAGE_ID = FILING.passage.passage_id
SHOWN = {"code": "2", "actor": "Developer"}


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "store.sqlite", clock=FakeClock()) as opened:
        opened.file([FILING])
        yield opened


def said(ledger: Ledger) -> dict[str, tuple[str, str]]:
    (decision,) = ledger.live(PASSAGE_ID)
    return {each.facet: (each.verdict, each.code) for each in decision.verdicts}


def test_what_the_machine_said_too_is_accepted_anything_else_corrected(ledger: Ledger) -> None:
    decision = decide(Choice(PASSAGE_ID, "ada", SHOWN | {"code": "1.1"}, note=" Sure? "), ledger, TAXONOMY)

    assert said(ledger) == {
        "mitigation": ("accept", "yes"),
        "code": ("correct", "1.1"),
        "actor": ("accept", "Developer"),
    }
    assert (decision.note, decision.model_id, decision.at) == ("Sure?", "m0del", NOON)
    assert ledger.decisions(PASSAGE_ID) == [decision]


def test_a_line_of_reasoning_is_kept_when_it_was_edited(ledger: Ledger) -> None:
    decide(Choice(PASSAGE_ID, "ada", SHOWN, reasoning="Rests on “rehearse”."), ledger, TAXONOMY)
    assert "reasoning" not in said(ledger)

    decide(Choice(PASSAGE_ID, "ada", SHOWN, reasoning=" My own\n line. "), ledger, TAXONOMY)
    assert said(ledger)["reasoning"] == ("correct", "My own line.")


def test_a_rejection_has_no_labels(ledger: Ledger) -> None:
    decide(Choice(PASSAGE_ID, "ada", rejected=True, reasoning="Unimportant."), ledger, TAXONOMY)
    assert said(ledger) == {"mitigation": ("reject", "no")}

    with pytest.raises(InputError, match="has no labels"):
        decide(Choice(PASSAGE_ID, "ada", SHOWN, rejected=True), ledger, TAXONOMY)


@pytest.mark.parametrize("labels", [{}, {"code": "7"}, {"colour": "red"}, {"actor": "Nobody"}])
def test_what_the_taxonomy_lacks_is_refused_and_nothing_kept(ledger: Ledger, labels: dict[str, str]) -> None:
    with pytest.raises((InputError, ConfigError)):
        decide(Choice(PASSAGE_ID, "ada", labels), ledger, TAXONOMY)
    assert ledger.decisions(PASSAGE_ID) == []


def test_a_choice_sent_twice_counts_once(ledger: Ledger) -> None:
    choice = Choice(PASSAGE_ID, "ada", SHOWN)

    assert decide(choice, ledger, TAXONOMY) == decide(replace(choice, seconds=9), ledger, TAXONOMY)
    assert len(ledger.decisions(PASSAGE_ID)) == 1


def test_undo_brings_back_what_was_before(ledger: Ledger) -> None:
    decide(Choice(PASSAGE_ID, "ada", SHOWN), ledger, TAXONOMY)

    assert undo(ledger, "bob") is None
    assert undo(ledger, "ada", "elsewhere") is None
    assert undo(ledger, "ada") is not None
    assert ledger.item(PASSAGE_ID).state == "needs review"


def filing_of(paper: Paper, text: str, passages: Sequence[Passage]) -> list[Filing]:
    assert text == TEXT
    return [replace(a_filing(each.text, start=each.start, doubts=()), passage=each, paper=paper) for each in passages]


def test_a_passage_is_cut_where_it_was_asked_and_without_blanks_at_the_cuts(ledger: Ledger) -> None:
    spans = tuple(split_at(FILING.passage, [10]))
    assert spans == ((0, 10), (10, 22))
    new = redraw(Redrawing((PASSAGE_ID,), spans, "ada", NOON), ledger, filing_of)

    parts = [ledger.passage(each).passage for each in new]
    assert [(part.start, part.end, part.text) for part in parts] == [(0, 10, "Log calls."), (11, 22, "Test often.")]
    assert {part.section_path for part in parts} == {FILING.passage.section_path}
    assert {ledger.item(each).state for each in new} == {"needs review"}
    assert ledger.prediction(new[0]).prediction.review_reasons == (NEW_BOUNDS,)  # type: ignore[union-attr]


def test_bounds_may_reach_beyond_the_passage(ledger: Ledger) -> None:
    (new,) = redraw(Redrawing((PASSAGE_ID,), ((11, 35),), "ada", NOON), ledger, filing_of)

    assert ledger.passage(new).passage.text == "Test often.  Ask others."


@pytest.mark.parametrize("span", [(-1, 5), (0, 99), (22, 24)])
def test_bounds_outside_the_text_or_around_nothing_are_refused(ledger: Ledger, span: tuple[int, int]) -> None:
    with pytest.raises(InputError):
        redraw(Redrawing((PASSAGE_ID,), (span,), "ada", NOON), ledger, filing_of)
    assert ledger.item(PASSAGE_ID).state == "needs review"


@pytest.mark.parametrize("offset", [-1, 23])
def test_a_cut_outside_the_passage_is_refused(offset: int) -> None:
    with pytest.raises(InputError, match="outside the passage"):
        split_at(FILING.passage, [offset])
