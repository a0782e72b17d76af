"""The second half of a labelled page: its reasoning, the paper's other entries, and the paper itself."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from pipeline.domain.taxonomy import Facet
from pipeline.parsing.label_matching import any_of
from pipeline.parsing.reading import clean

YEAR = re.compile(r"\((?:(?P<year>(?:19|20)\d\d)[a-z]?|n\.?\s?d\.?)\)")
SENTENCE_END = re.compile(r"[.!?][”\"’)]?\s*(?=[A-Z“\"‘])")


@dataclass(slots=True)
class Parts:
    """What has been cut out of a page so far."""

    description: str = ""
    parent: str = ""
    paragraphs: list[str] = field(default_factory=list)
    reasoning: str = ""
    siblings: list[tuple[str, str]] = field(default_factory=list)
    title: str = ""
    authors: tuple[str, ...] = ()
    year: int | None = None
    abstract: str = ""
    labels: dict[str, str] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)


def lines_of(text: str) -> list[str]:
    """Return the lines that say something, cleaned."""
    return [line for part in text.split("\n") if (line := clean(part))]


def codes_of(tree: Facet) -> re.Pattern[str]:
    """Return a pattern for every code with its label, also where the next words are glued to the label."""
    names = {
        category.code: {category.label, *(alias.removeprefix(category.code).strip() for alias in category.aliases)}
        for category in tree.categories
        if category.code != category.label
    }
    each = (rf"{re.escape(code)}\s+(?:{any_of(sorted(labels - {''}))})" for code, labels in names.items())
    return re.compile(rf"(?<![\d.])({'|'.join(sorted(each, key=len, reverse=True))})(?![a-z])")


def take_paper(rest: str, parts: Parts, tree: Facet) -> None:
    """Take apart what follows the mark "Reasoning": the line, the other entries, the paper."""
    found = list(codes_of(tree).finditer(rest))
    if found:
        parts.reasoning, path = _part_reasoning(rest[: found[0].start()])
        for match, following in zip(found, [*found[1:], None], strict=True):
            category = code_in(match[1], tree)
            if path and category:
                parts.siblings.append((path, category))
            path = rest[match.end() : following.start()].strip() if following else ""
        _take_front(rest[found[-1].end() :], parts)
    else:
        _take_front_after_reasoning(rest, parts)


def code_in(text: str, tree: Facet) -> str | None:
    """Return the code that a text begins with, if the tree has it."""
    code = text.split()[0]
    return code if code in tree else None


def _part_reasoning(text: str) -> tuple[str, str]:
    """Part the reasoning from the first sibling's path: by line, or else at the end of the last sentence."""
    lines = lines_of(text)
    if len(lines) > 1:
        return " ".join(lines[:-1]), lines[-1]
    if text.startswith("\n"):
        return "", lines[0] if lines else ""
    only = lines[0] if lines else ""
    ends = [match.end() for match in SENTENCE_END.finditer(only)]
    return (only[: ends[-1]].strip(), only[ends[-1] :].strip()) if ends else ("", only)


def _take_front_after_reasoning(rest: str, parts: Parts) -> None:
    year = YEAR.search(rest)
    if year is None:
        parts.reasoning = " ".join(lines_of(rest))
        parts.warnings.append("no paper")
        return
    lines = rest[: year.start()].strip().split("\n")
    if len(lines) > 2 or (len(lines) == 2 and rest.startswith("\n")):
        parts.reasoning = " ".join(lines_of("\n".join(lines[:-2])))
        _take_front("\n".join(lines[-2:]) + rest[year.start() :], parts)
        return
    reasoning, paper = _part_reasoning(" ".join(lines)) if len(lines) == 1 else (lines[0], lines[1])
    parts.reasoning = clean(reasoning)
    _take_front(paper + rest[year.start() :], parts)


def _take_front(text: str, parts: Parts) -> None:
    """Read title, authors, year and abstract."""
    year = YEAR.search(text)
    if year is None:
        lines = lines_of(text)
        parts.title, parts.abstract = (lines[0] if lines else ""), " ".join(lines[1:])
        parts.warnings.append("no authors and year")
        return
    parts.year = int(year["year"]) if year["year"] else None
    parts.abstract = clean(text[year.end() :])
    lines = lines_of(text[: year.start()])
    if len(lines) > 1:
        parts.title, names = " ".join(lines[:-1]), lines[-1]
    else:
        parts.title, names = _part_title(lines[0] if lines else "")
    parts.authors = tuple(_names(names))


def _part_title(line: str) -> tuple[str, str]:
    """Part a title from the authors glued to it: the first family name is the word before the first author's comma."""
    first = line.split(";")[0]
    comma = first.rfind(",")
    if comma < 0:
        return line, ""
    glued = re.search(r"(?<=[a-z?!])(?=[A-Z][\w'’-]+$)", first[:comma])
    start = glued.start() if glued else first.rfind(" ", 0, comma) + 1
    return line[:start].strip(), line[start:]


def _names(text: str) -> Iterator[str]:
    for part in text.split(";"):
        family, comma, given = part.partition(",")
        if name := clean(f"{given} {family}" if comma else family):
            yield name
