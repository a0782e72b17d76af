"""Templates and static files: whatever is put into a page shows as text and never as markup."""

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from pipeline.web.access import Person, Session
from pipeline.web.people import keep_session, the_door, the_session

HERE = Path(__file__).parent
STATIC = HERE / "static"


def page(
    request: Request,
    template: str,
    *,
    person: Person | None,
    session: Session | None = None,
    status: int = 200,
    **values: Any,  # noqa: ANN401  (whatever a template shows)
) -> HTMLResponse:
    """Fill in a template for a person, and give the browser its session cookie."""
    session = session or the_session(request)
    html = (
        environment()
        .get_template(template)
        .render(
            csrf=session.csrf,
            reviewer=person.name if person else "",
            can_leave=person is not None and not the_door(request).is_open,
            **{"here": "", **values},
        )
    )
    response = HTMLResponse(html, status)
    keep_session(request, response, session)
    return response


@cache
def environment() -> Environment:
    """The templates; a value that is missing is an error."""
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["asset"] = asset
    return made


@cache
def asset(name: str) -> str:
    """The address of a static file; it changes with the content, so that browsers can keep the file."""
    return f"/static/{name}?{sha256((STATIC / name).read_bytes()).hexdigest()[:12]}"
