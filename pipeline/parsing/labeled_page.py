"""A public page of hand-labelled mitigations, printed as text: one entry with its labels, and its paper's other ones.

Such a page prints, in this order: notices, the category's description, "Also in" and the parent category, the
entry's text, "Reasoning" and a line, the paper's other entries (a section path, then code and label with the next
entry's path glued on), the paper's title, authors and year, its abstract, and a label with its definition for every
flat facet. Line ends may be lost anywhere, and any part may be missing: what is not found is left out and named in
the warnings.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from pipeline.domain.labels import LabeledEntry
from pipeline.domain.taxonomy import Category, Facet, Taxonomy
from pipeline.errors import InputError
from pipeline.parsing.label_matching import any_of, find_label, label_at_start, likeliest
from pipeline.parsing.labeled_paper import SENTENCE_END, YEAR, Parts, code_in, codes_of, lines_of, take_paper
from pipeline.parsing.reading import Block, Reading, clean
from pipeline.resources import load_taxonomy

_NOTICES = re.compile(
    r"(?:This page is still being polished|Data on this page is preliminary)[^.\n]{0,120}\.?"
    r"(?:\s*(?:If you|Please|Do not|Write|Contact|Share|Send|Let us|Feedback)\b[^.\n]{0,200}\.){0,3}",
    re.IGNORECASE,
)
_ALSO_IN = re.compile(r"(?:^|(?<=[.!?)a-z])|(?<=\s))Also in:?[ \t]+", re.MULTILINE)
_EMPTY_LINES = re.compile(r"\n\s*\n")
_MAX_DESCRIPTION = 25
_QUICK = re.compile(r"(?i)\bAlso in\b|still being polished|data on this page is preliminary")
_REASONING_LINE = re.compile(r"^[ \t]*Reasoning:?[ \t]*$", re.MULTILINE | re.IGNORECASE)
_REASONING_GLUED = re.compile(r"(?:(?<=[.!?)\]”\"’])[ \t]*|^[ \t]*)Reasoning:?\s*(?=[A-Z])", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class LabeledPage:
    """One page: its own entry with all labels known, the paper's other entries by heading and code, the paper."""

    entry: LabeledEntry
    siblings: tuple[LabeledEntry, ...] = ()
    title: str = ""
    authors: tuple[str, ...] = ()
    year: int | None = None
    abstract: str = ""
    warnings: tuple[str, ...] = ()


@cache
def shipped_taxonomy() -> Taxonomy:
    """The taxonomy by which such pages are known, read once."""
    return load_taxonomy()


def may_be_labeled(text: str) -> bool:
    """Whether a text has words without which it is no such page; quick to say of most texts."""
    return _QUICK.search(text) is not None


def looks_labeled(text: str) -> bool:
    """Whether a text has the structure of such a page (or of several)."""
    if not may_be_labeled(text):
        return False
    taxonomy = shipped_taxonomy()
    body = _NOTICES.sub("", text)
    signs = (
        _NOTICES.search(text) is not None,
        _find_parent(body, taxonomy.tree) is not None,
        _REASONING_LINE.search(body) is not None or _REASONING_GLUED.search(body) is not None,
        _find_facets(body, _flat(taxonomy)) is not None,
    )
    return sum(signs) >= 2


def read_labeled_pages(text: str, taxonomy: Taxonomy) -> tuple[LabeledPage, ...]:
    """Take apart every page that a text holds.

    Raises InputError when no text of an entry is found in one of them.
    """
    return tuple(_page(part, taxonomy) for part in _split(text, taxonomy))


def read_as_document(text: str, name: str) -> Reading:
    """Read pages as a document: the entries' own text, and the paper's front matter.

    Raises InputError, naming the file `name`, when no text of an entry is found.
    """
    try:
        pages = read_labeled_pages(text, shipped_taxonomy())
    except InputError as error:
        raise InputError(f"{name}: {error.problem}", remedy=error.remedy) from error
    first = pages[0]
    paragraphs = [paragraph for page in pages for paragraph in page.entry.text.split("\n\n")]
    return Reading(
        blocks=tuple(Block(paragraph) for paragraph in paragraphs),
        title=first.title,
        authors=first.authors,
        year=first.year,
        abstract=first.abstract,
    )


def _flat(taxonomy: Taxonomy) -> list[Facet]:
    return [facet for facet in taxonomy if facet is not taxonomy.tree]


# pages ------------------------------------------------------------------------------------------------------------


def _split(text: str, taxonomy: Taxonomy) -> list[str]:
    """Cut before every run of notices; where pages have none, after the last facet's definition."""
    starts = [0]
    end_of_last = 0
    for notice in _NOTICES.finditer(text):
        if text[end_of_last : notice.start()].strip():
            starts.append(notice.start())
        end_of_last = notice.end()
    pages = [text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]
    cut = [part for page in pages if page.strip() for part in _split_bare(page, taxonomy)]
    return cut or [text]


def _split_bare(page: str, taxonomy: Taxonomy) -> Iterator[str]:
    facets = _flat(taxonomy)
    start = 0
    first = _find_parent(page, taxonomy.tree)
    while first and (second := _find_parent(page, taxonomy.tree, first[1])):
        head = page[start : second[0]]
        end = _end_of_definition(head, facets)
        if end is None:
            break
        yield head[:end]
        start += end
        first = second
    yield page[start:]


def _end_of_definition(head: str, facets: Sequence[Facet]) -> int | None:
    """Where the line with the last facet's definition ends; None when nothing follows it."""
    found = _find_facets(head, facets)
    line_end = head.find("\n", found[-1][2] + 1) if found else -1
    if found is None or line_end < 0 or not head[line_end:].strip():
        return None
    if head[found[-1][2] : line_end].strip() == "":  # the definition stands on the next line
        line_end = head.find("\n", line_end + 1)
    return line_end if line_end > 0 else None


def _page(text: str, taxonomy: Taxonomy) -> LabeledPage:
    parts = Parts()
    body = _EMPTY_LINES.sub("\n", _NOTICES.sub("\n", text)).strip()
    body = _take_facets(body, _flat(taxonomy), parts)
    body = _take_parent(body, taxonomy.tree, parts)
    rest = _take_reasoning(body, parts, taxonomy.tree)
    take_paper(rest, parts, taxonomy.tree)
    if code := _own_code(parts, taxonomy.tree):
        parts.labels = {taxonomy.tree.name: code, **parts.labels}
    if not parts.paragraphs:
        raise InputError(
            "a labelled page without the text of its entry", remedy="print the page again, with its text unfolded"
        )
    return _built(parts, taxonomy)


def _built(parts: Parts, taxonomy: Taxonomy) -> LabeledPage:
    entry = LabeledEntry(
        text="\n\n".join(parts.paragraphs), labels=parts.labels, reasoning=parts.reasoning, paper=parts.title
    )
    siblings = (
        LabeledEntry(text="", section_path=path, labels={taxonomy.tree.name: code}, paper=parts.title)
        for heading, code in parts.siblings
        if (path := tuple(step for part in heading.split(" > ") if (step := clean(part))))
    )
    return LabeledPage(
        entry, tuple(siblings), parts.title, parts.authors, parts.year, parts.abstract, tuple(parts.warnings)
    )


# facets: the end of the page --------------------------------------------------------------------------------------

_Found = list[tuple[str, int, int]]  # code, start, end


def _take_facets(body: str, facets: Sequence[Facet], parts: Parts) -> str:
    found = _find_facets(body, facets)
    if found is None:
        parts.warnings.append(f"no labels found for: {', '.join(facet.name for facet in facets)}")
        return body
    for facet, (code, _, _) in zip(facets, found, strict=True):
        if code:
            parts.labels[facet.name] = code
        else:
            parts.warnings.append(f"no label found for: {facet.name}")
    return body[: min(start for code, start, _ in found if code)].rstrip()


def _find_facets(body: str, facets: Sequence[Facet]) -> _Found | None:
    """Find the last run of labels, one for every facet in their order; facets may be missing from its end or start."""
    for wanted in (facets, facets[:-1], facets[1:], facets[:1], facets[-1:]):
        if wanted and (found := _find_run(body, wanted, glued=len(wanted) == len(facets))):
            by_name = dict(zip((facet.name for facet in wanted), found, strict=True))
            return [by_name.get(facet.name, ("", 0, 0)) for facet in facets]
    return None


def _find_run(body: str, facets: Sequence[Facet], *, glued: bool) -> _Found | None:
    """Find labels in a row; a row that is not whole must have every label on a line of its own."""
    tail = max(0, len(body) - len(facets) * (_MAX_DEFINITION + 50))
    for first in reversed(list(_labels_of(facets[0], glued=glued).finditer(body, tail))):
        run, position = [first], first.end()
        for facet in facets[1:]:
            following = _labels_of(facet, glued=glued).search(body, position, position + _MAX_DEFINITION + 50)
            if following is None or following.start() - position > _MAX_DEFINITION:
                break
            run.append(following)
            position = following.end()
        if len(run) == len(facets) and len(body) - position <= _MAX_DEFINITION:
            return [
                (_code(match, facet), match.start(1), match.end(1)) for match, facet in zip(run, facets, strict=True)
            ]
    return None


_MAX_DEFINITION = 300


def _labels_of(facet: Facet, *, glued: bool) -> re.Pattern[str]:
    """A label stands on a line of its own in any case; glued to something, as the taxonomy writes it."""
    names = [name for category in facet.categories for name in (category.label, *category.aliases)]
    whole_line = rf"(?im:^[ \t]*(?:{any_of(names)})[ \t]*$)"
    if not glued:
        return re.compile(rf"({whole_line})")
    inside = rf"(?<![A-Z])(?:{any_of(names)})(?![a-z(]|\s+\()(?=\s*[A-Z]|\s*$)"
    return re.compile(rf"({whole_line}|{inside})")


def _code(match: re.Match[str], facet: Facet) -> str:
    category = find_label(match[1], facet.categories)
    return category.code if category else ""


# parent, text, reasoning ------------------------------------------------------------------------------------------


def _find_parent(body: str, tree: Facet, start: int = 0) -> tuple[int, int, Category | None, str] | None:
    """Find "Also in" with a category after it: start, end, the category if it is known, its name."""
    for match in _ALSO_IN.finditer(body, start):
        known = label_at_start(body[match.end() : match.end() + 200], tree.categories)
        if known:
            end = match.end() + known[1]
            return match.start(), end, known[0], body[match.end() : end]
        line_end = body.find("\n", match.end())
        line = body[match.end() : line_end if line_end >= 0 else len(body)]
        if match.start() == 0 or body[match.start() - 1] == "\n":
            category = find_label(line, tree.categories)
            if category or (len(line.split()) <= 6 and not line.rstrip().endswith(".")):
                return match.start(), match.end() + len(line), category, line
    return None


def _take_parent(body: str, tree: Facet, parts: Parts) -> str:
    found = _find_parent(body, tree)
    if found is None:
        parts.warnings.append("no “Also in” line")
        first, _, rest = body.partition("\n")
        is_short = len(first.split()) <= _MAX_DESCRIPTION and not SENTENCE_END.search(first)
        if rest.strip() and is_short and likeliest(first, tree.categories, tree):
            parts.description = clean(first)
            return rest
        return body
    start, end, category, name = found
    parts.description = clean(body[:start])
    parts.parent = category.code if category else ""
    if category is None:
        parts.warnings.append(f"“Also in {clean(name)}” names no category of the taxonomy")
    return body[end:]


def _own_code(parts: Parts, tree: Facet) -> str | None:
    """The code that the page is headed with, or else the child of its parent that the description describes."""
    if stated := codes_of(tree).match(parts.description):
        return code_in(stated[1], tree)
    candidates = tree.children(parts.parent) if parts.parent else tree.categories
    code = likeliest(parts.description, candidates, tree) if parts.description else None
    if code is None:
        parts.warnings.append("no category clearly fits the description, so the entry has no code")
    return code


def _take_reasoning(body: str, parts: Parts, tree: Facet) -> str:
    """Cut off the entry's text; return what follows it, reasoning first."""
    first_code = codes_of(tree).search(body)
    limit = first_code.start() if first_code else len(body)
    marks = list(_REASONING_LINE.finditer(body, 0, limit)) or list(_REASONING_GLUED.finditer(body, 0, limit))
    if marks:
        parts.paragraphs = lines_of(body[: marks[-1].start()])
        return body[marks[-1].end() :].strip()
    parts.warnings.append("no reasoning")
    return _cut_without_reasoning(body, parts, limit, has_siblings=first_code is not None)


def _cut_without_reasoning(body: str, parts: Parts, limit: int, *, has_siblings: bool) -> str:
    """The text ends before the first sibling's path, or before the paper's title, one line above its authors."""
    if has_siblings:
        end = body.rfind("\n", 0, max(limit - 1, 0))
        if end < 0:
            ends = [match.end() for match in SENTENCE_END.finditer(body, 0, limit)]
            end = ends[-1] if ends else limit
    else:
        authors = next((match for match in YEAR.finditer(body) if _is_author_line(body, match)), None)
        line = body.rfind("\n", 0, authors.start()) if authors else len(body)
        end = max(body.rfind("\n", 0, max(line, 0)), 0) if authors else len(body)
    parts.paragraphs = lines_of(body[:end])
    return f"\n{body[end:].strip()}"


def _is_author_line(body: str, match: re.Match[str]) -> bool:
    if body[match.end() : match.end() + 1] not in ("", "\n"):
        return False
    line = body[body.rfind("\n", 0, match.start()) + 1 : match.start()]
    return 0 < len(line) < 2_000 and (";" in line or len(line.split()) <= 8) and "." not in line[-3:]
