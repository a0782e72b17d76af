"""The verbs about much at once: classify a corpus into a folder of shards."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from importlib.abc import MetaPathFinder
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pipeline import __version__
from pipeline.errors import ConfigError, InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager

    from pipeline.batch.pieces import Engine, Source, Survey, Unusable, Work
    from pipeline.batch.runs import Run
    from pipeline.domain.manifest import Manifest
    from pipeline.domain.taxonomy import Taxonomy
    from pipeline.evaluation.blocks import Report
    from pipeline.project import Project
    from pipeline.registry import Bundle
    from pipeline.workflows import Track
    from pipeline.workflows.batch import BatchOutcome, Watch
    from pipeline.workflows.stream import Answering


Kind = Literal["documents", "passages"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a batch is to be done."""

    model_id: str | None = None
    take_all: bool = False
    reasoning: bool | None = None
    """Whether lines of reasoning are written; where it is left open, for documents and not for tables."""
    restart: bool = False
    workers: int | None = None
    engine: Literal["local", "ray"] = "local"
    ray_address: str | None = None


def classify(
    project: Project, named: Sequence[str | Path], home: Path, wanted: Wanted, *, track: Track, watch: Watch
) -> BatchOutcome:
    """Tag the passages of documents, or of tables of passages, into a folder of shards; go on where a run was ended.

    Documents may be named by arXiv id, DOI or address, too; `track` shows how they are fetched, `watch` the work.

    Raises ConfigError when the folder holds another run, InputError when it cannot be written or the input read.
    """
    from pipeline.batch.runs import RunFolder
    from pipeline.workflows.batch import Batch, batch
    from pipeline.workflows.batch_work import check_columns

    tables = tables_in([Path(name) for name in named])
    manifest, bundle = project.registry.load(wanted.model_id)  # what is wrong with it is told before any work
    source, missing = _source(project, named, tables, track)
    kind: Kind = "passages" if tables else "documents"
    settings, cards = _settings(project, wanted, kind), _cards(project, manifest)
    given = project.settings.model_dump(exclude_unset=True)
    opening = Opener(project.home, given, kind, manifest.model_id, settings, cards if wanted.engine == "local" else ())
    with _engine(wanted, opening, n_cards=len(cards), most=source.most_workers()) as engine:
        survey = replace(source.survey(), missing=missing)
        check_columns(dict(survey.columns), _taxonomy(bundle))
        run = _run(manifest, survey, settings, kind)
        return batch(Batch(run, survey, source, engine), RunFolder(home.resolve()), restart=wanted.restart, watch=watch)


def answering(project: Project, *, model_id: str | None, lines: bool) -> Answering:
    """What answers passages that come as lines of JSON.

    Raises NotReadyError when there is no such model.
    """
    from pipeline.reasoning import Reasoner
    from pipeline.store.tables import read_line
    from pipeline.workflows.stream import Answering

    return Answering(read_line, project.model(model_id), Reasoner() if lines else None)


def report(project: Project, home: Path) -> tuple[Report, tuple[Path, ...]]:
    """Sum up a folder of results, as a page and as JSON in that folder.

    Raises InputError when it holds no batch, and NotReadyError when the model that tagged it is gone.
    """
    from pipeline.batch.runs import RunFolder
    from pipeline.encoding import encoder_of
    from pipeline.store.labeled import fingerprint
    from pipeline.workflows.batch_sections import publish
    from pipeline.workflows.held_out import DOCUMENT, from_document
    from pipeline.workflows.report_batch import Training, summarise

    folder = RunFolder(home)
    manifest, bundle = project.registry.load(folder.manifest()["model"]["id"])
    lessons = project.lessons()
    training = Training(
        [entry for entry in lessons.entries if entry.mitigation],
        encoder_of(manifest, project.workplace()).encode,
        from_document(bundle.documents.get(DOCUMENT, {})),
        same_labels=fingerprint(lessons) == manifest.data_sha,
    )
    return publish(summarise(folder, _taxonomy(bundle), training))


@dataclass(frozen=True, slots=True)
class Opener:
    """Opens the project once more in a worker process, and makes what works on pieces there."""

    home: Path
    given: Mapping[str, Any]
    kind: Kind
    model_id: str
    settings: Mapping[str, Any]
    cards: Sequence[str] = ()
    """The graphics cards that workers have, one each."""

    def __call__(self, seat: int) -> Work:
        """Load the model, and for documents get the reader ready."""
        from pipeline.batch.columns import get_arrow_ready
        from pipeline.project import Project
        from pipeline.reasoning import Reasoner
        from pipeline.store.tables import read_line
        from pipeline.workflows.batch_work import DocumentWork, PassageWork

        project = Project.open(self.home, **placed(self.given, self.cards, seat))
        if self.kind == "documents":
            project.reader.start()  # it gets ready while the model is loaded
        model = project.model(self.model_id)
        with _without("torch", "pandas"):
            get_arrow_ready()
            reasoner = Reasoner() if self.settings["reasoning"] else None
        if self.kind == "passages":
            return PassageWork(read_line, model, reasoner)
        find = project.finder(model, take_all=self.settings["all"])
        return DocumentWork(project.parse, project.reader.begin, find, model, reasoner)


@contextmanager
def _without(*names: str) -> Iterator[None]:
    """Have spaCy loaded without torch, and Arrow without pandas, which they load where they can and nothing here needs.

    It saves a second and much memory. Only for a process of our own: elsewhere somebody may need both together.
    """
    absent = _Absent(names)
    sys.meta_path.insert(0, absent)
    try:
        yield
    finally:
        sys.meta_path.remove(absent)


class _Absent(MetaPathFinder):
    """Says of packages that they are not installed, where they are not loaded yet."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = names

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> None:
        del path, target
        if fullname in self._names:
            raise ModuleNotFoundError(f"{fullname} is left out on purpose", name=fullname)


def placed(given: Mapping[str, Any], cards: Sequence[str], seat: int) -> dict[str, Any]:
    """Settings with the graphics card of a worker in them, where there are any.

    >>> placed({"encoding": {"device": "auto"}}, ["cuda:0", "cuda:1"], seat=1)
    {'encoding': {'device': 'cuda:1'}}
    """
    if not cards:
        return dict(given)
    return {**given, "encoding": {**given.get("encoding", {}), "device": cards[seat % len(cards)]}}


def tables_in(named: Sequence[Path]) -> list[Path]:
    """The tables of passages that paths name; a folder counts that holds such and no documents. None: documents."""
    from pipeline.batch.passages import SUFFIXES as TABLES

    def inside(path: Path) -> list[Path]:
        if not path.is_dir():
            return [path]
        from pipeline.parsing import SUFFIXES as DOCUMENTS

        files = sorted(
            each for each in path.iterdir() if each.is_file() and each.suffix.lower() in {*TABLES, *DOCUMENTS}
        )
        return files if files and all(each.suffix.lower() in TABLES for each in files) else [path]

    found = [each for path in named for each in inside(path)]
    tables = [path for path in found if path.suffix.lower() in TABLES]
    if tables and len(tables) < len(found):
        other = next(path for path in found if path not in tables)
        raise InputError(
            f"{other}: documents and tables of passages do not go together", remedy="classify them one after the other"
        )
    return tables


def _source(
    project: Project, named: Sequence[str | Path], tables: Sequence[Path], track: Track
) -> tuple[Source, tuple[Unusable, ...]]:
    """The input, and what of it could not be fetched."""
    from pipeline.batch.documents import DocumentFiles
    from pipeline.batch.passages import PassageFiles
    from pipeline.batch.pieces import Unusable
    from pipeline.project.fetching import documents

    if tables:
        return PassageFiles(tables), ()
    paths, unfetched = documents(project, named, track=track)
    failures = (each.failure for each in unfetched if each.failure)
    return DocumentFiles(paths), tuple(Unusable(each.source, each.problem, each.remedy) for each in failures)


def _settings(project: Project, wanted: Wanted, kind: Kind) -> dict[str, Any]:
    settings, tables = project.settings, kind == "passages"
    always = {
        "floor": settings.classification.floor,
        "reasoning": not tables if wanted.reasoning is None else wanted.reasoning,
    }
    if tables:
        return always
    return always | {
        "all": wanted.take_all,
        "extraction": settings.extraction.model_dump(),
        "parsing": settings.parsing.model_dump(),
    }


def _run(manifest: Manifest, survey: Survey, settings: Mapping[str, Any], kind: Kind) -> Run:
    from pipeline.batch.runs import Run

    return Run(
        input={"kind": kind, "sha256": survey.digest, "items": survey.n_items},
        model={
            "id": manifest.model_id,
            "encoder": manifest.encoder,
            "taxonomy_version": manifest.taxonomy_version,
        },
        settings=settings,
        code={name: __version__ if name == "mitag" else version(name) for name in ("mitag", "pyarrow")},
    )


def _taxonomy(bundle: Bundle) -> Taxonomy:
    from pipeline.domain.taxonomy import taxonomy_from_mapping

    return taxonomy_from_mapping(bundle.documents["taxonomy"], where="the model")


def _cards(project: Project, manifest: Manifest) -> list[str]:
    """The graphics cards that a transformer of this project would work on."""
    from pipeline.encoding import graphics_cards

    device = project.settings.encoding.device
    if manifest.encoder == "static" or device in ("cpu", "mps"):
        return []
    return graphics_cards() if device in ("auto", "cuda") else [device]


def _engine(wanted: Wanted, opening: Opener, *, n_cards: int, most: int) -> AbstractContextManager[Engine]:
    """Who does the work: a worker for each graphics card where the encoder needs them, else for each core."""
    from pipeline.batch.local import local_engine
    from pipeline.batch.ray_data import RayEngine

    workers = wanted.workers or n_cards or os.cpu_count() or 1
    if wanted.engine == "ray":
        return nullcontext(RayEngine(workers, opening, wanted.ray_address, gpus=min(n_cards, 1)))
    if wanted.ray_address:
        raise ConfigError("an address of Ray means nothing to the local engine", remedy="add --engine ray")
    return local_engine(min(workers, most), opening)
