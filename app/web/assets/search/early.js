// Part of the script that runs first on every page, so it is small and in the browser before anybody
// searches. On the search page it brings search: at once where the address asks something, with the
// files of the answer, else when somebody reaches for the field. Of the files it only guesses: what it
// misses search itself asks for.

import { holding } from "./starts.js";

const MOST_WORDS = 40;

/** Brings search, and fetches what the words of the address lead to, where the page has such files. */
export function early() {
  const told = document.getElementById("search-files");
  if (!told) return;
  const { script, at, folder, starts, common } = JSON.parse(told.textContent);
  const bring = () => import(script);
  const asked = new URLSearchParams(location.search).get("q");
  if (!asked) return document.addEventListener("focusin", ({ target }) => target.name === "q" && bring());
  // Room for the answer, so that nothing moves when it comes.
  document.documentElement.classList.add("asking");
  link({ rel: "modulepreload", href: script });
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", bring);
  else bring();
  const [english, often] = [starts.en, common].map((text) => text.split(" "));
  const telling = plainWords(asked).filter((word) => !often.includes(word));
  const numbers = telling.flatMap((word) => holding(english, word));
  const names = ["core", ...[...new Set(numbers)].map((n) => `en-${n}`)];
  for (const name of names) {
    link({ rel: "preload", as: "fetch", crossOrigin: "", href: `${at}${folder}/${name}.json` });
  }
}

/** The words of a text of plain letters, about as folding.js stems them; none of one with others. */
function plainWords(text) {
  if (/[^ -~’]/.test(text)) return [];
  const found = text.toLowerCase().replace(/['’]/g, "").match(/\w+/g) || [];
  return found.slice(0, MOST_WORDS).map((word) => (word.length < 4 ? word : plainStem(word)));
}

function plainStem(word) {
  return word.replace(/([^siu])s$/, "$1").replace(/(\w{4})e$/, "$1").replace(/(\w{3})y$/, "$1i").replace(/([b-df-hj-np-tv-z])\1/g, "$1");
}

function link(told) {
  document.head.append(Object.assign(document.createElement("link"), told));
}
