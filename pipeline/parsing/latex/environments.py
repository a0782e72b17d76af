r"""What `\begin` and `\end` do: drop floats and formulas, mark lists, abstracts and theorems."""

import re
from typing import TYPE_CHECKING

from pipeline.parsing.latex import commands
from pipeline.parsing.latex.labels import number_float
from pipeline.parsing.latex.scan import bracket_end, environment_end, gap_end

if TYPE_CHECKING:
    from pipeline.parsing.latex.machine import Frame, Machine


def begin(machine: "Machine") -> None:
    """Enter an environment, or skip it whole."""
    name = machine.argument().strip()
    plain = name.rstrip("*")
    if name in commands.DROPPED_ENVIRONMENTS or name in commands.VERBATIM:
        _skip(machine, name)
    elif name == "document":
        _begin_document(machine)
    elif name in machine.environments:
        _begin_own(machine, name)
    elif name == "abstract":
        machine.option()
        _enter(machine, "abstract")
    elif name in commands.INLINE:
        machine.options()
        machine.flags |= {"inline list"} if name.startswith(("inpara", "enumerate", "itemize")) else set()
    elif name in commands.LISTS:
        machine.options()
        _arguments(machine, name)
        _enter(machine, "list item")
    else:
        machine.writer.end_paragraph()
        lead = machine.theorems.get(name) or machine.theorems.get(plain) or commands.THEOREMS.get(plain.lower())
        note = machine.option()
        _arguments(machine, name)
        if lead:
            machine.print(f"{lead} ({machine.inline(note)}). " if note else f"{lead}. ")


def end(machine: "Machine") -> None:
    """Leave an environment."""
    name = machine.argument().strip()
    if name == "document":
        machine.writer.end_paragraph()
        machine.stop()
    elif name in machine.environments:
        machine.push_expansion(name, machine.environments[name].closing)
    elif name in commands.INLINE:
        machine.flags.discard("inline list")
    elif name not in commands.DROPPED_ENVIRONMENTS:
        machine.writer.end_paragraph()
        if (name in commands.LISTS or name == "abstract") and len(machine.writer.kinds) > 1:
            machine.writer.kinds.pop()


def _enter(machine: "Machine", kind: str) -> None:
    machine.writer.end_paragraph()
    machine.writer.kinds.append("abstract" if kind == "abstract" else "list item")


def _begin_document(machine: "Machine") -> None:
    """What was printed before is the debris of the preamble."""
    machine.writer.end_paragraph()
    machine.writer.blocks.clear()
    machine.in_body = True


def _begin_own(machine: "Machine", name: str) -> None:
    macro = machine.environments[name].macro
    if macro is not None:
        given = [machine.option() for _ in macro.defaults]
        filled = [macro.defaults[n] if value is None else value for n, value in enumerate(given)]
        filled += [machine.argument() for _ in range(macro.n_arguments - len(filled))]
        machine.push_expansion(name, macro.fill(filled))


def _arguments(machine: "Machine", name: str) -> None:
    for _ in range(commands.ENVIRONMENT_ARGUMENTS.get(name, 0)):
        machine.argument()
        machine.options()


def _skip(machine: "Machine", name: str) -> None:
    frame = machine.frame
    found = environment_end(frame.text, frame.position, name, verbatim=name in commands.VERBATIM)
    machine.spend(frame, found[1] if found else -1)
    if found is None:
        return
    number_float(machine, name, frame.text[frame.position : found[0]])
    frame.position = found[1]
    machine.print(" ")


def drop_until_brace(machine: "Machine", frame: "Frame") -> None:
    """Skip `[options]` that stand between an unknown command and its first braced argument."""
    position = frame.position
    while frame.text.startswith("[", position):
        end = bracket_end(frame.text, position)
        machine.spend(frame, end)
        if end < 0:
            return
        position = end + 1
    if position > frame.position and re.compile(r"\{").match(frame.text, gap_end(frame.text, position)):
        frame.position = position
