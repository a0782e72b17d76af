from pathlib import Path

import pytest

from pipeline.errors import InputError
from pipeline.parsing import parse

from .outlines import outline, parse_text, seconds_at_most

JATS = """<?xml version="1.0"?>
<!DOCTYPE article PUBLIC "-//NLM//DTD JATS (Z39.96) v1.2//EN" "JATS-archivearticle1.dtd">
<article xmlns:mml="http://www.w3.org/1998/Math/MathML"><front><article-meta>
<article-id pub-id-type="pmid">1</article-id><article-id pub-id-type="doi">10.1234/x.5</article-id>
<title-group><article-title>Guarding <italic>Models</italic></article-title></title-group>
<contrib-group>
<contrib contrib-type="author"><name><surname>Lee</surname><given-names>Ann</given-names></name></contrib>
<contrib contrib-type="editor"><name><surname>No</surname><given-names>Editor</given-names></name></contrib>
<contrib contrib-type="author"><collab>The Group</collab></contrib></contrib-group>
<pub-date pub-type="collection"><year>2021</year></pub-date><pub-date pub-type="epub"><year>2020</year></pub-date>
<abstract abstract-type="graphical"><p>Picture</p></abstract>
<abstract><sec><title>Aims</title><p>We guard.</p></sec></abstract></article-meta></front>
<body><sec id="s1"><label>1</label><title>1. Methods</title><p id="p1">Text [<xref ref-type="bibr">1</xref>]
with <inline-formula><mml:math><mml:mi>x</mml:mi></mml:math>
</inline-formula>,&nbsp;super<sup><xref ref-type="bibr">2</xref></sup>
and H<sub>2</sub>O<xref ref-type="fn">a</xref>.<fig><caption><p>A caption</p></caption></fig></p>
<sec><title>Deep</title><p>Items: <list><list-item><p>First</p></list-item><list-item><p>Second</p>
<list><list-item><p>Inner</p></list-item></list></list-item></list> and after.</p></sec>
<table-wrap><table><tr><td>cell</td></tr></table></table-wrap></sec></body>
<back><ack><p>Thanks.</p></ack><app-group><app><title>Appendix A. Extra</title><p>More.</p></app></app-group>
<ref-list><title>References</title><ref><mixed-citation>Lee.</mixed-citation></ref></ref-list></back></article>"""

TEI = """<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc>
<titleStmt><title>Guarding Models</title></titleStmt>
<publicationStmt><date when="2022-05">May 2022</date></publicationStmt><sourceDesc><biblStruct><analytic>
<author><persName><forename type="first">Ann</forename><surname>Lee</surname></persName></author>
<author><affiliation>Somewhere</affiliation></author></analytic><monogr><imprint><date/></imprint></monogr>
<idno type="DOI">10.1234/y</idno><idno type="arXiv">arXiv:2401.01234</idno></biblStruct></sourceDesc></fileDesc>
<profileDesc><abstract><p>We guard.</p></abstract></profileDesc></teiHeader><text><body>
<div><head n="1">Aims</head><p xml:id="a">Text <ref type="bibr">(Lee, 2020)</ref><ref type="foot">3</ref>.</p></div>
<div><head n="1.1">Filters</head><p>They stop.</p><formula>a=b</formula><list><item>First</item></list></div>
<div><head>Loose end</head><p>Still filters.</p></div><div><head n="1.2">Audits</head><p>They find.</p></div>
<div><head n="2">Means 2.1 Inside</head><p>They act.</p></div>
<div><head>Conclusion</head><p>Done.</p></div><figure><head>Figure 1</head><figDesc>A caption</figDesc></figure>
<note place="foot">A note</note></body><back><div type="acknowledgement"><div><head>Thanks</head><p>All.</p></div></div>
<div type="references"><listBibl><biblStruct/></listBibl></div>
<div type="annex"><div><head>Extra</head><p>More.</p></div></div></back></text></TEI>"""


def test_jats(tmp_path: Path) -> None:
    document = parse_text(tmp_path, "article.nxml", JATS)
    assert outline(document) == [
        "> We guard.",
        "# Methods",
        "Text [1] with x, super [2] and H2O.",
        "## Deep",
        "Items:",
        "* First",
        "* Second",
        "* Inner",
        "and after.",
        "# Extra",
        "More.",
    ]
    assert (document.title, document.authors) == ("Guarding Models", ("Ann Lee", "The Group"))
    assert (document.year, document.doi, document.abstract) == (2020, "10.1234/x.5", "We guard.")
    assert document.paragraphs[1].anchor == "p1"


def test_tei(tmp_path: Path) -> None:
    document = parse_text(tmp_path, "article.tei", TEI)
    assert outline(document) == [
        "> We guard.",
        "# Aims",
        "Text (Lee, 2020).",
        "## Filters",
        "They stop.",
        "* First",
        "### Loose end",
        "Still filters.",
        "## Audits",
        "They find.",
        "# Means",
        "## Inside",
        "They act.",
        "# Conclusion",
        "Done.",
        "# Extra",
        "More.",
    ]
    assert (document.title, document.authors) == ("Guarding Models", ("Ann Lee",))
    assert (document.year, document.doi, document.arxiv_id) == (2022, "10.1234/y", "2401.01234")
    assert document.paragraphs[1].anchor == "a"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(
    "declaration",
    [
        '<!ENTITY x SYSTEM "file:///etc/hostname">',
        '<!ENTITY % x SYSTEM "http://127.0.0.1:9/x"> %x;',
        '<!ENTITY a "ha"><!ENTITY x "&a;&a;">',
    ],
)
def test_entities_are_refused_in_any_encoding(tmp_path: Path, declaration: str, encoding: str) -> None:
    source = f"<!DOCTYPE article [{declaration}]><article><front/><body><p>text &x;</p></body></article>"
    with pytest.raises(InputError, match="declares the entity"):
        parse_text(tmp_path, "evil.xml", source.encode(encoding))


def test_entities_hidden_in_another_encoding_are_not_resolved(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("SECRET")
    source = f'<!DOCTYPE article [<!ENTITY x SYSTEM "file://{tmp_path}/secret">]><article><front/><p>&x;</p></article>'
    with pytest.raises(InputError):
        parse_text(tmp_path, "evil.xml", b'<?xml version="1.0" encoding="UTF-7"?>' + source.encode("utf-7"))


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("<article><front/><body><p>cut", "not well-formed XML: Premature end"),
        ("<?xml version='1.0'?><article>" + "<sec>" * 100_000, "not well-formed XML: Excessive depth"),
        ("<?xml version='1.0'?><recipe>Eggs</recipe>", "the XML root <recipe> is neither JATS nor TEI"),
        ("<?xml version='1.0'?><OAI-PMH/>", "the XML root <OAI-PMH> is neither"),
    ],
)
def test_broken_deep_and_foreign_files_are_refused(tmp_path: Path, source: str, problem: str) -> None:
    with pytest.raises(InputError, match=problem):
        parse_text(tmp_path, "file.xml", source)


def test_deep_but_sound_nesting_is_read(tmp_path: Path) -> None:
    source = "<article><front/><body>" + "<sec>" * 100 + "<p>" + "<b>" * 100 + "deep words" + "</b>" * 100 + "</p>"
    assert parse_text(tmp_path, "deep.xml", source + "</sec>" * 100 + "</body></article>").text == "deep words"


def test_real_articles(papers: Path) -> None:
    plos = parse(papers / "xml" / "pone.0234687.nxml")
    assert (plos.year, plos.doi, len(plos.authors)) == (2020, "10.1371/journal.pone.0234687", 3)
    assert ("Materials and methods", "Feed production", "Diets composition") in {part.path for part in plos.sections}
    acl = parse(papers / "xml" / "2020.acl-main.207.tei.xml")
    assert acl.authors[0] == "Arman Cohan"
    headings = [section.path for section in acl.sections]
    assert ("Model", "Overview") in headings
    assert not any("References" in path for path in headings)


def test_many_lists_in_one_item_take_no_time(tmp_path: Path) -> None:
    lists = "<list><list-item><p>ab</p></list-item></list>" * 20_000
    body = f"<body><list><list-item><p>cd</p>{lists}</list-item></list></body>"
    article = f"<?xml version='1.0'?><article><front/>{body}</article>"
    with seconds_at_most(10):
        assert len(parse_text(tmp_path, "a.xml", article).paragraphs) == 20_001


def test_lists_in_lists_come_once_and_in_order(tmp_path: Path) -> None:
    inner = "<list><list-item><p>cd</p><list><list-item><p>ef</p></list-item></list></list-item></list>"
    item = f"<list-item><p>ab</p><p>{inner}</p><list><list-item><p>gh</p></list-item></list></list-item>"
    document = parse_text(
        tmp_path, "a.xml", f"<?xml version='1.0'?><article><front/><body><list>{item}</list></body></article>"
    )
    assert outline(document) == ["* ab", "* cd", "* ef", "* gh"]


def test_many_divisions_without_numbers_take_no_time(tmp_path: Path) -> None:
    body = "<div><head n='1.1'>Aims</head></div>" + "<div><head>Means</head><p>ab</p></div>" * 40_000
    with seconds_at_most(10):
        document = parse_text(tmp_path, "a.tei", f"<TEI><text><body>{body}</body></text></TEI>")
    assert len(document.paragraphs) == 40_000
