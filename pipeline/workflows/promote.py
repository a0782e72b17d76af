"""Which model is in use: a new one only when it is no worse than the one before, and always a way back."""

from dataclasses import dataclass

from pipeline.errors import NotReadyError
from pipeline.registry import Registry
from pipeline.workflows.compare import Comparison, compare
from pipeline.workflows.held_out import DOCUMENT, HeldOut, from_document


@dataclass(frozen=True, slots=True)
class PromoteOutcome:
    """Whether a model is in use now, which one was before, and how the two compare."""

    model_id: str
    previous: str | None
    promoted: bool
    comparison: Comparison | None = None
    forced: bool = False

    @property
    def was_in_use(self) -> bool:
        """Whether it was in use already."""
        return self.model_id == self.previous


def promote(model_id: str, registry: Registry, *, force: bool = False) -> PromoteOutcome:
    """Put a model in use unless it is worse on any facet, or less to be trusted, than the one in use.

    The first model is put in use as it is, and so is one that can be compared on nothing. With `force`, any is.

    Raises NotReadyError when there is no such model, IntegrityError when it was changed.
    """
    registry.load(model_id)
    previous = registry.promoted_id()
    if model_id == previous:
        return PromoteOutcome(model_id, previous, promoted=True)
    known = previous is not None and registry.has(previous)
    comparison = compare_models(previous, model_id, registry) if previous is not None and known else None
    sound = comparison is None or not comparison.objections
    if sound or force:
        registry.promote(model_id)
    return PromoteOutcome(model_id, previous, sound or force, comparison, forced=force and not sound)


def compare_models(first: str, second: str, registry: Registry) -> Comparison:
    """Compare two models on the entries that both were asked about while they had not seen their papers.

    Raises NotReadyError when there is no such model, IntegrityError when one was changed.
    """
    return compare((first, _held_out(first, registry)), (second, _held_out(second, registry)))


def roll_back(registry: Registry) -> PromoteOutcome:
    """Put the model in use that was before.

    Raises NotReadyError when there was none, or it is gone.
    """
    present = registry.promoted_id()
    if present is None:
        raise NotReadyError("no model is in use", remedy="run `mitag train`")
    return PromoteOutcome(registry.roll_back(), present, promoted=True)


def _held_out(model_id: str, registry: Registry) -> HeldOut:
    _, bundle = registry.load(model_id)
    return from_document(bundle.documents.get(DOCUMENT, {}))
