"""From a paper to a tag: every labelled passage is accounted for."""

from collections.abc import Iterator

import pytest

from pipeline.domain.passage import Finding, Passage
from pipeline.errors import InputError
from pipeline.evaluation.finding import extraction_scores
from pipeline.evaluation.gold import GoldEntry
from pipeline.evaluation.scored import Evaluation
from pipeline.workflows.evaluate_pages import evaluate_pages
from pipeline.workflows.gold import Gold
from pipeline.workflows.ingest import Failure, Ingested
from pipeline.workflows.terms import Terms
from tests.builders import Block, a_document, an_entry
from tests.workflows.judges import TAXONOMY, Scholar, lessons_of, some_labels

TEXTS = (
    "staff rehearse a shutdown before every release of the model and write down what went wrong.",
    "gradients are clipped so that no single example can change what the network has learned by much.",
    "sandboxes keep the agent from files that it has no business with, whatever it is asked to do.",
    "the next section thanks the people who have read earlier versions of this text with great care.",
)


def read() -> Ingested:
    """A paper of four paragraphs: the second is passed over, the fourth is taken though nobody labelled it."""
    document = a_document(*(Block(text) for text in TEXTS))
    findings = []
    for number, paragraph in enumerate(document.paragraphs):
        text = document.slice(paragraph)
        passage = Passage(document.document_id, paragraph.section_path, paragraph.start, paragraph.end, text)
        findings.append(Finding(passage, 0.9, (), taken=number != 1))
    return Ingested("paper.pdf", document, tuple(findings))


def gold(*said: tuple[str, str], paper: str = "paper.pdf") -> Gold:
    entries = tuple(GoldEntry(an_entry(text, labels={"code": code}, paper=paper)) for text, code in said)
    return Gold(entries, len(entries), 0, 0, 0)


def evaluate(wanted: Gold, *results: Ingested) -> Evaluation:
    lessons = lessons_of(some_labels())
    return evaluate_pages(wanted, lessons, Scholar(lessons), Terms(rounds=100), results or (read(),))


def test_each_passage_is_found_or_it_is_said_where_it_was_lost() -> None:
    half = " ".join(TEXTS[2].split()[:6])

    evaluation = evaluate(gold((TEXTS[0], "2"), (TEXTS[1], "1.1"), (half, "1.2"), ("Nobody wrote this at all.", "2")))

    assert [each.fate for each in evaluation.sought] == ["found", "passed over", "in no passage", "not in the text"]
    assert [each.text for each in evaluation.entries] == [TEXTS[0]]
    first = evaluation.sought[0]
    assert (first.overlap, first.start_gap, first.end_gap) == (1.0, 0, 0)
    assert [(each.text, each.is_sought) for each in evaluation.taken] == [
        (TEXTS[0], True),
        (TEXTS[2], False),
        (TEXTS[3], False),
    ]


def test_scores_count_what_was_sought_and_what_was_taken() -> None:
    wanted = gold(*((text, code) for text, code in zip(TEXTS[:3], ("2", "1.1", "2"), strict=True)))
    twice = [read(), read()]
    evaluation = evaluate(wanted, *twice)
    many = Evaluation(
        evaluation.made, evaluation.taxonomy, evaluation.entries, (), evaluation.sought * 4, evaluation.taken * 4
    )

    scores = extraction_scores(many, TAXONOMY.facets)

    assert scores["recall"].value == pytest.approx(2 / 3, abs=1e-4)
    assert scores["precision"].value == pytest.approx(2 / 3, abs=1e-4)
    assert scores["overlap of those found"].value == 1
    assert scores["end to end: actor"].value is None


def test_a_paper_is_known_by_its_stem_its_title_or_its_words() -> None:
    for name in ("paper", "PAPER.PDF", "some other name"):
        assert evaluate(gold((TEXTS[0], "2"), paper=name)).sought[0].fate == "found"


def test_when_no_passage_has_a_paper_the_names_are_to_be_checked() -> None:
    with pytest.raises(InputError, match="none of the 1 labelled passages stands in one of the 1 papers") as caught:
        evaluate(gold(("Nobody wrote this at all.", "2"), paper="elsewhere"))

    assert "`paper`" in caught.value.remedy


def test_a_paper_that_cannot_be_read_is_noted_and_none_at_all_is_an_error() -> None:
    def broken() -> Iterator[Ingested]:
        yield Ingested("b.pdf", failure=Failure("b.pdf", "b.pdf: is damaged"))

    evaluation = evaluate(gold((TEXTS[0], "2")), read(), *broken())

    assert "b.pdf could not be read: b.pdf: is damaged" in evaluation.made.notes
    with pytest.raises(InputError, match=r"no paper could be read: b\.pdf"):
        evaluate(gold((TEXTS[0], "2")), *broken())
