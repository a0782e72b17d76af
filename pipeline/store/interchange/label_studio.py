"""Records as tasks of Label Studio: what a model says as predictions with scores, labels as annotations.

Written and read is the JSON that Label Studio imports and exports (not JSON-MIN). A labelling configuration that fits
lies beside it: its controls are called like the facets, and the tree is a taxonomy to unfold.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from pipeline.domain.labels import LabeledEntry, Record
from pipeline.domain.prediction import Prediction
from pipeline.domain.taxonomy import Facet, Taxonomy
from pipeline.errors import InputError
from pipeline.store.files import whole_file
from pipeline.store.interchange.marks import NO, YES, marks_alone, marks_of, signed

_TEXT, _MITIGATION, _REASONING = "text", "mitigation", "reasoning"
_VALUES = {"taxonomy", "choices", "text"}

Task = Mapping[str, Any]


def write(records: Sequence[Record], path: Path, taxonomy: Taxonomy) -> list[Path]:
    """Write the tasks, and beside them the labelling configuration."""
    config = path.with_suffix(".config.xml")
    with whole_file(config) as scratch:
        scratch.write_text(configuration(taxonomy), encoding="utf-8")
    with whole_file(path) as scratch:
        tasks = [_task(record, taxonomy) for record in records]
        scratch.write_text(json.dumps(tasks, ensure_ascii=False, indent=1), encoding="utf-8")
    return [path, config]


def is_task(item: Mapping[str, Any]) -> bool:
    """Whether an object is a task."""
    return isinstance(item.get("data"), Mapping)


def rows_of(task: Task, taxonomy: Taxonomy) -> Iterator[dict[str, Any]]:
    """Each annotation of a task as a row like that of any table; of one that nobody has annotated, the text alone.

    Raises InputError when an annotation is not what the configuration gives.
    """
    given = {name: value for name, value in task["data"].items() if name != "headings"}
    annotations = _objects(task.get("annotations") or [], "annotations")
    kept = [each for each in annotations if not each.get("was_cancelled")]
    if not kept:
        yield marks_alone(given)
    for annotation in kept:
        yield given | signed(given, _name(annotation.get("completed_by"))) | _said(annotation, taxonomy)


def configuration(taxonomy: Taxonomy) -> str:
    """The labelling configuration: the passage under its headings, then a control for each facet."""
    view = Element("View")
    SubElement(view, "Header", value="$headings", size="5")
    SubElement(view, "Text", name=_TEXT, value="$text")
    for facet in taxonomy:
        SubElement(view, "Header", value=facet.question, size="5")
        if facet.is_tree:
            control = SubElement(view, "Taxonomy", name=facet.name, toName=_TEXT, maxUsages="1")
        else:
            control = _choices(view, facet.name)
        _add_choices(control, facet, None)
    SubElement(view, "Header", value="Is it a mitigation?", size="5")
    for answer in (YES, NO):
        SubElement(_choices(view, _MITIGATION) if answer == YES else view[-1], "Choice", value=answer)
    SubElement(view, "Header", value="Why?", size="5")
    SubElement(view, "TextArea", name=_REASONING, toName=_TEXT, rows="2", maxSubmissions="1", editable="true")
    indent(view)
    return tostring(view, encoding="unicode") + "\n"


def _choices(view: Element, name: str) -> Element:
    return SubElement(view, "Choices", name=name, toName=_TEXT, choice="single", showInLine="true")


def _add_choices(parent: Element, facet: Facet, code: str | None) -> None:
    for category in facet.children(code):
        choice = SubElement(parent, "Choice", value=category.title)
        if category.definition:
            choice.set("hint", category.definition)
        _add_choices(choice, facet, category.code)


def _task(record: Record, taxonomy: Taxonomy) -> dict[str, Any]:
    entry = record.entry
    shown = {"text": entry.text, "headings": " > ".join(entry.section_path)}
    task: dict[str, Any] = {"data": shown | marks_of(record)}
    if entry.says_something:
        task["annotations"] = [{"result": list(_result(entry, taxonomy))}]
    if record.prediction:
        task["predictions"] = [_predicted(record.prediction, taxonomy)]
    return task


def _result(entry: LabeledEntry, taxonomy: Taxonomy) -> Iterator[dict[str, Any]]:
    for facet in taxonomy:
        if facet.name in entry.labels:
            yield _region(facet, entry.labels[facet.name])
    if not entry.mitigation:
        yield _item(_MITIGATION, "choices", [NO])
    if entry.reasoning:
        yield _item(_REASONING, "text", [entry.reasoning])


def _predicted(prediction: Prediction, taxonomy: Taxonomy) -> dict[str, Any]:
    """What a model says; its score is the confidence in the code, by which Label Studio sorts."""
    answers = prediction.answers
    said = [
        _region(facet, answers[facet.name].code) | {"score": answers[facet.name].confidence}
        for facet in taxonomy
        if facet.name in answers and answers[facet.name].code in facet
    ]
    if prediction.reasoning:
        said.append(_item(_REASONING, "text", [prediction.reasoning]))
    answer = answers.get(taxonomy.tree.name)
    return {"model_version": prediction.model_id, "score": answer.confidence if answer else 0.0, "result": said}


def _region(facet: Facet, code: str) -> dict[str, Any]:
    if facet.is_tree:
        return _item(facet.name, "taxonomy", [[facet[each].title for each in facet.ancestors(code)]])
    return _item(facet.name, "choices", [facet[code].title])


def _item(name: str, kind: str, value: list[Any]) -> dict[str, Any]:
    control = "textarea" if kind == "text" else kind
    return {"id": name, "from_name": name, "to_name": _TEXT, "type": control, "value": {kind: value}}


def _said(annotation: Mapping[str, Any], taxonomy: Taxonomy) -> dict[str, Any]:
    """What an annotation says, facet by facet; controls of other configurations are columns of no meaning here."""
    row: dict[str, Any] = dict.fromkeys((*(facet.name for facet in taxonomy), _MITIGATION, _REASONING), "")
    for region in _objects(annotation.get("result"), "result"):
        name, value = region.get("from_name"), region.get("value")
        if isinstance(name, str) and isinstance(value, Mapping):
            row[name] = _chosen(name, value)
    return row


def _chosen(name: str, value: Mapping[str, Any]) -> str:
    kind = next(iter(_VALUES & value.keys()), "")
    found = value.get(kind)
    if isinstance(found, str):
        found = [found]
    if kind == "taxonomy" and isinstance(found, list):
        found = [path[-1] if isinstance(path, list) and path else path for path in found]
    if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
        raise InputError(f"the annotation of {name!r} is of a kind that is not read", remedy="use the configuration")
    if kind != "text" and len(found) > 1:
        raise InputError(f"{name!r} has {len(found)} labels: {', '.join(found)}", remedy="keep one of them")
    return "\n".join(found)


def _name(person: object) -> str:
    if isinstance(person, Mapping):
        person = person.get("email") or person.get("id")
    return "" if person is None else str(person)


def _objects(value: object, name: str) -> list[Mapping[str, Any]]:
    if not isinstance(value, list) or not all(isinstance(each, Mapping) for each in value):
        raise InputError(f"`{name}` is not a list of objects", remedy="export as JSON, not as JSON-MIN")
    return value
