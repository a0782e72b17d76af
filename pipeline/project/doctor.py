"""The verb that looks after a project and the machine it is on."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.config import find_home
from pipeline.errors import MitagError, NotReadyError
from pipeline.project.project import Project
from pipeline.workflows import machine
from pipeline.workflows.doctor import DoctorOutcome, Examination, doctor

if TYPE_CHECKING:
    from collections.abc import Iterator

_CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def examine(home: Path | None) -> DoctorOutcome:
    """Look at the machine and at the project in `home`, or the one that the current folder lies in; nothing is changed.

    A project that cannot be opened is a finding like any other.
    """
    folder = home.resolve() if home else find_home(Path.cwd())
    return doctor([*_of_machine(folder), *_of_project(home), *_of_tests()])


def _of_machine(folder: Path) -> Iterator[Examination]:
    yield Examination("Python", machine.python)
    yield Examination("Memory", machine.memory)
    if folder.is_dir():
        yield Examination("Disk", partial(machine.disk, folder))
    yield Examination("spaCy", partial(machine.package, "spacy"))


def _of_project(home: Path | None) -> Iterator[Examination]:
    try:
        project = Project.open(home)
    except MitagError as error:
        yield Examination("Project", partial(_fail, error))
        return
    yield Examination("Project", lambda: str(project.home))
    yield Examination("Taxonomy", partial(_taxonomy, project))
    yield Examination("Labels", partial(_labels, project))
    yield Examination("Encoder", partial(_encoder, project))
    yield Examination("Transformers", partial(_transformers, project), needed=False)
    yield Examination("Model", partial(_model, project))
    yield Examination("Store", partial(_store, project))


def _of_tests() -> Iterator[Examination]:
    chromium = "for the tests of the pages alone: install chromium, e.g. apt-get install chromium"
    server = "for the tests of shared stores alone: install a server, e.g. apt-get install postgresql"
    yield Examination("Chromium", partial(machine.program, _CHROMIUM, remedy=chromium), needed=False)
    yield Examination("PostgreSQL", partial(machine.postgresql, remedy=server), needed=False)


def _fail(error: MitagError) -> str:
    raise error


def _taxonomy(project: Project) -> str:
    taxonomy = project.taxonomy
    return f"{taxonomy.version}, {len(taxonomy.facets)} facets, {len(taxonomy.tree.categories)} codes"


def _labels(project: Project) -> str:
    return f"{len(project.lessons().entries)} labelled entries"


def _encoder(project: Project) -> str:
    from pipeline.encoding import get_encoder

    encoder = get_encoder(project.settings.classification.encoder, project.workplace())
    return f"{encoder.name}, {encoder.encode(['a word']).shape[1]} dimensions"


def _transformers(project: Project) -> str:
    from pipeline.encoding.loading import check_choices, choose_device, is_installed

    found = machine.package("sentence-transformers")
    settings = project.settings.encoding
    check_choices(settings.device, settings.backend)
    backends = ["torch", *filter(is_installed, ("onnx", "openvino"))]
    return f"sentence-transformers {found}, device {choose_device(settings.device)}, backends {', '.join(backends)}"


def _model(project: Project) -> str:
    manifest, _ = project.registry.load()
    if manifest.taxonomy_version != project.taxonomy.version:
        raise NotReadyError(
            f"{manifest.model_id} answers with taxonomy {manifest.taxonomy_version}, not {project.taxonomy.version}",
            remedy="run `mitag train`",
        )
    return f"{manifest.model_id}, intact, trained {manifest.created}"


def _store(project: Project) -> str:
    if not project.has_ledger:
        return "none yet; `mitag classify --store` makes it"
    from pipeline.store.ledger import NEWEST_LAYOUT, layout_at

    address = project.settings.store
    layout = layout_at(address if "://" in address else project.home / address)
    if layout is None:
        return "empty; the first command that files something makes its tables"
    if layout > NEWEST_LAYOUT:
        raise NotReadyError(
            f"it has layout {layout}, this version of mitag knows {NEWEST_LAYOUT} and older", remedy="update mitag"
        )
    behind = "" if layout == NEWEST_LAYOUT else f"; the next command that uses it brings it to {NEWEST_LAYOUT}"
    return f"layout {layout}{behind}"
