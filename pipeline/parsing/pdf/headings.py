"""Candidates → headings with levels: the chain of numbers first, then the outline, then what styles have in common."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.parsing.pdf.contents import names_contents
from pipeline.parsing.pdf.lines import Matter
from pipeline.parsing.pdf.numbering import Numbered, Path, best_chain
from pipeline.parsing.pdf.outline import Outline, listed_level
from pipeline.parsing.pdf.titles import Candidate, Style
from pipeline.parsing.pdf.typography import Typography

_STANDALONE_LEVEL = 7
_RUN_IN_LEVEL = 8
_OUTER = re.compile(
    r"(?:abstract|summary|executive summary|introduction|conclusions?|discussion|limitations|appendi(?:x|ces)"
    r"|acknowledge?ments?(?: and .*)?|funding|author contributions?|(?:conflicts?|declaration) of .*interests?"
    r"|competing interests|data availability.*|ethics statement|broader impact.*|references|bibliography"
    r"|resumo|introdução|conclusão|agradecimentos|referências|zusammenfassung|einleitung|literatur|résumé|conclusiones)",
    re.IGNORECASE,
)
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
        if candidate.label and candidate.label.end < len(text) and (self.path or candidate.listed is not None):
            text = text[candidate.label.end :]
        return re.sub(r"\s*[.:—–]+$", "", text).strip() or text

    @property
    def opens(self) -> Matter | None:
        """What stands under it when that is no text: a list of references or of contents."""
        if _REFERENCES.fullmatch(self.words):
            return "references"
        return "contents" if names_contents(self.words) else None


def decide_headings(candidates: Sequence[Candidate], outline: Outline, typography: Typography) -> dict[int, Decided]:
    """Choose the headings among the candidates; the key is the index of the heading's first line."""
    open_candidates = [one for one in candidates if not _is_theorem(one)]
    for one in open_candidates:
        one.listed = listed_level(outline, one.title, one.page)
    chain = _numbered(open_candidates, typography)
    levels = _Levels(open_candidates, chain, outline)
    title = _title_of(open_candidates, chain, typography)
    decided: dict[int, Decided] = {}
    begun = False
    for one in open_candidates:
        if one.index in title:
            decided[one.index] = Decided(one, 0)
            continue
        begun = begun or one.index in chain or _is_outer(one) or one.page > 0 or one.listed is not None
        level = levels.of(one) if begun else None
        if level is not None:
            decided[one.index] = Decided(one, level, chain.get(one.index, ()))
    return decided


def _is_theorem(candidate: Candidate) -> bool:
    text = candidate.title.rstrip(" .:")
    return _THEOREM.fullmatch(text) is not None or _FLOAT_LABEL.match(text) is not None


def _is_outer(candidate: Candidate) -> bool:
    return _OUTER.fullmatch(_bare(candidate)) is not None


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
        self._votes: dict[Style, Counter[int]] = defaultdict(Counter)
        for one in candidates:
            if one.listed is not None:
                self._votes[one.style][one.listed] += 3
            elif one.index in chain and not one.style.run_in:
                self._votes[one.style][len(chain[one.index])] += 1
        listed = sum(one.listed is not None for one in candidates)
        self._outline_complete = listed >= 5 and 2 * listed >= len(outline) > 0
        self._ranks = {} if self._votes else _ranked(candidates)
        self._italic_under_bold = any(one.style.run_in and one.style.bold for one in candidates)

    def of(self, one: Candidate) -> int | None:
        """The level of a candidate, or None when it is no heading."""
        if one.listed is not None:
            return one.listed
        if one.index in self._chain:
            return len(self._chain[one.index])
        if one.style.run_in:
            return self._of_run_in(one)
        if _is_outer(one) and (one.style.size > 0 or one.style.bold or one.style.caps or one.style.italic):
            return 1
        if one.label is not None and one.label.mark == ")":
            return None
        return self._of_standing(one)

    def _of_run_in(self, one: Candidate) -> int | None:
        if _is_counted(one) or self._alike[one.style] < 2:
            return None
        under = _RUN_IN_LEVEL + (self._italic_under_bold and not one.style.bold)
        votes = self._votes.get(one.style)  # from the outline alone: numbering stops above what it leaves unnumbered
        return votes.most_common(1)[0][0] if votes else under

    def _of_standing(self, one: Candidate) -> int | None:
        votes = self._votes.get(one.style)
        if one.style.size < 0:
            return None
        if votes and votes.total() > 1:
            return votes.most_common(1)[0][0]
        if self._ranks:
            return self._ranks.get(one.style)
        if self._outline_complete:
            return None
        return _STANDALONE_LEVEL if one.style.bold and self._alike[one.style] >= 3 else None


def _ranked(candidates: Sequence[Candidate]) -> dict[Style, int]:
    """Without numbers and outline: larger, heavier styles stand above smaller, lighter ones."""
    alike = Counter(one.style for one in candidates if not one.style.run_in and one.page > 0)
    styles = [style for style, count in alike.items() if style.size >= 0 and (count > 1 or style.size > 1.0)]
    styles.sort(key=lambda style: (-style.size, not style.caps, not style.bold, style.italic))
    return {style: rank for rank, style in enumerate(styles, start=1)}
