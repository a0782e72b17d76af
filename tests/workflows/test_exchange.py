"""Importing labels keeps what is new and lists what is not."""

from collections.abc import Iterator
from pathlib import Path

from pipeline.domain.labels import LabeledEntry
from pipeline.errors import InputError
from pipeline.workflows import untracked
from pipeline.workflows.exchange import Conflict, ImportOutcome, check_labels, import_labels
from tests.builders import a_taxonomy, an_entry

DRILL = an_entry("Staff rehearse a shutdown of the whole service once a month without warning.", paper="")
NEARLY = an_entry("Staff rehearse a shutdown of the whole service once a month, without warning!", paper="p")
OTHER = an_entry("Weights are kept on machines that nobody can log into alone.", paper="q")


def importing(*entries: LabeledEntry | InputError, known: tuple[LabeledEntry, ...] = ()) -> ImportOutcome:
    def read(path: Path) -> Iterator[tuple[str, LabeledEntry | InputError]]:
        yield from ((f"{path}:{number}", entry) for number, entry in enumerate(entries, start=1))

    return import_labels([Path("new.jsonl")], known, read=read, paper=None, threshold=0.7, track=untracked)


def test_an_entry_without_a_paper_belongs_to_the_file() -> None:
    (added,) = importing(DRILL).added

    assert added.paper == "new"


def test_near_repeats_of_what_is_known_are_left_out() -> None:
    outcome = importing(NEARLY, OTHER, known=(DRILL,))

    assert outcome.added == (OTHER,)
    assert (outcome.n_read, outcome.n_duplicates) == (2, 0)
    assert [(repeat.where, repeat.like) for repeat in outcome.near_repeats] == [("new.jsonl:1", DRILL.text)]


def test_a_contradiction_is_listed_with_its_place() -> None:
    outcome = importing(an_entry(DRILL.text, labels={"code": "1.1"}), known=(DRILL,))

    assert outcome.added == ()
    assert outcome.conflicts == (Conflict("new.jsonl:1", "code", "2", "1.1", DRILL.text),)


def test_a_label_that_was_missing_is_listed_and_not_slipped_in() -> None:
    (conflict,) = importing(DRILL, known=(an_entry(DRILL.text, labels={"code": "2"}),)).conflicts

    assert (conflict.facet, conflict.kept, conflict.refused) == ("actor", "without a label", "Developer")


def test_mitigation_against_no_mitigation_is_a_contradiction() -> None:
    (conflict,) = importing(an_entry(DRILL.text, labels={}, mitigation=False), known=(DRILL,)).conflicts

    assert (conflict.kept, conflict.refused) == ("a mitigation", "no mitigation")


def test_a_row_that_cannot_be_used_does_not_stop_the_others() -> None:
    outcome = importing(InputError("new.jsonl:1: no text"), OTHER)

    assert outcome.added == (OTHER,)
    assert [failure.problem for failure in outcome.failures] == ["new.jsonl:1: no text"]


def test_checking_counts_gaps_and_finds_contradictions() -> None:
    against = an_entry(NEARLY.text, labels={"code": "1.1"}, paper="p")
    nothing = an_entry("We thank the referees.", labels={}, mitigation=False, paper="p")

    outcome = check_labels([DRILL, against, OTHER, nothing], a_taxonomy(), threshold=0.7)

    assert (outcome.n_entries, outcome.n_not_mitigation) == (3, 1)
    assert outcome.per_code == {"1.1": 1, "2": 2}
    assert outcome.codes_without_entry == ("1", "1.2", "9")
    assert outcome.missing == {"code": 0, "actor": 1}
    assert [conflict.refused for conflict in outcome.conflicts] == ["1.1"]
    assert not outcome.sound
