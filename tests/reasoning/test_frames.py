"""Every category of the shipped taxonomy has frames, and frames say nothing that its definition does not."""

import re

import pytest

from pipeline.domain.taxonomy import Category
from pipeline.reasoning.frames import agreeing, frames
from pipeline.reasoning.grounding import Grounds
from pipeline.resources import load_taxonomy

TREE = load_taxonomy().tree
MEASURES = [category for category in TREE.categories if not category.code.startswith("99")]
_SLOT = re.compile(r"\{\w+\}")


@pytest.mark.parametrize("category", MEASURES, ids=lambda each: each.code)
def test_a_category_has_frames_of_its_own(category: Category) -> None:
    predicates = frames().predicates[category.title]

    assert len(set(predicates)) == len(predicates) >= 3
    assert max(len(agreeing(each, plural=True).split()) for each in predicates) <= 14


@pytest.mark.parametrize("category", MEASURES, ids=lambda each: each.code)
def test_frames_use_the_words_of_the_definition(category: Category) -> None:
    grounds = Grounds(frozenset(), category, frames().frame_words)

    for predicate in frames().predicates[category.title]:
        for plural in (False, True):
            assert grounds.strange(agreeing(predicate, plural=plural)) == [], predicate


def test_no_frames_are_left_over() -> None:
    assert set(frames().predicates) == {category.title for category in MEASURES}


def test_what_stands_around_predicates_uses_frame_words() -> None:
    known = frames()
    around = [*known.shells.values(), *known.gerund_shells.values(), *known.around_shells.values(), *known.plain]
    around += [
        each for group in (known.tails, known.fronts) for each in (frame for part in group.values() for frame in part)
    ]
    nameless = Grounds(frozenset(), Category("", "", ""), known.frame_words)

    assert [each for each in around if nameless.strange(_SLOT.sub("", agreeing(each, plural=False)))] == []


def test_what_is_said_to_be_missing_uses_words_of_the_definition() -> None:
    grounds = Grounds(frozenset(), TREE["99.9"], frames().frame_words)

    for frame in (frame for part in frames().missing.values() for frame in part):
        assert grounds.strange(_SLOT.sub("", frame)) == [], frame


def test_verbs_agree() -> None:
    assert agreeing("[is a check|are checks] that [holds|hold]", plural=False) == "is a check that holds"
    assert agreeing("[is a check|are checks] that [holds|hold]", plural=True) == "are checks that hold"
