"""A browser that is told to forget, on a phone's screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

READY = "navigator.serviceWorker.ready.then(r => r.active.state === 'activated' || new Promise(\
 done => r.active.onstatechange = () => done(true)))"


@pytest.fixture
def context(wiped_phone: BrowserContext) -> BrowserContext:
    return wiped_phone


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page on which any error of a script, or a thing the security policy stops, fails."""
    wrong: list[str] = []
    opened = context.new_page()
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("console", lambda m: wrong.append(m.text) if "Content Security" in m.text else None)
    yield opened
    assert not wrong


@pytest.fixture
def another(browser: Browser) -> Iterator[Callable[[], Page]]:
    """Gives a page of somebody else's device."""
    contexts = []

    def make(**options: Any) -> Page:
        contexts.append(browser.new_context(locale="en-GB", **options))
        return contexts[-1].new_page()

    yield make
    for one in contexts:
        one.close()


def until(page: Page, condition: str, *arguments: Any) -> None:
    """Wait until something that takes the browser time to tell has come true."""
    for _ in range(600):
        if page.evaluate(condition, *arguments):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"not true after a minute: {condition}")


def kept(page: Page) -> Any:
    """What the browser holds of the list."""
    return page.evaluate("JSON.parse(localStorage.getItem('my-list') || 'null')?.list")


def saved(page: Page) -> list[str]:
    """The paths of every page and file the worker has saved."""
    found: list[str] = page.evaluate(
        """async () => {
          const paths = [];
          for (const name of await caches.keys())
            for (const request of await (await caches.open(name)).keys())
              paths.push(new URL(request.url).pathname);
          return paths;
        }"""
    )
    return found
