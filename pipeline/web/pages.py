"""The pages: review, queue, progress, sign in, reference of the API."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, HTTPException, Query, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import ValidationError

from pipeline.domain.review import STATES, Wanted
from pipeline.errors import InputError, MitagError
from pipeline.web.access import Person, Session
from pipeline.web.cards import taxonomy_shape, wanted
from pipeline.web.desk import Desk
from pipeline.web.people import TheDesk, TheSession, check_same_site, keep_session, the_door, whence
from pipeline.web.reference import operations
from pipeline.web.rendering import page
from pipeline.web.shapes import Filter

router = APIRouter(include_in_schema=False)

_ROWS = 100


class SignInFirst(Exception):  # noqa: N818  (a way to the sign-in page, no error)
    """The page is for people who are in."""


def a_reader(request: Request, session: TheSession) -> Person:
    """Who looks at a page; leads to the sign-in page who is not in."""
    person = the_door(request).of_session(session)
    if person is None:
        raise SignInFirst
    return person


Reader = Annotated[Person, Depends(a_reader)]


@router.get("/")
def review(request: Request, desk: TheDesk, person: Reader) -> Response:
    """The review page: the script in it asks for passages."""
    asked, chosen = _asked(request, desk)
    setup = {
        "reviewer": person.name,
        "wanted": asked.model_dump(exclude_defaults=True),
        "passage": request.query_params.get("passage", ""),
        "taxonomy": taxonomy_shape(desk.taxonomy).model_dump(),
    }
    return page(request, "review.html", person=person, here="review", setup=setup, **_menus(desk, asked, chosen))


@router.get("/queue")
def queue(
    request: Request, desk: TheDesk, person: Reader, start: Annotated[int, Query(ge=0, le=10**9)] = 0
) -> Response:
    """What is in the queue, as a table."""
    asked, chosen = _asked(request, desk)
    items = desk.ledger.items(chosen, limit=_ROWS, offset=start)
    rows = [(item, desk.ledger.passage(item.passage_id)) for item in items]
    return page(
        request,
        "queue.html",
        person=person,
        here="queue",
        rows=rows,
        total=desk.ledger.count(chosen),
        start=start,
        step=_ROWS,
        link=asked.model_dump(exclude_defaults=True),
        **_menus(desk, asked, chosen),
    )


@router.get("/progress")
def progress(request: Request, desk: TheDesk, person: Reader) -> Response:
    """How far the review has come, in all and for each reviewer."""
    reviewers = desk.ledger.reviewers()
    return page(
        request,
        "progress.html",
        person=person,
        here="progress",
        all=desk.ledger.progress(),
        by_reviewer=[(name, desk.ledger.progress(name)) for name in reviewers],
        disputes=desk.ledger.disputes()[:_ROWS],
        taxonomy=desk.taxonomy,
        states=STATES,
    )


@router.get("/docs")
def reference(request: Request, person: Reader) -> Response:
    """The operations of the API, read offline."""
    return page(request, "reference.html", person=person, operations=operations(request.app.openapi()))


@router.get("/login")
def sign_in_page(request: Request, then: str = "/") -> Response:
    """The form to sign in."""
    return _sign_in_page(request, then=then)


@router.post("/login")
def sign_in(
    request: Request,
    session: TheSession,
    name: Annotated[str, Form(max_length=80)],
    token: Annotated[str, Form(max_length=400)],
    csrf: Annotated[str, Form(max_length=200)] = "",
    then: Annotated[str, Form(max_length=2000)] = "/",
) -> Response:
    """Let in who has a token."""
    check_same_site(request)
    if csrf != session.csrf:
        return _sign_in_page(request, then=then, name=name, problem="The form was too old; try again.", status=403)
    try:
        found = the_door(request).of_token(token, name, whence=whence(request))
    except InputError as error:
        return _sign_in_page(request, then=then, problem=f"{error.problem}: {error.remedy}", status=429)
    if found is None:
        return _sign_in_page(request, then=then, name=name, problem="Name and token do not fit.", status=401)
    person, print_of_token = found
    response = RedirectResponse(_inside(then), 303)
    keep_session(request, response, Session(Session.fresh().csrf, person.name, print_of_token))
    return response


@router.post("/logout")
def sign_out(request: Request, session: TheSession, csrf: Annotated[str, Form(max_length=200)] = "") -> Response:
    """End the session of this browser."""
    check_same_site(request)
    if csrf != session.csrf:
        raise HTTPException(403, "the form was too old")
    response = RedirectResponse("/login", 303)
    response.delete_cookie(request.app.state.cookie)
    return response


def _sign_in_page(request: Request, *, then: str, name: str = "", problem: str = "", status: int = 200) -> Response:
    return page(request, "login.html", person=None, status=status, then=_inside(then), name=name, problem=problem)


def _inside(address: str) -> str:
    r"""The address if it is a page of ours, else the first page: nobody is led elsewhere after signing in.

    >>> [_inside(each) for each in ("/queue?state=gold", "//evil.example", "https://evil.example", "/\\evil.example")]
    ['/queue?state=gold', '/', '/', '/']
    """
    plain = address.isprintable() and "\\" not in address
    return address if plain and address.startswith("/") and not address.startswith("//") else "/"


def _asked(request: Request, desk: Desk) -> tuple[Filter, Wanted]:
    """The filter of the address; fields left empty in a form filter nothing, and what is wrong filters nothing."""
    given = {name: value for name, value in request.query_params.items() if name in Filter.model_fields and value}
    try:
        asked = Filter.model_validate(given)
        return asked, wanted(asked, desk.taxonomy)
    except (ValidationError, MitagError):
        return Filter(), Wanted()


def _menus(desk: Desk, asked: Filter, chosen: Wanted) -> dict[str, Any]:
    choices = desk.recently("menus", lambda: _choices(desk))
    return {"taxonomy": desk.taxonomy, "states": STATES, "query": asked, "wanted": chosen, "choices": choices}


def _choices(desk: Desk) -> dict[str, Any]:
    ledger = desk.ledger
    return {
        "papers": ledger.papers(),
        "models": ledger.models(),
        "reviewers": ledger.reviewers(),
        "badges": ledger.badges(),
    }
