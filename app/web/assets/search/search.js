// The search page where there is no server: fetches the tables, ranks, and shows results as safe text.

import { Engine } from "./engine.js";
import { crisis, facets, list, note, tag } from "./show.js";

// All that filters may bring up: they narrow what is drawn.
const SHOWN = 50;
const PARTS = ["age", "cluster", "topic"];
const place = document.querySelector("[data-results][data-files]");
if (place) start(place);

function start(results) {
  const form = document.querySelector("form.search--big");
  const danger = document.querySelector("[data-danger]");
  const input = form.elements.q;
  const { base } = results.dataset;
  const files = JSON.parse(results.dataset.files);
  const folder = `${base}/static/search/`;
  let engine;

  const fetched = async (group) => {
    if (!files[group]) return null;
    const answer = await fetch(folder + files[group]);
    if (!answer.ok) throw new Error(`${answer.status} for ${group}`);
    return answer.json();
  };
  // Loaded once, ahead of need: when the field is first touched.
  const ready = () => (engine ??= fetched("en").then((data) => new Engine(data, fetched)));

  async function run() {
    const asked = new URLSearchParams(location.search);
    const query = (asked.get("q") ?? "").trim();
    const chosen = Object.fromEntries(PARTS.map((part) => [part, asked.get(part)]).filter(([, value]) => value));
    input.value = query;
    document.body.classList.toggle("has-results", Boolean(query));
    document.body.classList.remove("danger");
    danger.replaceChildren();
    delete results.dataset.ready;
    if (!query) return results.replaceChildren();
    try {
      const found = await ready();
      const answer = await found.find(query, { ...chosen, limit: SHOWN });
      document.body.classList.toggle("danger", answer.crisis.length > 0);
      danger.replaceChildren(...(answer.crisis.length ? [crisis(found, answer.crisis, base)] : []));
      results.replaceChildren(...drawn(found, answer, chosen, base));
    } catch (error) {
      engine = undefined;
      results.replaceChildren(note("Search could not be loaded. Check your connection and try again, or pick a topic below."));
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
  input.addEventListener("focus", () => ready().catch(() => (engine = undefined)), { once: true });
  addEventListener("popstate", run);
  run();
}

/** All that an answer shows below the urgent contacts. */
function drawn(engine, answer, chosen, base) {
  const parts = [];
  if (answer.didYouMean) {
    parts.push(tag("p", { class: "mended" }, "Showing results for ", tag("strong", {}, answer.didYouMean), "."));
  }
  const { place: where } = answer.told;
  if (where?.outside) {
    parts.push(note(`${where.label} is served by ${where.outside}. Some help here may not be for you; help from anywhere in the country is.`));
  }
  const best = answer.hits.slice(0, answer.total);
  const rest = [...answer.hits.slice(answer.total), ...answer.also].slice(0, 10);
  const count = `${answer.total} ${answer.total === 1 ? "service" : "services"}, best fit first`;
  const nothing = "We found nothing for these words. Try other words, or pick a topic below.";
  const main = tag("div", { class: "listing__main" }, tag("p", { class: "found", role: "status" }, best.length ? count : nothing));
  if (best.length) main.append(list(engine, best, base, 2));
  if (rest.length) main.append(tag("h2", { class: "group__heading" }, "Also related"), list(engine, rest, base, 3));
  parts.push(tag("div", { class: "listing" }, facets(engine, answer, chosen), main));
  return parts;
}
