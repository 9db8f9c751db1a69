// What results show of entries, brought as they are wanted; entries of one first need stand together.

import { words } from "./folding.js";
import { unpack } from "./packing.js";

export class Cards {
  /** Takes the needs of every entry: they tell which file an entry's card is in, unless all are here. */
  constructor(topics, files, whole) {
    Object.assign(this, { files, columns: new Map(), cards: new Map(), size: files.cards || topics.length });
    const first = (entry) => topics[entry][0] ?? -1;
    this.order = topics.map((_, entry) => entry).sort((a, b) => first(a) - first(b) || a - b);
    this.places = new Map(this.order.map((entry, place) => [entry, place]));
    if (whole) this.take(0, whole);
  }

  /** Brings the cards of some entries. */
  async bring(entries) {
    const numbers = [...new Set(entries.map((entry) => this.number(entry)))].filter((number) => !this.columns.has(number));
    await Promise.all(numbers.map(async (number) => this.take(number, await this.files.get(`cards-${number}`))));
  }

  /** The number of the file that an entry's card is in. */
  number(entry) {
    return Math.floor(this.places.get(entry) / this.size);
  }

  take(number, columns) {
    this.columns.set(number, Object.entries(columns).map(([name, column]) => [name, values(column)]));
  }

  get(entry) {
    if (!this.cards.has(entry)) this.cards.set(entry, this.made(entry));
    return this.cards.get(entry);
  }

  made(entry) {
    const columns = this.columns.get(this.number(entry));
    const card = Object.fromEntries(columns.map(([name, column]) => [name, column[this.places.get(entry) % this.size]]));
    card.id ||= words(card.name).join("-");
    return this.over ? { ...card, ...this.over(entry, card.id) } : card;
  }
}

/** A column of few kinds holds the kinds, and their numbers. */
export function values([first, kinds]) {
  return kinds === undefined ? first.split("\n") : unpack(kinds).map((number) => first[number]);
}
