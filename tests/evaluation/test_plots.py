"""Plots stay inside their frame, and names in them show as names."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.evaluation.plots import Axis, Line, chart, ticks_to

SHARES = st.floats(0, 1)


@given(st.lists(st.tuples(SHARES, SHARES), max_size=20))
def test_every_point_is_inside_the_frame(points: list[tuple[float, float]]) -> None:
    drawn = chart([Line("a", tuple(points), tuple((y, y) for _, y in points))], Axis("x"), Axis("y"), title="t")

    places = re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)"', drawn)
    assert len(places) == len(points)
    assert all(56 <= float(x) <= 466 and 34 <= float(y) <= 280 for x, y in places)


def test_lines_are_told_apart_without_colour_and_names_are_text() -> None:
    drawn = chart([Line("<b>", ((0, 0),)), Line("two", ((1, 1),))], Axis("x"), Axis("y"), title='"<t>"')

    assert len(set(re.findall(r'<polyline[^>]*stroke-dasharray="([^"]*)"', drawn))) == 2
    assert "<b>" not in drawn
    assert 'aria-label="&quot;&lt;t&gt;&quot;"' in drawn


@pytest.mark.parametrize("most", [0.004, 1, 5, 7, 99, 100, 101, 6328, 1e7])
def test_ticks_are_few_and_reach_far_enough(most: float) -> None:
    ticks = ticks_to(most)

    assert ticks[0] == 0
    assert ticks[-1] >= most
    assert 2 <= len(ticks) <= 6
