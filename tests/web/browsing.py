"""A reviewer at a real browser."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser import find_chromium

DECIDED = "html[data-ready]"


@contextmanager
def a_browser() -> Iterator[Browser]:
    """Start the Chromium of this machine."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


class Reviewer:
    """One window; it remembers what scripts complained of, and every request that left."""

    def __init__(self, browser: Browser, address: str, *, width: int = 1440, height: int = 900, **options: Any) -> None:
        self.context = browser.new_context(viewport={"width": width, "height": height}, **options)
        self.address = address
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self.page = self.open()

    def open(self, path: str = "/") -> Page:
        page = self.page = self.context.new_page()
        page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: self.requests.append(request.url))
        page.goto(self.address + path)
        page.wait_for_selector("html[data-ready], .page, .narrow", state="attached")
        return page

    @property
    def shown(self) -> str:
        """The passage on the screen."""
        return self.page.get_attribute("html", "data-ready") or ""

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def decide(self, key: str) -> str:
        """Press a key that leads to another passage, wait for that, and return the one decided."""
        before = self.shown
        self.press(key)
        self.page.wait_for_selector(f"html[data-ready]:not([data-ready='{before}'])", state="attached")
        return before

    def chosen(self, facet: str) -> str | None:
        return self.page.locator(f"[data-facet={facet}] input:checked").get_attribute("value")

    def text(self, selector: str) -> str:
        return self.page.locator(selector).inner_text()

    def saved(self) -> None:
        """Wait until the server has said that it keeps everything."""
        expect(self.page.locator("#sent")).to_have_text("saved")

    def close(self) -> None:
        self.context.close()
