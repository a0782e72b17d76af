"""Which labels go out, each passage once."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from pipeline.domain.labels import LabeledEntry, Record
from pipeline.domain.review import Dossier
from pipeline.errors import ConfigError, NotReadyError
from pipeline.store.interchange import FORMATS, Format, read_records
from pipeline.store.ledger import Ledger
from pipeline.workflows.exchange import Known
from pipeline.workflows.export_labels import Selection, export_labels
from pipeline.workflows.learn import reviewed_entries
from tests.builders import a_taxonomy, an_entry
from tests.store.ledger.filings import a_decision, a_filing

TAXONOMY = a_taxonomy()
OWN, IMPORTED = an_entry("Own."), an_entry("Imported.", origin="imported")
SHIPPED = an_entry("Shipped.", origin="synthetic")


class Kept:
    """A format that keeps what is written."""

    def __init__(self) -> None:
        self.records: list[Record] = []

    def form(self) -> Format:
        return Format(".x", self._write)

    def _write(self, records: Sequence[Record], path: Path, taxonomy: object) -> list[Path]:
        del taxonomy
        self.records = list(records)
        return [path]


@pytest.fixture
def dossiers(tmp_path: Path) -> list[Dossier]:
    """One passage is settled, one by two people, one rejected, one disputed, one waits."""
    filings = {text: a_filing(text) for text in ("Reviewed.", "Gold.", "Rejected.", "Disputed.", "Waiting.")}
    ids = {text: filing.passage.passage_id for text, filing in filings.items()}
    with Ledger.open(tmp_path / "store.sqlite") as ledger:
        ledger.file(filings.values())
        ledger.record(a_decision(ids["Reviewed."], code="1.1"))
        ledger.record(a_decision(ids["Gold."], "ada"))
        ledger.record(a_decision(ids["Gold."], "bob"))
        ledger.record(a_decision(ids["Rejected."], code=None))
        ledger.record(a_decision(ids["Disputed."], "ada", "1"))
        ledger.record(a_decision(ids["Disputed."], "bob", "2"))
        return list(ledger.everything())


def exported(
    dossiers: Sequence[Dossier] = (), own: Sequence[LabeledEntry] = (OWN, IMPORTED), **wanted: Any
) -> dict[str, Record]:
    kept = Kept()
    known = Known(own, tuple(reviewed_entries(dossiers, TAXONOMY)), wanted.pop("shipped", ()))
    outcome = export_labels(known, dossiers, TAXONOMY, Selection(**wanted), kept.form(), Path("out.x"))
    assert outcome.n_entries == len(kept.records)
    assert outcome.n_unlabelled == sum(not record.entry.says_something for record in kept.records)
    return {record.entry.text: record for record in kept.records}


def test_own_labels_and_reviews_go_out(dossiers: list[Dossier]) -> None:
    found = exported(dossiers)

    assert {*found} == {"Own.", "Imported.", "Reviewed.", "Gold.", "Rejected."}
    assert found["Reviewed."].entry.labels == {"code": "1.1"}
    assert (found["Gold."].entry.origin, found["Gold."].entry.year) == ("gold", 2025)
    assert {record.prediction for record in found.values()} == {None}


def test_a_review_counts_before_an_own_label_and_that_before_a_shipped_one(dossiers: list[Dossier]) -> None:
    old = an_entry("Reviewed.", section_path=("4 Operations",), labels={"code": "9"})
    edited = an_entry("Shipped.", labels={"code": "9"})

    found = exported(dossiers, [old, edited], shipped=[SHIPPED])

    assert found["Reviewed."].entry.labels == {"code": "1.1"}
    assert found["Shipped."].entry.labels == {"code": "9"}


def test_only_what_is_settled(dossiers: list[Dossier]) -> None:
    assert {*exported(dossiers, settled=True, predictions=True)} == {"Reviewed.", "Gold.", "Rejected."}


def test_only_some_origins(dossiers: list[Dossier]) -> None:
    assert {*exported(dossiers, origins=("gold", "imported"))} == {"Imported.", "Gold."}


def test_predictions_go_out_with_labels_and_with_what_waits(dossiers: list[Dossier]) -> None:
    found = exported(dossiers, predictions=True)

    assert {*found} == {"Own.", "Imported.", "Reviewed.", "Gold.", "Rejected.", "Disputed.", "Waiting."}
    waiting = found["Waiting."]
    assert (waiting.entry.labels, waiting.entry.reasoning) == ({}, "")
    assert waiting.prediction is not None
    assert waiting.prediction.answers["code"].confidence == 0.4
    assert found["Reviewed."].prediction is not None
    assert found["Own."].prediction is None


def test_what_other_origins_labelled_is_not_offered_as_unlabelled(dossiers: list[Dossier]) -> None:
    assert {*exported(dossiers, origins=("hand",), predictions=True)} == {"Own.", "Disputed.", "Waiting."}


def test_nothing_to_export_is_said() -> None:
    with pytest.raises(NotReadyError):
        exported(own=())


def test_an_unknown_origin_is_refused() -> None:
    with pytest.raises(ConfigError, match="unknown origin 'rumour'"):
        Selection(origins=("rumour",))  # type: ignore[arg-type]


def test_a_passage_that_waits_takes_the_origin_of_whoever_labels_it(dossiers: list[Dossier], tmp_path: Path) -> None:
    path, form = tmp_path / "a.jsonl", FORMATS["jsonl"]
    export_labels(Known(), dossiers, TAXONOMY, Selection(predictions=True), form, path)

    origins = {
        record.entry.text: record.entry.origin
        for _, record in read_records(path, TAXONOMY, origin="hand")
        if isinstance(record, Record)
    }

    assert (origins["Waiting."], origins["Disputed."]) == ("hand", "hand")
