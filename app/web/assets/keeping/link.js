// A list as the end of a link: "#1.adhd-uk.beat". Browsers never send that part to a server.
// It holds ids only, never notes. What a link brings is not trusted.

import { gettext as _ } from "../words.js";
import { MOST, isSlug } from "./store.js";

const LONGEST = 6000;

export function toFragment(ids) {
  return `#1.${ids.join(".")}`;
}

/** Read a link's end: null if it is not a list; else {ids} or {wrong: a sentence}. */
export function fromFragment(hash) {
  const version = /^#(\d+)\./.exec(hash)?.[1];
  if (!version) return null;
  if (version !== "1") return { wrong: _("This link comes from another version of the site. Ask for a new one.") };
  const text = hash.slice(3);
  const ids = text.length > LONGEST ? [] : [...new Set(text.split("."))];
  if (text.length > LONGEST || ids.length > MOST) {
    return { wrong: _("This link is far too long to be one of our lists, which hold %(most)s services at most. We have not opened it. Nothing of yours was changed.", { most: MOST }) };
  }
  if (!ids.every(isSlug)) {
    return { wrong: _("This link is broken or was changed on the way, so we have not opened it. Ask for it again. Nothing of yours was changed.") };
  }
  return { ids };
}
