"""One bad file never stops the others."""

from pathlib import Path

from pipeline.domain.document import Document
from pipeline.domain.passage import Finding
from pipeline.errors import InputError
from pipeline.workflows.ingest import Failure, ingest
from tests.builders import a_passage


def parse(path: Path) -> Document:
    if path.name == "bad":
        raise InputError("bad: is broken", remedy="mend it")
    return Document(path.name[0], str(path), "text")


def find(document: Document) -> list[Finding]:
    del document
    return [Finding(a_passage("A measure."), 0.9, ("because",), taken=True)]


def test_results_come_in_order_and_failures_in_their_place() -> None:
    results = list(ingest([Path("one"), Path("bad"), Path("two")], parse=parse, find=find))

    assert [result.source for result in results] == ["one", "bad", "two"]
    assert results[1].failure == Failure("bad", "bad: is broken", "mend it")
    assert results[1].findings == ()
    assert [len(result.findings) for result in results] == [1, 0, 1]


def test_the_same_content_under_a_second_name_is_not_read_twice() -> None:
    first, second = ingest([Path("a1"), Path("a2")], parse=parse, find=find)

    assert (first.failure, first.same_as) == (None, "")
    assert (second.document, second.failure, second.same_as) == (None, None, "a1")
