"""How fast a corpus becomes results, what it takes, and what a kill costs.

    python -m benchmarks.batch passages [--passages N] [--workers N ...]
    python -m benchmarks.batch papers [--papers N] [--pages N] [--workers N] [--pdf FILE ...]
    python -m benchmarks.batch kills [--passages N] [--workers N] [--kills N]
    python -m benchmarks.batch profile [--passages N]

Every run is the command itself in processes of its own, from nothing to the closed folder. Passages are those of
`benchmarks.throughput`: stretches of the labelled corpus put together at random, one word in a hundred never seen.
Beside the rate by the clock stands the one by processor time (what the same work would reach on idle cores), since what
else the machine does disturbs the first and hardly the second. Memory is the sum over all processes of the run, taken
every half second (what they share counts once): to look takes the kernel several milliseconds of a core.

papers: PDFs of as many pages, made of the pages of those named, in other order and with other bytes each; beside them
pypdfium2 alone takes the text of the same files in as many processes, in the same run, before and after.
kills: the run is killed when about a share of its shards is there, and started again; shards that were begun and had
to be begun again are counted. profile: the share of processor time in our own code, in libraries and in the C below.
"""

import argparse
import cProfile
import io
import json
import os
import pstats
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pypdfium2
from joblib import Parallel, delayed

from benchmarks.throughput import passages
from pipeline.project import Project

HOME = Path(__file__).resolve().parent.parent
_LOOK_SECONDS = 0.5
_SOME_UNUSABLE = 3


def main() -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=sorted(MEASURES))
    parser.add_argument("--passages", type=int, default=1_000_000)
    parser.add_argument("--papers", type=int, default=500)
    parser.add_argument("--pages", type=int, default=20)
    parser.add_argument("--pdf", type=Path, nargs="+", help="real papers that the pages of test papers are taken from")
    parser.add_argument("--kills", type=int, default=6)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--engine", choices=["local", "ray"], default="local")
    parser.add_argument("--no-reasoning", action="store_true", help="papers: leave out the lines that say why")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="mitag-batch-") as scratch:
        MEASURES[options.what](options, Path(scratch))


def of_passages(options: argparse.Namespace, scratch: Path) -> None:
    """Print rates and memory for each number of workers."""
    corpus = corpus_of(options.passages, scratch)
    costs = {}
    for workers in options.workers:
        costs[workers] = measured(command(corpus, scratch / f"out-{workers}", workers, options))
        print(f"{workers} workers: {costs[workers].told(options.passages)}", flush=True)
    first, last = costs[options.workers[0]], costs[options.workers[-1]]
    print(f"{options.workers[-1]} workers over {options.workers[0]}: {first.clock / last.clock:.2f} by the clock")


def of_papers(options: argparse.Namespace, scratch: Path) -> None:
    """Print the rate of papers beside that of pypdfium2 taking their text."""
    if not options.pdf:
        sys.exit("name some real papers with --pdf: their pages are what the test papers are made of")
    folder, workers = scratch / "papers", options.workers[-1]
    made(options.pdf, folder, options.papers, options.pages)
    more = ["--no-reasoning"] if options.no_reasoning else []
    raw = [text_alone(folder, workers)]
    cost = measured([*command(folder, scratch / "out", workers, options), *more])
    raw.append(text_alone(folder, workers))
    manifest = json.loads((scratch / "out" / "manifest.json").read_text())
    clock, work = (min(each) for each in zip(*raw, strict=True))
    print(f"{options.papers} papers of {options.pages} pages: {manifest['counts']}")
    print(f"mitag: {cost.told(options.papers)}")
    print(f"pypdfium2 text alone: {clock:.1f} s by the clock, {work:.1f} s of processors")
    print(f"ratio: {clock / cost.clock:.2f} by the clock, {work / cost.work:.2f} by processor time")


def of_kills(options: argparse.Namespace, scratch: Path) -> None:
    """Print how many shards were begun in vain when a run is killed again and again, and compare what it gave."""
    corpus, workers = corpus_of(options.passages, scratch), options.workers[-1]
    whole, killed = scratch / "whole", scratch / "killed"
    subprocess.run(command(corpus, whole, workers, options), check=True, capture_output=True)
    n_shards = len(list((whole / "passages").iterdir()))
    for number in range(options.kills):
        process = subprocess.Popen(command(corpus, killed, workers, options), stderr=subprocess.PIPE)
        enough = n_shards * (number + 1) // (options.kills + 1)
        while process.poll() is None and len(list(killed.glob("passages/part-*"))) < enough:
            time.sleep(0.01)
        process.kill()
        process.wait()
        done, begun = len(list(killed.glob("passages/part-*"))), len(list(killed.glob("passages/.new-*")))
        print(
            f"killed with {done} of {n_shards} shards there; at most {workers} more were begun ({begun} half-written)"
        )
    subprocess.run(command(corpus, killed, workers, options), check=True, capture_output=True)
    same = subprocess.run(["diff", "-r", whole, killed], check=False).returncode == 0
    print(f"in the end the folders are {'the same to the byte' if same else 'DIFFERENT'}")


def of_profile(options: argparse.Namespace, scratch: Path) -> None:
    """Print where the time of one worker goes."""
    from pipeline.batch.passages import PassageFiles
    from pipeline.batch.pieces import Plan
    from pipeline.batch.threads import take_one_thread
    from pipeline.project.batching import Opener

    take_one_thread()
    source = PassageFiles([corpus_of(options.passages, scratch)])
    plan = Plan(scratch / "out", "", dict(source.survey().columns))
    plan.folder.mkdir()
    model_id = Project.open(HOME).model().model_id
    work = Opener(HOME, {}, "passages", model_id, {"reasoning": False})(0)
    pieces = list(source.pieces())
    work(pieces[0], plan)  # imports and first words are behind it
    profile = cProfile.Profile()
    begun = time.process_time()
    for piece in pieces[1:]:
        work(piece, plan)
    plain = time.process_time() - begun
    for piece in pieces[1:]:
        profile.runcall(work, piece, plan)
    print_shares(profile, plain)


def print_shares(profile: cProfile.Profile, plain: float) -> None:
    """Print the shares of own Python code, other Python code, and C that either calls."""
    kinds = {"own code": 0.0, "Python of libraries": 0.0, "C of libraries": 0.0}
    own: list[tuple[float, str]] = []
    for (path, line, name), (_, _, alone, _, _) in pstats.Stats(profile, stream=io.StringIO()).stats.items():  # type: ignore[attr-defined]
        kind = "C of libraries" if path == "~" else "own code" if "/pipeline/" in path else "Python of libraries"
        kinds[kind] += alone
        own.append((alone, f"{Path(path).name}:{line} {name}"))
    total = sum(kinds.values())
    print(f"{plain:.1f} s of a processor without the profiler, {total:.1f} s with it, which slows Python more than C")
    for kind, seconds in kinds.items():
        print(f"  {seconds / total:6.1%}  {kind}")
    for seconds, where in sorted(own, reverse=True)[:15]:
        print(f"    {seconds / total:6.1%}  {where}")


MEASURES = {"passages": of_passages, "papers": of_papers, "kills": of_kills, "profile": of_profile}


@dataclass(frozen=True, slots=True)
class Cost:
    """What a run took: seconds by the clock and of processors, and the most memory in each quarter of it."""

    clock: float
    work: float
    megabytes: tuple[float, ...]

    def told(self, n: int) -> str:
        """The cost of `n` items in words."""
        peaks = " ".join(f"{each:.0f}" for each in self.megabytes)
        return (
            f"{n / self.clock:,.1f}/s by the clock ({self.clock:.1f} s), {n / self.work:,.1f}/s for each second of a "
            f"processor ({self.work:.1f} s); at most MB in each quarter: {peaks}"
        )


def command(source: Path, out: Path, workers: int, options: argparse.Namespace) -> list[str]:
    """The command that classifies a corpus into a folder."""
    program = [sys.executable, "-m", "pipeline", "-C", str(HOME), "classify", str(source), "--out", str(out)]
    return [*program, "--workers", str(workers), "--engine", options.engine]


def measured(arguments: Sequence[str]) -> Cost:
    """Run a command and say what it took, all its processes together."""
    before = os.times()
    begun = time.perf_counter()
    process = subprocess.Popen(arguments, stderr=subprocess.PIPE)
    seen: list[float] = []
    while process.poll() is None:
        seen.append(_megabytes(process.pid))
        with suppress(subprocess.TimeoutExpired):
            process.wait(_LOOK_SECONDS)
    clock, after = time.perf_counter() - begun, os.times()
    if process.returncode not in (0, _SOME_UNUSABLE):
        sys.exit(process.communicate()[1].decode())
    work = after.children_user + after.children_system - before.children_user - before.children_system
    quarters = np.array_split(np.asarray(seen), 4)
    return Cost(clock, work, tuple(float(each.max(initial=0.0)) for each in quarters))


def _megabytes(root: int) -> float:
    """The memory of a process and all below it; what is shared counts once."""
    total, waiting = 0, [root]
    while waiting:
        process = Path("/proc") / str(waiting.pop())
        try:
            waiting += [int(child) for task in (process / "task").iterdir() for child in _children(task)]
            rollup = (process / "smaps_rollup").read_text()
            total += next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
        except (OSError, StopIteration):
            continue  # it has just ended
    return total / 2**10


def _children(task: Path) -> list[str]:
    return (task / "children").read_text().split()


def corpus_of(n: int, scratch: Path) -> Path:
    """Passages as JSON lines."""
    path = scratch / "passages.jsonl"
    entries = [entry for entry in Project.open(HOME).lessons().entries if entry.mitigation]
    with path.open("w", encoding="utf-8") as handle:
        for number, passage in enumerate(passages(entries, n, seed=1)):
            handle.write(json.dumps({"id": f"p{number}", "text": passage.text, "year": 2000 + number % 25}) + "\n")
    return path


def made(papers: Sequence[Path], folder: Path, n: int, pages: int) -> None:
    """Make PDFs of pages of papers, in an order of its own each."""
    folder.mkdir()
    rng = np.random.default_rng(1)
    with_pages = [(pypdfium2.PdfDocument(path), path) for path in papers]
    every = [(document, page) for document, _ in with_pages for page in range(len(document))]
    for number in range(n):
        new = pypdfium2.PdfDocument.new()
        begin = int(rng.integers(len(every)))
        for document, page in [every[(begin + step) % len(every)] for step in range(pages)]:
            new.import_pages(document, [page])
        new.set_metadata_dict({"Title": f"Paper {number}"}) if hasattr(new, "set_metadata_dict") else None
        new.save(folder / f"paper-{number:04}.pdf")
        new.close()


def text_alone(folder: Path, workers: int) -> tuple[float, float]:
    """Seconds by the clock and of processors in which pypdfium2 takes the text of all PDFs, in as many processes."""
    paths = sorted(folder.iterdir())
    with Parallel(n_jobs=workers, batch_size=1) as pool:
        pool(delayed(_text)(path) for path in paths[:workers])  # the processes are there
        begun = time.perf_counter()
        work = sum(pool(delayed(_text)(path) for path in paths))
        return time.perf_counter() - begun, work


def _text(path: Path) -> float:
    begun = time.process_time()
    with pypdfium2.PdfDocument(path) as document:
        for page in document:
            page.get_textpage().get_text_bounded()
    return time.process_time() - begun


if __name__ == "__main__":
    # Under its own name, so that processes find what they are asked to run instead of being sent it each time.
    from benchmarks.batch import main as start

    start()
