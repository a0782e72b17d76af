"""The review page in a real Chromium, by keyboard alone unless a test says otherwise."""

from playwright.sync_api import Browser, Route, expect

from pipeline.domain.review import Decision
from pipeline.store.ledger import Ledger
from pipeline.web.access import Door
from pipeline.web.desk import Desk
from tests.web.browsing import Reviewer
from tests.web.conftest import KEY, Sit, on_both_stores, served
from tests.web.papers import N_PASSAGES, TITLE


def live(ledger: Ledger, passage_id: str) -> Decision:
    (decision,) = ledger.live(passage_id)
    return decision


@on_both_stores
def test_a_whole_session_by_keyboard(sit: Sit, ledger: Ledger) -> None:
    ada = sit()

    accepted = ada.decide("Enter")
    ada.press("2", "Tab", "1", "Tab", "2")
    corrected = ada.decide("Enter")
    rejected = ada.decide("r")
    skipped = ada.decide("s")
    ada.press("n")
    ada.page.keyboard.type("see page 2")
    ada.press("Enter")
    noted = ada.decide("Enter")
    ada.press("e", "Control+a")
    ada.page.keyboard.type("It filters what goes in.")
    ada.press("Escape")
    reworded = ada.decide("Enter")
    undone = ada.shown
    ada.decide("Enter")
    ada.press("u")
    ada.page.wait_for_selector(f"html[data-ready='{undone}']", state="attached")
    ada.saved()

    assert live(ledger, accepted).labels == {
        "code": "1.2.1",
        "lifecycle_stage": "Deploy",
        "actor": "Developer",
        "risk_function": "Manage",
    }
    assert {each.facet for each in live(ledger, accepted).verdicts if each.verdict == "accept"} >= {"code", "actor"}
    assert live(ledger, corrected).labels == {
        "code": "1.2.3",
        "lifecycle_stage": "Plan and Design",
        "actor": "Deployer",
        "risk_function": "Manage",
    }
    assert live(ledger, rejected).rejects
    assert ledger.live(skipped) == []
    assert live(ledger, noted).note == "see page 2"
    assert {each.facet: each.code for each in live(ledger, reworded).verdicts}[
        "reasoning"
    ] == "It filters what goes in."
    assert ledger.live(undone) == []
    assert len({accepted, corrected, rejected, skipped, noted, reworded, undone}) == 7
    assert ada.complaints == []


def test_all_is_decided_in_the_end_and_the_page_says_so(sit: Sit, ledger: Ledger) -> None:
    ada = sit()
    for _ in range(N_PASSAGES):
        ada.decide("Enter")

    assert ada.shown == "empty"
    assert "All done" in ada.text("#empty")
    assert ada.text("#left") == "0"
    ada.saved()
    assert ledger.progress().states["reviewed"] == N_PASSAGES
    ada.press("u")
    ada.page.wait_for_selector("html[data-ready]:not([data-ready=empty])", state="attached")
    assert ledger.progress().states["reviewed"] == N_PASSAGES - 1


def test_what_is_shown_of_a_passage(sit: Sit) -> None:
    ada = sit()

    assert ada.text("#where") == "Safeguard number 1"
    assert ada.page.locator("#text mark").all_inner_texts() == ["watch ", "what goes in"]
    assert ada.page.locator("#text u.mechanism").all_inner_texts() == ["what goes in", " and what"]
    assert ada.page.locator("#text u.target").all_inner_texts() == ["stop what must"]
    assert ada.page.locator("#named li").all_inner_texts() == [
        "mechanism: what goes in and what",
        "target: stop what must",
    ]
    assert "unsure" in ada.text("#badges")
    assert ada.page.locator("#neighbours li").count() == 2
    assert "1.2.1 Guardrails & Filtering" in ada.text(".chosen")
    assert "1.2.3 Monitoring & Detection" in ada.text(".rival")
    assert ada.page.locator("[data-facet=code] .number").first.inner_text() == "46 %"
    expect(ada.page.locator("#picture .box")).to_be_visible()
    expect(ada.page.locator("#picture img")).to_have_js_property("complete", value=True)
    box = ada.page.locator("#picture .box").bounding_box()
    image = ada.page.locator("#picture img").bounding_box()
    assert box
    assert image
    assert image["x"] <= box["x"] < box["x"] + box["width"] <= image["x"] + image["width"]
    assert ada.page.locator("#picture img").evaluate("image => image.naturalWidth") >= 900


def test_a_script_in_the_title_of_a_pdf_is_shown_and_not_run(sit: Sit) -> None:
    ada = sit()

    assert TITLE in ada.text("#paper")
    assert "owned" not in ada.page.title()
    for path in ("/queue", "/progress"):
        ada.open(path)
        assert "owned" not in ada.page.title()
    assert ada.complaints == []


def test_nothing_is_fetched_from_elsewhere(sit: Sit) -> None:
    ada = sit()
    ada.decide("Enter")
    ada.saved()

    assert {request.split("/")[2] for request in ada.requests} == {ada.address.split("/")[2]}


def test_a_code_is_found_by_typing(sit: Sit, ledger: Ledger) -> None:
    ada = sit()

    ada.press("/")
    ada.page.keyboard.type("red team")
    expect(ada.page.locator("#found li").first).to_have_text("2.2.2 Testing & Evaluation")
    ada.press("Enter")
    assert ada.chosen("code") == "2.2.2"
    ada.press("/")
    ada.page.keyboard.type("3.1.3")
    ada.press("Enter")
    assert ada.chosen("code") == "3.1.3"
    ada.press("/", "ArrowDown", "Escape")
    assert ada.chosen("code") == "3.1.3"
    decided = ada.decide("Enter")
    ada.saved()

    assert live(ledger, decided).labels["code"] == "3.1.3"


def test_tab_leads_through_the_facets_to_the_buttons_and_back(sit: Sit) -> None:
    ada = sit()
    active = []
    for _ in range(4):
        active.append(ada.page.locator(".facet.active").get_attribute("data-facet"))
        ada.press("Tab")

    assert active == ["code", "lifecycle_stage", "actor", "risk_function"]
    ada.press("Shift+Tab", "Shift+Tab")
    assert ada.page.locator(".facet.active").get_attribute("data-facet") == "actor"


def test_a_reload_in_mid_decision_loses_nothing(sit: Sit, ledger: Ledger) -> None:
    ada = sit()
    ada.decide("Enter")
    here = ada.shown
    ada.press("3", "Tab", "2", "n")
    ada.page.keyboard.type("half a thought")

    ada.page.reload()
    ada.page.wait_for_selector("html[data-ready]", state="attached")

    assert ada.shown == here
    assert (ada.chosen("code"), ada.chosen("lifecycle_stage")) == ("2.2.2", "Collect and Process Data")
    assert ada.page.locator("#note").input_value() == "half a thought"
    ada.decide("Enter")
    ada.saved()
    assert live(ledger, here).note == "half a thought"


@on_both_stores
def test_a_restart_of_the_server_loses_nothing(browser: Browser, paper_desk: Desk, ledger: Ledger) -> None:
    with served(paper_desk, Door(KEY, reviewer="ada")) as address:
        ada = Reviewer(browser, address)
        first = ada.decide("Enter")
        ada.saved()
        port = int(address.rpartition(":")[2])
    second = ada.shown
    ada.press("2")
    ada.press("Enter")  # nobody is there to hear it
    expect(ada.page.locator("#sent")).to_contain_text("not saved yet: 1")
    assert ledger.live(second) == []

    with served(paper_desk, Door(KEY, reviewer="ada"), port):
        ada.saved()
        third = ada.decide("Enter")
        ada.saved()

    assert [live(ledger, each).labels["code"] for each in (first, second, third)] == ["1.2.1", "1.2.3", "1.2.1"]
    ada.close()


@on_both_stores
def test_two_reviewers_at_once_see_different_passages(sit: Sit, ledger: Ledger) -> None:
    ada, bob = sit("ada"), sit("bob")
    seen: list[str] = []
    for _ in range(N_PASSAGES // 2 - 1):
        seen += [ada.decide("Enter"), bob.decide("Enter")]
    ada.saved()
    bob.saved()

    assert len(set(seen)) == N_PASSAGES - 2
    assert all(len(ledger.live(passage_id)) == 1 for passage_id in seen)
    assert {live(ledger, each).reviewer for each in seen} == {"ada", "bob"}


@on_both_stores
def test_a_dispute_is_shown_and_settled(sit: Sit, ledger: Ledger) -> None:
    ada, bob = sit("ada", overlap=2), sit("bob", overlap=2)
    here = ada.decide("Enter")
    assert bob.shown == here
    bob.press("2")
    bob.decide("Enter")
    ada.saved()
    bob.saved()
    assert ledger.item(here).state == "disputed"

    judge = sit("judge", path="/?state=disputed")
    assert judge.shown == here
    assert "ada" in judge.text("#others")
    assert "1.2.3" in judge.text("#others")
    judge.press("2", "Enter")
    judge.page.wait_for_selector("html[data-ready=empty]", state="attached")
    judge.saved()

    assert ledger.item(here).state == "gold"
    assert {each.facet: each.code for each in ledger.settled(here)}["code"] == "1.2.3"


@on_both_stores
def test_a_passage_is_split_by_keyboard(sit: Sit, ledger: Ledger) -> None:
    ada = sit()
    here = ada.shown
    ada.press("b")
    expect(ada.page.locator("#span")).to_contain_text("characters marked")
    ada.press("ArrowLeft")
    for _ in range(len("Safeguards around a model")):
        ada.press("ArrowRight")
    ada.page.get_by_role("button", name="Split at the cursor").press("Enter")
    ada.page.wait_for_selector(f"html[data-ready]:not([data-ready='{here}'])", state="attached")

    assert ada.text("#text") == "Safeguards around a model"
    ada.press("b")
    ada.page.get_by_role("button", name="Join with the next").press("Enter")
    expect(ada.page.locator("#text")).to_contain_text("by safeguard number 1.")
    assert ledger.count() == N_PASSAGES


def test_filters_come_from_the_address(sit: Sit) -> None:
    ada = sit(path="/?code=2&state=auto")

    assert ada.shown == "empty"
    assert "code 2" in ada.text("#filtered")
    ada.press("f")
    ada.page.get_by_label("Code and what is under it").select_option("1.2")
    ada.page.get_by_label("State").first.select_option("needs review")
    ada.page.locator("select[name=badge]").select_option("unsure")
    ada.page.get_by_role("button", name="Review these").press("Enter")
    ada.page.wait_for_selector("html[data-ready]:not([data-ready=empty])", state="attached")
    assert "code=1.2" in ada.page.url
    assert "badge=unsure" in ada.page.url
    ada.open("/queue?badge=since+renamed")
    assert "0 passages" in ada.text("main")
    assert ada.page.locator("select[name=badge]").input_value() == "since renamed"


def test_buttons_do_what_keys_do_and_stay_where_they_are(sit: Sit, ledger: Ledger) -> None:
    ada = sit()
    places = []
    for name in ("Accept", "Not a mitigation", "Skip"):
        button = ada.page.get_by_role("button", name=name).first
        places.append(ada.page.locator("#bar").bounding_box())
        before = ada.shown
        button.click()
        ada.page.wait_for_selector(f"html[data-ready]:not([data-ready='{before}'])", state="attached")
    ada.saved()

    assert places[0] == places[1] == places[2]
    assert ledger.progress().n_decisions == 2


def test_single_keys_can_be_switched_off(sit: Sit, ledger: Ledger) -> None:
    ada = sit()
    ada.press("?")
    ada.page.get_by_label("Single keys work").uncheck()
    ada.press("Escape")
    here = ada.shown
    ada.press("r", "2", "s")

    assert ada.shown == here
    assert ada.chosen("code") == "1.2.1"
    ada.decide("Control+Enter")
    ada.saved()
    assert live(ledger, here).labels["code"] == "1.2.1"


def test_the_next_passage_is_there_before_the_decision_is_kept(sit: Sit, ledger: Ledger) -> None:
    ada = sit()
    ada.page.wait_for_load_state("networkidle")
    held: list[Route] = []
    ada.page.route("**/api/v1/reviews", lambda route: held.append(route))

    first = ada.decide("Enter")

    assert ada.shown != first
    assert ledger.live(first) == []
    expect(ada.page.locator("#sent")).to_have_text("saving …")
    for route in held:
        route.continue_()
    ada.saved()
    assert live(ledger, first).labels["code"] == "1.2.1"
