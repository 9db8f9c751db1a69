// Draws results with the classes of the page's own cards. Every word goes in as text, never as HTML.

import { unpack } from "./packing.js";

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

/** What is shown of an entry: columns of few kinds hold numbers of the kinds. */
export function face(engine, entry) {
  engine.faces ??= Object.entries(engine.data.faces).map(([name, [first, kinds]]) => {
    if (kinds === undefined) return [name, first.split("\n")];
    const numbers = unpack(kinds);
    return [name, numbers.map((number) => first[number])];
  });
  return Object.fromEntries(engine.faces.map(([name, values]) => [name, values[entry]]));
}

function contact(packed, name, urgent = false) {
  if (!packed) return null;
  const [kind, text, href] = packed.split("|");
  const classes = `call call--${kind}${urgent ? " call--urgent" : ""}`;
  return tag("a", { class: classes, href, rel: "noreferrer" }, text, tag("span", { class: "govuk-visually-hidden" }, ` ${name}`));
}

function fact(text, good = false) {
  return text ? tag("li", { class: good ? "fact fact--good" : "fact" }, text) : null;
}

function card(engine, hit, base, level) {
  const shown = face(engine, hit.entry);
  const name = engine.names[hit.entry];
  const facts = [fact(shown.cost, shown.cost === "Free"), fact(shown.reach), fact(shown.how)];
  const call = contact(shown.contact, name);
  const why = hit.why === null ? null : `For: ${engine.data.labels[hit.why]}`;
  return tag(
    "article",
    { class: "card", "data-service": hit.id },
    tag(`h${level}`, { class: "card__name" }, tag("a", { href: `${base}/services/${hit.id}/` }, name)),
    tag("p", { class: "card__summary" }, shown.summary),
    tag("ul", { class: "card__facts" }, ...facts),
    call && tag("p", { class: "card__contact" }, call),
    shown.doubt && tag("p", { class: "card__doubt" }, shown.doubt),
    why && tag("p", { class: "found-for" }, why),
  );
}

export function list(engine, hits, base, level) {
  return tag("ul", { class: "cards" }, ...hits.map((hit) => tag("li", {}, card(engine, hit, base, level))));
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
    tag("h2", { class: "crisis__heading", id: "crisis" }, "Is somebody in danger, or not coping? You can call now"),
    tag("ul", {}, ...items),
  );
}

function narrowed(query, chosen, part, value) {
  const next = new URLSearchParams({ q: query, ...chosen });
  if (value) next.set(part, value);
  else next.delete(part);
  return `?${next}`;
}

/** What is chosen, to take off, and ways to narrow, each with its count. */
export function facets(engine, answer, chosen) {
  const { bands, areas } = engine.data;
  const side = tag("div", { class: "listing__side" });
  const box = tag("div", { class: "facets" });
  const labels = { age: new Map(bands), cluster: new Map(areas), topic: topicLabels(engine) };
  const chips = Object.entries(chosen).map(([part, value]) =>
    chip(`Take off `, labels[part].get(value) ?? value, narrowed(answer.query, chosen, part)),
  );
  for (const [part, value] of [["age", answer.told.age], ["cluster", answer.told.place?.near]]) {
    if (value && !chosen[part]) chips.push(chip("Only ", labels[part].get(value) ?? value, narrowed(answer.query, chosen, part, value)));
  }
  if (chips.length) side.append(tag("div", { class: "chips" }, tag("ul", {}, ...chips)));
  const fits = { age: (entry, id) => engine.ageFit(entry, id), cluster: (entry, id) => engine.clusterFit(entry, id) };
  for (const [part, heading] of [["age", "Age"], ["cluster", "Where you live"]]) {
    if (chosen[part]) continue;
    const items = [...labels[part]].map(([id, label]) => {
      const count = answer.answers.filter((entry) => fits[part](entry, id)).length;
      if (!count) return null;
      const link = tag("a", { href: narrowed(answer.query, chosen, part, id), "data-narrow": "" }, label);
      return tag("li", {}, link, " ", tag("span", { class: "count" }, String(count)));
    });
    box.append(
      tag("section", { class: "facet", "aria-label": heading }, tag("h2", { class: "facet__heading" }, heading), tag("ul", { class: "facet__list" }, ...items)),
    );
  }
  // On a phone the results come first: the choices wait behind a button, as on every list.
  side.append(tag("details", { class: "narrow" }, tag("summary", {}, "Narrow these results")), box);
  return side;
}

function chip(before, label, href) {
  return tag("li", {}, tag("a", { class: "chip", href, "data-narrow": "" }, tag("span", { class: "govuk-visually-hidden" }, before), label));
}

function topicLabels(engine) {
  return new Map(engine.data.needs.map((need, n) => [need, engine.data.labels[n]]));
}
