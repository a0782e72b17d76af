"""How many passages a second all heads answer, beside scikit-learn doing the same in the same run.

    python -m benchmarks.throughput [--passages N] [--stream N] [--jobs N]
    python -m benchmarks.throughput --stream 1000000    # the peak of memory while a million are answered

Passages of 100 words are made of stretches of the labelled corpus, put together at random so that none occurs twice,
and one word in a hundred is replaced by one that nobody has seen: what is remembered of words gets no more help than
real papers would give it (in real ones, one to three words in a hundred are new). The baseline is trained on the same
labels: TF-IDF of words and pairs and a logistic regression for each facet; its training is cut short, which changes its
answers but not its speed. Ratios are worth more than rates: both depend on the machine, and on what else it does.
"""

import argparse
import resource
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from time import perf_counter, process_time

import numpy as np
from joblib import Parallel, delayed, parallel_config
from sklearn.exceptions import ConvergenceWarning
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from pipeline.classification import Model, train_model
from pipeline.classification.features import with_headings
from pipeline.domain.labels import LabeledEntry
from pipeline.domain.passage import Passage
from pipeline.project import Project
from pipeline.workflows import untracked

WORDS, STRETCH, UNSEEN = 100, 25, 0.01
BATCH, TURNS = 1024, 3
Answer = Callable[[Sequence[str]], object]


def main() -> None:
    """Train, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--passages", type=int, default=40_000, help="how many to answer in all turns")
    parser.add_argument("--stream", type=int, default=200_000, help="how many to answer for the peak of memory")
    parser.add_argument("--jobs", type=int, default=2, help="how many processes, where not one")
    options = parser.parse_args()
    project = Project.open(Path(__file__).resolve().parent.parent)
    model = _trained(project, options.jobs)
    entries = [entry for entry in project.lessons().entries if entry.mitigation]
    texts = [passage.text for passage in passages(entries, options.passages, seed=1)]
    with threadpool_limits(limits=1):
        compare(model, Baseline(entries, list(model.heads)), texts, options.jobs)
        answers(model, entries, options.passages)
        explanations(model, entries, options.passages // TURNS)
        memory(model, entries, options.stream)


def passages(entries: Sequence[LabeledEntry], n: int, *, seed: int) -> Iterator[Passage]:
    """Make passages of the corpus's stretches, with some words that nobody has seen."""
    rng = np.random.default_rng(seed)
    written = [entry.text.split() for entry in entries]
    for _ in range(n):
        words: list[str] = []
        while len(words) < WORDS:
            entry = written[rng.integers(len(written))]
            start = int(rng.integers(max(1, len(entry) - STRETCH)))
            words += entry[start : start + STRETCH]
        for place in np.flatnonzero(rng.random(WORDS) < UNSEEN):
            words[place] = f"zq{rng.integers(10**9)}ing"
        made = " ".join(words[:WORDS])
        yield Passage("made", (), 0, len(made), made)


class Baseline:
    """TF-IDF of words and pairs, and one logistic regression for each facet."""

    def __init__(self, entries: Sequence[LabeledEntry], facets: Sequence[str]) -> None:
        self._vectors = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2)
        rows = self._vectors.fit_transform([with_headings(entry.section_path, entry.text) for entry in entries])
        self._heads = []
        for facet in facets:
            known = [index for index, entry in enumerate(entries) if facet in entry.labels]
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", ConvergenceWarning)
                head = LogisticRegression(max_iter=5).fit(rows[known], [entries[i].labels[facet] for i in known])
            self._heads.append(head)

    def answer(self, texts: Sequence[str]) -> object:
        """The probabilities of all facets."""
        rows = self._vectors.transform(texts)
        return [head.predict_proba(rows) for head in self._heads]


def compare(model: Model, baseline: Baseline, texts: Sequence[str], jobs: int) -> None:
    """Print the rates of both, for probabilities of all facets, with one process and with several.

    The two take turns, each time with passages that neither has seen, and the best turn counts: what else the machine
    does disturbs both alike.
    """
    n = len(texts) // (TURNS + 1)
    print(f"\nprobabilities of all facets, passages of {WORDS} words, best of {TURNS} turns of {n:,}")
    print(f"{'processes':>10}{'mitag':>12}{'scikit-learn':>15}{'ratio':>8}")
    for n_processes in sorted({1, jobs}):
        _hold(model, baseline)
        rates: dict[str, list[float]] = {"mitag": [], "scikit-learn": []}
        with (
            parallel_config(backend="loky", initializer=_hold, initargs=(model, baseline), inner_max_num_threads=1),
            Parallel(n_jobs=n_processes) as pool,
        ):
            for turn in range(TURNS + 1):
                now = texts[turn * n : (turn + 1) * n]
                shares = [now[number::n_processes] for number in range(n_processes)]
                for name, found in rates.items():
                    start = perf_counter()
                    pool(delayed(_answer)(name, share) for share in shares)
                    found += [n / (perf_counter() - start)] if turn else []  # the first turn warms up
        ours, theirs = max(rates["mitag"]), max(rates["scikit-learn"])
        print(f"{n_processes:>10}{ours:>10,.0f}/s{theirs:>13,.0f}/s{ours / theirs:>8.1f}")


_held: dict[str, Answer] = {}


def _hold(model: Model, baseline: Baseline) -> None:
    model = replace(model)  # one that has not met any word
    _held.update({"mitag": model.probabilities, "scikit-learn": baseline.answer})


def _answer(name: str, texts: Sequence[str]) -> None:
    for start in range(0, len(texts), BATCH):
        _held[name](texts[start : start + BATCH])


def answers(model: Model, entries: Sequence[LabeledEntry], n: int) -> None:
    """Print the rate of whole answers: nodes, alternatives, prediction sets, reasons to review, as objects."""
    print("\nwhole answers (deepest sure node, alternatives, prediction set, reasons to review), one process")
    made = list(passages(entries, n, seed=2))
    start = perf_counter()
    model.classify(made)
    print(f"{'':10}{n / (perf_counter() - start):>10,.0f}/s")


def explanations(model: Model, entries: Sequence[LabeledEntry], n: int) -> None:
    """Print the rate of taking the answers about codes apart, passages having been classified just before."""
    print("\nevidence for the code, of passages that were just classified, one process")
    tree = model.taxonomy.tree.name
    made = list(passages(entries, n, seed=4))
    taken = 0.0
    for start in range(0, n, BATCH):
        batch = made[start : start + BATCH]
        predictions = model.classify(batch)
        begun = perf_counter()
        for passage, prediction in zip(batch, predictions, strict=True):
            model.evidence(passage, prediction.answers[tree])
        taken += perf_counter() - begun
    print(f"{'':10}{n / taken:>10,.0f}/s")


def memory(model: Model, entries: Sequence[LabeledEntry], n: int) -> None:
    """Print the peak of a fresh process's memory while passages come and go."""
    (found,) = Parallel(n_jobs=2)([delayed(_peaks)(model, entries, n)])
    print(f"\nmemory of a process that answers a stream, {UNSEEN:.0%} of the words never seen before")
    for done, megabytes in found:
        print(f"  at most {megabytes:.0f} MB after {done:,} passages")


def _peaks(model: Model, entries: Sequence[LabeledEntry], n: int) -> list[tuple[int, float]]:
    found = [(0, _peak_megabytes())]
    stream = passages(entries, n, seed=3)
    done = 0
    while batch := list(islice(stream, BATCH)):
        done += len(model.classify(batch))
        if done * 4 // n > (done - len(batch)) * 4 // n:
            found.append((done, _peak_megabytes()))
    return found


def _peak_megabytes() -> float:
    status = Path("/proc/self/status")
    if status.exists():  # what getrusage says on Linux may be the parent's
        fields = dict(line.split(":", 1) for line in status.read_text().splitlines())
        return int(fields["VmHWM"].split()[0]) / 2**10
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)


def _trained(project: Project, jobs: int) -> Model:
    def track(items: Iterable[object], total: int) -> Iterator[object]:
        return untracked(items, total=total, doing="")

    lessons = project.lessons()
    start, worked = perf_counter(), process_time()
    model, _ = train_model(lessons, project.recipe(), project.encoding(), track=track, jobs=jobs)
    taken, worked = perf_counter() - start, process_time() - worked
    print(
        f"training with calibration, {len(lessons.entries)} entries and {len(lessons.lexicon)} phrases, {jobs} cores:"
    )
    print(f"  {taken:.1f} s by the clock, {worked:.1f} s of one core's work")
    return model


if __name__ == "__main__":
    # Under its own name, so that processes find what they are asked to run instead of being sent it each time.
    from benchmarks.throughput import main as start

    start()
