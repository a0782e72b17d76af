"""Look at one thing after another that mitag needs, and say of each what was found and what to do about it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from pipeline.errors import MitagError

State = Literal["fine", "absent", "fault"]
"""`absent` is what can be done without; a `fault` stops some command."""


@dataclass(frozen=True, slots=True)
class Examination:
    """One thing to look at: `look` says what was found, or raises the MitagError that a user would meet."""

    name: str
    look: Callable[[], str]
    needed: bool = True


@dataclass(frozen=True, slots=True)
class Check:
    """What was found of one thing, and what to do when it is not fine."""

    name: str
    state: State
    found: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class DoctorOutcome:
    """All that was looked at, in order."""

    checks: tuple[Check, ...]

    @property
    def faults(self) -> tuple[Check, ...]:
        """What has to be mended."""
        return tuple(check for check in self.checks if check.state == "fault")


def doctor(examinations: Iterable[Examination]) -> DoctorOutcome:
    """Look at everything, whatever is found on the way.

    >>> [check.state for check in doctor([Examination("Sky", lambda: "blue")]).checks]
    ['fine']
    """
    return DoctorOutcome(tuple(map(_check, examinations)))


def _check(examination: Examination) -> Check:
    try:
        return Check(examination.name, "fine", examination.look())
    except MitagError as error:
        return Check(examination.name, "fault" if examination.needed else "absent", error.problem, error.remedy)
