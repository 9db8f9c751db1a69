// Runs the browser's search in Node: reads questions from its input, writes answers as JSON.

import { readFileSync } from "node:fs";
import { Engine } from "../../app/web/assets/search/engine.js";
import { Files } from "../../app/web/assets/search/files.js";
import { stem, words } from "../../app/web/assets/search/folding.js";
import { cost } from "../../app/web/assets/search/spelling.js";

// As many as search.js asks for.
const SHOWN = 50;
const [folder, listing] = [process.argv[2], JSON.parse(process.argv[3])];
const { what, questions } = JSON.parse(readFileSync(0, "utf8"));
const read = async (name) => JSON.parse(readFileSync(`${folder}/${name}`, "utf8"));
const engine = what === "find" ? await Engine.open(new Files(listing, read)) : null;

/** The names of all files that a query asks for when it is the first. */
async function fetched(query) {
  const names = [];
  const files = new Files(listing, (name) => {
    names.push(name);
    return read(name);
  });
  await (await Engine.open(files)).find(query, { limit: SHOWN });
  return names;
}

async function answer(question) {
  if (what === "fold") return words(question).map((word) => [word, stem(word)]);
  if (what === "cost") return cost(...question);
  if (what === "fetched") return fetched(question);
  const [query, chosen] = question;
  const found = await engine.find(query, chosen);
  return {
    hits: found.hits.map((hit) => [hit.id, hit.score]),
    crisis: found.crisis,
    mended: found.didYouMean,
    total: found.total,
  };
}

const answers = [];
for (const question of questions) answers.push(await answer(question));
console.log(JSON.stringify(answers));
