// Entries are Markdown files with a layout; all other pages come of data, a page for each item.
import { readFileSync } from "node:fs";

const told = (name) => JSON.parse(readFileSync(`data/${name}.json`, "utf8"));

export default function (config) {
  config.setQuietMode(true);
  config.setNunjucksEnvironmentOptions({ trimBlocks: true, lstripBlocks: true });
  // What all pages share stands outside of the data of each page, which is copied for each.
  const shared = { site: told("site"), entries: told("entries"), mark: "\ue000" };
  for (const [name, value] of Object.entries(shared)) {
    config.addNunjucksGlobal(name, value);
  }
  config.addNunjucksFilter("json", json);
  let services, templates;
  config.addCollection("services", (all) => {
    const found = all.getFilteredByGlob("services/*.md");
    services = Object.fromEntries(found.map((one) => [one.fileSlug, one]));
    return found;
  });
  config.amendLibrary("njk", (library) => {
    templates = library;
  });
  // Draws a template once for what it is given, however many pages it stands on.
  const drawn = new Map();
  config.addNunjucksGlobal("once", (name, ...given) => {
    const key = [name, ...given].join(" ");
    if (!drawn.has(key)) {
      drawn.set(key, templates.render(name, { services, given }));
    }
    return drawn.get(key);
  });
  for (const name of ["lists", "places", "questions"]) {
    config.addGlobalData(name, told(name));
  }
  return { markdownTemplateEngine: false, dir: { output: "out" } };
}

/** JSON for an attribute in single quotes, or for a script. */
function json(value) {
  const safe = (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return this.env.filters.safe(JSON.stringify(value).replace(/[&'<>]/g, safe));
}
