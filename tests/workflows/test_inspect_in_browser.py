"""The page that shows how a document was read, in a real browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.parsing import dissect
from pipeline.workflows.inspect import inspect
from tests.browser import Tab, a_tab, find_chromium
from tests.parsing.pdf.papers import PROSE, Sheet, pdf

VISIBLE = """
[...document.querySelectorAll('.m')].map(box => {
  box.scrollIntoView({block: 'center', behavior: 'instant'});
  const {x, y, width, height} = box.getBoundingClientRect();
  const at = document.elementFromPoint(x + width / 2, y + height / 2);
  return [box.dataset.kind, at === box && width > 5 && height > 5, getComputedStyle(box).borderTopColor];
})
"""
TITLE = "<script>document.title='owned'</script>"


@pytest.fixture(scope="module")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tab]:
    chromium = find_chromium()
    if not chromium:
        pytest.skip("no Chromium on this machine")
    with a_tab(chromium, tmp_path_factory.mktemp("profile")) as tab:
        yield tab


def paper(sheet: Sheet) -> None:
    sheet.write(TITLE, size=20)
    sheet.skip(20)
    sheet.heading("1 Introduction")
    sheet.paragraph(*PROSE, "as the first section says.")
    sheet.page()
    sheet.heading("2 <b>Methods</b>")
    sheet.paragraph(*PROSE, "by filters.")
    sheet.heading("References")
    sheet.paragraph("[1] A. Author. A title. A journal, 2020.")


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("inspect")
    (folder / "paper.pdf").write_bytes(pdf(paper))
    inspect(folder / "paper.pdf", folder / "paper.html", dissect=dissect)
    return folder / "paper.html"


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [1280, 420])
def test_pictures_and_boxes_are_seen_and_nothing_is_fetched(tab: Tab, page: Path, *, width: int, dark: bool) -> None:
    tab.requests.clear()
    tab.open(page, width=width, dark=dark)

    boxes = tab.script(VISIBLE)

    assert {kind for kind, _, _ in boxes} >= {"heading", "paragraph", "references"}
    assert all(seen for _, seen, _ in boxes), boxes
    assert len({color for kind, _, color in boxes if kind in ("heading", "paragraph", "references")}) == 3
    assert tab.script("[...document.images].map(each => each.complete && each.naturalWidth > 800)") == [True, True]
    assert tab.script("document.documentElement.scrollWidth <= innerWidth")
    assert {url.partition(":")[0] for url in tab.requests} <= {"file", "data"}
    assert [url for url in tab.requests if url.startswith("file")] == [page.as_uri()]
    assert tab.complaints == []


def test_a_title_that_is_a_script_is_shown_and_not_run(tab: Tab, page: Path) -> None:
    tab.open(page)

    assert tab.script("document.querySelector('#side h1').textContent") == TITLE
    assert tab.script("document.title").startswith(TITLE)
    assert tab.script("[...document.querySelectorAll('nav span')].map(each => each.textContent)") == [
        "Introduction",
        "<b>Methods</b>",
    ]


def test_the_tree_leads_to_the_page(tab: Tab, page: Path) -> None:
    tab.open(page)

    tab.script("document.querySelectorAll('nav a')[1].click()")

    arrived = (
        "new Promise(done => setTimeout(() => done(document.getElementById('s1').getBoundingClientRect().top), 900))"
    )
    assert 0 <= tab.script(arrived) < 900
    assert tab.script("document.querySelector('nav a[aria-current]').textContent").startswith("<b>Methods</b>")


def test_the_legend_hides_and_shows(tab: Tab, page: Path) -> None:
    tab.open(page)
    shown = "[...document.querySelectorAll('.m.k-paragraph')].filter(box => box.offsetParent).length"
    before = tab.script(shown)
    tab.script("document.querySelector('[data-kind=k-paragraph]').click()")

    assert (before, tab.script(shown)) == (2, 0)


def test_keys_walk_through_what_was_read(tab: Tab, page: Path) -> None:
    tab.open(page)
    text = "document.getElementById('text').hidden ? '' : document.querySelector('#text .words').textContent"
    read = []
    for key in ("j", "j", "j", "k", "Escape"):
        tab.press(key)
        read.append(tab.script(text)[:12])

    assert read == ["Introduction", "Safeguards a", "<b>Methods</", "Safeguards a", ""]


def test_on_a_narrow_screen_the_tree_unfolds(tab: Tab, page: Path) -> None:
    tab.open(page, width=420)
    height = "document.getElementById('fold').offsetHeight"
    folded = tab.script(height)
    tab.script("document.getElementById('unfold').click()")

    assert folded == 0
    assert tab.script(height) > 100
