"""What all readers do with the words of headings: take numbers off, know a reference list, know a lead-in."""

import re

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
    r"|literaturverzeichnis|referências|referencias|literature)"
)


def split_number(heading: str) -> tuple[str, str]:
    """Part a heading's number from its words.

    >>> split_number("3.2 Value alignment"), split_number("B.1. Data"), split_number("2024 in review")
    (('3.2', 'Value alignment'), ('B.1', 'Data'), ('', '2024 in review'))
    """
    text = heading.strip()
    if match := _WORDED.match(text):
        return text[: match.end()].split()[1].rstrip(".:—–-"), text[match.end() :]
    if match := _NUMBER.match(text):
        number = next(group for group in match.groupdict().values() if group)
        if match["arabic"] or number.isupper() or match[0].lower().startswith(("appendix", "section")):
            return number, text[match.end() :]
    return "", text


def trim(heading: str) -> str:
    """Return a heading without its number and the stop or colon of a run-in heading.

    >>> trim("IV. Guardrails:")
    'Guardrails'
    """
    return re.sub(r"[\s.:]+$", "", split_number(heading)[1]) or heading.strip()


def names_references(heading: str) -> bool:
    """Whether what stands under this heading is a list of literature.

    >>> names_references("7. References"), names_references("Reference models")
    (True, False)
    """
    return _REFERENCES.fullmatch(trim(heading)) is not None


def is_lead_in(heading: str, after: str) -> bool:
    """Whether words in bold that open a paragraph are a heading set into the line; `after` is the text behind them.

    >>> is_lead_in("Data filtering.", " We remove"), is_lead_in("Not", " all data")
    (True, False)
    """
    words = heading.split()
    if not words or len(words) > _MAX_LEAD_IN or not heading.lstrip("“‘(")[:1].isalnum():
        return False
    return heading[-1] in ".:" or after.lstrip()[:1] in (".", ":") or not after.strip()


_MAX_LEAD_IN = 12
