"""What the sentences of a passage do, and what a document hardly speaks of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extraction.wording import cues_in, missing_topics

ON_AI_RISK = ["Models may harm people.", "Agents can be attacked."] * 20
ON_COWS = ["Cows graze on the hills."] * 40


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Filters can reduce the harm. They are cheap.", "speaks of remedies"),
        ("One approach is to delete rare strings.", "speaks of remedies"),
        ("[12] propose a detector. It is slow.", "says what others propose"),
        ("Doe et al. (2021) developed a probe.", "says what others propose"),
        ("Operators must keep logs. Logs shall be kept for a year.", "obliges"),
        ("Section 3 describes defences. Section 4 concludes.", "outlines the text"),
        ("The remainder of the paper is organised as follows.", "outlines the text"),
        ("where d is the distance between the two", "goes on from a formula"),
        ("We find that it outperforms all baselines.", "reports results"),
        ("In this example the guard stops the robot.", "gives an example"),
        ("How can it be measured? This remains unclear.", "leaves open"),
        ("We thank the reviewers.", "thanks"),
    ],
)
def test_a_way_of_speaking_is_named(text: str, name: str) -> None:
    assert name in dict(cues_in(text))


@pytest.mark.parametrize("text", ["", "Cows graze on the hills.", "Thanks to rain, the hills are green."])
def test_plain_text_shows_no_cue(text: str) -> None:
    assert list(cues_in(text)) == []


def test_one_sentence_of_many_is_not_enough() -> None:
    assert list(cues_in("We thank the reviewers. " + "Cows graze. " * 9)) == []


@given(st.text(max_size=200))
def test_each_cue_is_named_once_and_moves_something(text: str) -> None:
    found = list(cues_in(text))

    assert len(dict(found)) == len(found)
    assert all(shift != 0 for _, shift in found)


def test_a_document_on_ai_risk_misses_neither() -> None:
    assert missing_topics(ON_AI_RISK) == []


def test_a_document_on_another_matter_misses_what_it_does_not_speak_of() -> None:
    assert missing_topics(ON_COWS) == ["risk", "AI"]
    assert missing_topics(["The model is trained again."] * 40) == ["risk"]
    assert missing_topics(["The gas is toxic and a threat."] * 40) == ["AI"]


def test_a_short_text_says_too_little_of_what_it_is_about() -> None:
    assert missing_topics(ON_COWS[:10]) == []
    assert missing_topics([]) == []
