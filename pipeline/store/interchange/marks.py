"""What every format says of a record beside its text and labels, and the texts that stand for a label."""

from collections.abc import Iterator, Mapping
from typing import Any

from pipeline.domain.labels import Record
from pipeline.domain.taxonomy import Facet, Taxonomy

YES, NO = "yes", "no"


def marks_of(record: Record) -> dict[str, Any]:
    """The id and revision of a record and where its text and its labels come from; what is empty is left out.

    A passage that nobody has labelled has no origin yet: whoever labels it gives it one.
    """
    entry = record.entry
    marks = {
        "entry_id": entry.entry_id,
        "revision": entry.revision,
        "section_path": list(entry.section_path),
        "paper": entry.paper,
        "origin": entry.origin if entry.says_something else "",
        "year": entry.year,
        "annotator": entry.annotator,
    }
    return {name: value for name, value in marks.items() if value not in ("", None, [])}


def marks_alone(row: Mapping[str, Any]) -> dict[str, Any]:
    """Of a row that comes back without a label, the passage and the marks it went under: nothing that says anything."""
    return {name: row.get(name) for name in ("text", "section_path", "entry_id", "revision")}


def signed(marks: Mapping[str, Any], person: str) -> dict[str, str]:
    """Who has labelled a passage that comes back: whoever did so there, if nobody had before it went out.

    Tools sign labels that they are given with the name of whoever brought them in.
    """
    return {} if marks.get("origin") else {"annotator": person}


def titles_of(labels: Mapping[str, str], taxonomy: Taxonomy) -> Iterator[tuple[Facet, str]]:
    """Each label as a person reads it, with its facet."""
    for facet in taxonomy:
        if facet.name in labels:
            yield facet, facet[labels[facet.name]].title
