"""The spaCy component "mitag": which passages of a text describe a mitigation, and what each is tagged with.

`doc._.mitigations` lists them as plain dicts, which travel with a document to other processes and to disk. The same
passages are the spans of `doc.spans["mitigations"]`, labelled with their codes, for displaCy and for other components.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import minibatch

from pipeline.domain.passage import Passage
from pipeline.extraction.sentences import sentences

if TYPE_CHECKING:
    from pipeline.library.tagger import Tagger

_PARAGRAPH_END = re.compile(r"\s*\n[^\S\n]*\n\s*")
_KEY = "mitigations"

Granularity = Literal["paragraph", "sentence"]
Span = tuple[int, int]


class MitagComponent:
    """Finds and tags mitigations in documents; the model is loaded with the first of them."""

    def __init__(
        self, project: str | None = None, model: str | None = None, granularity: Granularity = "paragraph"
    ) -> None:
        self._project, self._model = project, model
        self._granularity = granularity

    @cached_property
    def tagger(self) -> "Tagger":
        """What answers.

        Raises ConfigError, NotReadyError and IntegrityError as `Tagger.load` does.
        """
        from pipeline.library.tagger import Tagger  # spaCy loads this module with every pipeline, whoever makes it

        return Tagger.load(self._project, self._model)

    def __call__(self, doc: Doc) -> Doc:
        """Set `doc._.mitigations`."""
        (tagged,) = self.pipe([doc])
        return tagged

    def pipe(self, stream: Iterable[Doc], batch_size: int = 128) -> Iterator[Doc]:
        """Set `doc._.mitigations` of each document of a stream, a batch at a time."""
        for docs in minibatch(stream, batch_size):
            found = [self.tagger.find(doc.text, self._spans(doc)) for doc in docs]
            answers = iter(self.tagger.rows([each.text for passages in found for each in passages]))
            for doc, passages in zip(docs, found, strict=True):
                doc._.mitigations = [_mitigation(each, next(answers)) for each in passages]
                doc.spans[_KEY] = [self._span(doc, each) for each in doc._.mitigations]
            yield from docs

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Save the model, so that the pipeline answers alike where there is no project."""
        del exclude
        self.tagger.save(path)

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> "MitagComponent":
        """Load the model that was saved with the pipeline."""
        from pipeline.library.tagger import Tagger

        del exclude
        self.tagger = Tagger.load(path)
        return self

    def _spans(self, doc: Doc) -> list[Span]:
        if self._granularity == "paragraph":
            return _paragraphs(doc.text)
        if doc.has_annotation("SENT_START"):
            return [(sentence.start_char, sentence.end_char) for sentence in doc.sents]
        return sentences(doc.text)

    def _span(self, doc: Doc, mitigation: dict[str, Any]) -> Any:  # noqa: ANN401  (spaCy is untyped here)
        code = mitigation[self.tagger.taxonomy.tree.name]
        return doc.char_span(mitigation["start_char"], mitigation["end_char"], label=code, alignment_mode="expand")


@Language.factory(  # type: ignore[untyped-decorator]
    "mitag", assigns=[f"doc._.{_KEY}"], default_config={"project": None, "model": None, "granularity": "paragraph"}
)
def make_mitag(
    nlp: Language, name: str, project: str | None, model: str | None, granularity: Granularity
) -> MitagComponent:
    """Make the component for `nlp.add_pipe("mitag")`.

    Args:
        nlp: The pipeline it becomes part of.
        name: What it is called there.
        project: The project folder; the one that the current folder lies in when None.
        model: The id of a model; the one in use when None.
        granularity: What a passage is: a paragraph, which blank lines part, or a sentence.
    """
    del nlp, name
    return MitagComponent(project, model, granularity)


Doc.set_extension(_KEY, default=[], force=True)


def _mitigation(passage: Passage, answers: dict[str, Any]) -> dict[str, Any]:
    return {"start_char": passage.start, "end_char": passage.end, "text": passage.text, **answers}


def _paragraphs(text: str) -> list[Span]:
    r"""Where the paragraphs of a text stand, which blank lines part.

    >>> _paragraphs("\n\nInputs are screened.\n \nOutputs too.\n")
    [(2, 22), (25, 37)]
    """
    first = len(text) - len(text.lstrip())
    ends = [(first, first), *((found.start(), found.end()) for found in _PARAGRAPH_END.finditer(text, first))]
    last = len(text.rstrip())
    spans = [(before, after) for (_, before), (after, _) in pairwise([*ends, (last, last)])]
    return [(start, end) for start, end in spans if start < end]
