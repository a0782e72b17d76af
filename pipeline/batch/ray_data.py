"""Pieces worked on by Ray Data: one task cuts the input, a pool of actors works on what it yields.

The actors are on this machine or anywhere in a cluster; there, mitag must be installed on all nodes, and input, project
and results must lie in a folder that all of them see. An actor that is lost is replaced and its piece done again, which
gives the same shard.
"""

import logging
import os
import pickle
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

from pipeline.batch.pieces import Opening, Piece, Plan, Receipt, Work
from pipeline.batch.threads import take_one_thread
from pipeline.errors import ConfigError, MitagError, NotReadyError

_CUTTER = 0.1  # of a processor; another share than the actors', or Ray would run both in one actor


class RayEngine:
    """Actors of a Ray cluster at an address, or of one that is started on this machine and ends with the run."""

    def __init__(self, workers: int, opening: Opening, address: str | None = None, *, gpus: int = 0) -> None:
        """Say how many actors, what they do, where, and how many graphics cards each of them takes."""
        self._workers = workers
        self._opening = opening
        self._address = address
        self._gpus = gpus

    def run(self, plan: Plan, pieces: Callable[[], Iterator[Piece]]) -> Iterator[Receipt]:
        """Work on pieces; leaving the iteration early, or an error, ends the work."""
        ray = _connected(self._address, self._workers)
        try:
            for row in self._dataset(ray.data, plan, pieces).iter_rows():
                answer = pickle.loads(row["answer"])  # noqa: S301  (from our own actors)
                if isinstance(answer, BaseException):
                    raise answer
                yield answer
        finally:
            ray.shutdown()

    def _dataset(self, data: Any, plan: Plan, pieces: Callable[[], Iterator[Piece]]) -> Any:  # noqa: ANN401
        def cut(_: object) -> Iterator[dict[str, list[bytes]]]:
            return ({"piece": [pickle.dumps(piece)]} for piece in pieces())

        begin = data.from_items([{"input": 0}]).map_batches(cut, batch_size=1, num_cpus=_CUTTER)
        return begin.map_batches(
            _Actor,
            fn_constructor_args=(self._opening, plan),
            compute=data.ActorPoolStrategy(size=self._workers),
            batch_size=1,
            num_cpus=1,
            num_gpus=self._gpus,
        )


class _Actor:
    """What works on pieces in a process of Ray; the model is loaded once, with the first piece."""

    def __init__(self, opening: Opening, plan: Plan) -> None:
        take_one_thread()
        self._opening = opening
        self._plan = plan
        self._work: Work | None = None

    def __call__(self, batch: dict[str, Any]) -> dict[str, list[bytes]]:
        try:
            self._work = self._work or self._opening(0)
            answer: object = self._work(pickle.loads(batch["piece"][0]), self._plan)  # noqa: S301  (from our own cutter)
        except MitagError as error:
            answer = error
        return {"answer": [pickle.dumps(answer)]}


def _connected(address: str | None, workers: int) -> Any:  # noqa: ANN401  (a module)
    """Ray, connected or started, and kept from printing.

    Raises NotReadyError when it is not installed and ConfigError when there is no cluster at the address.
    """
    try:
        ray = import_module("ray")
        data = import_module("ray.data")
    except ImportError as error:
        raise NotReadyError(f"the engine `ray` needs {error.name}", remedy="pip install 'mitag[ray]'") from error
    for name in ("ray", "ray.data"):
        logging.getLogger(name).setLevel(logging.ERROR)
    os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")
    here = {} if address else {"num_cpus": workers + 1, "include_dashboard": False}
    try:
        ray.init(address or "local", log_to_driver=False, logging_level=logging.ERROR, **here)
    except (ConnectionError, ValueError) as error:
        raise ConfigError(
            f"there is no Ray cluster at {address!r}", remedy="start it, or leave out --ray-address to use this machine"
        ) from error
    context = data.DataContext.get_current()
    context.enable_progress_bars = False
    context.target_min_block_size = context.target_max_block_size = 1  # a piece goes on as soon as it is cut
    return ray
