// Part of the script that runs first on every page, so it is small and in the browser before anybody
// searches. Where an address asks something, it asks for the files of the answer while the page's
// other scripts are still on their way. What it cannot tell, search itself asks for.

import { holding } from "./starts.js";
import { stem } from "./stem.js";

const MOST_WORDS = 40;

/** Fetches ahead what the words of the address lead to, where the page says which files there are. */
export function early() {
  const told = document.getElementById("search-files");
  const asked = new URLSearchParams(location.search).get("q");
  if (!told || !asked) return;
  const { at, folder, starts } = JSON.parse(told.textContent);
  const english = starts.en.split(" ");
  const numbers = plainWords(asked).flatMap((word) => holding(english, stem(word)));
  const names = ["core", ...[...new Set(numbers)].map((n) => `en-${n}`)];
  for (const name of names) preload(`${at}${folder}/${name}.json`);
}

/** The words of a text of plain letters; none of one with others, which folding.js reads. */
function plainWords(text) {
  if (/[^ -~‘’]/.test(text)) return [];
  return (text.toLowerCase().replace(/['`‘’]/g, "").match(/[a-z0-9]+/g) || []).slice(0, MOST_WORDS);
}

function preload(href) {
  const link = document.createElement("link");
  Object.assign(link, { rel: "preload", as: "fetch", crossOrigin: "", href });
  document.head.append(link);
}
