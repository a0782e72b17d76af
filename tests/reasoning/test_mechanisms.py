"""The phrase is the one a reader would mark, and it reads well in a sentence."""

import pytest
from hypothesis import given

from pipeline.reasoning.mechanisms import Candidate, Finder, Phrase
from pipeline.reasoning.tagging import Tagger, token_weights
from pipeline.reasoning.words import english
from tests.reasoning.conftest import TEXTS, everywhere, on

TAGGER, FINDER = Tagger(english()), Finder(english())


def best(text: str, *marked: str) -> Phrase | None:
    read = TAGGER.read(text)
    ranked = FINDER.ranked(read, token_weights(read, on(text, *marked)), frozenset())
    return FINDER.phrase(read, ranked[0]) if ranked else None


@pytest.mark.parametrize(
    ("text", "marked", "wording", "plural"),
    [
        ("Providers apply output filters before release.", ("output", "filters"), "output filters", True),
        ("We favour the removal of toxic data.", ("removal", "toxic", "data"), "the removal of toxic data", False),
        ("Firms must disclose model limits.", ("disclose", "model", "limits"), "disclosing model limits", False),
        ("Hazardous text is removed early.", ("Hazardous", "text", "removed"), "removing hazardous text", False),
        ("Safety comes from filtering prompts.", ("filtering", "prompts"), "filtering prompts", False),
        ("Use our incident response plan.", ("incident", "response", "plan"), "the incident response plan", False),
        ("All independent audits matter.", ("independent", "audits"), "independent audits", True),
        ("Internal audits and drills help.", ("audits", "drills"), "internal audits and drills", True),
        ("Each external audit counts.", ("external", "audit"), "each external audit", False),
        ("The NIST framework guides us.", ("NIST", "framework"), "the NIST framework", False),
    ],
)  # fmt: skip
def test_whole_phrases(text: str, marked: tuple[str, ...], wording: str, plural: bool) -> None:
    phrase = best(text, *marked)

    assert phrase is not None
    assert (phrase.wording, phrase.plural) == (wording, plural)


@pytest.mark.parametrize(
    ("text", "marked", "without"),
    [
        ("Firms may not deploy agents.", ("deploy", "agents"), "deploying"),
        ("Attackers bypass output filters.", ("bypass", "output", "filters"), "bypassing"),
        ("Use output filters.", ("Use", "output", "filters"), "using"),
    ],
)
def test_what_is_denied_hostile_or_empty_is_no_action(text: str, marked: tuple[str, ...], without: str) -> None:
    phrase = best(text, *marked)

    assert phrase is None or without not in phrase.wording


def test_what_guards_against_a_risk_comes_before_the_risk() -> None:
    text = "Prompt injection is met with input screening."
    read = TAGGER.read(text)
    weights = token_weights(read, on(text, "Prompt", "injection", "input", "screening"))

    ranked = FINDER.ranked(read, weights, frozenset({1}))

    assert FINDER.phrase(read, ranked[0]).wording == "input screening"


@given(TEXTS)
def test_candidates_are_stretches_of_the_text_with_evidence(text: str) -> None:
    read = TAGGER.read(text)
    weights = token_weights(read, everywhere(text))

    for candidate in FINDER.ranked(read, weights, frozenset()):
        phrase = FINDER.phrase(read, candidate)
        assert 0 <= candidate.first < candidate.last <= len(read.tokens)
        assert sum(weights[candidate.first : candidate.last]) > 0
        assert phrase.wording == " ".join(phrase.wording.split())
        assert phrase.wording.split()[0].lower() not in {"its", "our", "these", "it", "no"}


@given(TEXTS)
def test_without_evidence_there_is_no_candidate(text: str) -> None:
    read = TAGGER.read(text)

    assert FINDER.ranked(read, [0.0] * len(read.tokens), frozenset()) == []


def test_candidates_that_share_a_word_overlap() -> None:
    assert Candidate(0, 3, 2, plural=False).overlaps(Candidate(2, 4, 3, plural=False))
    assert not Candidate(0, 2, 1, plural=False).overlaps(Candidate(2, 4, 3, plural=False))
