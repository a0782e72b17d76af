"""How long all figures of a report take: 10,000 invented entries, all facets, 1,000 rounds of resampling papers.

    python benchmarks/evaluation.py [--entries N] [--papers N] [--rounds N]

The invented answers are right about six times in ten. The budget for the defaults is 60 s on two cores.
"""

import argparse
from time import perf_counter

import numpy as np

from pipeline.domain.taxonomy import Facet, Taxonomy, taxonomy_to_mapping
from pipeline.evaluation.keeping import from_json, to_json
from pipeline.evaluation.markdown import markdown
from pipeline.evaluation.report import report_of
from pipeline.evaluation.scored import Circumstances, Evaluation, ScoredAnswer, ScoredEntry, kept
from pipeline.resources import load_taxonomy
from pipeline.resources.pages import fill

BUDGET = 60.0
_BASELINES = ("most frequent", "TF-IDF + logistic regression", "nearest definition", "previous model")
_WORDS = ("a", "log", "of", "every", "call", "is", "kept", "by", "the", "provider", "and", "reviewed", "for", "misuse")


def main() -> None:
    """Invent entries, compute the report, and print how long each part took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entries", type=int, default=10_000)
    parser.add_argument("--papers", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=1000)
    asked = parser.parse_args()
    evaluation = invented(load_taxonomy(), asked.entries, asked.papers, asked.rounds)
    started = perf_counter()
    report = report_of(evaluation)
    computed = perf_counter()
    text, page = markdown(report), "".join(fill("evaluation.html", report=report))
    rendered = perf_counter()
    stored = to_json(evaluation, report.scores).encode()
    again = from_json(stored, where="memory")
    done = perf_counter()
    print(f"{asked.entries} entries of {asked.papers} papers, {asked.rounds} rounds")
    print(f"all figures        {computed - started:6.1f} s   (budget {BUDGET:.0f} s)")
    print(f"page and Markdown  {rendered - computed:6.1f} s   ({len(page) / 1e6:.1f} MB, {len(text) / 1e6:.1f} MB)")
    print(f"JSON, and back     {done - rendered:6.1f} s   ({len(stored) / 1e6:.1f} MB)")
    assert again == evaluation, "what is kept has to be what was scored"


def invented(taxonomy: Taxonomy, n: int, n_papers: int, rounds: int) -> Evaluation:
    """Entries with answers drawn at random, more often right than not."""
    rng = np.random.default_rng(0)
    entries = tuple(_entry(taxonomy, number, int(rng.integers(n_papers)), rng) for number in range(n))
    made = Circumstances("labelled entries", "", "invented", "none", "Invented.", ("invented",), n, rounds)
    return Evaluation(made, taxonomy_to_mapping(taxonomy), entries)


def _entry(taxonomy: Taxonomy, number: int, paper: int, rng: np.random.Generator) -> ScoredEntry:
    words = " ".join(rng.choice(_WORDS, size=int(rng.integers(0, 140))).tolist())
    answers = {facet.name: _answer(facet, rng) for facet in taxonomy}
    line = f"Rests on “{words[:20]}”."
    return ScoredEntry(
        f"{number:016x}", words, ("Part",), f"paper {paper}", "hand", answers, 2015 + paper % 10, "Keeps a log.", line
    )


def _answer(facet: Facet, rng: np.random.Generator) -> ScoredAnswer:
    codes = facet.codes
    shares = rng.dirichlet(np.full(len(codes), 0.05))
    best = codes[int(shares.argmax())]
    gold = best if rng.random() < 0.6 else codes[int(rng.integers(len(codes)))]
    rivals = {name: codes[int(rng.integers(len(codes)))] for name in _BASELINES}
    probabilities = kept(dict(zip(codes, shares.tolist(), strict=True)))
    return ScoredAnswer(gold, best, round(float(shares.max()), 4), probabilities, (best,), rivals=rivals)


if __name__ == "__main__":
    main()
