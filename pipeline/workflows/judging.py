"""What a model says of labelled entries, in full: answers, the probability of every category, and the line."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from pipeline.classification import Model, Recipe, train_model
from pipeline.classification.features import TextEncoding
from pipeline.classification.model import texts_of
from pipeline.domain.labels import LabeledEntry, TrainingSet
from pipeline.domain.passage import Passage
from pipeline.domain.prediction import Answer
from pipeline.evaluation.gold import GoldEntry
from pipeline.evaluation.scored import ScoredAnswer, ScoredEntry, kept
from pipeline.workflows.classify import ReasoningWriter, with_reasoning

_BATCH = 512


@dataclass(frozen=True, slots=True)
class Judgement:
    """One entry's answers by facet, the probability of each category, and the line that says why."""

    answers: Mapping[str, Answer]
    probabilities: Mapping[str, Mapping[str, float]]
    line: str = ""


class Judge(Protocol):
    """Something that answers all facets, such as a trained model."""

    @property
    def model_id(self) -> str:
        """What it is called in a report."""

    def judge(self, entries: Sequence[LabeledEntry]) -> list[Judgement]:
        """Answer every facet of each entry, without a look at its labels."""


class ModelJudge:
    """A trained model as a judge."""

    def __init__(self, model: Model, reasoner: ReasoningWriter) -> None:
        self._model = model
        self._reasoner = reasoner

    @property
    def model_id(self) -> str:
        """The model's id."""
        return self._model.model_id

    def judge(self, entries: Sequence[LabeledEntry]) -> list[Judgement]:
        """Answer as `mitag classify` does, and keep the probabilities behind the answers."""
        found: list[Judgement] = []
        for start in range(0, len(entries), _BATCH):
            found += self._judge(entries[start : start + _BATCH])
        return found

    def _judge(self, entries: Sequence[LabeledEntry]) -> list[Judgement]:
        passages = [passage_of(entry) for entry in entries]
        of_facet = self._model.probabilities(texts_of(passages))
        predictions = self._model.predictions(passages, of_facet)
        classes = {name: head.classes for name, head in self._model.heads.items()}
        found = []
        for number, (passage, prediction) in enumerate(zip(passages, predictions, strict=True)):
            explained = with_reasoning(passage, prediction, self._model, self._reasoner)
            probabilities = {
                name: dict(zip(classes[name], rows[number].tolist(), strict=True)) for name, rows in of_facet.items()
            }
            found.append(Judgement(prediction.answers, probabilities, explained.reasoning))
        return found


def teacher(
    recipe: Recipe, encoding: TextEncoding, reasoner: ReasoningWriter, *, jobs: int
) -> Callable[[TrainingSet], ModelJudge]:
    """What trains a model, calibration and all, and gives it back as a judge."""

    def silently(items: Iterable[object], total: int) -> Iterator[object]:
        del total
        yield from items

    def teach(lessons: TrainingSet) -> ModelJudge:
        model, _ = train_model(lessons, recipe, encoding, track=silently, jobs=jobs)
        return ModelJudge(model, reasoner)

    return teach


def passage_of(entry: LabeledEntry) -> Passage:
    """An entry as the passage that a model reads."""
    return Passage("", entry.section_path, 0, len(entry.text), entry.text)


def scored(gold: GoldEntry, judgement: Judgement, rivals: Mapping[str, Mapping[str, str]]) -> ScoredEntry:
    """Put labels and answers side by side; `rivals` holds the baselines' categories by facet and name."""
    entry = gold.entry
    answers = {
        facet: ScoredAnswer(
            gold=entry.labels.get(facet),
            code=answer.code,
            confidence=answer.confidence,
            probabilities=kept(judgement.probabilities.get(facet, {})),
            prediction_set=answer.prediction_set,
            abstained=answer.abstained,
            rivals=dict(rivals.get(facet, {})),
        )
        for facet, answer in judgement.answers.items()
    }
    return ScoredEntry(
        entry_id=entry.entry_id,
        text=entry.text,
        section_path=entry.section_path,
        paper=entry.group,
        origin=entry.origin,
        answers=answers,
        year=gold.year,
        reasoning=entry.reasoning,
        line=judgement.line,
        ratings=gold.ratings,
    )
