"""What the settings say decides who writes the lines."""

from pathlib import Path

import pytest

from pipeline.errors import ConfigError
from pipeline.project import Project
from pipeline.reasoning import Reasoner, Rewriter
from tests.reasoning.stub import serving
from tests.reasoning.test_rewriting import CATEGORY, EVIDENCE, GOOD, PASSAGE

ENTRY = (
    '{"text": "Rows are deduplicated.", "labels": {"code": "1.1.1"}, "reasoning": "Deduplication curates the data.",'
    ' "paper": "p", "origin": "hand"}\n'
)


def project_at(home: Path, settings: str) -> Project:
    (home / "data" / "labeled").mkdir(parents=True)
    (home / "data" / "labeled" / "own.jsonl").write_text(ENTRY, encoding="utf-8")
    (home / "mitag.toml").write_text(f"starter = false\n{settings}", encoding="utf-8")
    return Project.open(home)


def test_without_an_address_lines_are_written_offline(tmp_path: Path) -> None:
    assert isinstance(project_at(tmp_path, "").reasoner(), Reasoner)


def test_an_address_is_asked_with_the_key_and_labelled_entries_as_examples(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOME_KEY", "secret")
    with serving() as stub:
        stub.answers = [GOOD]
        settings = f'[reasoning.llm]\nbase_url = "{stub.url}"\nmodel = "some-model"\nkey_variable = "SOME_KEY"\n'
        writer = project_at(tmp_path, settings).reasoner()
        line = writer.line(PASSAGE, CATEGORY, EVIDENCE)

    assert isinstance(writer, Rewriter)
    assert line == GOOD
    assert stub.keys == ["Bearer secret"]
    assert "Deduplication curates the data." in str(stub.asked[0]["messages"])
    assert list((tmp_path / ".cache" / "mitag" / "lines").rglob("*.json"))


def test_an_address_without_a_model_is_refused(tmp_path: Path) -> None:
    project = project_at(tmp_path, '[reasoning.llm]\nbase_url = "http://localhost:1/v1"\n')

    with pytest.raises(ConfigError, match="no model"):
        project.reasoner()
