// The words on a card: open or not at this minute, and how far.

import { calendar, state } from "./opening.js";
import { metres } from "./narrowing.js";
import { miles } from "./places.js";

/** The facts a card carries. */
export function factsOf(card) {
  if (!card.facts) card.facts = JSON.parse(card.dataset.facts || "{}");
  return card.facts;
}

/** This minute, and the calendar the page carries. */
export function moment() {
  const data = (document.querySelector("[data-holidays]") || document.body).dataset;
  const words = (text) => (text || "").split(" ").filter(Boolean);
  const terms = words(data.terms).map((term) => term.split("/"));
  return { now: Math.floor(Date.now() / 60000), known: calendar(words(data.holidays), terms) };
}

function factList() {
  const list = document.createElement("ul");
  list.className = "card__facts";
  list.dataset.cardFacts = "";
  return list;
}

/** Put words among a card's facts, or take them off. */
function say(card, name, text) {
  let line = card.querySelector(`[data-${name}]`);
  if (!text) return line && line.remove();
  if (!line) {
    line = document.createElement("li");
    line.className = `fact fact--${name === "open" ? "when" : name}`;
    line.setAttribute(`data-${name}`, "");
    const list = card.querySelector("[data-card-facts], .card__facts") || card.appendChild(factList());
    const before = name === "away" ? list.querySelector("[data-open]") : null;
    list.insertBefore(line, before ? before.nextSibling : list.firstChild);
  }
  line.hidden = false;
  if (line.textContent !== text) line.textContent = text;
  return line;
}

/** Say on cards what is open now. */
export function label(cards, at = moment()) {
  for (const card of cards) {
    const found = state(factsOf(card).hours, at.now, at.known);
    say(card, "open", found && found.label);
  }
}

/** Say on cards how far they are from a point; with none, take the distances off. */
export function sayDistances(cards, point) {
  for (const card of cards) {
    const far = metres(factsOf(card), point);
    say(card, "away", far === null ? "" : miles(far));
  }
}

/** Say on every card what is open, and say it anew each minute while the page is looked at. */
export function sayWhatIsOpen() {
  const all = () => label(document.querySelectorAll("[data-facts]"));
  all();
  setInterval(() => document.hidden || all(), 60000);
  document.addEventListener("visibilitychange", () => document.hidden || all());
}
