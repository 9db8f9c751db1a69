// Part of the script that runs first on every page, so it is small and in the browser before anybody
// searches. Where an address asks something, it asks for the files of the answer while the page's
// other scripts are still on their way. It only guesses: what it misses search itself asks for.

import { holding } from "./starts.js";

const MOST_WORDS = 40;

/** Fetches ahead what the words of the address lead to, where the page says which files there are. */
export function early() {
  const told = document.getElementById("search-files");
  const asked = new URLSearchParams(location.search).get("q");
  if (!told || !asked) return;
  const { at, folder, starts } = JSON.parse(told.textContent);
  const english = starts.en.split(" ");
  const numbers = plainWords(asked).flatMap((word) => holding(english, word));
  const names = ["core", ...[...new Set(numbers)].map((n) => `en-${n}`)];
  for (const name of names) preload(`${at}${folder}/${name}.json`);
}

/** The words of a text of plain letters, about as folding.js stems them; none of one with others. */
function plainWords(text) {
  if (/[^ -~’]/.test(text)) return [];
  const found = text.toLowerCase().replace(/['’]/g, "").match(/\w+/g) || [];
  return found.slice(0, MOST_WORDS).map((word) => (word.length < 4 ? word : plainStem(word)));
}

function plainStem(word) {
  return word.replace(/([^siu])s$/, "$1").replace(/y$/, "i").replace(/([b-df-hj-np-tv-z])\1/g, "$1");
}

function preload(href) {
  const link = document.createElement("link");
  Object.assign(link, { rel: "preload", as: "fetch", crossOrigin: "", href });
  document.head.append(link);
}
