// Mends words just as app/search/spelling.py does.

import { stem } from "./folding.js";

const [SWAP, ALIKE, DOUBLED, MISSED, OTHER, FIRST] = [3, 3, 2, 3, 4, 2];
const PAIRS =
  "ae ai ao au ei eo eu io iu ou iy ey ck cs sz ks gj vf vw bp dt mn qk xs td " +
  "qw we er rt ty yu ui io op as sd df fg gh hj jk kl zx xc cv vb bn nm " +
  "aq sw de fr gt hy ju ki lo az sx dc fv gb hn jm ik uh yg tf";
const alike = new Set(PAIRS.split(" ").flatMap((pair) => [pair, pair[1] + pair[0]]));

function most(length) {
  if (length < 5) return 3;
  if (length < 6) return 4;
  if (length < 8) return 6;
  return length < 11 ? 8 : 11;
}

export function cost(typed, known, limit) {
  let last;
  let before = [];
  let row = Array.from({ length: known.length + 1 }, (_, n) => OTHER * n);
  for (let i = 1; i <= typed.length; i += 1) {
    [last, before, row] = [before, row, [OTHER * i + FIRST]];
    for (let j = 1; j <= known.length; j += 1) row.push(cell(typed, known, i, j, last, before, row));
    if (Math.min(...row) > limit && Math.min(...before) > limit) return limit + 1;
  }
  return row.at(-1);
}

function cell(typed, known, i, j, last, before, row) {
  const a = typed[i - 1];
  const b = known[j - 1];
  const first = i === 1 && j === 1 ? FIRST : 0;
  const change = a === b ? 0 : (alike.has(a + b) ? ALIKE : OTHER) + first;
  const dropped = i > 1 && a === typed[i - 2] ? DOUBLED : OTHER;
  const missed = j > 1 && b === known[j - 2] ? DOUBLED : MISSED;
  const best = Math.min(before[j - 1] + change, before[j] + dropped, row[j - 1] + missed);
  const swapped = i > 1 && j > 1 && a === known[j - 2] && typed[i - 2] === b;
  return swapped ? Math.min(best, last[j - 2] + SWAP) : best;
}

/** Mends words by all that phrases, names and places hold, of which it brings what it looks at. */
export class Speller {
  constructor(table, files) {
    Object.assign(this, { table, files, known: new Map(), byStart: new Map(), taken: new Set() });
  }

  /** Brings the words from one to another. */
  async bring(from, to) {
    if (this.whole) return;
    for (const file of await Promise.all(this.files.holding("spell", from, to).map((name) => this.files.get(name)))) {
      if (!this.taken.has(file)) this.table.listed(file).forEach((word) => this.add(word));
      this.taken.add(file);
    }
  }

  /** The commoner a word, the lower its rank; those that phrases do not hold rank last. */
  add({ stem, number }) {
    if (this.known.has(stem)) return;
    this.known.set(stem, Math.min(number, this.table.phrased));
    if (stem.length < 3 || /\d/.test(stem[0])) return;
    if (!this.byStart.has(stem[0])) this.byStart.set(stem[0], []);
    this.byStart.get(stem[0]).push(stem);
  }

  /** Brings all that may be near some words. */
  async ahead(words) {
    const starts = words.filter(mendable).flatMap((word) => [word[0], word[1]]);
    await Promise.all([...new Set(starts)].map((start) => this.bring(start, `${start}\uffff`)));
  }

  async near(typed) {
    if (!mendable(typed)) return [];
    const word = typed.replaceAll("shun", "tion");
    await this.ahead([word]);
    const meant = writtenAsSaid(word);
    if (await this.knows(meant)) return [meant];
    const limit = most(word.length);
    const reach = 1 + Math.floor(word.length / 6);
    const found = [];
    for (const start of new Set([word[0], word[1]])) {
      for (const known of this.byStart.get(start) ?? []) {
        const apart = Math.abs(known.length - word.length);
        if (apart > reach) continue;
        const weight = cost(word, known, limit);
        if (weight <= limit) found.push([weight, this.known.get(known), apart, known]);
      }
    }
    return best(found);
  }

  /** Whether a word is one slip from a known one. */
  async isSlip(word) {
    const [near] = await this.near(word);
    return near !== undefined && cost(word, near, OTHER) <= OTHER;
  }

  async beginning(start) {
    if (start.length < 3) return [];
    await this.bring(start, `${start}\uffff`);
    const found = (this.byStart.get(start[0]) ?? []).filter((word) => word.startsWith(start));
    return best(found.map((word) => [this.known.get(word), word.length, word]));
  }

  async parts(word) {
    for (let cut = 3; cut < word.length - 2; cut += 1) {
      const halves = [word.slice(0, cut), word.slice(cut)];
      if ((await this.knows(halves[0])) && (await this.knows(halves[1]))) return halves;
    }
    return null;
  }

  async knows(word) {
    await this.bring(word, word);
    return this.known.has(word);
  }
}

/** `swimmin` is `swimming`, `scard` is `scared`; of `runing` the stem is `rune`, as of `making` it is `make`. */
function writtenAsSaid(word) {
  if (word.endsWith("in")) return stem(`${word}g`);
  return word.endsWith("d") ? stem(`${word.slice(0, -1)}ed`) : word.replace(/e$/, "");
}

function mendable(word) {
  return word.length > 3 && /^\p{L}+$/u.test(word);
}

/** The first three by all keys in turn; the last key is the word. */
function best(found) {
  const compare = (a, b) => {
    const n = a.findIndex((key, place) => key !== b[place]);
    return n < 0 ? 0 : a[n] < b[n] ? -1 : 1;
  };
  return found.sort(compare).slice(0, 3).map((one) => one.at(-1));
}
