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


@pytest.mark.parametrize(
    ("block", "evidence", "confidence"),
    [
        (Block(LONG, section_path=("4 Agents",)), ("paragraph model 0.50",), 0.5),
        (
            Block(LONG, section_path=("4 Defences", "4.1 Drills")),
            ("paragraph model 0.50", "heading “4 Defences”"),
            0.6682,
        ),
        (
            Block(LONG, section_path=("1 Introduction",)),
            ("paragraph model 0.50", "under “1 Introduction”"),
            0.1824,
        ),
        (
            Block(LONG, section_path=("4 Defences", "4.3 Discussion")),
            ("paragraph model 0.50", "under “4.3 Discussion”", "heading “4 Defences”"),
            0.31,
        ),
        (Block(LONG, "abstract", ("4 Agents",)), ("paragraph model 0.50", "abstract"), 0.1824),
        (Block(LONG, "abstract", ("Abstract",)), ("paragraph model 0.50", "abstract"), 0.1824),
        (Block("Short.", section_path=("4 Agents",)), ("paragraph model 0.50", "shorter than 12 words"), 0.5),
    ],
)
def test_the_evidence_says_what_moved_the_confidence(
    block: Block, evidence: tuple[str, ...], confidence: float
) -> None:
    finding = judged(block, 0.5)

    assert finding.evidence == evidence
    assert finding.confidence == pytest.approx(confidence, abs=1e-4)


@pytest.mark.parametrize(("words", "taken"), [(11, False), (12, True)])
def test_a_passage_is_long_enough_from_the_given_number_of_words_on(words: int, taken: bool) -> None:
    assert judged(Block(" ".join(["word"] * words), section_path=("4 Agents",)), 0.9).taken is taken


def test_a_confidence_at_the_threshold_is_enough() -> None:
    assert judged(Block(LONG, section_path=("4 Agents",)), 0.5, threshold=0.5).taken


def test_the_relevance_of_each_passage_is_its_own() -> None:
    document = a_document(*(Block(f"{LONG} {number}", section_path=("4 Agents",)) for number in range(3)))

    def relevance(passages: Sequence[Passage]) -> list[float]:
        return [0.2 if passage.text.endswith("1") else 0.8 for passage in passages]

    assert [finding.taken for finding in find_passages(document, relevance)] == [True, False, True]


def test_a_model_that_skips_a_passage_is_a_bug() -> None:
    with pytest.raises(ValueError, match="shorter"):
        find_passages(a_document(Block(LONG), Block(LONG)), lambda passages: [0.5])


def test_a_document_without_paragraphs_has_no_findings() -> None:
    assert find_passages(a_document(), always(1.0)) == []
