// My list as this browser keeps it: [{id, name, note, card, on}], in the family's own order. The card
// is what the list shows of a service, as it was on a day; it may be missing.
// Reading and writing never lose anything: what cannot be read is left alone, and what cannot be
// written is said.

import { gettext as _ } from "../words.js";

const KEY = "my-list";
export const MOST = 60;
const NOTE = 500;
const SLUG = /^[a-z0-9]+(-[a-z0-9]+)*$/;

export class CannotKeep extends Error {}

export function isSlug(text) {
  return typeof text === "string" && text.length <= 80 && SLUG.test(text);
}

function sound(entry) {
  return entry && isSlug(entry.id) && typeof entry.name === "string" && typeof entry.note === "string";
}

/** Give the list. Throws CannotKeep when the browser forbids it or what is there is not a list. */
export function read() {
  let text;
  try {
    text = localStorage.getItem(KEY);
  } catch {
    throw new CannotKeep(_("This browser does not let websites keep anything, so you cannot make a list here. You can still print pages."));
  }
  if (text === null) return [];
  try {
    const { list } = JSON.parse(text);
    if (list.every(sound)) return list;
  } catch {
    // Said below.
  }
  throw new CannotKeep(_("The list on this device cannot be read. To start again, wipe it on the page ‘My list’."));
}

function write(list) {
  try {
    localStorage.setItem(KEY, JSON.stringify({ version: 1, list }));
  } catch {
    throw new CannotKeep(_("There is no room left in this browser, so this was not saved. What you kept before is still there."));
  }
}

export function has(id) {
  return read().some((one) => one.id === id);
}

/** Put services, [{id, name, card}], at the end; those already there stay as they are. */
export function add(services) {
  const list = read();
  const fresh = services.filter(({ id }) => !list.some((one) => one.id === id));
  if (list.length + fresh.length > MOST) {
    throw new CannotKeep(_("A list can hold %(most)s services, and this would be more. Take some off first.", { most: MOST }));
  }
  write([...list, ...fresh.map(({ id, name, card }) => dated({ id, name: name.slice(0, 240), note: "" }, card))]);
}

/** To the day, so that learning the same again changes nothing and no other tab is told. */
function dated(one, card) {
  return card ? { ...one, card, on: new Date().toISOString().slice(0, 10) } : one;
}

/** Keep the cards of services that are in the list, {id: card}. */
export function learn(cards) {
  const list = read();
  if (list.some(({ id }) => cards[id])) write(list.map((one) => dated(one, cards[one.id])));
}

export function takeOff(id) {
  write(read().filter((one) => one.id !== id));
}

/** Move a service up (-1) or down (1). */
export function move(id, by) {
  const list = read();
  const from = list.findIndex((one) => one.id === id);
  const to = from + by;
  if (from < 0 || to < 0 || to >= list.length) return;
  [list[from], list[to]] = [list[to], list[from]];
  write(list);
}

export function note(id, text) {
  write(read().map((one) => (one.id === id ? { ...one, note: text.slice(0, NOTE) } : one)));
}

/** Give the new id, and keep the note, of a service that was renamed. */
export function rename(from, to) {
  const list = read();
  const there = list.some((one) => one.id === to);
  write(there ? list.filter((one) => one.id !== from) : list.map((one) => (one.id === from ? { ...one, id: to } : one)));
}

/** Call back when the list changes in another tab. */
export function whenChangedElsewhere(tell) {
  addEventListener("storage", (event) => (event.key === KEY || event.key === null) && tell());
}
