// The search page where there is no server: fetches the tables, ranks, and shows results as safe text.

import { gettext as _ } from "../words.js";
import { Engine } from "./engine.js";
import { Files } from "./files.js";
import { speak } from "./said.js";
import { SHOWN, ask, crisis, drawn, isMarked, note } from "./show.js";

const PARTS = ["age", "cluster", "topic"];
const place = document.querySelector("[data-results][data-files]");
if (place) start(place);

function start(results) {
  const form = document.querySelector("form.search--big");
  const danger = document.querySelector("[data-danger]");
  const input = form.elements.q;
  const { base } = results.dataset;
  const page = { base, topics: JSON.parse(results.dataset.topics) };
  const hubs = document.querySelector("[data-ask]");
  let engine;

  const files = new Files(JSON.parse(results.dataset.files), async (name) => {
    const answer = await fetch(results.dataset.at + name);
    if (!answer.ok) throw new Error(`${answer.status} for ${name}`);
    return answer.json();
  });
  const ready = () => (engine ??= Engine.open(files).then((opened) => speak(opened, files)));

  async function run() {
    const asked = new URLSearchParams(location.search);
    const query = (asked.get("q") ?? "").trim();
    const chosen = Object.fromEntries(PARTS.map((part) => [part, asked.get(part)]).filter(([, value]) => value));
    input.value = query;
    document.body.classList.toggle("has-results", Boolean(query));
    document.body.classList.remove("danger");
    danger.replaceChildren();
    delete results.dataset.ready;
    ask(hubs, null, {});
    if (!query) return results.replaceChildren();
    try {
      files.ahead(`${query} `);
      const found = await ready();
      let answer = await found.find(query, { ...chosen, limit: SHOWN });
      // Such filters choose among all answers.
      if (isMarked() && answer.total > SHOWN) answer = await found.find(query, { ...chosen, limit: answer.total });
      document.body.classList.toggle("danger", answer.crisis.length > 0);
      danger.replaceChildren(...(answer.crisis.length ? [crisis(found, answer.crisis, base)] : []));
      results.replaceChildren(...drawn(found, answer, chosen, page));
      ask(hubs, answer, chosen);
    } catch (error) {
      engine = undefined;
      results.replaceChildren(note(_("Search could not be loaded. Check your connection and try again, or pick a topic below.")));
    }
    results.dataset.ready = "";
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
