"""Facets and their categories: one class for the tree of codes and for the flat facets alike."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pipeline.errors import ConfigError

UNCLASSIFIABLE = "Unable to classify"

# Columns of tables and of labelled entries that a facet of the same name would overwrite.
_RESERVED = frozenset(
    {"annotator", "document_id", "end", "entry_id", "explanation", "is_mitigation", "labels", "mitigation"}
    | {"mitigation_confidence", "model_id", "needs_review", "origin", "page", "paper", "passage_id", "reasoning"}
    | {"review_reasons", "revision", "section_path", "source", "start", "text", "title", "year"}
)


@dataclass(frozen=True, slots=True)
class Category:
    """One possible answer: a node of a tree, or an item of a flat list (code and label are then the same)."""

    code: str
    label: str
    definition: str
    parent: str | None = None
    aliases: tuple[str, ...] = ()
    frequency: float = 1.0
    """How much commoner it is in the literature than among the labels a model learns from."""

    @property
    def title(self) -> str:
        """How a person reads it.

        >>> Category("1.1", "Model", "…").title, Category("User", "User", "…").title
        ('1.1 Model', 'User')
        """
        return self.label if self.code == self.label else f"{self.code} {self.label}"


@dataclass(frozen=True)
class Facet:
    """One question put to every passage, with its categories in the order of the file.

    Raises ConfigError when the categories do not form a tree: a code twice, a parent that is not there, a cycle.
    """

    name: str
    question: str
    categories: tuple[Category, ...]
    _by_code: Mapping[str, Category] = field(init=False, repr=False, compare=False)
    _by_name: Mapping[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_code: dict[str, Category] = {}
        for category in self.categories:
            if category.code in by_code:
                raise ConfigError(f"facet {self.name!r}: the code {category.code!r} stands twice")
            by_code[category.code] = category
        if not by_code:
            raise ConfigError(f"facet {self.name!r} has no categories")
        object.__setattr__(self, "_by_code", by_code)
        self._check_parents()
        object.__setattr__(self, "_by_name", self._names())

    def _check_parents(self) -> None:
        for category in self.categories:
            seen = {category.code}
            above = category.parent
            while above is not None:
                if above not in self._by_code:
                    raise ConfigError(
                        f"facet {self.name!r}: {category.code!r} has the parent {above!r}, which is not there"
                    )
                if above in seen:
                    raise ConfigError(f"facet {self.name!r}: {category.code!r} is its own ancestor")
                seen.add(above)
                above = self._by_code[above].parent

    def _names(self) -> dict[str, str]:
        names: dict[str, str] = {}
        for category in self.categories:
            for name in (category.code, category.title, *category.aliases):
                if names.setdefault(_fold(name), category.code) != category.code:
                    raise ConfigError(
                        f"facet {self.name!r}: {name!r} names both {names[_fold(name)]!r} and {category.code!r}"
                    )
        labels = Counter(_fold(category.label) for category in self.categories)
        for category in self.categories:
            if labels[_fold(category.label)] == 1:
                names.setdefault(_fold(category.label), category.code)
        return names

    @property
    def codes(self) -> tuple[str, ...]:
        """All codes, in the order of the file."""
        return tuple(self._by_code)

    @property
    def is_tree(self) -> bool:
        """Whether any category stands under another."""
        return any(category.parent is not None for category in self.categories)

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def __getitem__(self, code: str) -> Category:
        if code not in self._by_code:
            raise ConfigError(f"facet {self.name!r} has no category {code!r}", remedy="see `mitag taxonomy show`")
        return self._by_code[code]

    def resolve(self, name: str) -> str | None:
        """Return the code that a code, a title ("1.1 Model"), an alias or a label of its own stands for, or None."""
        return self._by_name.get(_fold(name))

    def children(self, code: str | None) -> tuple[Category, ...]:
        """The categories directly under `code`; the roots for None."""
        return tuple(category for category in self.categories if category.parent == code)

    def ancestors(self, code: str) -> tuple[str, ...]:
        """The codes from the root down to `code` itself."""
        path = [code]
        while (above := self[path[-1]].parent) is not None:
            path.append(above)
        return tuple(reversed(path))

    def leaves(self) -> tuple[str, ...]:
        """The codes under which nothing stands."""
        inner = {category.parent for category in self.categories}
        return tuple(code for code in self._by_code if code not in inner)


@dataclass(frozen=True)
class Taxonomy:
    """A version and its facets; the first facet that is a tree carries the codes."""

    version: str
    facets: tuple[Facet, ...]

    def __post_init__(self) -> None:
        names = [facet.name for facet in self.facets]
        if reserved := _RESERVED & set(names):
            raise ConfigError(
                f"a facet cannot be called {min(reserved)!r}", remedy="tables use that name; choose another"
            )
        if len(set(names)) != len(names):
            raise ConfigError(f"a facet name stands twice among: {', '.join(names)}")
        if sum(facet.is_tree for facet in self.facets) != 1:
            raise ConfigError(
                "a taxonomy needs exactly one facet that is a tree",
                remedy="give categories of one facet a `parent`, and none to those of the others",
            )

    @property
    def tree(self) -> Facet:
        """The facet that carries the codes."""
        return next(facet for facet in self.facets if facet.is_tree)

    def __iter__(self) -> Iterator[Facet]:
        return iter(self.facets)

    def __getitem__(self, name: str) -> Facet:
        for facet in self.facets:
            if facet.name == name:
                return facet
        known = ", ".join(facet.name for facet in self.facets)
        raise ConfigError(f"no facet called {name!r}", remedy=f"facets are: {known}")


def taxonomy_from_mapping(source: Any, *, where: str) -> Taxonomy:  # noqa: ANN401  (it comes from a file a user wrote)
    """Build a taxonomy from what a YAML or JSON file held; `where` names the file in errors."""
    if not isinstance(source, Mapping) or not source.get("version") or not isinstance(source.get("facets"), list):
        raise ConfigError(f"{where}: a taxonomy file needs `version` and a list of `facets`")
    try:
        facets = tuple(_facet(entry, number) for number, entry in enumerate(source["facets"], start=1))
        return Taxonomy(_words(source, "version", "the taxonomy"), facets)
    except ConfigError as error:
        raise ConfigError(f"{where}: {error.problem}", remedy=error.remedy) from error


def taxonomy_to_mapping(taxonomy: Taxonomy) -> dict[str, Any]:
    """Turn a taxonomy into what `taxonomy_from_mapping` reads."""
    return {"version": taxonomy.version, "facets": [_facet_mapping(facet) for facet in taxonomy.facets]}


def _facet(entry: object, number: int) -> Facet:
    if not isinstance(entry, Mapping) or not isinstance(entry.get("name"), str):
        raise ConfigError(f"facet {number} has no name")
    categories = entry.get("categories")
    if not isinstance(categories, list):
        raise ConfigError(f"facet {entry['name']!r} has no list of categories")
    place = f"facet {entry['name']!r}"
    _refuse_unknown(entry, {"name", "question", "categories"}, place)
    return Facet(entry["name"], _words(entry, "question", place), tuple(_categories(place, categories)))


def _categories(facet: str, entries: Iterable[object]) -> Iterator[Category]:
    for number, entry in enumerate(entries, start=1):
        place = f"{facet}, category {number}"
        if not isinstance(entry, Mapping) or entry.get("label") is None:
            raise ConfigError(f"{place}: needs at least a `label`")
        _refuse_unknown(entry, {"code", "label", "definition", "parent", "aliases", "frequency"}, place)
        yield Category(
            code=_quoted(entry, "code", place) or _quoted(entry, "label", place),
            label=_words(entry, "label", place),
            definition=_words(entry, "definition", place),
            parent=_quoted(entry, "parent", place) or None,
            aliases=_aliases(entry, place),
            frequency=_frequency(entry, place),
        )


def _refuse_unknown(entry: Mapping[Any, Any], known: set[str], place: str) -> None:
    if unknown := sorted(str(key) for key in entry if key not in known):
        raise ConfigError(f"{place}: unknown key {unknown[0]!r}", remedy=f"keys are: {', '.join(sorted(known))}")


def _quoted(entry: Mapping[str, Any], key: str, place: str) -> str:
    value = entry.get(key, "")
    if value is not None and not isinstance(value, str):
        # YAML reads 1.10 as the number 1.1.
        raise ConfigError(f"{place}: the {key} must be in quotes")
    return value or ""


def _words(entry: Mapping[str, Any], key: str, place: str) -> str:
    value = entry.get(key)
    if isinstance(value, Mapping | list):
        raise ConfigError(f"{place}: the {key} must be text")
    return "" if value is None else str(value)


def _aliases(entry: Mapping[str, Any], place: str) -> tuple[str, ...]:
    aliases = entry.get("aliases") or []
    if not isinstance(aliases, list) or not all(isinstance(alias, str) for alias in aliases):
        raise ConfigError(f"{place}: the aliases must be a list of texts in quotes")
    return tuple(aliases)


def _frequency(entry: Mapping[str, Any], place: str) -> float:
    frequency = entry.get("frequency", 1.0)
    if isinstance(frequency, bool) or not isinstance(frequency, int | float) or not 0 < frequency < 100:
        raise ConfigError(f"{place}: the frequency must be a number above 0 and below 100")
    return float(frequency)


def _facet_mapping(facet: Facet) -> dict[str, Any]:
    categories = []
    for category in facet.categories:
        entry: dict[str, Any] = {"code": category.code, "label": category.label, "definition": category.definition}
        if category.parent is not None:
            entry["parent"] = category.parent
        if category.aliases:
            entry["aliases"] = list(category.aliases)
        if category.frequency != 1.0:
            entry["frequency"] = category.frequency
        categories.append(entry)
    return {"name": facet.name, "question": facet.question, "categories": categories}


def _fold(name: str) -> str:
    return " ".join(name.casefold().split())
