// What results show of entries, brought as they are wanted; entries of one first need stand together.

import { words } from "./folding.js";
import { unpack } from "./packing.js";

export class Cards {
  /** Takes the needs of every entry: they tell which file an entry's card is in, unless all are here. */
  constructor(topics, files, whole) {
    Object.assign(this, { files, cards: new Map(), size: files.cards || topics.length });
    const first = (entry) => topics[entry][0] ?? -1;
    this.order = topics.map((_, entry) => entry).sort((a, b) => first(a) - first(b) || a - b);
    this.places = new Map(this.order.map((entry, place) => [entry, place]));
    if (whole) this.take(0, whole);
  }

  /** Brings the cards of some entries. */
  async bring(entries) {
    const wanted = entries.filter((entry) => !this.cards.has(entry));
    const numbers = new Set(wanted.map((entry) => Math.floor(this.places.get(entry) / this.size)));
    await Promise.all([...numbers].map(async (number) => this.take(number, await this.files.get(`cards-${number}`))));
  }

  take(number, columns) {
    const fields = Object.entries(columns).map(([name, column]) => [name, values(column)]);
    const many = fields.length ? fields[0][1].length : 0;
    for (let n = 0; n < many; n += 1) {
      const card = Object.fromEntries(fields.map(([name, column]) => [name, column[n]]));
      card.id ||= words(card.name).join("-");
      this.cards.set(this.order[number * this.size + n], card);
    }
  }

  get(entry) {
    const card = this.cards.get(entry);
    return this.over ? { ...card, ...this.over(entry, card.id) } : card;
  }
}

/** A column of few kinds holds the kinds, and their numbers. */
export function values([first, kinds]) {
  return kinds === undefined ? first.split("\n") : unpack(kinds).map((number) => first[number]);
}
