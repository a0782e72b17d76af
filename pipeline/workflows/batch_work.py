"""What a worker does with a piece: read it, tag what is in it, and write the shard."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from pipeline.batch.columns import table_of_rows
from pipeline.batch.pieces import Piece, Plan, Receipt, Unusable
from pipeline.batch.rows import ReadLine, read_piece
from pipeline.batch.shards import write_shard
from pipeline.domain.document import Document
from pipeline.domain.taxonomy import Taxonomy
from pipeline.errors import InputError
from pipeline.workflows import untracked
from pipeline.workflows.classify import Classifier, ReasoningWriter, classify
from pipeline.workflows.ingest import Begin, Find, Ingested, Parse, ingest
from pipeline.workflows.tagging import PASSAGE_ID, REASONING, RowClassifier, columns_of, table_of


def check_columns(columns: Iterable[str], taxonomy: Taxonomy) -> None:
    """See that no column of a table has the name of a result.

    Raises InputError naming those that have.
    """
    results = {*columns_of(taxonomy), REASONING} - {PASSAGE_ID}
    if taken := [name for name in columns if name in results]:
        raise InputError(
            f"columns have names that results will have: {', '.join(taken)}", remedy="rename or leave out these columns"
        )


@dataclass(frozen=True)
class PassageWork:
    """Tags rows of a table; their columns are carried through."""

    read_line: ReadLine
    model: RowClassifier
    reasoner: ReasoningWriter | None

    def __call__(self, piece: Piece, plan: Plan) -> Receipt:
        """Tag the rows of a piece and write them."""
        rows = read_piece(piece, plan.columns, self.read_line)
        table = rows.carried
        made = table_of(rows.passages, self.model, self.reasoner)
        for name in made.column_names:
            if name not in table.column_names:  # an id that came with the row stays
                table = table.append_column(name, made[name])
        return write_shard(plan.folder, piece, plan.seal, table, failures=rows.failures)


@dataclass(frozen=True)
class DocumentWork:
    """Reads documents and tags the passages that are found in them."""

    parse: Parse
    begin: Begin
    find: Find
    model: Classifier
    reasoner: ReasoningWriter | None

    def __call__(self, piece: Piece, plan: Plan) -> Receipt:
        """Read the documents of a piece, tag what is found, and write it."""
        documents: list[dict[str, Any]] = []

        def reading() -> Iterator[Ingested]:
            for result in ingest(piece.paths, parse=self.parse, begin=self.begin, find=self.find):
                if result.document:
                    documents.append(_about(result.document, len(result.findings)))
                yield result

        outcome = classify(
            reading(), n_files=len(piece.paths), model=self.model, reasoner=self.reasoner, track=untracked
        )
        table = table_of_rows(outcome.rows(), outcome.columns())
        failures = [Unusable(each.source, each.problem, each.remedy) for each in outcome.failures]
        return write_shard(plan.folder, piece, plan.seal, table, failures=failures, documents=documents)


def _about(document: Document, n_passages: int) -> dict[str, Any]:
    return {
        "source": document.source,
        "document_id": document.document_id,
        "title": document.title,
        "n_pages": len(document.pages),
        "poor_pages": [page.number for page in document.poor_pages],
        "share": document.share,
        "n_passages": n_passages,
    }
