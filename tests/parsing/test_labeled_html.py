"""Hand-labelled pages as HTML say the same as those saved as text, whatever elements a site chose."""

from pathlib import Path

import pytest

from pipeline.errors import InputError
from pipeline.parsing import parse, read_labeled_file
from pipeline.parsing.labeled_page import LabeledPage
from pipeline.resources import load_taxonomy

from .test_labeled_page import ABSTRACT, AUTHORS, DESCRIPTION, FACETS, LABELS, REASONING, TEXT, TITLE, page_lines

TAXONOMY = load_taxonomy()
NOTICE = "This page is still being polished. Write to us."
SITE = """<!doctype html><html lang="en"><head><title>Entry | Navigator</title><style>p {{}}</style></head><body>
<header class="site-header"><nav><a href="/">Home</a><a href="/actor/developer">Developer</a></nav></header>
<div class="cookie-banner"><p>We use cookies to measure how you use this site.</p><button>Accept</button></div>
{main}<footer><p>Imprint. Deployer. All rights reserved.</p></footer>
<script>var actor = "User";</script></body></html>"""

PLAIN = "<main>" + "".join(f"<p>{line}</p>\n" for line in page_lines()) + "</main>"

SEMANTIC = f"""<main><p role="note">{NOTICE}</p><h1>1.2.1 Guardrails &amp; Filtering</h1><p>{DESCRIPTION}</p>
<p>Also in <a href="/codes/1.2">Non-Model</a></p>
<article><h2>Text</h2><p>{TEXT[0]}</p><p>{TEXT[1]}</p></article>
<section><h2>Reasoning</h2><p>{REASONING}</p></section>
<section><h2>Other mitigations from this paper (3)</h2><ul>
<li><a href="a">Threats &gt; Prompt injection</a><p>99.9 Other</p></li>
<li><a href="b">Defences &gt; Data curation</a><p>1.1.1 Training Data</p></li>
<li><a href="c">Defences</a><p>2.2.2 Testing &amp; Evaluation</p></li></ul></section>
<section><h2>Source</h2><h3>{TITLE}</h3><p>{AUTHORS}</p><h4>Abstract</h4><p>{ABSTRACT}</p></section>
<dl><dt>Lifecycle stage</dt><dd>{FACETS[0][0]}</dd><dd>{FACETS[0][1]}</dd>
<dt>Actor</dt><dd>{FACETS[1][0]}</dd><dd>{FACETS[1][1]}</dd>
<dt>AI risk management function</dt><dd>{FACETS[2][0]}</dd><dd>{FACETS[2][1]}</dd></dl></main>"""

PANEL_FIRST = f"""<div id="root"><div class="notice">{NOTICE}</div>
<aside class="sidebar"><table><tr><th>Lifecycle stage</th><td>{FACETS[0][0]}</td></tr>
<tr><th>Actor</th><td>{FACETS[1][0]}</td></tr><tr><th>Function</th><td>{FACETS[2][0]}</td></tr></table></aside>
<div><span>{DESCRIPTION}</span></div><div><span>Also in</span><div>Non-Model</div></div>
<div class="text"><div>{TEXT[0]}</div><div>{TEXT[1]}</div></div>
<div><h3><button aria-expanded="false">Reasoning</button></h3><div hidden>{REASONING}</div></div>
<button>Copy link</button>
<div><div><span class="badge">99.9 Other</span> <a>Threats › Prompt injection</a></div>
<div><span class="badge">1.1.1 Training Data</span> <a>Defences › Data curation</a></div>
<div><span class="badge">2.2.2 Testing &amp; Evaluation</span> <a>Defences</a></div></div>
<div><div>{TITLE}</div><div>{AUTHORS}</div><div>{ABSTRACT}</div></div></div>"""

PAIRS = f"""<main><div>{NOTICE}</div><p class="lead">{DESCRIPTION}</p><p>Also in: <b>Non-Model</b></p>
<ul class="tags"><li>Lifecycle stage: {FACETS[0][0]}</li><li>Actor: {FACETS[1][0]}</li>
<li>Risk function: {FACETS[2][0]}</li></ul>
<blockquote><p>{TEXT[0]}</p><p>{TEXT[1]}</p></blockquote>
<p><strong>Reasoning:</strong> {REASONING}</p>
<details open><summary>Related entries</summary><p>Threats &gt; Prompt injection<br>99.9 Other</p>
<p>Defences &gt; Data curation<br>1.1.1 Training Data</p><p>Defences<br>2.2.2 Testing &amp; Evaluation</p></details>
<h2>{TITLE}</h2><p>{AUTHORS}</p><p>{ABSTRACT}</p></main>"""

MARKUPS = {"plain": PLAIN, "semantic": SEMANTIC, "panel first": PANEL_FIRST, "pairs": PAIRS}


def saved(folder: Path, main: str) -> Path:
    path = folder / "page.html"
    path.write_text(SITE.format(main=main), encoding="utf-8")
    return path


def read(folder: Path, main: str) -> LabeledPage:
    (page,) = read_labeled_file(saved(folder, main), TAXONOMY)
    return page


@pytest.fixture
def as_text(tmp_path: Path) -> LabeledPage:
    path = tmp_path / "page.txt"
    path.write_text("\n".join(page_lines()), encoding="utf-8")
    (page,) = read_labeled_file(path, TAXONOMY)
    return page


@pytest.mark.parametrize("markup", MARKUPS)
def test_every_markup_says_what_the_text_says(tmp_path: Path, as_text: LabeledPage, markup: str) -> None:
    page = read(tmp_path, MARKUPS[markup])

    assert dict(page.entry.labels) == LABELS
    assert page == as_text


@pytest.mark.parametrize("markup", MARKUPS)
def test_read_as_a_document_a_page_is_its_entry_alone(tmp_path: Path, markup: str) -> None:
    document = parse(saved(tmp_path, MARKUPS[markup]))

    assert [document.slice(each) for each in document.paragraphs] == TEXT
    assert (document.title, document.year) == (TITLE, 2023)


def test_the_code_that_heads_a_page_wins_over_its_description(tmp_path: Path) -> None:
    main = SEMANTIC.replace("1.2.1 Guardrails &amp; Filtering", "1.2.3 Monitoring &amp; Detection", 1)

    assert read(tmp_path, main).entry.labels["code"] == "1.2.3"


def test_a_page_without_labels_is_no_labelled_page(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is not a labelled page"):
        read(tmp_path, f"<main><p>{TEXT[0]}</p><p>Also in this report: more.</p></main>")


def test_a_real_page_says_the_same_as_html(tmp_path: Path, shared: Path) -> None:
    for path in sorted((shared / "navigator").glob("*.txt")):
        lines = path.read_text(encoding="utf-8").splitlines()
        main = "<main>" + "".join(f"<div>{line.replace('<', '&lt;')}</div>" for line in lines) + "</main>"

        assert read(tmp_path, main) == read_labeled_file(path, TAXONOMY)[0]
