"""Read the survey's manuscript: a small Markdown whose headings, notes and lists become typesetting steps."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape


@dataclass(frozen=True, slots=True)
class Piece:
    """One heading, paragraph, list item or reference; `text` is reportlab's inline markup."""

    kind: str
    text: str
    level: int = 0


@dataclass(slots=True)
class Manuscript:
    """The pieces in reading order, and the footnotes that their marks point to (numbered from 1)."""

    pieces: list[Piece] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


_NOTE = re.compile(r"\^\[([^\]]*)\]")
_ITALIC = re.compile(r"\*([^*]+)\*")
_RUN_IN = re.compile(r"\*\*(.+?)\*\* (.*)", re.DOTALL)
_LONG_WORD = re.compile(r"(?<![-\w])[a-z]{9,}(?![-\w])")
_BREAKS = re.compile(r"(?<=[a-z]{3})(?=(?:tion|sion|ment|ness)[a-z]{0,4}$)|(?<=^inter)|(?<=^counter)|(?<=^multi)")
_APPENDIX = "Appendix: "


def read(path: Path) -> Manuscript:
    """Read a manuscript, numbering its headings (an appendix by letters) and its notes."""
    manuscript = Manuscript()
    counters = [0, 0, 0]
    state = "body"
    for block in path.read_text(encoding="utf-8").strip().split("\n\n"):
        if block.startswith("#"):
            marks, _, title = block.partition(" ")
            state = _state(title, state)
            if title.startswith(_APPENDIX):
                counters = [0, 0, 0]
            number = "" if state == "reference" else _next_number(counters, len(marks), state)
            title = escape(title.removeprefix(_APPENDIX))
            manuscript.pieces.append(Piece("heading", f"{number}&nbsp;&nbsp;{title}" if number else title, len(marks)))
        else:
            manuscript.pieces += _pieces(block, state, manuscript.notes)
    return manuscript


def _state(title: str, state: str) -> str:
    if title.startswith(_APPENDIX):
        return "appendix"
    return "reference" if title == "References" else state


def _next_number(counters: list[int], level: int, state: str) -> str:
    counters[level - 1] += 1
    counters[level:] = [0] * (len(counters) - level)
    first = chr(64 + counters[0]) if state == "appendix" else str(counters[0])
    return ".".join([first, *map(str, counters[1:level])])


def _pieces(block: str, state: str, notes: list[str]) -> list[Piece]:
    if state == "reference":
        return [Piece("reference", _inline(block, notes))]
    if block.startswith("- "):
        return [Piece("item", _inline(line.removeprefix("- "), notes)) for line in block.splitlines()]
    if found := _RUN_IN.fullmatch(block):
        return [Piece("run-in", f"<b>{_inline(found[1], notes)}</b>&nbsp; {_inline(found[2], notes)}")]
    return [Piece("paragraph", _inline(block, notes))]


def _inline(text: str, notes: list[str]) -> str:
    def mark(note: re.Match[str]) -> str:
        notes.append(_ITALIC.sub(r"<i>\1</i>", hyphenate(note[1])))
        return f'<super size="7"><onDraw name="footnote" label="{len(notes)}"/>{len(notes)}</super>'

    marked = _NOTE.sub(mark, hyphenate(escape(text.replace("'", "’"))))
    return _ITALIC.sub(r"<i>\1</i>", marked)


def hyphenate(text: str) -> str:
    r"""Put soft hyphens where long words may break: few places, but never a wrong one.

    >>> hyphenate("attention to counterfactual text")
    'atten\xadtion to counter\xadfactual text'
    """
    return _LONG_WORD.sub(lambda word: _BREAKS.sub("\u00ad", word[0]), text)
