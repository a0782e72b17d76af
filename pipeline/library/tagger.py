"""A trained model for programs: texts in, tables out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from pipeline.batch.columns import table_of_columns
from pipeline.classification.model import texts_of
from pipeline.domain.document import Document, Paragraph
from pipeline.domain.passage import Finding, Passage
from pipeline.errors import InputError, NotReadyError
from pipeline.project import Project
from pipeline.project.copying import copy_model
from pipeline.workflows.classify import ClassifyOutcome, Tagged, with_reasoning
from pipeline.workflows.explain import PassageExplanation, explained
from pipeline.workflows.nearest import NearestEntries
from pipeline.workflows.tagging import tag

if TYPE_CHECKING:
    from pipeline.domain.taxonomy import Taxonomy
    from pipeline.reasoning import Reasoner, Rewriter

Headings = str | Sequence[str] | None
"""The headings over a passage, outermost first, or all in one text as tables of mitag have them: "A > B"."""

_PARTED = "; "
_AT_ONCE = 1024


class Tagger:
    """Answers every facet of passages with one model of a project, loaded once.

    It travels to other processes by name: the project and the model are opened again there.
    """

    def __init__(self, project: Project, model_id: str | None = None) -> None:
        self._project = project
        self._model = project.model(model_id)

    @classmethod
    def load(cls, project: Path | str | None = None, model_id: str | None = None) -> Tagger:
        """Open the project in a folder, or the one that the current folder lies in, and load a model of it.

        Args:
            project: The folder that holds `mitag.toml` or `models/`.
            model_id: A model of that project; the one in use when not given.

        Raises ConfigError for a folder or settings that are wrong, NotReadyError when there is no such model, and
        IntegrityError when its files were changed.
        """
        return cls(Project.open(Path(project) if project else None), model_id)

    def __reduce__(self) -> tuple[object, ...]:
        given = self._project.settings.model_dump(exclude_unset=True)
        return _opened, (self._project.home, given, self.model_id)

    @property
    def model_id(self) -> str:
        """Which model answers."""
        return self._model.model_id

    @property
    def taxonomy(self) -> Taxonomy:
        """The facets that are answered, and their categories."""
        return self._model.taxonomy

    def predict(
        self,
        texts: Sequence[str] | pd.Series[str],
        section_paths: Iterable[Headings] | None = None,
        *,
        reasoning: bool = False,
    ) -> pd.DataFrame:
        """Answer every facet of each text, which is taken for one passage: one row a text.

        The columns are those of the table that `mitag classify` writes, without those of a document: for each facet
        its code, under the facet's name, and `_confidence`, `_alternatives`, `_prediction_set`, `_backed_off_from`,
        `_abstained`; then `needs_review`, `review_reasons`, `passage_id`, `model_id`. A Series hands on its index.

        Args:
            texts: The passages.
            section_paths: The headings over each passage, which count for the answers.
            reasoning: Whether to add a column with the line that says why, which takes longer than all else.

        Raises InputError when `texts` holds anything but text, or has another length than `section_paths`.
        """
        passages = _passages(texts, section_paths)
        columns = tag(passages, self._model)
        if reasoning:
            columns["reasoning"] = self._lines(passages)
        # By way of Arrow, so that a column has one type whatever it holds.
        frame: pd.DataFrame = table_of_columns(columns).to_pandas()
        return frame.set_axis(texts.index) if isinstance(texts, pd.Series) else frame

    def rows(self, texts: Sequence[str], section_paths: Iterable[Headings] | None = None) -> list[dict[str, Any]]:
        """Answer as `predict` does, with one plain dict a text, as JSON can hold it."""
        found: list[dict[str, Any]] = table_of_columns(tag(_passages(texts, section_paths), self._model)).to_pylist()
        return found

    def predict_proba(
        self,
        texts: Sequence[str] | pd.Series[str],
        facet: str | None = None,
        section_paths: Iterable[Headings] | None = None,
    ) -> pd.DataFrame:
        """The calibrated probability of every category of a facet: one row a text, one column a code.

        In the tree of codes, which is the facet when none is named, the probability of an inner node is that of its
        own label; those of a node and of all under it add up to the confidence in the node.

        Raises ConfigError when there is no such facet, InputError as `predict` does.
        """
        name = self.taxonomy[facet].name if facet else self.taxonomy.tree.name
        read = texts_of(_passages(texts, section_paths))
        found = [
            self._model.probabilities(read[start : start + _AT_ONCE])[name] for start in range(0, len(read), _AT_ONCE)
        ]
        index = texts.index if isinstance(texts, pd.Series) else None
        classes = self._model.heads[name].classes
        return pd.DataFrame(
            np.vstack([np.empty((0, len(classes)), np.float32), *found]), index=index, columns=list(classes)
        )

    def explain(self, text: str, section_path: Headings = None) -> PassageExplanation:
        """What the answers about one passage rest on: words for and against, a sentence, like entries."""
        (passage,) = _passages([text], [section_path])
        (prediction,) = self._model.classify([passage])
        found = Tagged(Document("", "", text), Finding(passage, 1.0, (), taken=True), prediction)
        outcome = ClassifyOutcome(self.taxonomy, (found,), 1, ())
        (explanation,) = explained(outcome, self._model.evidence, self._known)
        return explanation

    def find(self, text: str, spans: Iterable[tuple[int, int]]) -> list[Passage]:
        """The passages of a running text that describe a mitigation, of those that begin and end at `spans`."""
        document = Document("", "", text, paragraphs=tuple(Paragraph((), start, end) for start, end in spans))
        return [finding.passage for finding in self._finder(document) if finding.taken]

    def __call__(self, batch: Mapping[str, Sequence[Any]]) -> dict[str, list[Any]]:
        """Answer a batch of columns by a batch of columns, as `datasets.Dataset.map(tagger, batched=True)` asks.

        `text` is read and, where it is there, `section_path`. So that all batches have columns of the same types, what
        may be missing or empty is text: `_backed_off_from` is "" for none, and the `review_reasons` are joined.

        Raises InputError when there is no `text`.
        """
        if "text" not in batch:
            raise InputError("the batch has no column `text`", remedy="rename the column that holds the passages")
        passages = _passages(batch["text"], batch.get("section_path"))
        columns: dict[str, list[Any]] = table_of_columns(tag(passages, self._model)).to_pydict()
        columns["review_reasons"] = [_PARTED.join(reasons) for reasons in columns["review_reasons"]]
        for facet in self.taxonomy:
            name = f"{facet.name}_backed_off_from"
            columns[name] = [code or "" for code in columns[name]]
        return columns

    def save(self, folder: Path | str) -> None:
        """Make a project folder of this model alone, which `Tagger.load(folder)` opens anywhere.

        An encoder that is not `static` has to be found there under the name that it has here.
        """
        copy_model(self._project, self.model_id, Path(folder))

    def _lines(self, passages: Sequence[Passage]) -> list[str]:
        model, reasoner = self._model, self._reasoner
        predictions = zip(passages, model.classify(passages), strict=True)
        return [with_reasoning(passage, prediction, model, reasoner).reasoning for passage, prediction in predictions]

    @cached_property
    def _finder(self) -> Callable[[Document], list[Finding]]:
        return self._project.finder(self._model)

    @cached_property
    def _reasoner(self) -> Reasoner | Rewriter:
        return self._project.reasoner()

    @cached_property
    def _known(self) -> NearestEntries:
        try:
            entries = self._project.lessons().entries
        except NotReadyError:  # without labels there are no entries to be like
            entries = ()
        return NearestEntries(entries, self._model.features.encoding.encode, self.taxonomy.tree.name)


def _opened(home: Path, given: Mapping[str, Any], model_id: str) -> Tagger:
    return Tagger(Project.open(home, **given), model_id)


def _passages(texts: Sequence[str] | pd.Series[str], section_paths: Iterable[Headings] | None) -> list[Passage]:
    if isinstance(texts, str):
        raise InputError("the texts are one text", remedy="put it into a list: [text]")
    listed = list(texts)
    for number, text in enumerate(listed):
        if not isinstance(text, str):
            raise InputError(f"text {number} is no text: {text!r}", remedy="leave it out, or turn it into text")
    paths = [()] * len(listed) if section_paths is None else [_path(each) for each in section_paths]
    if len(paths) != len(listed):
        raise InputError(f"{len(listed)} texts have {len(paths)} section paths", remedy="give one for each text")
    return [Passage("", path, 0, len(text), text) for text, path in zip(listed, paths, strict=True)]


def _path(headings: Headings) -> tuple[str, ...]:
    """Headings as passages have them; a text that joins them is read by models as its parts are.

    >>> _path("4 Defences > 4.1 Filters"), _path(["4 Defences", "4.1 Filters"]), _path(None)
    (('4 Defences > 4.1 Filters',), ('4 Defences', '4.1 Filters'), ())
    """
    if isinstance(headings, str):
        return (headings,) if headings else ()
    return () if headings is None or isinstance(headings, float) else tuple(headings)  # pandas says NaN for None
