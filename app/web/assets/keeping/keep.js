// "Keep this" on services, how many are kept, and the worker that keeps pages for when there is no
// internet; on discreet pages, which name no worker, nothing. Without JavaScript none of it is there.

import { cardIn } from "./card.js";
import { gettext as _ } from "../words.js";
import { start, tell } from "./device.js";
import { CannotKeep, add, has, learn, read, takeOff, whenChangedElsewhere } from "./store.js";
import { hasRoom, isFirst } from "./weight.js";

const { worker, base } = document.querySelector("script[data-worker]")?.dataset ?? {};
// In bytes: the worker, with page.js on a page that has a script of its own; and the page saved first.
const WORKER = document.currentScript ? 4000 : 11000;
const OFFLINE = 5000;
const MARK =
  '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="m19 21-7-5-7 5V5a2 2 0 0 1 2-2h10a2 2 0 0 1 2 2z"/></svg>';

function heading(place) {
  return place.querySelector("h1, .card__name");
}

function nameOf(place) {
  return heading(place).textContent.trim();
}

function button(place) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "keep";
  made.innerHTML = `${MARK}<span><span></span><span class="govuk-visually-hidden"></span></span>`;
  const name = made.lastChild.lastChild;
  name.textContent = `, ${nameOf(place)}`;
  if (heading(place).lang) name.lang = heading(place).lang;
  made.addEventListener("click", () => press(place, made));
  // The line is there from the start, as tall as the button, so that nothing moves.
  place.querySelector(":scope > .keep-line").append(made);
  place.keep = made;
}

function press(place, made) {
  const id = place.dataset.keep;
  const page = `${base}/services/${id}/`;
  try {
    if (has(id)) {
      takeOff(id);
      tell({ drop: [page] });
    } else {
      add([{ id, name: nameOf(place) }]);
      tell({ keep: [page] });
      keepCard(place, page);
    }
    made.parentElement.querySelector("[role=alert]")?.remove();
  } catch (error) {
    complain(made.parentElement, error);
  }
  show();
}

/** Keep what the list shows of a service: its own page carries it. My list makes up for a failure. */
async function keepCard(place, page) {
  const { keep: id, card } = place.dataset;
  try {
    learn({ [id]: card ? JSON.parse(card) : await cardIn(await fetch(page)) });
  } catch {
    // No connection, or no room.
  }
}

/** A service that is kept and opened again is known anew. */
function refresh() {
  const place = document.querySelector("[data-card]");
  if (place?.keep?.classList.contains("keep--on") && !document.querySelector(".offline-note")) keepCard(place);
}

function complain(line, error) {
  if (!(error instanceof CannotKeep)) throw error;
  const told = line.querySelector("[role=alert]") ?? document.createElement("span");
  told.setAttribute("role", "alert");
  line.append(told);
  told.textContent = error.message;
}

/** Draw the buttons of all services on the page, and the count in the header. */
function show() {
  let kept = [];
  try {
    kept = read().map((one) => one.id);
  } catch {
    // Said when somebody presses.
  }
  for (const place of document.querySelectorAll("[data-keep]")) {
    if (!place.keep?.isConnected) button(place);
    const on = kept.includes(place.dataset.keep);
    place.keep.classList.toggle("keep--on", on);
    place.keep.lastChild.firstChild.textContent = on ? _("In my list. Take off") : _("Keep this");
  }
  for (const link of document.querySelectorAll("[data-my-list]")) {
    link.textContent = kept.length ? _("My list (%(count)s)", { count: kept.length }) : _("My list");
  }
}

/** Lists that are narrowed in the browser bring new cards. */
function watch() {
  new MutationObserver((changes) => {
    const fresh = ({ addedNodes }) => [...addedNodes].some((one) => one.nodeType === 1 && (one.matches("[data-keep]") || one.querySelector("[data-keep]")));
    if (changes.some(fresh)) show();
  }).observe(document.querySelector("main"), { childList: true, subtree: true });
}

/** Begin to save pages, at a page that leaves room for it. A worker that works weighs pages itself. */
function save() {
  const works = Boolean(navigator.serviceWorker?.controller);
  const first = isFirst();
  if (works || hasRoom(WORKER, first)) start(worker, works || hasRoom(WORKER + OFFLINE, first));
}

if (worker) {
  show();
  refresh();
  whenChangedElsewhere(show);
  addEventListener("my-list", show);
  watch();
  // It waits until this page has been shown, so that it never slows a first visit.
  addEventListener("load", () => setTimeout(save, 1500));
}
