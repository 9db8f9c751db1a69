// Suggestions while typing: the editable combobox with a list of the ARIA Authoring Practices.
// Topics, plain words for them, and services of which a word begins with what is typed; choosing
// one opens its page. Only the first two letters leave the device, to the site's own host.

import { gettext as _, ngettext } from "../words.js";
import { words } from "./folding.js";

const MOST = 6;
const TOPICS = 3;
const QUIET = 600;
const fetched = new Map();

function attach(input) {
  const { at, starts, base, ahead = [] } = JSON.parse(input.dataset.suggest);
  // Each stands for all starts with its first letter: "bei" for "be" and "bi".
  const known = starts.split(" ").flatMap(([first, ...next]) => next.map((letter) => first + letter));
  const box = new Combobox(input, async (typed) => matching(await rows(typed.slice(0, 2), at, known), typed, base));
  // This script comes when the field is reached, and something may have been typed since.
  if (document.activeElement === input) box.suggest();
  // What the search page will need comes while the person types.
  if (!navigator.connection?.saveData) ahead.forEach((address) => fetch(address).catch(() => {}));
}

/** All that may be suggested for a start; nothing where the host cannot be reached. */
function rows(start, at, starts) {
  if (!starts.includes(start)) return [];
  if (!fetched.has(start)) {
    const asked = fetch(`${at}${start}.json`).then((answer) => (answer.ok ? answer.json() : []));
    fetched.set(start, asked.catch(() => (fetched.delete(start), [])));
  }
  return fetched.get(start);
}

/** Those that fit, each page once: names that begin so first; topics, then services. */
export function matching(found, typed, base) {
  const fitting = found
    .map(([text, path, meant]) => ({ text, path, meant, folded: ` ${words(text).join(" ")}` }))
    .filter((one) => one.folded.includes(` ${typed}`))
    .sort((a, b) => a.folded.indexOf(` ${typed}`) - b.folded.indexOf(` ${typed}`) || Boolean(a.meant) - Boolean(b.meant));
  const seen = new Set();
  const once = fitting.filter((one) => !seen.has(one.path) && seen.add(one.path));
  const services = once.filter((one) => one.path.startsWith("/services/"));
  const topics = once.filter((one) => !one.path.startsWith("/services/"));
  const room = Math.max(TOPICS, MOST - services.length);
  return [...topics.slice(0, room), ...services].slice(0, MOST).map((one) => ({
    text: one.text,
    kind: one.meant ?? (one.path.startsWith("/services/") ? _("Service") : _("Topic")),
    href: base + one.path,
  }));
}

class Combobox {
  constructor(input, find) {
    Object.assign(this, { input, find, found: [], active: -1, asked: 0 });
    this.list = make("ul", { class: "suggestions", id: `${input.id}-suggestions`, role: "listbox", "aria-label": _("Suggestions"), hidden: "" });
    this.told = make("p", { class: "govuk-visually-hidden", role: "status" });
    input.form.append(this.list, this.told);
    set(input, { "aria-controls": this.list.id });
    input.addEventListener("input", () => this.suggest());
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => this.close());
    input.form.addEventListener("submit", () => this.close());
    // A press would take the focus, and so the list, away before the click.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.choose([...this.list.children].indexOf(event.target.closest("li"))));
  }

  get open() {
    return !this.list.hidden;
  }

  async suggest() {
    const asked = (this.asked += 1);
    const typed = words(this.input.value).join(" ");
    const found = typed.length < 2 ? [] : await this.find(typed);
    // While these were on their way, more may have been typed, or the list closed.
    if (asked === this.asked) this.show(found);
  }

  show(found) {
    this.found = found;
    this.list.replaceChildren(...found.map((one, n) => option(one, `${this.list.id}-${n}`)));
    this.list.hidden = !found.length;
    set(this.input, { "aria-expanded": String(this.open) });
    this.point(-1);
    this.announce();
  }

  close() {
    this.asked += 1;
    clearTimeout(this.later);
    this.told.textContent = "";
    if (this.open) {
      this.list.hidden = true;
      set(this.input, { "aria-expanded": "false" });
    }
    this.point(-1);
  }

  /** Say how many there are, once the person has paused. */
  announce() {
    clearTimeout(this.later);
    const many = this.found.length;
    const text = many ? ngettext("%(num)s suggestion. Use the up and down arrows.", "%(num)s suggestions. Use the up and down arrows.", many) : "";
    this.later = setTimeout(() => (this.told.textContent = text), QUIET);
  }

  key(event) {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (this.pressed(event)) event.preventDefault();
  }

  /** Act on a key; give whether it was ours. */
  pressed({ key, altKey }) {
    if (key === "ArrowDown" || key === "ArrowUp") return altKey ? this.toggle(key === "ArrowDown") : this.move(key === "ArrowDown" ? 1 : -1);
    if (!this.open) return false;
    if (key === "Escape") return this.close(), true;
    if (key === "Enter" && this.active >= 0) return this.choose(this.active), true;
    // Keys that move in the text go back to it.
    if (["Home", "End", "ArrowLeft", "ArrowRight"].includes(key)) this.point(-1);
    if (key === "Tab") this.close();
    return false;
  }

  toggle(open) {
    if (!open) this.close();
    else if (!this.open) this.suggest();
    return true;
  }

  /** The field and its options are one ring: place 0 is the field, place n the option n - 1. */
  move(by) {
    if (!this.open) return this.suggest().then(() => this.open && this.move(by)), true;
    const places = this.found.length + 1;
    this.point(((this.active + 1 + by + places) % places) - 1);
    return true;
  }

  choose(number) {
    if (this.found[number]) location.assign(this.found[number].href);
  }

  /** Point at an option; -1 is the field itself. */
  point(to) {
    this.active = to;
    [...this.list.children].forEach((item, n) => set(item, { "aria-selected": String(n === to) }));
    if (to < 0) this.input.removeAttribute("aria-activedescendant");
    else set(this.input, { "aria-activedescendant": this.list.children[to].id });
  }
}

function option({ text, kind }, id) {
  const item = make("li", { class: "suggestion", id, role: "option", "aria-selected": "false" });
  const note = make("span", { class: "suggestion__kind" });
  note.textContent = kind;
  item.append(text, " ", note);
  return item;
}

function make(name, attributes) {
  const element = document.createElement(name);
  set(element, attributes);
  return element;
}

function set(element, attributes) {
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
}

for (const input of document.querySelectorAll("input[data-suggest]")) attach(input);
