// What results show of entries, brought as they are wanted; those that answer one need lie together.

import { words } from "./folding.js";
import { unpack } from "./packing.js";
import { add } from "./table.js";

export class Cards {
  /** Takes what an engine knows of entries and needs, and the cards of all entries if they are here. */
  constructor({ topics, byNeed, less, files }, whole) {
    Object.assign(this, { topics, byNeed, less, files, rows: new Map(), cards: new Map(), ranks: new Map() });
    if (whole) this.takeAll(whole);
  }

  /** Takes the cards of all entries, so that none are fetched from then on. */
  takeAll(packed) {
    this.take(this.topics.keys(), packed);
    this.files.cards = 0;
  }

  /** Brings the cards of some entries. */
  async bring(entries) {
    const names = this.fewest(entries.filter((entry) => !this.rows.has(entry)));
    await Promise.all(names.map(async (name) => this.take(this.held(name), await this.files.get(`cards-${name}`))));
  }

  /** About the fewest files that hold the cards of some entries: always the one with most of those left. */
  fewest(entries) {
    if (!entries.length) return [];
    const many = new Map();
    for (const name of entries.flatMap((entry) => this.names(entry))) add(many, name, 1);
    const [best] = [...many].reduce((a, b) => (b[1] > a[1] ? b : a));
    return [best, ...this.fewest(entries.filter((entry) => !this.names(entry).includes(best)))];
  }

  /** The files that an entry's card is in, one for each need it answers. */
  names(entry) {
    return this.topics[entry].map((need) => `${need}-${Math.floor(this.ranked(need).get(entry) / this.files.cards)}`);
  }

  /** The place of each entry among those that answer a need: first those found first. */
  ranked(need) {
    if (!this.ranks.has(need)) {
      const order = [...this.byNeed[need]].sort(([a, one], [b, other]) => other - one || this.less[a] - this.less[b] || a - b);
      this.ranks.set(need, new Map(order.map(([entry], rank) => [entry, rank])));
    }
    return this.ranks.get(need);
  }

  /** The entries whose cards a file holds, in its order. */
  held(name) {
    const [need, part] = name.split("-").map(Number);
    const { cards: size } = this.files;
    return [...this.ranked(need).keys()].slice(part * size, (part + 1) * size);
  }

  take(entries, packed) {
    const columns = Object.entries(packed).map(([name, column]) => [name, values(column)]);
    [...entries].forEach((entry, row) => this.rows.set(entry, { columns, row }));
  }

  get(entry) {
    if (!this.cards.has(entry)) this.cards.set(entry, this.made(entry));
    return this.cards.get(entry);
  }

  made(entry) {
    const { columns, row } = this.rows.get(entry);
    const card = Object.fromEntries(columns.map(([name, column]) => [name, column[row]]));
    card.id ||= words(card.name).join("-");
    return this.over ? { ...card, ...this.over(entry, card.id) } : card;
  }
}

/** A column of few kinds holds the kinds, and their numbers. */
export function values([first, kinds]) {
  return kinds === undefined ? first.split("\n") : unpack(kinds).map((number) => first[number]);
}
