"""What may be asked of an evaluation, checked before any work is done; light, so that the command line can use it."""

from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Terms:
    """How an evaluation is run: what decides its figures apart from labels and model."""

    rounds: int = 1000
    seed: int = 0
    folds: int = 5
    random_split: bool = False
    encoder: str = ""
    sources: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody asked to have evaluated, and where the report goes.

    Raises ConfigError when the options contradict each other or miss one that they need.
    """

    output: Path | None = None
    """The folder for the report; None for the project's own."""
    on: tuple[Path, ...] = ()
    pages: Path | None = None
    papers: Path | None = None
    again: Path | None = None
    """A kept report to render once more."""
    model_id: str | None = None
    against: str | None = None
    mapping: Path | None = None
    simulation: Path | None = None
    jobs: int | None = None
    terms: Terms = Terms()

    def __post_init__(self) -> None:
        given = [
            name for name, wanted in (("--on", self.on), ("--pages", self.pages), ("--from", self.again)) if wanted
        ]
        if len(given) > 1:
            raise ConfigError(f"{' and '.join(given)} exclude each other", remedy="give one of them")
        if (self.pages is None) != (self.papers is None):
            raise ConfigError(
                "--pages and --papers go together", remedy="name the labelled passages and the folder of their papers"
            )
        self._refuse("--unsafe-random-split", self.terms.random_split, given, "it is about cross-validation")
        if not self.on and not self.pages:
            self._refuse("--model", self.model_id, given or ["cross-validation"], "it trains models of its own")
            self._refuse("--against", self.against, given or ["cross-validation"], "name entries with --on")
        if self.output and self.output.exists() and not self.output.is_dir():
            raise ConfigError(f"{self.output} is a file", remedy="name a folder for the report with --output")

    @staticmethod
    def _refuse(option: str, value: object, given: list[str], why: str) -> None:
        if value and given:
            raise ConfigError(f"{option} does not go with {given[0]}: {why}", remedy=f"leave out {option}")


@dataclass(frozen=True, slots=True)
class Plan:
    """How a labelled set is replayed: labels at the start, labels a step, steps, and the accuracy to reach.

    Without a target, it is 95 % of the best accuracy that the random order comes to.
    """

    start: int = 100
    step: int = 100
    steps: int = 5
    target: float | None = None
    seed: int = 0
    rounds: int = 1000
