"""Plots as SVG text: drawn here, since they are few and must show offline, in print and at any width."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

Point = tuple[float, float]

_WIDTH, _HEIGHT = 480, 330
_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 14, 34, 50
_BAR, _BARS, _LONGEST_BAR = 26, 230, 180
_COLORS = ("#1f4e9c", "#b3430f", "#2c7a4b", "#7a3b8f")
_DASHES = ("", "7 4", "2 3", "9 3 2 3")


@dataclass(frozen=True, slots=True)
class Line:
    """A line through points in the unit of the axes; `band` gives the lower and upper edge at each point."""

    name: str
    points: tuple[Point, ...]
    band: tuple[Point, ...] = ()
    dots: bool = True


@dataclass(frozen=True, slots=True)
class Axis:
    """An axis from `low` to `high` with marks at `ticks`."""

    label: str
    low: float = 0.0
    high: float = 1.0
    ticks: tuple[float, ...] = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)

    def share(self, value: float) -> float:
        """How far along the axis a value lies."""
        return (value - self.low) / (self.high - self.low)


def chart(lines: Sequence[Line], x: Axis, y: Axis, *, title: str, diagonal: bool = False) -> str:
    """Draw lines; each has a colour and a dash of its own, so that a black and white print tells them apart."""
    parts = [
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{escape(title)}" '
        'xmlns="http://www.w3.org/2000/svg" class="plot">',
        *_grid(x, y),
    ]
    if diagonal:
        parts.append(
            f'<line x1="{_x(x, 0)}" y1="{_y(y, 0)}" x2="{_x(x, 1)}" y2="{_y(y, 1)}" class="ideal" '
            'stroke="#6b7280" stroke-dasharray="3 3"/>'
        )
    for number, line in enumerate(lines):
        parts += _line(line, number, x, y)
    parts += _legend(lines)
    return "".join([*parts, "</svg>"])


def bars(rows: Sequence[tuple[str, float, str]], *, title: str) -> str:
    """Draw a bar a row: its label, how long it is in proportion to the others, and what is written behind it."""
    most = max((size for _, size, _ in rows), default=0) or 1
    height = _BAR * len(rows) + 8
    parts = [
        f'<svg viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{escape(title)}" '
        'xmlns="http://www.w3.org/2000/svg" class="plot">'
    ]
    for number, (label, size, behind) in enumerate(rows):
        level = _BAR * number + 4
        width = round(size / most * _LONGEST_BAR, 1)
        parts.append(
            f'<text x="{_BARS - 8}" y="{level + 15}" text-anchor="end">{escape(label)}</text>'
            f'<rect x="{_BARS}" y="{level}" width="{width}" height="{_BAR - 6}" fill="{_COLORS[0]}"/>'
            f'<text x="{_BARS + width + 6}" y="{level + 15}">{escape(behind)}</text>'
        )
    return "".join([*parts, "</svg>"])


def ticks_to(most: float) -> tuple[float, ...]:
    """Some four or five round numbers from 0 to about `most`.

    >>> ticks_to(930)
    (0.0, 200.0, 400.0, 600.0, 800.0, 1000.0)
    """
    step = next(
        scale * unit
        for scale in (10.0**power for power in range(-3, 9))
        for unit in (1, 2, 5)
        if scale * unit * 5 >= most
    )
    return tuple(round(step * number, 6) for number in range(int(-(-most // step)) + 1))


def _grid(x: Axis, y: Axis) -> list[str]:
    bottom, right = _HEIGHT - _BOTTOM, _WIDTH - _RIGHT
    parts = []
    for tick in y.ticks:
        level = _y(y, tick)
        parts.append(f'<line x1="{_LEFT}" x2="{right}" y1="{level}" y2="{level}" stroke="#dcdfe4"/>')
        parts.append(f'<text x="{_LEFT - 8}" y="{level + 4}" text-anchor="end">{tick:g}</text>')
    parts += (f'<text x="{_x(x, tick)}" y="{bottom + 18}" text-anchor="middle">{tick:g}</text>' for tick in x.ticks)
    parts.append(f'<line x1="{_LEFT}" x2="{right}" y1="{bottom}" y2="{bottom}" stroke="#4b5563"/>')
    middle_x, middle_y = (_LEFT + right) / 2, (_TOP + bottom) / 2
    parts.append(f'<text x="{middle_x}" y="{_HEIGHT - 10}" text-anchor="middle">{escape(x.label)}</text>')
    turned = f'transform="rotate(-90 14 {middle_y})"'
    parts.append(f'<text x="14" y="{middle_y}" text-anchor="middle" {turned}>{escape(y.label)}</text>')
    return parts


def _line(line: Line, number: int, x: Axis, y: Axis) -> list[str]:
    color, dash = _COLORS[number % len(_COLORS)], _DASHES[number % len(_DASHES)]
    places = [(_x(x, across), _y(y, up)) for across, up in line.points]
    parts = []
    if line.band:
        edges = [(across, _y(y, low)) for (across, _), (low, _) in zip(places, line.band, strict=True)]
        back = [(across, _y(y, high)) for (across, _), (_, high) in zip(places, line.band, strict=True)]
        outline = " ".join(f"{across},{up}" for across, up in [*edges, *reversed(back)])
        parts.append(f'<polygon points="{outline}" fill="{color}" fill-opacity="0.13"/>')
    way = " ".join(f"{across},{up}" for across, up in places)
    parts.append(f'<polyline points="{way}" fill="none" stroke="{color}" stroke-width="2" stroke-dasharray="{dash}"/>')
    if line.dots:
        named = zip(places, line.points, strict=True)
        parts += [
            f'<circle cx="{across}" cy="{up}" r="3.4" fill="{color}"><title>{given:.3g}: {value:.3g}</title></circle>'
            for (across, up), (given, value) in named
        ]
    return parts


def _legend(lines: Sequence[Line]) -> list[str]:
    parts, across = [], float(_LEFT)
    for number, line in enumerate(lines):
        color, dash = _COLORS[number % len(_COLORS)], _DASHES[number % len(_DASHES)]
        parts.append(
            f'<line x1="{across}" x2="{across + 24}" y1="14" y2="14" stroke="{color}" stroke-width="2.5" '
            f'stroke-dasharray="{dash}"/><text x="{across + 30}" y="18">{escape(line.name)}</text>'
        )
        across += 30 + 7.2 * len(line.name) + 18
    return parts


def _x(axis: Axis, value: float) -> float:
    return round(_LEFT + axis.share(value) * (_WIDTH - _LEFT - _RIGHT), 1)


def _y(axis: Axis, value: float) -> float:
    return round(_HEIGHT - _BOTTOM - axis.share(value) * (_HEIGHT - _TOP - _BOTTOM), 1)
