"""The web application: guard, session, routes, and what an error looks like."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from pipeline import __version__
from pipeline.errors import ConfigError, MitagError, NotReadyError
from pipeline.web import api, pages
from pipeline.web.access import Door
from pipeline.web.desk import Desk
from pipeline.web.guard import Guard
from pipeline.web.rendering import STATIC, page

API = "/api/"
_TITLES = {401: "Sign in", 403: "Not allowed", 404: "Not found", 409: "Not now", 422: "Not understood"}


def create_app(desk: Desk, door: Door, *, is_ours: Callable[[str], bool], cookie: str = "mitag") -> FastAPI:
    """Build the application over the parts of a desk; `is_ours` says which Host headers are answered."""
    app = FastAPI(
        title="mitag",
        version=__version__,
        description="Passages of papers, what the model says of them, and what persons decide.",
        openapi_url="/api/v1/openapi.json",
        docs_url=None,  # the one that comes along is fetched from elsewhere
        redoc_url=None,
    )
    app.state.desk, app.state.door, app.state.cookie = desk, door, cookie
    app.include_router(pages.router)
    app.include_router(api.router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.add_exception_handler(pages.SignInFirst, _to_sign_in)
    app.add_exception_handler(RequestValidationError, _not_understood)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(MitagError, _failed)
    app.add_middleware(Guard, is_ours=is_ours)
    return app


async def _to_sign_in(request: Request, _: Exception) -> Response:
    then = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse(f"/login?then={quote(then, safe='')}", 303)


async def _not_understood(request: Request, error: Exception) -> Response:
    # What was sent is not repeated: it may be anything, also what cannot be encoded.
    problems = [
        f"{'.'.join(str(part) for part in each['loc'])}: {each['msg']}"
        for each in (error.errors() if isinstance(error, RequestValidationError) else ())
    ]
    return _answer(request, 422, "; ".join(problems))


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101  (registered for it alone)
    return _answer(request, error.status_code, str(error.detail), headers=dict(error.headers or {}))


async def _failed(request: Request, error: Exception) -> Response:
    assert isinstance(error, MitagError)  # noqa: S101
    status = 409 if isinstance(error, NotReadyError) else 422 if isinstance(error, ConfigError) else 404
    return _answer(request, status, error.problem, error.remedy)


def _answer(
    request: Request, status: int, problem: str, remedy: str = "", *, headers: dict[str, Any] | None = None
) -> Response:
    problem = problem.encode("utf-8", "replace").decode()
    if request.url.path.startswith(API) or "text/html" not in request.headers.get("accept", ""):
        return JSONResponse({"problem": problem, "remedy": remedy}, status, headers)
    title = _TITLES.get(status, "That did not work")
    return page(request, "problem.html", person=None, status=status, title=title, problem=problem, remedy=remedy)
