"""Plain text: paragraphs by empty lines, headings only where the lines leave little doubt.

A page of the kind that `labeled_page` reads is known by its structure and yields its own text alone.
"""

import re
from collections.abc import Iterator, Sequence

from pipeline.parsing.charset import decode
from pipeline.parsing.finishing import finish
from pipeline.parsing.headings import split_number, trim
from pipeline.parsing.labeled_page import looks_labeled, read_as_document
from pipeline.parsing.reading import Block, Heading, Reading, Source, clean, has_words

_BLANK = re.compile(r"\n[ \t\f]*\n\s*|\f")
_UNDERLINE = re.compile(r"\s*([=~\-*#^])\1{2,}\s*")
_BULLET = re.compile(r"(?:[-*•–‣◦·]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)])\s+(?=\S)")
_MAX_HEADING_WORDS = 14
_SENTENCE_END = (".", ",", ";", "?", "!")
_HYPHENATED = re.compile(r"(?<=[a-z])-\n\s*(?=[a-z])")
_UNDERLINE_LEVELS = {"=": 1, "#": 1, "*": 1, "-": 2, "~": 3, "^": 3}


def read(source: Source) -> Reading:
    """Read plain text; raises InputError when the bytes are not text."""
    text = decode(source.content, source.name)
    if looks_labeled(text):
        return read_as_document(text, source.name)
    return read_plain(text)


def read_plain(text: str) -> Reading:
    """Read text that has no markup at all."""
    return finish(Reading(tuple(_blocks(text))), find_title=True)


def _blocks(text: str) -> Iterator[Heading | Block]:
    position, line = 0, 1
    numbered = _has_number_chain(text)
    for gap in [*_BLANK.finditer(text), None]:
        end = gap.start() if gap else len(text)
        chunk = text[position:end]
        if chunk.strip():
            yield from _chunk(chunk.strip("\n"), line, numbered=numbered)
        if gap:
            line += text.count("\n", position, gap.end())
            position = gap.end()


def _chunk(chunk: str, line: int, *, numbered: bool) -> Iterator[Heading | Block]:
    """A chunk is a heading, a paragraph, a list, or a heading with its paragraph right under it."""
    lines = [part.strip() for part in chunk.split("\n") if part.strip()]
    level, taken = _heading(lines, numbered=numbered)
    if level:
        yield Heading(trim(lines[0]), level, anchor=f"line {line}")
        lines = lines[taken:]
    for first, part in _items(lines):
        text = clean(_HYPHENATED.sub("", "\n".join(part)))
        bullet = _BULLET.match(text)
        if has_words(text):
            is_item = bullet is not None and not level
            yield Block(
                text[bullet.end() :] if bullet and is_item else text,
                kind="list item" if is_item else "paragraph",
                anchor=f"line {line + (taken if level else 0) + first}",
            )


def _items(lines: Sequence[str]) -> Iterator[tuple[int, Sequence[str]]]:
    """Part a chunk at its bullets, if it begins with one."""
    if not lines:
        return
    starts = [n for n, line in enumerate(lines) if _BULLET.match(line)]
    if not starts or (starts[0] != 0 and len(starts) < 2):
        starts = [0]
    elif starts[0] != 0:
        starts = [0, *starts]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        yield start, lines[start:end]


def _heading(lines: Sequence[str], *, numbered: bool) -> tuple[int, int]:
    """Return the level of the heading that opens a chunk (0: none), and how many lines it takes."""
    first = lines[0]
    if len(first.split()) > _MAX_HEADING_WORDS or len(first) > 120 or not any(map(str.isalpha, first)):
        return 0, 0
    if len(lines) > 1 and (underline := _UNDERLINE.fullmatch(lines[1])):
        return _UNDERLINE_LEVELS[underline[1]], 2
    if marks := re.match(r"(#{1,6})\s+\S", first):
        return len(marks[1]), 1
    alone = len(lines) == 1 and not first.endswith(_SENTENCE_END)
    return (_bare_level(first, numbered=numbered), 1) if alone else (0, 0)


def _bare_level(line: str, *, numbered: bool) -> int:
    """The level of a line that has nothing but its number or its capitals to tell it from a paragraph."""
    number, rest = split_number(line)
    if number and numbered and rest[:1].isupper():
        return number.count(".") + 1
    letters = [character for character in line if character.isalpha()]
    return int(len(letters) >= 4 and all(map(str.isupper, letters)) and len(line.split()) <= _MAX_CAPITAL_WORDS)


_MAX_CAPITAL_WORDS = 10


def _has_number_chain(text: str) -> bool:
    """One numbered line alone may be anything; 1 and 2, each on a line of its own, are headings."""
    numbers = {
        split_number(line)[0] for line in text.split("\n") if 0 < len(line) <= 120 and not line.rstrip().endswith(".")
    }
    return {"1", "2"} <= numbers or {"I", "II"} <= numbers or {"1.1", "1.2"} <= numbers
