"""What stands around a page's content never becomes a passage, wherever a site puts it and whatever it calls it."""

from pathlib import Path

import pytest

from pipeline.parsing import parse

CONTENT = (
    "Filters stop what must not pass before anybody can read it, and people who know them test them every week.",
    "Audits by people from outside find what those inside have overlooked for years, and are made public.",
    "Staged release lets an organisation learn from few users before many are exposed to what may go wrong.",
)
COOKIES = (
    "We use cookies and similar technologies to improve your experience, to measure traffic and to show you relevant"
    " content. By continuing you accept our use of cookies as described in our policy."
)
LETTER = "Subscribe to our letter and receive the latest news about our events and vacancies every week in your inbox."

BESIDE = {
    "by id": f'<div id="consent-sdk-banner" role="region"><div><h2>Privacy</h2><p>{COOKIES}</p></div></div>',
    "by role": f'<div id="Dialog1" role="dialog"><p>{COOKIES}</p></div>',
    "by class": f'<div class="cc-window cc-banner"><span class="cc-message">{COOKIES}</span></div>',
    "by label": f'<div aria-label="Cookie banner" class="sc-abc"><p>{COOKIES}</p></div>',
    "by nothing": f'<div class="x1 y2"><div><p>{COOKIES}</p><button>Accept all</button></div></div>',
    "a section": f'<section class="cookies-eu-banner"><p>{COOKIES}</p></section>',
    "a letter": f'<div class="newsletter-signup"><h3>Stay in touch</h3><p>{LETTER}</p></div>',
    "more to read": f'<div class="related-posts"><h3>Read more</h3><p>{LETTER}</p></div>',
    "a menu": f'<nav><ul><li><a href="/">{LETTER}</a></li></ul></nav>',
    "a list of links": f'<div class="sidebar"><ul><li><a href="/">{LETTER}</a></li></ul></div>',
    "a footer": f"<footer><p>{LETTER}</p></footer>",
}


@pytest.mark.parametrize("place", ["before", "after", "inside"])
@pytest.mark.parametrize("frame", ["main", "div"])
@pytest.mark.parametrize("beside", BESIDE)
def test_only_the_content_is_kept(tmp_path: Path, beside: str, frame: str, place: str) -> None:
    placed = {"before": "", "after": "", "inside": "", place: BESIDE[beside]}
    parts = "".join(f"<h2>Part {number}</h2><p>{text}</p>" for number, text in enumerate(CONTENT))
    path = tmp_path / "page.html"
    path.write_text(
        f"<!doctype html><html><head><title>Guide</title></head><body>{placed['before']}"
        f"<{frame}><h1>Guide</h1>{parts}{placed['inside']}</{frame}>{placed['after']}</body></html>",
        encoding="utf-8",
    )

    document = parse(path)

    assert tuple(document.slice(each) for each in document.paragraphs) == CONTENT
    assert [section.heading for section in document.sections] == ["Part 0", "Part 1", "Part 2"]


def test_a_paragraph_about_cookies_that_is_content_stays(tmp_path: Path) -> None:
    content = (
        "Regulators have found that banners for cookies make people consent to more than they want, and"
        " recommend that refusing cookies be as easy as accepting them and that each choice expire after half a year."
    )
    path = tmp_path / "page.html"
    path.write_text(f"<main><h1>Guide</h1><p>{content}</p><p>{CONTENT[0]}</p></main>", encoding="utf-8")

    document = parse(path)

    assert [document.slice(each) for each in document.paragraphs] == [content, CONTENT[0]]
