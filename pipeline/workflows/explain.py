"""Tagged passages → what each answer rests on: words for and against, the sentence that carried most, like entries."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.classification import Model
from pipeline.domain.labels import TrainingSet
from pipeline.domain.passage import Passage
from pipeline.domain.prediction import Answer, Candidate, Evidence
from pipeline.errors import NotReadyError
from pipeline.extraction.sentences import sentences
from pipeline.workflows.classify import ClassifyOutcome
from pipeline.workflows.nearest import NearestEntries, Neighbour

_FOR, _AGAINST = 5, 2
_NEIGHBOURS = 3
_BETWEEN_WORDS = re.compile(r"[\s\-‐‑–/'’]+")

EvidenceOf = Callable[[Passage, Answer], Sequence[Evidence]]


@dataclass(frozen=True, slots=True)
class Weighed:
    """Words of a passage and what they add to the score of a category, above the mean of all categories."""

    text: str
    weight: float


@dataclass(frozen=True, slots=True)
class AnswerExplanation:
    """One facet's answer, what would be second, and what in the passage's text spoke for and against it.

    The words speak about `likeliest`: the answer itself, or the category it was backed off from. Headings count for an
    answer too, but only the passage's own words are told. `sentence` is None when no sentence spoke for it.
    """

    code: str
    confidence: float
    likeliest: Candidate
    second: Candidate | None
    spoke_for: tuple[Weighed, ...]
    spoke_against: tuple[Weighed, ...]
    sentence: Weighed | None
    abstained: bool = False


@dataclass(frozen=True, slots=True)
class PassageExplanation:
    """What the answers about a passage rest on, by facet, and the labelled entries most like it."""

    answers: Mapping[str, AnswerExplanation]
    nearest: tuple[Neighbour, ...]


def explain(
    outcome: ClassifyOutcome, *, load: Callable[[str], Model], lessons: Callable[[], TrainingSet]
) -> tuple[PassageExplanation, ...]:
    """Explain each tagged passage, in the order of the outcome, with the model that tagged it.

    Nothing is loaded when nothing was tagged. Without labels there are no entries to be like.
    """
    if not outcome.tagged:
        return ()
    model = load(outcome.tagged[0].prediction.model_id)
    try:
        entries = lessons().entries
    except NotReadyError:
        entries = ()
    known = NearestEntries(entries, model.features.encoding.encode, outcome.taxonomy.tree.name)
    return tuple(explained(outcome, model.evidence, known))


def explained(outcome: ClassifyOutcome, evidence_of: EvidenceOf, known: NearestEntries) -> Iterator[PassageExplanation]:
    """Explain each tagged passage by evidence that is asked for, and by the entries known."""
    passages = [item.finding.passage for item in outcome.tagged]
    for item, passage, nearest in zip(
        outcome.tagged, passages, known.nearest(passages, count=_NEIGHBOURS), strict=True
    ):
        answers = item.prediction.answers
        yield PassageExplanation(
            {name: _explained(passage.text, answer, evidence_of(passage, answer)) for name, answer in answers.items()},
            nearest,
        )


def _explained(text: str, answer: Answer, evidence: Sequence[Evidence]) -> AnswerExplanation:
    code = answer.backed_off_from or answer.code
    confidence = {each.code: each.confidence for each in answer.alternatives} | {answer.code: answer.confidence}
    return AnswerExplanation(
        code=answer.code,
        confidence=answer.confidence,
        likeliest=Candidate(code, confidence.get(code, 0.0)),
        second=next((each for each in answer.alternatives if each.code not in {code, answer.code}), None),
        spoke_for=strongest(text, (each for each in evidence if each.weight > 0), count=_FOR),
        spoke_against=strongest(text, (each for each in evidence if each.weight < 0), count=_AGAINST),
        sentence=_sentence(text, evidence),
        abstained=answer.abstained,
    )


def strongest(text: str, evidence: Iterable[Evidence], *, count: int) -> tuple[Weighed, ...]:
    """The stretches of a text that weigh most, strongest first; neighbours are one, and repeats of a wording too.

    Words are taken from the strongest down for as long as they make no more than `count` wordings, so a weak word
    joins a strong one beside it only when it is itself among the strongest.

    >>> found = [Evidence(0, 3, 0.5), Evidence(4, 8, 0.4), Evidence(14, 17, 0.1)]
    >>> strongest("Red team, the red", found, count=1)
    (Weighed(text='Red team', weight=0.9),)
    """
    chosen: list[Evidence] = []
    wordings: tuple[Weighed, ...] = ()
    for each in sorted(evidence, key=lambda one: (-abs(one.weight), one.start)):
        chosen.append(each)
        grown = _wordings(text, chosen)
        if len(grown) > count:
            break
        wordings = grown
    return wordings


def _wordings(text: str, evidence: Iterable[Evidence]) -> tuple[Weighed, ...]:
    written: dict[str, str] = {}
    weights: dict[str, float] = {}
    for each in _joined(text, evidence):
        wording = " ".join(text[each.start : each.end].split())
        folded = _BETWEEN_WORDS.sub(" ", wording.casefold())  # "Red-team" is "red team"
        written.setdefault(folded, wording)
        weights[folded] = weights.get(folded, 0.0) + each.weight
    # The order of rounded weights, so that what is shown as equal stands in the order of the text.
    found = [Weighed(written[folded], round(weight, 4)) for folded, weight in weights.items()]
    return tuple(sorted(found, key=lambda one: -abs(one.weight)))


def _joined(text: str, evidence: Iterable[Evidence]) -> list[Evidence]:
    """Stretches with nothing but space or a hyphen between them as one, in the order of the text."""
    found: list[Evidence] = []
    for each in sorted(evidence, key=lambda one: one.start):
        if found and _BETWEEN_WORDS.fullmatch(text, found[-1].end, each.start):
            each = Evidence(found[-1].start, each.end, found.pop().weight + each.weight)
        found.append(each)
    return found


def _sentence(text: str, evidence: Sequence[Evidence]) -> Weighed | None:
    weighed = [
        Weighed(
            " ".join(text[start:end].split()),
            round(sum(each.weight for each in evidence if start <= each.start < end), 4),
        )
        for start, end in sentences(text)
    ]
    most = max(weighed, key=lambda one: one.weight, default=None)
    return most if most and most.weight > 0 else None
