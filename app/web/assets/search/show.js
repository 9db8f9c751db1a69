// Draws results with the classes of the page's own cards. Every word goes in as text, never as HTML.

import { gettext as _, ngettext } from "../words.js";
import { ANY } from "./engine.js";
import { unpack } from "./packing.js";

// All that filters may bring up: they narrow what is drawn.
export const SHOWN = 50;
const RELATED = 10;
// What is drawn at once, more than a large screen holds; a slow phone takes longest over the others.
const FIRST = 10;
// In the order of their bits (app/web/searching.py).
const MARKS = ["free", "yourself"];

/** An element with attributes and children. */
export function tag(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children.filter((child) => child !== null && child !== ""));
  return element;
}

export function note(text) {
  return tag("p", { class: "note", role: "status" }, text);
}

/** Words with one element among them, such as a name in bold. */
function among(text, element) {
  const [before, after = ""] = text.split("%(it)s");
  return [before, element, after];
}

// --- cards

/** A way to get in touch, as templates/parts/contact.html writes it. */
function contact(packed, name, urgent = false) {
  if (!packed) return null;
  const [kind, text, href = `tel:${text.replaceAll(" ", "")}`] = packed.split("|");
  const number = kind === "phone" || kind === "text";
  const classes = `call${urgent ? " call--urgent" : ""}${number ? " call--number" : ""}`;
  const verb = kind === "phone" ? _("Call") : "";
  const words = tag("span", {}, verb && `${verb} `, number ? tag("bdi", {}, text) : text);
  words.append(tag("span", { class: "govuk-visually-hidden" }, `, ${name}`));
  return tag("a", { class: classes, href, rel: "noreferrer" }, words);
}

function fact(text, good = false) {
  return text ? tag("li", { class: good ? "fact fact--good" : "fact" }, text) : null;
}

function card(engine, hit, base, level) {
  const { name } = hit;
  const tongue = hit.english ? { lang: "en", dir: "ltr" } : {};
  const facts = [fact(hit.cost, hit.cost === _("Free")), fact(hit.reach), fact(hit.how)];
  const call = contact(hit.contact, name);
  const why = hit.why === null ? null : _("For: %(need)s", { need: engine.data.labels[hit.why] });
  return tag(
    "article",
    { class: "card", "data-service": hit.id, "data-facts": hit.facts },
    tag(`h${level}`, { class: "card__name", ...tongue }, tag("a", { href: `${base}/services/${hit.id}/` }, name)),
    tag("p", { class: "card__summary", ...tongue }, hit.summary),
    tag("ul", { class: "card__facts" }, ...facts),
    call && tag("p", { class: "card__contact" }, call),
    why && tag("p", { class: "found-for" }, why),
    hit.doubt && tag("p", { class: "card__doubt" }, hit.doubt),
  );
}

function items(engine, hits, base, level) {
  return hits.map((hit) => tag("li", {}, card(engine, hit, base, level)));
}

function list(engine, hits, base, level) {
  return tag("ul", { class: "cards" }, ...items(engine, hits, base, level));
}

/** The numbers to call now. */
export function crisis(engine, ids, base) {
  const items = ids.map((id) => {
    const [name, packed] = engine.data.crisis[id];
    return tag("li", {}, tag("a", { class: "crisis__name", href: `${base}/services/${id}/` }, name), " ", contact(packed, name, true) ?? "");
  });
  return tag(
    "section",
    { class: "crisis", "data-crisis": "", "aria-labelledby": "crisis" },
    tag("h2", { class: "crisis__heading", id: "crisis" }, _("Is somebody in danger, or not coping? You can call now")),
    tag("ul", {}, ...items),
  );
}

// --- all of an answer

/**
 * All that an answer shows below the urgent contacts; `page` tells what its address asks. Of a long one
 * `more` draws what comes after its first entries, and gives it.
 */
export function drawn(answer, page) {
  const { engine } = answer;
  const { chosen } = page;
  const marks = marksIn(page.asked);
  const holdsAll = (entry) => marks.every((mark) => holds(engine, entry, mark));
  const fitting = answer.answers.filter(holdsAll);
  const best = answer.hits.slice(0, answer.total).filter((hit) => holdsAll(hit.entry)).slice(0, SHOWN);
  const after = answer.total > answer.hits.length ? [] : [...answer.hits.slice(answer.total), ...answer.also];
  const rest = after.filter((hit) => holdsAll(hit.entry)).slice(0, RELATED);
  const count = ngettext("%(num)s service, best fit first", "%(num)s services, best fit first", fitting.length);
  const nothing = Object.keys(chosen).length || marks.length
    ? _("We found nothing for these words and filters. Try other words, or pick a topic below.")
    : _("We found nothing for these words. Try other words, or pick a topic below.");
  const main = tag("div", { class: "listing__main" }, tag("p", { class: "found", role: "status" }, best.length ? count : nothing));
  const cards = list(engine, best.slice(0, FIRST), page.base, 2);
  if (best.length) main.append(cards);
  const box = tag("div", { class: "facets" });
  const more = () => {
    box.append(...facets(engine, fitting, page));
    const others = items(engine, best.slice(FIRST), page.base, 2);
    const below = [
      ...(rest.length ? [group("also", _("Also related"), list(engine, rest, page.base, 3))] : []),
      ...(answer.needs.length ? [group("whole", _("See all help for"), pills(engine, answer.needs, page.base))] : []),
    ];
    cards.append(...others);
    main.append(...below);
    return [...others, ...below];
  };
  const isLong = best.length > FIRST;
  if (!isLong) more();
  const parts = [
    ...understood(answer),
    ...chips(engine, page),
    ...guesses(engine, answer, page),
    // Where nothing is found there is nothing to narrow.
    best.length ? tag("div", { class: "listing" }, side(box), main) : main,
  ];
  return { parts, more: isLong ? more : null };
}

function group(id, heading, shown) {
  return tag("section", { class: "group", "aria-labelledby": id }, tag("h2", { class: "group__heading", id }, heading), shown);
}

function pills(engine, needs, base) {
  const links = needs.map((need) => tag("a", { class: "pill", href: `${base}/topics/${engine.data.needs[need]}/` }, engine.data.labels[need]));
  return tag("ul", { class: "pills" }, ...links.map((link) => tag("li", {}, link)));
}

/** What was mended, and whether the place named is not ours to serve. */
function understood({ didYouMean, told }) {
  const parts = [];
  if (didYouMean) {
    const words = _("Showing results for <strong>%(words)s</strong>.").replace(/<\/?strong>/g, "").replace("%(words)s", "%(it)s");
    parts.push(tag("p", { class: "mended" }, ...among(words, tag("strong", {}, didYouMean))));
  }
  if (told.place?.outside) {
    parts.push(note(_("%(place)s is served by %(council)s. Some help here may not be for you; help from anywhere in the country is.", { place: told.place.label, council: told.place.outside })));
  }
  return parts;
}

// --- what is chosen, and ways to narrow

/** The address of a search with one part set, or taken off. */
function address(asked, part, value) {
  const next = new URLSearchParams(asked);
  if (value) next.set(part, value);
  else next.delete(part);
  return `?${next}`;
}

function labels(engine, { topics }) {
  const needs = engine.data.needs.map((need, n) => [need, engine.data.labels[n]]);
  return { topic: new Map([...topics, ...needs]), age: new Map(engine.data.bands), cluster: new Map(engine.data.areas) };
}

/** A chip to take off, by what its address asks instead. */
function chip(label, href) {
  const before = tag("span", { class: "govuk-visually-hidden" }, `${_("Take off")} `);
  const cross = document.querySelector("svg.icon-x")?.cloneNode(true) ?? " ×";
  return tag("a", { class: "chip", href, "data-narrow": "" }, before, label, cross);
}

/** What is chosen, each to take off. */
function chips(engine, page) {
  const { asked, chosen } = page;
  if (!Object.keys(chosen).length) return [];
  const named = labels(engine, page);
  const items = Object.entries(chosen).map(([part, value]) => tag("li", {}, chip(named[part].get(value) ?? value, address(asked, part))));
  const heading = tag("h2", { class: "govuk-visually-hidden" }, _("What you chose"));
  return [tag("div", { class: "chips" }, heading, tag("ul", {}, ...items))];
}

/** What was read out of the words and lifts what fits, each to take off. */
function guesses(engine, { told }, { asked, chosen }) {
  const age = engine.data.bands.find(([id]) => id === told.age)?.[1];
  const found = [["age", told.age, age], ["cluster", told.place?.near, told.place?.label]];
  const links = found
    .filter(([part, value]) => value && !chosen[part])
    .flatMap(([part, , label]) => [chip(label, address(asked, part, ANY)), " "]);
  if (!links.length) return [];
  const words = _("Shown first: what fits %(links)s").replace("%(links)s", "%(it)s");
  return [tag("p", { class: "understood" }, ...among(words, tag("span", {}, ...links)))];
}

function marksIn(asked) {
  return asked.getAll("show").filter((mark) => MARKS.includes(mark));
}

/** Whether filters ask for what only the marks of all answers can tell. */
export function isMarked(asked) {
  return marksIn(asked).length > 0;
}

function holds(engine, entry, mark) {
  engine.marks ??= unpack(engine.data.marks);
  return Boolean(engine.marks[entry] & (1 << MARKS.indexOf(mark)));
}

/** On a phone the results come first: the choices wait behind a button, as on every list. */
function side(box) {
  return tag("div", { class: "listing__side" }, tag("details", { class: "narrow" }, tag("summary", {}, _("Narrow these results"))), box);
}

/** Ways to narrow, each with how many of the answers it would leave. */
function facets(engine, fitting, page) {
  const { asked, chosen } = page;
  const named = labels(engine, page);
  const inTopic = (entry, id) => engine.topics[entry].some((need) => engine.data.needs[need].startsWith(`${id}/`));
  const ways = [
    ["topic", _("Topic"), page.topics, inTopic],
    ["age", _("Age"), [...named.age], (entry, id) => engine.ageFit(entry, id)],
    ["cluster", _("Where you live"), [...named.cluster], (entry, id) => engine.clusterFit(entry, id)],
  ];
  const count = (fits, id) => fitting.filter((entry) => fits(entry, id)).length;
  const marks = [["free", _("Free")], ["yourself", _("No referral needed")]]
    .filter(([mark]) => !marksIn(asked).includes(mark))
    .map(([mark, label]) => [label, `${address(asked)}&show=${mark}`, count((entry) => holds(engine, entry, mark)), mark]);
  const boxes = ways
    .filter(([part]) => !chosen[part])
    .map(([part, heading, some, fits]) => facet(part, heading, some.map(([id, label]) => [label, address(asked, part, id), count(fits, id)])));
  return [facet("show", _("Show only"), marks), ...boxes].filter(Boolean);
}

/** A heading and links with counts; `adds` tells the page's filters what a link puts on. */
function facet(part, heading, ways) {
  const items = ways
    .filter(([, , count]) => count)
    .map(([label, href, count, adds]) => {
      const link = tag("a", { href, "data-narrow": "", ...(adds ? { "data-adds": adds } : {}) }, label);
      const unit = tag("span", { class: "govuk-visually-hidden" }, ` ${ngettext("service", "services", count)}`);
      return tag("li", {}, link, " ", tag("span", { class: "count" }, String(count), unit));
    });
  if (!items.length) return null;
  const id = `by-${part}`;
  return tag("section", { class: "facet", "aria-labelledby": id }, tag("h2", { class: "facet__heading", id }, heading), tag("ul", { class: "facet__list" }, ...items));
}

// --- when nothing else helps

/** The cards of whom to ask. */
export function whom({ engine, hub }, base) {
  return hub.cards.map((one) => card(engine, { ...one, why: null }, base, 3));
}
