import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import InputError
from pipeline.parsing import parse
from pipeline.parsing.latex import read
from pipeline.parsing.reading import Source

from .outlines import outline, parse_text

PREAMBLE = r"""\documentclass[conference]{IEEEtran}
\usepackage{amsmath} % 50\% off
\newcommand{\method}{\textsc{SafeGuard}\xspace}
\newcommand{\risk}[2][high]{risk of #2 (#1)}
\newcommand{\mypara}[1]{\vspace{2pt}\noindent\textbf{#1}}
\def\eg{e.g.,\ }
\newtheorem{thm}{Theorem}[section]
\newif\ifdraft \draftfalse
"""


def body(tmp_path: Path, source: str, **beside: str) -> list[str]:
    files = {name.replace("__", "/") + ".tex": text for name, text in beside.items()}
    text = f"{PREAMBLE}\\begin{{document}}\n{source}\n\\end{{document}}\nleft over"
    return outline(parse_text(tmp_path, "main.tex", text, beside=files))


def test_sections_of_all_levels(tmp_path: Path) -> None:
    source = r"""\section[short]{One}\label{a} Text.
    \subsection*{Two} Text.
    \subsubsection{Three:} Text.
    \paragraph{Four.} Text.
    \subparagraph{Five} Text.
    \section{Six \texorpdfstring{$\alpha$}{alpha}} Text."""
    assert [line for line in body(tmp_path, source) if line != "Text."] == [
        "# One",
        "## Two",
        "### Three",
        "#### Four",
        "##### Five",
        "# Six α",
    ]


def test_own_macros_are_expanded(tmp_path: Path) -> None:
    source = r"""\method reduces the \risk{misuse} and the \risk[low]{bias}, \eg here. \method.

    \mypara{Run-in.} It works."""
    assert body(tmp_path, source) == [
        "SafeGuard reduces the risk of misuse (high) and the risk of bias (low), e.g., here. SafeGuard.",
        "# Run-in",
        "It works.",
    ]


def test_definitions_of_every_kind(tmp_path: Path) -> None:
    source = r"""\NewDocumentCommand\tool{O{new} m}{the #1 tool #2}\let\kit\tool
    \newenvironment{note}[1]{Note on #1: }{ End.}\providecommand\team{red team}
    \tool{A} and \kit[old]{B}; \team. \begin{note}{use}Read it.\end{note}"""
    assert " ".join(body(tmp_path, source)) == "the new tool A and the old tool B; red team. Note on use: Read it. End."


def test_lists_keep_their_items_apart(tmp_path: Path) -> None:
    source = r"""Items:
    \begin{itemize}
      \item First \textit{one}
      \item[--] Second
        \begin{enumerate} \item Inner \end{enumerate}
        Still the second.
    \end{itemize}
    After.
    \begin{description}\item[Filtering] removes data.\end{description}
    Inline \begin{inparaenum}\item one, \item two\end{inparaenum} end."""
    assert body(tmp_path, source) == [
        "Items:",
        "* First one",
        "* Second",
        "* Inner",
        "* Still the second.",
        "After.",
        "* Filtering removes data.",
        "Inline one, two end.",
    ]


def test_floats_formulas_notes_and_code_are_left_out(tmp_path: Path) -> None:
    source = r"""Before\footnote{Not {\bf all} of it.} the figure
    \begin{figure*}[t]\includegraphics{x}\caption{A caption.}\end{figure*}
    and $$a=b$$ after \[ x \] the
    \begin{align*} a &= b \\ c &= d \end{align*}
    formulas. % a comment with \section{no}
    \begin{verbatim}
    \section{Not a heading} % no
    \end{verbatim}
    \begin{table}\begin{tabular}{l}cell\end{tabular}\caption{T}\end{table}
    \iffalse hidden \fi \ifdraft draft \else final \fi \drafttrue\ifdraft now\fi
    \begin{comment} gone \end{comment}"""
    assert body(tmp_path, source) == ["Before the figure and after the formulas. final now"]


def test_characters(tmp_path: Path) -> None:
    source = r"""``Safe'' --- it's 50\% of \$3, Jos\'e M\"{u}ller, na\"{\i}ve \v{C}apek \L{}ukasz, \ss{}~\& \o;
    see \S3\ldots{} \verb|\x{}| at \url{http://a.b/c%20d_e} or \href{http://x}{this}."""
    assert body(tmp_path, source) == [
        "“Safe” — it’s 50% of $3, José Müller, naïve Čapek Łukasz, ß & ø; see §3… \\x{} at http://a.b/c%20d_e or this."
    ]


def test_formulas_in_the_line_stay_readable(tmp_path: Path) -> None:
    source = r"Let $U_{H}(a,s) \leq \frac{1}{2}$ and \(\alpha \in \{0,1\}\), the $5\%$ case."
    assert body(tmp_path, source) == ["Let U_H(a,s) ≤ 1/2 and α ∈ {0,1}, the 5% case."]


def test_references_print_the_numbers_that_latex_would(tmp_path: Path) -> None:
    source = r"""\section{One}\section{Two}\subsection{Deep}\label{deep}
    \begin{figure}\caption{x}\label{fig}\end{figure}\begin{equation}\label{eq}a\end{equation}
    \appendix\section{Extra}\label{app} See \ref{deep}, \cref{fig}, \eqref{eq}, \ref{app}, \ref{none}."""
    assert body(tmp_path, source)[-1] == "See 2.1, Figure 1, (1), A, ??."


def test_citations_use_the_bibliography_beside(tmp_path: Path) -> None:
    bib = """@article{a, author = {Lee, Ann and M{\\"u}ller, Bo}, year = 2020}
    @misc{c, author={{OpenAI}}, date={2023-01-02}} @book{b, author="Foo Bar and B Qux and C D", year="2019"}"""
    (tmp_path / "refs.bib").write_text(bib)
    source = (
        r"Shown \cite{a,b}. As \citet[p.~3]{c} says \citep[see][]{a}. \citeauthor{b} \citeyear{b}.\bibliography{refs}"
    )
    assert body(tmp_path, source) == [
        "Shown (Lee and Müller, 2020; Bar et al., 2019). As OpenAI (2023, p. 3) says (see Lee and Müller, 2020)."
        " Bar et al. 2019."
    ]


def test_citations_without_a_bibliography_are_numbered(tmp_path: Path) -> None:
    assert body(tmp_path, r"One~\cite{x,y} and two \citep{y,z}.") == ["One [1, 2] and two [2, 3]."]


def test_bold_words_that_open_a_paragraph_head_it_only_with_a_stop(tmp_path: Path) -> None:
    source = "{\\bf Old style.} Text.\n\n\\textbf{Not} a heading.\n\n\\noindent\\textbf{Filters}: they stop."
    assert body(tmp_path, source) == ["# Old style", "Text.", "Not a heading.", "# Filters", "they stop."]


def test_front_matter(tmp_path: Path) -> None:
    source = (
        PREAMBLE
        + r"""\title{Guarding \emph{Large} Models:\\ A Survey\thanks{Funded.}}
    \author{\IEEEauthorblockN{Jos\'e M\"uller$^{1}$ and Ann O'Neil\IEEEauthorrefmark{2}}
    \IEEEauthorblockA{University of Foo\\ a@b.c} \and \IEEEauthorblockN{Bo Ray}} \date{March 2023}
    \begin{document}\maketitle\begin{abstract}We guard.\end{abstract}\section{Aims}Text.\end{document}"""
    )
    document = parse_text(tmp_path, "main.tex", source)
    assert document.title == "Guarding Large Models: A Survey"
    assert document.authors == ("José Müller", "Ann O’Neil", "Bo Ray")
    assert (document.year, document.abstract) == (2023, "We guard.")
    assert outline(document) == ["> We guard.", "# Aims", "Text."]


def test_parts_are_read_from_the_papers_folder_only(tmp_path: Path) -> None:
    (tmp_path / "secret.tex").write_text("SECRET")
    (tmp_path / "paper").mkdir()
    (tmp_path / "paper" / "link.tex").symlink_to(tmp_path / "secret.tex")
    source = (
        r"\input{parts/one} \include{parts/two.tex} \input{../secret} \input{link} \input{/etc/hostname} \input{no}"
    )
    lines = body(
        tmp_path / "paper", source, parts__one=r"One. \input{sub}", parts__sub="Sub.", parts__two=r"\section{Two}"
    )
    assert lines == ["One. Sub.", "# Two"]


def test_anchors_name_file_and_line(tmp_path: Path) -> None:
    text = "\\documentclass{a}\n\\begin{document}\n% x\nHere\nit is.\n\n\\input{part}\n\\end{document}"
    document = parse_text(tmp_path, "main.tex", text, beside={"part.tex": "\n\nThere."})
    assert [paragraph.anchor for paragraph in document.paragraphs] == ["main.tex:4", "part.tex:3"]


def test_a_part_without_a_preamble_is_read(tmp_path: Path) -> None:
    assert outline(parse_text(tmp_path, "part.tex", r"\section{Aims} Stop harm.")) == ["# Aims", "Stop harm."]


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        (r"\def\a{\a\a}\a", "expand without end"),
        (r"\newcommand{\a}[1]{\a{#1#1}}\a{x}", "expand without end"),
        (r"text \input{main} \input{main}", "never end"),
        (r"\section{" * 20_000 + "x", "left open again and again"),
        (r"\begin{figure}" * 20_000 + "x", "left open again and again"),
        (r"\foo[" * 30_000 + "x", "left open again and again"),
        (r"\textbf{" * 5_000, "left open again and again"),
        (r"\else " * 20_000, "left open again and again"),
    ],
)
def test_sources_without_end_are_refused_soon(tmp_path: Path, source: str, problem: str) -> None:
    started = time.perf_counter()
    with pytest.raises(InputError, match=problem):
        parse_text(tmp_path, "main.tex", source)
    assert time.perf_counter() - started < 10


@pytest.mark.parametrize(
    "source",
    ["{" * 100_000, "$" * 100_001, r"\begin{x}" * 20_000, r"\else \iffalse \textbf{", "%" * 100_000],
)
def test_broken_sources_still_give_their_text(tmp_path: Path, source: str) -> None:
    assert "last words" in parse_text(tmp_path, "main.tex", f"{source}\n\nlast words").text


@given(st.text(alphabet=r"\{}[]$%&~#1 ab" + "\n", max_size=60))
def test_no_source_brings_the_reader_down(source: str) -> None:
    read(Source(Path("x.tex"), source.encode()))


PIECES = r"\section \begin{itemize} \end{itemize} \item { } [ ] $ \textbf \def\a \a \newcommand #1 \if \else \fi word %"
PIECES_AND_BREAKS = [*PIECES.split(), r"\cite", " ", "\n\n", "\\verb|", "\\'"]


@given(st.lists(st.sampled_from(PIECES_AND_BREAKS), max_size=25))
def test_no_mixture_of_commands_brings_the_reader_down(pieces: list[str]) -> None:
    read(Source(Path("x.tex"), "".join(pieces).encode()))


def test_the_real_survey_is_read_in_full(papers: Path) -> None:
    document = parse(papers / "latex" / "assurances" / "main_acm.tex")
    assert document.authors == ("Brett W. Israelsen", "Nisar R. Ahmed")
    assert document.year == 2018
    paths = {section.path for section in document.sections}
    assert len(document.sections) == 59
    assert (
        "Survey of Algorithmic Assurances",
        "Value Alignment",
        "Common Approaches",
        "Reward Hacking and Human-Guided Learning",
    ) in paths
    assert "\\" not in document.text
    assert "caption" not in document.text.lower()
