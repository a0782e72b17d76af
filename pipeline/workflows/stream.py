"""Lines of JSON → the same with answers, for pipes: each as soon as it is there, and many at once when many are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from pipeline.batch.pieces import Unusable
from pipeline.batch.rows import ReadLine, passage_of, read_lines
from pipeline.errors import InputError
from pipeline.workflows.classify import ReasoningWriter
from pipeline.workflows.tagging import RowClassifier, table_of

_AT_ONCE = 2**20
_LONGEST_LINE = 16 * 2**20


class Readable(Protocol):
    """A stream of bytes that gives what is there."""

    def read1(self, size: int = ..., /) -> bytes:
        """Wait until there is something, and return it; nothing at the end."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of lines that came together: rows with their answers, and lines that could not be used."""

    rows: Sequence[dict[str, Any]]
    failures: Sequence[Unusable]


@dataclass(frozen=True, slots=True)
class Answering:
    """Answers lines as they come; a row keeps its fields, and one with the name of an answer gives way to it."""

    read_line: ReadLine
    model: RowClassifier
    reasoner: ReasoningWriter | None

    def answered(self, source: Readable) -> Iterator[Answered]:
        """Answer all lines of a stream, those that have come together at once.

        Raises InputError when a line is so long that it is none.
        """
        number = 1
        for lines in _arriving(source):
            yield self._answer(lines, number)
            number += len(lines)

    def _answer(self, lines: Sequence[bytes], begin: int) -> Answered:
        rows, failures = read_lines(lines, "line ", begin, self.read_line)
        answers = table_of([passage_of(row) for row in rows], self.model, self.reasoner).to_pylist()
        return Answered([row | answer for row, answer in zip(rows, answers, strict=True)], failures)


def _arriving(source: Readable) -> Iterator[list[bytes]]:
    rest = b""
    while read := source.read1(_AT_ONCE):
        *lines, rest = (rest + read).split(b"\n")
        if len(rest) > _LONGEST_LINE:
            raise InputError(f"a line is longer than {_LONGEST_LINE // 2**20} MB", remedy="one passage a line, as JSON")
        if lines:
            yield lines
    if rest:
        yield [rest]
