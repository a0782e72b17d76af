"""Tasks, predictions, annotations and the configuration as Label Studio has them."""

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from pipeline.domain.labels import Record
from pipeline.domain.prediction import Answer, Prediction
from pipeline.errors import InputError
from pipeline.store.interchange import FORMATS, read_records
from pipeline.store.interchange.label_studio import configuration
from tests.builders import a_taxonomy, an_entry

TAXONOMY = a_taxonomy()
SAID = Prediction(
    "p", "m0del", {"code": Answer("code", "1.1", 0.625), "actor": Answer("actor", "User", 0.5)}, "It rests on words."
)
TASK: dict[str, Any] = {"id": 7, "data": {"text": "Staff rehearse."}}


def region(name: str, kind: str, *value: Any) -> dict[str, Any]:
    return {"from_name": name, "to_name": "text", "type": kind, "value": {kind: [*value]}}


def annotated(*regions: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {"result": list(regions), "was_cancelled": False, "completed_by": 3} | changes


CODE = region("code", "taxonomy", ["1 System", "1.1 Model"])


def read(folder: Path, *tasks: object) -> list[Record | InputError]:
    path = folder / "tasks.json"
    path.write_text(json.dumps(tasks), encoding="utf-8")
    return [record for _, record in read_records(path, TAXONOMY, origin="imported")]


def only(folder: Path, *tasks: object) -> Record:
    (record,) = read(folder, *tasks)
    assert isinstance(record, Record)
    return record


def refusal(folder: Path, *tasks: object) -> str:
    (error,) = read(folder, *tasks)
    assert isinstance(error, InputError)
    return str(error).replace(str(folder), "")


def test_a_task_has_its_labels_as_an_annotation_and_what_a_model_says_as_a_prediction(tmp_path: Path) -> None:
    path = tmp_path / "tasks.json"
    entry = an_entry(labels={"code": "1.1", "actor": "User"}, year=2024)

    written = FORMATS["label-studio"].write([Record(entry, SAID)], path, TAXONOMY)

    (task,) = json.loads(path.read_text(encoding="utf-8"))
    assert written == [path, tmp_path / "tasks.config.xml"]
    assert task["data"] == {
        "text": entry.text,
        "headings": "4 Operations > 4.2 Drills",
        "section_path": ["4 Operations", "4.2 Drills"],
        "entry_id": entry.entry_id,
        "revision": entry.revision,
        "paper": "drills",
        "origin": "hand",
        "year": 2024,
    }
    (annotation,), (prediction,) = task["annotations"], task["predictions"]
    assert [each["value"] for each in annotation["result"]] == [
        {"taxonomy": [["1 System", "1.1 Model"]]},
        {"choices": ["User"]},
        {"text": [entry.reasoning]},
    ]
    assert (prediction["model_version"], prediction["score"]) == ("m0del", 0.625)
    assert [(each["from_name"], each.get("score")) for each in prediction["result"]] == [
        ("code", 0.625),
        ("actor", 0.5),
        ("reasoning", None),
    ]


def test_the_configuration_has_a_control_for_all_that_a_task_says(tmp_path: Path) -> None:
    view = ElementTree.fromstring(configuration(TAXONOMY))  # noqa: S314  (it was written here)
    controls = {each.get("name"): each for each in view if each.get("toName")}
    tree = controls["code"]

    assert {name: each.tag for name, each in controls.items()} == {
        "code": "Taxonomy",
        "actor": "Choices",
        "mitigation": "Choices",
        "reasoning": "TextArea",
    }
    assert [each.get("value") for each in tree.iter("Choice")] == [each.title for each in TAXONOMY.tree.categories]
    assert [each.get("value") for each in tree[0]] == ["1.1 Model", "1.2 Surroundings"]
    assert [each.get("value") for each in controls["mitigation"]] == ["yes", "no"]
    assert {each.get("toName") for each in controls.values()} == {view.find("Text").get("name")}  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("person", "name"),
    [
        (3, "3"),
        ("ada@x.org", "ada@x.org"),
        ({"id": 3, "email": "ada@x.org"}, "ada@x.org"),
        ({"id": 3}, "3"),
        (None, ""),
    ],
)
def test_an_annotation_is_read_with_who_made_it(tmp_path: Path, person: object, name: str) -> None:
    record = only(tmp_path, TASK | {"annotations": [annotated(CODE, completed_by=person)]})

    assert record.entry.labels == {"code": "1.1"}
    assert record.entry.annotator == name


def test_who_labelled_an_entry_before_it_went_out_stays(tmp_path: Path) -> None:
    task: dict[str, Any] = {"data": {"text": "a", "origin": "hand"}, "annotations": [annotated(CODE)]}

    assert "annotator" not in only(tmp_path, task).said
    task["data"]["annotator"] = "ada"
    assert only(tmp_path, task).entry.annotator == "ada"


def test_several_annotations_come_one_by_one_and_cancelled_ones_not_at_all(tmp_path: Path) -> None:
    other = region("code", "choices", "2 People")
    task = TASK | {"annotations": [annotated(CODE), annotated(other, was_cancelled=True), annotated(other)]}

    found = read(tmp_path, task)

    assert [record.entry.labels for record in found if isinstance(record, Record)] == [{"code": "1.1"}, {"code": "2"}]


def test_a_task_that_nobody_has_annotated_says_nothing(tmp_path: Path) -> None:
    record = only(tmp_path, {"data": {"text": "a", "paper": "x"}, "predictions": [{"result": [CODE]}]})

    assert (record.entry.says_something, record.said) == (False, frozenset())


def test_no_mitigation_is_an_answer(tmp_path: Path) -> None:
    assert not only(
        tmp_path, TASK | {"annotations": [annotated(region("mitigation", "choices", "no"))]}
    ).entry.mitigation


def test_controls_of_another_configuration_are_named(tmp_path: Path) -> None:
    task = TASK | {"annotations": [annotated(CODE, region("mood", "choices", "good"))]}

    assert only(tmp_path, task).unread == ("mood",)


@pytest.mark.parametrize(
    ("task", "problem"),
    [
        (
            TASK | {"annotations": [annotated(region("code", "taxonomy", ["7 What"]))]},
            "'7 What' is not a category of code",
        ),
        (TASK | {"annotations": "many"}, "`annotations` is not a list of objects"),
        (TASK | {"annotations": [annotated(result=None)]}, "`result` is not a list of objects"),
        (
            TASK | {"annotations": [annotated(region("actor", "choices", "User", "Developer"))]},
            "'actor' has 2 labels: User",
        ),
        (TASK | {"annotations": [annotated(region("code", "rating", 3))]}, "the annotation of 'code' is of a kind"),
        (TASK | {"annotations": [annotated(region("codes", "choices", "User"))]}, "'codes' is not a facet"),
        ({"id": 7, "data": {"body": "a"}}, "an entry needs text or at least a heading"),
        ({"id": 7, "data": {"text": "\ud800"}}, "the text holds half a character"),
        ({"id": 7, "text": "a", "code": "1"}, "is neither a task of Label Studio nor a record of Argilla"),
        (["a"], "is neither a task of Label Studio nor a record of Argilla"),
    ],
)
def test_a_task_that_cannot_be_used_is_named_by_its_number(tmp_path: Path, task: object, problem: str) -> None:
    good = TASK | {"annotations": [annotated(CODE)]}

    first, error, last = read(tmp_path, good, task, good)

    assert isinstance(first, Record)
    assert isinstance(last, Record)
    assert isinstance(error, InputError)
    place = "/tasks.json, number 2" + (" (id 7)" if isinstance(task, dict) else "")
    assert str(error).replace(str(tmp_path), "").startswith(f"{place}: {problem}")


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"{", "is not JSON (Expecting property name enclosed in double quotes, line 1)"),
        (b"[" * 100_000, "is not JSON ("),
        (b'{"a": 1}', "is not a list of tasks or records"),
        (b'["\xe9"]', "is not UTF-8 text (byte 2)"),
    ],
)
def test_a_file_that_is_none_is_refused(tmp_path: Path, content: bytes, problem: str) -> None:
    path = tmp_path / "tasks.json"
    path.write_bytes(content)

    with pytest.raises(InputError) as caught:
        list(read_records(path, TAXONOMY, origin="imported"))
    assert str(caught.value).startswith(f"{path}: {problem}")


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no such file"):
        list(read_records(tmp_path / "none.json", TAXONOMY, origin="imported"))
