"""How one behaves on other people's servers: one request at a time for each host, spaced, and what robots.txt says."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from time import monotonic
from urllib.parse import urlsplit

from protego import Protego

from pipeline.errors import InputError

Sleep = Callable[[float], None]


@dataclass(slots=True)
class _Turn:
    lock: Lock = field(default_factory=Lock)
    next: float = 0.0
    seconds: float = 0.0


class Turns:
    """Gives out turns: at each host one request after another, begun at least so many seconds apart."""

    def __init__(self, seconds: float, sleep: Sleep) -> None:
        self._seconds = seconds
        self._sleep = sleep
        self._turns: dict[str, _Turn] = {}
        self._lock = Lock()

    @contextmanager
    def of(self, host: str) -> Iterator[None]:
        """Wait for the host's next turn and hold it for the length of the block."""
        turn = self._turn(host)
        with turn.lock:
            if (wait := turn.next - monotonic()) > 0:
                self._sleep(wait)
            turn.next = monotonic() + turn.seconds
            yield

    def slow_down(self, host: str, seconds: float) -> None:
        """Space the requests to a host further apart, as it asks."""
        turn = self._turn(host)
        turn.seconds = max(turn.seconds, seconds)

    def _turn(self, host: str) -> _Turn:
        with self._lock:
            return self._turns.setdefault(host, _Turn(seconds=self._seconds))


class Robots:
    """What each site's robots.txt allows; read once a site."""

    def __init__(self, agent: str, read: Callable[[str], str], turns: Turns) -> None:
        """Say who asks, and what fetches the text of a robots.txt: empty where a site has none."""
        self._agent = agent
        self._read = read
        self._turns = turns
        self._rules: dict[str, Protego] = {}

    def check(self, url: str) -> None:
        """Return if the site lets us have the address.

        Raises InputError when it does not.
        """
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}"
        rules = self._rules.get(site)
        if rules is None:
            rules = Protego.parse(self._read(f"{site}/robots.txt"))
            self._rules[site] = rules
            self._turns.slow_down(parts.netloc, rules.crawl_delay(self._agent) or 0.0)
        if not rules.can_fetch(url, self._agent):
            raise InputError(
                f"{url}: robots.txt of {parts.netloc} asks programs to stay away",
                remedy="download it in a browser and name the file",
            )
