"""What LaTeX's commands do to the machine: headings, text, characters, citations, references."""

import re
from functools import cache, partial

from pipeline.parsing.headings import LEAD_IN, MAX_LEAD_IN
from pipeline.parsing.latex import characters, commands
from pipeline.parsing.latex.definitions import defining_commands, read_condition, set_condition
from pipeline.parsing.latex.environments import begin, drop_until_brace, end
from pipeline.parsing.latex.labels import step_counter
from pipeline.parsing.latex.machine import Command, Machine
from pipeline.parsing.latex.scan import brace_end, dollar_end

_BRACED_BOLD = re.compile(r"\{\s*\\(?:bf|bfseries)(?![A-Za-z])\s*")
_MACRO_IN_FORMULA = re.compile(r"\\([A-Za-z]+)(?![A-Za-z])")
_ASSIGNMENT = re.compile(r"\s*=?\s*-?\.?\d[\d.]*\s*(?:pt|em|ex|cm|mm|in|\\\w+)(?:\s*(?:plus|minus)\s*[\d.]+\w+)*")
_FRONT = ("title", "author", "date", "acmDOI", "doi", "acmYear", "copyrightyear", "arxiv")


@cache
def known_commands() -> dict[str, Command]:
    """All control words that are known, and "?" for those that are not."""
    known: dict[str, Command] = {"?": _unknown}
    known |= {name: partial(_drop, n=n) for name, n in commands.dropped_arguments().items()}
    known |= {name: partial(_drop, n=n) for name, n in commands.leading_arguments().items()}
    known |= {name: partial(_print, text=text) for name, text in characters.SYMBOLS.items()}
    known |= {name: partial(_accent, accent=name) for name in "uvHcdbtkr"}
    known |= {name: partial(_section, name=name) for name in commands.SECTIONS}
    known |= {name: partial(_front, name=name) for name in _FRONT}
    known |= defining_commands()
    return known | {
        "documentclass": _document_class, "begin": begin, "end": end, "item": _item, "textbf": _bold,
        "par": _paragraph_end, "abstract": _abstract, "verb": _verbatim, "lstinline": _verbatim, "url": _url,
        "path": _url, "label": _label, "ensuremath": _ensure_maths, "xspace": _xspace, "fi": _nothing,
        "appendix": _appendix, "texorpdfstring": _first_of_two, "endabstract": _nothing, "hspace": _space,
        "newline": _space, "cr": _space, "tabularnewline": _space, "color": _color, "hyperref": _hyperref,
        "bibitem": _bibitem,
    }  # fmt: skip


@cache
def known_symbols() -> dict[str, Command]:
    """All control symbols that are known, and what opening braces and dollars do."""
    known: dict[str, Command] = {mark: partial(_print, text=mark) for mark in "&%$#_{}"}
    known |= {mark: partial(_print, text=" ") for mark in " ,;:\n\t"}
    known |= {mark: partial(_accent, accent=mark) for mark in "`'^\"~=."}
    known["\\"] = _line_break
    known["("] = partial(_formula_until, closing="\\)", display=False)
    known["["] = partial(_formula_until, closing="\\]", display=True)
    return known | {"maths$": partial(_dollars, width=1), "maths$$": partial(_dollars, width=2), "open{": _open_brace}


# text -------------------------------------------------------------------------------------------------------------


def _nothing(_: Machine) -> None:
    """Print nothing."""


def _print(machine: Machine, text: str) -> None:
    machine.print(text)


def _space(machine: Machine) -> None:
    machine.starred()
    frame = machine.frame
    if frame.text.startswith("{", frame.position):
        machine.argument()
    machine.print(" ")


def _drop(machine: Machine, n: int) -> None:
    machine.starred()
    if n == 0:
        return
    machine.options()
    for _ in range(n):
        machine.argument()
        if n > 1:
            machine.options()


def _color(machine: Machine) -> None:
    machine.option()
    machine.argument()


def _hyperref(machine: Machine) -> None:
    if machine.option() is None:
        for _ in range(3):
            machine.argument()


def _unknown(machine: Machine) -> None:
    """Leave the arguments to be printed, but neither a length nor options before them."""
    frame, word = machine.frame, machine.word
    if commands.CITES.fullmatch(word) and word not in commands.NO_CITES:
        _cite(machine, word)
    elif commands.REFS.fullmatch(word):
        machine.starred()
        machine.print(f"\ue000{word}\ue005{machine.argument()}\ue001")
    elif word.startswith("if") and word != "iff":
        read_condition(machine, word)
    elif set_condition(machine, word):
        return
    elif match := _ASSIGNMENT.match(frame.text, frame.position):
        frame.position = match.end()
    else:
        machine.starred()
        drop_until_brace(machine, frame)


def _cite(machine: Machine, word: str) -> None:
    machine.starred()
    notes: list[str] = []
    while len(notes) < 2 and (note := machine.option()) is not None:
        notes.append(machine.inline(note))
    parts = "\ue003".join([machine.argument(), *notes])
    machine.print(f"\ue002{word}\ue003{parts}\ue004")


def _label(machine: Machine) -> None:
    machine.labels.setdefault(machine.argument(), machine.current_label)


def _line_break(machine: Machine) -> None:
    machine.starred()
    frame = machine.frame
    if frame.text.startswith("[", frame.position):
        machine.option()
    machine.print(" ")


def _accent(machine: Machine, accent: str) -> None:
    machine.print(characters.accented(accent, machine.argument()))


def _verbatim(machine: Machine) -> None:
    machine.starred()
    machine.option()
    frame = machine.frame
    delimiter = frame.text[frame.position : frame.position + 1]
    end = frame.text.find("}" if delimiter == "{" else delimiter, frame.position + 1) if delimiter else -1
    machine.spend(frame, end)
    if end >= 0:
        machine.print(frame.text[frame.position + 1 : end])
        frame.position = end + 1


def _url(machine: Machine) -> None:
    machine.print(machine.argument(verbatim=True).replace("\\", ""))


def _xspace(machine: Machine) -> None:
    frame = machine.frame
    following = frame.text[frame.position : frame.position + 1]
    if following.isalnum() or following in "([$\\“`":
        machine.print(" ")


def _first_of_two(machine: Machine) -> None:
    first, _ = machine.argument(), machine.argument()
    machine.push(first)


# structure --------------------------------------------------------------------------------------------------------


def _document_class(machine: Machine) -> None:
    machine.options()
    machine.argument()
    machine.in_body = False


def _section(machine: Machine, name: str) -> None:
    anchor = machine.where()
    starred = machine.starred()
    machine.option()
    heading = machine.inline(machine.argument())
    level = commands.SECTIONS[name]
    if not starred:
        step_counter(machine, level)
    machine.writer.head(heading, level, anchor)


def _appendix(machine: Machine) -> None:
    machine.flags.add("appendix")
    machine.counters.clear()


def _paragraph_end(machine: Machine) -> None:
    machine.writer.end_paragraph()


def _item(machine: Machine) -> None:
    if "inline list" not in machine.flags:
        machine.writer.end_paragraph()
    label = machine.inline(machine.option() or "")
    if any(map(str.isalnum, label)):
        machine.print(f"{label} ")


def _bibitem(machine: Machine) -> None:
    machine.option()
    machine.argument()


def _bold(machine: Machine) -> None:
    """Bold text that opens a paragraph and ends in a stop or colon is a heading set into the line."""
    anchor = machine.where()
    machine.skip_gap()
    text = machine.argument()
    if not _lead_in(machine, text, anchor):
        machine.push(text)


def _open_brace(machine: Machine) -> None:
    frame = machine.frame
    match = _BRACED_BOLD.match(frame.text, frame.position - 1)
    if match is None or not machine.writer.at_start:
        return
    end = brace_end(frame.text, frame.position - 1)
    machine.spend(frame, end)
    if end < 0:
        return
    inside, anchor, position = frame.text[match.end() : end], machine.where(), frame.position
    frame.position = end + 1
    if not _lead_in(machine, inside, anchor):
        frame.position = position


def _lead_in(machine: Machine, text: str, anchor: str) -> bool:
    writer = machine.writer
    if not writer.at_start or writer.kinds[-1] != "paragraph" or len(text) > 200 or not machine.in_body:
        return False
    heading = machine.inline(text)
    if not heading or len(heading.split()) > MAX_LEAD_IN or not heading[0].isalnum():
        return False
    frame = machine.frame
    after = re.compile(r"\s*[.:]").match(frame.text, frame.position)
    alone = re.compile(r"[ \t]*(?:\\\\[^\n]*)?\n[ \t]*\n").match(frame.text, frame.position)
    if not (heading[-1] in ".:" or after or alone):
        return False
    frame.position = after.end() if after else frame.position
    writer.head(heading, LEAD_IN, anchor)
    return True


def _abstract(machine: Machine) -> None:
    r"""`\abstract{…}` as some classes have it."""
    text = machine.argument()
    machine.writer.end_paragraph()
    machine.writer.kinds.append("abstract")
    machine.print(machine.inline(text))
    machine.writer.end_paragraph()
    machine.writer.kinds.pop()


def _front(machine: Machine, name: str) -> None:
    machine.options()
    machine.front.setdefault(name, []).append(machine.argument())


# formulas ---------------------------------------------------------------------------------------------------------


def _formula(machine: Machine, source: str) -> None:
    def expanded(match: re.Match[str]) -> str:
        macro = machine.macros.get(match[1])
        return f"{{{macro.body}}}" if macro and macro.n_arguments == 0 and len(macro.body) < 200 else match[0]

    for _ in range(3):
        if len(source) < 2_000:
            source = _MACRO_IN_FORMULA.sub(expanded, source)
    machine.print(characters.formula(source[:4_000]))


def _dollars(machine: Machine, width: int) -> None:
    frame = machine.frame
    end = dollar_end(frame.text, frame.position, width=width)
    if end < 0:
        return
    source = frame.text[frame.position : end]
    frame.position = end + width
    machine.print(" ") if width == 2 else _formula(machine, source)


def _formula_until(machine: Machine, closing: str, *, display: bool) -> None:
    frame = machine.frame
    end = frame.text.find(closing, frame.position)
    machine.spend(frame, end)
    if end < 0:
        return
    source = frame.text[frame.position : end]
    frame.position = end + 2
    machine.print(" ") if display else _formula(machine, source)


def _ensure_maths(machine: Machine) -> None:
    _formula(machine, machine.argument())
