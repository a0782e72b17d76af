from pathlib import Path

import pytest

from pipeline.errors import InputError
from pipeline.parsing import parse

from .outlines import outline, parse_text

LATEXML = """<html><head><title>x</title><link rel="canonical" href="https://arxiv.org/html/2401.01234v2"></head><body>
<nav class="ltx_TOC">Contents</nav><article class="ltx_document">
<h1 class="ltx_title ltx_title_document">Guarding<br class="ltx_break">Models</h1>
<div class="ltx_authors"><span class="ltx_creator ltx_role_author"><span class="ltx_personname">Ann Lee<sup>1</sup>
and Bo Ray<br>Institute of Things</span></span></div><div class="ltx_dates">(May 2024)</div>
<div class="ltx_abstract"><h6 class="ltx_title ltx_title_abstract">Abstract</h6><p class="ltx_p">We guard.</p></div>
<section id="S1" class="ltx_section"><h2 class="ltx_title ltx_title_section"><span class="ltx_tag">1 </span>Aims</h2>
<div id="S1.p1" class="ltx_para"><p class="ltx_p">Text <math class="ltx_Math" alttext="U_{H}\\leq 1"><mi>U</mi></math>
and <cite class="ltx_cite">(<a class="ltx_ref">Lee</a>, <a>2020</a>)</cite>
<span class="ltx_note ltx_role_footnote">a note</span>:</p>
<table class="ltx_equation"><tr><td>a=b</td></tr></table><p class="ltx_p">where it goes on.</p></div>
<div id="S1.p2" class="ltx_para"><p class="ltx_p">Items:</p><ul class="ltx_itemize"><li class="ltx_item">
<span class="ltx_tag ltx_tag_item">•</span>
<div class="ltx_para" id="S1.I1.i1.p1"><p class="ltx_p">First one</p></div></li></ul><p class="ltx_p">After.</p></div>
<figure class="ltx_figure"><figcaption class="ltx_caption">A caption</figcaption></figure>
<div class="ltx_para"><p class="ltx_p"><span class="ltx_text ltx_font_bold">Bold lead.</span> More text.</p></div>
<div class="ltx_theorem"><h6 class="ltx_title ltx_title_theorem">Theorem 1.</h6>
<div class="ltx_para"><p class="ltx_p">All is well.</p></div></div>
<section class="ltx_paragraph"><h5 class="ltx_title ltx_title_paragraph">Run-in.</h5>
<div class="ltx_para"><p class="ltx_p">Body.</p></div></section>
</section><section class="ltx_bibliography"><h2 class="ltx_title ltx_title_bibliography">References</h2>
<ul><li>Book</li></ul></section>
<section class="ltx_appendix">
<h2 class="ltx_title ltx_title_appendix"><span class="ltx_tag">Appendix A </span>Extra</h2></section>
</article></body></html>"""

SENTENCES = (
    "Filters stop what must not pass before anybody can read it.",
    "Audits by people from outside find what those inside have overlooked for years.",
    "Staged release lets an organisation learn from few users before many are exposed.",
)
PAGE = f"""<html><head><title>Guide | Site</title><meta name="citation_title" content="Guide to Safety">
<meta name="citation_author" content="Lee, Ann"><meta name="citation_author" content="Bo Ray">
<meta name="citation_publication_date" content="2024/03/01"><meta name="citation_doi" content="doi:10.1234/abc.5">
<meta name="citation_arxiv_id" content="2401.01234"></head><body><header><h1>Site</h1></header>
<nav><ul><li>Home page of the site</li></ul></nav><main><h1>Guide to Safety</h1><h2 id="s1">1. Filters</h2>
<p id="p1">{SENTENCES[0]}</p><ul><li>{SENTENCES[1]}</li></ul><h2>2. Release</h2><div>{SENTENCES[2]}</div>
<figure><figcaption>Figure 1</figcaption></figure><table><tr><td>cell</td></tr></table><script>var x</script>
<h2>References</h2><p>Lee, A. Some book.</p></main><footer>Imprint and other matter</footer></body></html>"""


def test_a_latexml_paper(tmp_path: Path) -> None:
    document = parse_text(tmp_path, "paper.html", LATEXML)
    assert outline(document) == [
        "> We guard.",
        "# Aims",
        "Text U_H ≤ 1 and (Lee, 2020) : where it goes on.",
        "Items:",
        "* First one",
        "After.",
        "## Bold lead",
        "More text.",
        "All is well.",
        "## Run-in",
        "Body.",
        "# Extra",
    ]
    assert document.title == "Guarding Models"
    assert document.authors == ("Ann Lee", "Bo Ray")
    assert (document.year, document.abstract, document.arxiv_id) == (2024, "We guard.", "2401.01234")
    assert [paragraph.anchor for paragraph in document.paragraphs][1:4] == ["S1.p1", "S1.p2", "S1.I1.i1.p1"]


def test_any_page(tmp_path: Path) -> None:
    document = parse_text(tmp_path, "page.html", PAGE)
    assert outline(document) == ["# Filters", SENTENCES[0], f"* {SENTENCES[1]}", "# Release", SENTENCES[2]]
    assert document.title == "Guide to Safety"
    assert document.authors == ("Ann Lee", "Bo Ray")
    assert (document.year, document.doi, document.arxiv_id) == (2024, "10.1234/abc.5", "2401.01234")
    assert document.paragraphs[0].anchor == "p1"


def test_text_between_tags_is_not_lost(tmp_path: Path) -> None:
    page = f"<body><article>{SENTENCES[0]}<p>{SENTENCES[1]}</p>{SENTENCES[2]}<br>And <b>this</b> too.</article>"
    assert (
        parse_text(tmp_path, "a.html", page).text == f"{SENTENCES[0]}\n\n{SENTENCES[1]}\n\n{SENTENCES[2]} And this too."
    )


def test_declared_encodings_are_kept(tmp_path: Path) -> None:
    page = '<html><head><meta charset="iso-8859-2"></head><body><p>Łódź cares for the safety of its people.</p></body>'
    assert "Łódź" in parse_text(tmp_path, "a.html", page.encode("iso-8859-2")).text


@pytest.mark.parametrize(
    ("page", "problem"),
    [
        ("<div>" * 100_000 + "text", "deep in each other"),
        ("<ul><li>item" * 3_000, "deep in each other"),
        (f"<p class='{'a' * 12_000_000}'>text", "tag of more than 100,000 characters"),
        ("<p " + " ".join(f"a{n}=1" for n in range(50_000)) + ">text", "tag of more than 100,000 characters"),
        ("<html><body></body></html>", "no text"),
    ],
)
def test_bombs_are_refused(tmp_path: Path, page: str, problem: str) -> None:
    with pytest.raises(InputError, match=problem):
        parse_text(tmp_path, "bomb.html", page)


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 240 + "last words",
        "<p><b><i>" * 20_000 + "last words",
        '<article class="ltx_document">' + "<section>" * 240 + '<div class="ltx_para"><p class="ltx_p">last words',
        f'<p>last words</p><img src="data:image/png;base64,{"A" * 12_000_000}">',
        "<p>last \x00words</p>",
    ],
)
def test_odd_pages_still_give_their_text(tmp_path: Path, page: str) -> None:
    assert parse_text(tmp_path, "odd.html", page).text == "last words"


def test_the_real_survey_is_read_as_from_its_latex(papers: Path) -> None:
    html = parse(papers / "html" / "assurances.html")
    latex = parse(papers / "latex" / "assurances" / "main_acm.tex")
    assert [section.path for section in html.sections] == [section.path for section in latex.sections]
    assert html.title == latex.title
    assert html.authors == latex.authors


@pytest.mark.parametrize(
    "mark", ['id="social-safeguards"', 'id="consent-and-notice"', 'id="footer"', 'class="consent-duty"']
)
def test_sections_named_by_their_words_stay(tmp_path: Path, mark: str) -> None:
    page = f"<body><main><h1>Guide</h1><section {mark}><h2>Aims</h2><p>{SENTENCES[0]}</p></section>"
    page += f"<section><h2>Means</h2><p>{SENTENCES[1] * 3}</p><p>{SENTENCES[2] * 3}</p></section></main></body>"
    assert outline(parse_text(tmp_path, "a.html", page))[:2] == ["# Aims", SENTENCES[0]]


@pytest.mark.parametrize(
    "wrapper",
    ['div class="page has-sidebar"', 'div class="sidebar"', 'div id="social"', "form", 'form class="menu" id="all"'],
)
def test_a_page_wrapped_whole_is_read(tmp_path: Path, wrapper: str) -> None:
    text = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
    page = f"<body><{wrapper}><h2>Aims</h2>{text}<input value=x></{wrapper.split()[0]}><p>Imprint here.</p></body>"
    assert outline(parse_text(tmp_path, "a.html", page))[:2] == ["# Aims", SENTENCES[0]]


@pytest.mark.parametrize(
    "mark", ['div class="cookie"', 'div id="sidebar"', 'ul class="x share"', 'div role="menu"', "form"]
)
def test_what_stands_beside_the_content_is_left_out(tmp_path: Path, mark: str) -> None:
    text = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
    page = f"<body><article><h2>Aims</h2>{text}<{mark}>Words to click on.</{mark.split()[0]}></article></body>"
    assert outline(parse_text(tmp_path, "a.html", page)) == ["# Aims", *SENTENCES]
