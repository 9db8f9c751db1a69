// Words that suggest danger, as app/search/alarms.py compares them.

const NONE = new Set();
const GAP = 3;
const SURE = 60;
const LEADS = [7, 10];

const lines = (text) => (text ? text.split("\n") : []);

/** One group's phrases of danger, kind by kind, and its harmless sayings. */
export class Alarms {
  constructor({ sets, alarms, harmless }) {
    const named = new Map(lines(sets).map((line) => line.split(" ")).map(([name, ...stems]) => [name, new Set(stems)]));
    const some = (word) => named.get(word) ?? named.set(word, new Set([word])).get(word);
    const pattern = (text) => text.split(" ").map(some);
    this.kinds = alarms.map((text) => byFirst(lines(text).map(pattern)));
    this.harmless = byFirst(lines(harmless).map(pattern));
  }

  /**
   * Whether all words of one of a kind's phrases stand in a text in their order, near one another.
   * A phrase of one word does not count if that word is idle.
   */
  met(kind, text, idle) {
    const meets = (pattern, start) => (pattern.length > 1 || !idle.has(text[start])) && follows(pattern, text, start);
    return text.some((word, start) => this.kinds[kind].get(word)?.some((pattern) => meets(pattern, start)));
  }

  harmlessAt(text, place) {
    const fits = (saying) => saying.every((some, n) => some.has(text[place + n]));
    const begun = this.harmless.get(text[place]) ?? [];
    return Math.max(0, ...begun.filter(fits).map((saying) => saying.length));
  }
}

/** Patterns by the words that they may begin with. */
function byFirst(patterns) {
  const found = new Map();
  for (const pattern of patterns) {
    for (const word of pattern[0]) {
      if (!found.has(word)) found.set(word, []);
      found.get(word).push(pattern);
    }
  }
  return found;
}

function follows(pattern, text, start) {
  let place = start;
  return pattern.slice(1).every((some) => {
    const after = text.slice(place + 1, place + 2 + GAP).findIndex((word) => some.has(word));
    place += after + 1;
    return after >= 0;
  });
}

/** The places of words in harmless sayings, of several that begin alike the longest. */
function harmless(text, spoken) {
  const places = [];
  for (let place = 0; place < text.length; ) {
    const size = Math.max(...spoken.map((alarms) => alarms.harmlessAt(text, place)));
    for (let n = 0; n < size; n += 1) places.push(place + n);
    place += size || 1;
  }
  return places;
}

/**
 * The contacts that a query's texts, or the needs it leads to, call for. English is spoken first;
 * in it words count for nothing alone that are idle.
 */
export function contacts(texts, spoken, needs, calls, idle) {
  const places = new Set(texts.flatMap((text) => harmless(text, spoken)));
  const left = texts.map((text) => text.filter((_, n) => !places.has(n)));
  const found = new Set();
  calls.forEach(([own, some], kind) => {
    const met = left.some((text) => spoken.some((alarms, n) => alarms.met(kind, text, n ? NONE : idle)));
    if (met || (!places.size && leads(own, needs))) some.forEach((one) => found.add(one));
  });
  return [...found];
}

/** Whether one of a kind's needs is the best or nearly so, and clearly meant. */
function leads(own, needs) {
  const top = Math.max(0, ...needs.values());
  const best = Math.max(0, ...own.map((need) => needs.get(need) ?? 0));
  return best >= SURE && best * LEADS[1] >= top * LEADS[0];
}
