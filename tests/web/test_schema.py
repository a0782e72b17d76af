"""Nothing that can be sent makes the server fail: requests made up from the OpenAPI document find no 5xx."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import given, settings
from hypothesis import strategies as st
from schemathesis.schemas import BaseSchema

from pipeline.store.ledger import Ledger
from pipeline.web import api as routes
from pipeline.web.access import Door
from pipeline.web.app import create_app
from pipeline.web.desk import Desk
from tests.builders import a_taxonomy
from tests.web.conftest import KEY, a_shelf, file, many, predict


def _paths() -> dict[str, dict[str, object]]:
    app = FastAPI()
    app.include_router(routes.router)
    paths: dict[str, dict[str, object]] = app.openapi()["paths"]
    return paths


OPERATIONS = [(method, path) for path, methods in _paths().items() for method in methods]


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[object]:
    home = tmp_path_factory.mktemp("api")
    with Ledger.open(home / "store.sqlite") as ledger:
        ledger.file(many(5))
        desk = Desk(ledger, a_taxonomy(), a_shelf(home / "pages"), predict, file, lambda: ([], None))
        app = create_app(desk, Door(KEY, reviewer="ada"), is_ours=lambda _: True)
        yield schemathesis.openapi.from_asgi("/api/v1/openapi.json", app)


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_no_request_makes_the_server_fail(api: BaseSchema, method: str, path: str) -> None:
    operation = api[path][method]
    understood = set()
    ids = [each.passage.passage_id for each in many(5)]

    @settings(max_examples=60)
    @given(case=operation.as_strategy(), place=st.integers(0, 2 * len(ids)))
    def ask(case: "schemathesis.Case[Any]", place: int) -> None:
        if "passage_id" in case.path_parameters and place < len(ids):  # one that is there, half of the time
            case.path_parameters["passage_id"] = ids[place]
        if isinstance(case.body, dict) and "passage_id" in case.body and place < len(ids):
            case.body["passage_id"] = ids[place]
        answer = case.call(headers={"Content-Type": "application/json"})
        assert answer.status_code < 500, answer.text
        understood.add(answer.status_code)

    ask()

    assert not understood <= {401, 403, 415, 421}  # else nothing was tried
