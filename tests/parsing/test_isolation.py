"""A document that hangs or crashes its reader costs that document only, and no process is left behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from threading import Thread

import pytest

from pipeline.domain.document import Document
from pipeline.errors import InputError, NotReadyError
from pipeline.parsing import SUFFIXES, parse
from pipeline.parsing.isolation import IsolatedReader, Limits
from tests.parsing.hostile import HOSTILE

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(content: str, name: str = "a.txt") -> Path:
        path = tmp_path / name
        path.write_text(content, encoding="utf-8")
        return path

    return write


@pytest.fixture
def reader() -> Iterator[IsolatedReader]:
    with IsolatedReader(Limits(seconds=20, memory_mebibytes=512), function=HOSTILE) as reader:
        yield reader


def process_of(document: Document) -> int:
    return int(document.text.split()[-1])


def is_running(process: int) -> bool:
    """Whether a process is there and has not ended (one that nobody waited for still has an entry)."""
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def ends_within(seconds: float, process: int) -> bool:
    until = time.monotonic() + seconds
    while is_running(process) and time.monotonic() < until:
        time.sleep(0.02)
    return not is_running(process)


def refusal(reader: IsolatedReader, path: Path) -> InputError:
    with pytest.raises(InputError) as caught:
        reader.parse(path)
    return caught.value


def test_many_documents_are_read_in_order_by_one_other_process(reader: IsolatedReader, write: Write) -> None:
    documents = [reader.parse(write(f"n{number}", f"{number}.txt")) for number in range(50)]

    assert [document.text.split()[0] for document in documents] == [f"n{number}" for number in range(50)]
    assert len({process_of(document) for document in documents}) == 1
    assert process_of(documents[0]) != os.getpid()


def test_the_process_is_replaced_after_a_number_of_documents(write: Write) -> None:
    with IsolatedReader(function=HOSTILE, documents_each=2) as reader:
        processes = [process_of(reader.parse(write("fine"))) for _ in range(5)]

    assert [one == other for one, other in pairwise(processes)] == [True, False, True, False]
    assert not any(is_running(process) for process in processes)


def test_a_document_is_read_while_its_reader_is_not_waited_for(reader: IsolatedReader, write: Write) -> None:
    first, second = write("fine"), write("nap", "b.txt")
    process = process_of(reader.parse(first))

    reader.begin(second)
    time.sleep(1.5)
    began = time.monotonic()
    document = reader.parse(second)

    assert time.monotonic() - began < 0.5
    assert (document.text.split()[0], process_of(document)) == ("nap", process)


def test_what_was_begun_is_given_up_for_another_document(reader: IsolatedReader, write: Write) -> None:
    process = process_of(reader.parse(write("fine")))

    reader.begin(write("sleep", "slow.txt"))
    texts = [reader.parse(write(word, f"{word}.txt")).text for word in ("other", "third")]

    assert [text.split()[0] for text in texts] == ["other", "third"]
    assert not is_running(process)


@pytest.mark.parametrize("begun_first", [True, False])
def test_a_crash_is_told_when_the_document_that_was_begun_is_asked_for(
    reader: IsolatedReader, write: Write, begun_first: bool
) -> None:
    bad = write("segfault", "bad.pdf")
    if not begun_first:
        reader.parse(write("fine"))
    reader.begin(bad)
    time.sleep(0.5)

    assert "crashed the reader (SIGSEGV)" in refusal(reader, bad).problem
    assert reader.parse(write("fine")).text.startswith("fine ")


def test_a_hang_that_was_begun_long_ago_is_told_as_one(write: Write) -> None:
    with IsolatedReader(Limits(seconds=0.5), function=HOSTILE) as reader:
        slow = write("sleep", "slow.pdf")
        reader.begin(slow)
        time.sleep(0.7)

        assert "took longer than 0.5 s" in refusal(reader, slow).problem


def test_documents_begun_ahead_count_towards_the_replacement_of_the_process(write: Write) -> None:
    with IsolatedReader(function=HOSTILE, documents_each=2) as reader:
        paths = [write("fine", f"{number}.txt") for number in range(5)]
        processes = []
        for path in paths:
            reader.begin(path)
            processes.append(process_of(reader.parse(path)))

    assert [one == other for one, other in pairwise(processes)] == [True, False, True, False]


@pytest.mark.parametrize("act", ["sleep", "hang"])
def test_a_hang_is_stopped_at_the_time_limit(write: Write, act: str) -> None:
    with IsolatedReader(Limits(seconds=0.5), function=HOSTILE) as reader:
        first = process_of(reader.parse(write("fine")))
        began = time.monotonic()
        error = refusal(reader, write(act, "slow.pdf"))

        assert time.monotonic() - began < 10
        assert error.problem == f"{write(act, 'slow.pdf')}: reading it took longer than 0.5 s and was stopped"
        assert error.remedy == "raise parsing.max_seconds in mitag.toml, or split the file"
        assert process_of(reader.parse(write("fine"))) != first
        assert not is_running(first)


@pytest.mark.parametrize(
    ("act", "problem", "remedy"),
    [
        ("segfault", "reading it crashed the reader (SIGSEGV)", "the file may be damaged"),
        ("leave", "reading it crashed the reader (exit code 7)", "the file may be damaged"),
        ("kill", "the process that read it was killed from outside, most often for want of memory", "close other"),
        pytest.param(
            "hog",
            "reading it takes more than 512 MiB of memory",
            "raise parsing.max_memory_megabytes in mitag.toml",
            marks=pytest.mark.skipif(sys.platform != "linux", reason="the limit is sure to hold on Linux only"),
        ),
        ("fault", r"reading it failed in an unforeseen way (KeyError: 'chapter\ntwo' in hostile.py:", "report this"),
    ],
)
@pytest.mark.parametrize("read_before", [0, 3])
def test_a_crash_costs_its_document_only(
    reader: IsolatedReader, write: Write, act: str, problem: str, remedy: str, read_before: int
) -> None:
    for number in range(read_before):
        reader.parse(write("fine", f"{number}.txt"))
    bad = write(act, "bad.pdf")

    error = refusal(reader, bad)

    assert error.problem.startswith(f"{bad}: {problem}")
    assert "\n" not in error.problem
    assert error.remedy.startswith(remedy)
    assert reader.parse(write("fine")).text.startswith("fine ")


def test_an_unforeseen_failure_keeps_its_traceback(reader: IsolatedReader, write: Write) -> None:
    error = refusal(reader, write("fault"))

    assert "in _fault" in error.__notes__[0]


def test_a_refusal_crosses_unchanged_and_costs_no_process(reader: IsolatedReader, write: Write) -> None:
    before = process_of(reader.parse(write("fine")))
    error = refusal(reader, write("refuse"))

    assert (type(error), error.problem, error.remedy) == (InputError, "a.txt: is upside down", "turn it")
    assert process_of(reader.parse(write("fine"))) == before


def test_what_an_earlier_document_broke_is_not_blamed_on_the_next(reader: IsolatedReader, write: Write) -> None:
    before = process_of(reader.parse(write("poison")))

    assert process_of(reader.parse(write("delicate"))) != before


def test_what_a_library_prints_does_not_get_into_the_answers(reader: IsolatedReader, write: Write) -> None:
    before = process_of(reader.parse(write("print")))

    assert process_of(reader.parse(write("fine"))) == before


def test_a_process_that_ended_while_it_waited_is_replaced(reader: IsolatedReader, write: Write) -> None:
    reader.start()
    process = process_of(reader.parse(write("fine")))
    os.kill(process, signal.SIGKILL)
    assert ends_within(5, process)

    assert process_of(reader.parse(write("fine"))) != process


def test_a_reader_that_cannot_start_is_no_fault_of_the_document(
    write: Write, capfd: pytest.CaptureFixture[str]
) -> None:
    with IsolatedReader(function="pipeline.parsing.readers:nothing") as reader, pytest.raises(NotReadyError) as caught:
        reader.parse(write("fine"))

    assert caught.value.problem == "the process that reads documents does not start (exit code 1)"
    assert "AttributeError" in capfd.readouterr().err


def test_a_relative_path_is_taken_from_where_the_caller_stands(
    reader: IsolatedReader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.txt").write_text(name, encoding="utf-8")

    texts = []
    for name in ("one", "two"):
        monkeypatch.chdir(tmp_path / name)
        document = reader.parse(Path("a.txt"))
        texts.append(document.text.split()[0])
        assert document.source == "a.txt"

    assert texts == ["one", "two"]


def test_several_threads_may_share_a_reader(reader: IsolatedReader, write: Write) -> None:
    paths = [write(f"n{number}", f"{number}.txt") for number in range(20)]
    found: dict[Path, str] = {}
    threads = [Thread(target=lambda path=path: found.update({path: reader.parse(path).text})) for path in paths]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [found[path].split()[0] for path in paths] == [f"n{number}" for number in range(20)]


def test_closing_ends_the_process_and_a_later_document_starts_another(reader: IsolatedReader, write: Write) -> None:
    process = process_of(reader.parse(write("fine")))
    reader.close()
    reader.close()

    assert not is_running(process)
    assert process_of(reader.parse(write("fine"))) != process


def test_a_forgotten_reader_leaves_no_process(write: Write) -> None:
    reader = IsolatedReader(function=HOSTILE)
    process = process_of(reader.parse(write("fine")))
    del reader

    assert ends_within(5, process)


def samples(root: Path) -> list[Path]:
    return [path for path in sorted((root / "data" / "raw").iterdir()) if path.suffix in SUFFIXES]


def test_documents_are_the_same_as_without_isolation(root: Path) -> None:
    with IsolatedReader() as reader:
        isolated = [reader.parse(path) for path in samples(root)]

    assert len(isolated) >= 4
    assert isolated == [parse(path) for path in samples(root)]


def test_real_papers_are_read_within_the_limits(shared: Path) -> None:
    paths = sorted((shared / "papers" / "pdf").glob("*.pdf"))
    with IsolatedReader() as reader:
        assert [reader.parse(path).document_id for path in paths] == [parse(path).document_id for path in paths]


def test_the_child_loads_nothing_heavy(root: Path) -> None:
    program = (
        "import sys; from pathlib import Path\n"
        "import pipeline.parsing.child; from pipeline.parsing.readers import parse\n"
        f"for path in {[str(path) for path in samples(root)]!r}: parse(Path(path))\n"
        "print([name for name in ('numpy', 'torch', 'scipy', 'pandas', 'typer', 'pydantic') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout == "[]\n"


def test_a_document_that_is_begun_and_forgotten_leaves_no_process(write: Write) -> None:
    reader = IsolatedReader(function=HOSTILE)
    process = process_of(reader.parse(write("fine")))
    reader.begin(write("hang", "slow.txt"))
    del reader

    assert ends_within(5, process)


PARENT = """
import sys
from pathlib import Path
from pipeline.parsing.isolation import IsolatedReader
reader = IsolatedReader(function="tests.parsing.hostile:read")
print(reader.parse(Path(sys.argv[1])).text.split()[-1], flush=True)
reader.parse(Path(sys.argv[2]))
"""


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("act", ["sleep", "hang"])
@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the child ends when its time is over")
def test_a_child_that_hangs_ends_with_its_parent(write: Write, root: Path, act: str, ending: signal.Signals) -> None:
    # The program has no `__main__` guard, as a notebook has none: the child must not run it again.
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, write("fine"), write(act, "slow.txt")],
        cwd=root,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert parent.stdout
    child = int(parent.stdout.readline())
    time.sleep(0.3)
    assert is_running(child)

    parent.send_signal(ending)
    _, errors = parent.communicate(timeout=20)

    assert ends_within(5, child)
    assert parent.returncode != 0
    assert ("KeyboardInterrupt" in errors) == (ending == signal.SIGINT)


@pytest.mark.parametrize("given", [["-c", PARENT], ["-"], ["program.py"]])
def test_a_program_that_ends_in_peace_leaves_no_process_and_no_warning(
    write: Write, root: Path, tmp_path: Path, given: list[str]
) -> None:
    write(PARENT, "program.py")

    done = subprocess.run(
        [sys.executable, "-X", "dev", *given, write("fine"), write("fine")],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(root)},
        input=PARENT,
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stderr == ""
    assert not is_running(int(done.stdout))
