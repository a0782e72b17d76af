"""The command that gets documents, and names among the files of other commands."""

import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from shutil import copytree
from subprocess import PIPE, Popen
from time import sleep

import pandas as pd
import pytest
from filelock import FileLock
from typer.testing import Result

from pipeline.store.shelf import Shelf
from tests.parsing.test_labeled_html import MARKUPS, SITE
from tests.serving import Answer, Handler, Server
from tests.workflows.fetching import LISTING, PDF, REPORT

Mitag = Callable[..., Result]

FILTERS = (
    "Providers should run a second model that filters every answer before users see it, and block what is unsafe. "
)
AUDITS = "Independent auditors should test each model before its release and publish what they have found in a report. "
GUIDE = f"""<html><head><title>Guide</title><meta name="author" content="Ann Lee">
<meta name="date" content="2024-05-01"></head><body><main><h1>Guide</h1><h2>Filters</h2>
<p>{FILTERS * 2}</p><p>{AUDITS * 2}</p>
</main></body></html>"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project that is in no hurry to be polite to this machine."""
    for name, value in {"SECONDS_BETWEEN": "0", "PRIVATE_ADDRESSES": "true"}.items():
        monkeypatch.setenv(f"MITAG_FETCH__{name}", value)
    (tmp_path / "data" / "labeled").mkdir(parents=True)
    return tmp_path


def raw(home: Path, suffix: str) -> list[Path]:
    return sorted((home / "data" / "raw").glob(f"*{suffix}"))


def test_what_is_named_is_fetched_and_shown(mitag: Mitag, home: Path, server: Server) -> None:
    result = mitag("-C", home, "fetch", server.page("/report", REPORT))

    assert result.exit_code == 0, result.output
    assert "fetched" in result.stdout
    assert "Report" in result.stdout
    assert result.stderr == "1 fetched.\n"
    assert [path.read_text(encoding="utf-8") for path in raw(home, ".html")] == [REPORT]
    assert len(raw(home, ".json")) == 1

    assert mitag("-C", home, "fetch", server.url("/report")).stderr == "1 kept.\n"


def test_a_list_is_worked_through_and_failures_come_with_the_way_to_retry(
    mitag: Mitag, home: Path, server: Server
) -> None:
    listed = home / "list.txt"
    listed.write_text(f"{server.page('/a', REPORT)}\n{server.url('/b')}\nnothing\n", encoding="utf-8")

    result = mitag("-C", home, "fetch", listed)

    assert result.exit_code == 3
    assert f"Error: {server.url('/b')}: there is nothing at this address (404 Not Found)" in result.stderr
    assert f"{listed}:3 nothing: names no arXiv id, DOI or web address" in result.stderr
    assert result.stderr.endswith("2 of 3 could not be had (listed above)\n  Try: mitag fetch --retry-failed\n")

    server.page("/b", REPORT)
    again = mitag("-C", home, "fetch", "--retry-failed", "--json")
    assert again.exit_code == 0, again.output
    assert [json.loads(line)["url"] for line in again.stdout.splitlines()] == [server.url("/b")]

    assert "Nothing fetched." in mitag("-C", home, "fetch", "--retry-failed").stderr


def test_json_has_the_record_and_the_reason(mitag: Mitag, home: Path, server: Server) -> None:
    result = mitag("-C", home, "fetch", "--json", server.page("/a", REPORT), server.url("/b"))

    there, missing = map(json.loads, result.stdout.splitlines())
    assert (there["state"], there["citation"]["title"], Path(there["path"]).is_file()) == ("fetched", "Report", True)
    assert (missing["state"], missing["name"]) == ("failed", server.url("/b"))
    assert "404" in missing["problem"]


def test_settings_say_where_arxiv_is_and_who_asks(mitag: Mitag, home: Path, server: Server) -> None:
    settings = (
        '[fetch]\narxiv_order = ["pdf"]\ncontact = "ada@example.org"\n'
        f'[fetch.services]\narxiv = "{server.url("/arxiv")}"\n'
    )
    (home / "mitag.toml").write_text(settings, encoding="utf-8")
    server.page("/arxiv/abs/2412.17686", LISTING)
    server.routes["/arxiv/pdf/2412.17686"] = Answer(PDF, content_type="application/pdf")

    result = mitag("-C", home, "fetch", "arXiv:2412.17686")

    assert result.exit_code == 0, result.output
    assert [path.read_bytes() for path in raw(home, ".pdf")] == [PDF]
    assert {each.headers["User-Agent"].partition(" ")[2] for each in server.asked} == {"(ada@example.org)"}


@pytest.mark.parametrize("settings", ['contact = "a\\nb"', 'arxiv_order = ["word"]', "arxiv_order = []", "order = 1"])
def test_wrong_settings_are_named(mitag: Mitag, home: Path, settings: str) -> None:
    (home / "mitag.toml").write_text(f"[fetch]\n{settings}\n", encoding="utf-8")

    result = mitag("-C", home, "fetch", "2412.17686")

    assert result.exit_code == 2
    assert "fetch." in result.stderr


def test_private_addresses_need_the_flag(
    mitag: Mitag, home: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MITAG_FETCH__PRIVATE_ADDRESSES")
    url = server.page("/report", REPORT)

    refused = mitag("-C", home, "fetch", url)

    assert refused.exit_code == 3
    assert "127.0.0.1 is 127.0.0.1, an address of a private network" in refused.stderr
    assert server.asked == []
    assert mitag("-C", home, "fetch", "--private", url).exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "code", "why"),
    [
        ((), 3, "nothing is named"),
        (("survey.odt",), 3, "survey.odt: is no arXiv id, DOI, web address or list"),
        (("--site", "https://example.org/", "2412.17686"), 2, "--site goes alone"),
        (("--site", "https://example.org/", "--pattern", "A("), 2, "no regular expression"),
        (("--site", "entries/"), 3, "no web address"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    mitag: Mitag, home: Path, arguments: tuple[str, ...], code: int, why: str
) -> None:
    result = mitag("-C", home, "fetch", *arguments)

    assert result.exit_code == code
    assert why in result.stderr


def test_a_site_of_labelled_pages_becomes_labels(mitag: Mitag, home: Path, server: Server) -> None:
    markups = list(MARKUPS.values())
    server.page("/entries/", "".join(f'<a href="A000{number}">{number}</a>' for number in range(len(markups))))
    for number, main in enumerate(markups):
        page = SITE.format(main=main).replace("A second model reads every answer", f"Model {number} reads each answer")
        server.page(f"/entries/A000{number}", page)

    walked = mitag("-C", home, "fetch", "--site", server.url("/entries/"), "--pattern", r"A\d{4}", "--limit", 500)
    assert walked.exit_code == 0, walked.output
    imported = mitag("-C", home, "labels", "import", *raw(home, ".html"), "--json")

    assert imported.exit_code == 0, imported.output
    labels = (home / "data" / "labeled" / "imported.jsonl").read_text(encoding="utf-8")
    entries = [json.loads(line) for line in labels.splitlines()]
    assert entries
    assert {entry["labels"]["code"] for entry in entries} == {"1.2.1"}
    assert {entry["labels"]["actor"] for entry in entries} == {"Deployer"}


def test_two_at_a_time_do_not_write_to_the_same_files(mitag: Mitag, home: Path, server: Server) -> None:
    url = server.page("/a", REPORT)
    with FileLock(Shelf(home / "data" / "raw").lock):
        result = mitag("-C", home, "fetch", url)

    assert result.exit_code == 4
    assert result.stderr == (
        f"Error: another mitag is fetching to {home / 'data' / 'raw'}\n  Try: try again when it is done\n"
    )
    assert mitag("-C", home, "fetch", url).exit_code == 0


def test_an_interrupt_ends_quietly_with_nothing_half_written(home: Path, server: Server) -> None:
    def endless(handler: Handler) -> None:
        handler.head(200, {"Content-Type": "text/html", "Connection": "close"})
        while True:
            handler.wfile.write(b"<p>more")
            sleep(0.01)

    server.routes["/endless"] = endless
    command = [
        sys.executable,
        "-m",
        "pipeline",
        "-C",
        str(home),
        "fetch",
        server.page("/a", REPORT),
        server.url("/endless"),
    ]
    running = Popen(command, stderr=PIPE, stdout=PIPE, text=True, env=dict(os.environ), cwd=Path(__file__).parents[2])
    while "/endless" not in server.count():
        assert running.poll() is None
        sleep(0.05)
    running.send_signal(signal.SIGINT)
    _, error = running.communicate(timeout=10)

    assert running.returncode == 130
    assert error == "Error: stopped; no file is half-written\n"
    assert len(raw(home, ".html")) == len(raw(home, ".json")) == 1
    assert list((home / "data" / "raw" / ".fetch" / "partial").iterdir()) == []


# other commands -------------------------------------------------------------------------------------------------------


@pytest.fixture
def trained(trained_home: Path, home: Path) -> Path:
    """The trained project in a place of its own, so that what is fetched stays there."""
    return copytree(trained_home, home / "trained")


def test_an_address_is_classified_as_a_file_is(mitag: Mitag, trained: Path, server: Server) -> None:
    url = server.page("/guide", GUIDE)

    result = mitag("-C", trained, "classify", url, "--all", "--json")

    assert result.exit_code == 0, result.output
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert {(row["title"], row["year"]) for row in rows} == {("Guide", 2024)}
    assert {Path(row["source"]).parent for row in rows} == {trained / "data" / "raw"}
    assert server.count()["/guide"] == 1

    assert mitag("-C", trained, "classify", url, "--all", "--json").stdout == result.stdout
    assert server.count()["/guide"] == 1


def test_an_id_is_extracted_from_with_what_its_listing_says(mitag: Mitag, trained: Path, server: Server) -> None:
    bare = GUIDE.replace("<title>Guide</title>", "").replace("meta name", "meta nome").replace("<h1>Guide</h1>", "")
    (trained / "mitag.toml").write_text(
        f'starter = false\n[fetch.services]\narxiv = "{server.url("/arxiv")}"\n', encoding="utf-8"
    )
    server.page("/arxiv/abs/2412.17686", LISTING)
    server.page("/arxiv/html/2412.17686", f'<article class="ltx_document">{bare}</article>')

    result = mitag("-C", trained, "classify", "2412.17686", "--all", "--json")

    assert result.exit_code == 0, result.output
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert {(row["title"], row["year"]) for row in rows} == {("Holding Back", 2024)}


def test_a_name_that_cannot_be_had_is_listed_and_the_others_go_on(mitag: Mitag, trained: Path, server: Server) -> None:
    page = trained / "guide.html"
    page.write_text(GUIDE, encoding="utf-8")

    result = mitag("-C", trained, "extract", "--all", server.url("/missing"), page)

    assert result.exit_code == 3
    assert {json.loads(line)["source"] for line in result.stdout.splitlines()} == {str(page)}
    assert "there is nothing at this address" in result.stderr
    assert "1 of 2 files could not be used" in result.stderr


def test_names_stand_among_the_files_of_a_corpus(mitag: Mitag, trained: Path, server: Server) -> None:
    page, out = trained / "guide.html", trained / "out"
    page.write_text(GUIDE.replace("auditors", "reviewers"), encoding="utf-8")
    named = [server.page("/guide", GUIDE), server.url("/missing"), page]

    result = mitag("-C", trained, "classify", *named, "--all", "--no-reasoning", "--out", out, "--workers", 1)

    assert result.exit_code == 3
    assert "1 of 3 could not be used" in result.stderr
    documents, failures = pd.read_parquet(out / "documents.parquet"), pd.read_parquet(out / "failures.parquet")
    assert documents["title"].tolist() == ["Guide", "Guide"]
    assert failures["document"].tolist() == [server.url("/missing")]
    assert "there is nothing at this address" in failures["reason"][0]

    again = mitag("-C", trained, "classify", *named, "--all", "--no-reasoning", "--out", out, "--workers", 1)
    assert again.exit_code == 3
    assert server.count()["/guide"] == 1
