"""Content → LaTeX source, and the truth that belongs to it."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from benchmarks.papers.content import Content, Part

_MARK = re.compile(r"⟨(\w+)\|([^⟨⟩]*(?:⟨[^⟨⟩]*⟩[^⟨⟩]*)*)⟩")
_SPECIAL = {
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "–": "--",
    "“": "``",
    "”": "''",
    "‘": "`",
    "’": "'",
}
_EQUATIONS = {
    "a": r"L(\theta) = \sum_{i=1}^{n} w_i \log p_\theta(y_i \mid x_i) + \lambda \|\theta\|^2",
    "b": r"\hat{r} = \frac{1}{|S|} \sum_{s \in S} \max_{a} \left( q(s,a) - \beta \, c(s,a) \right)",
    "c": r"\mathbb{E}[x_t] \le \int_0^t f(u)\, du + \epsilon",
}
Layouter = Callable[[Content, str], str]


def tex(text: str) -> str:
    """Turn marked text into LaTeX."""
    out: list[str] = []
    last = 0
    for match in _MARK.finditer(text):
        out.append(_escape(text[last : match.start()]))
        kind, inner = match.groups()
        match kind:
            case "cite":
                out.append(_escape(inner))
            case "math":
                out.append(f"${inner}$")
            case "emph":
                out.append(rf"\emph{{{tex(inner)}}}")
            case "note":
                out.append(rf"\footnote{{{tex(inner)}}}")
        last = match.end()
    return "".join((*out, _escape(text[last:])))


def _escape(text: str) -> str:
    return "".join(_SPECIAL.get(letter, letter) for letter in text)


def plain(text: str) -> str:
    """Turn marked text into what a reader should find; NUL stands for a citation or formula."""

    def shown(match: re.Match[str]) -> str:
        kind, inner = match.groups()
        return {"cite": " \0 ", "math": "\0", "emph": plain(inner)}.get(kind, "")

    return re.sub(r"\s+", " ", _MARK.sub(shown, text)).strip()


def notes_in(text: str) -> list[str]:
    """The footnotes that hang on a text."""
    return [plain(inner) for kind, inner in _MARK.findall(text) if kind == "note"]


@dataclass(slots=True)
class Truth:
    """What a perfect reader returns, and what it must leave out."""

    items: list[dict[str, Any]] = field(default_factory=list)
    caps: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def heading(self, text: str, level: int, *, abstract: bool = False) -> None:
        """Add a heading."""
        self.items.append({"k": "h", "level": level, "text": text} | ({"abs": True} if abstract else {}))

    def paragraph(self, text: str, *, lead: str = "") -> None:
        """Add a paragraph and its footnotes."""
        self.items.append({"k": "p", "text": plain(text), "lead": lead or None})
        self.notes.extend(notes_in(text))


def truth_of(content: Content) -> Truth:
    """Return the truth of a paper; the same for every layout."""
    truth = Truth()
    truth.heading("Abstract", 1, abstract=True)
    truth.paragraph(content.abstract)
    _add(truth, content.parts)
    truth.heading("Acknowledgements", 1)
    truth.paragraph(content.acknowledgement)
    _add(truth, content.appendix)
    return truth


def _add(truth: Truth, parts: Iterable[Part]) -> None:
    for part in parts:
        match part.kind:
            case "heading":
                truth.heading(part.text, part.level)
            case "paragraph" | "quote" | "proof":
                truth.paragraph(part.text)
            case "theorem":
                truth.paragraph(part.text, lead=part.texts[0])
            case "items" | "steps" | "terms":
                for text in part.texts:
                    truth.paragraph(text)
            case "figure" | "table" | "algorithm":
                truth.caps.append(plain(part.text))


def body(parts: Iterable[Part], command: Callable[[Part], str], *, columns: int, theorems: bool) -> str:
    """Render parts; `command` gives the sectioning command of a heading."""
    return "\n\n".join(
        rf"{command(part)}{{{tex(part.text)}}}" if part.kind == "heading" else _render(part, columns, theorems)
        for part in parts
    )


def _render(part: Part, columns: int, theorems: bool) -> str:
    match part.kind:
        case "items" | "steps" | "terms":
            source = _list(part)
        case "figure" | "table":
            source = _float(part, columns)
        case "equation":
            source = _framed("equation", _EQUATIONS[part.text])
        case "theorem" if theorems:
            source = _framed(part.texts[0].lower(), tex(part.text))
        case "proof" if theorems:
            source = _framed("proof", tex(part.text))
        case "quote":
            source = _framed("quote", tex(part.text))
        case "algorithm":
            source = _algorithm(part)
        case _:
            source = tex(part.text)
    return source


def _framed(environment: str, inside: str) -> str:
    return f"\\begin{{{environment}}}\n{inside}\n\\end{{{environment}}}"


def _list(part: Part) -> str:
    name = {"items": "itemize", "steps": "enumerate", "terms": "description"}[part.kind]
    lines = [rf"\begin{{{name}}}"]
    for number, text in enumerate(part.texts):
        label = f"[Point {'ABCDE'[number]}]" if part.kind == "terms" else ""
        lines.append(rf"\item{label} {tex(text)}")
    return "\n".join((*lines, rf"\end{{{name}}}"))


def _float(part: Part, columns: int) -> str:
    star = "*" if part.wide and columns == 2 else ""
    caption = rf"\caption{{{tex(part.text)}}}"
    inside = (caption, _cells(part)) if part.kind == "table" else (_drawing(part), caption)
    return "\n".join((rf"\begin{{{part.kind}{star}}}[t]\centering", *inside, rf"\end{{{part.kind}{star}}}"))


def _cells(part: Part) -> str:
    rows = [
        " & ".join(tex(text.split()[0]) + f" {index}" for text in part.texts[index : index + 3])
        for index in (0, 3, 6, 9)
    ]
    heads = r"\textbf{Measure} & \textbf{Where Used} & \textbf{Cost}"
    lines = (
        r"\begin{tabular}{lll}\toprule",
        heads + r"\\\midrule",
        *(row + r"\\" for row in rows),
        r"\bottomrule\end{tabular}",
    )
    return "\n".join(lines)


def _drawing(part: Part) -> str:
    look = r"draw, minimum width=1.6cm, font=\small\bfseries"
    boxes = "\n".join(
        rf"\node[{look}] at ({2.4 * (index % 3):.1f},{-0.9 * (index // 3):.1f}) {{{tex(text.split()[0])}}};"
        for index, text in enumerate(part.texts[:6])
    )
    return "\\begin{tikzpicture}\n" + boxes + "\n\\draw[->] (0.9,0)--(1.5,0);\n\\end{tikzpicture}"


def _algorithm(part: Part) -> str:
    steps = "\n".join(rf"\State {tex(text)}" for text in part.texts)
    caption = rf"\caption{{{tex(part.text)}}}"
    return "\n".join(
        (r"\begin{algorithm}[t]", caption, r"\begin{algorithmic}[1]", steps, r"\end{algorithmic}\end{algorithm}")
    )
