"""Entries and records of all kinds, for the tests of whatever keeps them."""

from hypothesis import strategies as st

from pipeline.domain.labels import ORIGINS, LabeledEntry, Record
from pipeline.domain.prediction import Answer, Prediction
from tests.builders import a_taxonomy

TAXONOMY = a_taxonomy()
CHARACTERS = st.characters(exclude_categories=["Cs"])
_TABLE = ["", "", "=", "+", "-", "@", "'=", "''", "line\nfeed ", "x\r\ny", '"', "a,b", "_x0041_", "_x005F_"]
_TEXT = [
    "===",
    "=== labelled passage ===\n",
    "\\",
    "paper: x\n\n",
    '["a"]',
    "[1",
    "a > b",
    "\x0b",
    "\x07",
    "\ufeff",
    "עברית ",
]
_STARTS = st.sampled_from([*_TABLE, *_TEXT])


def words(characters: st.SearchStrategy[str] = CHARACTERS, *, needed: bool = False) -> st.SearchStrategy[str]:
    text = st.builds("".join, st.tuples(_STARTS, st.text(characters, max_size=20))).map(str.strip)
    return text.filter(bool) if needed else text


def entries(characters: st.SearchStrategy[str] = CHARACTERS) -> st.SearchStrategy[LabeledEntry]:
    labels = st.fixed_dictionaries({}, optional={facet.name: st.sampled_from(facet.codes) for facet in TAXONOMY})
    said = {
        "paper": words(characters),
        "origin": st.sampled_from(ORIGINS),
        "year": st.none() | st.integers(1000, 9999),
        "annotator": words(characters),
    }
    place = {
        "text": words(characters, needed=True),
        "section_path": st.lists(words(characters, needed=True), max_size=3).map(tuple),
    }
    positive = st.builds(LabeledEntry, labels=labels, reasoning=words(characters), **place, **said)
    negative = st.builds(LabeledEntry, mitigation=st.just(False), **place, **said)
    return positive | negative


def records() -> st.SearchStrategy[Record]:
    """Records of entries that somebody has labelled, half of them with what a model says."""
    labelled = entries().filter(lambda entry: entry.says_something)
    answers = st.fixed_dictionaries({facet.name: st.sampled_from(facet.codes) for facet in TAXONOMY})
    confidence = st.floats(0, 1)
    said = st.builds(
        lambda codes, sure, line: Prediction("p", "m0del", {f: Answer(f, c, sure) for f, c in codes.items()}, line),
        answers,
        confidence,
        words(),
    )
    return st.builds(Record, labelled, st.none() | said)
