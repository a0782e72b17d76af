"""Hand-labelled pages in a file: as text, one page or several, or as HTML."""

from pathlib import Path

from pipeline.domain.taxonomy import Taxonomy
from pipeline.errors import InputError
from pipeline.parsing.charset import decode
from pipeline.parsing.html.labeled import printed_page
from pipeline.parsing.labeled_page import LabeledPage, looks_labeled, read_labeled_pages
from pipeline.parsing.reading import Source
from pipeline.parsing.sniffing import look


def read_labeled_file(path: Path, taxonomy: Taxonomy) -> tuple[LabeledPage, ...]:
    """Read every labelled page in a file of text or HTML.

    Raises InputError when the file cannot be read, is no text or holds no labelled page.
    """
    try:
        source = Source(path, path.read_bytes())
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})", remedy="check the path") from error
    is_html = look(source.content) == "html"
    text = printed_page(source, taxonomy) if is_html else decode(source.content, source.name)
    if not looks_labeled(text):
        raise InputError(
            f"{path}: is not a labelled page", remedy="labels in tables are read from .csv .jsonl .parquet .xlsx"
        )
    try:
        return read_labeled_pages(text, taxonomy)
    except InputError as error:
        raise InputError(f"{path}: {error.problem}", remedy=error.remedy) from error
