"""The review page: mitag review."""

import getpass
from typing import Annotated

import typer

from pipeline.cli.options import Store, open_project


def review(
    ctx: typer.Context,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Where to listen; 0 takes any free port.")] = 8765,
    host: Annotated[
        str, typer.Option(help="The address to listen at; any but this machine needs a token or users.")
    ] = ("127.0.0.1"),
    token: Annotated[
        str, typer.Option(envvar="MITAG_REVIEW_TOKEN", help="One token for all who sign in, of 16 characters or more.")
    ] = "",
    reviewer: Annotated[str | None, typer.Option(help="Your name (default: that of your login).")] = None,
    browser: Annotated[bool, typer.Option(help="Open the page in the browser.")] = True,
    overlap: Annotated[int, typer.Option(min=1, max=9, help="How many reviewers shall see each passage.")] = 1,
    allow_host: Annotated[
        list[str] | None, typer.Option(help="A name that the server is also reached by, such as behind a proxy.")
    ] = None,
    sign_in: Annotated[bool, typer.Option("--sign-in", help="Ask for a token on this machine too.")] = False,
    store: Store = None,
) -> None:
    """Show the passages that need a look in the browser, and keep what is decided.

    Example: mitag review --reviewer ada
    """
    from pipeline.cli import show_people
    from pipeline.web.opening import Serving, serve  # late, so that --help stays fast

    names = tuple(allow_host or ())
    serving = Serving(reviewer or getpass.getuser(), host, port, token, names, overlap, sign_in, browser)
    serve(open_project(ctx, store=store), serving, say=show_people.serving)
