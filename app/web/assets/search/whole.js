// All English words out of one file, in which each phrase and each name stands once. A word gets of them what
// app/search/beside.py puts beside it in the files by the alphabet.

import { idle } from "./idle.js";
import { reader, unpack } from "./packing.js";
import { FITS, MEANT, SHARE, add, div, impactsOf, readOwn } from "./table.js";

// So much at a time takes a slow phone less than one frame; milliseconds between at most.
const [NEEDS_AT_ONCE, WORDS_AT_ONCE, PAUSE] = [8, 600, 100];

/** Has an engine take all English words, so that further questions in English fetch none. */
export async function takeWhole({ english, speller, files }, whole) {
  const all = await allWords(english, whole);
  english.words = new Map(all.map((word) => [word.stem, word]));
  all.slice(0, whole.spelt).forEach((word) => speller.add(word));
  english.whole = speller.whole = files.whole = true;
}

/** Promises the words of a table by number, each as the table would take it from its own file. */
async function allWords(table, whole) {
  const phrases = new Lists(table.levels, FITS);
  const points = table.levels.map(() => new Map());
  await eachPhrase(whole.phrases, (need, phrase) => {
    const told = phrases.add(need, phrase);
    for (const word of phrase) add(points[word], need, div(SHARE * table.levels[word], told));
  });
  const names = new Lists(table.levels, MEANT);
  eachName(whole, (entry, name) => names.add(entry, name));
  await idle(PAUSE);
  const own = { own: reader(whole.own), impacts: reader(whole.impacts) };
  const all = [];
  for (const word of table.listed(whole)) {
    if (word.number % WORDS_AT_ONCE === 0) await idle(PAUSE);
    word.level = table.levels[word.number];
    readOwn(word, own);
    word.impacts = impactsOf(word.level, [...points[word.number]]);
    word.phrases = phrases.byHead[word.number];
    word.names = names.byHead[word.number];
    all.push(word);
  }
  return all;
}

/** Lists of words, each with what it leads to; they can count only with so much of what they tell. */
class Lists {
  constructor(levels, enough) {
    Object.assign(this, { levels, enough, byHead: levels.map(() => []) });
  }

  /** Takes a list, and gives how much its words tell. */
  add(to, list) {
    let told = 0;
    for (const word of list) told += this.levels[word];
    const one = { to, list, told };
    for (const word of list) if (this.heads(word, one)) this.byHead[word].push(one);
    return told;
  }

  /** Whether a list can count with this word only, or with one that tells more. */
  heads(word, { list, told }) {
    const { levels, enough: [enough, of] } = this;
    let left = 0;
    // Of those that tell the same, the first stand for the rest.
    for (const one of list) if (levels[one] < levels[word] || (levels[one] === levels[word] && one >= word)) left += levels[one];
    return left * of >= told * enough;
  }
}

/** Gives each need's phrases, out of the tree of their words. */
async function eachPhrase(depths, give) {
  const needs = unpack(depths[0][0]).length;
  const readers = [];
  for (const [many, steps] of depths) {
    await idle(PAUSE);
    readers.push([reader(many).next, reader(steps).next]);
  }
  const grow = (need, depth, phrase) => {
    const [many, step] = readers[depth];
    let word = -1;
    for (let left = many(); left; left -= 1) {
      const apart = step();
      word += apart;
      if (apart && readers[depth + 1]) grow(need, depth + 1, [...phrase, word]);
      else give(need, apart ? [...phrase, word] : phrase);
    }
  };
  for (let need = 0; need < needs; need += 1) {
    if (need % NEEDS_AT_ONCE === 0) await idle(PAUSE);
    grow(need, 0, []);
  }
}

function eachName({ called, lengths, names }, give) {
  const [length, word] = [reader(lengths).next, reader(names).next];
  let entry = 0;
  for (const step of unpack(called)) give((entry += step), Array.from({ length: length() }, word));
}
