"""Typesets the test papers and writes each one's truth beside it: `python -m benchmarks.papers.build FOLDER`."""

import argparse
import json
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from benchmarks.papers.content import compose_paper
from benchmarks.papers.layouts import HELD_BACK, LAYOUTS, Layout
from benchmarks.papers.rendering import truth_of


def build(folder: Path, layouts: Iterable[Layout], *, seed: int) -> list[Path]:
    """Typeset one paper per layout; returns the PDFs that pdflatex made."""
    folder.mkdir(parents=True, exist_ok=True)
    made: list[Path] = []
    for number, layout in enumerate(layouts):
        content = compose_paper(seed * 1000 + number, layout.traits, numeric=layout.numeric)
        name = f"{layout.name}-{seed}"
        (folder / f"{name}.tex").write_text(layout.source(content), encoding="utf-8")
        (folder / f"{name}.truth.json").write_text(json.dumps(asdict(truth_of(content)), ensure_ascii=False, indent=1))
        for _ in range(2):
            _typeset(folder, name)
        if (folder / f"{name}.pdf").exists():
            made.append(folder / f"{name}.pdf")
        else:
            print(f"{name}: pdflatex made no PDF, see its log", file=sys.stderr)
    return made


def _typeset(folder: Path, name: str) -> None:
    command = ["pdflatex", "-interaction=nonstopmode", f"{name}.tex"]
    subprocess.run(command, cwd=folder, capture_output=True, timeout=120, check=False)


def main() -> None:
    """Build what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--held-back", action="store_true", help="the layouts that no rule was written against")
    parser.add_argument("--only", default="", help="names of layouts, with commas")
    options = parser.parse_args()
    if not shutil.which("pdflatex"):
        sys.exit("pdflatex is not installed: apt-get install texlive-latex-extra texlive-publishers texlive-science")
    layouts = HELD_BACK if options.held_back else LAYOUTS
    if options.only:
        layouts = tuple(one for one in (*LAYOUTS, *HELD_BACK) if one.name in options.only.split(","))
    for path in build(options.folder, layouts, seed=options.seed):
        print(path)


if __name__ == "__main__":
    main()
