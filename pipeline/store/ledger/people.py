"""Who may review, known by the hash of a token."""

from sqlalchemy import Connection, delete, select
from sqlalchemy.exc import IntegrityError

from pipeline.domain.review import User
from pipeline.errors import InputError
from pipeline.store.ledger.schema import users, voices


def put(connection: Connection, user: User) -> None:
    """Add a user, or replace the one of that name.

    Raises InputError when another user has the same token.
    """
    connection.execute(delete(users).where(users.c.name == user.name))
    values = {"name": user.name, "role": user.role, "token_hash": user.token_hash}
    try:
        connection.execute(users.insert(), values)
    except IntegrityError as error:
        raise InputError(f"the token of {user.name!r} is another user's", remedy="choose another") from error


def drop(connection: Connection, name: str) -> bool:
    """Remove a user; False when there is none."""
    return connection.execute(delete(users).where(users.c.name == name)).rowcount > 0


def everyone(connection: Connection) -> list[User]:
    """All users, by name."""
    return [
        User(row.name, row.role, row.token_hash) for row in connection.execute(select(users).order_by(users.c.name))
    ]


def by_token(connection: Connection, token_hash: str) -> User | None:
    """The user whose token has this hash."""
    row = connection.execute(select(users).where(users.c.token_hash == token_hash)).first()
    return None if row is None else User(row.name, row.role, row.token_hash)


def reviewers(connection: Connection) -> list[str]:
    """Everybody with a decision that counts, by name."""
    return list(connection.execute(select(voices.c.reviewer).distinct().order_by(voices.c.reviewer)).scalars())
