"""A small TeX: reads the source once, expands the paper's own macros, and prints headings and paragraphs.

Input is a stack of frames, so that a macro's body or an included file is read where it is called, and everything
printed knows the file and line it came from. Commands that are not known print their arguments.
"""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass

from pipeline.errors import InputError
from pipeline.parsing.latex.characters import typographic
from pipeline.parsing.latex.files import Folder
from pipeline.parsing.latex.macros import Definition, Macro
from pipeline.parsing.latex.scan import TOKEN, brace_end, bracket_end, gap_end
from pipeline.parsing.latex.writer import Writer

MAX_EXPANSIONS = 200_000
MAX_EXPANDED = 20_000_000
MAX_SCANNED = 20_000_000
MAX_DEPTH = 60
MAX_NESTED = 12


@dataclass(slots=True)
class Frame:
    """A stretch of source that is being read; a macro's body has the anchor of its call."""

    text: str
    position: int = 0
    file: str = ""
    anchor: str = ""
    depth: int = 0
    lines: list[int] | None = None

    def where(self) -> str:
        """File and line of the position, such as `main.tex:12`."""
        if self.anchor or not self.file:
            return self.anchor
        if self.lines is None:
            self.lines = [index for index, character in enumerate(self.text) if character == "\n"]
        return f"{self.file}:{bisect_right(self.lines, self.position - 1) + 1}"


Command = Callable[["Machine"], None]


class Machine:
    """Runs source text; `commands` and `symbols` say what control sequences do beyond the paper's own macros."""

    def __init__(self, name: str, folder: Folder, commands: dict[str, Command], symbols: dict[str, Command]) -> None:
        self.name = name
        self.folder = folder
        self.writer = Writer()
        self.macros: dict[str, Macro] = {}
        self.environments: dict[str, Definition] = {}
        self.theorems: dict[str, str] = {}
        self.front: dict[str, list[str]] = {}
        self.labels: dict[str, str] = {}
        self.counters: dict[str, int] = {}
        self.conditions: dict[str, bool] = {}
        self.current_label = ""
        self.word = ""
        self.size = 0
        self.in_body = True
        self.flags: set[str] = set()
        self._commands = commands
        self._symbols = symbols
        self._frames: list[Frame] = []
        self._expansions = 0
        self._expanded = 0
        self._scanned = 0
        self._nested = 0

    # reading --------------------------------------------------------------------------------------------------

    @property
    def frame(self) -> Frame:
        """The innermost frame that is not used up; the last one when all are."""
        while len(self._frames) > 1 and self._frames[-1].position >= len(self._frames[-1].text):
            self._frames.pop()
        return self._frames[-1]

    def where(self) -> str:
        """The place that is being read."""
        return self._frames[-1].where() if self._frames else ""

    def push(self, text: str, *, file: str = "") -> None:
        """Read `text` next; it is a file's when `file` names one, otherwise a macro's."""
        depth = self._frames[-1].depth + 1 if self._frames else 0
        if depth <= MAX_DEPTH:
            self._frames.append(Frame(text, file=file, anchor="" if file else self.where(), depth=depth))

    def run(self, text: str, *, file: str = "") -> None:
        """Read `text` to its end, with all that it calls."""
        floor = len(self._frames)
        self.push(text, file=file)
        self.size += len(text) if file else 0
        while len(self._frames) > floor:
            frame = self._frames[-1]
            match = TOKEN.match(frame.text, frame.position)
            if match is None:
                self._frames.pop()
                continue
            frame.position = match.end()
            self._step(match.lastgroup or "", match[match.lastgroup or 0])

    def stop(self) -> None:
        """Read nothing more, in no frame."""
        for frame in self._frames:
            frame.position = len(frame.text)

    def inline(self, text: str) -> str:
        """Return what `text` prints, as one line, without touching the paragraph."""
        if self._nested >= MAX_NESTED:
            return ""
        writer, frames, in_body = self.writer, self._frames, self.in_body
        anchor, depth = self.where(), frames[-1].depth if frames else 0
        self.writer, self._frames, self.in_body = Writer(), [Frame("", anchor=anchor, depth=depth)], True
        self._nested += 1
        try:
            self.run(text)
            return self.writer.text()
        finally:
            self._nested -= 1
            self.writer, self._frames, self.in_body = writer, frames, in_body

    def print(self, text: str) -> None:
        """Print characters as they are."""
        self.writer.print(text, self.where())

    # arguments ------------------------------------------------------------------------------------------------

    def skip_gap(self) -> Frame:
        """Move past blanks and comments; return the frame that holds what comes next."""
        while True:
            frame = self.frame
            frame.position = gap_end(frame.text, frame.position)
            if frame.position < len(frame.text) or len(self._frames) == 1:
                return frame
            if frame is self.frame:
                return frame

    def starred(self) -> bool:
        """Take a star, if one comes next."""
        frame = self.frame
        if frame.text.startswith("*", frame.position):
            frame.position += 1
            return True
        return False

    def argument(self, *, verbatim: bool = False) -> str:
        """Take a braced argument, or the one token that stands for it; empty at the end of the text."""
        frame = self.skip_gap()
        start = frame.position
        if frame.text.startswith("{", start):
            end = brace_end(frame.text, start, verbatim=verbatim)
            self.spend(frame, end)
            if end < 0:
                return ""
            frame.position = end + 1
            return frame.text[start + 1 : end]
        match = TOKEN.match(frame.text, start)
        if match is None or match.lastgroup in ("break", "close"):
            return ""
        frame.position = start + 1 if match.lastgroup == "text" else match.end()
        return frame.text[start : frame.position]

    def option(self) -> str | None:
        """Take a bracketed argument, or return None when there is none."""
        frame = self.frame
        start = gap_end(frame.text, frame.position)
        if not frame.text.startswith("[", start):
            return None
        end = bracket_end(frame.text, start)
        self.spend(frame, end)
        if end < 0:
            return None
        frame.position = end + 1
        return frame.text[start + 1 : end]

    def options(self) -> None:
        """Drop all bracketed arguments."""
        while self.option() is not None:
            pass

    def spend(self, frame: Frame, end: int) -> None:
        """Count how far was looked ahead for an end (-1: in vain, to the end of the text).

        Raises InputError when that is out of all proportion: braces left open by the thousand would cost hours.
        """
        self._scanned += (end if end >= 0 else len(frame.text)) - frame.position
        if self._scanned > MAX_SCANNED + 20 * self.size:
            raise InputError(
                f"{self.name}: braces, formulas or environments are left open again and again (at {self.where()})",
                remedy="repair it until LaTeX runs it, or read the PDF instead",
            )

    # one token ------------------------------------------------------------------------------------------------

    def _step(self, kind: str, token: str) -> None:
        if kind == "text":
            self.print(typographic(token))
        elif kind == "space":
            self.print(" ")
        elif kind == "break":
            self.writer.end_paragraph()
        elif kind == "word":
            self._word(token)
        elif kind == "symbol":
            self._symbols.get(token, _nothing)(self)
        elif kind in ("open", "maths"):
            self._symbols[kind + token](self)

    def _word(self, name: str) -> None:
        frame = self._frames[-1]
        while frame.position < len(frame.text) and frame.text[frame.position] in " \t":
            frame.position += 1
        self.word = name
        if name in self.macros:
            self._expand(name, self.macros[name])
        elif command := self._commands.get(name):
            command(self)
        else:
            self._commands["?"](self)

    def _expand(self, name: str, macro: Macro) -> None:
        arguments = [self.option() for _ in macro.defaults]
        filled = [macro.defaults[n] if given is None else given for n, given in enumerate(arguments)]
        filled += [self.argument() for _ in range(macro.n_arguments - len(filled))]
        self.push_expansion(name, macro.fill(filled))

    def push_expansion(self, name: str, text: str) -> None:
        """Read a macro's body next; raises InputError when the paper's macros grow without end."""
        self._expansions += 1
        self._expanded += len(text)
        if self._expansions > MAX_EXPANSIONS or self._expanded > MAX_EXPANDED:
            raise InputError(
                f"{self.name}: its macros expand without end (at \\{name}, {self.where()})",
                remedy="take that macro out, or read the PDF instead",
            )
        self.push(text)


def _nothing(_: Machine) -> None:
    """A control symbol that prints nothing."""
