// Asks for the files that the words in the address will need, while the search itself is still on its way.

import { Files } from "./files.js";

const place = document.querySelector("[data-results][data-files]");
const query = new URLSearchParams(location.search).get("q")?.trim();

function ask(name) {
  const link = document.createElement("link");
  Object.assign(link, { rel: "preload", as: "fetch", crossOrigin: "", href: place.dataset.at + name });
  document.head.append(link);
  return Promise.resolve(null);
}

if (place && query) new Files(JSON.parse(place.dataset.files), ask).ahead(`${query} `);
