"""The looks: document classes and house styles, each as a way to typeset the same content."""

from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.papers.content import Content, Part, Traits
from benchmarks.papers.rendering import body, tex

_PACKAGES = r"""
\usepackage[utf8]{inputenc}\usepackage{amsmath,amssymb,booktabs,tikz}
"""
_THEOREMS = r"""\newtheorem{theorem}{Theorem}[section]\newtheorem{lemma}[theorem]{Lemma}
\newtheorem{definition}[theorem]{Definition}\newtheorem{remark}[theorem]{Remark}
"""
_ALGORITHMS = r"\usepackage{algorithm,algpseudocode}" + "\n"
_PROOF = r"\providecommand{\proof}{}\renewenvironment{proof}{\par\noindent\textit{Proof.} }{\hfill$\square$\par}" + "\n"
Front = Callable[[Content], str]


@dataclass(frozen=True, slots=True)
class Layout:
    """A look: the class with its options, what comes before the text, and the manners of the field."""

    name: str
    opening: str
    front: Front
    columns: int = 1
    numeric: bool = True
    traits: Traits = Traits()
    commands: tuple[str, ...] = ("section", "subsection", "subsubsection", "paragraph")
    acknowledgement: str = r"\section*{Acknowledgements}"
    appendix: str = r"\appendix"
    preload: str = ""
    packages: str = _PACKAGES

    def source(self, content: Content) -> str:
        """Return the whole LaTeX source of a paper in this look."""
        theorems = self.traits.theorems
        return "\n".join((
            self.opening,
            self.packages,
            _ALGORITHMS if self.traits.algorithms else "",
            (_THEOREMS + _PROOF if "amsart" not in self.opening and "llncs" not in self.opening else "") if theorems else "",
            self.preload,
            self.front(content),
            body(content.parts, self.command, columns=self.columns, theorems=theorems),
            f"{self.acknowledgement}\n{tex(content.acknowledgement)}",
            _references(content),
            self.appendix,
            body(content.appendix, self.command, columns=self.columns, theorems=theorems),
            r"\end{document}",
        ))  # fmt: skip

    def command(self, part: Part) -> str:
        """Return the sectioning command of a heading."""
        return "\\" + self.commands[part.level - 1] + ("" if part.numbered else "*")


def _references(content: Content) -> str:
    entries = "\n".join(rf"\bibitem{{r{number}}} {tex(text)}" for number, text in enumerate(content.references))
    return "\\begin{thebibliography}{99}\n" + entries + "\n\\end{thebibliography}"


def _joined(content: Content, command: str) -> str:
    return f" \\{command} ".join(map(tex, content.keywords))


def _plain_front(content: Content) -> str:
    authors = r" \and ".join(rf"{name}\\ University of Somewhere" for name in content.authors)
    return "\n".join((
        rf"\title{{{tex(content.title)}}}\author{{{authors}}}\date{{March 2024}}\begin{{document}}\maketitle",
        rf"\begin{{abstract}}{tex(content.abstract)}\end{{abstract}}",
    ))  # fmt: skip


def _contents_front(content: Content) -> str:
    return _plain_front(content) + r"\tableofcontents\listoffigures\clearpage"


def _ieee_front(content: Content) -> str:
    authors = r",~\IEEEmembership{Member,~IEEE,} and ".join(content.authors)
    thanks = r"\thanks{Manuscript received March 3, 2024. The authors are with the Institute of Examples, Somewhere (e-mail: a@example.org).}"
    return "\n".join((
        rf"\begin{{document}}\title{{{tex(content.title)}}}\author{{{authors}{thanks}}}",
        r"\markboth{Journal of Made-up Results, Vol. 3, No. 1, March 2024}{Example: A Made-up Paper}\maketitle",
        rf"\begin{{abstract}}{tex(content.abstract)}\end{{abstract}}",
        rf"\begin{{IEEEkeywords}}{tex(', '.join(content.keywords))}\end{{IEEEkeywords}}",
    ))  # fmt: skip


def _conference_front(content: Content) -> str:
    authors = r"\and ".join(
        rf"\IEEEauthorblockN{{{name}}}\IEEEauthorblockA{{Institute of Examples}}" for name in content.authors
    )
    return "\n".join((
        rf"\begin{{document}}\title{{{tex(content.title)}}}\author{{{authors}}}\maketitle",
        rf"\begin{{abstract}}{tex(content.abstract)}\end{{abstract}}",
        rf"\begin{{IEEEkeywords}}{tex(', '.join(content.keywords))}\end{{IEEEkeywords}}",
    ))  # fmt: skip


def _acm_front(content: Content) -> str:
    authors = "\n".join(
        rf"\author{{{name}}}\affiliation{{\institution{{Institute of Examples}}\city{{Somewhere}}\country{{Norway}}}}\email{{x@example.org}}"
        for name in content.authors
    )
    concepts = r"\ccsdesc[500]{Security and privacy~Human and societal aspects of security and privacy}\ccsdesc[300]{Computing methodologies~Machine learning approaches}"
    return "\n".join((
        rf"\begin{{document}}\title{{{tex(content.title)}}}{authors}",
        rf"\begin{{abstract}}{tex(content.abstract)}\end{{abstract}}{concepts}",
        rf"\keywords{{{tex(', '.join(content.keywords))}}}\maketitle",
    ))  # fmt: skip


def _lncs_front(content: Content) -> str:
    authors = r" \and ".join(rf"{name}\inst{{1}}" for name in content.authors)
    return "\n".join((
        rf"\begin{{document}}\title{{{tex(content.title)}}}\author{{{authors}}}",
        r"\institute{Institute of Examples, 0123 Somewhere, Norway \email{x@example.org}}\maketitle",
        rf"\begin{{abstract}}{tex(content.abstract)}\keywords{{{_joined(content, 'and')}}}\end{{abstract}}",
    ))  # fmt: skip


def _els_front(content: Content) -> str:
    authors = "".join(rf"\author{{{name}}}" for name in content.authors)
    return "\n".join((
        rf"\begin{{document}}\begin{{frontmatter}}\title{{{tex(content.title)}}}{authors}",
        r"\affiliation{organization={Institute of Examples}, city={Somewhere}, country={Norway}}",
        rf"\begin{{abstract}}{tex(content.abstract)}\end{{abstract}}",
        rf"\begin{{keyword}}{_joined(content, 'sep')}\end{{keyword}}\end{{frontmatter}}",
    ))  # fmt: skip


def _cas_front(content: Content) -> str:
    authors = "".join(rf"\author[1]{{{name}}}" for name in content.authors)
    return "\n".join((
        rf"\begin{{document}}\title[mode=title]{{{tex(content.title)}}}{authors}\affiliation[1]{{organization={{Institute}}, city={{Somewhere}}}}",
        rf"\begin{{abstract}}{tex(content.abstract)}\end{{abstract}}",
        rf"\begin{{keywords}}{_joined(content, 'sep')}\end{{keywords}}\maketitle",
    ))  # fmt: skip


def _revtex_front(content: Content) -> str:
    authors = "".join(rf"\author{{{name}}}\affiliation{{Institute of Examples}}" for name in content.authors)
    return rf"\begin{{document}}\title{{{tex(content.title)}}}{authors}\begin{{abstract}}{tex(content.abstract)}\end{{abstract}}\maketitle"


def _ams_front(content: Content) -> str:
    authors = "".join(rf"\author{{{name}}}\address{{Institute of Examples}}" for name in content.authors)
    return rf"\begin{{document}}\title{{{tex(content.title)}}}{authors}\begin{{abstract}}{tex(content.abstract)}\end{{abstract}}\keywords{{{tex(', '.join(content.keywords))}}}\maketitle"


_ACL = r"""\usepackage[a4paper,hmargin=2.5cm,vmargin=2.5cm,columnsep=0.6cm]{geometry}\usepackage{times,titlesec}
\titleformat*{\section}{\large\bfseries}\titleformat*{\subsection}{\normalsize\bfseries}
\titleformat*{\subsubsection}{\normalsize\bfseries}\titlespacing*{\paragraph}{0pt}{1ex}{1em}
\pagestyle{empty}
"""
_NEURIPS = r"""\usepackage[letterpaper,textwidth=5.5in,textheight=9in]{geometry}\usepackage{times}
\makeatletter\renewcommand{\section}{\@startsection{section}{1}{\z@}{-2ex plus -.5ex}{1.5ex}{\large\bf\raggedright}}
\renewcommand{\subsection}{\@startsection{subsection}{2}{\z@}{-1.8ex plus -.5ex}{.8ex}{\normalsize\bf\raggedright}}
\renewcommand{\subsubsection}{\@startsection{subsubsection}{3}{\z@}{-1.5ex plus -.5ex}{.5ex}{\normalsize\bf\raggedright}}
\renewcommand{\paragraph}{\@startsection{paragraph}{4}{\z@}{1.5ex plus .5ex}{-1em}{\normalsize\bf}}\makeatother
\parindent 0pt \parskip 5.5pt
"""
_SANS = r"""\usepackage{helvet}\usepackage{titlesec}\titleformat{\section}{\sffamily\Large}{\thesection}{1em}{}
\titleformat{\subsection}{\sffamily\large}{\thesubsection}{1em}{}\titleformat{\subsubsection}{\itshape}{\thesubsubsection}{1em}{}
"""
_MATHS = Traits(sections=5, depth=3, theorems=True, lists=True, floats=False)
_DEEP = Traits(sections=6, depth=4)
_PLAIN = Traits(sections=5, depth=4, algorithms=True)

LAYOUTS = (
    Layout("ieee-journal", r"\documentclass[journal]{IEEEtran}", _ieee_front, 2, traits=_DEEP,
           appendix=r"\appendices"),
    Layout("ieee-conference", r"\documentclass[conference]{IEEEtran}", _conference_front, 2, traits=_PLAIN,
           appendix=r"\appendices"),
    Layout("acm-manuscript", r"\documentclass[manuscript,screen]{acmart}", _acm_front, 1, traits=_DEEP,
           acknowledgement=r"\section*{Acknowledgements}", packages=r"\usepackage{tikz}"),
    Layout("acm-review", r"\documentclass[manuscript,review,anonymous]{acmart}", _acm_front, 1, traits=_PLAIN,
           packages=r"\usepackage{tikz}"),
    Layout("acm-sigconf", r"\documentclass[sigconf]{acmart}", _acm_front, 2, traits=_PLAIN, packages=r"\usepackage{tikz}"),
    Layout("acm-small", r"\documentclass[acmsmall]{acmart}", _acm_front, 1, numeric=False, traits=_DEEP,
           packages=r"\usepackage{tikz}"),
    Layout("lncs", r"\documentclass{llncs}", _lncs_front, 1, traits=_PLAIN),
    Layout("lncs-runningheads", r"\documentclass[runningheads]{llncs}", _lncs_front, 1, traits=_MATHS),
    Layout("elsarticle-preprint", r"\documentclass[preprint,12pt]{elsarticle}", _els_front, 1, numeric=False, traits=_DEEP),
    Layout("elsarticle-5p", r"\documentclass[final,5p,times]{elsarticle}", _els_front, 2, traits=_PLAIN),
    Layout("article-2col", r"\documentclass[10pt,twocolumn]{article}", _plain_front, 2, traits=_PLAIN),
    Layout("article-maths", r"\documentclass[11pt]{article}", _plain_front, 1, traits=_MATHS),
    Layout("article-sans", r"\documentclass[11pt,a4paper]{article}", _plain_front, 1, numeric=False, traits=_DEEP, preload=_SANS),
    Layout("acl", r"\documentclass[11pt,twocolumn]{article}", _plain_front, 2, numeric=False, traits=_PLAIN, preload=_ACL),
    Layout("neurips", r"\documentclass[10pt]{article}", _plain_front, 1, traits=_PLAIN, preload=_NEURIPS),
    Layout("neurips-review", r"\documentclass[10pt]{article}", _plain_front, 1, traits=_MATHS,
           preload=_NEURIPS + r"\usepackage{lineno}\linenumbers"),
    Layout("report", r"\documentclass[11pt]{report}", _contents_front, 1, numeric=False, traits=_DEEP,
           commands=("chapter", "section", "subsection", "paragraph"), acknowledgement=r"\chapter*{Acknowledgements}"),
    Layout("article-contents", r"\documentclass[11pt]{article}", _contents_front, 1, traits=_DEEP,
           preload=r"\usepackage{mathpazo,parskip}"),
    Layout("koma", r"\documentclass[11pt]{scrartcl}", _plain_front, 1, numeric=False, traits=_DEEP),
    Layout("unnumbered", r"\documentclass[11pt]{article}", _plain_front, 1, numeric=False, traits=_DEEP,
           preload=r"\setcounter{secnumdepth}{0}\usepackage{hyperref}"),
)  # fmt: skip

HELD_BACK = (
    Layout("cas-dc", r"\documentclass[a4paper,fleqn]{cas-dc}", _cas_front, 2, traits=_PLAIN),
    Layout("revtex", r"\documentclass[aps,prd,twocolumn]{revtex4-2}", _revtex_front, 2, traits=_DEEP),
    Layout("ams", r"\documentclass{amsart}", _ams_front, 1, traits=_MATHS),
    Layout("memoir", r"\documentclass[11pt,article,oneside]{memoir}", _contents_front, 1, numeric=False, traits=_DEEP,
           preload=r"\setsecnumdepth{subsubsection}", packages=_PACKAGES),
    Layout("ieee-compsoc", r"\documentclass[10pt,journal,compsoc]{IEEEtran}", _ieee_front, 2, traits=_PLAIN,
           appendix=r"\appendices"),
    Layout("quantum", r"\documentclass[a4paper,onecolumn]{quantumarticle}", _plain_front, 1, traits=_MATHS),
)  # fmt: skip
