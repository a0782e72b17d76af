"""The looks: document classes and house styles, each as a way to typeset the same content."""

from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.papers import fronts, preambles
from benchmarks.papers.content import Content, Part, Traits
from benchmarks.papers.rendering import body, tex

_MATHS_FREE = Traits(sections=5, depth=4)
_MATHS = Traits(sections=5, depth=3, theorems=True, lists=True, floats=False)
_DEEP = Traits(sections=6, depth=4)
_PLAIN = Traits(sections=5, depth=4, algorithms=True)
Front = Callable[[Content], str]


@dataclass(frozen=True, slots=True)
class Layout:
    """A look: the class with its options, what comes before the text, and the manners of the field."""

    name: str
    opening: str
    front: Front
    columns: int = 1
    numeric: bool = True
    traits: Traits = _PLAIN
    commands: tuple[str, ...] = ("section", "subsection", "subsubsection", "paragraph")
    acknowledgement: str = r"\section*{Acknowledgements}"
    appendix: str = r"\appendix"
    preload: str = ""
    packages: str = preambles.PACKAGES

    def source(self, content: Content) -> str:
        """Return the whole LaTeX source of a paper in this look."""
        theorems = self.traits.theorems
        return "\n".join(
            (
                self.opening,
                self.packages,
                preambles.ALGORITHMS if self.traits.algorithms else "",
                preambles.THEOREMS + preambles.PROOF if theorems and not self._knows_theorems else "",
                self.preload,
                self.front(content),
                body(content.parts, self.command, columns=self.columns, theorems=theorems),
                f"{self.acknowledgement}\n{tex(content.acknowledgement)}",
                _references(content),
                self.appendix,
                body(content.appendix, self.command, columns=self.columns, theorems=theorems),
                r"\end{document}",
            )
        )

    @property
    def _knows_theorems(self) -> bool:
        return "llncs" in self.opening or "amsart" in self.opening

    def command(self, part: Part) -> str:
        """Return the sectioning command of a heading."""
        return "\\" + self.commands[part.level - 1] + ("" if part.numbered else "*")


def _references(content: Content) -> str:
    entries = "\n".join(rf"\bibitem{{r{number}}} {tex(text)}" for number, text in enumerate(content.references))
    return "\\begin{thebibliography}{99}\n" + entries + "\n\\end{thebibliography}"


_TIKZ = r"\usepackage{tikz}"
_ARTICLE = r"\documentclass[11pt]{article}"
_BOOK = ("chapter", "section", "subsection", "paragraph")
_ONE, _TWO = 1, 2


def _article(name: str, opening: str, columns: int, traits: Traits, preload: str, *, numeric: bool = True) -> Layout:
    return Layout(name, opening, fronts.plain_front, columns, numeric, traits, preload=preload)


def _ieee(name: str, opening: str, front: Front, traits: Traits) -> Layout:
    return Layout(name, rf"\documentclass[{opening}]{{IEEEtran}}", front, _TWO, traits=traits, appendix=r"\appendices")


def _acm(name: str, opening: str, columns: int, traits: Traits, *, numeric: bool = True) -> Layout:
    opening = rf"\documentclass[{opening}]{{acmart}}"
    return Layout(name, opening, fronts.acm_front, columns, numeric, traits, packages=_TIKZ)


def _report(name: str, opening: str) -> Layout:
    thanks = r"\chapter*{Acknowledgements}"
    return Layout(name, opening, fronts.contents_front, _ONE, False, _DEEP, _BOOK, thanks)


LAYOUTS: tuple[Layout, ...] = (
    _ieee("ieee-journal", "journal", fronts.ieee_front, _DEEP),
    _ieee("ieee-conference", "conference", fronts.conference_front, _PLAIN),
    _ieee("ieee-compsoc", "10pt,journal,compsoc", fronts.ieee_front, _PLAIN),
    _acm("acm-manuscript", "manuscript,screen", _ONE, _DEEP),
    _acm("acm-review", "manuscript,review,anonymous", _ONE, _PLAIN),
    _acm("acm-sigconf", "sigconf", _TWO, _PLAIN),
    _acm("acm-small", "acmsmall", _ONE, _DEEP, numeric=False),
    Layout("lncs", r"\documentclass{llncs}", fronts.lncs_front, traits=_PLAIN),
    Layout("lncs-runningheads", r"\documentclass[runningheads]{llncs}", fronts.lncs_front, traits=_MATHS),
    Layout(
        "elsarticle-preprint", r"\documentclass[preprint,12pt]{elsarticle}", fronts.elsevier_front, _ONE, False, _DEEP
    ),
    Layout("elsarticle-5p", r"\documentclass[final,5p,times]{elsarticle}", fronts.elsevier_front, _TWO, traits=_PLAIN),
    Layout("cas-dc", r"\documentclass[a4paper,fleqn]{cas-dc}", fronts.cas_front, _TWO, traits=_PLAIN),
    Layout("revtex", r"\documentclass[aps,prd,twocolumn]{revtex4-2}", fronts.revtex_front, _TWO, traits=_DEEP),
    Layout("ams", r"\documentclass{amsart}", fronts.ams_front, traits=_MATHS),
    _article("article-2col", r"\documentclass[10pt,twocolumn]{article}", _TWO, _PLAIN, ""),
    _article("article-maths", _ARTICLE, _ONE, _MATHS, ""),
    _article("article-sans", _ARTICLE, _ONE, _DEEP, preambles.SANS, numeric=False),
    _article("acl", r"\documentclass[11pt,twocolumn]{article}", _TWO, _PLAIN, preambles.ACL, numeric=False),
    _article("neurips", r"\documentclass[10pt]{article}", _ONE, _PLAIN, preambles.NEURIPS),
    _article("neurips-review", r"\documentclass[10pt]{article}", _ONE, _MATHS, preambles.NEURIPS + preambles.NUMBERED),
    _article("koma", r"\documentclass[11pt]{scrartcl}", _ONE, _DEEP, "", numeric=False),
    _article("unnumbered", _ARTICLE, _ONE, _DEEP, preambles.UNNUMBERED, numeric=False),
    Layout("article-contents", _ARTICLE, fronts.contents_front, traits=_DEEP, preload=preambles.PARSKIP),
    Layout("memoir", r"\documentclass[11pt,article,oneside]{memoir}", fronts.contents_front, traits=_DEEP),
    _report("report", r"\documentclass[11pt]{report}"),
)
HELD_BACK: tuple[Layout, ...] = (
    Layout(
        "jmlr", r"\documentclass[nojss]{jmlr}", fronts.jmlr_front, _ONE, False, _MATHS_FREE, packages=preambles.JMLR
    ),
    _article("usenix", r"\documentclass[letterpaper,twocolumn,10pt]{article}", _TWO, _PLAIN, preambles.USENIX),
    _article("plos", r"\documentclass[10pt,letterpaper]{article}", _ONE, _DEEP, preambles.PLOS),
    _article("nature", r"\documentclass[9pt,twocolumn]{extarticle}", _TWO, _PLAIN, preambles.NATURE),
    _article("astronomy", r"\documentclass[10pt,twocolumn]{article}", _TWO, _PLAIN, preambles.ASTRONOMY, numeric=False),
    _article("springer", r"\documentclass[10pt,twocolumn]{article}", _TWO, _PLAIN, preambles.SPRINGER),
    _article("mdpi", r"\documentclass[10pt,a4paper]{article}", _ONE, _DEEP, preambles.MDPI),
    _acm("acm-tog", "acmtog", _TWO, _PLAIN),
    _report("koma-report", r"\documentclass[11pt,oneside]{scrreprt}"),
)
