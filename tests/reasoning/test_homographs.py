"""A word that can be a noun or a verb is the one that its place asks for."""

import pytest

from pipeline.reasoning.homographs import Homographs, features, homographs
from pipeline.reasoning.tagging import Tagger
from pipeline.reasoning.words import english

TAGGER = Tagger(english())


def letter_of(word: str, text: str) -> str:
    read = TAGGER.read(text)
    return read.letters[list(read.tokens).index(word)]


@pytest.mark.parametrize(
    ("text", "word", "letter"),
    [
        ("Prompt classifiers refuse requests for weapons.", "Prompt", "n"),
        ("Exemptions for law enforcement limit their value.", "limit", "v"),
        ("The ministry cannot mark its own homework.", "mark", "v"),
        ("Only charge nurses could change thresholds.", "charge", "n"),
        ("Test suites exist, but nobody runs them.", "Test", "n"),
        ("Name one editor who owns each automated feed.", "owns", "z"),
        ("If industry codes fall short, there remain statutes.", "codes", "s"),
        ("The national institute runs a continuing test.", "runs", "z"),
        ("Hold citizens' juries before buying patrol software.", "Hold", "v"),
    ],
)
def test_the_place_decides(text: str, word: str, letter: str) -> None:
    assert letter_of(word, text) == letter


def test_every_feature_that_has_a_weight_can_occur() -> None:
    shown = features(["we", "review", "the", "plan"], "xudu", "x", 1)

    assert len(shown) == len(set(shown))
    for weights in homographs().weights.values():
        assert "" in weights
        assert all(name[:1] in "=<>~" for name in weights)


def test_without_weights_the_rules_alone_decide() -> None:
    undecided = Homographs({"u": {"": 0.0}, "U": {"": 0.0}})

    assert Tagger(english(), undecided).read("We review the plan.").letters == "xvdn."


def test_a_close_decision_is_remembered() -> None:
    read = TAGGER.read("List base models with their terms")

    assert read.letters.startswith("v") or 0 in read.doubtful
