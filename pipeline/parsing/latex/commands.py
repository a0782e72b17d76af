"""What is known about LaTeX's commands and environments: what to drop, and how much of it."""

import re

from pipeline.parsing.naming import names

SECTIONS = {
    "part": 1,
    "chapter": 2,
    "section": 3,
    "subsection": 4,
    "subsubsection": 5,
    "paragraph": 6,
    "subparagraph": 7,
}
# Commands that print nothing here, by the number of braced arguments that go with them.
DROPPED = {
    0: """centering raggedright raggedleft small footnotesize scriptsize tiny normalsize large Large LARGE huge Huge
        bf it sc rm tt sf em bfseries itshape scshape rmfamily ttfamily sffamily mdseries upshape slshape maketitle
        tableofcontents listoffigures listoftables newpage clearpage cleardoublepage pagebreak noindent indent
        smallskip medskip bigskip hfill vfill hrule hline appendix frontmatter mainmatter backmatter makeatletter
        makeatother sloppy fussy relax phantomsection leavevmode ignorespaces protect begingroup endgroup bgroup egroup
        onecolumn printbibliography printindex makeindex flushbottom raggedbottom twocolumn null strut today
        balance IEEEpeerreviewmaketitle ifpdf unskip nolinebreak nopagebreak allowbreak break""",
    1: """vspace hspace index bibliographystyle bibliography pagestyle thispagestyle pagenumbering includegraphics
        addbibresource setcitestyle citestyle hypersetup graphicspath caption caption* subcaption todo color
        enlargethispage nocite markright authorrunning titlerunning tocauthor toctitle email orcid affiliation
        affil institute institution address ead corref cortext fntext tnotetext keywords keyword ccsdesc setcopyright
        acmJournal acmVolume acmNumber acmArticle acmMonth acmISBN acmPrice acmBooktitle acmSubmissionID
        subtitle received usepackage RequirePackage newcounter newlength theoremstyle
        stepcounter refstepcounter usetikzlibrary tikzset pgfplotsset lstset bibinfo footnote footnotetext footnotemark
        thanks titlenote subtitlenote authornote marginpar marginnote sidenote tnote IEEEpubid IEEEmembership
        IEEEauthorrefmark inst orcidlink orcidID tag notag glsresetall makeglossaries includepdf
        linespread selectlanguage urlstyle DeclareGraphicsExtensions shortauthors shorttitle
        journal journalname runningtitle runningauthor printbibheading
        captionsetup cline cmidrule extrafloats AtBeginDocument AtEndDocument endnote hyphenation
        includeonly institute  PACS subclass fnref cellcolor rowcolor arrayrulecolor""",
    2: """setlength addtolength setcounter addtocounter captionof markboth DeclareMathOperator rule sbox
        PassOptionsToPackage fontsize settowidth settoheight numberwithin SetKwInput crefname Crefname pdfbookmark
        newcolumntype counterwithin""",
    3: """addcontentsline definecolor acmConference contentsline multirow newacronym
        titlespacing""",
}
# Commands whose first braced arguments are dropped, while the last one is text.
LAST_IS_TEXT = {
    1: "textcolor colorbox href raisebox scalebox rotatebox foreignlanguage adjustbox parbox  hyperlink hypertarget",
    2: "resizebox fcolorbox multicolumn",
}
DROPPED_ENVIRONMENTS = names(
    """figure figure* table table* wrapfigure wraptable SCfigure sidewaystable sidewaystable* sidewaysfigure
    sidewaysfigure* subfigure teaserfigure floatingfigure algorithm algorithm* algorithm2e algorithmic
    algorithmicx procedure tikzpicture pgfpicture picture tabular tabular* tabularx tabulary longtable
    longtblr tblr supertabular xltabular array thebibliography comment CCSXML forest keywords IEEEkeywords
    keyword titlepage filecontents filecontents* chart overpic eqnarray eqnarray* displaymath equation
    equation* align align* alignat alignat* gather gather* multline multline* flalign flalign* math
    subequations dmath dmath* empheq threeparttable psmatrix biography IEEEbiography IEEEbiographynophoto
    highlights graphicalabstract"""
)
VERBATIM = names("""verbatim verbatim* Verbatim lstlisting minted alltt listing comment filecontents CCSXML""")
LISTS = names(
    """itemize itemize* enumerate enumerate* description description* compactitem compactenum compactdesc
    easylist tightitemize tightenumerate itemise enumeratebox dinglist asparaenum asparaitem packed_item
    packed_enum labeling list trivlist"""
)
INLINE = names("""inparaenum inparaitem inparadesc enumerate* itemize* small footnotesize document sloppypar""")
# Environments whose braced arguments are not text.
ENVIRONMENT_ARGUMENTS = {
    "minipage": 1, "multicols": 1, "adjustwidth": 2, "spacing": 1, "column": 1, "list": 2, "wrapfigure": 2,
    "textblock": 1, "labeling": 1, "otherlanguage": 1, "subappendices": 0, "adjustbox": 1,
}  # fmt: skip
THEOREMS = {
    name: name.capitalize()
    for name in names(
        """theorem lemma corollary proposition definition remark example assumption claim conjecture hypothesis
        observation property fact note axiom proof"""
    )
} | {"thm": "Theorem", "lem": "Lemma", "prop": "Proposition", "defn": "Definition"}
CITES = re.compile(r"(?:[A-Za-z]*[cC]ite[a-z]*|[cC]ites?)")
NO_CITES = frozenset({"nocite", "setcitestyle", "citestyle", "defcitealias", ""})
REFS = re.compile(r"(?:eq|auto|Auto|c|C|v|V|page|name|sub|full|title|cpage|labelc)?ref(?:range)?")


def dropped_arguments() -> dict[str, int]:
    """Every command that prints nothing, with the number of its braced arguments."""
    return {name: n for n, names in DROPPED.items() for name in names.split() if not name.endswith("@")}


def leading_arguments() -> dict[str, int]:
    """Every command whose last argument is text, with the number of those before it."""
    return {name: n for n, names in LAST_IS_TEXT.items() for name in names.split() if not name.endswith("@")}
