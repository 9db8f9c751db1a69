// Answers, a line for a line, what the browser's modules would say: {"call": name, "with": [...]}.
// The page they stand in is of the language SIGNPOST_PAGE holds: {lang, dir, words}; else it is English.
import { createInterface } from "node:readline";

const { lang, dir, words } = JSON.parse(process.env.SIGNPOST_PAGE || '{"lang": "en"}');
globalThis.document = {
  documentElement: { lang, dir },
  getElementById: () => (words ? { textContent: JSON.stringify(words) } : null),
};

const near = new URL("../../app/web/assets/near/", import.meta.url);
const { ngettext } = await import(new URL("../words.js", near));
const opening = await import(new URL("opening.js", near));

const calls = {
  plurals: ([one, many, most]) => Array.from({ length: most }, (_, number) => ngettext(one, many, number)),
  state: ([rows, now, holidays, terms]) => opening.state(rows, now, opening.calendar(holidays, terms)),
  fits: ([rows, when, now, holidays, terms]) =>
    opening.fits(rows, when, now, opening.calendar(holidays, terms)),
};

for (const name of ["places.js", "narrowing.js"]) {
  try {
    Object.assign(calls, (await import(new URL(name, near))).reckoned);
  } catch (error) {
    if (error.code !== "ERR_MODULE_NOT_FOUND") throw error;
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line);
  console.log(JSON.stringify(calls[asked.call](asked.with)));
}
