"""A language model's line is taken when it keeps the rules; the offline line stands in for any other."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from pipeline.domain.labels import LabeledEntry
from pipeline.errors import ConfigError
from pipeline.reasoning import Endpoint, Reasoner, Rewriter, open_rewriter
from pipeline.reasoning.answers import AnswerCache
from pipeline.reasoning.chat import Chat
from pipeline.resources import load_taxonomy
from tests.reasoning.conftest import on
from tests.reasoning.stub import Stub, serving

CATEGORY = load_taxonomy().tree["1.1.1"]
PASSAGE = "Providers may remove hazardous documents from the corpus before training to reduce toxicity."
EVIDENCE = on(PASSAGE, "remove", "hazardous", "documents")
GOOD = "Removing hazardous documents from the corpus changes what the model learns from."
EXAMPLE = LabeledEntry("Rows are deduplicated.", labels={"code": "1.1.1"}, reasoning="Deduplication curates the data.")


@pytest.fixture
def stub() -> Iterator[Stub]:
    with serving() as server:
        server.answers = [GOOD]
        yield server


@pytest.fixture
def rewriter(stub: Stub, reasoner: Reasoner, tmp_path: Path) -> Rewriter:
    return made(stub, reasoner, tmp_path)


def made(stub: Stub, reasoner: Reasoner, folder: Path) -> Rewriter:
    def examples(text: str, code: str) -> Sequence[LabeledEntry]:
        return [EXAMPLE] if code == "1.1.1" else []

    endpoint = Endpoint(stub.url, "some-model", key="secret", requests_per_minute=100_000)
    return Rewriter(reasoner, Chat(endpoint), examples, AnswerCache(folder))


def test_a_line_that_keeps_the_rules_is_taken(rewriter: Rewriter, stub: Stub) -> None:
    explanation = rewriter.explain(PASSAGE, CATEGORY, EVIDENCE)

    assert explanation.line == GOOD
    assert explanation.frame == "rewritten"
    assert PASSAGE[slice(*explanation.phrases[0])].startswith("remove hazardous documents")


def test_the_question_follows_the_protocol_and_shows_examples(rewriter: Rewriter, stub: Stub) -> None:
    rewriter.line(PASSAGE, CATEGORY, EVIDENCE)

    (asked,) = stub.asked
    assert stub.paths == ["/v1/chat/completions"]
    assert stub.keys == ["Bearer secret"]
    assert asked["model"] == "some-model"
    assert [message["role"] for message in asked["messages"]] == ["system", "user", "assistant", "user"]
    assert asked["messages"][2]["content"] == EXAMPLE.reasoning
    assert PASSAGE in asked["messages"][-1]["content"]
    assert "1.1.1 Training Data" in asked["messages"][-1]["content"]


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        ("Removing hazardous documents helps.", "length"),
        (" ".join([GOOD.rstrip("."), *["the"] * 12]), "length"),
        ("Removing hazardous documents is good. The model learns from what is left of the corpus.", "one sentence"),
        ("Removing hazardous documents changes what the model learns from (Lin 2024).", "citation"),
        ("It changes what the model learns from by removing hazardous documents.", "pronoun"),
        (PASSAGE, "copied"),
        ("Training data shapes what the model learns from before toxicity is reduced.", "mechanism"),
        ("Removing hazardous documents keeps wizards in Atlantis away from the training data.", "grounded"),
    ],
)
def test_a_line_that_breaks_a_rule_gives_way_to_the_offline_line(
    rewriter: Rewriter, reasoner: Reasoner, stub: Stub, answer: str, fault: str
) -> None:
    stub.answers = [answer]
    offline = reasoner.explain(PASSAGE, CATEGORY, EVIDENCE)

    assert fault in rewriter.faults(answer, PASSAGE, CATEGORY, offline)
    assert rewriter.explain(PASSAGE, CATEGORY, EVIDENCE) == offline


@pytest.mark.parametrize("broken", [500, 404, {"choices": []}, {"choices": [{"message": {"content": None}}]}, {"a": 1}])
def test_a_broken_answer_gives_way_to_the_offline_line(
    rewriter: Rewriter, reasoner: Reasoner, stub: Stub, broken: int | dict[str, object]
) -> None:
    stub.answers = [broken]

    assert rewriter.line(PASSAGE, CATEGORY, EVIDENCE) == reasoner.line(PASSAGE, CATEGORY, EVIDENCE)


def test_quotation_marks_and_line_breaks_around_a_line_are_taken_off(rewriter: Rewriter, stub: Stub) -> None:
    first, _, rest = GOOD.rstrip(".").partition(" ")
    stub.answers = [f'\n"{first}\n{rest}"\n']

    assert rewriter.line(PASSAGE, CATEGORY, EVIDENCE) == GOOD


def test_the_same_question_is_asked_once_even_by_another_run(
    rewriter: Rewriter, stub: Stub, reasoner: Reasoner, tmp_path: Path
) -> None:
    rewriter.line(PASSAGE, CATEGORY, EVIDENCE)
    rewriter.line(PASSAGE, CATEGORY, EVIDENCE)
    again = made(stub, reasoner, tmp_path).line(PASSAGE, CATEGORY, EVIDENCE)

    assert again == GOOD
    assert len(stub.asked) == 1


def test_a_failure_is_not_remembered(rewriter: Rewriter, stub: Stub) -> None:
    stub.answers = [500, GOOD]

    assert rewriter.line(PASSAGE, CATEGORY, EVIDENCE) != GOOD
    assert rewriter.line(PASSAGE, CATEGORY, EVIDENCE) == GOOD


def test_an_address_that_keeps_failing_is_left_alone(rewriter: Rewriter, stub: Stub) -> None:
    stub.answers = [500]
    for number in range(10):
        rewriter.line(f"{PASSAGE} {number}", CATEGORY, EVIDENCE)

    assert len(stub.asked) == 3


def test_an_address_where_nobody_answers_costs_no_line(reasoner: Reasoner, tmp_path: Path) -> None:
    with serving() as stub:
        gone = stub.url
    chat = Chat(Endpoint(gone, "some-model", max_seconds=2))
    rewriter = Rewriter(reasoner, chat, lambda _text, _code: [], AnswerCache(tmp_path))

    assert rewriter.line(PASSAGE, CATEGORY, EVIDENCE) == reasoner.line(PASSAGE, CATEGORY, EVIDENCE)


def test_questions_keep_to_the_rate(stub: Stub) -> None:
    now, slept = [0.0], list[float]()

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        now[0] += seconds

    chat = Chat(Endpoint(stub.url, "m", requests_per_minute=30), clock=lambda: now[0], sleep=sleep)
    for _ in range(3):
        chat.ask([{"role": "user", "content": "?"}])

    assert slept == [2.0, 2.0]


@pytest.mark.parametrize(
    ("endpoint", "complaint"),
    [(Endpoint("localhost:1234", "m"), "base_url"), (Endpoint("http://localhost:1234", ""), "model")],
)
def test_half_a_setting_is_refused(endpoint: Endpoint, complaint: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=complaint):
        open_rewriter(endpoint, lambda _text, _code: [], tmp_path)


def test_a_cache_that_cannot_be_written_or_read_does_no_harm(tmp_path: Path) -> None:
    occupied = tmp_path / "file"
    occupied.write_text("not a folder", encoding="utf-8")
    cache, question = AnswerCache(occupied), [{"role": "user", "content": "?"}]

    cache.put("m", question, "answer")

    assert cache.get("m", question) is None


def test_a_damaged_answer_on_disk_is_asked_for_again(tmp_path: Path) -> None:
    cache, question = AnswerCache(tmp_path), [{"role": "user", "content": "?"}]
    cache.put("m", question, "answer")
    (path,) = tmp_path.rglob("*.json")
    path.write_text("{", encoding="utf-8")

    assert cache.get("m", question) is None
    assert cache.get("other", question) is None
