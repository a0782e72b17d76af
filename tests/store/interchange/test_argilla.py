"""Records, suggestions, responses and settings as Argilla has them."""

import json
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from pipeline.domain.labels import Record
from pipeline.domain.prediction import Answer, Prediction
from pipeline.errors import InputError
from pipeline.store.interchange import FORMATS, read_records
from pipeline.store.interchange.argilla import settings_for
from tests.builders import a_taxonomy, an_entry

TAXONOMY = a_taxonomy()
SAID = Prediction("p", "m0del", {"code": Answer("code", "1.1", 0.625)}, "It rests on words.")
ADA, BOB = "6d4d0b5e-0000-4000-8000-000000000001", "6d4d0b5e-0000-4000-8000-000000000002"


def answer(value: object, person: str = ADA, **more: Any) -> dict[str, Any]:
    return {"value": value, "user_id": person, **more}


def read(folder: Path, **parts: Any) -> list[Record | InputError]:
    path = folder / "records.json"
    path.write_text(json.dumps([{"id": "r1", "fields": {"text": "Staff rehearse."}, **parts}]), encoding="utf-8")
    return [record for _, record in read_records(path, TAXONOMY, origin="imported")]


def entries(folder: Path, **parts: Any) -> list[tuple[dict[str, str], str]]:
    return [
        (dict(record.entry.labels), record.entry.annotator)
        for record in read(folder, **parts)
        if isinstance(record, Record)
    ]


def test_a_record_has_labels_as_responses_and_what_a_model_says_as_suggestions(tmp_path: Path) -> None:
    path, entry = tmp_path / "records.json", an_entry()

    written = FORMATS["argilla"].write([Record(entry, SAID)], path, TAXONOMY)

    (record,) = json.loads(path.read_text(encoding="utf-8"))
    assert written == [path, tmp_path / "records.settings.json"]
    assert (record["id"], record["status"]) == (entry.entry_id, "completed")
    assert record["fields"] == {"headings": "4 Operations > 4.2 Drills", "text": entry.text}
    assert record["suggestions"] == {
        "code": {"value": "1.1", "score": 0.625, "agent": "m0del"},
        "reasoning": {"value": "It rests on words.", "score": None, "agent": "m0del"},
    }
    assert {name: each[0]["value"] for name, each in record["responses"].items()} == {
        "code": "2",
        "actor": "Developer",
        "reasoning": entry.reasoning,
    }
    assert all(UUID(each[0]["user_id"]) for each in record["responses"].values())
    assert record["metadata"]["revision"] == entry.revision


def test_the_settings_have_a_question_for_all_that_a_record_says() -> None:
    settings = settings_for(TAXONOMY)
    questions = {each["name"]: each["settings"] for each in settings["questions"]}

    assert {name: each["type"] for name, each in questions.items()} == {
        "code": "label_selection",
        "actor": "label_selection",
        "mitigation": "label_selection",
        "reasoning": "text",
    }
    assert questions["code"]["options"][1] == {"value": "1.1", "text": "1.1 Model"}
    assert [each["name"] for each in settings["fields"]] == ["headings", "text"]


def test_every_person_says_one_thing(tmp_path: Path) -> None:
    responses = {
        "code": [answer("1.1"), answer("2", BOB, status="submitted")],
        "actor": [answer("User", BOB), answer("Developer", "x", status="draft")],
    }

    assert entries(tmp_path, responses=responses) == [
        ({"code": "1.1"}, ADA),
        ({"code": "2", "actor": "User"}, BOB),
    ]


def test_a_record_without_an_answer_that_was_handed_in_says_nothing(tmp_path: Path) -> None:
    (record,) = read(tmp_path, responses={"code": [answer("1", status="discarded")]}, metadata={"paper": "x"})

    assert isinstance(record, Record)
    assert (record.entry.says_something, record.said) == (False, frozenset())


@pytest.mark.parametrize(
    ("parts", "problem"),
    [
        ({"responses": {"code": [answer("7")]}}, "'7' is not a category of code"),
        ({"responses": {"code": [answer(["1", "2"])]}}, "a list or an object stands where text is expected"),
        ({"responses": {"code": "1"}}, "`responses` does not list the answers to each question"),
        ({"responses": {"code": ["1"]}}, "an answer to 'code' is not an object"),
        ({"metadata": ["paper"]}, "`metadata` is not an object"),
        ({"fields": {"prompt": "a"}}, "an entry needs text or at least a heading"),
    ],
)
def test_a_record_that_cannot_be_used_is_named(tmp_path: Path, parts: dict[str, Any], problem: str) -> None:
    (error,) = read(tmp_path, **parts)

    assert isinstance(error, InputError)
    assert str(error) == f"{tmp_path / 'records.json'}, number 1 (id r1): {problem}"
