"""Dependencies of routes: the desk, the session, and the person who asks."""

from typing import Annotated, cast
from urllib.parse import urlsplit

from fastapi import Depends, HTTPException, Request, Response

from pipeline.errors import InputError
from pipeline.web.access import SESSION_SECONDS, Door, Person, Session
from pipeline.web.desk import Desk

CSRF_HEADER = "X-CSRF-Token"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def the_desk(request: Request) -> Desk:
    """What routes work with."""
    return cast(Desk, request.app.state.desk)


def the_door(request: Request) -> Door:
    """What lets people in."""
    return cast(Door, request.app.state.door)


def the_session(request: Request) -> Session:
    """The session that the browser's cookie tells of, or a new one."""
    return the_door(request).read(request.cookies.get(request.app.state.cookie))


def keep_session(request: Request, response: Response, session: Session) -> None:
    """Give the browser its cookie."""
    response.set_cookie(
        request.app.state.cookie,
        the_door(request).write(session),
        max_age=SESSION_SECONDS,
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )


def whence(request: Request) -> str:
    """The address that a request came from."""
    return request.client.host if request.client else ""


def the_person(request: Request) -> Person:
    """Who asks: by a token in the header, which no page elsewhere can send, or else by the session.

    Refuses with 401 who is not in, and with 403 what another site may have made a browser send.
    """
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return _by_token(request, token.strip())
    session = the_session(request)
    person = the_door(request).of_session(session)
    if person is None:
        raise HTTPException(401, "sign in, or send a token", headers={"WWW-Authenticate": "Bearer"})
    if request.method not in _SAFE:
        check_same_site(request)
        _check_csrf(request, session)
    return person


def check_same_site(request: Request) -> None:
    """Refuse with 403 what a page of another site made the browser send, by what browsers say of themselves."""
    site = request.headers.get("sec-fetch-site", "none")
    origin = request.headers.get("origin")
    elsewhere = origin is not None and urlsplit(origin).netloc != request.headers.get("host", "")
    if site not in ("none", "same-origin") or elsewhere:
        raise HTTPException(403, "this came from another site")


def _check_csrf(request: Request, session: Session) -> None:
    if request.app.state.cookie in request.cookies:
        if request.headers.get(CSRF_HEADER, "") != session.csrf:
            raise HTTPException(403, "the session has changed; load the page again")
    elif request.headers.get("content-type", "").partition(";")[0] != "application/json":
        # Without a cookie it is a program on this machine; a page elsewhere cannot send JSON without being allowed to.
        raise HTTPException(415, "send JSON")


def _by_token(request: Request, token: str) -> Person:
    try:
        found = the_door(request).of_token(token, request.headers.get("x-reviewer", ""), whence=whence(request))
    except InputError as error:
        raise HTTPException(429, str(error)) from error
    if found is None:
        raise HTTPException(401, "the token is not known", headers={"WWW-Authenticate": "Bearer"})
    return found[0]


TheDesk = Annotated[Desk, Depends(the_desk)]
ThePerson = Annotated[Person, Depends(the_person)]
TheSession = Annotated[Session, Depends(the_session)]
