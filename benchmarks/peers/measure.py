"""mitag beside Annif, SetFit and sentence-transformers: passages a second, and how often each is right.

    make bench-peers ENTRIES=entries.jsonl
    python -m benchmarks.peers.measure entries.jsonl --peers .venv-peers/bin/python

All learn from the entries of the labelled corpus (mitag from its phrases, its paragraphs without mitigation and the
definitions too) and answer the same passages, each in a process of its own with the same number of threads.
Rates are the best of several rounds in which all take turns, with passages of 100 words that none has met. The file of
entries is as `benchmarks/accuracy.py` reads it; levels are those above the likeliest leaf. Intervals are 95 % bootstrap
intervals over papers, of the difference to mitag in the last column.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from benchmarks.throughput import passages
from pipeline.classification.features import with_headings
from pipeline.domain.taxonomy import Facet
from pipeline.encoding.static import load_static
from pipeline.project import Project, models
from pipeline.workflows import untracked

ROOT = Path(__file__).resolve().parents[2]
OURS = ("mitag", "mitag:table")
PEERS = ("annif:tfidf", "annif:svc", "annif:omikuji", "annif:fasttext", "vectors", "setfit")
LIBRARIES = ("annif", "omikuji", "fasttext-numpy2", "setfit", "sentence-transformers", "scikit-learn", "torch")
RESAMPLES = 2000
Hits = NDArray[np.float64]


def main() -> None:
    """Start all, let them take turns, and print both tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("entries", type=Path)
    parser.add_argument("--peers", type=Path, required=True, help="the Python of the peers' environment")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--passages", type=int, default=2000, help="in each round")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with TemporaryDirectory() as scratch, ExitStack() as running:
        folder = Path(scratch)
        project = prepare(folder)
        pythons = dict.fromkeys(OURS, Path(sys.executable)) | dict.fromkeys(PEERS, options.peers)
        tools = [Tool.start(name, python, folder, options.threads) for name, python in pythons.items()]
        for tool in tools:
            running.enter_context(tool.process)
        print(f"{versions(Path(sys.executable))}\npeers: {versions(options.peers)}\n{options.threads} thread(s)")
        print_rates(tools, project, folder, n=options.passages, rounds=options.rounds)
        print_scores([tool for tool in tools if tool.name != "mitag:table"], project, folder, options.entries)


def prepare(folder: Path) -> Project:
    """Write what all learn from, and train mitag on the labels in use."""
    labels = json.dumps(str(ROOT / "data" / "labeled"))
    (folder / "mitag.toml").write_text(f"labeled = {labels}\nstarter = false\n", encoding="utf-8")
    project = Project.open(folder)
    models.train(project, track=untracked)
    entries = [entry for entry in project.lessons().entries if "code" in entry.labels]
    lessons = [
        {"text": with_headings(entry.section_path, entry.text), "code": entry.labels["code"]} for entry in entries
    ]
    (folder / "entries.json").write_text(json.dumps(lessons), encoding="utf-8")
    (folder / "codes.json").write_text(json.dumps(project.taxonomy.tree.codes), encoding="utf-8")
    encoder = load_static()
    encoder.tokenizer.save(str(folder / "tokenizer.json"))
    np.save(folder / "vectors.npy", encoder.vectors)
    return project


@dataclass(frozen=True)
class Tool:
    """A tool in its process, which has learned and waits."""

    name: str
    process: "subprocess.Popen[str]"

    @classmethod
    def start(cls, name: str, python: Path, folder: Path, threads: int) -> "Tool":
        """Start a process and wait until it has learned."""
        limits = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS")
        process = subprocess.Popen(
            [python, Path(__file__).with_name("worker.py"), name, folder],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, **dict.fromkeys(limits, str(threads))},
        )
        if _line(process) != "ready":
            raise SystemExit(f"{name} did not get ready")
        return cls(name, process)

    def answer(self, texts: Path) -> float:
        """Have a file of texts answered, and return the seconds that it took."""
        assert self.process.stdin
        print(texts, file=self.process.stdin, flush=True)
        return float(_line(self.process))


def print_rates(tools: Sequence[Tool], project: Project, folder: Path, *, n: int, rounds: int) -> None:
    """Print the best rate of each tool, and how many times that mitag's is."""
    entries = [entry for entry in project.lessons().entries if entry.mitigation]
    rates: dict[str, list[float]] = {tool.name: [] for tool in tools}
    path = folder / "round.json"
    for number in range(rounds + 1):
        made = [passage.text for passage in passages(entries, n, seed=number)]
        path.write_text(json.dumps(made), encoding="utf-8")
        for tool in tools:
            seconds = tool.answer(path)
            rates[tool.name] += [n / seconds] if number else []  # the first round warms up
    print(f"\n{'passages a second':24}{'best':>10}{'median':>10}{'mitag is':>12}{'its table is':>14}")
    ours, table = (max(rates[name]) for name in OURS)
    for name, found in rates.items():
        best = max(found)
        print(f"{name:24}{best:>10,.0f}{np.median(found):>10,.0f}{ours / best:>11.1f}x{table / best:>13.1f}x")


def print_scores(tools: Sequence[Tool], project: Project, folder: Path, file: Path) -> None:
    """Print how often each tool is right on leaf-coded entries."""
    tree = project.taxonomy.tree
    entries = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    entries = [entry for entry in entries if entry["code"] in tree.leaves()]
    texts = [with_headings((entry["name"],) if entry.get("name") else (), str(entry["text"])) for entry in entries]
    papers = np.asarray([entry["paper"] for entry in entries])
    path = folder / "entries-asked.json"
    path.write_text(json.dumps(texts), encoding="utf-8")
    print(f"\n{len(texts)} leaf-coded entries of {len(set(papers))} papers")
    print(f"{'':18}{'leaf':>19}{'top 3':>19}{'level 2':>19}{'level 1':>19}{'leaf: mitag − it':>22}")
    ours = None
    for tool in tools:
        tool.answer(path)
        hits = hits_of(np.load(path.with_suffix(".npy")), tree, [str(entry["code"]) for entry in entries])
        ours = hits[0] if ours is None else ours
        cells = "".join(f"{interval(each, papers):>19}" for each in hits)
        print(f"{tool.name:18}{cells}{interval(ours - hits[0], papers):>22}")


def hits_of(scores: NDArray[np.float64], tree: Facet, truth: Sequence[str]) -> list[Hits]:
    """Right or wrong for each entry: the likeliest leaf, the three likeliest, and both levels above the likeliest."""
    leaves = tree.leaves()
    order = np.argsort(-scores[:, [tree.codes.index(code) for code in leaves]], axis=1, kind="stable")
    best = [[leaves[column] for column in row] for row in order[:, :3].tolist()]
    right = [
        (code == row[0], code in row, *(_above(tree, code, depth) == _above(tree, row[0], depth) for depth in (2, 1)))
        for code, row in zip(truth, best, strict=True)
    ]
    return list(np.asarray(right, dtype=np.float64).T)


def _above(tree: Facet, code: str, depth: int) -> str:
    return tree.ancestors(code)[:depth][-1]


def interval(values: Hits, papers: NDArray[np.str_]) -> str:
    """The mean, and its bootstrap interval over papers."""
    rng = np.random.default_rng(0)
    of_paper = [values[papers == name] for name in np.unique(papers)]
    draws = rng.integers(0, len(of_paper), (RESAMPLES, len(of_paper)))
    low, high = np.quantile([np.concatenate([of_paper[i] for i in draw]).mean() for draw in draws], [0.025, 0.975])
    return f"{values.mean():.2f} [{low:.2f} {high:.2f}]"


def versions(python: Path) -> str:
    """Which libraries an environment has."""
    if python == Path(sys.executable):
        return ", ".join(f"{name} {version(name)}" for name in ("mitag", "numpy", "tokenizers"))
    program = f"from importlib.metadata import version as v; print(', '.join(f'{{n}} {{v(n)}}' for n in {LIBRARIES}))"
    return subprocess.run([python, "-c", program], capture_output=True, text=True, check=True).stdout.strip()


def _line(process: "subprocess.Popen[str]") -> str:
    assert process.stdout
    return process.stdout.readline().strip()


if __name__ == "__main__":
    main()
