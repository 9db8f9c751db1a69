// Runs the browser's search in Node and tells all that it says of each question; see side.mjs.

import { readFileSync } from "node:fs";
import { Engine } from "../../app/web/assets/search/engine.js";
import { Files } from "../../app/web/assets/search/files.js";

const [folder, listing] = [process.argv[2], JSON.parse(process.argv[3])];
const read = async (name) => JSON.parse(readFileSync(`${folder}/${name}`, "utf8"));

const answers = [];
for (const [query, chosen] of JSON.parse(readFileSync(0, "utf8"))) {
  // Each question is somebody's first, so that each brings the files it needs.
  const engine = await Engine.open(new Files(listing, read));
  const found = await engine.find(query, chosen);
  const { place } = found.told;
  const need = (number) => (number === null ? "" : engine.data.needs[number]);
  const told = ({ id, name, summary, score, why }) => ({ id, name, summary, score, why: need(why) });
  answers.push({
    hits: found.hits.map(told),
    also: found.also.map(told),
    answers: found.answers,
    total: found.total,
    crisis: found.crisis,
    mended: found.didYouMean,
    age: found.told.age,
    place: place ? [place.label, place.near || null, place.outside] : null,
    needs: found.needs.map(need),
    hub: found.hub.cards.map(({ id }) => id),
  });
}
console.log(JSON.stringify(answers));
