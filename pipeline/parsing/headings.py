"""What all readers do with the words of headings: take numbers off, know a reference list, know a lead-in."""

import re
from collections.abc import Sequence

LEAD_IN = 8
"""The level of a heading set into the first line of its paragraph: below all that stand on lines of their own."""

MAX_LEAD_IN = 12
"""A lead-in of more words than this is a sentence in bold."""

_NUMBER = re.compile(
    r"""(?:(?:appendix|section|chapter|part|annex)\s+(?=[A-Z0-9IVXL]+\b))?
        (?: (?P<arabic>\d{1,2}(?:\.\d{1,2}){0,4}) (?:[.):]|(?=\s)) [.):]? \s+
          | (?P<letter>[A-Z](?:\.\d{1,2}){1,3}) \.? \s+
          | (?P<single>[A-Z]) [.):] \s+
          | (?P<roman>[IVXL]{1,6}) [.):] \s+ )
        (?=\S)""",
    re.VERBOSE | re.IGNORECASE,
)
_WORDED = re.compile(r"(?i)(?:appendix|section|chapter|part|annex)\s+(?:\d{1,2}|[A-Z]|[IVXL]{1,6})\s*[.:—–-]\s+(?=\S)")
_REFERENCES = re.compile(
    r"(?i)(?:list of )?(?:references(?: (?:and notes|cited))?|bibliography|bibliographie|works cited|literature cited"
    r"|literaturverzeichnis|referências|referencias)"
)
_ROMANS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


def split_number(heading: str) -> tuple[str, str]:
    """Part a heading's number from its words; a letter before a small one is a name ("C. elegans").

    >>> split_number("3.2 Value alignment"), split_number("B.1. Data"), split_number("2024 in review")
    (('3.2', 'Value alignment'), ('B.1', 'Data'), ('', '2024 in review'))
    """
    text = heading.strip()
    if match := _WORDED.match(text):
        return text[: match.end()].split()[1].rstrip(".:—–-"), text[match.end() :]
    if match := _NUMBER.match(text):
        number = next(group for group in match.groupdict().values() if group)
        if match["single"] and text[match.end()].islower():
            return "", text
        if match["arabic"] or number.isupper() or match[0].lower().startswith(("appendix", "section")):
            return number, text[match.end() :]
    return "", text


def trim(heading: str) -> str:
    """Return a heading without the stop or colon of a run-in heading.

    >>> trim("IV. Guardrails:")
    'IV. Guardrails'
    """
    return re.sub(r"[\s.:]+$", "", heading).strip() or heading.strip()


def without_numbers(headings: Sequence[str]) -> list[str]:
    """Take the numbers off a document's headings.

    A bare number or a single letter may belong to the words, so it goes only where its neighbour or a subsection of
    its own stands before another heading of the document.

    >>> without_numbers(["1 Aims", "2 Means", "2.1 Filters"]), without_numbers(["3 Lines of Defence", "1. Aims"])
    (['Aims', 'Means', 'Filters'], ['3 Lines of Defence', 'Aims'])
    """
    parted = [split_number(heading) for heading in headings]
    numbers = {number for number, _ in parted}
    sections = {number.partition(".")[0] for number in numbers if "." in number}
    kept = []
    for heading, (number, words) in zip(headings, parted, strict=True):
        is_sure = not _is_doubtful(heading.strip(), number) or number in sections
        kept.append(words if is_sure or _is_chained(number, numbers | sections) else heading.strip())
    return kept


def _is_doubtful(heading: str, number: str) -> bool:
    if not number or not heading.startswith(number):
        return False
    after = heading[len(number)]
    return (number.isdigit() and after.isspace()) or (len(number) == 1 and number.isalpha() and not after.isalpha())


def _is_chained(number: str, numbers: set[str]) -> bool:
    """Whether a number's neighbour is among the numbers; digits must begin at 1 (or 0), romans and letters may not."""
    if number.isdigit():
        return bool(numbers & {"0", "1"}) and bool(numbers & {str(int(number) - 1), str(int(number) + 1)})
    neighbours = {chr(ord(number) - 1), chr(ord(number) + 1)}
    if number in _ROMANS:
        place = _ROMANS.index(number)
        neighbours |= {*_ROMANS[max(place - 1, 0) : place], *_ROMANS[place + 1 : place + 2]}
    return bool(neighbours & numbers)


def names_references(heading: str) -> bool:
    """Whether what stands under this heading is a list of literature.

    >>> names_references("7. References"), names_references("Reference models")
    (True, False)
    """
    return _REFERENCES.fullmatch(trim(split_number(heading)[1])) is not None


def is_lead_in(heading: str, after: str) -> bool:
    """Whether words in bold that open a paragraph are a heading set into the line; `after` is the text behind them.

    >>> is_lead_in("Data filtering.", " We remove"), is_lead_in("Not", " all data")
    (True, False)
    """
    words = heading.split()
    if not words or len(words) > MAX_LEAD_IN or not heading.lstrip("“‘(")[:1].isalnum():
        return False
    return heading[-1] in ".:" or after.lstrip()[:1] in (".", ":") or not after.strip()
