"""LaTeX archives from strangers are unpacked inside their folder or not at all."""

import gzip
import io
import tarfile
from pathlib import Path

import pytest

from pipeline.errors import InputError
from pipeline.sources import archive
from pipeline.sources.archive import unpack

PAPER = b"\\documentclass{article}\\begin{document}\\input{parts/one}\\end{document}"


def a_tar(*members: tuple[str, bytes] | tarfile.TarInfo, mode: str = "w:gz") -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode=mode) as tar:  # type: ignore[call-overload]
        for each in members:
            if isinstance(each, tarfile.TarInfo):
                tar.addfile(each)
                continue
            name, content = each
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return stream.getvalue()


def unpacked(tmp_path: Path, content: bytes) -> tuple[Path, list[str]]:
    (tmp_path / "source").write_bytes(content)
    folder = tmp_path / "out"
    main = unpack(tmp_path / "source", folder, "https://arxiv.org/e-print/1")
    files = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return main.relative_to(folder), files


def refusal(tmp_path: Path, content: bytes) -> str:
    with pytest.raises(InputError) as caught:
        unpacked(tmp_path, content)
    assert [path.name for path in tmp_path.iterdir() if path.name not in ("source", "out")] == []
    assert caught.value.problem.startswith("https://arxiv.org/e-print/1: its ")
    return caught.value.problem


@pytest.mark.parametrize("mode", ["w:gz", "w"])
def test_the_text_of_a_paper_is_unpacked_and_its_main_file_found(tmp_path: Path, mode: str) -> None:
    content = a_tar(
        ("parts/one.tex", b"Text."), ("./ms.tex", PAPER), ("ms.bbl", b""), ("figure.png", b"\x89PNG"),
        ("README.txt", b"!"), mode=mode,
    )  # fmt: skip

    assert unpacked(tmp_path, content) == (Path("ms.tex"), ["ms.bbl", "ms.tex", "parts/one.tex"])


def test_a_single_file_is_the_paper(tmp_path: Path) -> None:
    assert unpacked(tmp_path, gzip.compress(PAPER)) == (Path("main.tex"), ["main.tex"])


def test_of_several_documents_the_one_with_references_is_the_paper(tmp_path: Path) -> None:
    content = a_tar(
        ("a/reply.tex", PAPER + bytes(500)), ("paper.tex", PAPER), ("paper.bbl", b""), ("supplement.tex", PAPER * 9)
    )

    assert unpacked(tmp_path, content)[0] == Path("paper.tex")


@pytest.mark.parametrize(
    "name",
    ["../evil.tex", "/etc/evil.tex", "a/../../evil.tex", "C:\\evil.tex", "a\x01.tex", "a/" * 13 + "b.tex", "x" * 241],
)
def test_a_name_that_leads_outside_refuses_the_archive(tmp_path: Path, name: str) -> None:
    assert "reaches outside its folder" in refusal(tmp_path, a_tar(("ms.tex", PAPER), (name, b"evil")))
    assert not (tmp_path / "evil.tex").exists()


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE])
def test_links_and_devices_refuse_the_archive(tmp_path: Path, kind: bytes) -> None:
    link = tarfile.TarInfo("link.tex")
    link.type, link.linkname = kind, "/etc/passwd"

    assert "a link or a device" in refusal(tmp_path, a_tar(link, ("link.tex", PAPER)))


def test_a_bomb_of_one_file_ends_at_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "_MAX_BYTES", 2**20)

    assert "holds more than 1 MiB" in refusal(tmp_path, gzip.compress(bytes(2**21)))


def test_a_bomb_of_text_ends_at_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "_MAX_KEPT", 2**20)

    content = a_tar(*((f"{number}.tex", bytes(2**19)) for number in range(4)))

    assert "holds more than 1 MiB of text" in refusal(tmp_path, content)


def test_a_bomb_of_names_ends_at_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "_MAX_MEMBERS", 20)

    assert "more than 20 files" in refusal(tmp_path, a_tar(*((f"{number}.png", b"") for number in range(21))))


@pytest.mark.parametrize(
    "content",
    [
        gzip.compress(PAPER)[:-10],
        gzip.compress(b"just words"),
        a_tar(("ms.tex", b"No document in it.")),
        a_tar(("ms.tex", PAPER * 1000), mode="w")[:2000],
    ],
    ids=["gzip that breaks off", "gzip of words", "tar without a document", "tar that breaks off"],
)
def test_what_is_damaged_or_no_paper_is_refused(tmp_path: Path, content: bytes) -> None:
    assert refusal(tmp_path, content)
