"""Risks and aims are found where a passage names them, and belong to a mechanism only when the passage says so."""

import pytest

from pipeline.reasoning.phrases import Phrase
from pipeline.reasoning.tagging import Tagger
from pipeline.reasoning.targets import Targets
from pipeline.reasoning.words import english

TAGGER = Tagger(english())
TARGETS = Targets(english(), TAGGER)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Filters reduce toxicity.", [("risk", "toxicity", True)]),
        ("Misuse worries many.", [("risk", "misuse", False)]),
        ("Audits improve fairness.", [("aim", "fairness", True)]),
        ("Tests for gender bias help.", [("risk", "gender bias", True)]),
        ("We protect against covert channels.", [("risk", "covert channels", True)]),
        ("Bias audits help.", []),
        ("Nothing of the kind.", []),
        ("", []),
    ],
)
def test_what_is_found(text: str, found: list[tuple[str, str, bool]]) -> None:
    targets = TARGETS.found(TAGGER.read(text))

    assert [(each.kind, each.phrase.wording, each.sought) for each in targets] == found


def belonging(text: str, mechanism: tuple[int, int]) -> str | None:
    read = TAGGER.read(text)
    phrase = Phrase(*mechanism, read.slice(*mechanism), plural=False)
    target = TARGETS.belonging(read, TARGETS.found(read), phrase)
    return target.phrase.wording if target else None


@pytest.mark.parametrize(
    ("text", "mechanism", "target"),
    [
        ("Output filters reduce toxicity.", (0, 2), "toxicity"),
        ("Output filters help. Misuse is the worry.", (0, 2), "misuse"),
        ("Output filters help. Fairness is the wish.", (0, 2), None),
        ("Output filters help. Failures are the worry.", (0, 2), None),
        ("Toxicity filters reduce toxicity.", (0, 2), None),
        ("Filters against misuse reduce toxicity.", (0, 3), "toxicity"),
    ],
)
def test_what_belongs_to_a_mechanism(text: str, mechanism: tuple[int, int], target: str | None) -> None:
    assert belonging(text, mechanism) == target
