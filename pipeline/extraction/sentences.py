"""Text → its sentences as spans, with the citations, abbreviations and footnote marks of scholarly prose.

A stop ends a sentence when what stands before it is no abbreviation and what follows opens a sentence. Nothing is
ever cut inside round or square brackets. Abbreviations that can end a sentence ("et al.", "etc.", "U.S.", initials)
do so only before a word that is known to open sentences, since a name may follow as well. The rules were measured
against nupunkt, a trained splitter of the same speed; `benchmarks/sentences.py` prints both.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import pairwise

Span = tuple[int, int]

# A bracket that is not closed within this many characters is taken for a slip, not for a parenthesis.
_LONGEST_BRACKET = 600
_DEEPEST = 20
_WINDOW = 40

_STOP = re.compile(
    r"(?<![.!?])(?:[.!?]++|…)[\"'”’»)\]]*(?:(?<=[^\W\d][.!?])\d{1,2}(?=\s)|[¹²³⁴-⁹⁰]+)?(?:\s\[\d[\d,;\s–-]*\](?=\s+[A-Z]))?(?=(\s+)\S)"
)
_PARAGRAPH = re.compile(r"\n[^\S\n]*\n\s*")
_LAST_WORD = re.compile(r"[^\W_](?:[\w&'’-]*[^\W_])?(?:\.[^\W_]+)*$")
_WORD_BEFORE = re.compile(r"([^\W\d_]+)\s+$")
_ENUMERATOR = re.compile(r"[(\[]?(?:\d{1,2}|[A-Za-z]|[ivxIVX]{1,4})[.)]")
_CITED_SUBJECT = re.compile(r"\[\d[\d,;\s–-]*\](?:\s+and\s+\[\d[\d,;\s–-]*\])?[\s,]*[\s(—][a-z]+")
_CAMEL = re.compile(r"[a-z]{1,2}[A-Z]\w")
_OPENING_MARKS = "\"'“‘«¿¡"


def _words(listing: str) -> frozenset[str]:
    return frozenset(listing.split())


_NEVER_LAST = _words(
    """
    e.g i.e cf vs viz resp approx esp incl ca fig figs eq eqs eqn eqns sec secs sect sects tab tabs alg algs thm
    lem prop def cor ch chap app art arts par no nos vol vols pp p ed eds op cit ref refs mr mrs ms dr prof st
    mt jr sr gen sen rep gov hon rev messrs supp suppl ex appx
    """
)
# "no." and "art." are ordinary words as well: abbreviations only where a number follows.
_ONLY_BEFORE_NUMBER = frozenset(
    {"no", "nos", "art", "arts", "ex", "app", "par", "def", "cor", "prop", "ch", "ed", "gen"}
)
_SELDOM_LAST = _words(
    """
    al etc inc ltd corp co dept univ yrs yr hrs min max avg jan feb mar apr jun jul aug sep sept oct nov dec a.m
    p.m u.s u.k e.u u.n d.c ph.d m.sc b.sc ibid seq
    """
)
_BEFORE_LETTER = _words(
    """
    appendix case category class condition figure group item level model option panel part phase plan point
    scenario schedule section stage step table tier type variant
    """
)
_OPENERS = _words(
    """
    a according additionally after all also although among an and another any as at because before being besides
    both but by compared consequently conversely despite does due during each either even every few figure
    finally first for from further furthermore given hence here how however if in indeed instead is it its later
    like likewise many meanwhile moreover most much neither nevertheless next no nobody none nonetheless nor not
    note notably nothing on once one only or other others otherwise our over overall owing perhaps rather recent
    recently second several she similarly since section so some still such table that the their then there
    therefore these they third this those though through thus to together two under unlike until upon using we
    what when where whereas whether which while who why with within without yet you
    """
)


def sentences(text: str) -> list[Span]:
    """The sentences of a text, in order, as spans without the white space around them; a blank line always parts.

    >>> text = "Filters help (Doe et al., 2021. See also Roe). [12] proposed one, e.g. for spam."
    >>> [text[start:end] for start, end in sentences(text)]
    ['Filters help (Doe et al., 2021. See also Roe).', '[12] proposed one, e.g. for spam.']
    """
    cuts = [0, *sorted({*_cuts(text), *(gap.end() for gap in _PARAGRAPH.finditer(text))}), len(text)]
    spans = (_trimmed(text, start, end) for start, end in pairwise(cuts))
    return [(start, end) for start, end in spans if start < end]


def bracketed(text: str) -> list[Span]:
    """The outermost stretches inside round or square brackets, without the brackets; unbalanced ones do not count.

    >>> bracketed("a (b [c] d) e) (f")
    [(3, 10)]
    """
    found: list[Span] = []
    waiting: list[tuple[int, str]] = []
    for place, mark in ((match.start(), match[0]) for match in re.finditer(r"[()\[\]]", text)):
        if mark in "([":
            waiting = [*waiting[-_DEEPEST:], (place, ")" if mark == "(" else "]")]
            continue
        opened = next((n for n in reversed(range(len(waiting))) if waiting[n][1] == mark), None)
        if opened is None:
            continue
        start = waiting[opened][0] + 1
        del waiting[opened:]
        if place - start <= _LONGEST_BRACKET:
            while found and found[-1][0] >= start:
                found.pop()
            found.append((start, place))
    return found


def _cuts(text: str) -> Iterator[int]:
    brackets = bracketed(text)
    starts = [start for start, _ in brackets]
    opening = 0
    for stop in _STOP.finditer(text):
        index = bisect_right(starts, stop.end()) - 1
        inside = index >= 0 and stop.end() <= brackets[index][1]
        following = stop.end(1)
        if not inside and _ends(text, opening, stop) and _opens(text, following, brackets):
            opening = following
            yield following


def _ends(text: str, opening: int, stop: re.Match[str]) -> bool:
    """Whether the stop may end a sentence, by what stands before it and the word after it."""
    if text[stop.start()] != "." or text[stop.start() : stop.end()].startswith(".."):
        return True
    start = max(opening, stop.start() - _WINDOW)
    if start == opening and _ENUMERATOR.fullmatch(text[start : stop.start() + 1].strip()):
        return False
    match = _LAST_WORD.search(text, start, stop.start())
    if match is None:
        return True
    return _may_be_last(match[0], text[start : match.start()], text[stop.end(1) : stop.end(1) + 20])


def _may_be_last(word: str, before: str, after: str) -> bool:
    folded = word.casefold()
    if folded in _ONLY_BEFORE_NUMBER:
        return not after[0].isdigit()
    if folded in _NEVER_LAST:
        return False
    is_initial = len(word) == 1 and word.isupper() and not before.endswith("°")
    if is_initial and (letter := _WORD_BEFORE.search(before)) and letter[1].casefold() in _BEFORE_LETTER:
        return True
    if is_initial or folded in _SELDOM_LAST or re.fullmatch(r"(?:[A-Z]\.)+[A-Z]", word):
        first = re.match(r"[^\W\d_]+", after.lstrip(_OPENING_MARKS))
        return first is not None and first[0][0].isupper() and first[0].casefold() in _OPENERS
    return True


def _opens(text: str, start: int, brackets: list[Span]) -> bool:
    """Whether a sentence can start here."""
    first = text[start]
    if first == "(":
        end = next((end for begin, end in brackets if begin == start + 1), start)
        return text[start + 1 : start + 2].isupper() and text[end - 1] in ".!?"
    if first == "[":
        return _CITED_SUBJECT.match(text, start) is not None
    if first in _OPENING_MARKS:
        first = text[start + 1 : start + 2]
    return first.isupper() or first.isdigit() or _CAMEL.match(text, start) is not None


def _trimmed(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())
