"""Errors carry a cause, a remedy and an exit code, also across processes."""

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import ConfigError, InputError, IntegrityError, MitagError, NotReadyError

KINDS = {MitagError: 1, ConfigError: 2, InputError: 3, NotReadyError: 4, IntegrityError: 5}


@pytest.mark.parametrize(("kind", "code"), KINDS.items())
def test_each_kind_has_its_exit_code(kind: type[MitagError], code: int) -> None:
    assert kind("it broke").exit_code == code
    assert issubclass(kind, MitagError)


def test_the_message_is_the_problem_alone() -> None:
    error = InputError("a.pdf: is empty", remedy="download it again")

    assert str(error) == error.problem == "a.pdf: is empty"
    assert error.remedy == "download it again"


def test_a_remedy_is_not_required() -> None:
    assert NotReadyError("no model").remedy == ""


@given(st.sampled_from(sorted(KINDS, key=KINDS.__getitem__)), st.text(), st.text())
def test_an_error_survives_the_way_between_processes(kind: type[MitagError], problem: str, remedy: str) -> None:
    there = pickle.loads(pickle.dumps(kind(problem, remedy=remedy)))  # noqa: S301  (our own bytes)

    assert type(there) is kind
    assert (there.problem, there.remedy, str(there)) == (problem, remedy, problem)
