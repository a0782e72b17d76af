"""Fine-tuning a transformer on labelled entries: texts of one code are drawn together, those of others apart.

Pairs of entries with the same code are the positives, the rest of the batch the negatives (the loss of Henderson et
al. 2017, "Efficient Natural Language Response Suggestion", §4.4, with cosine similarity; pairs made from labels as in
SetFit, Tunstall et al. 2022). No batch holds a code twice, so that no negative is one in truth.

A third of the papers is held back: what the encoder was tuned on looks clearer to it than anything it will meet, so
confidence is calibrated, and figures are given, on papers it was not tuned on alone.
"""

import json
import math
import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any

from pipeline.encoding.encoders import Encoder
from pipeline.encoding.loading import choose_device, load_model, quiet
from pipeline.encoding.sentence import SentenceEncoder
from pipeline.encoding.tuned import TunedEncoder, keep, kept_with
from pipeline.encoding.workplace import Workplace
from pipeline.errors import ConfigError, NotReadyError

_HELD_BACK = 1 / 3
_WARM_UP = 0.1
_LARGEST_STEP = 1.0
_DRAWS = 16
_TOKENS = 128
_SLOWER = "another encoder, or train without --tune-encoder"

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Lesson:
    """A text, the code that it was given, and the paper that it comes from."""

    text: str
    code: str
    paper: str


@dataclass(frozen=True, slots=True)
class Tuning:
    """How far an encoder is tuned: `pairs` in each of `epochs` at most, `batch` of them at once."""

    epochs: int = 1
    pairs: int = 2000
    batch: int = 16
    learning_rate: float = 2e-5
    seed: int = 0


def tune(encoder: Encoder, lessons: Sequence[Lesson], tuning: Tuning, workplace: Workplace) -> TunedEncoder:
    """Tune an encoder on labelled texts and keep it; what was tuned in the same way before is taken as it is.

    The same lessons, settings and machine give the same weights on a processor.

    Raises ConfigError for the static encoder, and NotReadyError when there are too few pairs to learn from or the
    weights run away.
    """
    if not isinstance(encoder, SentenceEncoder):
        raise ConfigError(
            f"the {encoder.name} encoder cannot be tuned", remedy="--encoder sentence-transformers:<name or folder>"
        )
    papers = papers_to_tune_on(lessons, seed=tuning.seed)
    seen = [lesson for lesson in lessons if lesson.paper in papers]
    recipe = {
        **asdict(tuning),
        "base": encoder.name.partition(":")[2].rpartition("/")[2],
        "base_sha256": encoder.sha256,
        "lessons_sha256": _digest(seen),
        "papers": sorted(papers),
    }
    kept = kept_with(recipe, workplace)
    if kept:
        return kept
    batches = [batch for epoch in range(tuning.epochs) for batch in batches_of(seen, tuning, epoch=epoch)]
    if not batches:
        raise NotReadyError(
            "no two codes have two labelled entries each, so there is nothing to tune the encoder on",
            remedy="`mitag labels import`, or train without --tune-encoder",
        )
    model = load_model(encoder.folder, device=choose_device(workplace.device), backend="torch")
    _fit(model, batches, tuning, workplace)
    return keep(model, recipe, workplace)


def papers_to_tune_on(lessons: Sequence[Lesson], *, seed: int) -> frozenset[str]:
    """Two thirds of the papers, in an order that only the seed and their names decide."""
    papers = sorted({lesson.paper for lesson in lessons}, key=lambda paper: sha256(f"{seed} {paper}".encode()).digest())
    return frozenset(papers[: len(papers) - math.floor(len(papers) * _HELD_BACK)])


def batches_of(lessons: Sequence[Lesson], tuning: Tuning, *, epoch: int) -> list[list[Pair]]:
    """Batches of pairs of one code each, no code twice in a batch, across papers where that can be.

    Every entry with a partner makes one pair, until there are `tuning.pairs`.

    >>> lessons = [Lesson("a", "1", "p"), Lesson("b", "1", "q"), Lesson("c", "2", "p"), Lesson("d", "2", "q")]
    >>> sorted(map(sorted, batches_of(lessons, Tuning(pairs=2, batch=2), epoch=0)[0]))
    [['a', 'b'], ['c', 'd']]
    """
    chance = random.Random(f"{tuning.seed} {epoch}")  # noqa: S311  (pairs, not secrets)
    by_code: dict[str, list[Lesson]] = defaultdict(list)
    for lesson in lessons:
        by_code[lesson.code].append(lesson)
    queues = {code: _pairs(members, chance) for code, members in sorted(by_code.items())}
    batches: list[list[Pair]] = []
    left = tuning.pairs
    while left > 0:
        # The codes with most pairs to come go first: what is left at the end still spreads over many codes.
        ready = sorted((code for code, queue in queues.items() if queue), key=lambda code: -len(queues[code]))
        batch = [queues[code].pop() for code in ready[: min(tuning.batch, left)]]
        if len(batch) < 2:
            break
        batches.append(batch)
        left -= len(batch)
    chance.shuffle(batches)
    return batches


def _pairs(members: list[Lesson], chance: random.Random) -> list[Pair]:
    partners = ((lesson, _partner(lesson, members, chance)) for lesson in chance.sample(members, len(members)))
    return [(lesson.text, partner.text) for lesson, partner in partners if partner]


def _partner(lesson: Lesson, members: list[Lesson], chance: random.Random) -> Lesson | None:
    drawn = [other for other in (chance.choice(members) for _ in range(_DRAWS)) if other.text != lesson.text]
    return next((other for other in drawn if other.paper != lesson.paper), drawn[0] if drawn else None)


def _fit(model: Any, batches: Sequence[list[Pair]], tuning: Tuning, workplace: Workplace) -> None:  # noqa: ANN401
    import torch
    from sentence_transformers.sentence_transformer.losses import MultipleNegativesRankingLoss

    device = model.device
    with quiet(), _repeatable(tuning.seed, device), _reading_no_more_than(_TOKENS, model):
        loss_of = MultipleNegativesRankingLoss(model)
        optimizer = torch.optim.AdamW(model.parameters(), lr=tuning.learning_rate)
        schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, _rising_and_falling(len(batches)))
        model.train()
        for batch in workplace.track(batches, total=len(batches), doing="Tuning the encoder"):
            columns = [model.preprocess(list(column)) for column in zip(*batch, strict=True)]
            loss = loss_of([_moved(column, device) for column in columns], None)
            if not torch.isfinite(loss):
                raise NotReadyError("tuning the encoder led nowhere: its weights ran away", remedy=_SLOWER)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), _LARGEST_STEP)
            optimizer.step()
            schedule.step()
            optimizer.zero_grad()
        model.eval()


@contextmanager
def _reading_no_more_than(tokens: int, model: Any) -> Iterator[None]:  # noqa: ANN401
    """One long text makes a whole batch as slow as itself, and the first lines tell the code."""
    usual = model.max_seq_length
    if isinstance(usual, int) and usual > tokens:
        model.max_seq_length = tokens
    try:
        yield
    finally:
        if model.max_seq_length != usual:
            model.max_seq_length = usual


@contextmanager
def _repeatable(seed: int, device: Any) -> Iterator[None]:  # noqa: ANN401
    """The same random numbers and the same order of sums each time; those of the caller stay untouched."""
    import torch

    exact, threads = torch.are_deterministic_algorithms_enabled(), torch.get_num_threads()
    # Gradients that are summed up by several threads round differently; on a graphics card this costs nothing.
    torch.set_num_threads(1)
    with torch.random.fork_rng([device] if device.type == "cuda" else []):
        torch.manual_seed(seed)
        torch.use_deterministic_algorithms(True, warn_only=True)
        try:
            yield
        finally:
            torch.use_deterministic_algorithms(exact)
            torch.set_num_threads(threads)


def _rising_and_falling(steps: int) -> Callable[[int], float]:
    rising = max(1, round(steps * _WARM_UP))
    return lambda step: min((step + 1) / rising, (steps - step) / max(1, steps - rising + 1))


def _moved(features: Mapping[str, Any], device: Any) -> dict[str, Any]:  # noqa: ANN401
    return {name: value.to(device) if hasattr(value, "to") else value for name, value in features.items()}


def _digest(lessons: Sequence[Lesson]) -> str:
    digest = sha256()
    for line in sorted(json.dumps([lesson.text, lesson.code, lesson.paper]) for lesson in lessons):
        digest.update(line.encode())
    return digest.hexdigest()
