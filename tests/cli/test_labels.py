"""Labels in from tables and pages; nothing known is overwritten."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

Run = Callable[..., Result]


def write(path: Path, *rows: object) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "data" / "labeled").mkdir(parents=True)
    return tmp_path


ROW = {"text": "An auditor from outside checks the controls once a year.", "code": "2.2.3", "actor": "Other"}


def labels_of(home: Path, name: str = "imported") -> list[dict[str, object]]:
    path = home / "data" / "labeled" / f"{name}.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_entries_come_in_with_their_place_in_the_world(mitag: Run, home: Path) -> None:
    table = home / "entries.csv"
    table.write_text(
        "section_path,text,code,actor,paper\n"
        '"4 Audits > 4.1 Outside",Auditors come yearly.,2.2.3 Auditing & Compliance,Governance Actor,Survey\n',
        encoding="utf-8",
    )

    result = mitag("-C", home, "labels", "import", table, "--into", "survey")

    assert result.exit_code == 0, result.output
    assert labels_of(home, "survey") == [
        {
            "text": "Auditors come yearly.",
            "section_path": ["4 Audits", "4.1 Outside"],
            "labels": {"code": "2.2.3", "actor": "Governance Actor"},
            "reasoning": "",
            "paper": "Survey",
            "origin": "imported",
        }
    ]


def test_importing_twice_adds_once(mitag: Run, home: Path) -> None:
    file = write(home / "a.jsonl", ROW)
    mitag("-C", home, "labels", "import", file)

    result = mitag("-C", home, "labels", "import", file)

    assert result.stderr == (
        "0 of 1 entries added; left out: 1 known, 0 nearly the same as others, 0 contradictory labels.\n"
    )
    assert len(labels_of(home)) == 1


def test_a_contradiction_is_listed_and_what_was_there_stays(mitag: Run, home: Path) -> None:
    mitag("-C", home, "labels", "import", write(home / "a.jsonl", ROW))

    result = mitag("-C", home, "labels", "import", write(home / "b.jsonl", ROW | {"code": "2.2.2"}))

    assert f"{home}/b.jsonl:1: code is '2.2.3' here already, '2.2.2' was left out\n" in result.stderr
    assert [row["labels"] for row in labels_of(home)] == [{"code": "2.2.3", "actor": "Other"}]


def test_a_bad_line_is_named_and_the_good_ones_are_added(mitag: Run, home: Path) -> None:
    file = write(home / "a.jsonl", ROW, {"text": "What is this?", "code": "7.7"})
    with file.open("a", encoding="utf-8") as handle:
        handle.write('{broken\n{"text": "Weights stay encrypted at rest.", "code": "Security Infrastructure"}\n')

    result = mitag("-C", home, "labels", "import", file)

    assert result.exit_code == 3
    assert f"Error: {file}:2: '7.7' is not a category of code\n" in result.stderr
    assert f"Error: {file}:3: is not JSON" in result.stderr
    assert [row["labels"] for row in labels_of(home)] == [{"code": "2.2.3", "actor": "Other"}, {"code": "1.2.4"}]


def test_columns_are_known_by_their_letters(mitag: Run, home: Path) -> None:
    file = write(
        home / "a.jsonl", {"text": "Drills take place.", "Code": "2.3.4", "Lifecycle stage": "Operate and Monitor"}
    )

    mitag("-C", home, "labels", "import", file)

    assert [row["labels"] for row in labels_of(home)] == [{"code": "2.3.4", "lifecycle_stage": "Operate and Monitor"}]


def test_an_entry_without_a_label_is_refused(mitag: Run, home: Path) -> None:
    result = mitag(
        "-C", home, "labels", "import", write(home / "a.jsonl", {"text": "Drills take place.", "code": None})
    )

    assert result.exit_code == 3
    assert f"Error: {home}/a.jsonl:1: has no label\n" in result.stderr


def test_a_misspelt_facet_is_refused(mitag: Run, home: Path) -> None:
    file = write(home / "a.jsonl", ROW | {"lifecycle_stge": "Deploy"})

    result = mitag("-C", home, "labels", "import", file)

    assert result.exit_code == 3
    assert f"Error: {file}:1: 'lifecycle_stge' is not a facet\n" in result.stderr


@pytest.mark.parametrize("into", ["../out", "lexicon", ""])
def test_labels_go_into_the_labels_only(mitag: Run, home: Path, into: str) -> None:
    result = mitag("-C", home, "labels", "import", write(home / "a.jsonl", ROW), "--into", into)

    assert result.exit_code == 2
    assert result.stderr.startswith(f"Error: labels cannot go into {into!r}\n")


def test_what_a_person_added_to_the_file_stays(mitag: Run, home: Path) -> None:
    file = write(home / "data" / "labeled" / "imported.jsonl", ROW | {"note": "checked by two"})
    before = file.read_bytes()

    mitag("-C", home, "labels", "import", write(home / "a.jsonl", ROW | {"text": "Weights stay encrypted at rest."}))

    assert file.read_bytes().startswith(before)
    assert len(labels_of(home)) == 2


@pytest.mark.parametrize("name", ["missing.txt", "plain.txt"])
def test_a_text_that_is_no_labelled_page_is_refused(mitag: Run, home: Path, name: str) -> None:
    (home / "plain.txt").write_text("Just a few words of no importance.\n", encoding="utf-8")

    result = mitag("-C", home, "labels", "import", home / name)

    assert result.exit_code == 3
    assert f"\nError: {home}/{name}: " in result.stderr
    assert "Traceback" not in result.output


def test_own_labels_stand_beside_the_starter_corpus(mitag: Run, home: Path) -> None:
    mitag("-C", home, "labels", "import", write(home / "a.jsonl", ROW))

    with_starter = json.loads(mitag("-C", home, "labels", "check", "--json").stdout)
    (home / "mitag.toml").write_text("starter = false\n", encoding="utf-8")
    alone = json.loads(mitag("-C", home, "labels", "check", "--json").stdout)

    assert (alone["n_entries"], with_starter["n_entries"] > 5000) == (1, True)


def test_a_labelled_page_comes_apart(mitag: Run, home: Path, root: Path) -> None:
    result = mitag("-C", home, "labels", "import", root / "data" / "raw" / "entry.txt", "--into", "pages")

    assert result.exit_code == 0, result.output
    (entry,) = labels_of(home, "pages")
    assert set(entry["labels"]) == {"code", "lifecycle_stage", "actor", "risk_function"}  # type: ignore[call-overload]
    assert entry["origin"] == "hand"
    assert entry["reasoning"]
    assert entry["paper"]


def test_the_corpus_that_ships_is_sound(mitag: Run, root: Path) -> None:
    result = mitag("-C", root, "labels", "check", "--json")

    assert result.exit_code == 0, result.output
    report = json.loads(result.stdout)
    assert report["n_entries"] > 3500
    assert report["n_not_mitigation"] > 400
    assert set(report["origins"]) == {"synthetic"}
    assert report["near_duplicates"] == []


def test_a_contradiction_among_the_labels_fails_the_check(mitag: Run, home: Path) -> None:
    (home / "mitag.toml").write_text("starter = false\n", encoding="utf-8")
    labels = home / "data" / "labeled"
    write(labels / "a.jsonl", ROW | {"paper": "x"})
    write(labels / "b.jsonl", ROW | {"paper": "y", "code": "2.2.2"})

    result = mitag("-C", home, "labels", "check")

    assert result.exit_code == 3
    assert "Error: 1 contradictions among near repeats: code '2.2.3' or '2.2.2': An auditor" in result.stderr
