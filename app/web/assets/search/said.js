// What results say in the page's language, laid over the English. app/web/said.py says what is in the file.

import { values } from "./cards.js";

/** Gives an engine the words of the page's language, where that is not English. */
export async function speak(engine, files) {
  const { lang } = document.documentElement;
  if (lang === "en") return engine;
  const { labels, bands, areas, names, contacts, cards } = await files.get(`said-${lang}`);
  const relabelled = (rows, by) => rows.map(([id, label, ...rest]) => [id, by[id] ?? label, ...rest]);
  const columns = Object.entries(cards).map(([name, column]) => [name, values(column)]);
  const { data } = engine;
  Object.assign(data, { labels, bands: relabelled(data.bands, bands), areas: relabelled(data.areas, areas) });
  for (const [id, urgent] of Object.entries(data.crisis)) {
    data.crisis[id] = [names[id]?.[0] ?? urgent[0], contacts[id] ?? urgent[1]];
  }
  engine.cards.over = (entry, id) => {
    const [name, summary] = names[id] ?? [];
    const own = name ? { name, summary } : { english: true };
    const contact = contacts[id] ? { contact: contacts[id] } : {};
    return { ...Object.fromEntries(columns.map(([field, column]) => [field, column[entry]])), ...own, ...contact };
  };
  return engine;
}
