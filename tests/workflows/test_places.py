"""Pages of papers and the boxes around passages, made once."""

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.domain.anatomy import Layout, Picture, Stretch
from pipeline.domain.review import Box, FiledPassage
from pipeline.errors import InputError
from pipeline.parsing.isolation import LOOK, IsolatedReader
from pipeline.workflows.places import PageShelf
from tests.web.papers import a_paper, filings

BOX = Box(2, 0.1, 0.2, 0.3, 0.4)


class Counting:
    """Reads nothing, and counts how often it is asked."""

    def __init__(self) -> None:
        self.asked: list[object] = []

    def layout(self, path: Path) -> Layout:
        self.asked.append(path)
        return Layout("d0c", 5, (Stretch(0, 100, (BOX,)), Stretch(102, 9999, ())))

    def draw(self, path: Path, page: int) -> Picture:
        self.asked.append((path, page))
        return Picture(b"picture", "image/webp")


@pytest.fixture
def passages(tmp_path: Path) -> list[FiledPassage]:
    return [FiledPassage(each.passage, each.paper) for each in filings(a_paper(tmp_path / "paper.pdf"))]


def test_each_page_and_layout_is_made_once(tmp_path: Path, passages: list[FiledPassage]) -> None:
    reader = Counting()
    for _ in range(2):
        shelf = PageShelf(tmp_path / "pages", layout=reader.layout, draw=reader.draw)
        assert [shelf.picture(passages[0], number).content for number in (1, 2, 1)] == [b"picture"] * 3
        assert shelf.places(passages[0]).boxes == (BOX,)
        assert shelf.places(passages[-1]).boxes == ()

    path = Path(passages[0].paper.path)
    assert reader.asked == [(path, 1), (path, 2), path]


def test_a_file_that_is_gone_or_changed_is_not_shown(tmp_path: Path, passages: list[FiledPassage]) -> None:
    reader = Counting()
    shelf = PageShelf(tmp_path / "pages", layout=reader.layout, draw=reader.draw)
    path = Path(passages[0].paper.path)

    path.write_bytes(path.read_bytes() + b"%")
    for ask in (lambda: shelf.picture(passages[0], 1), lambda: shelf.places(passages[0])):
        with pytest.raises(InputError, match="is not what it was"):
            ask()
    path.unlink()
    with pytest.raises(InputError, match="cannot be read"):
        shelf.places(passages[0])
    nowhere = replace(passages[0], paper=replace(passages[0].paper, path=""))
    with pytest.raises(InputError):
        shelf.places(nowhere)
    assert reader.asked == []


def test_an_id_cannot_lead_out_of_the_folder(tmp_path: Path, passages: list[FiledPassage]) -> None:
    reader = Counting()
    shelf = PageShelf(tmp_path / "pages", layout=reader.layout, draw=reader.draw)
    (tmp_path / "1.webp").write_bytes(b"secret")
    sly = replace(passages[0], paper=replace(passages[0].paper, document_id="../../" + tmp_path.name))

    with pytest.raises(InputError):
        shelf.picture(sly, 1)


def test_boxes_stand_where_the_passages_do(tmp_path: Path, passages: list[FiledPassage]) -> None:
    with IsolatedReader(function=LOOK) as reader:
        shelf = PageShelf(tmp_path / "pages", layout=reader.layout, draw=reader.draw)
        places = [shelf.places(each) for each in passages]
        picture = shelf.picture(passages[0], 1)
        with pytest.raises(InputError, match="page 3 cannot be drawn"):
            shelf.picture(passages[0], 3)

    assert [{box.page for box in each.boxes} for each in places] == [{1}] * 6 + [{2}] * 6
    tops = [each.boxes[0].top for each in places[:6]]
    assert tops == sorted(tops)
    assert all(0 < box.left < 0.2 and 0.5 < box.width < 0.9 for each in places for box in each.boxes)
    assert (picture.media_type, picture.content[8:12]) == ("image/webp", b"WEBP")
