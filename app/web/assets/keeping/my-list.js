// The page "My list": the list of this device, or one that a link brings, which is only shown.

import { forgetPages, isOff, start, tell as tellWorker, turn } from "./device.js";
import { fetched, made, say, wayLink } from "./dom.js";
import { fromFragment } from "./link.js";
import { sharing } from "./share.js";
import { CannotKeep, add, move, note, read, rename, takeOff, whenChangedElsewhere } from "./store.js";

const page = document.querySelector("[data-list-page]");
const part = (name) => page.querySelector(`[data-${name}]`);
const heading = document.querySelector("[data-heading]");
const lead = document.querySelector("[data-lead]");
const OWN = { heading: heading.textContent, lead: lead.textContent };
const template = document.getElementById("kept-service");
const shown = { ids: [], names: {} };
const fresh = sharing(page, () => shown.ids);
let known; // Every service that may be kept; null while it cannot be had.

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

async function services() {
  if (!known) {
    try {
      known = await fetched(page.dataset.cards);
    } catch {
      known = null;
    }
  }
  return known;
}

/** Show what a link brings, if this address has a list in it; else the list of this device. */
async function show() {
  const brought = fromFragment(location.hash);
  if (brought?.wrong) tell(brought.wrong);
  if (brought?.ids) return showShared(brought.ids);
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
  await draw(list, true);
}

async function showShared(ids) {
  part("shared").hidden = false;
  part("empty").hidden = true;
  heading.textContent = "A list shared with you";
  lead.hidden = true;
  await draw(ids.map((id) => ({ id, name: "", note: "" })), false);
}

async function draw(list, own) {
  const all = list.length ? await services() : { services: {}, private: [], moved: {} };
  if (!all) tell("The details cannot be fetched now. The names in your list are below; try again when you have a connection.");
  const current = own && all ? list.map((one) => renamed(one, all)) : list.map((one) => ({ ...one, id: all?.moved[one.id] ?? one.id }));
  const there = current.filter(({ id }) => all?.services[id]);
  const secret = current.filter(({ id }) => all?.private.includes(id));
  const gone = current.filter((one) => !there.includes(one) && !secret.includes(one));
  shown.ids = there.map(({ id }) => id);
  part("kept").replaceChildren(...there.map((one, i) => entry(one, all.services[one.id], own, i, there.length)));
  drawGone(gone, secret, own, Boolean(all));
  fresh();
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
  shown.names[one.id] = service.name;
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
  if (own) mine(item, one, service.name, place, count);
  else item.querySelector(".kept__mine").remove();
  return item;
}

/** The part of an entry that only its owner sees: note and order. */
function mine(item, one, name, place, count) {
  const area = item.querySelector("[data-note]");
  const printed = item.querySelector("[data-note-printed]");
  area.value = printed.textContent = one.note;
  area.closest("label").querySelector("span").append(made("span", ` on ${name}`, { class: "govuk-visually-hidden" }));
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
    tried(() => takeOff(one.id), `${name} is off your list.`) && show().then(() => heading.focus());
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
  tell(`${name} is now number ${place + 1} of ${shown.ids.length}.`);
}

/** Name what is gone, so that nothing leaves a list in silence. Discreet services are not named. */
function drawGone(gone, secret, own, sure) {
  const box = part("gone");
  box.hidden = !gone.length && !secret.length;
  box.querySelector("p").textContent = sure ? "In this list, but not listed here any more:" : "In this list:";
  box.querySelector("p").hidden = !gone.length;
  const rows = gone.map((one) => {
    const name = one.name || one.id.replaceAll("-", " ");
    const row = made("li", `‘${name}’${one.note ? `. Your note: ${one.note}` : ""} `);
    if (own && sure) row.append(takeOffButton(one.id, name));
    return row;
  });
  if (secret.length) {
    const many = secret.length === 1 ? "1 service in this list is" : `${secret.length} services in this list are`;
    const row = made("li", `${many} not shown. For safety, services such as help with abuse are not kept in lists. You find them in the topics. `);
    if (own) secret.forEach(({ id }) => tried(() => takeOff(id)));
    rows.push(row);
  }
  box.querySelector("ul").replaceChildren(...rows);
}

function takeOffButton(id, name) {
  const button = made("button", "Take off", { type: "button", class: "quiet" });
  button.append(made("span", `: ${name}`, { class: "govuk-visually-hidden" }));
  button.onclick = () => tried(() => takeOff(id), `${name} is off your list.`) && show();
  return button;
}

// --- what a link brings, and what this device keeps --------------------------------------------

part("shared").querySelector("[data-do=save]").onclick = () => {
  const brought = shown.ids.map((id) => ({ id, name: shown.names[id] }));
  const saved = tried(() => add(brought));
  if (!saved) return;
  tellWorker({ keep: brought.map(({ id }) => `${page.dataset.service}${id}/`) });
  history.replaceState(null, "", location.pathname);
  show().then(() => tell("These services are now in your list. What was there before is still there."));
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
  told.textContent = "Everything this site kept on this device is wiped. Your browser’s own history is not: you can clear that in the browser.";
};

function drawOffline() {
  offline.setAttribute("aria-pressed", String(isOff()));
}

offline.onclick = async () => {
  const off = !isOff();
  turn(!off);
  if (off) await forgetPages();
  else start(document.querySelector("[data-worker]").dataset.worker);
  told.textContent = off ? "Saved pages are wiped, and no more will be saved. Your list is still here." : "Pages you open will be saved again, to read without the internet.";
  drawOffline();
};

drawOffline();
heading.tabIndex = -1;
addEventListener("hashchange", () => {
  tell("");
  show();
});
addEventListener("popstate", show);
whenChangedElsewhere(() => page.contains(document.activeElement) && document.activeElement.matches("textarea") || show());
show();
