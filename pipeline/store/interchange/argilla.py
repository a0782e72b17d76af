"""Records in the layout of Argilla 2: what a model says as suggestions with score and agent, labels as responses.

The file is what `dataset.records.from_json` reads and `to_json` writes; beside it lie the settings of a dataset that
fits, for `argilla.Settings.from_json`. Argilla itself is not needed. `datasets.load_dataset("json", …)` reads it too.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from pipeline.domain.labels import LabeledEntry, Record
from pipeline.domain.prediction import Prediction
from pipeline.domain.taxonomy import Taxonomy
from pipeline.errors import InputError
from pipeline.store.files import whole_file
from pipeline.store.interchange.marks import NO, YES, marks_alone, marks_of, signed

_MITIGATION, _REASONING = "mitigation", "reasoning"
_UNSAID = ("draft", "discarded")


def write(records: Sequence[Record], path: Path, taxonomy: Taxonomy) -> list[Path]:
    """Write the records, and beside them the settings of their dataset."""
    settings = path.with_suffix(".settings.json")
    rows = [_row(record) for record in records]
    for target, content in ((settings, settings_for(taxonomy)), (path, rows)):
        with whole_file(target) as scratch:
            scratch.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
    return [path, settings]


def is_record(item: Mapping[str, Any]) -> bool:
    """Whether an object is a record."""
    return isinstance(item.get("fields"), Mapping)


def rows_of(record: Mapping[str, Any], taxonomy: Taxonomy) -> Iterator[dict[str, Any]]:
    """What each person answered, as a row like that of any table; where nobody has, the text alone.

    Raises InputError when the answers do not have the layout.
    """
    marks = record.get("metadata") or {}
    if not isinstance(marks, Mapping):
        raise InputError("`metadata` is not an object", remedy="write it with `records.to_json`")
    given = {**marks, "text": record["fields"].get("text")}
    people = _answers(record.get("responses") or {})
    if not people:
        yield marks_alone(given)
    asked = (*(facet.name for facet in taxonomy), _MITIGATION, _REASONING)
    for person, answers in people.items():
        yield given | signed(given, person) | dict.fromkeys(asked, "") | answers


def settings_for(taxonomy: Taxonomy) -> dict[str, Any]:
    """The settings of a dataset: the passage under its headings, then a question for each facet."""
    questions = []
    for facet in taxonomy:
        options = [{"value": each.code, "text": each.title} for each in facet.categories]
        explained = "\n".join(f"- {each.title}: {each.definition}" for each in facet.categories if each.definition)
        questions.append(_choice(facet.name, facet.question or facet.name, explained, options))
    yes_or_no = [{"value": answer, "text": answer} for answer in (YES, NO)]
    questions.append(_choice(_MITIGATION, "Is it a mitigation?", "", yes_or_no))
    questions.append(_property(_REASONING, "Why?", {"type": "text", "use_markdown": False}))
    plain = {"type": "text", "use_markdown": False}
    fields = [_property("headings", "Under", plain), _property("text", "Passage", plain)]
    return {"fields": fields, "questions": questions, "vectors": [], "metadata": [], "allow_extra_metadata": True}


def _choice(name: str, title: str, description: str, options: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    kind = {"type": "label_selection", "options": options, "visible_options": max(len(options), 3)}
    return _property(name, title, kind) | ({"description": description} if description else {})


def _property(name: str, title: str, kind: Mapping[str, Any]) -> dict[str, Any]:
    return {"name": name, "title": title, "required": False, "settings": kind}


def _row(record: Record) -> dict[str, Any]:
    entry = record.entry
    return {
        "id": entry.entry_id,
        "status": "completed" if entry.says_something else "pending",
        "fields": {"headings": " > ".join(entry.section_path), "text": entry.text},
        "metadata": marks_of(record),
        "suggestions": _suggestions(record.prediction) if record.prediction else {},
        "responses": _responses(entry) if entry.says_something else {},
        "vectors": {},
    }


def _suggestions(prediction: Prediction) -> dict[str, Any]:
    said = {
        name: {"value": answer.code, "score": answer.confidence, "agent": prediction.model_id}
        for name, answer in prediction.answers.items()
    }
    if prediction.reasoning:
        said[_REASONING] = {"value": prediction.reasoning, "score": None, "agent": prediction.model_id}
    return said


def _responses(entry: LabeledEntry) -> dict[str, Any]:
    said = dict(entry.labels) if entry.mitigation else {_MITIGATION: NO}
    if entry.reasoning:
        said[_REASONING] = entry.reasoning
    person = _person(entry.annotator)
    return {name: [{"value": value, "user_id": person, "status": "submitted"}] for name, value in said.items()}


def _person(name: str) -> str:
    """The id under which the layout has a person whose name alone is known."""
    return str(uuid5(NAMESPACE_URL, f"mitag:{name}"))


def _answers(responses: object) -> dict[str, dict[str, Any]]:
    """By person: question → answer; what was not handed in does not count."""
    if not isinstance(responses, Mapping) or not all(isinstance(each, list) for each in responses.values()):
        raise InputError("`responses` does not list the answers to each question", remedy="use `records.to_json`")
    people: dict[str, dict[str, Any]] = {}
    for question, given in responses.items():
        for answer in given:
            if not isinstance(answer, Mapping):
                raise InputError(f"an answer to {question!r} is not an object", remedy="use `records.to_json`")
            if answer.get("status") not in _UNSAID:
                people.setdefault(str(answer.get("user_id", "")), {})[question] = answer.get("value")
    return people
