"""Bytes → an open PDF, or one clear sentence about why it cannot be read."""

from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2
import pypdfium2.raw as pdfium

from pipeline.errors import InputError
from pipeline.parsing.reading import Source

_HEADER_WITHIN = 1024


@contextmanager
def opened(source: Source) -> Iterator[pypdfium2.PdfDocument]:
    """Open a PDF and close it again whatever happens.

    Raises InputError when the bytes are no PDF, are damaged or cut off, need a password, or hold no page.
    """
    if b"%PDF-" not in source.content[:_HEADER_WITHIN]:
        raise InputError(f"{source.name}: this is not a PDF, whatever its name says", remedy="fetch it again")
    try:
        document = pypdfium2.PdfDocument(source.content)
    except pypdfium2.PdfiumError as error:
        raise _refusal(source, error.err_code) from error
    try:
        if len(document) == 0:
            raise InputError(f"{source.name}: the PDF has no pages", remedy="fetch it again")
        yield document
    finally:
        document.close()


def _refusal(source: Source, code: int | None) -> InputError:
    if code == pdfium.FPDF_ERR_PASSWORD:
        return InputError(
            f"{source.name}: the PDF is encrypted and asks for a password",
            remedy="save a copy without the password, for example with `qpdf --decrypt`",
        )
    if code == pdfium.FPDF_ERR_SECURITY:
        return InputError(
            f"{source.name}: the PDF uses a kind of encryption that cannot be read",
            remedy="save a copy without encryption",
        )
    return InputError(f"{source.name}: the PDF is damaged or cut off", remedy="fetch it again, or try `qpdf --check`")
