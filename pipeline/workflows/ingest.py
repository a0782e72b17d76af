"""Documents → passages: read each file, judge its paragraphs, and let no bad file stop the others."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from pipeline.domain.document import Document
from pipeline.domain.passage import Finding
from pipeline.errors import MitagError

Parse = Callable[[Path], Document]
Begin = Callable[[Path], None]
"""Has the file that will be parsed next read meanwhile."""
Find = Callable[[Document], Sequence[Finding]]


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that could not be used, why, and what to do about it."""

    source: str
    problem: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Ingested:
    """One file's document and the findings in it, or why there are none."""

    source: str
    document: Document | None = None
    findings: tuple[Finding, ...] = ()
    failure: Failure | None = None
    same_as: str = ""
    """The file of the same content that was read before, if there was one."""


def ingest(paths: Sequence[Path], *, parse: Parse, begin: Begin, find: Find) -> Iterator[Ingested]:
    """Read and judge files one after another; the same content under a second name is judged once.

    Yields one result for each path, in order, as soon as it is there; while it is worked on, the next file is read.
    """
    seen: dict[str, str] = {}
    for path, following in zip_longest(paths, paths[1:]):
        try:
            document = parse(path)
            if following:
                begin(following)
            first = seen.setdefault(document.document_id, document.source)
            if first == document.source:
                yield Ingested(str(path), document, tuple(find(document)))
            else:
                yield Ingested(str(path), same_as=first)
        except MitagError as error:
            yield Ingested(str(path), failure=Failure(str(path), error.problem, error.remedy))
