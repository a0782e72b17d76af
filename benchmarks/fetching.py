"""How fast small pages are fetched from a server on this machine, and whether memory stays flat.

    python -m benchmarks.fetching [PAGES ...]        (default: 500 5000)

The server runs in a process of its own; the rate limit is off. Prints pages a second, also by the time that this
process was at work, which other load does not change; and its memory after a tenth of the pages and in the end.
"""

import argparse
import resource
from collections.abc import Iterable, Iterator
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, process_time, sleep
from typing import TypeVar

from pipeline.sources.client import Client, Terms
from pipeline.sources.names import Wanted
from pipeline.sources.plans import Places
from pipeline.store.shelf import Shelf
from pipeline.workflows import untracked
from pipeline.workflows.fetch import Fetcher, fetch
from tests.serving import Answer, Server

Item = TypeVar("Item")

WORDS = "Operators rehearse a shutdown before every release and write down what went wrong. "


def serve(n_pages: int, tell: Connection) -> None:
    """Serve so many pages of about 4 kB until the process is ended."""
    with Server() as server:
        for number in range(n_pages):
            text = f"<html><head><title>Page {number}</title></head><body><p>{number} {WORDS * 50}</p></body></html>"
            server.routes[f"/{number}"] = Answer(text.encode())
        tell.send(server.port)
        while True:
            server.asked.clear()
            sleep(1)


def mebibytes() -> float:
    """How much memory this process holds now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 2**20


def measure(n_pages: int) -> None:
    """Fetch so many pages twice: from the server, and from the shelf."""
    ours, theirs = get_context("spawn").Pipe()
    process = get_context("spawn").Process(target=serve, args=(n_pages, theirs), daemon=True)
    process.start()
    port = ours.recv()
    wanted = [Wanted(str(number), url=f"http://127.0.0.1:{port}/{number}") for number in range(n_pages)]
    held: list[float] = []

    def watched(items: Iterable[Item], *, total: int, doing: str) -> Iterator[Item]:
        for number, item in enumerate(untracked(items, total=total, doing=doing)):
            if number % max(total // 10, 1) == 0:
                held.append(mebibytes())
            yield item

    with TemporaryDirectory() as folder, Client(Terms("mitag-benchmark", seconds_between=0, private=True)) as client:
        fetcher = Fetcher(client, Places(), Shelf(Path(folder)))
        start, busy = monotonic(), process_time()
        outcome = fetch(wanted, fetcher, track=watched)
        between, busy = monotonic(), process_time() - busy
        again = fetch(wanted, fetcher, track=untracked)
        end = monotonic()
    process.terminate()
    assert outcome.count("fetched") == again.count("kept") == n_pages
    print(
        f"{n_pages} pages: {n_pages / (between - start):.0f} a second ({n_pages / busy:.0f} for each"
        f" second of this process), {n_pages / (end - between):.0f} from the"
        f" shelf; memory {held[1]:.1f} MiB after a tenth, {held[-1]:.1f} MiB in the end"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", type=int, nargs="*", default=[500, 5000], help="how many pages, one measurement each")
    for count in parser.parse_args().pages:
        measure(count)
