"""Commands about those who may review from other machines: users add, list, drop."""

from typing import Annotated

import typer

from pipeline.cli.options import Json, Store, open_project
from pipeline.domain.review import Role

app = typer.Typer(no_args_is_help=True, help="Say who may review from other machines.")

Name = Annotated[str, typer.Argument(metavar="NAME", help="The reviewer's name.")]


@app.command("add")
def add(
    ctx: typer.Context,
    name: Name,
    role: Annotated[Role, typer.Option(help="What the user may do; an adjudicator settles disputes.")] = "reviewer",
    store: Store = None,
) -> None:
    """Let somebody in, or give a new token to one who has lost it; the token is shown once.

    Example: mitag users add ada --role adjudicator
    """
    from pipeline.cli import show_people
    from pipeline.workflows.users import add_user  # late, so that --help stays fast

    with open_project(ctx, store=store).ledger() as ledger:
        show_people.token(name, add_user(ledger, name, role))


@app.command("list")
def list_users(ctx: typer.Context, store: Store = None, json: Json = False) -> None:
    """List those who may come in.

    Example: mitag users list
    """
    from pipeline.cli import show_people

    with open_project(ctx, store=store).ledger() as ledger:
        show_people.users(ledger.users(), json=json)


@app.command("drop")
def drop(ctx: typer.Context, name: Name, store: Store = None) -> None:
    """Let somebody in no more; what they decided stays.

    Example: mitag users drop ada
    """
    from pipeline.workflows.users import drop_user

    with open_project(ctx, store=store).ledger() as ledger:
        drop_user(ledger, name)
