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


def begin(path: Path) -> None:
    del path


def find(document: Document) -> list[Finding]:
    del document
    return [Finding(a_passage("A measure."), 0.9, ("because",), taken=True)]


def test_results_come_in_order_and_failures_in_their_place() -> None:
    results = list(ingest([Path("one"), Path("bad"), Path("two")], parse=parse, begin=begin, find=find))

    assert [result.source for result in results] == ["one", "bad", "two"]
    assert results[1].failure == Failure("bad", "bad: is broken", "mend it")
    assert results[1].findings == ()
    assert [len(result.findings) for result in results] == [1, 0, 1]


def test_the_same_content_under_a_second_name_is_not_read_twice() -> None:
    first, second = ingest([Path("a1"), Path("a2")], parse=parse, begin=begin, find=find)

    assert (first.failure, first.same_as) == (None, "")
    assert (second.document, second.failure, second.same_as) == (None, None, "a1")


def test_the_next_file_is_begun_before_a_result_is_worked_on_and_none_further_ahead() -> None:
    done: list[str] = []

    def parsed(path: Path) -> Document:
        done.append(f"parse {path}")
        return parse(path)

    def begun(path: Path) -> None:
        done.append(f"begin {path}")

    paths = [Path(name) for name in ("one", "bad", "two", "three")]
    for result in ingest(paths, parse=parsed, begin=begun, find=find):
        done += [f"work on {result.source}"]

    assert done == [
        *("parse one", "begin bad", "work on one"),
        *("parse bad", "work on bad"),
        *("parse two", "begin three", "work on two"),
        *("parse three", "work on three"),
    ]
