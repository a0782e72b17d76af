import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import InputError
from pipeline.parsing.charset import decode

GERMAN = "Die Prüfung größerer Modelle ist für die Sicherheit der Nutzer äußerst nützlich.\n" * 5
PLAIN = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=80)


@given(PLAIN)
def test_utf8_comes_back_as_it_went_in(text: str) -> None:
    assert decode(text.encode(), "x") == text.removeprefix("\ufeff")


@given(PLAIN, st.sampled_from(["utf-8-sig", "utf-16", "utf-32"]))
def test_a_byte_order_mark_decides(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), "x") == text


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16-le", "utf-16-be"])
def test_german_is_read_in_any_common_encoding(encoding: str) -> None:
    assert decode(GERMAN.encode(encoding), "x") == GERMAN


def test_line_ends_become_one_kind() -> None:
    assert decode(b"a\r\nb\rc\n", "x") == "a\nb\nc\n"


def test_a_few_broken_bytes_cost_only_themselves() -> None:
    content = GERMAN.encode()
    assert decode(content[:200] + b"\xff" + content[200:], "x") == GERMAN
    assert decode(content + "ü".encode()[:1], "x") == GERMAN


@pytest.mark.parametrize("content", [b"\x00\x01\x02" * 100, b"text\x00" * 50, b"\xff\xfe\x00\xd8a"])
def test_what_is_not_text_is_refused_by_name(content: bytes) -> None:
    with pytest.raises(InputError, match=r"^some\.txt: "):
        decode(content, "some.txt")
