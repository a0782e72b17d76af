"""A paper's own commands: how they are defined and what a call stands for."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.parsing.latex.scan import brace_end, bracket_end, gap_end

_PARAMETER = re.compile(r"##?([1-9])")
_NAME = re.compile(r"\s*\{?\s*\\([A-Za-z@]+|.)\s*\}?")
_SPECIFICATION = re.compile(r"[moOsd]")


@dataclass(frozen=True, slots=True)
class Macro:
    """A command's body, its number of arguments, and what the optional first ones are when left out."""

    body: str
    n_arguments: int = 0
    defaults: tuple[str, ...] = ()

    def fill(self, arguments: Sequence[str]) -> str:
        r"""Return the body with the arguments in place.

        >>> Macro(r"\\textbf{#1} (#2)", 2).fill(["Red", "teams"])
        '\\\\textbf{Red} (teams)'
        """

        def argument(match: re.Match[str]) -> str:
            index = int(match[1]) - 1
            return arguments[index] if index < len(arguments) else ""

        return _PARAMETER.sub(argument, self.body)


@dataclass(frozen=True, slots=True)
class Definition:
    """What a definition in the source says, and where it ends; `macro` is None for what cannot be used."""

    name: str
    macro: Macro | None
    end: int
    closing: str = ""
    """For an environment: the code at its end."""


def read_newcommand(text: str, start: int) -> Definition | None:
    r"""Read what follows `\newcommand` and its kin.

    >>> read_newcommand(r"{\eg}[1][x]{e.g. #1} rest", 0).macro
    Macro(body='e.g. #1', n_arguments=1, defaults=('x',))
    """
    named = _NAME.match(text, _star_end(text, start))
    if named is None:
        return None
    position, n_arguments, defaults = _signature(text, named.end())
    body = _group(text, position)
    if body is None:
        return None
    return Definition(named[1], Macro(text[body[0] : body[1]], n_arguments, defaults), body[1] + 1)


def read_newenvironment(text: str, start: int) -> Definition | None:
    r"""Read what follows `\newenvironment`: the code at its begin is the macro, the code at its end is beside it.

    >>> read_newenvironment(r"{note}{\textbf{Note}}{ end}", 0).closing
    ' end'
    """
    name = _group(text, gap_end(text, _star_end(text, start)))
    if name is None:
        return None
    position, n_arguments, defaults = _signature(text, name[1] + 1)
    opening = _group(text, position)
    closing = _group(text, opening[1] + 1) if opening else None
    if opening is None or closing is None:
        return None
    macro = Macro(text[opening[0] : opening[1]], n_arguments, defaults)
    return Definition(text[name[0] : name[1]], macro, closing[1] + 1, text[closing[0] : closing[1]])


def read_def(text: str, start: int) -> Definition | None:
    r"""Read what follows `\def`; a macro whose parameters are delimited by text is skipped.

    >>> read_def(r"\pair#1#2{#1--#2}", 0).macro
    Macro(body='#1--#2', n_arguments=2, defaults=())
    """
    named = re.compile(r"\s*\\([A-Za-z@]+|.)").match(text, start)
    if named is None:
        return None
    opening = text.find("{", named.end())
    body = _group(text, opening) if opening >= 0 else None
    if body is None:
        return None
    parameters = text[named.end() : opening].strip()
    plain = re.fullmatch(r"(?:#[1-9])*", parameters)
    macro = Macro(text[body[0] : body[1]], len(parameters) // 2) if plain else None
    return Definition(named[1], macro, body[1] + 1)


def read_document_command(text: str, start: int) -> Definition | None:
    r"""Read what follows `\NewDocumentCommand`, for arguments of the kinds m, o and O.

    >>> read_document_command(r"\risk{O{high} m}{#2 (#1)}", 0).macro
    Macro(body='#2 (#1)', n_arguments=2, defaults=('high',))
    """
    named = _NAME.match(text, start)
    specification = _group(text, gap_end(text, named.end())) if named else None
    body = _group(text, gap_end(text, specification[1] + 1)) if specification else None
    if named is None or specification is None or body is None:
        return None
    kinds = text[specification[0] : specification[1]]
    defaults = tuple(re.findall(r"O\s*\{([^{}]*)\}|o", kinds))
    letters = _SPECIFICATION.findall(re.sub(r"\{[^{}]*\}", "", kinds))
    plain = all(letter in "moO" for letter in letters) and "m" not in letters[: len(defaults)]
    macro = Macro(text[body[0] : body[1]], len(letters), defaults) if plain else None
    return Definition(named[1], macro, body[1] + 1)


def _star_end(text: str, start: int) -> int:
    return start + 1 if text.startswith("*", start) else start


def _signature(text: str, start: int) -> tuple[int, int, tuple[str, ...]]:
    """Read `[number][default]`; return where it ends and what it says."""
    position = gap_end(text, start)
    values: list[str] = []
    while len(values) < 2 and text.startswith("[", position):
        end = bracket_end(text, position)
        if end < 0:
            break
        values.append(text[position + 1 : end].strip())
        position = gap_end(text, end + 1)
    n_arguments = int(values[0]) if values and re.fullmatch(r"[0-9]", values[0]) else 0
    return position, n_arguments, tuple(values[1:])


def _group(text: str, start: int) -> tuple[int, int] | None:
    position = gap_end(text, start)
    if not text.startswith("{", position):
        return None
    end = brace_end(text, position)
    return None if end < 0 else (position + 1, end)
