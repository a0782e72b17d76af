"""Citations as a reader would see them: author and year where the paper's folder tells, running numbers otherwise."""

import re
from collections.abc import Mapping

from pipeline.parsing.naming import names

CITATION = re.compile("\ue002([^\ue003]*)\ue003([^\ue004]*)\ue004")
_ENTRY = re.compile(r"@(\w+)\s*[{(]\s*([^,\s]+)\s*,")
_YEAR = re.compile(r"\b(1[5-9]\d\d|20\d\d)[a-z]?\b")
_TEXTUAL = names("""citet citealt citeauthor textcite Citet Textcite citeA newcite citeN shortcite cites shortciteA""")


class Citations:
    """Prints citations; `entries` says author and year by key."""

    def __init__(self, entries: Mapping[str, tuple[str, str]]) -> None:
        self._entries = entries
        self._numbers: dict[str, int] = {}

    def printed(self, match: re.Match[str]) -> str:
        """Return what stands for one citation found by `CITATION`."""
        command = match[1]
        keys, *notes = match[2].split("\ue003")
        cited = [key.strip() for key in keys.split(",") if key.strip()]
        if not cited:
            return ""
        before, after = ("", notes[0]) if len(notes) == 1 else [*notes, "", ""][:2]
        if all(key in self._entries for key in cited):
            return self._by_author(command, cited, before, after)
        numbers = [str(self._numbers.setdefault(key, len(self._numbers) + 1)) for key in cited]
        return f"[{', '.join(numbers)}{f', {after}' if after else ''}]"

    def _by_author(self, command: str, cited: list[str], before: str, after: str) -> str:
        known = [self._entries[key] for key in cited]
        tail = f", {after}" if after else ""
        lower = command.lower()
        if lower.startswith("citeauthor"):
            return ", ".join(author for author, _ in known)
        if lower.startswith("citeyear"):
            years = ", ".join(year for _, year in known)
            return f"({years})" if lower.startswith("citeyearpar") else years
        if command in _TEXTUAL or lower.startswith(("citet", "textcite", "newcite")):
            return "; ".join(f"{author} ({year}{tail})" for author, year in known)
        inside = "; ".join(f"{author}, {year}" for author, year in known)
        head = f"{before} " if before else ""
        return f"{head}{inside}{tail}" if lower.startswith("citealp") else f"({head}{inside}{tail})"


def entries_of(bibliography: str) -> dict[str, tuple[str, str]]:
    """Read author and year of every entry of a .bib file.

    >>> entries_of("@article{a, author={Lee, Ann and Ray, Bo and Xu, C}, year=2021}")
    {'a': ('Lee et al.', '2021')}
    """
    found: dict[str, tuple[str, str]] = {}
    starts = list(_ENTRY.finditer(bibliography))
    for entry, following in zip(starts, [*starts[1:], None], strict=True):
        body = bibliography[entry.end() : following.start() if following else len(bibliography)]
        author = _field(body, "author") or _field(body, "editor") or _field(body, "organization")
        year = _YEAR.search(_field(body, "year") or _field(body, "date"))
        if author and year and len(found) < 20_000:
            found.setdefault(entry[2], (_short(author), year[0]))
    return found


def _field(body: str, name: str) -> str:
    match = re.search(rf"(?i)\b{name}\s*=\s*", body)
    if match is None:
        return ""
    rest = body[match.end() : match.end() + 4_000]
    if not rest or rest[0] not in '{"':
        return re.split(r"[,\n}]", rest)[0].strip()
    depth = 0
    for index, character in enumerate(rest):
        depth += (character == "{") - (character == "}")
        if (rest[0] == "{" and depth == 0) or (rest[0] == '"' and index and character == '"' and depth == 0):
            return rest[1:index]
    return ""


def _short(authors: str) -> str:
    names = [_family(name) for name in re.split(r"\s+and\s+", " ".join(authors.split()))]
    if len(names) > 2 or names[-1] == "others":
        return f"{names[0]} et al."
    return " and ".join(names)


def _family(name: str) -> str:
    from pipeline.parsing.latex.characters import accented

    if name.startswith("{"):
        return name.strip("{}")
    text = re.sub(r"\\([`'^\"~=.])\s*\{?\\?([A-Za-z])\}?", lambda match: accented(match[1], match[2]), name)
    text = re.sub(r"\\([A-Za-z]+)\s*|[{}]", "", text).replace("~", " ")
    return text.split(",")[0].strip() if "," in text else (text.split() or [""])[-1]
