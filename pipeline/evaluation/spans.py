"""Where a labelled passage stands in a paper, and how much of it was extracted.

A hand-labelled text seldom equals the paper's text to the letter: line ends, hyphens and quotes differ, and people
shorten. So the place is found by the runs of four words that both share, and the overlap is measured on the paper.
"""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

_WORD = re.compile(r"\w+")
_RUN = 4
_LEAST_SHARED = 0.5
_SLACK = 0.25

Span = tuple[int, int]


@dataclass(frozen=True, eq=False)
class Paper:
    """A paper's text, ready to be searched."""

    words: tuple[str, ...]
    places: tuple[Span, ...]
    runs: dict[tuple[str, ...], list[int]]

    @classmethod
    def of(cls, text: str) -> "Paper":
        """Index a text by its runs of words."""
        found = list(_WORD.finditer(text))
        words = tuple(match.group().casefold() for match in found)
        runs: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for start in range(len(words) - _RUN + 1):
            runs[words[start : start + _RUN]].append(start)
        return cls(words, tuple(match.span() for match in found), runs)

    def find(self, text: str) -> Span | None:
        """Where in the paper `text` stands, in characters; None where fewer than half its runs of words are there.

        >>> Paper.of("One two three. Keep a log of every call, always.").find("keep a log of every call")
        (15, 39)
        """
        words = tuple(word.casefold() for word in _WORD.findall(text))
        starts = range(len(words) - _RUN + 1)
        shared = [(here, there) for here in starts for there in self.runs.get(words[here : here + _RUN], ())]
        if not shared:
            return None
        # The passage lies along one line of the plane that both texts span, give or take what was left out or put in.
        shifts = Counter(there - here for here, there in shared)
        shift, slack = shifts.most_common(1)[0][0], max(round(len(words) * _SLACK), _RUN)
        near = [(here, there) for here, there in shared if abs(there - here - shift) <= slack]
        if len({here for here, _ in near}) < _LEAST_SHARED * len(starts):
            return None
        first, last = min(there for _, there in near), max(there for _, there in near) + _RUN - 1
        return self.places[first][0], self.places[last][1]

    def trimmed(self, span: Span) -> Span:
        """A span without what is no word at its ends: punctuation and blanks make no difference to a place.

        >>> Paper.of("One two three.").trimmed((3, 14))
        (4, 13)
        """
        first = bisect_left(self.places, (span[0], span[0]))
        last = bisect_left(self.places, (span[1], span[1])) - 1
        return (self.places[first][0], self.places[last][1]) if first <= last else span


def overlap(one: Span, other: Span) -> float:
    """The shared characters of two spans, divided by those of both together (Jaccard).

    >>> overlap((0, 10), (5, 20))
    0.25
    """
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return max(shared, 0) / (max(one[1], other[1]) - min(one[0], other[0])) if shared > 0 else 0.0


def best_match(wanted: Span, spans: Sequence[Span]) -> tuple[int, float] | None:
    """The number of the span that overlaps most with `wanted`, and by how much; None where none does.

    `spans` are in order and do not overlap one another.
    """
    first = max(bisect_left(spans, wanted) - 1, 0)
    candidates = []
    for number in range(first, len(spans)):
        if spans[number][0] >= wanted[1]:
            break
        candidates.append((overlap(wanted, spans[number]), -number))
    share, number = max(candidates, default=(0.0, 0))
    return (-number, share) if share else None
