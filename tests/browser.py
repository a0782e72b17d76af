"""A real browser, driven over a pipe: nothing but the standard library and a Chromium that is installed."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from select import select
from shutil import which
from subprocess import DEVNULL, Popen
from time import monotonic
from typing import Any

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--remote-debugging-pipe",
)
_PATIENCE = 60.0


def find_chromium() -> str | None:
    """Where a Chromium is, if there is one."""
    return next((path for name in _NAMES if (path := which(name))), None)


class Tab:
    """One tab: it knows every request that was made, and everything that a script complained of."""

    def __init__(self, read_end: int, write_end: int) -> None:
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self._read_end, self._write_end = read_end, write_end
        self._unread = b""
        self._number = 0
        self._session = ""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Runtime", "Log"):
            self.call(f"{domain}.enable")

    def open(self, path: Path, *, width: int = 1280, height: int = 900, dark: bool = False) -> None:
        """Show a file in a window of a size, and wait until it is there."""
        scheme = "dark" if dark else "light"
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        self.call("Page.navigate", url=path.as_uri())
        self.script(
            "new Promise(done => { const look = () => document.readyState === 'complete' "
            "&& location.href !== 'about:blank' ? done(true) : setTimeout(look, 20); look(); })"
        )

    def script(self, source: str) -> Any:
        """The value of an expression."""
        answer = self.call("Runtime.evaluate", expression=source, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def press(self, key: str) -> None:
        """Press a key and let it go."""
        for kind in ("keyDown", "keyUp"):
            self.call(
                "Input.dispatchKeyEvent", type=kind, key=key, text=key if kind == "keyDown" and len(key) == 1 else ""
            )

    def call(self, method: str, **values: object) -> dict[str, Any]:
        """Ask the browser for something and wait for the answer."""
        self._number += 1
        message: dict[str, object] = {"id": self._number, "method": method, "params": values}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._write_end, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == self._number:
                assert "error" not in answer, answer
                return dict(answer["result"])
            self._note(answer)

    def _note(self, event: dict[str, Any]) -> None:
        match event.get("method"):
            case "Network.requestWillBeSent":
                self.requests.append(event["params"]["request"]["url"])
            case "Runtime.exceptionThrown":
                self.complaints.append(str(event["params"]["exceptionDetails"]))
            case "Log.entryAdded":
                self.complaints.append(event["params"]["entry"]["text"])

    def _next(self) -> dict[str, Any]:
        end = monotonic() + _PATIENCE
        while b"\0" not in self._unread:
            ready, _, _ = select([self._read_end], [], [], max(end - monotonic(), 0))
            assert ready, "the browser does not answer"
            piece = os.read(self._read_end, 2**16)
            assert piece, "the browser has ended"
            self._unread += piece
        message, _, self._unread = self._unread.partition(b"\0")
        return dict(json.loads(message))


@contextmanager
def a_tab(chromium: str, profile: Path) -> Iterator[Tab]:
    """Start a browser with an empty profile, give a tab of it, and end it."""
    to_browser, ours_to_write = os.pipe()
    ours_to_read, from_browser = os.pipe()
    # The browser reads from 3 and writes to 4; a shell puts the pipes there without code between fork and exec.
    plumbing = f'exec "$0" "$@" 3<&{to_browser} 4>&{from_browser}'
    process = Popen(
        ["bash", "-c", plumbing, chromium, *_FLAGS, f"--user-data-dir={profile}"],
        pass_fds=(to_browser, from_browser),
        stdout=DEVNULL,
        stderr=DEVNULL,
    )
    os.close(to_browser)
    os.close(from_browser)
    try:
        tab = Tab(ours_to_read, ours_to_write)
        yield tab
        tab._session = ""
        tab.call("Browser.close")
    finally:
        os.close(ours_to_read)
        os.close(ours_to_write)
        try:
            process.wait(10)
        finally:
            process.kill()
