// Looking up where somebody lives, from a small file of places; and their own position if they ask.

import { gettext as _ } from "../words.js";
import { sayDistances } from "./labels.js";
import { Places, distance, miles } from "./places.js";

const FAR = 8000;
const POSTCODE = /(?:^| )([a-z]{1,2}\d[a-z\d]?) ?(\d[a-z]{2})(?= |$)/;
let kept;

/** Load the places once. */
export function loadPlaces(address) {
  kept = kept || fetch(address).then((answer) => answer.json()).then((file) => (
    { ...file, places: new Places(file.places) }
  ));
  return kept;
}

/** Give the exact point of a whole postcode, where a file of postcodes has been brought in. */
async function exactPoint(file, text) {
  const match = POSTCODE.exec(text.toLowerCase().replace(/[^a-z0-9]+/g, " "));
  if (!match || !(file.postcodes || []).includes(match[1].toUpperCase())) return null;
  const answer = await fetch(`${file.near}postcodes/${match[1].toUpperCase()}.json`);
  const shard = await answer.json();
  const found = shard.points[match[2].toUpperCase()];
  return found ? [shard.latitude + found[0] / 10000, shard.longitude + found[1] / 10000] : null;
}

function link(text, href) {
  const made = document.createElement("a");
  made.href = href;
  made.textContent = text;
  return made;
}

/** The page of places, in the language of the page one is on. */
function near(form) {
  return form.getAttribute("action");
}

/** Give the address of a spot's page; the point stays behind the #, which is never sent. */
function pageOf(form, spot, point) {
  const end = point ? `#at=${point.map((one) => one.toFixed(3)).join(",")}` : "";
  return `${near(form)}${spot.id}/${end}`;
}

function tell(form, ...parts) {
  form.querySelector("[data-near-answer]").replaceChildren(...parts);
}

async function lookUp(form) {
  const typed = form.elements.where.value;
  const file = await loadPlaces(form.dataset.places);
  const found = file.places.find(typed);
  if (found.spot) {
    const point = await exactPoint(file, typed).catch(() => null);
    const plain = !found.guessed && !found.choices.length;
    if (plain) return location.assign(pageOf(form, found.spot, point));
    const words = found.guessed ? _("Did you mean %(places)s?") : _("Which one: %(places)s?");
    return choose(form, words, [found.spot, ...found.choices]);
  }
  if (found.choices.length) return choose(form, _("Which one: %(places)s?"), found.choices);
  if (!typed.trim()) return tell(form, _("Type a postcode or a place."));
  const words = found.elsewhere
    ? _("We do not know that postcode. It looks like one outside the area. You can <a>pick a place from the list</a>, and much of the help here is for anywhere in the country.")
    : _("We do not know that place. Try a postcode, or <a>pick a place from the list</a>.");
  const [before, inside, after] = words.split(/<[^>]+>/);
  return tell(form, before, link(inside, near(form)), after);
}

function choose(form, words, spots) {
  const links = spots.flatMap((spot, number) => [number ? _(", ") : "", link(spot.name, pageOf(form, spot))]);
  const [before, after] = words.split("%(places)s");
  tell(form, before, ...links, after);
}

function locate(form) {
  tell(form, _("Looking for where you are…"));
  navigator.geolocation.getCurrentPosition(
    async ({ coords }) => {
      const point = [coords.latitude, coords.longitude];
      const file = await loadPlaces(form.dataset.places);
      const spot = file.places.nearest(point);
      if (distance(point, spot.at) > FAR) {
        return choose(form, _("You seem to be outside the area. The nearest place we know is %(places)s."), [spot]);
      }
      return location.assign(pageOf(form, spot, point));
    },
    () => tell(form, _("We could not find where you are. Type a postcode or a place instead.")),
    { maximumAge: 600000, timeout: 10000 },
  );
}

/** Make each lookup form answer by itself. */
export function lookUpPlaces() {
  for (const form of document.querySelectorAll("form[data-near]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      lookUp(form).catch(() => form.submit());
    });
    form.addEventListener("focusin", () => loadPlaces(form.dataset.places).catch(() => (kept = null)), { once: true });
    const mine = form.querySelector("[data-near-mine]");
    mine.hidden = !navigator.geolocation;
    mine.querySelector("button").addEventListener("click", () => locate(form));
  }
}

/** The exact point behind the # of the address, if there is one. */
export function exactHere() {
  const match = /^#at=(-?[\d.]+),(-?[\d.]+)$/.exec(location.hash);
  return match ? [Number(match[1]), Number(match[2])] : null;
}

/** On a place's page, tell distances from the exact point, if the address holds one. */
export function showExactDistances() {
  const point = exactHere();
  const lists = document.querySelector("[data-near-lists]");
  if (!point || !lists) return;
  for (const hub of document.querySelectorAll("[data-near-hub]")) {
    const words = miles(distance(point, hub.dataset.nearHub.split(",").map(Number)));
    hub.textContent = words[0].toUpperCase() + words.slice(1);
  }
  sayDistances(lists.querySelectorAll("[data-facts]"), point);
}
