"""Who is let in, what is refused, and that nothing in a paper is ever more than text."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from pipeline.errors import ConfigError
from pipeline.store.ledger import Ledger
from pipeline.web.access import Door, Failures, Session, signing_key
from pipeline.web.desk import Desk
from pipeline.workflows.users import add_user
from tests.store.ledger.filings import a_filing
from tests.web.conftest import KEY, Clients, many
from tests.web.test_api import API, decision, next_id

TOKEN = "correct-horse-battery-staple"  # noqa: S105
EVIL = "<script>alert('owned')</script>\"'&<img src=x onerror=alert(1)>"


def a_team(ledger: Ledger) -> Door:
    return Door(
        KEY,
        by_token=ledger.user_by_token,
        by_name=lambda name: next((user for user in ledger.users() if user.name == name), None),
    )


def csrf_of(page: str) -> str:
    found = re.search(r'name="csrf" content="([^"]+)"', page)
    assert found
    return found[1]


def sign_in(client: TestClient, name: str, token: str, then: str = "/") -> int:
    csrf = csrf_of(client.get("/login").text)
    answer = client.post("/login", data={"name": name, "token": token, "csrf": csrf, "then": then})
    return answer.status_code


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "10.0.0.7", ""])
def test_another_host_name_is_not_answered(client: TestClient, host: str) -> None:
    for path in ("/", f"{API}/health", "/static/mitag.css"):
        assert client.get(path, headers={"Host": host}).status_code == 421


def test_every_answer_forbids_foreign_and_inline_scripts(client: TestClient, ledger: Ledger) -> None:
    ledger.file(many(1))
    for path in ("/", "/queue", "/progress", "/docs", "/login", "/nothing", f"{API}/health", "/static/review.js"):
        answer = client.get(path, headers={"Accept": "text/html"})
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self';" in policy
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        if "html" in answer.headers["content-type"]:
            inline = re.findall(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", answer.text)
            assert inline == []
            assert re.findall(r"\son\w+=|style=|javascript:", answer.text) == []


def test_nothing_is_fetched_from_elsewhere(client: TestClient, ledger: Ledger) -> None:
    ledger.file(many(1))
    static = Path(__file__).parents[2] / "pipeline" / "web" / "static"
    texts = [path.read_text(encoding="utf-8") for path in static.iterdir()]
    texts += [client.get(path).text for path in ("/", "/queue", "/progress", "/docs", "/login")]
    for text in texts:
        assert set(re.findall(r"https?://[\w.]+", text)) <= {"http://www.w3.org"}


def test_text_of_papers_is_text(client: TestClient, ledger: Ledger) -> None:
    filing = a_filing(f"Staff {EVIL} rehearse.", doubts=(EVIL,))
    ledger.file([replace(filing, paper=replace(filing.paper, title=EVIL, source=EVIL, authors=(EVIL,)))])
    passage_id = next_id(client)
    client.post(f"{API}/reviews", json=decision(passage_id, note=EVIL))

    for path in ("/", "/queue", "/progress", f"/?passage={EVIL}", f"/queue?by={EVIL}"):
        page = client.get(path).text
        assert "<script>alert" not in page, path
        assert "<img" not in page, path
    assert client.get(f"{API}/passages/{passage_id}").headers["content-type"] == "application/json"


def test_a_page_of_another_site_cannot_decide(client: TestClient, ledger: Ledger) -> None:
    ledger.file(many(1))
    passage_id = next_id(client)
    sent = decision(passage_id)
    page = client.get("/")  # gives the browser its cookie
    token = csrf_of(page.text)

    def post(headers: dict[str, str]) -> int:
        return client.post(f"{API}/reviews", json=sent, headers=headers).status_code

    assert post({}) == 403
    assert post({"X-CSRF-Token": "guessed"}) == 403
    assert post({"X-CSRF-Token": token, "Origin": "http://evil.example"}) == 403
    assert post({"X-CSRF-Token": token, "Origin": "null"}) == 403
    assert post({"X-CSRF-Token": token, "Sec-Fetch-Site": "cross-site"}) == 403
    assert ledger.decisions(passage_id) == []
    assert post({"X-CSRF-Token": token, "Origin": "http://127.0.0.1", "Sec-Fetch-Site": "same-origin"}) == 200


def test_a_form_of_another_site_cannot_decide_either(client: TestClient, ledger: Ledger) -> None:
    ledger.file(many(1))
    passage_id = next_id(client)
    body = f'{{"decision_id": "{"0" * 32}", "passage_id": "{passage_id}", "rejected": true}}'

    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""):
        answer = client.post(f"{API}/reviews", content=body, headers={"Content-Type": kind})
        assert answer.status_code == 415, kind
    assert client.post(f"{API}/passages/{passage_id}/skip").status_code == 415
    assert ledger.decisions(passage_id) == []


def test_the_cookie_is_out_of_reach(client: TestClient, ledger: Ledger) -> None:
    ledger.file(many(1))
    cookie = client.get("/").headers["set-cookie"].lower()

    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "secure" not in cookie
    assert "secure" in client.get("https://127.0.0.1/").headers["set-cookie"].lower()


def test_with_users_nobody_comes_in_without_a_token(client_of: Clients, ledger: Ledger) -> None:
    ledger.file(many(2))
    token = add_user(ledger, "Ada", "reviewer")
    client = client_of(a_team(ledger))

    for path in ("/", "/queue?state=gold", "/progress", "/docs"):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["location"][:12]) == (303, "/login?then=")
    for path in ("taxonomy", "queue", "models", "papers", "progress", "reviews", "session"):
        assert client.get(f"{API}/{path}").status_code == 401
    assert client.get(f"{API}/health").status_code == 200
    assert sign_in(client, "Ada", "wrong") == 401
    assert sign_in(client, "Bob", token) == 401
    assert sign_in(client, "ada", token) == 303
    assert client.get("/").status_code == 200
    assert "Ada" in client.get("/").text
    assert client.get(f"{API}/session").json()["role"] == "reviewer"


def test_a_program_sends_its_token(client_of: Clients, ledger: Ledger) -> None:
    ledger.file(many(1))
    token = add_user(ledger, "robot", "reviewer")
    client = client_of(a_team(ledger))
    bearer = {"Authorization": f"Bearer {token}"}

    passage_id = client.post(f"{API}/queue/next", json={}, headers=bearer).json()["card"]["passage"]["passage_id"]
    answer = client.post(f"{API}/reviews", json=decision(passage_id), headers=bearer)

    assert answer.json()["reviewer"] == "robot"
    assert client.get(f"{API}/queue", headers={"Authorization": "Bearer wrong"}).status_code == 401
    assert client.get(f"{API}/queue", headers={"Authorization": f"Basic {token}"}).status_code == 401


def test_a_session_ends_when_its_token_does(client_of: Clients, ledger: Ledger) -> None:
    ledger.file(many(1))
    token = add_user(ledger, "Ada", "reviewer")
    client = client_of(a_team(ledger))
    sign_in(client, "Ada", token)
    assert client.get("/").status_code == 200

    add_user(ledger, "Ada", "reviewer")  # a new token

    assert client.get("/").status_code == 303
    assert sign_in(client, "Ada", token) == 401


def test_only_an_adjudicator_settles(client_of: Clients, ledger: Ledger) -> None:
    ledger.file(many(2))
    token = add_user(ledger, "Ada", "reviewer")
    client = client_of(a_team(ledger))
    bearer = {"Authorization": f"Bearer {token}"}
    passage_id = client.post(f"{API}/queue/next", json={}, headers=bearer).json()["card"]["passage"]["passage_id"]

    refused = client.post(f"{API}/reviews", json=decision(passage_id, adjudicates=True), headers=bearer)

    assert refused.status_code == 403
    assert ledger.decisions(passage_id) == []


def test_one_token_for_all_takes_the_name_one_gives(client_of: Clients, ledger: Ledger) -> None:
    ledger.file(many(1))
    client = client_of(Door(KEY, shared_token=TOKEN))

    assert client.get("/").status_code == 303
    assert sign_in(client, "Ada", TOKEN) == 303
    assert client.get(f"{API}/session").json()["reviewer"] == "Ada"
    csrf = csrf_of(client.get("/").text)
    assert client.post("/logout", data={"csrf": "guessed"}).status_code == 403
    assert client.post("/logout", data={"csrf": csrf}).status_code == 303
    assert client.get("/").status_code == 303


def test_a_forged_cookie_is_nobodys(client_of: Clients) -> None:
    client = client_of(Door(KEY, shared_token=TOKEN))
    forged = Door(b"another key of thirty-two bytes.", shared_token=TOKEN)
    person, stamp = forged.of_token(TOKEN, "Eve", whence="") or pytest.fail("not let in")
    client.cookies.set("mitag", forged.write(Session("csrf", person.name, stamp)))

    assert client.get("/").status_code == 303


def test_after_signing_in_nobody_is_led_elsewhere(client_of: Clients) -> None:
    client = client_of(Door(KEY, shared_token=TOKEN))
    for there, then in (
        ("//evil.example", "/"),
        ("https://evil.example", "/"),
        ("/\\evil.example", "/"),
        ("/queue?state=gold", "/queue?state=gold"),
    ):
        csrf = csrf_of(client.get("/login").text)
        answer = client.post("/login", data={"name": "Ada", "token": TOKEN, "csrf": csrf, "then": there})
        assert answer.headers["location"] == then


def test_wrong_tokens_are_counted() -> None:
    now = 0.0
    failures = Failures(clock=lambda: now)
    for _ in range(10):
        assert not failures.too_many("10.0.0.7")
        failures.add("10.0.0.7")

    assert failures.too_many("10.0.0.7")
    assert not failures.too_many("10.0.0.8")
    now = 301.0
    assert not failures.too_many("10.0.0.7")


def test_guessing_ends_soon(client_of: Clients) -> None:
    client = client_of(Door(KEY, shared_token=TOKEN))
    tries = [client.get(f"{API}/queue", headers={"Authorization": f"Bearer {n}"}).status_code for n in range(12)]

    assert tries == [401] * 10 + [429] * 2
    assert sign_in(client, "Ada", TOKEN) == 429


def test_large_requests_are_refused_before_they_are_read(client: TestClient) -> None:
    body = b'{"texts": [{"text": "' + b"a" * 2**21 + b'"}]}'
    said = client.post(f"{API}/classify", content=body, headers={"Content-Type": "application/json"})

    def pieces() -> object:
        for start in range(0, len(body), 2**16):
            yield body[start : start + 2**16]

    unsaid = client.post(f"{API}/classify", content=pieces(), headers={"Content-Type": "application/json"})  # type: ignore[arg-type]

    assert (said.status_code, unsaid.status_code) == (413, 413)


@pytest.mark.parametrize("text", ["\\ud800", "\\u0000", "\\u001b[2J"])
def test_what_no_store_keeps_is_refused(client: TestClient, ledger: Ledger, text: str) -> None:
    ledger.file(many(1))
    sent = f'{{"decision_id": "{"0" * 32}", "passage_id": "{next_id(client)}", "rejected": true, "note": "{text}"}}'

    answer = client.post(f"{API}/reviews", content=sent.encode(), headers={"Content-Type": "application/json"})

    assert answer.status_code == 422
    assert answer.json()["problem"]


def test_the_key_is_its_owners_alone_and_outlives_the_server(tmp_path: Path) -> None:
    path = tmp_path / "cache" / "session-key"

    key = signing_key(path)

    assert signing_key(path) == key
    assert len(key) == 32
    assert path.stat().st_mode & 0o077 == 0
    path.write_bytes(b"short")
    with pytest.raises(ConfigError, match="damaged"):
        signing_key(path)


def test_a_short_token_is_refused() -> None:
    with pytest.raises(ConfigError, match="shorter than 16"):
        Door(KEY, shared_token="hunter2")  # noqa: S106


def test_the_desk_is_not_needed_to_say_no(client_of: Clients, desk: Desk) -> None:
    del desk
    answer = client_of().get("/nothing", headers={"Accept": "text/html"})

    assert answer.status_code == 404
    assert "Not found" in answer.text
