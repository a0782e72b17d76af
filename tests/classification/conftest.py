"""A small world: three codes, each with words of its own, in six papers."""

from collections.abc import Iterable, Iterator

import pytest

from pipeline.classification import Model, Recipe, train_model
from pipeline.classification.training import OutOfFold
from pipeline.domain.labels import LabeledEntry, LexiconPhrase, TrainingSet
from pipeline.resources import load_taxonomy
from pipeline.workflows import untracked
from tests.fakes import fake_encoding

WORDS = {
    "1.1.1": "filter curate deduplicate corpus dataset toxic documents",
    "2.2.2": "red team probe adversarial evaluate capability exercise",
    "3.1.3": "treaty states verify agreement ratify inspectors borders",
}
ACTORS = {"1.1.1": "Developer", "2.2.2": "Developer", "3.1.3": "Governance Actor"}


def toy_entries() -> tuple[LabeledEntry, ...]:
    entries = []
    for number in range(6):
        for code, words in WORDS.items():
            turned = words.split()[number:] + words.split()[:number]
            labels = {"code": code, "actor": ACTORS[code]}
            entries.append(
                LabeledEntry(" ".join(turned), ("Part",), labels, paper=f"paper {number}", origin="synthetic")
            )
        text = f"we thank reviewer {number} and list results of prior related work"
        entries.append(LabeledEntry(text, (), paper=f"paper {number}", mitigation=False))
    return tuple(entries)


def toy_lessons(entries: tuple[LabeledEntry, ...] | None = None) -> TrainingSet:
    phrases = tuple(LexiconPhrase(words, "code", code) for code, words in WORDS.items())
    return TrainingSet(toy_entries() if entries is None else entries, phrases, load_taxonomy())


def toy_training(recipe: Recipe | None = None, *, jobs: int = 1) -> tuple[Model, tuple[OutOfFold, ...]]:
    def track(items: Iterable[object], total: int) -> Iterator[object]:
        return untracked(items, total=total, doing="Training")

    return train_model(toy_lessons(), recipe or Recipe(), fake_encoding(), track=track, jobs=jobs)


@pytest.fixture(scope="session")
def toy() -> tuple[Model, tuple[OutOfFold, ...]]:
    return toy_training()


@pytest.fixture(scope="session")
def toy_model(toy: tuple[Model, tuple[OutOfFold, ...]]) -> Model:
    return toy[0]
