"""Those who may review from other machines: each with a token, of which the store keeps no more than a hash."""

import secrets
from hashlib import sha256

from pipeline.domain.review import Role, User
from pipeline.errors import InputError
from pipeline.store.ledger import Ledger

_NAME_LENGTH = 80


def add_user(ledger: Ledger, name: str, role: Role) -> str:
    """Let somebody in, or give a new token to one who is known; returns the token, which is kept nowhere.

    Raises InputError for a name that is none.
    """
    token = new_token()
    ledger.put_user(User(checked_name(name), role, token_hash(token)))
    return token


def drop_user(ledger: Ledger, name: str) -> None:
    """Let somebody in no more.

    Raises InputError when there is nobody of that name.
    """
    if not ledger.drop_user(checked_name(name)):
        known = ", ".join(user.name for user in ledger.users()) or "nobody"
        raise InputError(f"there is no user {name!r}", remedy=f"there is: {known}")


def new_token() -> str:
    """A token for a user: 32 random bytes."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """What is kept of a token: it is long and random, so that a plain hash cannot be turned back."""
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def checked_name(name: str) -> str:
    """The name of a reviewer as it is kept.

    Raises InputError when it is empty, overlong or not printable.

    >>> checked_name("  Ada   Lovelace ")
    'Ada Lovelace'
    """
    name = " ".join(name.split())
    if not name or len(name) > _NAME_LENGTH or not name.isprintable():
        raise InputError("that is no name for a reviewer", remedy=f"1 to {_NAME_LENGTH} letters, digits or spaces")
    return name
