"""What the commands about the page and its users show."""

import json as jsonlib
from collections.abc import Sequence

import typer
from rich.console import Console
from rich.table import Table

from pipeline.domain.review import User


def serving(address: str) -> None:
    """Say where the page is."""
    typer.echo(f"The review is at {address}  (Ctrl-C ends it; everything decided is kept)", err=True)


def token(name: str, given: str) -> None:
    """Show a new user's token: the token alone on standard output, so that it can be piped."""
    typer.echo(f"The token of {name}, shown this once; hand it over in private:", err=True)
    typer.echo(given)


def users(known: Sequence[User], *, json: bool) -> None:
    """Show who may come in."""
    if json:
        typer.echo(jsonlib.dumps([{"name": user.name, "role": user.role} for user in known], ensure_ascii=False))
        return
    table = Table("Name", "Role")
    for user in known:
        table.add_row(user.name, user.role)
    Console().print(table)
