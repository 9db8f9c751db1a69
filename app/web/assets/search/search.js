// The search page where there is no server: fetches the tables, ranks, and shows results as safe text.

import { gettext as _ } from "../words.js";
import { Engine } from "./engine.js";
import { Files } from "./files.js";
import { speak } from "./said.js";
import { SHOWN, ask, crisis, drawn, isMarked, note } from "./show.js";

const PARTS = ["age", "cluster", "topic"];
// Milliseconds; between two keys of most people lies more.
const PAUSE = 80;
const told = document.getElementById("search-files");
if (told) start(document.querySelector("[data-results]"), JSON.parse(told.textContent));

function start(results, { at, ...listing }) {
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
  let pause;

  const files = new Files(listing, async (name) => {
    const answer = await fetch(at + name);
    if (!answer.ok) throw new Error(`${answer.status} for ${name}`);
    return answer.json();
  });
  const ready = () => (engine ??= Engine.open(files).then((opened) => speak(opened, files)));

  /** Answers what the address asks. */
  async function run() {
    const asked = new URLSearchParams(location.search);
    const query = (asked.get("q") ?? "").trim();
    const mine = (runs += 1);
    begin(query);
    if (!query) return empty();
    const chosen = Object.fromEntries(PARTS.map((part) => [part, asked.get(part)]).filter(([, value]) => value));
    const draw = await found(query, chosen).then((answer) => () => show(answer, chosen), () => fail);
    // Something else may have been asked meanwhile.
    if (mine !== runs) return;
    draw();
    document.documentElement.classList.remove("asking");
    results.dataset.ready = "";
  }

  function begin(query) {
    input.value = query;
    document.body.classList.toggle("has-results", Boolean(query));
    document.body.classList.remove("danger");
    danger.replaceChildren();
    delete results.dataset.ready;
    hub.hidden = true;
  }

  function empty(...instead) {
    results.replaceChildren(...instead);
    filters.hidden = true;
  }

  async function found(query, chosen) {
    files.ahead(`${query} `);
    const open = await ready();
    const answer = (sameAsThought(query, chosen) && (await thought.answer)) || (await open.find(query, { ...chosen, limit: SHOWN }));
    // Such filters choose among all answers.
    return isMarked() && answer.total > SHOWN ? open.find(query, { ...chosen, limit: answer.total }) : answer;
  }

  function show(answer, chosen) {
    document.body.classList.toggle("danger", answer.crisis.length > 0);
    danger.replaceChildren(...(answer.crisis.length ? [crisis(answer.engine, answer.crisis, base)] : []));
    results.replaceChildren(...drawn(answer.engine, answer, chosen, page));
    filters.hidden = !answer.hits.length;
    ask(hub, answer.engine, answer, base);
  }

  function fail() {
    engine = undefined;
    empty(note(_("Search could not be loaded. Check your connection and try again, or pick a topic below.")));
  }

  /** Answers what was typed in a pause, where nothing must be fetched for it. */
  async function think() {
    const query = input.value.trim();
    if (!files.whole || files.cards) return;
    const open = await ready();
    thought = { query, answer: open.findAhead(query, { limit: SHOWN }).catch(() => null) };
  }

  function sameAsThought(query, chosen) {
    return query === thought.query && !Object.keys(chosen).length;
  }

  function go(address) {
    history.pushState(null, "", address);
    return run();
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    go(`?${new URLSearchParams({ q: input.value.trim() })}`);
  });
  results.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-narrow]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    go(link.getAttribute("href"));
  });
  // Loaded ahead of need: what all searches share, then what the words typed so far lead to.
  // Who comes back to the field will search again, and then for anything.
  input.addEventListener("focus", () => ("ready" in results.dataset ? files.rest() : files.ahead("")));
  input.addEventListener("input", () => {
    files.ahead(input.value);
    clearTimeout(pause);
    pause = setTimeout(think, PAUSE);
  });
  addEventListener("popstate", run);
  if (new URLSearchParams(location.search).get("q")) run();
  // It came because somebody reached for the field, and may have typed already.
  else if (document.activeElement === input) files.ahead(input.value);
}
