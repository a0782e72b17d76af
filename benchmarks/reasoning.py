"""How good the lines of reasoning are: true to passage and code, of the right length, varied, near to a person's.

    python -m benchmarks.reasoning [--lines FILE] [--entries FILE]

A model is trained on half of the corpus's papers and explains a thousand passages of the other half; or those of a
file of entries (text, name or section_path). Nothing is learned from hand-written lines: they serve as the yardstick.
Two lines of comparison stand beside: the first sentence of the passage, and the label with its most frequent phrase.
"""

import argparse
import json
import re
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from random import Random

import numpy as np
from numpy.typing import NDArray

from pipeline.classification import Model, train_model
from pipeline.classification.features import with_headings
from pipeline.domain.labels import LabeledEntry, TrainingSet
from pipeline.domain.prediction import Answer, Evidence
from pipeline.domain.taxonomy import UNCLASSIFIABLE, Category, Facet
from pipeline.extraction.sentences import sentences
from pipeline.project import Project
from pipeline.reasoning import Reasoner
from pipeline.reasoning.line import LONGEST, SHORTEST, Explanation
from pipeline.workflows import untracked
from pipeline.workflows.judging import passage_of

N_PASSAGES = 1000
PROCESSES = 2
REPEATS = 3
_PHRASE = re.compile(r"[a-z][a-z-]{2,} [a-z][a-z-]{3,}")


@dataclass(frozen=True)
class Explained:
    """An entry, its answer, what spoke for it, and the line."""

    entry: LabeledEntry
    category: Category
    answer: Answer
    evidence: tuple[Evidence, ...]
    explanation: Explanation
    unclassifiable: bool


def main() -> None:
    """Train, explain, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=Path, help="write the lines with their categories to this file")
    parser.add_argument("--entries", type=Path, help="explain the entries of this file instead of the corpus's own")
    arguments = parser.parse_args()
    project = Project.open(Path(__file__).resolve().parent.parent)
    model, entries = trained_on_half(project)
    if arguments.entries:
        entries = read_entries(arguments.entries)
    explained = explain(model, entries)
    if arguments.lines:
        shown = (f"[{each.category.title}] {each.explanation.line}\n" for each in explained)
        arguments.lines.write_text("".join(shown), encoding="utf-8")
    for name, value in {**form(explained), **faithfulness(model, explained), **variety(explained)}.items():
        print(f"{name:62}{value:>10}")
    for name, value in similarity(project, explained).items():
        print(f"{name:62}{value:>10}")
    for name, value in speed(explained).items():
        print(f"{name:62}{value:>10}")


def trained_on_half(
    project: Project, *, learned: int = 0, n_passages: int | None = N_PASSAGES
) -> tuple[Model, list[LabeledEntry]]:
    """A model of every second paper, from the first or the second, and some labelled passages of the others, or all."""

    def track(items: Iterable[object], total: int) -> Iterator[object]:
        return untracked(items, total=total, doing="")

    lessons = project.lessons()
    papers = sorted({entry.paper for entry in lessons.entries})
    seen = set(papers[learned::2])
    half = TrainingSet(tuple(e for e in lessons.entries if e.paper in seen), lessons.lexicon, lessons.taxonomy)
    model, _ = train_model(half, project.recipe(), project.encoding(), track=track, jobs=PROCESSES)
    unseen = [entry for entry in lessons.entries if entry.paper not in seen and entry.labels and entry.text]
    return model, Random(0).sample(unseen, min(n_passages or len(unseen), len(unseen)))  # noqa: S311


def read_entries(path: Path) -> list[LabeledEntry]:
    """Entries of a JSON Lines file, without their labels."""
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [LabeledEntry(row["text"], tuple(row.get("section_path") or ())) for row in rows]


def explain(model: Model, entries: Sequence[LabeledEntry]) -> list[Explained]:
    """Classify the entries and write a line for each."""
    reasoner, tree = Reasoner(), model.taxonomy.tree
    passages = [passage_of(entry) for entry in entries]
    found = []
    for entry, passage, prediction in zip(entries, passages, model.classify(passages), strict=True):
        answer = prediction.answers[tree.name]
        evidence = model.evidence(passage, answer)
        lacking = _lacking(tree, answer.code)
        explanation = reasoner.explain(entry.text, tree[answer.code], evidence, unclassifiable=lacking)
        found.append(Explained(entry, tree[answer.code], answer, evidence, explanation, lacking))
    return found


def _lacking(tree: Facet, code: str) -> bool:
    unclassifiable = tree.resolve(UNCLASSIFIABLE)
    return unclassifiable is not None and code in tree.ancestors(unclassifiable)


def form(explained: Sequence[Explained]) -> dict[str, str]:
    """Grounding, length, and what a line must not hold."""
    reasoner = Reasoner()
    lines = [each.explanation.line for each in explained]
    lengths = [len(line.split()) for line in lines]
    strange = [reasoner.strange(each.entry.text, each.category, each.explanation.line) for each in explained]
    for each, words in zip(explained, strange, strict=True):
        if words:
            print(f"  ungrounded {words}: {each.explanation.line}")
    copied = [each.explanation.line.rstrip(".") in each.entry.text for each in explained]
    return {
        "grounded": _share([not words for words in strange]),
        f"{SHORTEST} to {LONGEST} words": _share([SHORTEST <= length <= LONGEST for length in lengths]),
        "mean length in words": f"{np.mean(lengths):.1f}",
        "a whole sentence of the passage": _share(copied),
        "no phrase found (plain line)": _share([each.explanation.frame == "plain" for each in explained]),
        "says which phrase is the mechanism": _share([each.explanation.sure for each in explained]),
        "names what it is directed at": _share([each.explanation.target is not None for each in explained]),
    }


def faithfulness(model: Model, explained: Sequence[Explained]) -> dict[str, str]:
    """How often the score of the predicted code falls when the named phrase is erased, and that of a random one."""
    facet = model.taxonomy.tree.name
    classes = model.heads[facet].classes
    chosen = [each for each in explained if each.explanation.phrases]
    codes = [classes.index(each.answer.backed_off_from or each.answer.code) for each in chosen]
    random = Random(0)  # noqa: S311

    def scores(texts: Iterable[str]) -> NDArray[np.float64]:
        rows = [with_headings(each.entry.section_path, text) for each, text in zip(chosen, texts, strict=True)]
        return np.asarray(model.probabilities(rows)[facet][np.arange(len(codes)), codes], dtype=np.float64)

    before = scores([each.entry.text for each in chosen])
    named = scores([without(each.entry.text, each.explanation.phrases) for each in chosen])
    other = scores([without(each.entry.text, _elsewhere(each, random)) for each in chosen])
    return {
        "erasing the phrase lowers the score": _share((named < before).tolist()),
        "  mean fall of the probability": f"{(before - named).mean():.3f}",
        "erasing as much elsewhere lowers it": _share((other < before).tolist()),
        "  mean fall of the probability ": f"{(before - other).mean():.3f}",
    }


def without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """A text with some of its stretches erased."""
    for start, end in sorted(spans, reverse=True):
        text = text[:start] + text[end:]
    return text


def _elsewhere(each: Explained, random: Random) -> list[tuple[int, int]]:
    length = sum(end - start for start, end in each.explanation.phrases)
    start = random.randrange(len(each.entry.text) - length + 1)
    return [(start, start + length)]


def variety(explained: Sequence[Explained]) -> dict[str, str]:
    """How many lines differ, and how often the same frame comes again."""
    lines = [each.explanation.line for each in explained]
    frames = [each.explanation.frame for each in explained]
    shells = [frame.partition(":")[0] for frame in frames]
    frequent = Counter(frames).most_common(2)
    return {
        "distinct lines": f"{len(set(lines)) / len(lines):.1%}",
        "the two commonest frames together": f"{sum(count for _, count in frequent) / len(lines):.1%}",
        "same frame as the line before": _share([a == b for a, b in pairwise(frames)]),
        "same frame, table sorted by code": _share(
            [a == b for a, b in pairwise(e.explanation.frame for e in sorted(explained, key=lambda e: e.category.code))]
        ),
        "the commonest shell": f"{Counter(shells).most_common(1)[0][1] / len(lines):.1%}",
    }


def similarity(project: Project, explained: Sequence[Explained]) -> dict[str, str]:
    """Mean cosine to the line that a person wrote, of the line and of the two lines of comparison."""
    chosen = [each for each in explained if each.entry.reasoning]
    if not chosen:
        return {}
    encode = project.encoding().encode
    theirs = encode([each.entry.reasoning for each in chosen])

    def cosine(lines: Sequence[str]) -> float:
        ours = encode(lines)
        products = (ours * theirs).sum(axis=1)
        lengths = np.linalg.norm(ours, axis=1) * np.linalg.norm(theirs, axis=1)
        return float((products / np.maximum(lengths, 1e-9)).mean())

    texts = [each.entry.text for each in chosen]
    return {
        "cosine to the hand-written line": f"{cosine([each.explanation.line for each in chosen]):.3f}",
        "cosine of the first sentence": f"{cosine([_first_sentence(text) for text in texts]):.3f}",
        "cosine of label and most frequent phrase": f"{cosine([_frequent(each) for each in chosen]):.3f}",
    }


def _first_sentence(text: str) -> str:
    start, end = sentences(text)[0]
    return text[start:end]


def _frequent(each: Explained) -> str:
    phrases = Counter(_PHRASE.findall(each.entry.text.lower())).most_common(1)
    return f"{each.category.label}: {phrases[0][0] if phrases else ''}"


def speed(explained: Sequence[Explained]) -> dict[str, str]:
    """Lines a second, the evidence being there: of the first passages, and once their words were met."""
    with ProcessPoolExecutor(PROCESSES) as pool:
        rates = list(pool.map(rates_of, [list(explained)] * PROCESSES))
    first, later, wall = (sum(each) for each in zip(*rates, strict=True))
    return {
        f"lines/s of processor time, {PROCESSES} cores, first thousand": f"{first:,.0f}",
        f"lines/s of processor time, {PROCESSES} cores, later": f"{later:,.0f}",
        f"lines/s by the clock, {PROCESSES} cores, later": f"{wall:,.0f}",
    }


def rates_of(explained: Sequence[Explained]) -> tuple[float, float, float]:
    """Lines a second in this process: by its own time at first, later, and later by the clock."""
    reasoner = Reasoner()

    def write() -> None:
        for each in explained:
            reasoner.line(each.entry.text, each.category, each.evidence, unclassifiable=each.unclassifiable)

    began = time.process_time()
    write()
    first = time.process_time() - began
    began, clock = time.process_time(), time.perf_counter()
    for _ in range(REPEATS):
        write()
    later, wall = time.process_time() - began, time.perf_counter() - clock
    return len(explained) / first, REPEATS * len(explained) / later, REPEATS * len(explained) / wall


def _share(found: Sequence[bool]) -> str:
    return f"{sum(found) / max(len(found), 1):.1%}"


if __name__ == "__main__":
    main()
