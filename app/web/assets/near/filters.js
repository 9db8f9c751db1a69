// Narrowing a list at once, with chips to take filters off, kept in the address so that Back and
// sharing keep them. The form works without this too, where there is an application to answer it.

import { filled, gettext as _, isolated, ngettext } from "../words.js";
import { factsOf, label, moment, sayDistances } from "./labels.js";
import { exactHere, loadPlaces } from "./lookup.js";
import { NEAR_GROUPS, instead, narrowed, nearGroups, parts, without } from "./narrowing.js";

const OLDEST = 120;
const WITHIN = ["1", "2", "5"];

const OWN = ["show", "how", "open", "language", "years", "within", "near"];
// What is asked where no filter is on.
const NOTHING = { chosen: [], age: null, within: null, near: null, spot: null };

/** Narrow the list of the page; results of a search anew each time they are there. */
export function filterLists() {
  const form = document.querySelector("form[data-filters]");
  const list = document.querySelector("[data-list]");
  if (!form || !list) return;
  const filter = new Filter(form, list);
  if (!("results" in list.dataset) || "narrowed" in list.dataset) return;
  const ready = () => "ready" in list.dataset && list.querySelector("[data-service]") && filter.again();
  new MutationObserver(ready).observe(list, { attributes: true, attributeFilter: ["data-ready"] });
}

/** Whether an address asks for any filter. */
function asksFor(search) {
  const given = new URLSearchParams(search);
  return OWN.some((name) => given.has(name));
}

/** Put what is asked into an address, leaving what else it holds. */
function withAsked(search, pairs) {
  const given = new URLSearchParams(search);
  for (const name of OWN) given.delete(name);
  for (const [name, value] of pairs) given.append(name, value);
  return String(given) ? `?${given}` : "";
}

/** Say that a place is not known, or that several go by the name. */
function unknownWords(typed, choices) {
  if (!choices.length) {
    return _("We do not know “%(typed)s”. Try a postcode, or the nearest town.", { typed: isolated(typed) });
  }
  const places = choices.map((spot) => isolated(spot.name)).join(_(", "));
  return _("Which one do you mean: %(places)s?", { places });
}

/** Give what is asked with one filter off. */
function less(asked, name, value) {
  const rest = without(asked, name, value);
  return rest.near ? rest : { ...rest, spot: null };
}

class Filter {
  constructor(form, list) {
    this.form = form;
    this.list = list;
    this.results = "results" in list.dataset;
    this.chips = document.querySelector("[data-filter-chips]");
    this.instead = document.querySelector("[data-instead]");
    this.pages = Number(list.dataset.pages || 1);
    // A page the application has narrowed does not hold the rest, so the application goes on.
    if ("narrowed" in list.dataset) return void form.addEventListener("change", () => form.requestSubmit());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.change();
    });
    form.addEventListener("change", () => this.change());
    addEventListener("popstate", () => this.read());
    [this.address, this.wanted] = [location.search, NOTHING];
    // What was ticked while this was on its way stays ticked.
    if (asksFor(location.search)) this.read();
  }

  // --- what is asked

  /** Read the address: put it in the form, then narrow. */
  async read() {
    this.address = location.search;
    const given = new URLSearchParams(location.search);
    for (const box of this.form.querySelectorAll("input[type=checkbox]")) {
      box.checked = given.getAll(box.name).includes(box.value);
    }
    for (const name of ["years", "within", "near"]) this.form.elements[name].value = given.get(name) || "";
    await this.apply(await this.asked());
  }

  /** Read the form: narrow, and put it in the address. */
  async change() {
    const asked = await this.asked();
    await this.apply(asked);
    const query = this.query(asked);
    if (query !== location.search) {
      history.pushState(null, "", location.pathname + query + location.hash);
      this.drawAnew();
    }
  }

  /** Narrow what was drawn anew. What somebody types meanwhile stays, unless the address asks for something else. */
  again() {
    return location.search === this.address ? this.apply(this.wanted) : this.read();
  }

  /** What the search of the page shows beside its results follows what is asked, too. */
  drawAnew() {
    if (this.results) dispatchEvent(new PopStateEvent("popstate"));
  }

  async asked() {
    const ticked = [...this.form.querySelectorAll("input[type=checkbox]:checked")];
    const age = this.form.elements.years.value.trim();
    const within = this.form.elements.within.value;
    const spot = await this.spot(this.form.elements.near.value.trim());
    return {
      chosen: ticked.map((box) => [box.name, box.value]),
      age: /^\d{1,3}$/.test(age) && Number(age) <= OLDEST ? Number(age) : null,
      spot,
      near: spot && (exactHere() || spot.at),
      within: spot && WITHIN.includes(within) ? Number(within) : null,
    };
  }

  /** Find the place typed, or the one an address names; null if there is none. */
  async spot(typed) {
    this.unknown = "";
    if (!typed) return null;
    const file = await loadPlaces(this.form.dataset.places).catch(() => null);
    const found = file && file.places.find(typed.replace(/-/g, " "));
    const spot = file && (file.places.spots.get(typed) || found.spot);
    if (spot) this.form.elements.near.value = spot.name;
    else if (file) this.unknown = unknownWords(typed, found.choices);
    return spot;
  }

  /** The path of the list's first page. */
  get path() {
    return location.pathname.replace(/page\/\d+\/$/, "");
  }

  query(asked) {
    const pairs = [...parts(asked), ...(asked.spot ? [["near", asked.spot.id]] : [])];
    return withAsked(location.search, pairs);
  }

  // --- what is shown

  async apply(asked) {
    this.wanted = asked;
    const any = parts(asked).length || asked.near;
    if (any && Number(this.list.dataset.page) > 1) return location.assign(this.path + this.query(asked));
    if (any) await this.wholeList();
    const at = moment();
    const entries = this.entries();
    const fitting = narrowed(entries, asked, at);
    this.arrange(entries, fitting, asked);
    sayDistances(entries.map(([card]) => card), asked.near);
    this.tell(fitting.length, any, asked.near);
    this.showChips(asked);
    this.showInstead(entries, asked, at, fitting.length);
    this.keepInLinks(new URLSearchParams(this.query(asked)));
  }

  /** Bring in the later pages of a long list, so that all of it is narrowed. */
  async wholeList() {
    const pages = this.pages;
    if (pages < 2) return;
    this.pages = 1;
    const later = Array.from({ length: pages - 1 }, (_, index) => `${this.path}page/${index + 2}/`);
    const texts = await Promise.all(later.map((address) => (
      fetch(address).then((answer) => (answer.ok ? answer.text() : ""))
    )));
    for (const text of texts) {
      const page = new DOMParser().parseFromString(text, "text/html");
      for (const group of page.querySelectorAll("[data-list] .group")) this.join(group);
    }
    for (const pager of document.querySelectorAll("[data-pages-nav]")) pager.hidden = true;
    label(this.list.querySelectorAll("[data-facts]"));
  }

  /** Put a group of another page into the group of the same name here, or after the last. */
  join(group) {
    const name = (one) => one.querySelector("h2").textContent;
    const mine = [...this.list.querySelectorAll(".group")].find((one) => name(one) === name(group));
    const fresh = document.importNode(group, true);
    if (mine) return mine.querySelector(".cards").append(...fresh.querySelectorAll(".cards > li"));
    const heading = fresh.querySelector("h2");
    heading.id = `group-${this.list.querySelectorAll(".group").length + 1}`;
    fresh.setAttribute("aria-labelledby", heading.id);
    return this.list.append(fresh);
  }

  /** The cards with their facts, in the order the page gives them. */
  entries() {
    if (!this.order || !this.order.length || this.order.some(([card]) => !card.isConnected) || this.brought !== this.pages) {
      this.brought = this.pages;
      const found = (this.results && this.list.querySelector(".cards")) || this.list;
      const cards = [...found.querySelectorAll("[data-facts]")].filter((card) => !card.closest(".ask, .note"));
      this.order = cards.map((card) => [card, factsOf(card)]);
      this.home = new Map(cards.map((card) => [card, card.closest(".cards")]));
    }
    return this.order;
  }

  /** Show the cards that fit: in their own groups, or in groups by distance. */
  arrange(entries, fitting, asked) {
    const fits = new Set(fitting.map(([card]) => card));
    for (const [card] of entries) card.closest("li").hidden = !fits.has(card);
    const groups = asked.near ? nearGroups(fitting, asked.near) : {};
    for (const name of NEAR_GROUPS) this.fill(name, groups[name] || [], asked.spot);
    if (!asked.near) {
      for (const [card] of fitting) this.home.get(card).append(card.closest("li"));
    }
    for (const group of this.list.querySelectorAll(".group")) {
      group.hidden = !group.querySelector(".cards > li:not([hidden])");
    }
    for (const note of this.list.querySelectorAll(":scope > .note")) note.hidden = fitting.length < entries.length;
  }

  fill(name, entries, spot) {
    let group = this.list.querySelector(`[data-near-group=${name}]`);
    if (!group && !entries.length) return;
    if (!group) {
      group = document.createElement("section");
      group.className = "group";
      group.dataset.nearGroup = name;
      const heading = document.createElement("h2");
      const cards = document.createElement("ul");
      [heading.className, heading.id, cards.className] = ["group__heading", `near-${name}`, "cards"];
      group.append(heading, cards);
      group.setAttribute("aria-labelledby", heading.id);
      const found = this.results && this.order.length && this.home.get(this.order[0][0]);
      if (found) found.before(group);
      else this.list.append(group);
    }
    const headings = {
      near: _("Near %(place)s", { place: isolated(spot ? spot.name : "") }),
      area: _("Anywhere in %(area)s", { area: isolated(this.list.dataset.area) }),
      far: _("By phone or online"),
    };
    group.querySelector("h2").textContent = headings[name];
    group.querySelector(".cards").append(...entries.map(([card]) => card.closest("li")));
  }

  tell(count, any, near) {
    const line = document.querySelector("[data-found]") || this.list.querySelector(".found");
    if (!line) return;
    if (line.dataset.first === undefined) line.dataset.first = line.textContent;
    const words = this.results && !near
      ? ngettext("%(num)s service, best fit first", "%(num)s services, best fit first", count)
      : ngettext("%(num)s service, nearest first", "%(num)s services, nearest first", count);
    line.textContent = this.unknown || (!any ? line.dataset.first : count ? words : _("No services fit"));
  }

  showChips(asked) {
    const pairs = [...parts(asked), ...(asked.spot ? [["near", ""]] : [])];
    this.chips.hidden = !pairs.length;
    this.chips.querySelector("ul").replaceChildren(...pairs.map(([name, value]) => (
      this.chip(asked, name, value)
    )));
  }

  showInstead(entries, asked, at, count) {
    const none = !count && parts(asked).length > 0;
    this.instead.hidden = !none;
    if (!none) return;
    const lines = instead(entries, asked, at).map(([[name, value], n]) => this.offer(
      less(asked, name, value),
      ngettext(
        "<a href=\"%(link)s\">Take off “%(filter)s”</a> to see %(count)s service",
        "<a href=\"%(link)s\">Take off “%(filter)s”</a> to see %(count)s services",
        n,
        { count: n },
      ),
      this.words(asked, name, value),
    ));
    const all = this.offer(
      NOTHING,
      ngettext(
        "<a href=\"%(link)s\">Take all filters off</a> to see %(count)s service",
        "<a href=\"%(link)s\">Take all filters off</a> to see %(count)s services",
        entries.length,
        { count: entries.length },
      ),
    );
    this.instead.querySelector("ul").replaceChildren(...lines, all);
  }

  /** A line that takes one filter off. */
  chip(asked, name, value) {
    const start = document.createElement("span");
    start.textContent = `${_("Take off")} `;
    start.className = "govuk-visually-hidden";
    const cross = document.querySelector("svg.icon-x");
    const end = cross ? cross.cloneNode(true) : " ×";
    const line = document.createElement("li");
    line.append(this.link(less(asked, name, value), "chip", [start, this.words(asked, name, value), end]));
    return line;
  }

  /** A sentence whose link asks for something else. */
  offer(asked, sentence, filter) {
    const [before, inside, after] = sentence.split(/<[^>]+>/);
    const line = document.createElement("li");
    line.append(before, this.link(asked, "", [filled(inside, { filter })]), after);
    return line;
  }

  link(asked, kind, shown) {
    const made = document.createElement("a");
    made.href = location.pathname + this.query(asked);
    if (kind) made.className = kind;
    made.append(...shown);
    made.addEventListener("click", (event) => {
      event.preventDefault();
      history.pushState(null, "", made.href + (asked.spot ? location.hash : ""));
      this.drawAnew();
      this.read().then(() => this.form.querySelector("summary").focus());
    });
    return made;
  }

  words(asked, name, value) {
    if (name === "years") return _("Age %(years)s", { years: value });
    if (name === "within") return ngettext("Within %(num)s mile", "Within %(num)s miles", Number(value));
    if (name === "near") return _("Near %(place)s", { place: isolated(asked.spot.name) });
    const box = this.form.querySelector(`input[name="${name}"][value="${value}"]`);
    return box ? box.parentElement.textContent.trim() : value;
  }

  /** Keep what is asked in the links to narrower and wider lists. */
  keepInLinks(asked) {
    for (const one of document.querySelectorAll(".listing__side a")) {
      const to = new URL(one.href);
      const more = one.dataset.adds ? [["show", one.dataset.adds]] : [];
      to.search = withAsked(to.search, [...[...asked].filter(([name]) => OWN.includes(name)), ...more]);
      one.href = to.href;
    }
  }
}
