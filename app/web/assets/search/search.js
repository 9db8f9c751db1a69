// The search page where there is no server: fetches the tables, ranks, and shows results as safe text.

import { gettext as _ } from "../words.js";
import { Engine, isChosen } from "./engine.js";
import { Files } from "./files.js";
import { idle } from "./idle.js";
import { speak } from "./said.js";
import { SHOWN, crisis, drawn, isMarked, note, whom } from "./show.js";

const PARTS = ["age", "cluster", "topic"];
// Milliseconds; between two keys of most people lies more. Where cards must be fetched it is longer,
// but after a whole word.
const [PAUSE, LONGER_PAUSE] = [80, 250];
// So long somebody reads an answer before anything is fetched for what they may ask next; and so long
// that waits, at most, for the page to be idle.
const [READING, BUSY] = [1000, 2000];
// So long, at most, all else waits when the first of an answer are drawn, for them to be seen.
const SOON = 100;
// All English words, and of no very large directory all cards.
const [WHOLE, ALL] = ["whole", "cards"];
const told = document.getElementById("search-files");
if (told) start(document.querySelector("[data-results]"), JSON.parse(told.textContent));

function start(results, { at, whole: script, ...listing }) {
  const form = document.querySelector("form.search--big");
  const danger = document.querySelector("[data-danger]");
  const input = form.elements.q;
  const { base } = results.dataset;
  const topics = [...document.querySelectorAll(".tile__name a")].map((one) => [one.pathname.split("/").at(-2), one.textContent]);
  const page = { base, topics };
  const hub = document.querySelector("[data-ask]");
  const filters = document.querySelector("[data-filter-box]");
  let engine;
  let runs = 0;
  let thought = {};
  let whole;
  let pause;
  let reading;

  const files = new Files(listing, async (name) => {
    const answer = await fetch(at + name, { priority: [WHOLE, ALL].some((one) => name.endsWith(`/${one}.json`)) ? "low" : "auto" });
    if (!answer.ok) throw new Error(`${answer.status} for ${name}`);
    return answer.json();
  });
  const opened = () => (engine ??= Engine.open(files).then((opened) => speak(opened, files)));

  /** Answers what an address asks. */
  async function run(asked) {
    const query = queryOf(asked);
    const mine = (runs += 1);
    begin(query);
    if (!query) return empty();
    // Without a wait where it stands ready: each would have the page reckon its styles once more.
    const found = thoughtOf(asked) ?? (await answerTo(asked).then((answer) => withParts(answer, asked), () => null));
    // Something else may have been asked meanwhile.
    if (mine !== runs) return;
    if (found) show(found);
    else fail();
    document.documentElement.classList.toggle("asking", false);
    if (found?.more) {
      // What is drawn is seen before the rest is.
      await seen();
      if (mine !== runs) return;
      tell(found.more());
    }
    results.dataset.ready = "";
    if (found) reading = setTimeout(readOn, READING);
  }

  function begin(query) {
    clearTimeout(reading);
    input.value = query;
    // Where nothing changes a class is not set: it would have the browser reckon the form's styles at once.
    document.body.classList.toggle("has-results", Boolean(query));
    document.body.classList.toggle("danger", false);
    danger.replaceChildren();
    delete results.dataset.ready;
    hub.hidden = true;
  }

  function empty(...instead) {
    results.replaceChildren(...instead);
    filters.hidden = true;
  }

  /** Promises the answer to what an address asks. */
  async function answerTo(asked) {
    const [query, chosen] = [queryOf(asked), partsOf(asked)];
    files.ahead(`${query} `);
    const open = await opened();
    const answer = await open.find(query, { ...chosen, limit: SHOWN });
    // Such filters choose among all answers.
    return isMarked(asked) && answer.total > SHOWN ? open.find(query, { ...chosen, limit: answer.total }) : answer;
  }

  /** An answer with all that shows it; other scripts may put words on its cards before they are seen. */
  function withParts(answer, asked) {
    const chosen = Object.fromEntries(Object.entries(partsOf(asked)).filter(([, value]) => isChosen(value)));
    const { parts, more } = drawn(answer, { ...page, asked, chosen });
    const cards = whom(answer, base);
    tell([...parts, ...cards]);
    return { answer, parts, cards, more };
  }

  function tell(elements) {
    results.dispatchEvent(new CustomEvent("drawn", { detail: elements }));
  }

  function show({ answer, parts, cards }) {
    document.body.classList.toggle("danger", answer.crisis.length > 0);
    danger.replaceChildren(...(answer.crisis.length ? [crisis(answer.engine, answer.crisis, base)] : []));
    results.replaceChildren(...parts);
    filters.hidden = !answer.hits.length;
    const ours = hub.querySelector("[data-hub]");
    ours.dataset.hub = answer.hub.cluster;
    ours.replaceChildren(...cards);
    hub.hidden = false;
  }

  function fail() {
    engine = undefined;
    empty(note(_("Search could not be loaded. Check your connection and try again, or pick a topic below.")));
  }

  /** Answers and draws what was typed in a pause, where nothing but cards must be fetched for it. */
  async function think() {
    const asked = typed();
    const query = queryOf(asked);
    if (!query || !files.whole) return;
    const mine = (thought = { asked });
    const answer = await opened().then((open) => open.findAhead(query, { limit: SHOWN })).catch(() => null);
    if (answer) mine.found = withParts(answer, asked);
  }

  /** What was found in a pause and not yet shown, if the same is asked. */
  function thoughtOf(asked) {
    const { asked: before, found } = thought;
    thought = {};
    return String(before) === String(asked) ? found : undefined;
  }

  /** Loads ahead of need what all searches share, and what the words typed so far lead to. */
  function bring(text) {
    files.ahead(text);
    // Who comes back to the field after an answer will search again, and then for anything.
    if ("ready" in results.dataset) bringWhole();
  }

  /** While an answer is read and nothing else is asked, fetches what further questions ask for. */
  async function readOn() {
    await idle(BUSY);
    if ("ready" in results.dataset) bringWhole();
  }

  /** Fetches all English words once, unless the device or its line is to be spared. */
  function bringWhole() {
    if (!isSpared()) whole ??= takeWhole().catch(() => (whole = undefined));
  }

  async function takeWhole() {
    const [open, data, { takeWhole: take }] = await Promise.all([opened(), files.get(WHOLE), import(script)]);
    await take(open, data);
    results.dataset.whole = "";
    if (files.all) open.cards.takeAll(await files.get(ALL));
    // Something may have been put in meanwhile.
    if (document.activeElement === input) await think();
  }

  function typed() {
    return new URLSearchParams({ q: input.value.trim() });
  }

  /**
   * Asks what an address asks, and writes it. That takes a slow phone as long as finding an answer, so it comes
   * after, unless filters read it meanwhile.
   */
  async function go(address) {
    const isLater = isPlain(location.search) && isPlain(address);
    const write = () => history.pushState(null, "", address);
    if (!isLater) write();
    run(new URLSearchParams(address));
    const mine = runs;
    if (isLater) await seen();
    if (isLater && mine === runs) write();
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(pause);
    go(`?${typed()}`);
  });
  results.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-narrow]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    go(link.getAttribute("href"));
  });
  input.addEventListener("focus", () => bring(""));
  input.addEventListener("input", () => {
    bring(input.value);
    clearTimeout(pause);
    pause = setTimeout(think, files.cards && !input.value.endsWith(" ") ? LONGER_PAUSE : PAUSE);
  });
  const again = () => run(new URLSearchParams(location.search));
  addEventListener("popstate", again);
  if (new URLSearchParams(location.search).get("q")) again();
  // It came because somebody reached for the field, and may have typed already.
  else if (document.activeElement === input) files.ahead(input.value);
}

/** Waits until what stands in the page is seen; nothing is, of a page that nobody looks at. */
async function seen() {
  if (document.hidden) return;
  await new Promise(requestAnimationFrame);
  await idle(SOON);
}

/** Whether a device asks for few data, or its line carries few. */
function isSpared() {
  const { saveData, effectiveType = "" } = navigator.connection ?? {};
  return saveData || effectiveType.endsWith("2g");
}

/** Whether an address asks for nothing but words. */
function isPlain(address) {
  return [...new URLSearchParams(address).keys()].every((name) => name === "q");
}

function queryOf(asked) {
  return (asked.get("q") ?? "").trim();
}

function partsOf(asked) {
  return Object.fromEntries(PARTS.map((part) => [part, asked.get(part)]));
}
