"""Search as it runs in a browser: the frozen page's own and Pagefind, asked in real Chromium."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from playwright.sync_api import Browser, Error, Page, sync_playwright

from app.judging.host import Files, host
from app.judging.judge import Finder, Found, Query
from app.judging.pagefind import Unavailable
from app.judging.timing import Cost, middle, threes

# Asks the page as a person would, by its own form, and reads what it then shows.
OURS = """(query) => new Promise((done) => {
  const results = document.querySelector("[data-results]");
  new MutationObserver((_, watching) => {
    if (!("ready" in results.dataset)) return;
    watching.disconnect();
    const ids = [...results.querySelectorAll("[data-service]")].map((one) => one.dataset.service);
    done({ ids, crisis: document.querySelector("[data-crisis]") !== null });
  }).observe(results, { attributes: true, attributeFilter: ["data-ready"] });
  const form = document.querySelector("form.search--big");
  form.elements.q.value = query;
  form.requestSubmit();
})"""
# Without its worker, so that a slowed processor slows it as it would on a phone.
PAGEFIND = """async (query) => {
  if (!window.pagefind) {
    window.pagefind = await import("/pagefind/pagefind.js");
    await pagefind.options({ noWorker: true });
  }
  const { results } = await pagefind.search(query);
  const shown = await Promise.all(results.slice(0, 10).map((result) => result.data()));
  const cards = shown.map(({ meta, excerpt }) => {
    const card = document.createElement("article");
    card.className = "card";
    card.append(meta.title, excerpt);
    return card;
  });
  (document.querySelector("[data-results]") ?? document.body).replaceChildren(...cards);
  return { ids: shown.map(({ url }) => url.split("/").at(-2)), crisis: false };
}"""
OURS_COLD = """async (query) => {
  const results = document.querySelector("[data-results]");
  const ready = new Promise((done) => {
    new MutationObserver(() => "ready" in results.dataset && done())
      .observe(results, { attributes: true, attributeFilter: ["data-ready"] });
  });
  history.replaceState(null, "", `?q=${encodeURIComponent(query)}`);
  // As the head of the real page does; its first script is every page's, so this one has it.
  const first = document.createElement("script");
  first.src = document.querySelector('script[src*="/site."]').src;
  document.head.append(first);
  await ready;
}"""
TIMED = """async ([ask, query]) => {
  const began = performance.now();
  await eval(ask)(query);
  await new Promise(requestAnimationFrame);
  return performance.now() - began;
}"""
# A letter every 150 ms; both engines fetch ahead of the key that asks, as each is made to.
TYPE = """async (query) => {
  const input = document.querySelector("form.search--big").elements.q;
  input.dispatchEvent(new Event("focus"));
  for (let end = 1; end <= query.length; end += 1) {
    input.value = query.slice(0, end);
    input.dispatchEvent(new Event("input", { bubbles: true }));
    if (window.pagefind && (end === query.length || query[end] === " ")) {
      pagefind.preload(query.slice(0, end));
    }
    await new Promise((next) => setTimeout(next, 150));
  }
}"""
Asking = tuple[str, str]
# Chromium's own "Slow 4G": milliseconds, bytes a second.
SLOW_4G = {"offline": False, "latency": 562.5, "downloadThroughput": 180_000}
SLOW_4G |= {"uploadThroughput": 84_375}
SLOWER = 4


@dataclass(frozen=True)
class InBrowser:
    """A browser, and a host that serves it the frozen site and Pagefind."""

    browser: Browser
    files: Files
    address: str

    def own(self) -> Finder:
        """Our search, on the page of the frozen site."""
        page = self._page("/search/?q=help")
        page.locator("[data-results][data-ready]").wait_for(state="attached")
        return _finder(page, OURS)

    def pagefind(self) -> Finder:
        """Pagefind, on a page that loads nothing else."""
        return _finder(self._page("/pagefind/pagefind-entry.json"), PAGEFIND)

    def costs(self, queries: Sequence[Query], beside: bool) -> dict[str, Cost]:
        """What our search and, beside it, Pagefind cost a page that holds nothing of either."""
        asked = {"browser": (OURS_COLD, OURS)} | (
            {"pagefind": (PAGEFIND, PAGEFIND)} if beside else {}
        )
        return {name: middle(some) for name, some in self.runs(threes(queries), asked).items()}

    def runs(
        self, queries: Sequence[tuple[str, str, str]], asked: Mapping[str, tuple[str, str]]
    ) -> dict[str, list[Cost]]:
        """Ask engines in turn, each by what it does for a first question and for a later one."""
        runs: dict[str, list[Cost]] = {name: [] for name in asked}
        for first, later, typed in queries:
            for name, (cold, warm) in asked.items():
                runs[name].append(self._cost((cold, first), (warm, later), (warm, typed)))
        return runs

    def _page(self, path: str) -> Page:
        # Pagefind needs WebAssembly, which our own rules forbid.
        page = self.browser.new_context(bypass_csp=True).new_page()
        page.goto(self.address + path, wait_until="networkidle")
        return page

    def _cost(self, cold: Asking, warm: Asking, typed: Asking) -> Cost:
        """Ask three times on a new page as slow as a cheap phone on a poor line."""
        page = self._page("/search/")  # Search itself comes with the first question.
        slow = page.context.new_cdp_session(page)
        slow.send("Network.enable")
        slow.send("Network.emulateNetworkConditions", SLOW_4G)
        slow.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        before = self.files.sent
        first = page.evaluate(TIMED, cold)
        # What a page still fetches once the answer stands is moved because of it too.
        page.wait_for_load_state("networkidle")
        moved = self.files.sent - before
        later = page.evaluate(TIMED, warm)
        page.evaluate(TYPE, typed[1])
        last = page.evaluate(TIMED, typed)
        page.context.close()
        return Cost(first / 1000, later / 1000, last / 1000, moved)


def _finder(page: Page, ask: str) -> Finder:
    def find(query: str) -> Found:
        found = page.evaluate(ask, query)
        return Found(tuple(found["ids"][:10]), found["crisis"])

    return find


@contextmanager
def in_browser(app: Flask, folder: Path) -> Iterator[InBrowser]:
    """Serve the frozen pages of an application and the files of a folder to headless Chromium.

    Raises Unavailable where there is no Chromium.
    """
    app.config["FROZEN"] = True
    files = Files(app, folder)
    with sync_playwright() as started, host(files) as address:
        try:
            chromium = started.chromium.launch(executable_path=shutil.which("chromium"))
        except Error as error:
            raise Unavailable(
                "Chromium is not here, so nothing is measured in a browser. Run `make browser`."
            ) from error
        try:
            yield InBrowser(chromium, files, address)
        finally:
            chromium.close()
