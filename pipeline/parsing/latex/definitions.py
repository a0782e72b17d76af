"""Definitions, conditions and included files: the commands that change what is read rather than print."""

import re
from collections.abc import Callable
from functools import partial

from pipeline.parsing.latex import commands
from pipeline.parsing.latex.machine import Command, Frame, Machine
from pipeline.parsing.latex.macros import (
    Definition,
    read_def,
    read_document_command,
    read_newcommand,
    read_newenvironment,
)
from pipeline.parsing.latex.scan import branch_end
from pipeline.parsing.naming import names

_READERS = {
    read_newcommand: "newcommand renewcommand providecommand DeclareRobustCommand newrobustcmd",
    read_def: "def edef gdef xdef",
    read_document_command: "NewDocumentCommand RenewDocumentCommand ProvideDocumentCommand DeclareDocumentCommand",
}


def defining_commands() -> dict[str, Command]:
    """The control words that define something, decide between branches or open a file."""
    known: dict[str, Command] = {}
    for reader, words in _READERS.items():
        known |= {name: partial(_define, read=reader) for name in words.split()}
    known |= dict.fromkeys(("newenvironment", "renewenvironment"), _define_environment)
    known |= dict.fromkeys(("input", "include", "subfile", "subfileinclude", "InputIfFileExists"), _include)
    known |= dict.fromkeys(("import", "subimport", "includefrom"), _import)
    return known | {
        "newtheorem": _new_theorem,
        "newif": _new_condition,
        "let": _let,
        "else": _else,
        "iffalse": _skip_branch,
        "ifthenelse": _if_then_else,
        "endinput": _end_input,
    }


def _define(machine: Machine, read: Callable[[str, int], Definition | None]) -> None:
    frame = machine.frame
    definition = read(frame.text, frame.position)
    machine.spend(frame, definition.end if definition else -1)
    if definition:
        frame.position = definition.end
        if definition.macro and definition.name not in _PROTECTED:
            machine.macros[definition.name] = definition.macro


_PROTECTED = frozenset(commands.SECTIONS) | names(
    """begin end item input include maketitle label title author date documentclass verb url footnote caption"""
)


def _define_environment(machine: Machine) -> None:
    frame = machine.frame
    if definition := read_newenvironment(frame.text, frame.position):
        frame.position = definition.end
        machine.environments[definition.name] = definition


def _new_theorem(machine: Machine) -> None:
    machine.starred()
    name = machine.argument()
    machine.option()
    machine.theorems[name] = machine.inline(machine.argument())
    machine.option()


def _let(machine: Machine) -> None:
    name = machine.argument().removeprefix("\\")
    frame = machine.skip_gap()
    if frame.text.startswith("=", frame.position):
        frame.position += 1
    target = machine.macros.get(machine.argument().removeprefix("\\"))
    if target and name not in _PROTECTED:
        machine.macros[name] = target


def _new_condition(machine: Machine) -> None:
    r"""`\newif\ifdraft` makes a condition that is false, and the commands that set it."""
    name = machine.argument().removeprefix("\\")
    machine.conditions.setdefault(name.removeprefix("if"), False)


def set_condition(machine: Machine, word: str) -> bool:
    r"""Obey `\drafttrue` and `\draftfalse`; return whether `word` was such a command."""
    for ending, value in (("true", True), ("false", False)):
        if word.endswith(ending) and (name := word.removesuffix(ending)) in machine.conditions:
            machine.conditions[name] = value
            return True
    return False


def read_condition(machine: Machine, word: str) -> None:
    """Of a test that is not known, the first branch is read; what is tested is skipped."""
    if not machine.conditions.get(word.removeprefix("if"), True):
        _skip_branch(machine)
        return
    frame = machine.frame
    tested = re.compile(r"(?:\s*\\[A-Za-z@]+){2}|\s*\S\S" if word in ("ifx", "if", "ifcat") else r"\s*\\[A-Za-z@]+")
    if word in ("ifx", "if", "ifcat", "ifdefined", "ifcsname"):
        match = tested.match(frame.text, frame.position)
    elif word in ("ifnum", "ifdim", "ifodd"):
        match = re.compile(r"[^\n\\]*(?:\\[A-Za-z@]+[^\n\\]*)?").match(frame.text, frame.position)
    else:
        match = None
    frame.position = match.end() if match else frame.position


def _skip_branch(machine: Machine) -> None:
    frame = machine.frame
    _skip_to(machine, frame, stop_at_else=True)


def _else(machine: Machine) -> None:
    frame = machine.frame
    _skip_to(machine, frame, stop_at_else=False)


def _skip_to(machine: Machine, frame: Frame, *, stop_at_else: bool) -> None:
    ended_by, end = branch_end(frame.text, frame.position, stop_at_else=stop_at_else)
    machine.spend(frame, end)
    if ended_by:
        frame.position = end


def _if_then_else(machine: Machine) -> None:
    machine.argument()
    chosen = machine.argument()
    machine.argument()
    machine.push(chosen)


def _end_input(machine: Machine) -> None:
    frame = machine.frame
    frame.position = len(frame.text)


def _include(machine: Machine) -> None:
    frame = machine.skip_gap()
    if frame.text.startswith("{", frame.position):
        name = machine.argument()
    else:
        match = re.compile(r"[^\s\\{}%]*").match(frame.text, frame.position)
        name = match[0] if match else ""
        frame.position += len(name)
    _open(machine, name)


def _import(machine: Machine) -> None:
    machine.starred()
    _open(machine, f"{machine.argument().rstrip('/')}/{machine.argument()}")


def _open(machine: Machine, name: str) -> None:
    beside = machine.where().rpartition(":")[0]
    if opened := machine.folder.open(name, beside=beside):
        file, text = opened
        body = re.search(r"\\begin\s*\{document\}", text) if "\\documentclass" in text else None
        frame_text = text if body is None else text[: (re.search(r"\\end\s*\{document\}", text) or body).start()]
        machine.push(frame_text, file=file)
        if body is not None:
            machine.frame.position = body.end()
