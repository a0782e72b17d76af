"""Small, valid nouns for tests: name what matters to the test, the rest is filled in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.domain.document import Document, Paragraph, ParagraphKind
from pipeline.domain.labels import LabeledEntry
from pipeline.domain.manifest import Manifest
from pipeline.domain.passage import Passage
from pipeline.domain.taxonomy import Category, Facet, Taxonomy
from pipeline.registry.bundle import Bundle, model_id_of


def a_taxonomy(version: str = "test-1") -> Taxonomy:
    """Two facets: a tree of two levels with aliases, and a flat list."""
    codes = (
        Category("1", "System", "What is built in."),
        Category("1.1", "Model", "What is learned.", parent="1", aliases=("The Model",)),
        Category("1.2", "Surroundings", "What stands around the model.", parent="1"),
        Category("2", "People", "What people do."),
        Category("9", "Other", "Cannot be classified.", aliases=("Unable to classify",)),
    )
    actors = tuple(Category(name, name, "") for name in ("Developer", "User", "Unable to classify"))
    return Taxonomy(version, (Facet("code", "What is done?", codes), Facet("actor", "By whom?", actors)))


def an_entry(text: str = "Staff rehearse a shutdown before every release.", **changes: Any) -> LabeledEntry:
    """An entry labelled on both facets of `a_taxonomy`."""
    entry = LabeledEntry(
        text,
        section_path=("4 Operations", "4.2 Drills"),
        labels={"code": "2", "actor": "Developer"},
        reasoning="Rehearsing is something people do.",
        paper="drills",
        origin="hand",
    )
    return replace(entry, **changes)


def a_passage(text: str = "Staff rehearse a shutdown.", *, start: int = 0, **changes: Any) -> Passage:
    """A passage whose span fits its text."""
    return replace(Passage("d0c", ("4 Operations",), start, start + len(text), text), **changes)


@dataclass(frozen=True)
class Block:
    """One paragraph of `a_document`."""

    text: str
    kind: ParagraphKind = "paragraph"
    section_path: tuple[str, ...] = ("1 Measures",)
    page: int | None = None


def a_document(*blocks: Block) -> Document:
    """A document of the blocks, a blank line between them."""
    paragraphs, start = [], 0
    for block in blocks:
        end = start + len(block.text)
        paragraphs.append(Paragraph(block.section_path, start, end, block.page, block.kind))
        start = end + 2
    text = "\n\n".join(block.text for block in blocks)
    return Document("d0c", "paper.pdf", text, paragraphs=tuple(paragraphs))


def a_bundle(seed: int = 0) -> Bundle:
    """Arrays of several types and shapes, and documents with more than ASCII in them."""
    random = np.random.default_rng(seed)
    arrays: dict[str, NDArray[Any]] = {
        "weights": random.normal(size=(2, 3)).astype(np.float32),
        "terms": random.integers(0, 99, size=4),
        "nothing": np.zeros((0, 2), dtype=np.float32),
    }
    return Bundle(arrays, {"answers": {"floor": 0.5, "codes": ["1", "1.1"]}, "heads": ["é “ü” 日本", None, True]})


def describing(**changes: Any) -> Callable[[Mapping[str, str]], Manifest]:
    """What a registry asks for the manifest of a bundle; its id follows from the content."""

    def describe(files: Mapping[str, str]) -> Manifest:
        manifest = Manifest(
            model_id="",
            created="2026-01-02T03:04:05+00:00",
            taxonomy_version="test-1",
            data_sha="ab" * 32,
            encoder="fake",
            params={"floor": 0.5, "seed": 0},
            scores={"code": {"accuracy": 0.75}},
            files=files,
            libraries={"numpy": "2.0"},
        )
        manifest = replace(manifest, **changes)
        return replace(manifest, model_id=model_id_of(manifest))

    return describe
