"""The library on a model that was trained on a slice of the corpus."""

from pathlib import Path

import pytest

from pipeline import Tagger

FILTERS = "Prompts and outputs are screened by a classifier that blocks harmful content before users see it."
TREATY = "States negotiate a treaty on frontier AI and verify by inspections of data centres that it is kept."
THANKS = "We thank the reviewers for their time and their many helpful comments on an earlier version."


@pytest.fixture(scope="session")
def tagger(trained_home: Path) -> Tagger:
    return Tagger.load(trained_home)
