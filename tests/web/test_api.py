"""The REST API over a real store."""

from uuid import uuid4

from fastapi.testclient import TestClient

from pipeline.store.ledger import Ledger
from tests.store.ledger.filings import a_filing
from tests.web.conftest import Clients, many, on_both_stores

pytestmark = on_both_stores
API = "/api/v1"


def decision(passage_id: str, **changes: object) -> dict[str, object]:
    made: dict[str, object] = {
        "decision_id": uuid4().hex,
        "passage_id": passage_id,
        "labels": {"code": "2", "actor": "Developer"},
        "model_id": "m0del",
        "seconds": 2.5,
    }
    return {**made, **changes}


def next_id(client: TestClient, *beside: str) -> str:
    answer = client.post(f"{API}/queue/next", json={"beside": list(beside)})
    assert answer.status_code == 200, answer.text
    card = answer.json()["card"]
    return str(card["passage"]["passage_id"]) if card else ""


def test_the_next_passage_comes_with_all_the_page_shows(client: TestClient, ledger: Ledger) -> None:
    ledger.file(many(3))

    card = client.post(f"{API}/queue/next", json={}).json()["card"]

    assert card["passage"]["text"] == "Measure 0 keeps the model in its place."
    assert card["paper"]["title"] == "On drills"
    assert [each["facet"] for each in card["prediction"]["answers"]] == ["code", "actor"]
    assert card["prediction"]["answers"][0]["evidence"] == [{"start": 0, "end": 5, "weight": 0.5}]
    assert card["prediction"]["named"][0] == {"role": "mechanism", "start": 0, "end": 5}
    assert [each["after"] for each in card["neighbours"]] == [True, True]
    assert card["mine"] is None
    assert client.get(f"{API}/progress").json()["waiting"] == 3
    assert "/papers/" not in str(card)  # where files lie is nobody's business


def test_a_reload_shows_the_same_passage_and_a_look_ahead_another(client: TestClient, ledger: Ledger) -> None:
    ledger.file(many(3))

    first = next_id(client)

    assert next_id(client) == first
    assert next_id(client, first) not in ("", first)


def test_a_decision_is_kept_once_however_often_it_is_sent(client: TestClient, ledger: Ledger) -> None:
    ledger.file(many(2))
    passage_id = next_id(client)
    sent = decision(passage_id, labels={"code": "1.1", "actor": "Developer"}, note="a note")

    answers = [client.post(f"{API}/reviews", json=sent) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    (kept,) = ledger.live(passage_id)
    assert {each.facet: (each.verdict, each.code) for each in kept.verdicts} == {
        "mitigation": ("accept", "yes"),
        "code": ("correct", "1.1"),
        "actor": ("accept", "Developer"),
    }
    assert (kept.reviewer, kept.note, kept.seconds) == ("ada", "a note", 2.5)
    assert client.get(f"{API}/progress").json()["waiting"] == 1
    assert len(ledger.decisions(passage_id)) == 1
    assert next_id(client) != passage_id


def test_a_rejection_has_no_labels(client: TestClient, ledger: Ledger) -> None:
    ledger.file(many(1))
    passage_id = next_id(client)

    both = client.post(f"{API}/reviews", json=decision(passage_id, rejected=True))
    alone = client.post(f"{API}/reviews", json=decision(passage_id, rejected=True, labels={}))

    assert both.status_code == 422
    assert alone.json()["rejected"] is True
    assert ledger.live(passage_id)[0].rejects


def test_a_code_that_is_none_is_refused_and_nothing_is_kept(client: TestClient, ledger: Ledger) -> None:
    ledger.file(many(1))
    passage_id = next_id(client)

    for labels in ({"code": "7"}, {"colour": "red"}, {}):
        answer = client.post(f"{API}/reviews", json=decision(passage_id, labels=labels))
        assert answer.status_code == 422, labels
        assert answer.json()["problem"]

    assert ledger.decisions(passage_id) == []


def test_undo_takes_back_the_newest_then_the_one_before(client: TestClient, ledger: Ledger) -> None:
    ledger.file(many(3))
    decided = []
    for _ in range(2):
        decided.append(next_id(client))
        client.post(f"{API}/reviews", json=decision(decided[-1]))

    taken = [client.post(f"{API}/reviews/undo", json={}).json() for _ in range(3)]

    assert [each["card"] and each["card"]["passage"]["passage_id"] for each in taken] == [*reversed(decided), None]
    assert taken[0]["withdrawn"]["labels"] == {"code": "2", "actor": "Developer"}
    assert client.get(f"{API}/progress").json()["waiting"] == 3
    assert ledger.live(decided[0]) == []


def test_a_skipped_passage_comes_last(client: TestClient, ledger: Ledger) -> None:
    ledger.file(many(2))
    first = next_id(client)

    assert client.post(f"{API}/passages/{first}/skip", json={}).status_code == 204

    second = next_id(client)
    client.post(f"{API}/reviews", json=decision(second))
    assert second != first
    assert next_id(client) == first


def test_two_reviewers_never_get_the_same_passage(client_of: Clients, ledger: Ledger) -> None:
    from pipeline.web.access import Door
    from tests.web.conftest import KEY

    ledger.file(many(6))
    ada, bob = client_of(), client_of(Door(KEY, reviewer="bob"))
    seen: dict[str, list[str]] = {"ada": [], "bob": []}
    for _ in range(3):
        for name, client in (("ada", ada), ("bob", bob)):
            seen[name].append(next_id(client))
            assert client.post(f"{API}/reviews", json=decision(seen[name][-1])).status_code == 200

    assert len({*seen["ada"], *seen["bob"]}) == 6
    assert next_id(ada) == next_id(bob) == ""


def test_with_overlap_both_see_each_passage_and_differences_are_disputes(client_of: Clients, ledger: Ledger) -> None:
    from pipeline.web.access import Door
    from tests.web.conftest import KEY

    ledger.file(many(1))
    ada, bob = client_of(overlap=2), client_of(Door(KEY, reviewer="bob"), overlap=2)
    passage_id = next_id(ada)
    ada.post(f"{API}/reviews", json=decision(passage_id))
    assert next_id(bob) == passage_id
    bob.post(f"{API}/reviews", json=decision(passage_id, labels={"code": "1.2", "actor": "Developer"}))

    card = ada.get(f"{API}/passages/{passage_id}").json()
    assert card["queue"]["state"] == "disputed"
    assert [each["reviewer"] for each in card["others"]] == ["bob"]
    settling = decision(passage_id, adjudicates=True)
    assert ada.post(f"{API}/reviews", json=settling).status_code == 200
    assert ledger.item(passage_id).state == "gold"


def test_one_may_take_up_a_passage_unless_another_has_it(client_of: Clients, ledger: Ledger) -> None:
    from pipeline.web.access import Door
    from tests.web.conftest import KEY

    ledger.file(many(1))
    ada, bob = client_of(), client_of(Door(KEY, reviewer="bob"))
    passage_id = next_id(ada)

    assert ada.post(f"{API}/passages/{passage_id}/hold", json={}).status_code == 200
    refused = bob.post(f"{API}/passages/{passage_id}/hold", json={})
    assert refused.status_code == 409
    ada.post(f"{API}/passages/{passage_id}/release", json={})
    assert bob.post(f"{API}/passages/{passage_id}/hold", json={}).status_code == 200


def test_the_queue_is_filtered(client: TestClient, ledger: Ledger) -> None:
    ledger.file([a_filing("One is low.", confidence=0.2), a_filing("Two is high.", start=90, confidence=0.8)])
    ledger.file([a_filing("Three.", start=200, answers={"code": "1.1", "actor": "User"})])

    def found(**asked: object) -> int:
        answer = client.get(f"{API}/queue", params=asked)  # type: ignore[arg-type]
        assert answer.status_code == 200, answer.text
        return len(answer.json())

    assert found() == 3
    assert found(code="1") == found(code="1.1") == 1
    assert found(low=0.5) == 1
    assert found(high=0.3) == 1
    assert found(state="reviewed") == 0
    assert found(document="other") == 0
    assert found(limit=2) == 2
    assert client.get(f"{API}/queue", params={"code": "777"}).status_code == 422
    assert client.get(f"{API}/queue", params={"colour": "red"}).status_code == 422
    assert client.get(f"{API}/queue", params={"low": 0.9, "high": 0.1}).status_code == 422


def test_a_passage_is_split_joined_and_redrawn(client: TestClient, ledger: Ledger) -> None:
    ledger.file(many(3))
    first = next_id(client)
    around = client.get(f"{API}/passages/{first}/surroundings").json()
    assert around["text"].startswith("Measure 0 keeps the model in its place.\n\nMeasure 1")
    assert (around["passage_start"], around["passage_end"], around["before"]) == (0, 39, None)

    split = client.post(f"{API}/passages/redraw", json={"old": [first], "spans": [[0, 9], [10, 39]]}).json()
    parts = [ledger.passage(each).passage.text for each in split["passage_ids"]]
    joined = client.post(f"{API}/passages/redraw", json={"old": split["passage_ids"], "spans": [[0, 39]]}).json()

    assert parts == ["Measure 0", "keeps the model in its place."]
    assert [ledger.passage(each).passage.text for each in joined["passage_ids"]] == [
        "Measure 0 keeps the model in its place."
    ]
    refused = client.post(f"{API}/passages/redraw", json={"old": joined["passage_ids"], "spans": [[0, 99999]]})
    assert refused.status_code == 422


def test_the_machine_tells_of_itself_and_classifies(client: TestClient, ledger: Ledger) -> None:
    ledger.file(many(1))

    assert client.get(f"{API}/health").json()["waiting"] == 1
    assert client.get(f"{API}/taxonomy").json()["version"] == "test-1"
    assert client.get(f"{API}/models").json() == []
    answer = client.post(f"{API}/classify", json={"texts": [{"text": "Staff rehearse."}, {"text": "They log."}]})
    assert [len(each["answers"]) for each in answer.json()["predictions"]] == [2, 2]


def test_what_is_not_there_is_not_found(client: TestClient, ledger: Ledger) -> None:
    ledger.file(many(1))
    for path in ("passages/nothing", "predictions/nothing", "passages/nothing/places", "passages/nothing/pages/1"):
        answer = client.get(f"{API}/{path}")
        assert answer.status_code == 404, path
        assert answer.json()["problem"]
    assert client.get(f"{API}/passages/{next_id(client)}/places").status_code == 404  # its file is not where it was


def test_one_sees_ones_own_decisions(client: TestClient, ledger: Ledger) -> None:
    ledger.file(many(2))
    passage_id = next_id(client)
    client.post(f"{API}/reviews", json=decision(passage_id))

    assert [each["passage_id"] for each in client.get(f"{API}/reviews").json()] == [passage_id]
    assert len(client.get(f"{API}/reviews", params={"passage": passage_id}).json()) == 1
    assert client.get(f"{API}/passages/{passage_id}").json()["mine"]["labels"]["code"] == "2"
