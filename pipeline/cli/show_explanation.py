"""The printer of explanations: what each answer about a passage rests on, readable on 80 columns."""

import re
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from pipeline.domain.prediction import Candidate, Prediction
    from pipeline.domain.taxonomy import Facet, Taxonomy
    from pipeline.workflows.classify import ClassifyOutcome, Tagged
    from pipeline.workflows.explain import AnswerExplanation, PassageExplanation, Weighed
    from pipeline.workflows.nearest import Neighbour

_NARROW, _WIDE = 80, 100
_START = 110
_AROUND = 45
_SPACE = re.compile(r"\s+")
_STYLES = {"mechanism": "bold underline", "topic": "bold", "target": "underline"}

Row = tuple[str, str]


def explained(outcome: "ClassifyOutcome", explanations: "Sequence[PassageExplanation]") -> None:
    """Show for each tagged passage what its answers rest on."""
    from rich.table import Table
    from rich.text import Text

    out = _out()
    for item, explanation in zip(outcome.tagged, explanations, strict=True):
        out.print()
        out.print(Text(_place(item), style="bold"))
        out.print(Text(f"“{_start(item.finding.passage.text)}”"))
        grid = Table.grid(padding=(0, 2, 0, 0))
        grid.add_column(no_wrap=True)
        grid.add_column(overflow="fold")
        for label, marked in _named(item.finding.passage.text, item.prediction):
            grid.add_row(Text(label), marked)
        for label, text in _rows(explanation, outcome.taxonomy):
            grid.add_row(Text(label), Text(text))
        out.print(grid)
    if explanations:
        out.print()
        out.print(
            "Numbers with a sign say how much the words add to the score of the answer, compared with the mean of all"
            " categories; headings count too, and are not shown.",
            markup=False,
        )


def _place(item: "Tagged") -> str:
    passage = item.finding.passage
    page = f"p. {passage.page}" if passage.page else ""
    return ", ".join(part for part in (item.document.source, page, " > ".join(passage.section_path)) if part)


def _named(text: str, prediction: "Prediction") -> "Iterator[tuple[str, Text]]":
    """The line of reasoning, and what it names amid the words around it."""
    from rich.text import Text

    if prediction.reasoning:
        yield "reasoning", Text(prediction.reasoning)
    for each in prediction.named:
        spans = (0, each.start), (each.start, each.end), (each.end, len(text))
        before, phrase, after = (_SPACE.sub(" ", text[start:end]) for start, end in spans)
        if len(before) > _AROUND:
            before = "… " + before[-_AROUND:].partition(" ")[2]
        if len(after) > _AROUND:
            after = after[:_AROUND].rpartition(" ")[0] + " …"
        yield f"  {each.role}", Text.assemble(before, (f"“{phrase}”", _STYLES[each.role]), after)


def _rows(explanation: "PassageExplanation", categories: "Taxonomy") -> Iterator[Row]:
    for name, answer in explanation.answers.items():
        yield name.replace("_", " "), _answer(answer, categories[name])
        for label, weighed in (("  for", answer.spoke_for), ("  against", answer.spoke_against)):
            if weighed:
                yield label, ", ".join(map(_weighed, weighed))
        if answer.sentence:
            yield "  most in", f"“{_start(answer.sentence.text)}” {answer.sentence.weight:+.2f}"
    for number, neighbour in enumerate(explanation.nearest):
        yield "" if number else "like labels", _neighbour(neighbour, categories.tree)


def _answer(answer: "AnswerExplanation", facet: "Facet") -> str:
    mark = " ?" if answer.abstained else ""
    text = f"{facet[answer.code].title}{mark} {answer.confidence:.2f}"
    if answer.likeliest.code != answer.code:
        text += f"; the words are those for {_candidate(answer.likeliest, facet)}, which is not sure enough"
    return text + (f"; second {_candidate(answer.second, facet)}" if answer.second else "")


def _candidate(candidate: "Candidate", facet: "Facet") -> str:
    return f"{facet[candidate.code].title} {candidate.confidence:.2f}"


def _weighed(weighed: "Weighed") -> str:
    return f"{weighed.text} {weighed.weight:+.2f}"


def _neighbour(neighbour: "Neighbour", tree: "Facet") -> str:
    # The labels may be of a later taxonomy than the model.
    title = tree[neighbour.code].title if neighbour.code in tree else neighbour.code
    paper = f" ({neighbour.paper})" if neighbour.paper else ""
    return f"{neighbour.similarity:.2f} {title}{paper}: “{_start(neighbour.text)}”"


def _start(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _START else words[:_START].rsplit(" ", 1)[0] + " …"


def _out() -> "Console":
    from rich.console import Console

    width = min(Console().width, _WIDE) if sys.stdout.isatty() else _NARROW
    return Console(width=width, highlight=False)
