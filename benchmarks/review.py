"""How long a reviewer waits for the store: handing out and deciding at 100,000 passages, and the looks beside.

Run `python -m benchmarks.review [passages] [address]`; the address is that of an empty store (default: a scratch file).
"""

import argparse
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

from pipeline.domain.passage import Passage
from pipeline.domain.prediction import Answer, Candidate, Evidence, Prediction
from pipeline.domain.review import (
    IS_ONE,
    MITIGATION,
    Badge,
    Decision,
    FiledPrediction,
    Filing,
    Paper,
    Rank,
    Verdict,
    Wanted,
)
from pipeline.resources import load_taxonomy
from pipeline.store.ledger import Ledger

_PASSAGES = 100_000
_OF_A_PAPER = 60
_ROUNDS = 300
_DECIDED_BEFORE = 0.1


def filings(n: int, random: random.Random) -> Iterator[Filing]:
    """Passages with the predictions of a model that doubts four in ten of them."""
    taxonomy = load_taxonomy()
    for number in range(n):
        paper = Paper(f"document{number // _OF_A_PAPER}", f"paper {number // _OF_A_PAPER}.pdf", "A paper", ("Ada",))
        text = f"Passage {number} tells at some length what was done. " * 10
        passage = Passage(paper.document_id, ("4 Operations", "4.2 Drills"), number, number + len(text), text, 3)
        answers = {}
        for facet in taxonomy:
            candidates = tuple(Candidate(code, random.random()) for code in random.sample(facet.codes, 5))
            best = candidates[0]
            answers[facet.name] = Answer(facet.name, best.code, best.confidence, candidates, facet.codes[:4])
        doubts = ("code: below the floor",) if random.random() < 0.4 else ()
        prediction = Prediction(passage.passage_id, "m0del", answers, "Rests on “drills”.", doubts)
        spoke = {facet: (Evidence(0, 7, 0.5), Evidence(8, 12, 0.2)) for facet in answers}
        predicted = FiledPrediction(prediction, spoke, 0.8, "ab" * 32, "0.1.0")
        badges = (Badge("unsure", "The model's confidence is low: code 31%."), Badge("rare", "Only 3 entries.", 0.2))
        bucket = f"bucket {random.randrange(n)}"
        yield Filing(paper, passage, predicted, taxonomy.tree.name, Rank(random.random(), badges, bucket), "")


def decision_on(ledger: Ledger, passage_id: str, reviewer: str, model_id: str = "m0del") -> Decision:
    """Everything accepted as predicted."""
    filed = ledger.prediction(passage_id)
    answers = filed.prediction.answers.values() if filed else ()
    verdicts = (Verdict(answer.facet, "accept", answer.code) for answer in answers)
    yes = Verdict(MITIGATION, "accept", IS_ONE)
    return Decision(passage_id, reviewer, ledger.clock(), (yes, *verdicts), seconds=5.0, model_id=model_id)


def timed(name: str, call: Callable[[], object], rounds: int = _ROUNDS) -> None:
    """Print how long a call takes: the middle, what one in twenty exceeds, and the middle of the processor's time.

    The last is what remains comparable on a machine that is busy with other things.
    """
    times, worked = [], []
    for _ in range(rounds):
        start, worked_before = perf_counter(), process_time()
        call()
        times.append((perf_counter() - start) * 1000)
        worked.append((process_time() - worked_before) * 1000)
    exceeded = quantiles(times, n=20)[-1]
    print(f"{name:36} median {median(times):7.2f} ms   95 % {exceeded:7.2f} ms   processor {median(worked):7.2f} ms")


def measure(ledger: Ledger, n: int) -> None:
    """File, decide a tenth, then take the times of what a review page asks for."""
    start = perf_counter()
    ledger.file(filings(n, random.Random(0)))  # noqa: S311  (nothing secret)
    seconds = perf_counter() - start
    print(f"{n} passages filed in {seconds:.0f} s ({n / seconds:.0f} a second)")
    start = perf_counter()
    n_decided = 0
    while n_decided < n * _DECIDED_BEFORE and (item := ledger.next("ada")):
        ledger.record(decision_on(ledger, item.passage_id, "ada"))
        n_decided += 1
    print(f"{n_decided} decided in {perf_counter() - start:.0f} s")

    def step(overlap: int = 1, wanted: Wanted | None = None) -> None:
        item = ledger.next("ada" if overlap == 1 else "bob", wanted, overlap=overlap)
        assert item is not None
        ledger.record(decision_on(ledger, item.passage_id, "ada" if overlap == 1 else "bob"))

    tree = load_taxonomy().tree
    timed("next, prediction and decision", step)
    timed("the same, one code only", lambda: step(wanted=Wanted(codes=frozenset({tree.leaves()[0]}))), rounds=20)
    timed("the same, one document only", lambda: step(wanted=Wanted(("auto",), document_id="document3")), rounds=20)
    timed("the same, two reviewers a passage", lambda: step(overlap=2))
    timed("taking a decision back", lambda: ledger.withdraw("ada"))
    timed("progress", lambda: ledger.progress("ada"), rounds=50)
    timed("the first 50 of the queue", lambda: ledger.items(Wanted(("needs review",))), rounds=50)
    timed("all settled labels", ledger.settled, rounds=2)


def main() -> None:
    """Measure at the address given, or in a scratch file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("passages", type=int, nargs="?", default=_PASSAGES)
    parser.add_argument("address", nargs="?", help="that of an empty store (default: a scratch file)")
    options = parser.parse_args()
    with TemporaryDirectory() as scratch:
        address = options.address or str(Path(scratch) / "store.sqlite")
        with Ledger.open(address) as ledger:
            measure(ledger, options.passages)


if __name__ == "__main__":
    main()
