"""Users and their tokens."""

from pathlib import Path

import pytest

from pipeline.errors import InputError
from pipeline.store.ledger import Ledger
from pipeline.workflows.users import add_user, checked_name, drop_user, token_hash


def test_a_token_lets_in_and_is_kept_nowhere(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    with Ledger.open(path) as ledger:
        token = add_user(ledger, "  Ada   Lovelace ", "adjudicator")
        user = ledger.user_by_token(token_hash(token))

    assert user
    assert (user.name, user.role) == ("Ada Lovelace", "adjudicator")
    assert len(token) >= 43
    assert token.encode() not in b"".join(each.read_bytes() for each in tmp_path.iterdir())


def test_a_new_token_ends_the_old_one(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "store.sqlite") as ledger:
        old, new = add_user(ledger, "ada", "reviewer"), add_user(ledger, "ada", "reviewer")

        assert ledger.user_by_token(token_hash(old)) is None
        assert ledger.user_by_token(token_hash(new))
        drop_user(ledger, "ada")
        assert ledger.user_by_token(token_hash(new)) is None
        with pytest.raises(InputError, match="no user 'ada'"):
            drop_user(ledger, "ada")


@pytest.mark.parametrize("name", ["", "   ", "a" * 81, "a\x1b[2Jb", "a\x00b"])
def test_what_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(InputError, match="no name"):
        checked_name(name)
