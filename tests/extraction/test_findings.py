"""Which passages are taken, and what is said to have spoken for them."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain.passage import Finding, Passage
from pipeline.extraction import find_passages, passages_of
from pipeline.extraction.findings import Relevance
from tests.builders import Block, a_document

LONG = "Staff rehearse a shutdown of every service before each release, and write down what failed."
PATHS = st.sampled_from([("1 Introduction",), ("4 Defences",), ("4 Agents",), ("4 Defences", "4.3 Discussion"), ()])
BLOCKS = st.builds(Block, st.sampled_from([LONG, "Short."]), st.sampled_from(["paragraph", "abstract"]), PATHS)
PROBABILITIES = st.floats(0, 1)


def always(probability: float) -> Relevance:
    def relevance(passages: Sequence[Passage]) -> list[float]:
        return [probability] * len(passages)

    return relevance


def judged(block: Block, probability: float, *, threshold: float = 0.5, min_words: int = 12) -> Finding:
    document = a_document(block)
    (finding,) = find_passages(document, always(probability), threshold=threshold, min_words=min_words)
    return finding


@given(st.lists(BLOCKS, max_size=6), PROBABILITIES, PROBABILITIES, st.integers(1, 20))
def test_every_passage_is_judged_in_order(
    blocks: list[Block], probability: float, threshold: float, min_words: int
) -> None:
    document = a_document(*blocks)

    findings = find_passages(document, always(probability), threshold=threshold, min_words=min_words)

    assert [finding.passage for finding in findings] == passages_of(document)
    for finding in findings:
        assert 0 <= finding.confidence <= 1
        assert finding.evidence[0] == f"paragraph model {probability:.2f}"
        if finding.taken:
            assert finding.confidence >= round(threshold, 4)
            assert len(finding.passage.text.split()) >= min_words


@given(BLOCKS, PROBABILITIES, PROBABILITIES)
def test_more_relevance_is_never_less_confidence(block: Block, one: float, other: float) -> None:
    low, high = sorted((one, other))

    assert judged(block, low).confidence <= judged(block, high).confidence
    assert judged(block, low).taken <= judged(block, high).taken


@given(BLOCKS, PROBABILITIES, PROBABILITIES, PROBABILITIES)
def test_a_higher_threshold_takes_no_more(block: Block, probability: float, one: float, other: float) -> None:
    low, high = sorted((one, other))

    assert judged(block, probability, threshold=high).taken <= judged(block, probability, threshold=low).taken


@given(st.lists(BLOCKS, max_size=4), PROBABILITIES)
def test_taking_all_keeps_the_judgement(blocks: list[Block], probability: float) -> None:
    document = a_document(*blocks)
    chosen = find_passages(document, always(probability))
    everything = find_passages(document, always(probability), take_all=True)

    assert all(finding.taken for finding in everything)
    assert [(f.passage, f.confidence, f.evidence) for f in everything] == [
        (f.passage, f.confidence, f.evidence) for f in chosen
    ]


MODEL = ("paragraph model 0.50", "passages around it 0.50")


@pytest.mark.parametrize(
    ("block", "evidence", "confidence"),
    [
        (Block(LONG, section_path=("4 Agents",)), (), 0.5),
        (Block(LONG, section_path=("4 Defences", "4.1 Drills")), ("heading “4 Defences”",), 0.6682),
        (Block(LONG, section_path=("1 Introduction",)), ("under “1 Introduction”",), 0.1192),
        (Block(LONG, section_path=("4 Defences", "4.3 Discussion")), ("under “4.3 Discussion”",), 0.1192),
        (Block(LONG, "abstract", ("4 Agents",)), ("abstract",), 0.1192),
        (Block(LONG, "abstract", ("Abstract",)), ("abstract",), 0.1192),
        (Block("Short.", section_path=("4 Agents",)), ("shorter than 12 words",), 0.5),
        (Block("Staff must rehearse. " * 5, section_path=("4 Agents",)), ("obliges",), 0.6225),
        (Block("We thank all who rehearsed with us. " * 2, section_path=("4 Agents",)), ("thanks",), 0.0474),
    ],
)
def test_the_evidence_says_what_moved_the_confidence(
    block: Block, evidence: tuple[str, ...], confidence: float
) -> None:
    finding = judged(block, 0.5)

    assert finding.evidence == MODEL + evidence
    assert finding.confidence == pytest.approx(confidence, abs=1e-4)


def numbered(count: int) -> list[Block]:
    return [Block(f"{LONG} {LONG} {number}", section_path=("4 Agents",)) for number in range(count)]


def test_half_of_what_the_model_says_comes_from_the_passages_around() -> None:
    def relevance(passages: Sequence[Passage]) -> list[float]:
        return [0.9 if passage.text.endswith("0") else 0.5 for passage in passages]

    first, second, *_, last = find_passages(a_document(*numbered(5)), relevance)

    assert first.confidence > second.confidence > last.confidence == 0.5


def test_a_whole_document_is_expected_to_hold_fewer_mitigations_than_an_excerpt() -> None:
    excerpt = find_passages(a_document(*numbered(7)), always(0.8))
    whole = find_passages(a_document(*numbered(8)), always(0.8))

    assert {finding.taken for finding in excerpt} == {True}
    assert {finding.taken for finding in whole} == {False}


def test_a_document_on_another_matter_is_judged_more_strictly() -> None:
    cows = [
        Block(f"Cows graze on hill {number} from May to the end of autumn, and sleep there.") for number in range(40)
    ]

    for finding in find_passages(a_document(*cows), always(0.95)):
        assert "the document hardly speaks of risk" in finding.evidence
        assert "the document hardly speaks of AI" in finding.evidence
        assert not finding.taken


@pytest.mark.parametrize(("words", "taken"), [(11, False), (12, True)])
def test_a_passage_is_long_enough_from_the_given_number_of_words_on(words: int, taken: bool) -> None:
    assert judged(Block(" ".join(["word"] * words), section_path=("4 Agents",)), 0.9).taken is taken


def test_a_confidence_at_the_threshold_is_enough() -> None:
    assert judged(Block(LONG, section_path=("4 Agents",)), 0.5, threshold=0.5).taken


def test_the_relevance_of_each_passage_is_its_own() -> None:
    document = a_document(*numbered(3))

    def relevance(passages: Sequence[Passage]) -> list[float]:
        return [0.01 if passage.text.endswith("1") else 0.8 for passage in passages]

    assert [finding.taken for finding in find_passages(document, relevance)] == [True, False, True]


def test_a_model_that_skips_a_passage_is_a_bug() -> None:
    with pytest.raises(ValueError, match="shorter"):
        find_passages(a_document(*numbered(2)), lambda passages: [0.5])


def test_a_document_without_paragraphs_has_no_findings() -> None:
    assert find_passages(a_document(), always(1.0)) == []
