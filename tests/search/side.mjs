// Runs the browser's search in Node: reads questions from its input, writes answers as JSON.

import { readFileSync } from "node:fs";
import { Engine } from "../../app/web/assets/search/engine.js";
import { Files } from "../../app/web/assets/search/files.js";
import { stem, words } from "../../app/web/assets/search/folding.js";
import { cost } from "../../app/web/assets/search/spelling.js";

const [folder, listing] = [process.argv[2], JSON.parse(process.argv[3])];
const { what, questions } = JSON.parse(readFileSync(0, "utf8"));
const files = new Files(listing, async (name) => JSON.parse(readFileSync(`${folder}/${name}`, "utf8")));
const engine = what === "find" ? await Engine.open(files) : null;

async function answer(question) {
  if (what === "fold") return words(question).map((word) => [word, stem(word)]);
  if (what === "cost") return cost(...question);
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
