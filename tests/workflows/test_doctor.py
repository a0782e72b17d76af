"""Looking at one thing after another."""

from pathlib import Path

import pytest

from pipeline.errors import NotReadyError
from pipeline.workflows import machine
from pipeline.workflows.doctor import Examination, doctor


def missing() -> str:
    raise NotReadyError("there is none", remedy="get one")


def test_what_is_wrong_is_a_finding_and_the_rest_is_looked_at() -> None:
    outcome = doctor([Examination("First", missing), Examination("Second", lambda: "there")])

    assert [(check.name, check.state, check.found, check.remedy) for check in outcome.checks] == [
        ("First", "fault", "there is none", "get one"),
        ("Second", "fine", "there", ""),
    ]
    assert [check.name for check in outcome.faults] == ["First"]


def test_what_can_be_done_without_is_no_fault() -> None:
    outcome = doctor([Examination("Extra", missing, needed=False)])

    assert outcome.checks[0].state == "absent"
    assert outcome.faults == ()


def test_a_bug_in_an_examination_is_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError):
        doctor([Examination("Broken", lambda: str(1 // 0))])


def test_an_old_python_is_refused() -> None:
    with pytest.raises(NotReadyError, match=r"3\.9\.1 is too old"):
        machine.python((3, 9, 1))


def test_too_little_memory_and_disk_are_refused(tmp_path: Path) -> None:
    with pytest.raises(NotReadyError, match="are needed to train"):
        machine.memory(needed=2**60)
    with pytest.raises(NotReadyError, match="are wanted"):
        machine.disk(tmp_path, needed=2**60)
    assert machine.memory(needed=1).endswith("in all")
    assert machine.disk(tmp_path, needed=1).endswith("free")


def test_programs_and_packages_that_are_not_there_come_with_a_remedy() -> None:
    with pytest.raises(NotReadyError, match="no such-program here") as program:
        machine.program(("such-program",), remedy="get it")
    with pytest.raises(NotReadyError, match="not installed") as package:
        machine.package("such-package")

    assert (program.value.remedy, package.value.remedy) == ("get it", "pip install such-package")
    assert machine.program(("such-program", "sh"), remedy="").endswith("/sh")
    assert machine.package("pytest") == pytest.__version__
