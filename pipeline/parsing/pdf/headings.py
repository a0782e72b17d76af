"""Candidates → headings with levels: the chain of numbers first, then the outline, then what styles have in common."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.parsing.pdf.contents import names_contents
from pipeline.parsing.pdf.lines import Matter
from pipeline.parsing.pdf.numbering import Numbered, Path, best_chain
from pipeline.parsing.pdf.outline import Outline, listed_level
from pipeline.parsing.pdf.titles import PLACES, PLAIN, Candidate, Place, Style, names_outer
from pipeline.parsing.pdf.typography import Typography

_STANDALONE_LEVEL = 7
_RUN_IN_LEVEL = 8
_MIXED = 0.2
_LOOKS_AS_LARGE = -1.0
_MOVED = 3
_ENOUGH = 3
"""Headings of one style that no number explains; fewer may be anything."""
_REFERENCES = re.compile(
    r"(?:references(?: and notes)?|bibliography|literature cited|works cited|referências|referencias|literatur"
    r"|literaturverzeichnis|bibliographie)(?: bibliográficas)?",
    re.IGNORECASE,
)
_THEOREM = re.compile(
    r"(?:theorem|lemma|corollary|proposition|definition|remarks?|examples?|proof|claim|conjecture|assumptions?|notation"
    r"|observation|fact|property|axiom|hypothesis|case|step|exercise|problem|question|construction|convention|algorithm"
    r"|(?:sketch of |end of )?proof|q\.?e\.?d|teorema|lema|corolário|proposição|definição|exemplo|prova|demonstração"
    r"|observação|nota|satz|beweis|definition|bemerkung|beispiel|folgerung|théorème|lemme|corollaire|preuve"
    r"|démonstration|définition|remarque|exemple)"
    r"(?:\s+(?:sketch|of\b.*|for\b.*|\(.*\)|[A-Z]?\.?\d+(?:\.\d+)*\b.*|[A-Z]\b.*|[IVX]+\b.*))?",
    re.IGNORECASE,
)
_HALF_NUMBER = re.compile(r"^\.\d{1,2}(?:\.\d{1,2})*\s+(?=\w)")
"""The number of a section whose chapter has none."""
_FLOAT_LABEL = re.compile(r"(?:fig(?:ure|\.)|table|algorithm|listing)\s*\d", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Decided:
    """A candidate that is a heading; level 0 is the title of the document."""

    candidate: Candidate
    level: int
    path: Path = ()

    @property
    def words(self) -> str:
        """The heading without its number, and without the stop or colon that a run-in heading ends in."""
        candidate = self.candidate
        text = candidate.title
        if candidate.label and candidate.label.end < len(text) and (self.path or _is_listed(candidate)):
            text = text[candidate.label.end :]
        return _HALF_NUMBER.sub("", re.sub(r"\s*[.:—–]+$", "", text).strip()) or text

    @property
    def opens(self) -> Matter | None:
        """What stands under it when that is no text: a list of references or of contents."""
        if _REFERENCES.fullmatch(self.words):
            return "references"
        return "contents" if names_contents(self.words) else None


def _is_listed(candidate: Candidate) -> bool:
    """Whether the outline knows a candidate, and what it begins with is a number for certain."""
    label = candidate.label
    return candidate.listed is not None and label is not None and bool(label.word or _is_counted(candidate))


def decide_headings(candidates: Sequence[Candidate], outline: Outline, typography: Typography) -> dict[int, Decided]:
    """Choose the headings among the candidates; the key is the index of the heading's first line."""
    open_candidates = [one for one in candidates if not _is_theorem(one)]
    for one in open_candidates:
        one.listed = listed_level(outline, one.title, one.page)
    open_candidates = _without_entries(_without_bylines(open_candidates))
    chain = _numbered(open_candidates, typography)
    inner = chain if _is_inner(open_candidates, chain) else {}
    levels = _Levels(open_candidates, {} if inner else chain, outline)
    title = _title_of(open_candidates, chain, typography)
    decided: dict[int, Decided] = {}
    later = {one.style for one in open_candidates if one.page > 0 and not one.style.run_in}
    begun = False
    for one in open_candidates:
        if one.index in title:
            decided[one.index] = Decided(one, 0)
            continue
        begun = begun or one.index in chain or _is_outer(one) or one.page > 0 or one.listed is not None
        begun = begun or (one.followed and one.style in later)
        level = (_RUN_IN_LEVEL if one.index in inner else levels.of(one)) if begun else None
        if level is not None:
            decided[one.index] = Decided(one, level, chain.get(one.index, ()))
    return decided


def _is_theorem(candidate: Candidate) -> bool:
    """Whether a candidate opens a theorem or a caption; a name on its own in large type is that of a section."""
    text = candidate.title.rstrip(" .:")
    if text.isalpha() and candidate.style.size > 0 and not candidate.style.run_in:
        return False
    return _THEOREM.fullmatch(text) is not None or _FLOAT_LABEL.match(text) is not None


def _without_bylines(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Leave out slanted lines in the middle that always stand right under larger titles: who wrote a chapter."""
    kinds: dict[tuple[Style, Place], list[bool]] = defaultdict(list)
    slanted = [one for one in candidates if one.style.italic and one.style.size <= 0 and not any(one.style[1:5:2])]
    above = {one.index + one.count: one for one in candidates if one.style.size > 1.0}
    for one in slanted:
        kinds[one.style, one.place].append(one.index in above)
    bylines = {kind for kind, under in kinds.items() if all(under) and len(under) > 1 and kind[1] != "left"}
    return [one for one in candidates if (one.style, one.place) not in bylines]


def _without_entries(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Leave out the numbered entries of a list of references: they would go on counting where the sections stop."""
    kept: list[Candidate] = []
    opener: Style | None = None
    for one in candidates:
        if not one.style.run_in and _REFERENCES.fullmatch(_bare(one)):
            opener = one.style
        elif one.style == opener:
            opener = None
        if opener is None or one.listed is not None or not _is_item(one):
            kept.append(one)
    return kept


def _is_outer(candidate: Candidate) -> bool:
    return names_outer(_bare(candidate))


def _is_counted(candidate: Candidate) -> bool:
    """Whether a candidate begins with a number rather than with the word `A` or `I`."""
    label = candidate.label
    return label is not None and (bool(label.mark) or not label.number.isalpha())


def _bare(candidate: Candidate) -> str:
    label = candidate.label
    text = candidate.title[label.end :] if label and label.end < len(candidate.title) else candidate.title
    return text.strip(" .:—–")


def _numbered(candidates: Sequence[Candidate], typography: Typography) -> dict[int, Path]:
    styles = Counter(one.style for one in candidates if one.label)
    numbered = [
        Numbered(one.index, one.label, _weight(one, typography, styles[one.style]), one.style)
        for one in candidates
        if one.label is not None
    ]
    chain = best_chain(numbered)
    # Without chapters some classes number sections 0.1, 0.2; the outermost level is the first all the same.
    surplus = min(map(len, chain.values()), default=1) - 1
    return {index: path[surplus:] for index, path in chain.items()} if surplus else chain


def _is_inner(candidates: Sequence[Candidate], chain: Mapping[int, Path]) -> bool:
    """Whether all numbers are those of a list in the size of the text, and larger headings bear none."""
    numbered = [one for one in candidates if one.index in chain]
    small = all(one.style.size <= 0 for one in numbered) and any(one.style.run_in for one in numbered)
    larger = sum(one.label is None and one.style.size > 1.0 and one.page > 0 for one in candidates)
    return small and larger > len(numbered)


def _weight(candidate: Candidate, typography: Typography, alike: int) -> float:
    weight = 0.5 if candidate.style.run_in else 1.0
    if candidate.size > typography.size + 0.6:
        weight += 0.6
    if candidate.listed is not None:
        weight += 3.0
    return weight + 0.02 * min(20, alike)


def _title_of(candidates: Sequence[Candidate], chain: Mapping[int, Path], typography: Typography) -> set[int]:
    """The largest type on the first page, when it is larger than the text and in no chain."""
    before = min(chain, default=None)
    later = {one.style for one in candidates if one.page > 0}
    first = [
        one
        for one in candidates
        if one.page <= 1
        and (one.style not in later if before is None else one.index < before)
        and not (one.style.run_in or _is_outer(one) or (one.label and one.label.number[0].isdigit()))
    ]
    largest = max((one.size for one in first), default=0.0)
    if largest < typography.size + 1.5:
        return set()
    # Authors may be set as large; the title stands before them.
    return {next(one.index for one in first if one.size >= largest - 0.3)}


class _Levels:
    """Which level each style stands for, learned from the headings whose level is certain."""

    def __init__(self, candidates: Sequence[Candidate], chain: Mapping[int, Path], outline: Outline) -> None:
        self._chain = chain
        self._alike = Counter(one.style for one in candidates)
        self._right = Counter(one.style for one in candidates if one.place == "right")
        self._votes: dict[Style, Counter[int]] = defaultdict(Counter)
        for one in candidates:
            if one.listed is not None:
                self._votes[one.style][one.listed] += 3
            elif one.index in chain and not one.style.run_in:
                self._votes[one.style][len(chain[one.index])] += 1
        listed = sum(one.listed is not None for one in candidates)
        self._outline_complete = listed >= 5 and 2 * listed >= len(outline) > 0
        loose = [one for one in candidates if one.style not in self._votes]
        self._ranks = _ranked(loose if self._votes else candidates)
        self._deepest = max((level for votes in self._votes.values() for level in votes), default=0)
        self._italic_under_bold = any(one.style.run_in and one.style.bold for one in candidates)

    def of(self, one: Candidate) -> int | None:
        """The level of a candidate, or None when it is no heading."""
        if one.listed is not None:
            return self._listed(one, one.listed)
        if one.index in self._chain:
            return len(self._chain[one.index])
        signature = one.place == "right" and one.style.size <= 0 and self._right[one.style] < _ENOUGH
        if one.style.run_in:
            return None if signature else self._of_run_in(one)
        if _is_outer(one) and (one.style.size > 0 or one.style == PLAIN or any(one.style[1:4])):
            return self._usual(one) or 1
        if signature or _is_item(one):
            return None
        return self._of_standing(one)

    def _listed(self, one: Candidate, listed: int) -> int:
        """The level that the outline gives; where a level is left out, outlines move the first heading below it up."""
        votes = self._votes[one.style]
        usual, count = votes.most_common(1)[0]
        moved = 1 < listed < usual and count >= _MOVED * votes[listed]
        return usual if moved and one.index not in self._chain and not _is_outer(one) else listed

    def _usual(self, one: Candidate) -> int | None:
        """The level of a style when nothing else tells: each chapter may have a conclusion of its own."""
        common = not self._votes and self._alike[one.style] >= _ENOUGH
        return self._ranks.get((one.style, one.place)) if common else None

    def _of_run_in(self, one: Candidate) -> int | None:
        if _is_counted(one) or self._alike[one.style] < 2:
            return None
        under = _RUN_IN_LEVEL + (self._italic_under_bold and not one.style.bold)
        votes = self._votes.get(one.style)  # from the outline alone: numbering stops above what it leaves unnumbered
        return votes.most_common(1)[0][0] if votes else under

    def _of_standing(self, one: Candidate) -> int | None:
        votes = self._votes.get(one.style)
        if one.style.size < 0 and (self._votes or not _holds_own(one.style)):
            return None
        if votes and votes.total() > 1:
            return votes.most_common(1)[0][0]
        rank = self._ranks.get((one.style, one.place))
        if rank is None or not self._votes:
            return rank
        if self._outline_complete or self._alike[one.style] < _ENOUGH or (one.style == PLAIN and one.label is not None):
            return None
        return min(self._deepest + rank, _STANDALONE_LEVEL)


def _is_item(one: Candidate) -> bool:
    """Whether a candidate whose number is in no chain is an item of a list."""
    if one.label is None:
        return False
    slight = one.style.size <= 0 and not one.style.bold
    return one.label.mark == ")" or (slight and bool(one.label.mark) and one.label.number.isdigit())


def _holds_own(style: Style) -> bool:
    """Whether type a little smaller than that of the text may set a heading; letters without serifs look larger."""
    return style.size >= _LOOKS_AS_LARGE and style.bold and not style.run_in


def _ranked(candidates: Sequence[Candidate]) -> dict[tuple[Style, Place], int]:
    """Without numbers and outline: larger, heavier styles stand above smaller, lighter ones.

    Where one style is used both in the middle and at the edge of its column, what is in the middle stands above.
    """
    alike = Counter((one.style, one.place) for one in candidates if not one.style.run_in and one.page > 0)
    kinds: dict[tuple[Style, Place], tuple[Style, Place]] = {}
    for style in {style for style, _ in alike}:
        counts = {place: alike[style, place] for place in PLACES if alike[style, place]}
        if (style.size < 0 and not _holds_own(style)) or (sum(counts.values()) < 2 and style.size <= 1.0):
            continue
        usual = max(counts, key=counts.__getitem__)
        for place in PLACES:
            own = counts.get(place, 0) >= max(2, _MIXED * sum(counts.values()))
            kinds[style, place] = style, place if own else usual
    ranks = sorted(set(kinds.values()), key=_outermost_first)
    return {kind: ranks.index(rank) + 1 for kind, rank in kinds.items()}


def _outermost_first(kind: tuple[Style, Place]) -> tuple[float, bool, bool, bool, bool]:
    style, place = kind
    return -style.size, not style.caps, not style.bold, place == "left", style.italic
