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
# Whether the first ten answers are there, or all where there are fewer: Pagefind gives ten at once.
FIRST = """
  const results = document.querySelector("[data-results]");
  const items = () => document.querySelectorAll("[data-results] :is([data-service], [data-found])");
  const first = () => items().length >= 10 || "ready" in results.dataset;
  const watched = { childList: true, attributes: true, attributeFilter: ["data-ready"] };
  // What stood there of an answer before goes in one change with what comes.
  const watch = (then) => new MutationObserver((changes, watching) => {
    const came = changes.some(({ type }) => type === "childList") || "ready" in results.dataset;
    if (came && first()) watching.disconnect(), then();
  }).observe(results, watched);
"""
# What is typed by real keys is timed from the key that asks: until the first ten answers are in the
# page, and until the frame that shows them is drawn.
TIMES = """
  const drawn = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const since = async (key) => {
    const there = performance.now();
    await drawn();
    return [there - key, performance.now() - key];
  };
"""
OURS_LATER = f"""(query) => new Promise((done) => {{ {FIRST}
  watch(done);
  const form = document.querySelector("form.search--big");
  form.elements.q.value = query;
  form.requestSubmit();
}})"""
OURS_TYPED = f"""() => {{ {TIMES} {FIRST}
  const box = document.querySelector("form.search--big").elements.q;
  window.answered = new Promise((done) => {{
    box.addEventListener("keydown", ({{ key, timeStamp }}) => {{
      if (key === "Enter") watch(() => done(since(timeStamp)));
    }});
  }});
  box.focus();
  box.select();
}}"""
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
    card.dataset.found = "";
    card.append(meta.title, excerpt);
    return card;
  });
  (document.querySelector("[data-results]") ?? document.body).replaceChildren(...cards);
  return { ids: shown.map(({ url }) => url.split("/").at(-2)), crisis: false };
}"""
OURS_COLD = f"""async (query) => {{ {FIRST}
  const there = new Promise(watch);
  history.replaceState(null, "", `?q=${{encodeURIComponent(query)}}`);
  // As the head of the real page does; its first script is every page's, so this one has it.
  const begin = document.createElement("script");
  begin.src = document.querySelector('script[src*="/site."]').src;
  document.head.append(begin);
  await there;
}}"""
TIMED = """async ([ask, query]) => {
  const began = performance.now();
  await eval(ask)(query);
  await new Promise(requestAnimationFrame);
  return performance.now() - began;
}"""


def by_keys(search: str, ahead: str = "") -> str:
    """Make the way to type for another engine: its script that searches for a query, and the one
    that it runs ahead, after every whole word, for the `text` typed so far.

    It gets a field of its own, to which nothing of ours listens.
    """
    return f"""(query) => {{ {TIMES}
  const box = document.createElement("input");
  document.querySelector("form.search--big").replaceWith(box);
  box.addEventListener("input", () => {{
    const text = box.value;
    if (" ".includes(query.charAt(text.length))) {{ {ahead} }}
  }});
  window.answered = new Promise((done) => {{
    box.addEventListener("keydown", async ({{ key, timeStamp }}) => {{
      if (key === "Enter") await ({search})(box.value), done(since(timeStamp));
    }});
  }});
  box.focus();
}}"""


# How an engine is asked first, later, and by keys.
Ways = tuple[str, str, str]
OWN: Ways = (OURS_COLD, OURS_LATER, OURS_TYPED)
PEER: Ways = (PAGEFIND, PAGEFIND, by_keys(PAGEFIND, "pagefind.preload(text);"))
# Milliseconds from letter to letter; from reaching the field to what is pasted there (people hold a
# finger on it, wait for the menu, choose); and from there to the key that asks.
LETTER, REACH, PRESS = 150, 2000, 500
# Milliseconds for which somebody reads a first answer before asking again, of whichever engine.
READING = 5000
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
        asked = {"browser": OWN} | ({"pagefind": PEER} if beside else {})
        return {name: middle(some) for name, some in self.runs(threes(queries), asked).items()}

    def runs(
        self, queries: Sequence[tuple[str, str, str]], asked: Mapping[str, Ways]
    ) -> dict[str, list[Cost]]:
        """Ask engines in turn, each by what it does for a first question and for later ones.

        The first round is asked twice and counts once: it has the host compress its files.
        """
        runs: dict[str, list[Cost]] = {name: [] for name in asked}
        for number, three in enumerate([*queries[:1], *queries]):
            for name, ways in asked.items():
                cost = self._cost(ways, three)
                runs[name] += [cost] if number else []
        return runs

    def _page(self, path: str) -> Page:
        # Pagefind needs WebAssembly, which our own rules forbid.
        page = self.browser.new_context(bypass_csp=True).new_page()
        page.goto(self.address + path, wait_until="networkidle")
        return page

    def _cost(self, ways: Ways, queries: tuple[str, str, str]) -> Cost:
        """Ask three times on a new page as slow as a cheap phone on a poor line, the second time
        after a while of reading; and paste on one that has answered once."""
        page = self._page("/search/")  # Search itself comes with the first question.
        _slow(page)
        (cold, warm, typed), (first, later, last) = ways, queries
        before = self.files.sent
        at_first = page.evaluate(TIMED, (cold, first)) / 1000
        moved = self.files.sent - before
        page.wait_for_timeout(READING)
        at_once = page.evaluate(TIMED, (warm, later)) / 1000
        both = self.files.sent - before
        there, shown = _typed(page, typed, last)
        page.context.close()
        return Cost(at_first, at_once, there, shown, self._pasted(ways, queries), moved, both)

    def _pasted(self, ways: Ways, queries: tuple[str, str, str]) -> float:
        """Paste the second question as a person does; give when all of its answer is there."""
        page = self._page("/search/")
        page.evaluate(TIMED, (ways[0], queries[0]))
        page.wait_for_load_state("networkidle")
        _slow(page)
        page.evaluate(ways[2], queries[1])
        page.wait_for_timeout(REACH)
        page.keyboard.insert_text(queries[1])
        page.wait_for_timeout(PRESS)
        there, _ = _asked(page)
        page.context.close()
        return there


def _slow(page: Page) -> None:
    """Slow a page's line and processor from now on."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW_4G)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})


def _typed(page: Page, listen: str, query: str) -> tuple[float, float]:
    """Type a query over what the field holds and ask; give when all of it is there, and shown."""
    page.evaluate(listen, query)
    page.keyboard.type(query, delay=LETTER)
    return _asked(page)


def _asked(page: Page) -> tuple[float, float]:
    """Press the key that asks; give the seconds until all of the answer is there, and shown."""
    page.keyboard.press("Enter")
    there, shown = page.evaluate("window.answered")
    return there / 1000, shown / 1000


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
