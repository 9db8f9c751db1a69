// What to suggest for a need, and why. Facts of a service: see `reasons` in app/web/keeping.py.

import { gettext as _, isolated } from "../words.js";

/** How near a service is: 0 for one's own part of the borough; null if it is for others only. */
export function reach(service, where, wide) {
  const order = wide.map(([id]) => id);
  if (where && service.area.includes(where)) return 0;
  const far = service.area.map((id) => order.indexOf(id)).filter((n) => n >= 0);
  if (far.length) return 1 + Math.min(...far);
  return where ? null : 0;
}

function suits(service, ages) {
  if (!ages.length || !service.limited) return true;
  return ages.some((age) => service.ages?.includes(age));
}

/** Whether a service says it is for one of these ages, not only that it has no limits. */
function names(service, ages) {
  return ages.some((age) => service.ages?.includes(age));
}

/** Services for a need, best first: for this family, rung by themselves, near, sure. */
export function suggested(services, wide, need, { ages = [], where = "", language = "" }) {
  const speaks = (one) => Boolean(language && one.speaks?.includes(language));
  const calls = (one) => Boolean(one.ways?.some(([kind]) => kind === "phone" || kind === "text"));
  const rank = ([id, one]) => [
    one.yourself ? (calls(one) ? 0 : 1) : 2,
    speaks(one) ? 0 : 1,
    reach(one, where, wide),
    one.sure ?? 0,
    ages.length && !names(one, ages) ? 1 : 0,
    one.needs.indexOf(need),
    id,
  ];
  return Object.entries(services)
    .filter(([, one]) => one.needs.includes(need) && suits(one, ages) && reach(one, where, wide) !== null)
    .map((pair) => [rank(pair), pair[0]])
    .sort(([a], [b]) => compare(a, b))
    .map(([, id]) => id);
}

function compare(a, b) {
  const at = a.findIndex((value, i) => value !== b[i]);
  return at < 0 ? 0 : a[at] < b[at] ? -1 : 1;
}

function both(one, other) {
  return _("%(one)s and %(other)s", { one, other });
}

function lower(words) {
  return words[0].toLowerCase() + words.slice(1);
}

/** Say why a service was suggested, in a few words. */
export function why(service, wide, labels, { ages = [], where = "", language = "" }) {
  const near = reach(service, where, wide);
  const fits = ages.filter((age) => service.ages?.includes(age));
  return [
    service.yourself ? _("you can get in touch yourselves") : "",
    fits.length ? _("for ages %(ages)s", { ages: fits.map((age) => labels.ages[age]).reduce(both) }) : "",
    where && near === 0 ? _("in %(place)s", { place: labels.where[where] }) : near ? lower(wide[near - 1][1]) : "",
    language && service.speaks?.includes(language) ? _("staff speak %(language)s", { language: labels.language[language] }) : "",
    language && !service.speaks?.includes(language) && service.interpreter ? _("they can get an interpreter") : "",
  ].filter(Boolean);
}

/** Say who has to ask, if the family cannot. */
export function who(service) {
  if (service.yourself) return "";
  const asks = service.school
    ? _("School or another professional has to ask for you.")
    : _("A professional has to ask for you, such as a teacher, GP or nurse.");
  if (!service.through) return asks;
  const names = service.through.map(isolated).join(_(", "));
  return asks + " " + _("Ask through: %(names)s.", { names });
}

/** How many services two pages of paper hold, notes and all. */
export const ON_PAPER = 10;

/** How many to suggest for each need, so that the sheet stays on two pages. */
export function perNeed(needs) {
  return Math.max(1, Math.min(4, Math.floor(ON_PAPER / needs)));
}
