// One group's words, each with the needs, entries and names it leads to, as app/search/lexicon.py packs them.

import { Alarms } from "./alarms.js";
import { stem } from "./folding.js";
import { reader, unfront } from "./packing.js";

export const SHARE = 16;
const LEAST = 4;
export const [FITS, MEANT] = [[6, 10], [7, 10]];
const WHOLE_QUERY = 3;
const [LONG, TOGETHER] = [3, 6];

export const div = (a, b) => Math.floor(a / b);

export function add(scores, key, more) {
  scores.set(key, (scores.get(key) ?? 0) + more);
}

export class Table {
  constructor(group, core, files) {
    Object.assign(this, { group, files, phrased: core.phrased, words: new Map(), taken: new Set() });
    this.levels = core.levels.flatMap(([level, many]) => Array(many).fill(level));
    this.common = files.common.get(group) ?? new Set(core.common.split(" "));
    this.alarms = core.alarms ? new Alarms(core) : null;
    if (core.often) this.take(core.often);
  }

  /** Brings what is known of some stems. */
  async bring(stems) {
    if (this.whole) return;
    for (const file of await Promise.all(this.files.fetched(this.group, stems))) {
      if (!this.taken.has(file)) this.take(file);
      this.taken.add(file);
    }
  }

  /** Those of some stems that are known. */
  some(stems) {
    return [...new Set(stems)].map((word) => this.words.get(word)).filter(Boolean);
  }

  /** The words of a file: each with its stem, number and how it is written. */
  listed({ runs, words }) {
    const run = reader(runs);
    let [number, left] = [0, 0];
    return unfront(words).map((text) => {
      if (!left) [number, left] = [run.next(), run.next()];
      left -= 1;
      number += 1;
      return { number: number - 1, text, stem: number > this.phrased ? text : stem(text) };
    });
  }

  take(file) {
    const at = Object.fromEntries(Object.entries(file).map(([name, text]) => [name, reader(text)]));
    for (const word of this.listed(file)) {
      word.level = this.levels[word.number];
      this.readNeeds(word, at);
      if (file.own) this.readEntries(word, at);
      this.words.set(word.stem, word);
    }
  }

  readNeeds(word, { needs, points, heads, sizes, others }) {
    const where = needs.rising();
    word.impacts = impactsOf(
      word.level,
      where.map((need) => [need, points.next()]),
    );
    word.phrases = where.flatMap((need) =>
      times(heads.next(), () => this.leading(need, [word.number, ...times(sizes.next(), others.next)])),
    );
  }

  /** The entries a word leads to, and the names it stands in. */
  readEntries(word, { own, impacts, names }) {
    readOwn(word, { own, impacts });
    let entry = 0;
    word.names = times(names.next(), () => {
      entry += names.next();
      return this.leading(entry, [word.number, ...times(names.next(), names.next)]);
    });
  }

  /** A list of words, what it leads to, and how much it tells. */
  leading(to, list) {
    return { to, list, told: this.total(list) };
  }

  /** How much some words tell together. */
  total(numbers) {
    return numbers.reduce((sum, number) => sum + this.levels[number], 0);
  }

  /** How much those of a list tell that are among some words. */
  met(list, numbers) {
    let told = 0;
    for (const number of list) if (numbers.has(number)) told += this.levels[number];
    return told;
  }

  /** Adds what words lend to each need. */
  addImpacts(scores, known) {
    for (const { impacts } of known) for (const [need, impact] of impacts) add(scores, need, impact);
  }

  /** The phrases that fit: most of what they tell is among the words. */
  fitting(known) {
    const numbers = new Set(known.map((word) => word.number));
    const found = [];
    // Thousands hold a word such as `child`, so nothing is made of one before it fits.
    for (const { phrases } of known) {
      for (const { to, list, told } of phrases) {
        const got = this.met(list, numbers);
        if (got * FITS[1] >= told * FITS[0]) found.push({ to, told, got, met: list.filter((one) => numbers.has(one)) });
      }
    }
    return found;
  }

  /** To each need the score of its best-fitting phrase. */
  addPhrases(scores, known) {
    const best = new Map();
    // Names hold words too, but only those of phrases are asked of phrases.
    const asked = this.total(known.map((word) => word.number).filter((number) => number < this.phrased));
    for (const { to: need, met, got, told } of this.fitting(known)) {
      const score = div(got * got * got, told * told) + (got === told && met.length >= LONG ? TOGETHER : 0);
      const value = score * (got === told && got === asked ? WHOLE_QUERY : 1);
      if (value > (best.get(need) ?? 0)) best.set(need, value);
    }
    for (const [need, value] of best) add(scores, need, value);
  }
}

/** The needs a word lends a score to, by its points there: rarity times saturated frequency. */
export function impactsOf(level, points) {
  const lent = points.map(([need, point]) => [need, div(4 * level * point, point + SHARE)]);
  return lent.filter(([, impact]) => impact >= LEAST);
}

/** The entries that hold a word, each with the score it lends. */
export function readOwn(word, { own, impacts }) {
  word.own = own.rising().map((entry) => [entry, impacts.next()]);
}

function times(many, give) {
  return Array.from({ length: many }, () => give());
}
