// The words of the page's language. English stands in the scripts; a page of another language
// carries what they say in its own (app/languages.py), by the English.

const said = document.getElementById("words");
const words = said ? JSON.parse(said.textContent) : {};

/** Days, times, dates and plurals of the language; empty for English, which has its own style. */
export const locale = words[""] || {};

/** Put values in for %(name)s. */
export function filled(text, values) {
  return text.replace(/%\((\w+)\)s/g, (whole, name) => (name in values ? values[name] : whole));
}

/** Give the words for an English text. */
export function gettext(text, values = {}) {
  return filled(words[text] || text, values);
}

/** Give the words that fit a number, which stands in them as %(num)s. */
export function ngettext(one, many, num, values) {
  const forms = words[one];
  const text = forms ? forms[locale.forms[num < 200 ? num : 100 + (num % 100)]] : num === 1 ? one : many;
  return filled(text, { num, ...values });
}

/** Write a day: 12 January 2027. */
export function dated(day) {
  if (locale.years) return filled(locale.years[day.getMonth()], { day: day.getDate(), year: day.getFullYear() });
  return new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric" }).format(day);
}

/** Let a name keep its own direction inside words that run from right to left. */
export function isolated(text) {
  return document.documentElement.dir === "rtl" ? `\u2068${text}\u2069` : text;
}
