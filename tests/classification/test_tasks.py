"""What each head has to learn: which papers are held out together."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipeline.classification.examples import Example
from pipeline.classification.tasks import split_of

N_FOLDS = 5
papers_of_reviewers = st.lists(st.text(min_size=1).filter(lambda name: not name.startswith("register-")), max_size=40)


def example(paper: str | None, *, written: bool = False) -> Example:
    return Example("text", {"code": "1"}, 1.0, paper, "synthetic" if written else "review")


WRITTEN = [example(f"register-{number % 7}", written=True) for number in range(100)]


def folds_of(examples: list[Example]) -> dict[str | None, set[int]]:
    folds = split_of(examples, N_FOLDS, apart_from=()).folds
    return {each.paper: set(folds[[other.paper == each.paper for other in examples]].tolist()) for each in examples}


@given(papers_of_reviewers, papers_of_reviewers)
def test_a_paper_keeps_its_fold_whatever_comes_later(first: list[str], later: list[str]) -> None:
    before = folds_of(WRITTEN + [example(paper) for paper in first])
    after = folds_of([example(paper) for paper in later] + WRITTEN + [example(paper) for paper in first])

    assert {paper: after[paper] for paper in before} == before


@given(papers_of_reviewers)
def test_no_paper_is_cut_and_every_fold_has_some(papers: list[str]) -> None:
    folds = folds_of(WRITTEN + [example(paper) for paper in papers])

    assert all(len(parts) == 1 for parts in folds.values())
    assert set.union(*folds.values()) == set(range(N_FOLDS))


def test_a_folder_without_written_papers_has_something_in_every_fold() -> None:
    folds = folds_of([example(f"survey-{number}") for number in range(N_FOLDS)])

    assert sorted(next(iter(parts)) for parts in folds.values()) == list(range(N_FOLDS))


def test_what_belongs_to_no_paper_is_never_held_out() -> None:
    split = split_of([*WRITTEN, example(None)], N_FOLDS, apart_from=())

    assert split.folds[-1] == -1
    assert np.all(split.folds[:-1] >= 0)
