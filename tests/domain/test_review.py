"""A review says one thing, by whom and when, and a correction names the code."""

from datetime import UTC, datetime
from typing import Any

import pytest

from pipeline.domain.review import VERDICTS, Review
from pipeline.errors import InputError

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)


def review(verdict: Any, code: str | None = None, at: datetime = NOON) -> Review:
    return Review("p", "code", verdict, "ada", at, code)


@pytest.mark.parametrize("verdict", VERDICTS)
@pytest.mark.parametrize("code", [None, "1.1"])
def test_a_correction_and_only_a_correction_names_a_code(verdict: str, code: str | None) -> None:
    if (verdict == "correct") == (code is not None):
        assert review(verdict, code).verdict == verdict
        return
    with pytest.raises(InputError) as caught:
        review(verdict, code)
    assert str(caught.value) == "a correction names the right code, and only a correction does"


def test_an_unknown_verdict_is_refused_with_the_choices() -> None:
    with pytest.raises(InputError) as caught:
        review("maybe")
    assert (str(caught.value), caught.value.remedy) == ("unknown verdict 'maybe'", "one of: accept, correct, reject")


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        review("accept", at=NOON.replace(tzinfo=None))
    assert str(caught.value) == "the time of a review needs a time zone"
