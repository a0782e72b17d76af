"""How well papers are read: headings, paths, paragraphs, leaks and speed, against known truth.

    python -m benchmarks.parsing FOLDER [--wrong]

The folder holds `NAME.pdf` with `NAME.truth.json` beside it, as `benchmarks.papers.build` makes them: `items` are
headings (`k` "h", `level`, `text`) and paragraphs (`k` "p", `text` with NUL for citations and formulas, `lead` for
emphasised first words), `caps` and `notes` what must not turn up in paragraphs. What is counted:

- heads: F1 of titles without numbers, matched in order. Emphasised leads, the title, references and the like count
  neither way. path: of the matched, the share with all ancestors right.
- recall: paragraphs with nine tenths of their word trigrams found, against the same in pdfium's raw text.
- one block: paragraphs found whole in one block that holds hardly anything else. section: under their true heading.
- order: the longest run of paragraphs in the right order.
- captions, notes: the share of which seven tenths of the trigrams stand in paragraphs.
- ratio: processor time of pypdfium2's plain text, by that of reading, in the same run.
"""

import argparse
import json
import re
import sys
import time
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, field
from difflib import SequenceMatcher
from pathlib import Path
from statistics import mean
from typing import Any

import pypdfium2

from pipeline.domain.document import Document
from pipeline.parsing import parse

Trigram = tuple[str, ...]
_WORD = re.compile(r"[a-z0-9]+")
_CITATION = re.compile(r"\[[\d,;\s–\-]+\]|\((?:[^()]*?\b(?:19|20)\d\d[a-z]?[^()]*?)\)")
_NUMBER = re.compile(
    r"^(?:(?:appendix|section|chapter)\s+)?(?:\d+(?:\.\d+)*[.):]?|[A-Z](?:\.\d+)+\.?|[A-Z][.):]|[IVXL]+[.):])\s+", re.I
)
_EITHER_WAY = re.compile(
    "abstract|references|acknowledge?ments?|bibliography|keywords|contents|acknowledgmentsanddisclosureoffunding"
    "|ccsconcepts|additionalkeywordsandphrases|indexterms|listoffigures|listoftables"
)
_FEW_TRIGRAMS = 15


@dataclass(frozen=True, slots=True)
class Found:
    """A heading or a paragraph as a reader found it."""

    text: str
    level: int = 0

    @property
    def is_heading(self) -> bool:
        """Whether it is a heading."""
        return self.level > 0


@dataclass(slots=True)
class Score:
    """The figures of one paper."""

    heads: float = 0.0
    path: float = 0.0
    recall: float = 0.0
    raw_recall: float = 0.0
    one_block: float = 0.0
    section: float = 0.0
    order: float = 0.0
    captions: float = 0.0
    notes: float = 0.0
    ratio: float = 0.0
    wrong: list[str] = field(default_factory=list)


def words(text: str) -> list[str]:
    """Return the words of a text without accents, case, citations and apostrophes.

    >>> words("Naïve “re-use” [3, 4] isn’t free (Doe, 2021).")
    ['naive', 're', 'use', 'isnt', 'free']
    """
    plain = unicodedata.normalize("NFKD", _CITATION.sub(" ", text)).lower()
    kept = "".join(letter for letter in plain if not unicodedata.combining(letter) and letter not in "'’\u00ad")
    return _WORD.findall(kept)


def trigrams(tokens: Sequence[str]) -> list[Trigram]:
    """Return every three words in a row."""
    return [tuple(tokens[index : index + 3]) for index in range(len(tokens) - 2)]


def title_key(title: str) -> str:
    """Return a title's letters and digits without its number.

    >>> title_key("IV. Guard-rails"), title_key("2.1 Data")
    ('guardrails', 'data')
    """
    return "".join(words(_NUMBER.sub("", title.strip(), count=1).replace("-", "")))


def flatten(document: Document) -> list[Found]:
    """Return a document's headings and paragraphs in reading order; the abstract stands under a heading of its own."""
    placed = [(part.start, 0, Found(part.heading, part.level)) for part in document.sections]
    placed += [(part.start, 1, Found(document.slice(part))) for part in document.paragraphs]
    placed += [(part.start, 0, Found("Abstract", 1)) for part in document.paragraphs if part.kind == "abstract"][:1]
    return [found for _, _, found in sorted(placed, key=lambda entry: entry[:2])]


def score_reading(truth: dict[str, Any], found: Sequence[Found]) -> Score:
    """Score what was found against the truth."""
    score = Score()
    _score_headings(score, truth["items"], found)
    _score_paragraphs(score, truth["items"], found)
    known = {gram for one in found if not one.is_heading for gram in trigrams(words(one.text))}
    score.captions = _leaked(truth["caps"], known)
    score.notes = _leaked(truth["notes"], known)
    return score


def _score_headings(score: Score, items: Sequence[dict[str, Any]], found: Sequence[Found]) -> None:
    true = [item for item in items if item["k"] == "h" and not item.get("abs")]
    leads = {title_key(item["lead"]) for item in items if item.get("lead")}
    true_keys = [title_key(item["text"]) for item in true]
    heads = [one for one in found if one.is_heading and title_key(one.text)]
    keys = [title_key(one.text) for one in heads]
    hits = sum(block.size for block in _match(true_keys, keys))
    extra = [key for key in keys if key not in leads and key not in true_keys and not _EITHER_WAY.fullmatch(key)]
    if extra and keys and extra[0] == keys[0]:
        extra = extra[1:]  # the title of the paper
    precision, recall = hits / max(1, hits + len(extra)), hits / max(1, len(true_keys))
    score.heads = 2 * precision * recall / max(1e-9, precision + recall)
    score.path = _paths_right(true, heads)
    score.wrong += [f"no heading: {key}" for key in extra]
    score.wrong += [f"missed: {key}" for key in true_keys if key not in keys]


def _match(left: Sequence[str], right: Sequence[str]) -> list[Any]:
    return SequenceMatcher(None, left, right, autojunk=False).get_matching_blocks()


def _paths_right(true: Sequence[dict[str, Any]], heads: Sequence[Found]) -> float:
    expected = _with_ancestors([(item["level"], title_key(item["text"])) for item in true])
    actual = _with_ancestors([(one.level, title_key(one.text)) for one in heads])
    pairs = [
        (expected[block.a + index][1], actual[block.b + index][1])
        for block in _match([key for key, _ in expected], [key for key, _ in actual])
        for index in range(block.size)
    ]
    return sum(left in (right, right[1:]) for left, right in pairs) / max(1, len(pairs))


def _with_ancestors(heads: Iterable[tuple[int, str]]) -> list[tuple[str, tuple[str, ...]]]:
    above: list[tuple[int, str]] = []
    paths: list[tuple[str, tuple[str, ...]]] = []
    for level, key in heads:
        while above and above[-1][0] >= level:
            above.pop()
        paths.append((key, tuple(name for _, name in above)))
        above.append((level, key))
    return paths


@dataclass(slots=True)
class _Blocks:
    """The found paragraphs as words, and where each trigram stands."""

    blocks: list[list[str]]
    sections: list[set[str]]
    places: dict[Trigram, list[int]] = field(default_factory=dict)
    owners: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        flat = [word for block in self.blocks for word in block]
        self.owners = [number for number, block in enumerate(self.blocks) for _ in block]
        for place, gram in enumerate(trigrams(flat)):
            self.places.setdefault(gram, []).append(place)


def _blocks_of(found: Sequence[Found]) -> _Blocks:
    blocks, sections = [], []
    above: list[tuple[int, str]] = []
    for one in found:
        if one.is_heading:
            while above and above[-1][0] >= one.level:
                above.pop()
            above.append((one.level, title_key(one.text)))
        else:
            blocks.append(words(one.text))
            sections.append({key for _, key in above})
    return _Blocks(blocks, sections)


def _score_paragraphs(score: Score, items: Sequence[dict[str, Any]], found: Sequence[Found]) -> None:
    blocks = _blocks_of(found)
    block_grams = [set(trigrams(block)) for block in blocks.blocks]
    section = ""
    count = whole = right = recalled = 0
    middles: list[int] = []
    for item in items:
        if item["k"] == "h":
            section = title_key(item["text"])
            continue
        parts = [words(part) for part in _CITATION.sub("\0", item["text"]).split("\0")]
        grams = [gram for part in parts for gram in trigrams(part)]
        if len(grams) < _FEW_TRIGRAMS:
            continue
        count += 1
        recalled += sum(gram in blocks.places for gram in grams) >= 0.9 * len(grams)
        places = sorted(blocks.places[gram][0] for gram in grams if len(blocks.places.get(gram, ())) == 1)
        if not places:
            continue
        middles.append(places[len(places) // 2])
        owner = Counter(blocks.owners[place] for place in places).most_common(1)[0][0]
        complete = sum(gram in block_grams[owner] for gram in grams) >= 0.9 * len(grams)
        whole += complete and len(blocks.blocks[owner]) <= 1.35 * sum(map(len, parts)) + 12
        right += section in blocks.sections[owner]
    score.recall, score.one_block = recalled / max(1, count), whole / max(1, count)
    score.section = right / max(1, count)
    score.order = _longest_rise(middles) / max(1, len(middles))


def _longest_rise(numbers: Iterable[int]) -> int:
    ends: list[int] = []
    for number in numbers:
        place = bisect_left(ends, number)
        ends[place : place + 1] = [number]
    return len(ends)


def _leaked(texts: Iterable[str], known: set[Trigram]) -> float:
    grams = [found for text in texts if len(found := trigrams(words(text.replace("\0", " ")))) >= 5]
    return sum(sum(gram in known for gram in one) >= 0.7 * len(one) for one in grams) / max(1, len(grams))


def raw_text(path: Path) -> str:
    """Return pdfium's plain text of a PDF."""
    document = pypdfium2.PdfDocument(path)
    try:
        return "\n".join(document[number].get_textpage().get_text_range() for number in range(len(document)))
    finally:
        document.close()


def score_paper(path: Path, *, runs: int = 3) -> Score:
    """Read and score one paper whose truth lies beside it."""
    truth = json.loads(path.with_suffix(".truth.json").read_text(encoding="utf-8"))
    score = score_reading(truth, flatten(parse(path)))
    joined = raw_text(path).replace("\ufffe\r\n", "").replace("\ufffe", "")
    raw = Score()
    _score_paragraphs(raw, truth["items"], [Found(joined)])
    score.raw_recall = raw.recall
    score.ratio = min(_seconds(raw_text, path) for _ in range(runs)) / min(_seconds(parse, path) for _ in range(runs))
    return score


def _seconds(work: Any, path: Path) -> float:  # noqa: ANN401  (any function of a path)
    began = time.process_time()
    work(path)
    return time.process_time() - began


def main() -> None:
    """Print a table over the papers of a folder."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--wrong", action="store_true", help="list the headings that were missed or made up")
    options = parser.parse_args()
    papers = [path for path in sorted(options.folder.glob("*.pdf")) if path.with_suffix(".truth.json").exists()]
    if not papers:
        sys.exit(f"{options.folder}: no NAME.pdf with NAME.truth.json; see `python -m benchmarks.papers.build --help`")
    print(f"{'paper':26}heads path recall /raw  block sect. order caps. notes ratio")
    scores = []
    for path in papers:
        scores.append(score_paper(path))
        print(_row(path.stem, astuple(scores[-1])[:-1]))
        for line in scores[-1].wrong if options.wrong else ():
            print(f"    {line}")
    print(_row("mean", [mean(column) for column in zip(*(astuple(score)[:-1] for score in scores), strict=True)]))
    print(f"lowest heads: {min(score.heads for score in scores):.2f}")


def _row(name: str, figures: Iterable[float]) -> str:
    return f"{name[:25]:26}" + " ".join(f"{figure:5.2f}" for figure in figures)


if __name__ == "__main__":
    main()
