"""Where the parts are joined: settings, labels, encoder, registry, model. Everything heavy is loaded when asked for."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.config import Settings, find_home, load_settings
from pipeline.domain.labels import LabeledEntry, Origin, TrainingSet
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
    from pipeline.workflows import Track
    from pipeline.workflows.assess import Parts
    from pipeline.workflows.classify import ClassifyOutcome
    from pipeline.workflows.evaluate import Teach
    from pipeline.workflows.exchange import CheckOutcome, ImportOutcome
    from pipeline.workflows.explain import PassageExplanation
    from pipeline.workflows.ingest import Ingested
    from pipeline.workflows.inspect import InspectOutcome
    from pipeline.workflows.publish import EvaluateOutcome
    from pipeline.workflows.simulate import SimulateOutcome
    from pipeline.workflows.terms import Plan, Request
    from pipeline.workflows.train import TrainOutcome

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
        """Read one document within this project's limits; a file that hangs or crashes its reader is an InputError."""
        return self.reader.parse(path)

    def inspect(self, path: Path, output: Path) -> InspectOutcome:
        """Read one document as `parse` does, and write a page for the browser that shows what was read where.

        Raises ConfigError when `output` is no place for such a page.
        """
        from pipeline.parsing.isolation import DISSECT, IsolatedReader
        from pipeline.workflows.inspect import inspect

        with IsolatedReader(self.reader.limits, function=DISSECT) as reader:
            return inspect(path, output, dissect=reader.dissect)

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
        from pipeline.encoding import encoder_of

        wanted = model_id or self.registry.promoted_id()
        if wanted not in self._models:
            manifest, bundle = self.registry.load(wanted)
            encoding = _encoding(encoder_of(manifest, self._workplace()))
            model = Model.from_parts(manifest.model_id, bundle.arrays, bundle.documents, encoding)
            self._models[wanted] = replace(model, floor=self.settings.classification.floor)
        return self._models[wanted]

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
        from pipeline.store.tables import writable, write_rows
        from pipeline.workflows.classify import classify

        target = writable(output) if output else None
        paths = self._documents(named)
        self.reader.start()  # it gets ready while the model is loaded
        model = self.model(model_id)
        find = self._finder(model, threshold, take_all)
        outcome = classify(paths, parse=self.parse, find=find, model=model, reasoner=self.reasoner(), track=track)
        if target:
            write_rows(outcome.rows(), target, columns=outcome.columns())
        return outcome

    def explain(self, outcome: ClassifyOutcome) -> tuple[PassageExplanation, ...]:
        """Say for each tagged passage what its answers rest on, and which labelled entries are most like it."""
        from pipeline.workflows.explain import explain

        return explain(outcome, load=self.model, lessons=self.lessons)

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

    def train(
        self,
        *,
        track: Track,
        encoder: str | None = None,
        tune: bool = False,
        device: str | None = None,
        backend: str | None = None,
        jobs: int | None = None,
    ) -> TrainOutcome:
        """Train on the labels in use and put the model in use; with `tune`, fit the encoder to them first.

        Raises ConfigError when the static encoder is to be tuned.
        """
        from pipeline.encoding import get_encoder, trail_of
        from pipeline.workflows.train import Reading, train

        usual = self._workplace()
        workplace = replace(usual, track=track, device=device or usual.device, backend=backend or usual.backend)
        chosen = get_encoder(encoder or self.settings.classification.encoder, workplace)
        lessons = self.lessons()
        if tune:
            from pipeline.workflows.tune import tune_encoder

            chosen = tune_encoder(chosen, lessons, workplace, seed=self.settings.classification.seed)
        reading = Reading(_encoding(chosen), trail_of(chosen))
        return train(lessons, self.recipe(), reading, self.registry, track=track, jobs=jobs or os.cpu_count() or 1)

    def evaluate(self, request: Request, *, track: Track) -> EvaluateOutcome:
        """Score models against hand-labelled entries, and write the report to the folder that the request names.

        Raises InputError for labels that cannot be scored against, NotReadyError when a model is asked for and missing.
        """
        from pipeline.workflows.assess import assess

        return assess(request, self._parts(track), track=track)

    def simulate(self, plan: Plan, *, output: Path | None, jobs: int | None, track: Track) -> SimulateOutcome:
        """Replay the labels in use as a review, in the order of doubt and at random, and write down what it saves.

        Raises InputError when there are too few papers or entries.
        """
        from pipeline.workflows.assess import replay

        return replay(plan, self._parts(track), output=output, jobs=jobs, track=track)

    def _parts(self, track: Track) -> Parts:
        from pipeline.reasoning import Reasoner
        from pipeline.resources import starter_labels
        from pipeline.store.labeled import entry_files
        from pipeline.workflows.assess import Parts
        from pipeline.workflows.ingest import ingest
        from pipeline.workflows.judging import teacher

        def teach(jobs: int | None) -> Teach:
            return teacher(self.recipe(), self.encoding(), Reasoner(), jobs=jobs or os.cpu_count() or 1)

        def read(folder: Path, model: Model) -> Iterator[Ingested]:
            paths, find = self._documents([folder]), self._finder(model, None, take_all=False)
            return track(ingest(paths, parse=self.parse, find=find), total=len(paths), doing="Reading")

        return Parts(
            taxonomy=self.taxonomy,
            registry=self.registry,
            encoder=self.settings.classification.encoder,
            results=self.home / "results",
            labels=tuple(entry_files(self.labeled) or entry_files(starter_labels())),
            lessons=self.lessons,
            model=self.model,
            teach=teach,
            reasoner=Reasoner,
            read=read,
        )

    def models(self) -> tuple[list[Manifest], str | None]:
        """All models, oldest first, and the id of the promoted one."""
        return self.registry.manifests(), self.registry.promoted_id()

    def import_labels(
        self, paths: Sequence[Path], *, origin: Origin, paper: str | None, into: str, track: Track
    ) -> ImportOutcome:
        """Add labelled entries from files to `<into>.jsonl` among this project's labels; nothing is overwritten."""
        from pipeline.store.labeled import append_entries, read_entries
        from pipeline.workflows.exchange import import_labels, read_labels

        target = self._label_file(into)
        known = read_entries(self.labeled, self.taxonomy)
        read = partial(read_labels, taxonomy=self.taxonomy, origin=origin)
        outcome = import_labels(paths, known, read=read, paper=paper, threshold=_NEAR_DUPLICATE, track=track)
        if outcome.added:
            append_entries(outcome.added, target)
        return outcome

    def check_labels(self) -> CheckOutcome:
        """Look for gaps, near repeats and contradictions in all that a model would learn from."""
        from pipeline.workflows.exchange import check_labels

        return check_labels(self.lessons().entries, self.taxonomy, threshold=_NEAR_DUPLICATE)

    def _label_file(self, name: str) -> Path:
        from pipeline.store.labeled import LEXICON

        path = self.labeled / f"{name}.jsonl"
        if not name or path.parent != self.labeled or name.startswith(".") or path.name == LEXICON:
            raise ConfigError(f"labels cannot go into {name!r}", remedy="give a plain name, such as survey-2024")
        return path

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
        from pipeline.encoding import get_encoder

        return _encoding(get_encoder(name or self.settings.classification.encoder, self._workplace()))

    def _workplace(self) -> Workplace:
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


def _encoding(encoder: Encoder) -> TextEncoding:
    """An encoder as models read it."""
    from pipeline.classification.features import TextEncoding

    return TextEncoding(encoder.name, encoder.encode, getattr(encoder, "sums", None))
