"""Who may come in, and who one is: people, their tokens, and the signed cookie of a session.

Three doors. On this machine alone and without a token, whoever opens the page is the reviewer that the command named.
With one token for all, one signs in with a name of one's own and that token. With users in the store, each has a token.
Tokens are compared and kept as hashes. A session is a signed cookie; it ends when the token behind it is changed.
"""

import hmac
import os
import secrets
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from time import monotonic
from typing import Any

from itsdangerous import BadSignature, URLSafeTimedSerializer

from pipeline.domain.review import Role, User
from pipeline.errors import ConfigError, InputError
from pipeline.workflows.users import checked_name, new_token, token_hash

SHORTEST_TOKEN = 16
SESSION_SECONDS = 14 * 86_400
_ATTEMPTS, _WITHIN_SECONDS = 10, 300.0


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is in."""

    name: str
    role: Role

    @property
    def may_adjudicate(self) -> bool:
        """Whether this person's word settles what others see differently."""
        return self.role in ("adjudicator", "admin")


@dataclass(frozen=True, slots=True)
class Session:
    """What a browser's cookie says: the person, if signed in, and the secret that its forms must send along."""

    csrf: str
    name: str = ""
    print: str = ""

    @classmethod
    def fresh(cls) -> "Session":
        """A session of nobody."""
        return cls(secrets.token_urlsafe(24))


def signing_key(path: Path) -> bytes:
    """The key that cookies are signed with, in a file that only its owner reads: sessions outlive the server.

    Raises ConfigError when the file cannot be written or is damaged.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            stream.write(secrets.token_bytes(32))
    except FileExistsError:
        pass
    except OSError as error:
        raise ConfigError(f"{path}: cannot be written ({error.strerror})", remedy="check its permissions") from error
    key = path.read_bytes()
    if len(key) < 32:
        raise ConfigError(f"{path}: is damaged", remedy="delete it; everybody has to sign in again")
    return key


class Door:
    """Lets people in by token or session; `reviewer` is who one is where no token is asked for."""

    def __init__(
        self,
        key: bytes,
        *,
        reviewer: str = "",
        shared_token: str = "",
        by_token: Callable[[str], User | None] = lambda _: None,
        by_name: Callable[[str], User | None] = lambda _: None,
    ) -> None:
        if shared_token and len(shared_token) < SHORTEST_TOKEN:
            raise ConfigError(
                f"the token is shorter than {SHORTEST_TOKEN} characters", remedy=f"for example: {new_token()}"
            )
        self._signer = URLSafeTimedSerializer(key, salt="mitag session", signer_kwargs={"digest_method": sha256})
        self._open_to = Person(checked_name(reviewer), "admin") if reviewer else None
        self._shared = token_hash(shared_token) if shared_token else ""
        self._by_token, self._by_name = by_token, by_name
        self._failures = Failures()

    @property
    def is_open(self) -> bool:
        """Whether nobody has to sign in."""
        return self._open_to is not None

    def read(self, cookie: str | None) -> Session:
        """The session of a cookie; a new one when there is none that is valid."""
        try:
            values: Any = self._signer.loads(cookie or "", max_age=SESSION_SECONDS)
            return Session(str(values["csrf"]), str(values["name"]), str(values["print"]))
        except (BadSignature, KeyError, TypeError):
            return Session.fresh()

    def write(self, session: Session) -> str:
        """The cookie of a session."""
        return str(self._signer.dumps({"csrf": session.csrf, "name": session.name, "print": session.print}))

    def of_session(self, session: Session) -> Person | None:
        """Who is in by this session."""
        if self._open_to:
            return self._open_to
        if not session.name:
            return None
        if self._shared and _same(session.print, _print(self._shared)):
            return Person(session.name, "admin")
        user = self._by_name(session.name)
        return Person(user.name, user.role) if user and _same(session.print, _print(user.token_hash)) else None

    def of_token(self, token: str, name: str, *, whence: str) -> tuple[Person, str] | None:
        """Who a token belongs to, with the print of it for the session; the shared token takes any name.

        Raises InputError when too many wrong ones came from there lately, or for a name that is none.
        """
        if self._failures.too_many(whence):
            raise InputError("too many wrong tokens came from here", remedy="wait five minutes")
        hashed = token_hash(token)
        if self._shared and _same(hashed, self._shared):
            return Person(checked_name(name), "admin"), _print(self._shared)
        user = self._by_token(hashed)
        if user and (not name or name.casefold() == user.name.casefold()):
            return Person(user.name, user.role), _print(user.token_hash)
        self._failures.add(whence)
        return None


@dataclass(slots=True)
class Failures:
    """Counts wrong tokens by where they come from, for a while."""

    clock: Callable[[], float] = monotonic
    _times: dict[str, deque[float]] = field(default_factory=lambda: defaultdict(lambda: deque(maxlen=_ATTEMPTS)))

    def add(self, whence: str) -> None:
        """Count one."""
        if len(self._times) > 10_000:
            self._times.clear()
        self._times[whence].append(self.clock())

    def too_many(self, whence: str) -> bool:
        """Whether there were so many lately that no more are looked at."""
        times = self._times.get(whence)
        return times is not None and len(times) == _ATTEMPTS and self.clock() - times[0] < _WITHIN_SECONDS


def _print(hashed: str) -> str:
    return sha256(f"session {hashed}".encode()).hexdigest()[:32]


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())
