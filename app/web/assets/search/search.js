// The search page where there is no server: fetches the tables, ranks, and shows results as safe text.

import { gettext as _ } from "../words.js";
import { Engine } from "./engine.js";
import { Files } from "./files.js";
import { speak } from "./said.js";
import { FIRST, SHOWN, ask, crisis, drawn, isMarked, note } from "./show.js";

const PARTS = ["age", "cluster", "topic"];
const told = document.getElementById("search-files");
if (told) start(document.querySelector("[data-results]"), JSON.parse(told.textContent));

function start(results, { at, ...listing }) {
  const form = document.querySelector("form.search--big");
  const danger = document.querySelector("[data-danger]");
  const input = form.elements.q;
  const { base } = results.dataset;
  const page = { base, topics: JSON.parse(results.dataset.topics) };
  const hub = document.querySelector("[data-ask]");
  const filters = document.querySelector("[data-filter-box]");
  let engine;
  let runs = 0;

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
    const filtered = [...asked.keys()].some((name) => name !== "q" && !PARTS.includes(name));
    const drawing = await found(query, chosen).then((answer) => () => show(answer, chosen, filtered), () => fail);
    // Something else may have been asked meanwhile.
    if (mine !== runs) return;
    const drawRest = drawing();
    results.dataset.ready = "";
    if (drawRest) afterwards(() => mine === runs && (drawRest(), (results.dataset.ready = "")));
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
    const answer = await open.find(query, { ...chosen, limit: SHOWN });
    // Such filters choose among all answers.
    return isMarked() && answer.total > SHOWN ? open.find(query, { ...chosen, limit: answer.total }) : answer;
  }

  /** Shows an answer; gives a function that draws what it does not show at once. */
  function show(answer, chosen, filtered) {
    document.body.classList.toggle("danger", answer.crisis.length > 0);
    danger.replaceChildren(...(answer.crisis.length ? [crisis(answer.engine, answer.crisis, base)] : []));
    // Filters look at all cards, so none may come after them.
    const { shown, drawRest } = drawn(answer.engine, answer, chosen, page, filtered ? SHOWN : FIRST);
    results.replaceChildren(...shown);
    filters.hidden = !answer.hits.length;
    ask(hub, answer.engine, answer, base);
    return drawRest;
  }

  function fail() {
    engine = undefined;
    empty(note(_("Search could not be loaded. Check your connection and try again, or pick a topic below.")));
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
  input.addEventListener("input", () => files.ahead(input.value));
  addEventListener("popstate", run);
  run();
}

/** Does something once what stands now has been drawn. */
function afterwards(act) {
  requestAnimationFrame(() => setTimeout(act));
}
