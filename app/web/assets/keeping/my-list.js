// The page "My list": the list of this device, or one that a link brings, which is only shown.
// In one file for one request with what other pages have that matters here.

import "./keep.js";
import "../search/ahead.js";
import { dated, gettext as _, isolated, ngettext } from "../words.js";
import { cardIn } from "./card.js";
import { forgetPages, isOff, start, tell as tellWorker, turn } from "./device.js";
import { made, say, wayLink } from "./dom.js";
import { filesOf } from "./files.js";
import { fromFragment } from "./link.js";
import { sharing } from "./share.js";
import { CannotKeep, add, learn, move, note, read, rename, takeOff, whenChangedElsewhere } from "./store.js";
import { isFirst } from "./weight.js";

const page = document.querySelector("[data-list-page]");
const part = (name) => page.querySelector(`[data-${name}]`);
const heading = document.querySelector("[data-heading]");
const lead = document.querySelector("[data-lead]");
const OWN = { heading: heading.textContent, lead: lead.textContent };
const template = document.getElementById("kept-service");
const shown = { ids: [], cards: {} };
const fresh = sharing(page, () => shown.ids);
const files = filesOf(page.dataset);
const room = part("room"); // Below the cards that are there, for those still to come.
const TALL = 250; // pixels, about, of a card
const AT_ONCE = 3; // cards of a list that a link brings, for which a first visit leaves room
const TALLEST = 1100; // pixels of a window that are filled before anybody moves
let brought = null; // What a link brings: {rest, gone, secret, sure}; `rest` are the ids still to come.
let ahead = 1; // Windows down from the top of this one within which cards are to be there.

function tell(text) {
  part("tell").textContent = text;
}

/** Do something to the list; say it plainly if it cannot be done. */
function tried(action, told = "") {
  try {
    action();
    tell(told);
    dispatchEvent(new Event("my-list"));
    return true;
  } catch (error) {
    if (!(error instanceof CannotKeep)) throw error;
    tell(error.message);
    return false;
  }
}

// --- showing ------------------------------------------------------------------------------------

/** What is known of the services of a list: {services, private, moved, sure}. One's own needs no asking
 * while the cards kept are as they are now: a card that changed has another mark. */
async function facts(list, own) {
  const kept = own ? await keptCards(list) : {};
  const isRight = ({ id }) => files.isRight(id, kept[id]);
  const now = await files.ask(list.filter((one) => !isRight(one)).map(({ id }) => id));
  if (own && !now.sure) return { services: kept, private: [], moved: {}, sure: false };
  const right = Object.fromEntries(list.filter(isRight).map(({ id }) => [id, kept[id]]));
  return { ...now, services: { ...right, ...now.services } };
}

async function keptCards(list) {
  const found = list.map(async ({ id, card }) => [id, card ?? (await savedCard(id))]);
  return Object.fromEntries((await Promise.all(found)).filter(([, card]) => card));
}

/** The card on a page saved to be read without the internet. */
async function savedCard(id) {
  try {
    return await cardIn(await caches.match(`${page.dataset.service}${id}/`));
  } catch {
    return null; // It is not saved, or this browser saves nothing.
  }
}

function learnQuietly(cards) {
  try {
    learn(cards);
  } catch (error) {
    if (!(error instanceof CannotKeep)) throw error; // No room: the list itself still stands.
  }
}

/** Show what a link brings, if this address has a list in it; else the list of this device. */
async function show() {
  const link = fromFragment(location.hash);
  if (link?.wrong) tell(link.wrong);
  if (link?.ids) return showShared(link.ids);
  brought = null;
  part("shared").hidden = true;
  heading.textContent = OWN.heading;
  lead.hidden = false;
  let list = [];
  try {
    list = read();
  } catch (error) {
    tell(error.message);
  }
  part("empty").hidden = list.length > 0;
  if (!part("kept").children.length) makeRoom(list.length);
  await draw(list);
}

/** Show the list of this device. */
async function draw(list) {
  const all = await facts(list, true);
  if (brought) return; // A link was opened meanwhile.
  if (!all.sure) tellOld();
  const current = list.map((one) => renamed(one, all));
  if (all.sure) learnQuietly(all.services);
  const { there, gone, secret } = sorted(current, all);
  shown.ids = there.map(({ id }) => id);
  part("kept").replaceChildren(...there.map((one, i) => entry(one, all.services[one.id], true, i, there.length)));
  if (!(all.sure && online())) sayDays(there);
  drawGone(gone, secret, true, all.sure);
  fresh();
  makeRoom(0);
}

/** Which services of a list are there, which may not be shown, and which are gone. */
function sorted(list, all) {
  const there = list.filter(({ id }) => all.services[id]);
  const secret = list.filter(({ id }) => all.private.includes(id));
  return { there, secret, gone: list.filter((one) => !there.includes(one) && !secret.includes(one)) };
}

function tellOld() {
  tell(_("The newest details cannot be fetched now. What this device keeps is below; try again when you have a connection."));
}

/** Keep room for so many cards; what lies below shows when it has its place. */
function makeRoom(count) {
  room.hidden = !count;
  room.style.setProperty("--cards", count);
}

// --- what a link brings: what the window has room for, and the rest as somebody comes to it -------

async function showShared(ids) {
  brought = { rest: ids, gone: [], secret: [], sure: true };
  part("shared").hidden = false;
  part("empty").hidden = true;
  part("gone").hidden = true;
  heading.textContent = _("A list shared with you");
  lead.hidden = true;
  shown.ids = [];
  part("kept").replaceChildren();
  fresh();
  makeRoom(ids.length);
  if (isFirst()) await bring(AT_ONCE);
  await more();
}

/** Bring cards until they reach far enough down. */
async function more() {
  const list = brought;
  if (!list || list.isComing) return;
  list.isComing = true;
  while (list === brought && missing(list)) await bring(missing(list));
  list.isComing = false;
}

/** About how many cards are missing above the end of what is to be there. */
function missing({ rest }) {
  const reach = ahead > 1 ? ahead * innerHeight : Math.min(innerHeight, TALLEST);
  const count = Math.ceil((reach - room.getBoundingClientRect().top) / TALL);
  // Whoever goes on in a long list gets all the rest: one file is less than many small ones.
  return count > 0 && ahead > 1 && files.areMany(rest) ? rest.length : Math.max(0, Math.min(count, rest.length));
}

/** Fetch so many of those still to come, and show them. */
async function bring(count) {
  const list = brought;
  const ids = list.rest.slice(0, count);
  const all = await facts(ids.map((id) => ({ id })), false);
  // Something else may be shown by now, or these may have come another way.
  if (list === brought && list.rest[0] === ids[0]) put(count, all);
}

/** Put the next cards of the list below those that are there; after the last one, the rest of the page. */
function put(count, all) {
  const ids = brought.rest.splice(0, count);
  const { there, gone, secret } = sorted(ids.map((id) => ({ id: all.moved[id] ?? id, name: "", note: "" })), all);
  brought.gone.push(...gone);
  brought.secret.push(...secret);
  shown.ids.push(...there.map(({ id }) => id));
  part("kept").append(...there.map((one) => entry(one, all.services[one.id], false)));
  if (!all.sure) tellOld();
  brought.sure &&= all.sure;
  makeRoom(brought.rest.length);
  if (brought.rest.length) return;
  drawGone(brought.gone, brought.secret, false, brought.sure);
  fresh();
}

/** Whoever moves or presses a key goes on: then cards are there before they come into view. */
function goOn() {
  ahead = 3;
  more();
}

for (const sign of ["scroll", "keydown", "pointermove"]) addEventListener(sign, goOn, { passive: true });
addEventListener("resize", more);
// Printing does not wait for anything.
addEventListener("beforeprint", () => {
  const all = brought?.rest.length && files.askAtOnce();
  if (all?.sure) put(brought.rest.length, all);
});

/** Whether this page came from the network: the worker puts a note on a saved one. */
function online() {
  return !document.querySelector(".offline-note");
}

/** Say of which day each card is, when it may be old. */
function sayDays(list) {
  list.forEach(({ on }, i) => {
    if (!on) return;
    const line = part("kept").children[i].querySelector("[data-as-it-was]");
    line.textContent = _("As it was on %(date)s.", { date: dated(new Date(on)) });
    line.hidden = false;
  });
}

function renamed(one, all) {
  const id = all.moved[one.id];
  if (!id) return one;
  tried(() => rename(one.id, id));
  return { ...one, id };
}

function entry(one, service, own, place, count) {
  const item = template.content.cloneNode(true).firstElementChild;
  const link = item.querySelector("a");
  shown.cards[one.id] = service;
  link.textContent = service.name;
  link.href = `${page.dataset.service}${one.id}/`;
  say(item.querySelector("[data-says]"), service.says);
  const ways = (service.ways ?? []).map((way) => made("li"));
  ways.forEach((li, i) => li.append(wayLink(service.ways[i], service.name)));
  item.querySelector("[data-ways]").replaceChildren(...ways);
  say(item.querySelector("[data-times]"), service.times?.join("; "));
  say(item.querySelector("[data-at]"), service.at?.join("; "));
  say(item.querySelector("[data-cost]"), service.cost);
  say(item.querySelector("[data-doubt]"), service.doubt);
  if (document.documentElement.lang !== "en") inEnglish(item.querySelectorAll("h2, .card__summary, .kept__ways, .kept__fact:not([data-as-it-was])"));
  if (own) mine(item, one, service.name, place, count);
  else item.querySelector(".kept__mine").remove();
  return item;
}

/** The part of an entry that only its owner sees: note and order. */
function mine(item, one, name, place, count) {
  const area = item.querySelector("[data-note]");
  const printed = item.querySelector("[data-note-printed]");
  area.value = printed.textContent = one.note;
  area.closest("label").querySelector("span").append(made("span", " " + _("on %(name)s", { name: isolated(name) }), { class: "govuk-visually-hidden" }));
  area.oninput = () => {
    printed.textContent = area.value;
    tried(() => note(one.id, area.value));
  };
  const button = (what) => item.querySelector(`[data-do=${what}]`);
  for (const what of ["up", "down", "off"]) button(what).append(made("span", `: ${name}`, { class: "govuk-visually-hidden" }));
  button("up").disabled = place === 0;
  button("down").disabled = place === count - 1;
  button("up").onclick = () => moved(one.id, name, -1, "up");
  button("down").onclick = () => moved(one.id, name, 1, "down");
  button("off").onclick = () => {
    tellWorker({ drop: [`${page.dataset.service}${one.id}/`] });
    tried(() => takeOff(one.id), _("%(name)s is off your list.", { name: isolated(name) })) && show().then(() => heading.focus());
  };
}

/** Move within what is shown: past entries that are gone, too. */
async function moved(id, name, by, pressed) {
  const done = tried(() => {
    const next = shown.ids[shown.ids.indexOf(id) + by];
    const order = () => read().map((one) => one.id);
    while (Math.sign(order().indexOf(next) - order().indexOf(id)) === by) move(id, by);
  });
  if (!done) return;
  await show();
  const place = shown.ids.indexOf(id);
  const row = part("kept").children[place];
  const again = row.querySelector(`[data-do=${pressed}]`);
  (again.disabled ? row.querySelector(`[data-do=${pressed === "up" ? "down" : "up"}]`) : again).focus();
  tell(_("%(name)s is now number %(place)s of %(count)s.", { name: isolated(name), place: place + 1, count: shown.ids.length }));
}

/** Name what is gone, so that nothing leaves a list in silence. Discreet services are not named. */
function drawGone(gone, secret, own, sure) {
  const box = part("gone");
  box.hidden = !gone.length && !secret.length;
  box.querySelector("p").textContent = sure ? _("In this list, but not listed here any more:") : _("In this list:");
  box.querySelector("p").hidden = !gone.length;
  const rows = gone.map((one) => {
    const name = one.name || one.id.replaceAll("-", " ");
    const words = one.note
      ? _("‘%(name)s’. Your note: %(note)s", { name: isolated(name), note: isolated(one.note) })
      : _("‘%(name)s’", { name: isolated(name) });
    const row = made("li", `${words} `);
    if (own && sure) row.append(takeOffButton(one.id, name));
    return row;
  });
  if (secret.length) {
    const row = made("li", ngettext(
      "%(num)s service in this list is not shown. For safety, services such as help with abuse are not kept in lists. You find them in the topics.",
      "%(num)s services in this list are not shown. For safety, services such as help with abuse are not kept in lists. You find them in the topics.",
      secret.length,
    ));
    if (own) secret.forEach(({ id }) => tried(() => takeOff(id)));
    rows.push(row);
  }
  box.querySelector("ul").replaceChildren(...rows);
}

function takeOffButton(id, name) {
  const button = made("button", _("Take off"), { type: "button", class: "quiet" });
  button.append(made("span", `: ${name}`, { class: "govuk-visually-hidden" }));
  button.onclick = () => tried(() => takeOff(id), _("%(name)s is off your list.", { name: isolated(name) })) && show();
  return button;
}

/** Cards are in English, whatever the language of the page. */
function inEnglish(parts) {
  for (const one of parts) Object.assign(one, { lang: "en", dir: "ltr" });
}

// --- what a link brings, and what this device keeps --------------------------------------------

part("shared").querySelector("[data-do=save]").onclick = async () => {
  while (brought?.rest.length) await bring(brought.rest.length);
  if (!brought?.sure) return;
  const given = shown.ids.map((id) => ({ id, name: shown.cards[id].name, card: shown.cards[id] }));
  const saved = tried(() => add(given));
  if (!saved) return;
  tellWorker({ keep: given.map(({ id }) => `${page.dataset.service}${id}/`) });
  history.replaceState(null, "", location.pathname);
  show().then(() => tell(_("These services are now in your list. What was there before is still there.")));
};
part("shared").querySelector("[data-do=mine]").onclick = (event) => {
  event.preventDefault();
  history.pushState(null, "", location.pathname);
  tell("");
  show();
};

const wipe = page.querySelector("[data-do=wipe]");
const offline = page.querySelector("[data-do=offline]");
const told = part("device-tell");

wipe.onclick = async () => {
  const off = isOff();
  try {
    localStorage.clear();
    sessionStorage.clear();
  } catch {
    // Forbidden: then there is nothing in it.
  }
  if (off) turn(false); // Whoever wants no pages saved still wants none.
  await forgetPages();
  history.replaceState(null, "", location.pathname);
  document.documentElement.classList.remove("high-contrast");
  tell("");
  await show();
  dispatchEvent(new Event("my-list"));
  told.textContent = _("Everything this site kept on this device is wiped. Your browser’s own history is not: you can clear that in the browser.");
};

function drawOffline() {
  offline.setAttribute("aria-pressed", String(isOff()));
}

offline.onclick = async () => {
  const off = !isOff();
  turn(!off);
  if (off) await forgetPages();
  else start(document.querySelector("[data-worker]").dataset.worker);
  told.textContent = off
    ? _("Saved pages are wiped, and no more will be saved. Your list is still here.")
    : _("Pages you open will be saved again, to read without the internet.");
  drawOffline();
};

drawOffline();
heading.tabIndex = -1;
addEventListener("hashchange", () => {
  tell("");
  show();
});
addEventListener("popstate", show);
whenChangedElsewhere(() => brought || page.contains(document.activeElement) && document.activeElement.matches("textarea") || show());
show();
