"""Where the parts are joined: settings, labels, encoder, registry, model. Everything heavy is loaded when asked for."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.config import Settings, find_home, load_settings
from pipeline.domain.labels import LabeledEntry, Origin, TrainingSet
from pipeline.errors import InputError, NotReadyError

if TYPE_CHECKING:
    from pipeline.classification import Model, Recipe
    from pipeline.classification.features import TextEncoding
    from pipeline.domain.document import Document
    from pipeline.domain.manifest import Manifest
    from pipeline.domain.passage import Finding
    from pipeline.domain.taxonomy import Taxonomy
    from pipeline.parsing.isolation import IsolatedReader
    from pipeline.registry import Registry
    from pipeline.workflows import Track
    from pipeline.workflows.classify import ClassifyOutcome
    from pipeline.workflows.exchange import CheckOutcome, ImportOutcome
    from pipeline.workflows.ingest import Ingested
    from pipeline.workflows.train import TrainOutcome

_NEAR_DUPLICATE = 0.7


class Project:
    """One folder with its settings, labels and models."""

    def __init__(self, home: Path, settings: Settings) -> None:
        self.home = home
        self.settings = settings

    @classmethod
    def open(cls, home: Path | None = None, **given: object) -> Project:
        """Open the project at `home`, or the one that the current folder lies in; values in `given` override settings.

        Raises ConfigError when a setting is unknown or wrong.
        """
        folder = home.resolve() if home else find_home(Path.cwd())
        return cls(folder, load_settings(folder, **given))

    @cached_property
    def taxonomy(self) -> Taxonomy:
        """The categories of this project."""
        from pipeline.resources import load_taxonomy

        path = self.settings.taxonomy
        return load_taxonomy(self.home / path if path else None)

    @cached_property
    def registry(self) -> Registry:
        """The models of this project."""
        from pipeline.registry import Registry

        return Registry(self.home / self.settings.models)

    @property
    def labeled(self) -> Path:
        """The folder that new labels are written to."""
        return self.home / self.settings.labeled

    @property
    def labels_in_use(self) -> Path:
        """The project's own labels, or the starter corpus of the package when it has none."""
        from pipeline.resources import starter_labels
        from pipeline.store.labeled import entry_files

        return self.labeled if entry_files(self.labeled) else starter_labels()

    def lessons(self) -> TrainingSet:
        """All that a model of this project learns from.

        Raises InputError naming file and line of a label that cannot be used, NotReadyError when there are no labels.
        """
        from pipeline.store.labeled import read_entries, read_lexicon

        folder = self.labels_in_use
        entries = read_entries(folder, self.taxonomy)
        if not entries:
            raise NotReadyError(f"there are no labelled entries in {folder}", remedy="run `mitag labels import FILE`")
        return TrainingSet(tuple(entries), tuple(read_lexicon(folder, self.taxonomy)), self.taxonomy)

    @cached_property
    def reader(self) -> IsolatedReader:
        """What reads documents for this project: a process of its own, within the limits of the settings."""
        from pipeline.parsing.isolation import IsolatedReader, Limits

        settings = self.settings.parsing
        return IsolatedReader(
            Limits(settings.max_seconds, settings.max_memory_megabytes, settings.max_megabytes * 2**20)
        )

    def parse(self, path: Path) -> Document:
        """Read one document within this project's limits; a file that hangs or crashes its reader is an InputError."""
        return self.reader.parse(path)

    def categories(self, file: Path | None = None) -> Taxonomy:
        """The project's categories, or those of a file.

        Raises ConfigError when the file is not a taxonomy.
        """
        from pipeline.resources import load_taxonomy

        return load_taxonomy(file) if file else self.taxonomy

    def extract(
        self, named: Sequence[Path], *, track: Track, threshold: float | None = None, take_all: bool = False
    ) -> Iterator[Ingested]:
        """Read documents and judge their passages, yielding each file's as soon as they are there."""
        from pipeline.workflows.ingest import ingest

        paths = self._documents(named)
        self.reader.start()  # it gets ready while the model is loaded
        find = self._finder(self.model(), threshold, take_all)
        return track(ingest(paths, parse=self.parse, find=find), total=len(paths), doing="Reading")

    def model(self, model_id: str | None = None) -> Model:
        """The promoted model, or the one named, checked and ready.

        Raises NotReadyError when there is none and IntegrityError when it was changed since it was saved.
        """
        from pipeline.classification import Model

        manifest, bundle = self.registry.load(model_id)
        return Model.from_parts(manifest.model_id, bundle.arrays, bundle.documents, self.encoding(manifest.encoder))

    def classify(
        self,
        named: Sequence[Path],
        *,
        track: Track,
        output: Path | None = None,
        model_id: str | None = None,
        threshold: float | None = None,
        take_all: bool = False,
    ) -> ClassifyOutcome:
        """Tag every passage of the documents that describes a mitigation, and write the table to `output`."""
        from pipeline.reasoning import Reasoner
        from pipeline.store.tables import writable, write_rows
        from pipeline.workflows.classify import classify

        target = writable(output) if output else None
        paths = self._documents(named)
        self.reader.start()  # it gets ready while the model is loaded
        model = self.model(model_id)
        find = self._finder(model, threshold, take_all)
        outcome = classify(paths, parse=self.parse, find=find, model=model, reasoner=Reasoner(), track=track)
        if target:
            write_rows(outcome.rows(), target, columns=outcome.columns())
        return outcome

    def train(self, *, track: Track, encoder: str | None = None, jobs: int | None = None) -> TrainOutcome:
        """Train on the labels in use and put the model in use."""
        from pipeline.workflows.train import train

        encoding = self.encoding(encoder)
        return train(
            self.lessons(), self.recipe(), encoding, self.registry, track=track, jobs=jobs or os.cpu_count() or 1
        )

    def models(self) -> tuple[list[Manifest], str | None]:
        """All models, oldest first, and the id of the promoted one."""
        return self.registry.manifests(), self.registry.promoted_id()

    def import_labels(
        self, paths: Sequence[Path], *, origin: Origin, paper: str | None, into: str, track: Track
    ) -> ImportOutcome:
        """Add labelled entries from files to `<into>.jsonl` among this project's labels; nothing is overwritten."""
        from pipeline.store.labeled import read_entries, write_entries
        from pipeline.workflows.exchange import import_labels

        target = self.labeled / f"{into}.jsonl"

        def read(path: Path) -> Iterator[tuple[str, LabeledEntry | InputError]]:
            return self._read_labels(path, origin)

        known = read_entries(self.labeled, self.taxonomy)
        outcome = import_labels(paths, known, read=read, paper=paper, threshold=_NEAR_DUPLICATE, track=track)
        if outcome.added:
            there = list(self._entries_of(target))
            write_entries([*there, *outcome.added], target)
        return outcome

    def check_labels(self) -> CheckOutcome:
        """Look for gaps, near repeats and contradictions in the labels in use."""
        from pipeline.store.labeled import read_entries
        from pipeline.workflows.exchange import check_labels

        return check_labels(read_entries(self.labels_in_use, self.taxonomy), self.taxonomy, threshold=_NEAR_DUPLICATE)

    def _documents(self, named: Sequence[Path]) -> list[Path]:
        from pipeline.parsing import SUFFIXES
        from pipeline.sources import documents_in

        return documents_in(named, suffixes=SUFFIXES.keys())

    def _finder(self, model: Model, threshold: float | None, take_all: bool) -> Callable[[Document], list[Finding]]:
        from pipeline.extraction import find_passages

        settings = self.settings.extraction

        def find(document: Document) -> list[Finding]:
            return find_passages(
                document,
                model.relevance,
                threshold=settings.threshold if threshold is None else threshold,
                min_words=settings.min_words,
                take_all=take_all,
            )

        return find

    def encoding(self, name: str | None = None) -> TextEncoding:
        """How text becomes numbers: the encoder called `name`, or the one the settings name."""
        from pipeline.classification.features import TextEncoding
        from pipeline.encoding import get_encoder
        from pipeline.encoding.static import load_static

        encoder = get_encoder(name or self.settings.classification.encoder)
        return TextEncoding(encoder.name, load_static(), encoder.encode)

    def recipe(self) -> Recipe:
        """How models of this project are trained."""
        from pipeline.classification import Recipe

        settings = self.settings.classification
        return Recipe(coverage=settings.coverage, floor=settings.floor, seed=settings.seed)

    def _entries_of(self, path: Path) -> Iterable[LabeledEntry]:
        from pipeline.store.labeled import entry_from_row
        from pipeline.store.tables import read_rows

        return (
            (entry_from_row(row, self.taxonomy, where=place) for place, row in read_rows(path)) if path.exists() else ()
        )

    def _read_labels(self, path: Path, origin: Origin) -> Iterator[tuple[str, LabeledEntry | InputError]]:
        from pipeline.store.labeled import entry_from_row
        from pipeline.store.tables import read_rows

        if path.suffix.lower() == ".txt":
            yield from self._read_labeled_pages(path)
            return
        for place, row in read_rows(path):
            try:
                yield place, entry_from_row(row, self.taxonomy, where=place, origin=origin)
            except InputError as error:
                yield place, error

    def _read_labeled_pages(self, path: Path) -> Iterator[tuple[str, LabeledEntry | InputError]]:
        from pipeline.parsing.labeled_page import read_labeled_page

        page = read_labeled_page(path.read_text(encoding="utf-8"), self.taxonomy)
        yield str(path), replace(page.entry, paper=page.title)
