r"""Numbers for `\ref`: sections, figures, tables and equations are counted as LaTeX would; the rest prints "??"."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.parsing.latex.machine import Machine

_LABEL = re.compile(r"\\label\s*\{([^{}]*)\}")
_CHAPTER, _SECTION = 2, 3
_FLOATS = {"figure": "Figure", "wrapfigure": "Figure", "SCfigure": "Figure", "sidewaysfigure": "Figure",
           "teaserfigure": "Figure", "table": "Table", "wraptable": "Table", "longtable": "Table",
           "sidewaystable": "Table", "algorithm": "Algorithm", "equation": "Equation"}  # fmt: skip


def step_counter(machine: "Machine", level: int) -> None:
    """Count a numbered section, and begin anew under it."""
    counters = machine.counters
    counters[f"section{level}"] = counters.get(f"section{level}", 0) + 1
    for below in range(level + 1, 9):
        counters.pop(f"section{below}", None)
    first = _CHAPTER if f"section{_CHAPTER}" in counters else _SECTION
    numbers = [counters.get(f"section{above}", 0) for above in range(min(first, level), level + 1)]
    shown = [str(number) for number in numbers]
    if "appendix" in machine.flags and 1 <= numbers[0] <= 26:
        shown[0] = chr(ord("A") + numbers[0] - 1)
    machine.current_label = f"Section {'.'.join(shown)}"


def number_float(machine: "Machine", environment: str, source: str) -> None:
    """Count a float or an equation that is skipped, and remember its labels."""
    kind = _FLOATS.get(environment.rstrip("*"), "")
    labels = _LABEL.findall(source)
    if (
        not kind
        or (kind == "Equation" and environment.endswith("*"))
        or (kind != "Equation" and "\\caption" not in source)
    ):
        for label in labels:
            machine.labels.setdefault(label, "")
        return
    machine.counters[kind] = machine.counters.get(kind, 0) + 1
    for label in labels:
        machine.labels.setdefault(label, f"{kind} {machine.counters[kind]}")


def printed_reference(command: str, keys: str, labels: Mapping[str, str]) -> str:
    r"""Return what a reference prints; `\cref` and `\autoref` name the kind of thing they point at.

    >>> printed_reference("cref", "a", {"a": "Figure 2"}), printed_reference("eqref", "b", {})
    ('Figure 2', '(??)')
    """
    found = [labels.get(key.strip(), "") or "??" for key in keys.split(",")]
    named = command.lower() in ("cref", "autoref", "vref", "labelcref", "cpageref")
    shown = ", ".join(name if named else name.rpartition(" ")[2] for name in found)
    return f"({shown})" if command == "eqref" else shown
