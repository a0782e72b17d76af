"""What stands before the text in each family of document classes: title, authors, abstract, keywords."""

from benchmarks.papers.content import Content
from benchmarks.papers.rendering import tex


def plain_front(content: Content) -> str:
    """The standard classes."""
    authors = r" \and ".join(rf"{name}\\ University of Somewhere" for name in content.authors)
    return _lines(
        rf"\title{{{tex(content.title)}}}\author{{{authors}}}\date{{March 2024}}\begin{{document}}\maketitle",
        _abstract(content),
    )


def contents_front(content: Content) -> str:
    """The standard classes, with lists of contents and figures."""
    return plain_front(content) + r"\tableofcontents\listoffigures\clearpage"


def ieee_front(content: Content) -> str:
    """IEEEtran for journals."""
    authors = r",~\IEEEmembership{Member,~IEEE,} and ".join(content.authors)
    thanks = (
        r"\thanks{Manuscript received March 3, 2024. The authors are with the Institute of Examples, Somewhere"
        r" (e-mail: a@example.org).}"
    )
    return _lines(
        rf"\begin{{document}}\title{{{tex(content.title)}}}\author{{{authors}{thanks}}}",
        r"\markboth{Journal of Made-up Results, Vol. 3, No. 1, March 2024}{Example: A Made-up Paper}\maketitle",
        _abstract(content),
        rf"\begin{{IEEEkeywords}}{tex(', '.join(content.keywords))}\end{{IEEEkeywords}}",
    )


def conference_front(content: Content) -> str:
    """IEEEtran for conferences."""
    authors = r"\and ".join(
        rf"\IEEEauthorblockN{{{name}}}\IEEEauthorblockA{{Institute of Examples}}" for name in content.authors
    )
    return _lines(
        rf"\begin{{document}}\title{{{tex(content.title)}}}\author{{{authors}}}\maketitle",
        _abstract(content),
        rf"\begin{{IEEEkeywords}}{tex(', '.join(content.keywords))}\end{{IEEEkeywords}}",
    )


def acm_front(content: Content) -> str:
    """The class acmart, in all its formats."""
    place = r"\affiliation{\institution{Institute of Examples}\city{Somewhere}\country{Norway}}\email{x@example.org}"
    concepts = (
        r"\ccsdesc[500]{Security and privacy~Human and societal aspects of security and privacy}"
        r"\ccsdesc[300]{Computing methodologies~Machine learning approaches}"
    )
    return _lines(
        rf"\begin{{document}}\title{{{tex(content.title)}}}",
        *(rf"\author{{{name}}}{place}" for name in content.authors),
        _abstract(content) + concepts,
        rf"\keywords{{{tex(', '.join(content.keywords))}}}\maketitle",
    )


def lncs_front(content: Content) -> str:
    """Springer's llncs."""
    authors = r" \and ".join(rf"{name}\inst{{1}}" for name in content.authors)
    return _lines(
        rf"\begin{{document}}\title{{{tex(content.title)}}}\author{{{authors}}}",
        r"\institute{Institute of Examples, 0123 Somewhere, Norway \email{x@example.org}}\maketitle",
        rf"\begin{{abstract}}{tex(content.abstract)}\keywords{{{_joined(content, 'and')}}}\end{{abstract}}",
    )


def elsevier_front(content: Content) -> str:
    """Elsevier's elsarticle."""
    authors = "".join(rf"\author{{{name}}}" for name in content.authors)
    return _lines(
        rf"\begin{{document}}\begin{{frontmatter}}\title{{{tex(content.title)}}}{authors}",
        r"\affiliation{organization={Institute of Examples}, city={Somewhere}, country={Norway}}",
        _abstract(content),
        rf"\begin{{keyword}}{_joined(content, 'sep')}\end{{keyword}}\end{{frontmatter}}",
    )


def cas_front(content: Content) -> str:
    """Elsevier's cas classes."""
    authors = "".join(rf"\author[1]{{{name}}}" for name in content.authors)
    return _lines(
        rf"\begin{{document}}\title[mode=title]{{{tex(content.title)}}}{authors}",
        r"\affiliation[1]{organization={Institute}, city={Somewhere}}",
        _abstract(content),
        rf"\begin{{keywords}}{_joined(content, 'sep')}\end{{keywords}}\maketitle",
    )


def revtex_front(content: Content) -> str:
    """The American Physical Society's revtex."""
    authors = "".join(rf"\author{{{name}}}\affiliation{{Institute of Examples}}" for name in content.authors)
    return rf"\begin{{document}}\title{{{tex(content.title)}}}{authors}{_abstract(content)}\maketitle"


def ams_front(content: Content) -> str:
    """The American Mathematical Society's amsart."""
    authors = "".join(rf"\author{{{name}}}\address{{Institute of Examples}}" for name in content.authors)
    return _lines(
        rf"\begin{{document}}\title{{{tex(content.title)}}}{authors}",
        _abstract(content),
        rf"\keywords{{{tex(', '.join(content.keywords))}}}\maketitle",
    )


def jmlr_front(content: Content) -> str:
    """The class jmlr."""
    authors = r" \and ".join(
        rf"\Name{{{name}}}\Email{{x@example.org}}\\ \addr Institute of Examples" for name in content.authors
    )
    return _lines(
        rf"\begin{{document}}\title[A Paper]{{{tex(content.title)}}}\author{{{authors}}}\maketitle", _abstract(content)
    )


def _abstract(content: Content) -> str:
    return rf"\begin{{abstract}}{tex(content.abstract)}\end{{abstract}}"


def _joined(content: Content, command: str) -> str:
    return f" \\{command} ".join(map(tex, content.keywords))


def _lines(*lines: str) -> str:
    return "\n".join(lines)
