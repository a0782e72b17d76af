"""The page of all commands, made from the command line itself: `python -m tests.docs.reference` writes it anew."""

from html import unescape
from pathlib import Path

import typer
from typer.cli import get_docs_for_click
from typer.main import get_command

from pipeline.cli import app

PAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "commands.md"


def reference() -> str:
    """Every command with its arguments and options, as Markdown."""
    command = get_command(app)
    context = typer.Context(command, info_name="mitag")
    text = unescape(get_docs_for_click(obj=command, ctx=context, name="mitag", title="Commands"))
    # What is typed on this page is a pattern and no example, so that it is not marked as something to run.
    lines = [line.rstrip() for line in text.replace("```console", "```").splitlines()]
    return "\n".join(lines).strip() + "\n"


if __name__ == "__main__":
    PAGE.write_text(reference(), encoding="utf-8")
