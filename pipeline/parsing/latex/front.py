"""Authors, year and identifiers out of the many ways in which classes have them written."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from pipeline.parsing.naming import DOI_START, YEAR

_BETWEEN = re.compile(r"\\(?:and|And|AND)(?![A-Za-z])|\\IEEEauthorblockN")
_NOT_NAME = re.compile(
    r"(?i)@|\d|universit|institut|department|school|laborator|college|\binc\b|research|center|centre|corporation"
    r"|google|microsoft|openai|deepmind|anthropic|equal contribution|https?:"
)
_BLOCK_A = re.compile(r"\\IEEEauthorblockA\s*\{[^{}]*\}")
_MARKS = re.compile(
    r"\$[^$]*\$|\\(?:inst|textsuperscript|thanks|orcidlink|IEEEauthorrefmark|footnotemark)\s*(?:\[[^\]]*\])?\{[^{}]*\}"
)
_DOI = re.compile(DOI_START + r"[^\s{}]+")


def authors_of(sources: Sequence[str], inline: Callable[[str], str]) -> tuple[str, ...]:
    r"""Return the names in the arguments of `\author`; affiliations, marks and addresses are left out."""
    names: dict[str, None] = {}
    for source in sources:
        for part in _BETWEEN.split(_BLOCK_A.sub("", source)):
            for name in _names(part, inline):
                names.setdefault(name)
    return tuple(names)


def _names(part: str, inline: Callable[[str], str]) -> Iterator[str]:
    first_line = re.split(r"\\\\|\\affil|\\tabularnewline", part.strip())[0]
    for name in re.split(r",|\s+and\s+|;", inline(_MARKS.sub("", first_line))):
        text = name.strip(" *†‡§,.")
        if text and not _NOT_NAME.search(text) and len(text.split()) <= 6 and any(map(str.isupper, text)):
            yield text


def year_of(front: Mapping[str, Sequence[str]]) -> int | None:
    """The year of publication, from the class's own fields before the free date."""
    for name in ("acmYear", "copyrightyear", "date"):
        for text in front.get(name, ()):
            if match := YEAR.search(text):
                return int(match[0])
    return None


def doi_of(front: Mapping[str, Sequence[str]]) -> str:
    """The DOI; a template's placeholder is none."""
    for name in ("acmDOI", "doi"):
        for text in front.get(name, ()):
            if (match := _DOI.search(text)) and not re.search(r"(?i)nnnn|xxxx|1234567|0000001", match[0]):
                return match[0]
    return ""
