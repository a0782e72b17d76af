"""Pages that run: what a page types into a console is typed here, and what it shows is compared with what comes.

In a `console` block a line that begins with `$ ` is a command, one with `> ` goes on with it, and the rest is what it
shows. `...` stands for anything, white space counts once, and a number for any number: they differ from machine to
machine. `python` blocks of a page run one after another in one world. (Of the libraries that run Markdown, Sybil has
no console and mktestdocs does not compare; these lines do both.)
"""

import os
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from doctest import ELLIPSIS, NORMALIZE_WHITESPACE, OutputChecker
from pathlib import Path
from subprocess import run
from sys import executable

from markdown_it import MarkdownIt
from typer.testing import CliRunner

from pipeline.cli import app

_SHELL = re.compile(r"[|<>;&*$`]")
_NUMBER = re.compile(r"\b[0-9a-f]{12}\b|\d+(?:[.,:]\d+)*")
_HOW = ELLIPSIS | NORMALIZE_WHITESPACE


@dataclass(frozen=True)
class Block:
    """A fenced block of a page: its language, its text and the line it begins on."""

    language: str
    text: str
    line: int


@dataclass(frozen=True)
class Command:
    """What is typed, and what the page says is shown."""

    typed: str
    shown: str


def blocks(page: Path) -> list[Block]:
    """The fenced blocks of a page, in order."""
    tokens = MarkdownIt("commonmark").parse(page.read_text(encoding="utf-8"))
    return [
        Block(token.info.strip(), token.content, (token.map or [0])[0] + 1) for token in tokens if token.type == "fence"
    ]


def commands(console: str) -> Iterator[Command]:
    """The commands of a console block, each with what it shows."""
    for part in re.split(r"^\$ ", console, flags=re.MULTILINE)[1:]:
        lines = part.split("\n")
        n_typed = 1 + next((n for n, line in enumerate(lines[1:]) if not re.match(">( |$)", line)), 0)
        typed = [lines[0], *(line[2:] for line in lines[1:n_typed])]
        yield Command("\n".join(typed), "\n".join(lines[n_typed:]))


def type_in(typed: str) -> tuple[str, int]:
    """What a command shows and how it ends; mitag's own are called in this process, which saves loading it anew."""
    words = shlex.split(typed) if not _SHELL.search(typed) else []
    if words[:1] == ["cd"]:
        os.chdir(words[1])
        return "", 0
    if words[:1] == ["mitag"]:
        result = CliRunner().invoke(app, words[1:])
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result.output, result.exit_code
    path = f"{Path(executable).parent}{os.pathsep}{os.environ['PATH']}"
    shell = ["bash", "-c", typed]
    done = run(shell, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False, timeout=300)
    return done.stdout + done.stderr, done.returncode


def agrees(shown: str, got: str) -> bool:
    """Whether what a page shows is what there is; a page that shows nothing leaves it open."""
    wanted, found = (_NUMBER.sub("0", text).strip() for text in (shown, got))
    wanted = re.sub(r"\s*\.\.\.$", "...", wanted)  # nothing more need follow
    return not wanted or OutputChecker().check_output(wanted + "\n", found + "\n", _HOW)
