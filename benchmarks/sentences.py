"""How well text is cut into sentences: the rules in use beside nupunkt, on boundaries that a person marked.

    python -m benchmarks.sentences [DOCUMENT ...]

The marked text was written for this test, with citations by author and year and by number, abbreviations, footnote
marks and lists. nupunkt, if it is installed, is shown bare and with the rule that nothing is cut inside brackets. Of
documents, for which no boundary is known, it says where both differ, for a look by eye, and how fast each is.
"""

import argparse
import json
import time
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from pipeline.extraction.sentences import bracketed, sentences
from pipeline.parsing import parse

Cut = Callable[[str], set[int]]
MARKED = Path(__file__).resolve().parent.parent / "tests" / "extraction" / "sentences.jsonl"
AROUND = 40


def main() -> None:
    """Print the figures of each way of cutting."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("documents", type=Path, nargs="*")
    documents = parser.parse_args().documents
    marked = [str(json.loads(line)["marked"]) for line in MARKED.read_text(encoding="utf-8").splitlines()]
    cuts = dict(splitters())
    print(f"{len(marked)} paragraphs, {sum(text.count('‖') for text in marked)} boundaries")
    print(f"{'':28}{'P':>7}{'R':>7}{'F1':>7}{'in brackets':>13}")
    for name, cut in cuts.items():
        print_row(name, cut, marked)
    if documents:
        texts = [document.slice(each) for document in map(parse, documents) for each in document.paragraphs]
        compare(cuts, texts)


def splitters() -> Iterator[tuple[str, Cut]]:
    """Each way of cutting: where a text's sentences start, but for the first."""
    yield "own rules", lambda text: {start for start, _ in sentences(text)[1:]}
    if find_spec("nupunkt") is None:
        print("nupunkt is not installed: own rules alone")
        return
    spans: Callable[[str], Sequence[tuple[int, int]]] = import_module("nupunkt").sent_spans

    def trained(text: str) -> set[int]:
        starts = {end + len(text[end:]) - len(text[end:].lstrip()) for _, end in spans(text)}
        return {start for start in starts if start < len(text)}

    yield "nupunkt", trained
    yield "nupunkt + bracket rule", lambda text: {start for start in trained(text) if not in_brackets(text, start)}


def in_brackets(text: str, place: int) -> bool:
    """Whether a place lies inside round or square brackets."""
    return any(start <= place <= end for start, end in bracketed(text))


def print_row(name: str, cut: Cut, marked: Sequence[str]) -> None:
    """Print precision, recall and F1 over all marked text, and how many cuts lie inside brackets."""
    right = found = wanted = inside = 0
    for each in marked:
        parts, text = each.split("‖"), each.replace("‖", "")
        truth = {sum(map(len, parts[:number])) for number in range(1, len(parts))}
        starts = cut(text)
        right, found, wanted = right + len(starts & truth), found + len(starts), wanted + len(truth)
        inside += sum(in_brackets(text, start) for start in starts)
    precision, recall, f1 = right / max(1, found), right / wanted, 2 * right / (found + wanted)
    print(f"{name:28}{precision:>7.3f}{recall:>7.3f}{f1:>7.3f}{inside:>13}")


def compare(cuts: dict[str, Cut], texts: Sequence[str]) -> None:
    """Print speed on real text, and every place that only one of the first and the last way cuts."""
    n_words = sum(len(text.split()) for text in texts)
    results = {}
    print(f"\n{len(texts)} real paragraphs, {n_words} words")
    for name, cut in cuts.items():
        began = time.process_time()
        results[name] = [cut(text) for text in texts]
        seconds = time.process_time() - began
        n_inside = sum(in_brackets(text, at) for text, ats in zip(texts, results[name], strict=True) for at in ats)
        print(
            f"{name:28}{sum(map(len, results[name])):>7} cuts, {n_inside} in brackets, {n_words / seconds:,.0f} words/s"
        )
    first, *_, last = [*cuts, *cuts]
    for text, ours, theirs in zip(texts, results[first], results[last], strict=True):
        for place in sorted(ours ^ theirs):
            only = first if place in ours else last
            print(f"  only {only}: …{text[max(0, place - AROUND) : place]}‖{text[place : place + AROUND]}…")


if __name__ == "__main__":
    main()
