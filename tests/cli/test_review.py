"""mitag review and mitag users."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

Mitag = Callable[..., Result]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "mitag.toml").write_text("", encoding="utf-8")
    return tmp_path


def test_users_come_and_go(mitag: Mitag, home: Path) -> None:
    added = mitag("-C", home, "users", "add", "Ada Lovelace", "--role", "adjudicator")
    mitag("-C", home, "users", "add", "bob")
    listed = mitag("-C", home, "users", "list", "--json")
    shown = mitag("-C", home, "users", "list")
    dropped = mitag("-C", home, "users", "drop", "bob")
    again = mitag("-C", home, "users", "drop", "bob")

    assert added.exit_code == 0
    token = added.stdout.strip()
    assert len(token) >= 43
    assert "Ada Lovelace" in added.stderr
    assert json.loads(listed.stdout) == [
        {"name": "Ada Lovelace", "role": "adjudicator"},
        {"name": "bob", "role": "reviewer"},
    ]
    assert "adjudicator" in shown.stdout
    assert token not in listed.output + shown.output
    assert dropped.exit_code == 0
    assert again.exit_code == 3
    assert "no user 'bob'" in again.stderr


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--host", "0.0.0.0"), "nothing to review yet"),  # noqa: S104
        (("--token", "short"), "nothing to review yet"),
        (("--host", "192.0.2.1"), "cannot be used"),
        (("--overlap", "0"), "overlap"),
        (("--port", "70000"), "port"),
    ],
)
def test_what_cannot_be_served_is_said_at_once(mitag: Mitag, home: Path, options: tuple[str, ...], says: str) -> None:
    result = mitag(
        "-C", home, "review", "--no-browser", *(("--port", "0") if "--port" not in options else ()), *options
    )

    assert result.exit_code in (2, 4)
    assert says in result.stderr
    assert "Traceback" not in result.output


def test_the_token_may_come_from_the_environment(mitag: Mitag, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MITAG_REVIEW_TOKEN", "t" * 20)

    assert mitag("-C", home, "settings").exit_code == 0  # it names no setting, and is no mistake
    assert mitag("-C", home, "review", "--no-browser", "--port", "0").exit_code == 4
