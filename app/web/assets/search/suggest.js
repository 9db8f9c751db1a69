// Suggestions while typing: the combobox pattern of the ARIA Authoring Practices, with a list.
// Needs and services whose names begin with what is typed; choosing one opens its page.

import { words } from "./folding.js";
import { tag } from "./show.js";

const MOST = 6;

export class Suggestions {
  constructor(input, ready, base) {
    Object.assign(this, { input, ready, base, active: -1 });
    this.list = tag("ul", { class: "suggestions", id: `${input.id}-suggestions`, role: "listbox", "aria-label": "Suggestions", hidden: "" });
    input.form.append(this.list);
    for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", this.list.id]]) {
      input.setAttribute(name, value);
    }
    input.addEventListener("input", () => this.suggest());
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => setTimeout(() => this.close(), 150));
    input.form.addEventListener("submit", () => this.close());
  }

  async suggest() {
    const typed = words(this.input.value).join(" ");
    if (typed.length < 2) return this.close();
    const engine = await this.ready().catch(() => null);
    if (!engine || document.activeElement !== this.input) return;
    this.open(matching(engine, typed, this.base));
  }

  open(found) {
    this.found = found;
    this.active = -1;
    this.list.replaceChildren(
      ...found.map(({ text, kind }, n) =>
        tag("li", { class: "suggestion", id: `${this.list.id}-${n}`, role: "option", "aria-selected": "false" }, text, " ", tag("span", { class: "suggestion__kind" }, kind)),
      ),
    );
    [...this.list.children].forEach((item, n) => item.addEventListener("mousedown", () => location.assign(found[n].href)));
    this.list.hidden = !found.length;
    this.input.setAttribute("aria-expanded", String(Boolean(found.length)));
    this.input.removeAttribute("aria-activedescendant");
  }

  close() {
    if (!this.list.hidden) this.open([]);
  }

  key(event) {
    if (this.list.hidden) return;
    const many = this.list.children.length;
    // The field and its options are one ring: place 0 is the field, place n the option n - 1.
    const here = this.active + 1;
    if (event.key === "ArrowDown") this.point(((here + 1) % (many + 1)) - 1);
    else if (event.key === "ArrowUp") this.point(((here + many) % (many + 1)) - 1);
    else if (event.key === "Escape") this.close();
    else if (event.key === "Enter" && this.active >= 0) location.assign(this.found[this.active].href);
    else return;
    event.preventDefault();
  }

  /** Points at an option; -1 is the field itself. */
  point(to) {
    this.active = to;
    [...this.list.children].forEach((item, n) => item.setAttribute("aria-selected", String(n === to)));
    if (to < 0) this.input.removeAttribute("aria-activedescendant");
    else this.input.setAttribute("aria-activedescendant", `${this.list.id}-${to}`);
  }
}

/** Needs and services of which some word begins with what is typed; those that begin so first. */
function matching(engine, typed, base) {
  engine.suggested ??= [
    ...engine.data.labels.map((text, n) => ({ text, kind: "Topic", href: `${base}/topics/${engine.data.needs[n]}/` })),
    ...engine.names.map((text, n) => ({ text, kind: "Service", href: `${base}/services/${engine.ids[n]}/` })),
  ].map((one) => ({ ...one, folded: ` ${words(one.text).join(" ")}` }));
  const found = engine.suggested.filter((one) => one.folded.includes(` ${typed}`));
  const first = (one) => (one.folded.startsWith(` ${typed}`) ? 0 : 1);
  return found.sort((a, b) => first(a) - first(b)).slice(0, MOST);
}
