"""The phrase is the one a reader would mark, and it reads well in a sentence."""

import pytest

from pipeline.reasoning.mechanisms import Finder
from pipeline.reasoning.phrases import Phrase
from pipeline.reasoning.ranking import Ranking
from pipeline.reasoning.tagging import Tagger, token_weights
from pipeline.reasoning.words import english
from tests.reasoning.conftest import on

TAGGER, FINDER = Tagger(english()), Finder(english())


def best(text: str, *marked: str) -> Phrase | None:
    read = TAGGER.read(text)
    ranked = Ranking(read, token_weights(read, on(text, *marked)), english()).strongest(FINDER.candidates(read))
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


def test_the_name_of_a_country_keeps_its_capital_letter() -> None:
    phrase = best("South Africa-style plans earmark funds.", "South", "plans")

    assert phrase is not None
    assert phrase.wording == "South Africa-style plans"


def test_of_persons_a_line_does_not_say_which() -> None:
    phrase = best("Former incident responders matter.", "responders")

    assert phrase is not None
    assert phrase.takes_part


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


def wordings(text: str) -> list[str]:
    read = TAGGER.read(text)
    return [FINDER.phrase(read, found).wording for found in FINDER.candidates(read)]


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("The policy ties capability levels to named safeguards.", "tying capability levels to named safeguards"),
        ("Vendors must lock model weights into escrow accounts.", "locking model weights into escrow accounts"),
        ("False vendors are barred from public tenders.", "barring false vendors from public tenders"),
        ("The law requires firms to report serious incidents.", "requiring firms to report serious incidents"),
        ("Firms have a duty to report incidents.", "a duty to report incidents"),
        ("Hosts should separate customers' agents.", "separating customers' agents"),
        ("Check answers against your tiered know-your-client rules.", "the tiered know-your-client rules"),
    ],
)
def test_what_completes_a_phrase_goes_with_it(text: str, whole: str) -> None:
    assert whole in wordings(text)


@pytest.mark.parametrize(
    ("text", "torn"),
    [
        ("Reports stress the need to act.", "the need"),
        ("They proposed a formal way.", "a formal way"),
        ("The medicines agency keeps logs.", "the medicines"),
        ("Staff must compare answers with those of others.", "comparing answers"),
        ("They take risky text out of training data.", "risky text out of training data"),
        ("Faults are searched for in the hidden layers.", "searching faults"),
        ("It ships in perception and planning components.", "planning components"),
        ("The policy covers launch decisions.", "launching decisions"),
        ("Guards filter inputs before the board filters reports.", "filtering inputs before the board"),
        ("The law requires developers to report incidents.", "requiring developers"),
        ("Firms found to have misdescribed a product are barred.", "barring a product"),
        ("The board limits the model to functions named by law.", "limiting the model to functions"),
        ("Scholars have used the archive for base rates.", "the archive for base rates"),
        ("Each node of this type is a person.", "Each node of the type"),
        ("Rotate keys or copy checkpoints daily.", "keys or copy checkpoints"),
    ],
)
def test_half_of_a_phrase_is_no_candidate(text: str, torn: str) -> None:
    assert torn not in wordings(text)
