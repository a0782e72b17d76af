"""HTML: papers by LaTeXML's classes (arXiv, ar5iv), other pages by their own structure and trafilatura's judgement."""

from dataclasses import replace

from pipeline.parsing.finishing import finish
from pipeline.parsing.html import latexml, page
from pipeline.parsing.html.labeled import labeled_text
from pipeline.parsing.html.metadata import metadata_of
from pipeline.parsing.html.soup import parse_html
from pipeline.parsing.labeled_page import read_as_document
from pipeline.parsing.reading import Reading, Source


def read(source: Source) -> Reading:
    """Read a page.

    Raises InputError when it nests too deep or has tags too large to be a page that people read.
    """
    root = parse_html(source)
    said = metadata_of(root)
    known = Reading((), said.title, said.authors, said.year, said.abstract, said.doi, said.arxiv_id)
    article = latexml.find_article(root)
    if article is None and (labeled := labeled_text(root)):
        return read_as_document(labeled, source.name)
    if article is None:
        finished = finish(
            replace(known, blocks=tuple(page.blocks_of(root)), title=said.citation_title), find_title=True
        )
        return finished if finished.title else replace(finished, title=said.title)
    front = latexml.front_of(article)
    return finish(
        replace(
            known,
            blocks=tuple(latexml.blocks_of(article)),
            title=front.title or said.title,
            authors=front.authors or said.authors,
            year=said.year or front.year,
        )
    )
