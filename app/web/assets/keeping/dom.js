// Small words for drawing. Text always goes in as text, so nothing that was typed can run.

import { gettext as _ } from "../words.js";

export function made(tag, text = "", attributes = {}) {
  const one = document.createElement(tag);
  one.textContent = text;
  for (const [name, value] of Object.entries(attributes)) one.setAttribute(name, value);
  return one;
}

/** Put words into a part, or take the part away when there are none. */
export function say(part, text) {
  if (text) part.textContent = text;
  else part.remove();
}

/** Ways to get in touch, [kind, label, words, link], as links of the site's own look. */
export function wayLink([kind, label, text, href], name) {
  const link = made("a", "", { href });
  link.className = kind === "phone" || kind === "text" ? "call call--number" : "call";
  const verb = kind === "phone" ? _("Call") : label;
  const words = made("span", kind === "webchat" ? "" : `${verb} `);
  words.append(made("bdi", text), made("span", `, ${name}`, { class: "govuk-visually-hidden" }));
  link.append(words);
  return link;
}

export async function fetched(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer.json();
}
