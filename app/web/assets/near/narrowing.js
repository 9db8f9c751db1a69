// Narrowing a list to what a family asks for, as app/narrowing.py does; a test compares the two.
// Facts are what a card carries: {marks, ages, at, far, hours}.

import { calendar, fits as opens } from "./opening.js";
import { distance } from "./places.js";

const MILE = 1609.344;
const OLDEST = 120;
export const NEAR_GROUPS = ["near", "area", "far"];

/** Every part of what is asked that can be taken off, as pairs of name and value. */
export function parts(asked) {
  const age = asked.age === null ? [] : [["years", String(asked.age)]];
  const within = asked.within && asked.near ? [["within", String(asked.within)]] : [];
  return [...asked.chosen, ...age, ...within];
}

/** Give what is asked with one part taken off. */
export function without(asked, name, value) {
  if (name === "years") return { ...asked, age: null };
  if (name === "within") return { ...asked, within: null };
  if (name === "near") return { ...asked, near: null, within: null };
  return { ...asked, chosen: asked.chosen.filter(([n, v]) => n !== name || v !== value) };
}

function holds(facts, name, value, moment) {
  if (name === "open") return opens(facts.hours, value, moment.now, moment.known);
  return (facts.marks || []).includes(value);
}

/** Whether a service says it is for a child of this age. */
export function suits(facts, age) {
  if (!facts.ages) return false;
  const [low, high] = facts.ages;
  return (low || 0) <= age && age <= (high === null ? OLDEST : high);
}

/** How far the nearest of a service's places is; null if it has none that is known. */
export function metres(facts, point) {
  if (!point || !facts.at) return null;
  return Math.min(...facts.at.map((at) => distance(point, at)));
}

/** Whether a service is what was asked for. */
export function fits(facts, asked, moment) {
  const held = {};
  for (const [name, value] of asked.chosen) {
    held[name] = [...(held[name] || []), holds(facts, name, value, moment)];
  }
  for (const [name, all] of Object.entries(held)) {
    if (name === "show" ? all.includes(false) : !all.includes(true)) return false;
  }
  if (asked.age !== null && facts.ages && !suits(facts, asked.age)) return false;
  const far = metres(facts, asked.near);
  return far === null || !asked.within || far <= asked.within * MILE;
}

/** Give the entries, [id, facts], that fit: those for this age before those for any. */
export function narrowed(entries, asked, moment) {
  const found = entries.filter(([, facts]) => fits(facts, asked, moment));
  if (asked.age === null) return found;
  const named = ([, facts]) => (suits(facts, asked.age) ? 0 : 1);
  return found.sort((a, b) => named(a) - named(b));
}

/** Divide entries into those with a place, nearest first; those for the whole area; the rest. */
export function nearGroups(entries, point) {
  const groups = { near: [], area: [], far: [] };
  for (const entry of entries) {
    const away = metres(entry[1], point);
    groups[away !== null ? "near" : entry[1].far ? "far" : "area"].push(entry);
  }
  groups.near.sort((a, b) => metres(a[1], point) - metres(b[1], point));
  return groups;
}

/** When nothing fits: each part with how many would, were it taken off; the most first. */
export function instead(entries, asked, moment) {
  return parts(asked)
    .map(([name, value]) => [[name, value], narrowed(entries, without(asked, name, value), moment).length])
    .filter(([, count]) => count)
    .sort((a, b) => b[1] - a[1]);
}

/** What tests ask. */
export const reckoned = {
  narrowed: ([entries, asked, now, holidays]) => {
    const moment = { now, known: calendar(holidays) };
    const ids = narrowed(entries, asked, moment).map(([id]) => id);
    const groups = asked.near ? nearGroups(narrowed(entries, asked, moment), asked.near) : {};
    const near = NEAR_GROUPS.filter((name) => (groups[name] || []).length)
      .map((name) => [name, groups[name].map(([id]) => id)]);
    return { ids, near, instead: instead(entries, asked, moment) };
  },
};
