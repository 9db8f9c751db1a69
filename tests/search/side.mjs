// Runs the browser's search in Node: reads questions from its input, writes answers as JSON.

import { readFileSync } from "node:fs";
import { Engine } from "../../app/web/assets/search/engine.js";
import { Files } from "../../app/web/assets/search/files.js";
import { stem, words } from "../../app/web/assets/search/folding.js";
import { cost } from "../../app/web/assets/search/spelling.js";
import { takeWhole } from "../../app/web/assets/search/whole.js";

// As many as search.js asks for.
const SHOWN = 50;
const [folder, listing] = [process.argv[2], JSON.parse(process.argv[3])];
const { what, questions } = JSON.parse(readFileSync(0, "utf8"));
const read = async (name) => JSON.parse(readFileSync(`${folder}/${name}`, "utf8"));
const engine = what === "find" ? await Engine.open(new Files(listing, read)) : null;
const whole = what.startsWith("whole") ? await opened() : null;

/** An engine that has taken all English words; whatever it still asks of them is a mistake. */
async function opened() {
  const files = new Files(listing, (name) => {
    if (/\/(en|spell)-|\/cards-/.test(name)) throw new Error(`${name} is asked for, and is here`);
    return read(name);
  });
  const made = await Engine.open(files);
  await takeWhole(made, await files.get("whole"));
  if (files.all) made.cards.takeAll(await files.get("cards"));
  return made;
}

/** All English words with all that they lead to, of their own files, and those that spelling is mended to. */
async function allWords(made) {
  const { english, speller, files } = made;
  await english.bring(files.starts.get("en").map((start) => `${start}!`));
  await speller.bring("", "\uffff");
  const texts = (some) => [...some].map((one) => JSON.stringify(one)).sort();
  const sorted = (some) => texts(some.map(({ to, list, told }) => [to, told, [...list].sort()]));
  const told = ({ number, text, stem, level, own, impacts, phrases, names }) => {
    return { number, text, stem, level, own, impacts: texts(impacts), phrases: sorted(phrases), names: sorted(names) };
  };
  return [texts([...english.words.values()].map(told)), texts(speller.known)];
}

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
  if (what === "words") return allWords(question ? await opened() : await Engine.open(new Files(listing, read)));
  const [query, chosen] = question;
  const found = await (whole ?? engine).find(query, chosen);
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
