// What a page needs of near me and open now at once: words on its cards. Filters and the looking up
// of places are fetched when somebody first reaches for them, so that nobody else waits for them.

import { label, sayWhatIsOpen } from "./labels.js";

const { more } = document.currentScript.dataset;
const forms = [...document.querySelectorAll("form[data-filters], form[data-near]")];
const results = document.querySelector("[data-results][data-list]");
let coming;
let there = false;

function fetchRest() {
  coming = coming || import(more).then(() => (there = true));
  coming.catch(() => (coming = null));
  return coming;
}

/** Do again what was done before its script was there. */
function again({ type, target, submitter }) {
  if (type === "submit") target.requestSubmit(submitter);
  else if (type === "click") target.closest("button").click();
  else target.dispatchEvent(new Event(type, { bubbles: true }));
}

function hold(event) {
  if (there) return;
  if (event.type === "submit") event.preventDefault();
  fetchRest().then(() => again(event), () => event.type === "submit" && event.target.submit());
}

function waitFor(form) {
  for (const type of ["focusin", "change", "submit"]) form.addEventListener(type, hold);
  form.addEventListener("pointerdown", () => fetchRest().catch(() => {}));
  const mine = form.querySelector("[data-near-mine]");
  if (!mine) return;
  mine.hidden = !navigator.geolocation;
  mine.addEventListener("click", hold);
}

/** Whether the address asks for what only filters can do. */
function isAsked() {
  const given = new URLSearchParams(location.search);
  const fields = forms.flatMap((form) => [...form.elements]).filter(({ type }) => type !== "hidden");
  return location.hash.startsWith("#at=") || fields.some(({ name }) => name && given.has(name));
}

function fetchIfAsked() {
  if (isAsked()) fetchRest().catch(() => {});
}

/** Results are drawn by a script: their cards say what is open too, and filters may be asked for. */
function waitForResults() {
  const cards = (node) => (node.matches("[data-facts]") ? [node] : [...node.querySelectorAll("[data-facts]")]);
  results.addEventListener("drawn", ({ detail }) => label(detail.flatMap(cards)));
  new MutationObserver(fetchIfAsked).observe(results, { attributes: true, attributeFilter: ["data-ready"] });
}

sayWhatIsOpen();
forms.forEach(waitFor);
if (results) waitForResults();
fetchIfAsked();
