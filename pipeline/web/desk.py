"""What the pages and the API work with: the store, the categories, and the slow parts behind functions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING, Any

from pipeline.domain.review import FiledPrediction, Filing, Paper
from pipeline.domain.taxonomy import Taxonomy

if TYPE_CHECKING:
    from pipeline.domain.manifest import Manifest
    from pipeline.domain.passage import Passage
    from pipeline.store.ledger import Ledger
    from pipeline.workflows.places import PageShelf


_FRESH_SECONDS = 30.0


@dataclass(frozen=True)
class Desk:
    """The parts that routes use; `overlap` says how many reviewers shall see a passage."""

    ledger: "Ledger"
    taxonomy: Taxonomy
    shelf: "PageShelf"
    predict: "Callable[[Sequence[Passage], str | None], list[FiledPrediction]]"
    file: "Callable[[Paper, str, Sequence[Passage]], list[Filing]]"
    models: "Callable[[], tuple[list[Manifest], str | None]]"
    overlap: int = 1
    _kept: dict[str, tuple[float, Any]] = field(default_factory=dict, compare=False)

    def recently(self, name: str, make: Callable[[], Any]) -> Any:  # noqa: ANN401  (whatever `make` makes)
        """What takes long to count and may be half a minute old."""
        made_at, kept = self._kept.get(name, (0.0, None))
        if not made_at or monotonic() - made_at > _FRESH_SECONDS:
            kept = make()
            self._kept[name] = (monotonic(), kept)
        return kept
