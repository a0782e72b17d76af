"""The numbers of headings: reading them, and finding the one chain of them that makes sense.

A line that begins with a number may be a heading, an item of a list, a cell or a sentence. No line can tell by
itself, but together they can: the numbers of real headings follow each other. So every candidate is scored, every
number left out costs, and the best chain is found by dynamic programming. Nothing is accepted one by one.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

Path = tuple[int, ...]

_LABEL = re.compile(
    r"(?P<word>(?:section|chapter|appendix|annex|kapitel|capítulo|chapitre|anhang|part)\s+)?(?:§\s?)?"
    r"(?P<number>\d{1,2}(?:\.\d{1,2}){0,4}|[A-Z](?:\.\d{1,2}){1,4}|(?-i:[IVXL]{1,7}|[A-Z]|[a-z](?=[.)])))"
    r"(?P<mark>\s?[.):—–]|-(?=\s))?(?:\s+(?=\S)|$)",
    re.IGNORECASE,
)
_ROMAN = re.compile(r"(X{0,3})(IX|IV|V?I{0,3})")
_APPENDIX = 100
"""Added to letters, so that appendices come after all numbered sections."""
_MOST_SKIPPED = 2
_ENOUGH_ALONE = 1.5
"""What a single candidate must reach to be a chain; only a number one in large type does."""
_WINDOW = 80


@dataclass(frozen=True, slots=True)
class Label:
    """A heading's number as printed: `3.2`, `IV` with its mark `.`, `Appendix A`."""

    number: str
    mark: str = ""
    word: str = ""
    end: int = 0
    """Where the words of the heading begin."""

    @property
    def parts(self) -> Path:
        """The number as a path; letters count from 101 on.

        >>> Label("3.2").parts, Label("B.1").parts
        ((3, 2), (102, 1))
        """
        return _parts(self.number)

    @property
    def roman(self) -> int:
        """The value of a Roman number up to 39, else 0.

        >>> Label("XIV").roman, Label("B").roman
        (14, 0)
        """
        return _roman(self.number)


@lru_cache(maxsize=4096)
def _parts(number: str) -> Path:
    return tuple(
        int(part) if part.isdigit() else _APPENDIX + ord(part.upper()) - 64
        for part in number.split(".")
        if len(part) == 1 or part.isdigit()
    )


@lru_cache(maxsize=4096)
def _roman(number: str) -> int:
    match = _ROMAN.fullmatch(number) if number else None
    if not match:
        return 0
    ones = {"": 0, "I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9}
    return 10 * len(match[1]) + ones[match[2]]


def read_label(text: str) -> Label | None:
    """Read the number that a heading begins with.

    >>> read_label("2.1 Data").number, read_label("Appendix B: Proofs").mark, read_label("Results")
    ('2.1', ':', None)
    """
    match = _LABEL.match(text)
    if not match or (match["number"].islower() and not match["mark"]):
        return None
    mark = (match["mark"] or "").strip()
    end = match.end()
    if match["word"] and text[end - 1 : end] == ":":
        mark = ":"
    return Label(match["number"], mark, (match["word"] or "").strip().lower(), end)


@dataclass(frozen=True, slots=True)
class Numbered:
    """A candidate for the chain: which line, its number, how much it looks like a heading, and in what style."""

    index: int
    label: Label
    weight: float
    style: Hashable


def best_chain(candidates: Sequence[Numbered]) -> dict[int, Path]:
    """Choose the candidates whose numbers follow each other best, and give each its path.

    A second pass favours the styles that the first one found at each depth.
    """
    roman = _is_roman(candidates)
    chain = _chain(candidates, {}, roman=roman)
    votes: dict[Hashable, Counter[int]] = defaultdict(Counter)
    for candidate in candidates:
        if candidate.index in chain:
            votes[candidate.style][len(chain[candidate.index])] += 1
    usual = {style: depths.most_common(1)[0][0] for style, depths in votes.items() if depths.total() > 1}
    return _chain(candidates, usual, roman=roman) if usual else chain


def _is_roman(candidates: Sequence[Numbered]) -> bool:
    """Whether sections are numbered I, II, III and their parts A, B, C, as in IEEE's style."""
    numbers = [one.label.number for one in candidates if one.label.number in ("I", "II", "III") and one.weight >= 0.8]
    return len(set(numbers)) >= 2 and "II" in numbers


def _chain(candidates: Sequence[Numbered], usual: Mapping[Hashable, int], *, roman: bool) -> dict[int, Path]:
    best: list[float] = []
    paths: list[Path] = []
    before: list[int | None] = []
    for place, candidate in enumerate(candidates):
        path, cost = _next((), candidate.label, roman=roman)
        score, origin = (-9.0 if cost is None else candidate.weight - cost + _fit(candidate, path, usual)), None
        for earlier in range(max(0, place - _WINDOW), place):
            step, cost = _next(paths[earlier], candidate.label, roman=roman)
            if cost is None:
                continue
            reached = best[earlier] + candidate.weight - cost + _fit(candidate, step, usual)
            if reached > score:
                score, origin, path = reached, earlier, step
        best.append(score)
        paths.append(path)
        before.append(origin)
    if not best or max(best) <= 0:
        return {}
    last: int | None = max(range(len(best)), key=best.__getitem__)
    chain: dict[int, Path] = {}
    while last is not None:
        chain[candidates[last].index] = paths[last]
        last = before[last]
    return dict(reversed(chain.items())) if len(chain) > 1 or max(best) >= _ENOUGH_ALONE else {}


def _fit(candidate: Numbered, path: Path, usual: Mapping[Hashable, int]) -> float:
    depth = usual.get(candidate.style)
    if depth is None:
        return 0.0 if len(path) not in usual.values() else -0.3
    return 0.4 if depth == len(path) else -0.4


def _next(path: Path, label: Label, *, roman: bool) -> tuple[Path, float | None]:
    """Return the path of `label` after `path`, and what the step costs; None means that it cannot follow."""
    return _next_roman(path, label) if roman else _next_decimal(path, label)


def _next_decimal(path: Path, label: Label) -> tuple[Path, float | None]:
    step = label.parts
    if not step or label.number.islower():
        return (1,), None
    if not path:
        skipped = step[0] - 1 if step[0] < _APPENDIX else 9
        return step, 0.6 * skipped + 0.3 * (len(step) - 1) if skipped <= 2 else None
    if step[0] > _APPENDIX > path[0]:
        return step, 0.3 * (len(step) - 1) if step[0] == _APPENDIX + 1 else None
    if len(step) > len(path) and step[: len(path)] == path:
        return step, _cost_of(step[len(path) :], 0.3 * (len(step) - len(path) - 1))
    differs = next((place for place, (old, new) in enumerate(zip(path, step, strict=False)) if old != new), None)
    if differs is None or step[differs] < path[differs]:
        return step, None
    tail = (step[differs] - path[differs], *step[differs + 1 :])
    return step, _cost_of(tail, 0.3 * max(0, len(tail) - 1))


def _cost_of(tail: Path, extra: float) -> float | None:
    """What it costs that the new numbers do not all begin at one."""
    counted = [number for number in tail if number]  # a level left out is printed as a zero: 3.1.0.2
    if not counted or not tail[-1] or max(counted) > _MOST_SKIPPED + 1 or min(counted) < 1:
        return None
    return 0.5 * (sum(counted) - len(counted)) + extra


def _next_roman(path: Path, label: Label) -> tuple[Path, float | None]:
    if label.word in ("appendix", "annex"):
        step = (_APPENDIX + (label.roman if len(label.number) > 1 or label.number == "I" else ord(label.number) - 64),)
        return step, 0.0 if not path or step[0] > path[0] else None
    if label.roman:
        ahead = label.roman - (path[0] if path and path[0] < _APPENDIX else 0)
        if 1 <= ahead <= _MOST_SKIPPED + 1:
            return (label.roman,), 0.4 * (ahead - 1)
        if len(label.number) > 1:
            return (label.roman,), None
    depth = 2 if label.number.isupper() else 3 if label.number.isdigit() else 4
    if not label.mark or len(path) < min(depth - 1, 1) or "." in label.number:
        return (1,), None
    value = int(label.number) if depth == 3 else ord(label.number.upper()) - 64
    trunk = (path + (0,) * depth)[: depth - 1]
    ahead = value - (path[depth - 1] if len(path) >= depth else 0)
    return (*trunk, value), 0.4 * (ahead - 1) if 1 <= ahead <= _MOST_SKIPPED + 1 else None
