"""Finding one's way in TeX source: tokens, matching braces, the end of an environment. No macro is expanded here."""

import re

TOKEN = re.compile(
    r"""(?P<break>(?:%[^\n]*)?\n[ \t]*\n\s*)
      | (?P<comment>%[^\n]*(?:\n[ \t]*)?)
      | \\(?P<word>[A-Za-z@]+)
      | \\(?P<symbol>.)
      | (?P<maths>\$\$?)
      | (?P<open>\{)
      | (?P<close>\})
      | (?P<space>~|&|\n[ \t]*)
      | (?P<text>[^\\%${}~&\n]+)""",
    re.VERBOSE | re.DOTALL,
)
_BRACE = re.compile(r"\\.|%[^\n]*\n?|[{}]", re.DOTALL)
_BRACE_OR_BRACKET = re.compile(r"\\.|%[^\n]*\n?|[{}\]]", re.DOTALL)
_VERBATIM_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
_DOLLAR = re.compile(r"\\.|\$|\n[ \t]*\n", re.DOTALL)
_GAP = re.compile(r"(?:[ \t]|%[^\n]*\n[ \t]*|\n(?![ \t]*\n))*")


def gap_end(text: str, start: int) -> int:
    r"""Return where the blanks and comments that TeX skips before an argument end; an empty line ends them.

    >>> gap_end("\\emph % why\n  {x}", 5)
    14
    """
    match = _GAP.match(text, start)
    return match.end() if match else start


def brace_end(text: str, start: int, *, verbatim: bool = False) -> int:
    r"""Return the index of the brace that closes the one at `start`, or -1.

    >>> brace_end(r"{a\}{b}c}d", 0)
    8
    """
    depth = 0
    for match in (_VERBATIM_BRACE if verbatim else _BRACE).finditer(text, start):
        if match[0] == "{":
            depth += 1
        elif match[0] == "}":
            depth -= 1
            if depth == 0:
                return match.start()
    return -1


def bracket_end(text: str, start: int) -> int:
    """Return the index of the `]` that closes the `[` at `start`, braces respected, or -1.

    >>> bracket_end("[a{]}b]c", 0)
    6
    """
    depth = 0
    for match in _BRACE_OR_BRACKET.finditer(text, start + 1):
        if match[0] == "{":
            depth += 1
        elif match[0] == "}":
            depth -= 1
            if depth < 0:
                return -1
        elif match[0] == "]" and depth == 0:
            return match.start()
    return -1


def dollar_end(text: str, start: int, *, width: int) -> int:
    r"""Return where the `$` (width 1) or `$$` (width 2) that ends a formula begins; -1 if an empty line comes first.

    >>> dollar_end(r"x\$y$ z", 0, width=1)
    4
    """
    for match in _DOLLAR.finditer(text, start):
        if match[0] == "$" and text.startswith("$" * width, match.start()):
            return match.start()
        if match[0].startswith("\n"):
            return -1
    return -1


def environment_end(text: str, start: int, name: str, *, verbatim: bool = False) -> tuple[int, int] | None:
    r"""Return where the `\end{name}` that belongs to a begin before `start` begins and ends, or None.

    >>> environment_end(r"a \begin{x}b\end{x} c\end{x} d", 0, "x")
    (21, 28)
    """
    if verbatim:
        position = text.find(f"\\end{{{name}}}", start)
        return None if position < 0 else (position, position + len(name) + 6)
    pattern = re.compile(r"\\[\\%]|%[^\n]*|\\(begin|end)\s*\{" + re.escape(name) + r"\}")
    depth = 1
    for match in pattern.finditer(text, start):
        if match[1]:
            depth += 1 if match[1] == "begin" else -1
            if depth == 0:
                return match.start(), match.end()
    return None


_CONDITION = re.compile(r"\\[\\%]|%[^\n]*|\\(if[A-Za-z@]*|else|fi)(?![A-Za-z@])")
_NOT_CONDITIONS = frozenset({"iff", "ifthenelse", "ifstrempty", "ifstrequal", "ifblank"})


def branch_end(text: str, start: int, *, stop_at_else: bool) -> tuple[str, int]:
    r"""Skip a conditional's branch; return what ended it ("else", "fi" or "") and where that ends.

    >>> branch_end(r"a\ifx b\else c\fi\else d\fi", 0, stop_at_else=True)
    ('else', 22)
    """
    depth = 0
    for match in _CONDITION.finditer(text, start):
        word = match[1]
        if not word or word in _NOT_CONDITIONS:
            continue
        if word == "fi":
            if depth == 0:
                return "fi", match.end()
            depth -= 1
        elif word == "else":
            if depth == 0 and stop_at_else:
                return "else", match.end()
        else:
            depth += 1
    return "", len(text)
