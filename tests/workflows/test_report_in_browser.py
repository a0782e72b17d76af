"""The report in a real browser: offline, at any width, in print, for every reader."""

import json
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from pipeline.evaluation.scored import LeftOut
from pipeline.workflows.publish import publish
from tests.browser import Tab, a_tab, find_chromium
from tests.evaluation.records import an_evaluation, random_entries
from tests.evaluation.test_keeping import SIMULATION

CONTRAST = """
(() => {
  const channel = value => value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  const shade = rgb => [0.2126, 0.7152, 0.0722].reduce((sum, part, i) => sum + part * channel(rgb[i] / 255), 0);
  const parse = color => color.match(/[\\d.]+/g).map(Number);
  const over = (front, back) => front.slice(0, 3).map((v, i) => v * (front[3] ?? 1) + back[i] * (1 - (front[3] ?? 1)));
  const ground = element => {
    const layers = [];
    for (let at = element; at; at = at.parentElement) layers.unshift(parse(getComputedStyle(at).backgroundColor));
    return layers.reduce((below, layer) => over(layer, below), [255, 255, 255]);
  };
  return Math.min(...[...document.querySelectorAll('h1, h2, h3, p, td:not(.nil), th, dt, dd, a')].map(element => {
    const [one, other] = [shade(parse(getComputedStyle(element).color)), shade(ground(element))];
    return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
  }));
})()
"""


@pytest.fixture(scope="module")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tab]:
    chromium = find_chromium()
    if not chromium:
        pytest.skip("no Chromium on this machine")
    with a_tab(chromium, tmp_path_factory.mktemp("profile")) as tab:
        yield tab


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    long = "unbreakable" * 30
    entries = [
        replace(
            entry, line="Rests on “rehearse”.", text=f"{entry.text} {long}", section_path=(long,), paper=long[: 60 + n]
        )
        for n, entry in enumerate(random_entries(0, 40))
    ]
    evaluation = an_evaluation(
        entries, simulation=SIMULATION, left_out=(LeftOut(long, long, "nearly repeats a training entry", long, 0.9),)
    )
    return publish(evaluation, tmp_path_factory.mktemp("report")).files[0]


@pytest.mark.parametrize("width", [1280, 400])
def test_it_fits_the_window_and_fetches_nothing(tab: Tab, page: Path, width: int) -> None:
    tab.requests.clear()
    tab.open(page, width=width)

    assert tab.script("document.documentElement.scrollWidth <= innerWidth")
    assert [url for url in tab.requests if not url.startswith("data:")] == [page.as_uri()]
    assert tab.complaints == []
    assert tab.script("document.querySelectorAll('svg.plot').length") == 5
    assert tab.script("[...document.querySelectorAll('svg.plot')].every(plot => plot.clientHeight > 200)")


def test_wide_tables_scroll_in_a_narrow_window_and_take_the_keyboard(tab: Tab, page: Path) -> None:
    tab.open(page, width=400)

    tables = json.loads(
        tab.script(
            "JSON.stringify([...document.querySelectorAll('table')].map(table => "
            "[table.scrollWidth > 400, table.closest('.scroll')?.scrollWidth >= table.scrollWidth, "
            "table.closest('.scroll')?.tabIndex]))"
        )
    )

    assert any(wide for wide, _, _ in tables)
    assert all(scrolls and tab_index == 0 for _, scrolls, tab_index in tables)


@pytest.mark.parametrize("dark", [False, True])
def test_all_text_is_dark_on_light_with_good_contrast(tab: Tab, page: Path, dark: bool) -> None:
    tab.open(page, dark=dark)

    assert tab.script(CONTRAST) >= 4.5


def test_every_section_can_be_reached_and_every_plot_has_words(tab: Tab, page: Path) -> None:
    tab.open(page)

    assert tab.script("[...document.querySelectorAll('nav a')].every(a => document.querySelector(a.hash))")
    assert tab.script("document.querySelectorAll('nav a').length") >= 7
    assert tab.script("[...document.querySelectorAll('svg')].every(svg => svg.getAttribute('aria-label'))")


def test_it_prints_with_nothing_cut_off(tab: Tab, page: Path) -> None:
    tab.open(page)
    tab.call("Emulation.setEmulatedMedia", media="print")
    printed = tab.call("Page.printToPDF", preferCSSPageSize=True)["data"]
    tab.call("Emulation.setEmulatedMedia", media="")

    document = pypdfium2.PdfDocument(b64decode(printed))
    text = "".join(page.get_textpage().get_text_range() for page in document)

    assert "hierarchical F1" in text
    assert "Learning curve" in text
    assert "Contents" not in text
    right_edges = [
        item.get_bounds()[2] - sheet.get_width()
        for sheet in document
        for item in sheet.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_TEXT])
    ]
    assert max(right_edges) <= 0
