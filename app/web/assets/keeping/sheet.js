// The signposting sheet. Everything happens here: nothing typed or picked is stored or sent, and
// leaving the page wipes it.

import { dated, gettext as _, isolated } from "../words.js";
import { fetched, made, say } from "./dom.js";
import { ON_PAPER, perNeed, suggested, who, why } from "./plan.js";
import { drawCode, linkOf, sharing } from "./share.js";

const page = document.querySelector("[data-sheet]");
const ask = page.querySelector("[data-ask]");
const sheet = page.querySelector("[data-plan-page]");
const template = document.getElementById("plan-service");
let facts; // {services, wide} with the cards' words put in
let plan = []; // [{need, label, ids, more}]
const rang = new Map(); // id -> the day somebody rang

const fresh = sharing(page, () => [...new Set(plan.flatMap(({ ids }) => ids))]);

function tell(text) {
  page.querySelector("[data-tell]").textContent = text;
}

function today() {
  return dated(new Date());
}

// --- asking -------------------------------------------------------------------------------------

function picked() {
  const given = new FormData(ask);
  return { needs: given.getAll("need"), ages: given.getAll("age"), where: given.get("where") ?? "", language: given.get("language") ?? "" };
}

function textOf(input) {
  return input.closest("label").textContent.trim();
}

function labels() {
  const of = (name) => Object.fromEntries([...ask.querySelectorAll(`[name=${name}]`)].map((one) => [one.value, textOf(one)]));
  const options = (name) => Object.fromEntries([...(ask.elements[name]?.options ?? [])].map((one) => [one.value, one.text]));
  return { needs: of("need"), ages: of("age"), where: options("where"), language: options("language") };
}

async function load() {
  if (facts) return true;
  try {
    const [cards, reasons] = await Promise.all([fetched(page.dataset.cards), fetched(page.dataset.plan)]);
    const services = Object.entries(reasons.services).filter(([id]) => cards.services[id]);
    facts = { wide: reasons.wide, services: Object.fromEntries(services.map(([id, one]) => [id, { ...cards.services[id], ...one }])) };
    return true;
  } catch {
    tell(_("The services cannot be fetched now. Check the connection and press the button again. What you picked is still there."));
    return false;
  }
}

ask.addEventListener("submit", async (event) => {
  event.preventDefault();
  const { needs } = picked();
  if (!needs.length) {
    tell(_("Pick at least one thing that is going on."));
    return;
  }
  if (!(await load())) return;
  tell("");
  const kept = new Map(plan.map((group) => [group.need, group]));
  const taken = new Set();
  plan = needs.map((need) => suggestions(need, needs.length, kept.get(need), taken));
  draw();
  sheet.hidden = false;
  sheet.focus();
  sheet.scrollIntoView();
});

/** The best for a need that no other need has taken; what was taken off stays off. */
function suggestions(need, count, before, taken) {
  const off = before?.off ?? new Set();
  const order = suggested(facts.services, facts.wide, need, picked()).filter((id) => !taken.has(id));
  const ids = order.filter((id) => !off.has(id)).slice(0, perNeed(count));
  ids.forEach((id) => taken.add(id));
  return { need, label: labels().needs[need], ids, off, more: order.filter((id) => !ids.includes(id)) };
}

// --- drawing ------------------------------------------------------------------------------------

function draw() {
  const words = labels();
  const { ages, where, language } = picked();
  const parts = [
    ages.length ? _("Children: %(ages)s.", { ages: ages.map((age) => words.ages[age]).join(_(", ")) }) : "",
    where ? _("Home: %(place)s.", { place: words.where[where] }) : "",
    language ? _("Language: %(language)s. You can ask for an interpreter.", { language: words.language[language] }) : "",
  ];
  say(page.querySelector("[data-plan-for]"), parts.filter(Boolean).join(" ") || " ");
  page.querySelector("[data-groups]").replaceChildren(...plan.map(group));
  page.querySelector("[data-plan-date]").textContent = _("Made on %(date)s.", { date: today() });
  const ids = plan.flatMap((one) => one.ids);
  if (ids.length > ON_PAPER) tell(_("There are %(count)s services on the sheet. More than %(most)s may not fit on two pages: take some off.", { count: ids.length, most: ON_PAPER }));
  fresh();
  const box = page.querySelector("[data-plan-code]");
  box.replaceChildren();
  if (ids.length) drawCode(page, box, linkOf(page, [...new Set(ids)])).then((done) => done && box.append(made("p", _("Scan to see these services on a phone."))));
}

function group(one) {
  const part = made("section", "", { class: "plan__group" });
  part.append(made("h3", one.label));
  const list = made("ol", "", { class: "plan__list" });
  list.append(...one.ids.map((id) => suggestion(one, id)));
  part.append(list);
  if (!one.ids.length) part.append(made("p", _("We know of nothing for just this. Ask the family hub: they know what there is.")));
  if (one.more.length) part.append(adding(one));
  return part;
}

function adding(one) {
  const line = made("p", "", { class: "row plan__tools" });
  const label = made("label", `${_("Add")} `);
  const choice = made("select", "", { class: "choose", autocomplete: "off" });
  choice.append(...one.more.slice(0, 30).map((id) => made("option", facts.services[id].name, { value: id })));
  label.append(made("span", " " + _("for %(need)s", { need: one.label }), { class: "govuk-visually-hidden" }), choice);
  const button = made("button", _("Add"), { type: "button", class: "quiet" });
  button.append(made("span", " " + _("to %(need)s", { need: one.label }), { class: "govuk-visually-hidden" }));
  button.onclick = () => {
    one.ids.push(choice.value);
    one.off.delete(choice.value);
    one.more = one.more.filter((id) => id !== choice.value);
    draw();
  };
  line.append(label, button);
  return line;
}

function suggestion(one, id) {
  const service = facts.services[id];
  const item = template.content.cloneNode(true).firstElementChild;
  const hidden = () => made("span", `: ${service.name}`, { class: "govuk-visually-hidden" });
  const heading = made("h4");
  heading.append(made("a", service.name, { href: `${page.dataset.service}${id}/` }));
  item.querySelector("[data-name]").replaceWith(heading);
  say(item.querySelector("[data-says]"), service.says);
  say(item.querySelector("[data-ways]"), (service.ways ?? []).slice(0, 2).map(([kind, label, text]) => (kind === "webchat" ? text : `${label} ${isolated(text)}`)).join(" · "));
  say(item.querySelector("[data-how]"), [who(service), service.how].filter(Boolean).join(" "));
  const reasons = why(service, facts.wide, labels(), picked()).join(_(", ")) || one.label;
  say(item.querySelector("[data-why]"), [_("Why this: %(reasons)s.", { reasons }), service.doubt].filter(Boolean).join(" "));
  const tick = item.querySelector("[data-rang]");
  tick.closest("label").append(hidden());
  const on = item.querySelector("[data-rang-on]");
  const show = () => {
    tick.checked = rang.has(id);
    on.textContent = rang.has(id) ? _("on %(date)s", { date: rang.get(id) }) : "";
    item.classList.toggle("plan__one--rang", rang.has(id));
  };
  tick.onchange = () => {
    if (tick.checked) rang.set(id, today());
    else rang.delete(id);
    show();
  };
  show();
  const off = item.querySelector("[data-do=off]");
  off.append(hidden());
  off.onclick = () => {
    one.ids = one.ids.filter((other) => other !== id);
    one.off.add(id);
    one.more.push(id);
    rang.delete(id);
    draw();
    sheet.focus();
  };
  return item;
}

// --- writing: on the page and on paper, nowhere else ----------------------------------------------

const written = (name) => page.querySelector(`[data-written=${name}]`);
const value = (name) => page.querySelector(`[data-write=${name}]`).value.trim();

function copyToPaper() {
  written("talked").textContent = value("talked");
  written("next").textContent = value("next");
  const me = [value("name"), value("role"), value("phone")].filter(Boolean).join(_(", "));
  written("me").textContent = me && _("You can ring me: %(who)s", { who: isolated(me) });
}

function wipe() {
  ask.reset();
  for (const one of page.querySelectorAll("[data-write]")) one.value = "";
  copyToPaper();
  plan = [];
  rang.clear();
  page.querySelector("[data-groups]").replaceChildren();
  page.querySelector("[data-plan-for]").textContent = "";
  page.querySelector("[data-plan-code]").replaceChildren();
  sheet.hidden = true;
  fresh();
}

page.addEventListener("input", (event) => event.target.matches("[data-write]") && copyToPaper());
addEventListener("beforeunload", (event) => [...page.querySelectorAll("[data-write]")].some((one) => one.value) && event.preventDefault());
addEventListener("pagehide", wipe);
addEventListener("pageshow", (event) => event.persisted && wipe());
wipe();
