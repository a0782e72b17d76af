"""One project folder and the parts that belong to it, each made when it is first asked for."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.config import Settings, find_home, load_settings
from pipeline.domain.labels import LabeledEntry, TrainingSet
from pipeline.errors import ConfigError, NotReadyError

if TYPE_CHECKING:
    from pipeline.classification import Model, Recipe
    from pipeline.classification.features import TextEncoding
    from pipeline.domain.document import Document
    from pipeline.domain.manifest import Manifest
    from pipeline.domain.passage import Finding
    from pipeline.domain.taxonomy import Taxonomy
    from pipeline.encoding import Encoder, Workplace
    from pipeline.parsing.isolation import IsolatedReader
    from pipeline.reasoning import Reasoner, Rewriter
    from pipeline.registry import Registry
    from pipeline.store.ledger import Ledger

_NEAR_DUPLICATE = 0.7
_CACHE = Path(".cache/mitag")  # what lies there costs time to make and nothing else


class Project:
    """One folder with its settings, labels and models."""

    def __init__(self, home: Path, settings: Settings) -> None:
        self.home = home
        self.settings = settings
        self._models: dict[str | None, Model] = {}

    @classmethod
    def open(cls, home: Path | None = None, **given: object) -> Project:
        """Open the project at `home`, or the one that the current folder lies in; values in `given` override settings.

        Raises ConfigError when the folder is not there or a setting is unknown or wrong.
        """
        folder = home.resolve() if home else find_home(Path.cwd())
        if not folder.is_dir():
            raise ConfigError(f"there is no project folder {folder}", remedy="make it, or leave out --project")
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
    def cache(self) -> Path:
        """The folder of what costs time to make and nothing else."""
        return self.home / _CACHE

    @property
    def labeled(self) -> Path:
        """The folder that new labels are written to."""
        return self.home / self.settings.labeled

    def lessons(self) -> TrainingSet:
        """All that a model of this project learns from: labels, settled reviews and, unless switched off, the starter.

        Raises InputError naming file and line of a label that cannot be used, NotReadyError when there are no labels.
        """
        from pipeline.resources import starter_labels
        from pipeline.store.labeled import read_entries, read_lexicon

        own = read_entries(self.labeled, self.taxonomy)
        phrases = read_lexicon(self.labeled, self.taxonomy)
        if self.settings.starter and starter_labels().resolve() != self.labeled.resolve():
            known = {entry.entry_id for entry in own}
            starter = read_entries(starter_labels(), self.taxonomy, lenient=True)
            own += [entry for entry in starter if entry.entry_id not in known]
            phrases += read_lexicon(starter_labels(), self.taxonomy)
        own = self._with_reviews(own)
        if not own:
            raise NotReadyError(
                f"there are no labelled entries in {self.labeled}", remedy="run `mitag labels import FILE`"
            )
        return TrainingSet(tuple(own), tuple(phrases), self.taxonomy)

    def _with_reviews(self, entries: list[LabeledEntry]) -> list[LabeledEntry]:
        from pipeline.workflows.learn import merged, reviewed_entries

        if not self.has_ledger:
            return entries
        with self.ledger() as ledger:
            return merged(reviewed_entries(ledger.everything(), self.taxonomy), entries)

    def ledger(self) -> Ledger:
        """Open the store of passages, predictions and decisions, which is made where there is none.

        Raises ConfigError, InputError or NotReadyError as `Ledger.open` says.
        """
        from pipeline.store.ledger import Ledger

        address = self.settings.store
        return Ledger.open(address if "://" in address else self.home / address)

    @property
    def has_ledger(self) -> bool:
        """Whether the store of the settings is there; one with a URL is taken to be."""
        return "://" in self.settings.store or (self.home / self.settings.store).is_file()

    @cached_property
    def reader(self) -> IsolatedReader:
        """What reads documents for this project: a process of its own, within the limits of the settings."""
        from pipeline.parsing.isolation import IsolatedReader, Limits

        settings = self.settings.parsing
        return IsolatedReader(
            Limits(settings.max_seconds, settings.max_memory_megabytes, settings.max_megabytes * 2**20)
        )

    def parse(self, path: Path) -> Document:
        """Read one document within this project's limits; a file that hangs or crashes its reader is an InputError.

        Where it was fetched, its record fills the gaps in what it says about itself.
        """
        from pipeline.store.shelf import with_provenance

        return with_provenance(self.reader.parse(path), path)

    def categories(self, file: Path | None = None) -> Taxonomy:
        """The project's categories, or those of a file.

        Raises ConfigError when the file is not a taxonomy.
        """
        from pipeline.resources import load_taxonomy

        return load_taxonomy(file) if file else self.taxonomy

    def model(self, model_id: str | None = None) -> Model:
        """The promoted model, or the one named, checked and ready.

        Raises NotReadyError when there is none and IntegrityError when it was changed since it was saved.
        """
        from pipeline.classification import Model
        from pipeline.encoding import encoder_of

        wanted = model_id or self.registry.promoted_id()
        if wanted not in self._models:
            manifest, bundle = self.registry.load(wanted)
            encoding = text_encoding(encoder_of(manifest, self.workplace()))
            model = Model.from_parts(manifest.model_id, bundle.arrays, bundle.documents, encoding)
            self._models[wanted] = replace(model, floor=self.settings.classification.floor)
        return self._models[wanted]

    def reasoner(self) -> Reasoner | Rewriter:
        """What writes lines of reasoning: by itself, or with the language model that the settings name.

        Raises ConfigError when the address is none, or no model is named with it.
        """
        from pipeline.reasoning import Endpoint, Neighbours, Reasoner, open_rewriter

        settings = self.settings.reasoning.llm
        if not settings.base_url:
            return Reasoner()
        place = settings.model_dump(include={"base_url", "model", "max_seconds", "requests_per_minute"})
        endpoint = Endpoint(**place, key=os.environ.get(settings.key_variable, ""))
        known = Neighbours(lambda: self.lessons().entries, self.encoding().encode, self.taxonomy.tree.name)
        return open_rewriter(endpoint, partial(known.nearest, count=settings.examples), self.cache / "lines")

    def models(self) -> tuple[list[Manifest], str | None]:
        """All models, oldest first, and the id of the promoted one."""
        return self.registry.manifests(), self.registry.promoted_id()

    def documents(self, named: Sequence[Path]) -> list[Path]:
        """The files that paths name, folders searched.

        Raises InputError when there is none.
        """
        from pipeline.parsing import SUFFIXES
        from pipeline.sources import documents_in

        return documents_in(named, suffixes=SUFFIXES.keys())

    def finder(
        self, model: Model, *, threshold: float | None = None, take_all: bool = False
    ) -> Callable[[Document], list[Finding]]:
        """What judges the passages of a document: those that describe a mitigation, as `model` sees it, or all."""
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
        from pipeline.encoding import get_encoder

        return text_encoding(get_encoder(name or self.settings.classification.encoder, self.workplace()))

    def workplace(self) -> Workplace:
        """Where encoders of this project lie and run."""
        from pipeline.encoding import Workplace

        settings = self.settings.encoding
        return Workplace(
            home=self.home,
            tuned=self.home / self.settings.models / "encoders",
            cache=self.cache,
            cache_megabytes=settings.cache_megabytes,
            device=settings.device,
            backend=settings.backend,
        )

    def recipe(self) -> Recipe:
        """How models of this project are trained."""
        from pipeline.classification import Recipe

        settings = self.settings.classification
        return Recipe(coverage=settings.coverage, floor=settings.floor, seed=settings.seed)


def text_encoding(encoder: Encoder) -> TextEncoding:
    """An encoder as models read it."""
    from pipeline.classification.features import TextEncoding

    tuned_on: frozenset[str] = getattr(encoder, "tuned_on", frozenset())
    return TextEncoding(encoder.name, encoder.encode, getattr(encoder, "sums", None), tuned_on)
