"""Rows of the table say what was predicted, in a fixed order of columns."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.domain.document import Document, Page, Paragraph
from pipeline.domain.passage import Finding, Passage
from pipeline.domain.prediction import Answer, Candidate, Evidence, Prediction
from pipeline.domain.review import FiledOutcome
from pipeline.domain.taxonomy import Category
from pipeline.reasoning import Explanation
from pipeline.workflows import untracked
from pipeline.workflows.classify import ClassifyOutcome, Tagged, classify
from pipeline.workflows.ingest import Failure, Ingested, ingest
from tests.builders import a_passage, a_taxonomy

TEXT = "Staff rehearse a shutdown."


class FakeModel:
    """Answers everything with the same two codes."""

    taxonomy = a_taxonomy()

    def __init__(self, code: str) -> None:
        self.code = code

    def classify(self, passages: Sequence[Passage]) -> list[Prediction]:
        answers = {
            "code": Answer("code", self.code, 0.8, (Candidate("1.1", 0.4), Candidate("2", 0.3)), ("1.1", "2"), "1.1"),
            "actor": Answer("actor", "User", 0.3, (Candidate("User", 0.3),), ("User",), None, abstained=True),
        }
        return [
            Prediction(each.passage_id, "m1", answers, review_reasons=("actor: below the floor",)) for each in passages
        ]

    def evidence(self, passage: Passage, answer: Answer) -> tuple[Evidence, ...]:
        del passage, answer
        return (Evidence(0, 5, 1.0),)


class FakeReasoner:
    """Repeats what it was asked."""

    def explain(
        self, text: str, category: Category, evidence: Sequence[Evidence], *, unclassifiable: bool = False
    ) -> Explanation:
        span = (evidence[0].start, evidence[0].end)
        return Explanation(f"{text[slice(*span)]}, {category.code}, {unclassifiable}", (span,), sure=True)


def outcome(code: str = "1", *, kept: int = 100) -> ClassifyOutcome:
    def find(document: Document) -> list[Finding]:
        taken, left = a_passage(TEXT), a_passage("We thank you.", start=40)
        return [Finding(taken, 0.9, (), taken=True), Finding(left, 0.1, (), taken=False)]

    def parse(path: Path) -> Document:
        paragraphs = (Paragraph((), 0, len(TEXT), page=2),)
        pages = (Page(1, 100, 0, 0), Page(2, 100, kept, 0))
        return Document("d0c", str(path), TEXT, title="Drills", year=2024, paragraphs=paragraphs, pages=pages)

    reading = ingest([Path("a.md")], parse=parse, begin=lambda _: None, find=find)
    return classify(reading, n_files=1, model=FakeModel(code), reasoner=FakeReasoner(), track=untracked)


def test_only_passages_that_were_taken_are_tagged() -> None:
    assert [item.finding.passage.text for item in outcome().tagged] == [TEXT]
    assert outcome().n_to_review == 1


def test_a_row_holds_place_answers_and_reasons() -> None:
    (row,) = outcome().rows()

    assert {name: row[name] for name in ("source", "title", "year", "section_path", "text", "start", "end")} == {
        "source": "a.md",
        "title": "Drills",
        "year": 2024,
        "section_path": "4 Operations",
        "text": TEXT,
        "start": 0,
        "end": len(TEXT),
    }
    assert (row["code"], row["code_label"], row["code_confidence"]) == ("1", "System", 0.8)
    assert row["code_alternatives"] == ["1.1 0.40", "2 0.30"]
    assert (row["code_backed_off_from"], row["code_abstained"]) == ("1.1", False)
    assert (row["actor"], row["actor_abstained"]) == ("User", True)
    assert (row["needs_review"], row["review_reasons"]) == (True, ["actor: below the floor"])
    assert (row["reasoning"], row["reasoning_spans"]) == ("Staff, 1, False", ["mechanism 0:5"])


def test_every_cell_of_a_row_has_its_column() -> None:
    (row,) = outcome().rows()

    assert set(row) == set(outcome().columns())


def test_unclassifiable_is_told_apart_from_unsure() -> None:
    (row,) = outcome("9").rows()

    assert row["reasoning"] == "Staff, 9, True"


def test_a_passage_from_a_page_read_poorly_is_for_a_person_to_see() -> None:
    (well,), (poorly,) = outcome(kept=90).rows(), outcome(kept=80).rows()

    assert well["review_reasons"] == ["actor: below the floor"]
    assert poorly["review_reasons"] == ["actor: below the floor", "page read poorly"]


def test_each_document_is_filed_before_the_next_is_read() -> None:
    happened: list[str] = []

    def reading() -> Iterator[Ingested]:
        for name in ("a.md", "b.md", "c.md"):
            happened.append(f"read {name}")
            findings = (Finding(a_passage(f"{TEXT} {name}"), 0.9, (), taken=True),)
            yield Ingested(name, Document(name, name, TEXT), findings)
        yield Ingested("d.md", failure=Failure("d.md", "is empty"))

    def file(tagged: Sequence[Tagged]) -> FiledOutcome:
        happened.append(f"filed {tagged[0].path}")
        return FiledOutcome(n_new=len(tagged))

    filed = classify(
        reading(), n_files=4, model=FakeModel("1"), reasoner=FakeReasoner(), track=untracked, file=file
    ).filed

    assert happened == ["read a.md", "filed a.md", "read b.md", "filed b.md", "read c.md", "filed c.md"]
    assert filed == FiledOutcome(n_new=3)
