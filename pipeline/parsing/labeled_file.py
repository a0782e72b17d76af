"""Hand-labelled pages saved as text: one file, one page or several."""

from pathlib import Path

from pipeline.domain.taxonomy import Taxonomy
from pipeline.errors import InputError
from pipeline.parsing.charset import decode
from pipeline.parsing.labeled_page import LabeledPage, looks_labeled, read_labeled_pages


def read_labeled_file(path: Path, taxonomy: Taxonomy) -> tuple[LabeledPage, ...]:
    """Read every labelled page in a text file.

    Raises InputError when the file cannot be read, is no text or holds no labelled page.
    """
    try:
        text = decode(path.read_bytes(), str(path))
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})", remedy="check the path") from error
    if not looks_labeled(text):
        raise InputError(
            f"{path}: is not a labelled page", remedy="labels in tables are read from .csv .jsonl .parquet .xlsx"
        )
    try:
        return read_labeled_pages(text, taxonomy)
    except InputError as error:
        raise InputError(f"{path}: {error.problem}", remedy=error.remedy) from error
