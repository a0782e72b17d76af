"""A large input → a folder of shards: begun, gone on with after any end, and closed with what could not be used."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

from pipeline.batch.columns import table_of_rows
from pipeline.batch.pieces import Engine, Piece, Plan, Receipt, Source, Survey, Unusable
from pipeline.batch.runs import DOCUMENTS, FAILURES, Run, RunFolder
from pipeline.batch.shards import Shard, finished, write_table
from pipeline.errors import IntegrityError

_FAILURE = ("document", "reason", "remedy")
_DOCUMENT = ("source", "document_id", "title", "n_pages", "poor_pages", "share", "n_passages", "same_as")


class Watch(Protocol):
    """Wraps receipts to show how far a run has come."""

    def __call__(self, receipts: Iterable[Receipt], *, total: int, done: int) -> Iterator[Receipt]:
        """Yield each receipt; `done` of the `total` items were finished before."""


@dataclass(frozen=True, slots=True)
class BatchOutcome:
    """A finished run: what it gave, where it lies, and how many items had been finished before."""

    folder: Path
    counts: Mapping[str, int]
    n_before: int
    failures: tuple[Unusable, ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """A run and what it is done with."""

    run: Run
    survey: Survey
    source: Source
    engine: Engine


def batch(given: Batch, folder: RunFolder, *, restart: bool, watch: Watch) -> BatchOutcome:
    """Do all of a run that is not done yet, and close it.

    Raises ConfigError when the folder holds another run, InputError when it cannot be written or the input read, and
    what the work raises; what was finished until then stays, and the same call goes on from there.
    """
    with folder.claimed(given.run, restart=restart):
        before = finished(folder.passages, given.run.seal)
        n_before = sum(shard.footer.size for shard in before)
        names = frozenset(shard.path.name for shard in before)
        pieces = partial(_missing, given.source, given.run.seal, names)
        plan = Plan(folder.passages, given.run.seal, dict(given.survey.columns))
        for _ in watch(given.engine.run(plan, pieces), total=given.survey.n_items, done=n_before):
            pass
        shards = finished(folder.passages, given.run.seal)
        _check_complete(shards, given.survey, folder)
        return _close(given, folder, shards, n_before)


def _missing(source: Source, seal: str, names: Collection[str]) -> Iterator[Piece]:
    return (piece for piece in source.pieces() if piece.shard(seal) not in names)


def _check_complete(shards: list[Shard], survey: Survey, folder: RunFolder) -> None:
    there = [shard.footer.number for shard in shards]
    if there != list(range(len(there))) or sum(shard.footer.size for shard in shards) != survey.n_items:
        raise IntegrityError(
            f"{folder.home}: shards are missing, or the input was changed while it was read",
            remedy="run the same command again; if the input was changed, with --restart",
        )


def _close(given: Batch, folder: RunFolder, shards: list[Shard], n_before: int) -> BatchOutcome:
    folder.remove_all_but({shard.path.name for shard in shards})
    failures = (*given.survey.missing, *(failure for shard in shards for failure in shard.footer.failures))
    documents = [document for shard in shards for document in shard.footer.documents]
    documents += [{"source": source, "same_as": earlier} for source, earlier in given.survey.repeats]
    counts = {
        "items": given.survey.n_items + len(given.survey.missing),
        "passages": sum(shard.n_rows for shard in shards),
        "needs_review": sum(shard.footer.n_to_review for shard in shards),
        "failures": len(failures),
        "shards": len(shards),
    }
    write_table(folder.home / FAILURES, table_of_rows([asdict(failure) for failure in failures], _FAILURE))
    if documents:
        write_table(folder.home / DOCUMENTS, table_of_rows(documents, _DOCUMENT))
    folder.close(given.run, counts)
    return BatchOutcome(folder.home, counts, n_before, failures)
