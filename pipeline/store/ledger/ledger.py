"""The one door to the store of passages, predictions and decisions.

Everything that a person decided is kept for ever: decisions and verdicts are only ever added, which the database itself
enforces. The queue is a table of its own that is brought up to date in the same transaction as whatever changes it, so
that the next passage is found without looking at all of them.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType

from sqlalchemy import Engine

from pipeline.domain.review import (
    Decision,
    Dispute,
    Dossier,
    FiledOutcome,
    FiledPassage,
    FiledPrediction,
    Filing,
    Paper,
    Progress,
    QueueItem,
    Rank,
    Redrawing,
    SettledLabel,
    User,
    Wanted,
)
from pipeline.store.ledger import around, deciding, edits, filing, handing, passages, people, settling, standing
from pipeline.store.ledger.engine import connect, reading, writing

LEASE = timedelta(minutes=10)
"""For how long a passage that was handed out is kept from other reviewers."""

Clock = Callable[[], datetime]


def _now() -> datetime:
    return datetime.now(UTC)


class Ledger:
    """A store in a SQLite file or a PostgreSQL database; safe to use from several threads and processes at once."""

    def __init__(self, engine: Engine, *, clock: Clock = _now) -> None:
        self._engine = engine
        self.clock = clock

    @classmethod
    def open(cls, address: str | Path, *, clock: Clock = _now) -> "Ledger":
        """Open the store at a path or URL, making or migrating it where needed.

        Raises ConfigError for an address that means nothing, InputError when the file is no store or cannot be
        written, NotReadyError when the database cannot be reached, its driver is missing or a newer mitag made it.
        """
        return cls(connect(address), clock=clock)

    def close(self) -> None:
        """Let go of all connections."""
        self._engine.dispose()

    def __enter__(self) -> "Ledger":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def file(self, filings: Iterable[Filing]) -> FiledOutcome:
        """Keep passages and predictions, and queue what is new; what a person has settled stays as it is.

        Filing the same again changes nothing.
        """
        return filing.file_all(self._engine, filings, self.clock())

    def ask_again(self, ranks: Mapping[str, Rank]) -> int:
        """Put passages before a person once more, decided or not; returns how many there were."""
        with writing(self._engine) as connection:
            return filing.ask_again(connection, ranks)

    def next(
        self,
        reviewer: str,
        wanted: Wanted | None = None,
        *,
        overlap: int = 1,
        beside: Collection[str] = (),
        lease: timedelta = LEASE,
    ) -> QueueItem | None:
        """Hand out the passage most worth a look by `reviewer`, and keep it from others for a while.

        What the reviewer holds already comes first, unless it is among `beside` (to fetch one ahead). Without states
        in `wanted`, it is one that needs review, or, with `overlap` above 1, one that fewer reviewers than that have
        decided. What the reviewer skipped comes last, what the reviewer decided not at all. None: nothing is left.
        """
        with writing(self._engine, lasting=False) as connection:
            asking = handing.Asking(reviewer, wanted or Wanted(), overlap, frozenset(beside), self.clock())
            return handing.hand_out(connection, asking, lease)

    def hold(self, passage_id: str, reviewer: str, *, lease: timedelta = LEASE) -> bool:
        """Keep this passage from others for a while, or renew that; False when another reviewer holds it."""
        with writing(self._engine, lasting=False) as connection:
            return handing.hold(connection, passage_id, reviewer, self.clock(), lease)

    def release(self, passage_id: str, reviewer: str) -> None:
        """Give a passage back undecided."""
        with writing(self._engine, lasting=False) as connection:
            handing.release(connection, passage_id, reviewer)

    def skip(self, passage_id: str, reviewer: str) -> None:
        """Give a passage back and see it again only when nothing else is left."""
        with writing(self._engine, lasting=False) as connection:
            handing.skip(connection, passage_id, reviewer, self.clock())

    def record(self, decision: Decision) -> Decision:
        """Keep a decision; the same one (by its id) sent twice counts once, and what was kept is returned.

        Raises InputError when there is no such passage, or the id belongs to another decision.
        """
        with writing(self._engine) as connection:
            return deciding.record(connection, decision)

    def withdraw(self, reviewer: str, passage_id: str | None = None) -> Decision | None:
        """Take back the reviewer's newest decision (on that passage): the one before it counts again.

        Returns the decision that was taken back, None when there is none.
        """
        with writing(self._engine) as connection:
            return deciding.withdraw(connection, reviewer, passage_id, self.clock())

    def redraw(self, redrawing: Redrawing, filings: Sequence[Filing]) -> None:
        """Replace passages by others with new bounds; decisions on the old ones stay on record, but count no more.

        Raises InputError when an old passage is not in the queue or of another document.
        """
        with writing(self._engine) as connection:
            edits.redraw(connection, redrawing, filings, self.clock())

    def item(self, passage_id: str) -> QueueItem:
        """The passage's place in the queue.

        Raises InputError when it has none.
        """
        with reading(self._engine) as connection:
            return standing.item(connection, passage_id)

    def items(self, wanted: Wanted | None = None, *, limit: int = 50, offset: int = 0) -> list[QueueItem]:
        """The queue as far as wanted, most urgent first."""
        with reading(self._engine) as connection:
            return standing.items(connection, wanted or Wanted(), limit, offset)

    def count(self, wanted: Wanted | None = None) -> int:
        """How many passages are wanted."""
        with reading(self._engine) as connection:
            return standing.count(connection, wanted or Wanted())

    def progress(self, reviewer: str | None = None) -> Progress:
        """How far the review has come, and how fast it goes for one reviewer or for all."""
        with reading(self._engine) as connection:
            return standing.progress(connection, reviewer, self.clock())

    def passage(self, passage_id: str) -> FiledPassage:
        """A passage, also one that was replaced.

        Raises InputError when there is none of that id.
        """
        with reading(self._engine) as connection:
            return passages.passage(connection, passage_id)

    def passages_of(self, document_id: str) -> list[FiledPassage]:
        """The passages of a document that are in the queue, in reading order."""
        with reading(self._engine) as connection:
            return passages.passages_of(connection, document_id)

    def neighbours(self, filed: FiledPassage, *, each: int = 2) -> list[tuple[FiledPassage, QueueItem]]:
        """The passages in the queue before and after one in its document, up to so many on either side."""
        with reading(self._engine) as connection:
            return around.neighbours(connection, filed, each)

    def document_text(self, document_id: str) -> str:
        """The whole text of a document; empty when it was not kept."""
        with reading(self._engine) as connection:
            return passages.document_text(connection, document_id)

    def papers(self) -> list[tuple[Paper, int]]:
        """All documents with the number of their passages in the queue."""
        with reading(self._engine) as connection:
            return passages.papers(connection)

    def prediction(self, passage_id: str, model_id: str | None = None) -> FiledPrediction | None:
        """The prediction that the queue shows, or the named model's."""
        with reading(self._engine) as connection:
            return passages.prediction(connection, passage_id, model_id)

    def models(self) -> list[str]:
        """The ids of all models whose predictions are here, oldest first."""
        with reading(self._engine) as connection:
            return passages.models(connection)

    def badges(self) -> list[str]:
        """The names of all reasons for a look that are in the queue, the commonest first."""
        with reading(self._engine) as connection:
            return passages.badges(connection)

    def decisions(self, passage_id: str) -> list[Decision]:
        """Everything that was ever decided on a passage, oldest first, withdrawals too."""
        with reading(self._engine) as connection:
            return deciding.decisions(connection, passage_id)

    def live(self, passage_id: str) -> list[Decision]:
        """The decisions that count now: each reviewer's newest that was not withdrawn."""
        with reading(self._engine) as connection:
            return settling.live_among(deciding.numbered(connection, passage_id))

    def recent(self, reviewer: str, *, limit: int = 20) -> list[Decision]:
        """What a reviewer decided last, newest first, without what was withdrawn."""
        with reading(self._engine) as connection:
            return deciding.recent(connection, reviewer, limit)

    def settled(self, passage_id: str | None = None) -> list[SettledLabel]:
        """Settled labels, of one passage or of all in the queue; a rejection is facet "mitigation", code "no"."""
        with reading(self._engine) as connection:
            return passages.settled(connection, passage_id)

    def everything(self, wanted: Wanted | None = None) -> Iterator[Dossier]:
        """All passages wanted, in reading order, each with its place, prediction and settled labels."""
        with reading(self._engine) as connection:
            yield from passages.everything(connection, wanted or Wanted())

    def disputes(self, passage_id: str | None = None) -> list[Dispute]:
        """What reviewers see differently, of one passage or of all that are in the queue."""
        with reading(self._engine) as connection:
            return passages.disputes(connection, passage_id)

    def reviewers(self) -> list[str]:
        """Everybody who has decided something that counts, by name."""
        with reading(self._engine) as connection:
            return people.reviewers(connection)

    def put_user(self, user: User) -> None:
        """Add a user, or change one's role and token."""
        with writing(self._engine) as connection:
            people.put(connection, user)

    def drop_user(self, name: str) -> bool:
        """Let a user in no more; what the user decided stays. False when there is none of that name."""
        with writing(self._engine) as connection:
            return people.drop(connection, name)

    def users(self) -> list[User]:
        """All users, by name."""
        with reading(self._engine) as connection:
            return people.everyone(connection)

    def user_by_token(self, token_hash: str) -> User | None:
        """The user that a token's hash belongs to."""
        with reading(self._engine) as connection:
            return people.by_token(connection, token_hash)
