"""A report as Markdown: the same sections and tables, with plots left to the page."""

from collections.abc import Iterator

from pipeline.evaluation.blocks import Block, Cases, Matrix, Plot, Prose, Report, Table


def markdown(report: Report) -> str:
    """Write out a report; what stands in it shows as text and never as markup."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: Report) -> Iterator[str]:
    yield from (f"# {_plain(report.title)}", "", _plain(report.subtitle), "")
    yield from _table(("", ""), report.facts)
    yield from (line for note in report.notes for line in (f"> {_plain(note)}", ""))
    for section in report.sections:
        yield from (f"## {_plain(section.title)}", "", _plain(section.lead), "")
        for block in section.blocks:
            yield from _block(block)


def _block(block: Block) -> Iterator[str]:
    if isinstance(block, Prose):
        yield from (_plain(block.text), "")
        return
    yield from (f"### {_plain(block.caption)}", "")
    if isinstance(block, Table):
        yield from _table(block.columns, block.rows)
        yield from ((_plain(block.note), "") if block.note else ())
    elif isinstance(block, Matrix):
        rows = [
            (name, str(n), *(str(cell.count or "") for cell in cells))
            for (name, n), cells in zip(block.rows, block.cells, strict=True)
        ]
        yield from _table(("label \\ answer", "n", *block.columns), rows)
    elif isinstance(block, Cases):
        for case in block.cases:
            yield f"- **{_plain(case.title)}** {_plain(case.where)}"
            yield from (f"  - {_plain(name)}: {_plain(value)}" for name, value in case.lines)
            yield from (f"  - {_plain(case.text)}", "")
    elif isinstance(block, Plot):
        yield from ("(drawn in the page)", "")


def _table(columns: tuple[str, ...], rows: "tuple[tuple[str, ...], ...] | list[tuple[str, ...]]") -> Iterator[str]:
    if not rows:
        yield from ("(none)", "")
        return
    yield _row(columns)
    yield "|" + "---|" * len(columns)
    yield from (_row(row) for row in rows)
    yield ""


def _row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(_plain(cell).replace("|", "\\|") for cell in cells) + " |"


def _plain(text: str) -> str:
    for mark in "\\`*_<[#":
        text = text.replace(mark, f"\\{mark}")
    return " ".join(text.split())
