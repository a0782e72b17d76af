"""A passage holds its span, and its id follows from its content alone."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain.passage import Passage
from pipeline.errors import InputError
from tests.builders import a_passage

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@given(TEXT, st.integers(0, 99), st.integers(-3, 3))
def test_the_span_is_as_long_as_the_text(text: str, start: int, off: int) -> None:
    end = start + len(text) + off
    if off == 0:
        assert Passage("d0c", (), start, end, text).text == text
        return
    with pytest.raises(InputError) as caught:
        Passage("d0c", (), start, end, text)
    assert str(caught.value) == f"span {start}:{end} of d0c does not hold its text"


@given(TEXT, st.integers(0, 99))
def test_the_id_depends_on_document_place_and_text_and_on_nothing_else(text: str, start: int) -> None:
    passage = a_passage(text, start=start)
    same = replace(passage, section_path=("Elsewhere",), page=7)
    others = [
        replace(passage, document_id="0ther"),
        a_passage(text, start=start + 1),
        a_passage(text + "!", start=start),
    ]

    assert same.passage_id == passage.passage_id
    assert passage.passage_id not in {other.passage_id for other in others}


def test_ids_never_change_between_versions() -> None:
    assert a_passage("Staff rehearse a shutdown.").passage_id == "07a3a6a19d052739"
