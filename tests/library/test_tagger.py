"""The tagger answers as the command line does, keeps the caller's order and index, and travels."""

import json
import pickle
from collections.abc import Callable
from pathlib import Path
from subprocess import run
from sys import executable

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import Result

from pipeline import Tagger
from pipeline.errors import ConfigError, InputError, NotReadyError
from tests.library.conftest import FILTERS, THANKS, TREATY

TEXTS = [FILTERS, TREATY, THANKS]


def test_cells_are_those_of_the_command_line(
    mitag: Callable[..., Result], tagger: Tagger, trained_home: Path, tmp_path: Path
) -> None:
    (tmp_path / "paper.md").write_text(f"# Safeguards\n\n{FILTERS}\n\n{TREATY}\n", encoding="utf-8")
    shown = mitag("-C", trained_home, "classify", tmp_path / "paper.md", "--all", "-o", tmp_path / "table.jsonl")
    assert shown.exit_code == 0, shown.output
    table = [json.loads(line) for line in (tmp_path / "table.jsonl").read_text(encoding="utf-8").splitlines()]
    headings = [row["section_path"] for row in table]

    found = tagger.predict([FILTERS, TREATY], headings, reasoning=True)
    rows = tagger.rows([FILTERS, TREATY], headings)

    assert set(found.columns) == {*rows[0], "reasoning"} <= {*table[0]}
    assert found["reasoning"].tolist() == [row["reasoning"] for row in table]
    for row, told in zip(rows, table, strict=True):
        assert {**row, "passage_id": ""} == {**{name: told[name] for name in row}, "passage_id": ""}


@given(st.lists(st.sampled_from(TEXTS) | st.text(max_size=30)))
def test_there_is_a_row_a_text_of_columns_with_fixed_types(tagger: Tagger, texts: list[str]) -> None:
    found = tagger.predict(texts)

    assert len(found) == len(tagger.predict_proba(texts)) == len(texts)
    assert found.dtypes.equals(tagger.predict(TEXTS).dtypes)
    assert [row["code"] for row in tagger.rows(texts)] == found["code"].tolist()


def test_a_series_hands_on_its_index(tagger: Tagger) -> None:
    texts = pd.Series(TEXTS, index=["b", "a", "c"])

    assert tagger.predict(texts).index.tolist() == ["b", "a", "c"]
    assert tagger.predict_proba(texts, "actor").index.tolist() == ["b", "a", "c"]


def test_probabilities_have_a_column_for_each_code_and_stand_behind_the_answer(tagger: Tagger) -> None:
    probabilities = tagger.predict_proba(TEXTS)

    assert list(probabilities.columns) == list(tagger.taxonomy.tree.codes)
    assert probabilities.sum(axis=1).to_numpy() == pytest.approx(1, abs=1e-5)
    assert probabilities.idxmax(axis=1).tolist()[:2] == tagger.predict(TEXTS)["code"].tolist()[:2] == ["1.2.1", "3.1.3"]


def test_headings_count_and_are_read_alike_in_either_form(tagger: Tagger) -> None:
    bare, nothing, parts, joined = (
        tagger.predict_proba([THANKS], section_paths=pd.Series([path]))
        for path in (None, float("nan"), ("5 Laws", "5.1 Treaties"), "5 Laws > 5.1 Treaties")
    )

    assert parts.equals(joined)
    assert nothing.equals(bare)
    assert not parts.equals(bare)


def test_an_explanation_is_about_the_answer(tagger: Tagger) -> None:
    explanation = tagger.explain(FILTERS)

    assert explanation.answers["code"].code == tagger.predict([FILTERS])["code"][0]
    assert all(each.text in FILTERS for each in explanation.answers["code"].spoke_for)
    assert explanation.nearest[0].similarity > 0


def test_a_tagger_travels_by_name(tagger: Tagger) -> None:
    packed = pickle.dumps(tagger)

    assert len(packed) < 1000
    assert pickle.loads(packed).rows(TEXTS) == tagger.rows(TEXTS)  # noqa: S301


def test_a_saved_tagger_answers_alike_without_the_project(tagger: Tagger, tmp_path: Path) -> None:
    tagger.save(tmp_path / "copy")

    copy = Tagger.load(tmp_path / "copy")

    assert copy.model_id == tagger.model_id
    assert copy.rows(TEXTS) == tagger.rows(TEXTS)


def test_a_file_in_the_way_of_a_copy_is_told(tagger: Tagger, tmp_path: Path) -> None:
    (tmp_path / "copy").write_text("mine", encoding="utf-8")

    with pytest.raises(InputError, match="copy: cannot be written"):
        tagger.save(tmp_path / "copy")


def test_a_batch_of_columns_holds_no_gaps(tagger: Tagger) -> None:
    batch = tagger({"text": [*TEXTS, ""], "section_path": [None, "A > B", ["A", "B"], None]})

    assert batch["code"][:2] == ["1.2.1", "3.1.3"]
    assert all(value is not None and value != [] for values in batch.values() for value in values)
    assert batch["review_reasons"][3].startswith("code: below the floor; ")


@pytest.mark.parametrize(
    ("texts", "paths", "problem"),
    [
        (FILTERS, None, "the texts are one text"),
        ([FILTERS, None], None, "text 1 is no text: None"),
        ([FILTERS], [], "1 texts have 0 section paths"),
    ],
)
def test_what_is_no_list_of_texts_is_refused(tagger: Tagger, texts: list[str], paths: list[str], problem: str) -> None:
    with pytest.raises(InputError, match=problem):
        tagger.predict(texts, paths)


def test_what_is_not_there_is_named(tagger: Tagger, trained_home: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no facet called 'colour'"):
        tagger.predict_proba(TEXTS, "colour")
    with pytest.raises(InputError, match="no column `text`"):
        tagger({"passage": TEXTS})
    with pytest.raises(NotReadyError, match="there is no model 'none'"):
        Tagger.load(trained_home, "none")
    with pytest.raises(NotReadyError, match="there is no trained model"):
        Tagger.load(tmp_path)


def test_importing_loads_nothing_that_is_not_asked_for() -> None:
    program = (
        "import pipeline, sys; assert 'Tagger' in dir(pipeline)\n"
        "loaded = {'numpy', 'pandas', 'pydantic'} & {*sys.modules}\n"
        "from pipeline import Tagger; heavy = {'sklearn', 'spacy', 'torch'} & {*sys.modules}\n"
        "print(sorted(loaded | heavy), Tagger.__name__, hasattr(pipeline, 'Taggers'))"
    )

    done = run([executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout == "[] Tagger False\n"
