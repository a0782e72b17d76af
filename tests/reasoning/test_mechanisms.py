"""The phrase is the one a reader would mark, and it reads well in a sentence."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

import pytest
from hypothesis import given

from pipeline.reasoning.mechanisms import Candidate, Finder, Phrase, are_listed
from pipeline.reasoning.ranking import Ranking
from pipeline.reasoning.tagging import Tagger, Text, token_weights
from pipeline.reasoning.words import english
from tests.reasoning.conftest import TEXTS, everywhere, on

TAGGER, FINDER = Tagger(english()), Finder(english())


def ranked_in(read: Text, weights: Sequence[float], risky: AbstractSet[int] = frozenset()) -> list[Candidate]:
    return Ranking(read, weights, english(), risky=risky).strongest(FINDER.candidates(read))


def best(text: str, *marked: str) -> Phrase | None:
    read = TAGGER.read(text)
    ranked = ranked_in(read, token_weights(read, on(text, *marked)))
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


@pytest.mark.parametrize(
    ("text", "torn"),
    [
        ("Scholars have used the archive for base rates.", "the archive for base rates"),
        ("Parties may leave, returning metered chips as they go.", "returning metered chips"),
        ("Each node of this type is a person.", "Each node of the type"),
        ("Keep a register with purpose, vendor and contact.", "a register with purpose"),
        ("Robots may be used in a manner that serves everyone.", "a manner"),
        ("C1 Ensemble spread: seven copies vote.", "C1 Ensemble spread"),
        ("Give staff clear rules.", "staff clear rules"),
        ("Rotate keys or copy checkpoints daily.", "keys or copy checkpoints"),
    ],
)
def test_pieces_of_two_phrases_are_no_noun_phrase(text: str, torn: str) -> None:
    read = TAGGER.read(text)

    nouns = [each for each in FINDER.candidates(read) if each.verb is None]

    assert torn not in [FINDER.phrase(read, each).wording for each in nouns]


def test_the_name_of_a_country_keeps_its_capital_letter() -> None:
    phrase = best("South Africa-style plans earmark funds.", "South", "plans")

    assert phrase is not None
    assert phrase.wording == "South Africa-style plans"


def test_of_persons_a_line_does_not_say_which() -> None:
    phrase = best("Former incident responders matter.", "responders")

    assert phrase is not None
    assert phrase.takes_part


def test_what_guards_against_a_risk_comes_before_the_risk() -> None:
    text = "Prompt injection is met with input screening."
    read = TAGGER.read(text)
    weights = token_weights(read, on(text, "Prompt", "injection", "input", "screening"))

    ranked = ranked_in(read, weights, risky={1})

    assert FINDER.phrase(read, ranked[0]).wording == "input screening"


@given(TEXTS)
def test_candidates_are_stretches_of_the_text_with_evidence(text: str) -> None:
    read = TAGGER.read(text)
    weights = token_weights(read, everywhere(text))

    for candidate in ranked_in(read, weights):
        phrase = FINDER.phrase(read, candidate)
        assert 0 <= candidate.first < candidate.last <= len(read.tokens)
        assert sum(weights[candidate.first : candidate.last]) > 0
        assert phrase.wording == " ".join(phrase.wording.split())
        assert phrase.wording.split()[0].lower() not in {"its", "our", "these", "it", "no"}


@given(TEXTS)
def test_without_evidence_there_is_no_candidate(text: str) -> None:
    read = TAGGER.read(text)

    assert ranked_in(read, [0.0] * len(read.tokens)) == []


def test_candidates_that_share_a_word_overlap() -> None:
    assert Candidate(0, 3, 2, plural=False).overlaps(Candidate(2, 4, 3, plural=False))
    assert not Candidate(0, 2, 1, plural=False).overlaps(Candidate(2, 4, 3, plural=False))


@pytest.mark.parametrize(
    ("text", "marked", "wording"),
    [
        ("A tool is switched off at night.", ("tool", "switched"), "switching off a tool"),
        ("The panel may roll back new releases.", ("roll", "releases"), "rolling back new releases"),
        ("Hashed configuration file, kept for a year.", ("Hashed", "configuration"), "a hashed configuration file"),
        ("The use of live data is restricted.", ("use", "live", "data"), "restricting the use of live data"),
        (
            "They pool accelerators in their weather centre.",
            ("pool", "weather"),
            "pooling accelerators in the weather centre",
        ),
    ],
)
def test_a_phrase_is_whole_and_points_at_nothing(text: str, marked: tuple[str, ...], wording: str) -> None:
    found = best(text, *marked)

    assert found
    assert found.wording == wording


@pytest.mark.parametrize(
    ("text", "never"),
    [
        ("After an incident theatres revert to paper records.", "an incident theatres"),
        ("They list methods for designing, learning and eliciting fair rules.", "methods for designing"),
        ("We compare reviews of the distance between practice and law.", "distance between practice"),
        ("It draws on ‘character animation’ principles of film.", "animation’ principles"),
        ("Drills use data of its own choosing.", "own"),
    ],
)
def test_no_fragment_is_a_candidate(text: str, never: str) -> None:
    read = TAGGER.read(text)

    wordings = [FINDER.phrase(read, found).wording for found in FINDER.candidates(read)]
    assert wordings
    assert not [each for each in wordings if each.endswith(never)]


def test_items_of_a_list_are_told_from_phrases_that_a_verb_parts() -> None:
    read = TAGGER.read("Filters, daily drills and audits help where operators read logs.")
    whole = {read.slice(each.first, each.last): each for each in FINDER.candidates(read)}

    assert are_listed(read, whole["Filters"], whole["audits"])
    assert not are_listed(read, whole["Filters"], whole["logs"])
