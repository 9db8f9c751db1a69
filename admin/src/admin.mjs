// Starts Decap CMS with our formats and with previews in the site's own style.

import { readEntry, readRecords, writeEntry, writeRecords } from "./entry.mjs";

const { CMS, createClass, h } = window;

/** An entry: fields above, words below. */
function entries(shape) {
  return {
    fromFile: (text) => readEntry(text, shape),
    toFile: (entry) => writeEntry(entry, shape),
  };
}

/**
 * A file of records by id, as a list called `name`.
 * Decap does not hand back the text it read, so it is kept: what nobody changed stays to the letter.
 */
function records(name, shape) {
  const read = [];
  return {
    fromFile(text) {
      if (!read.includes(text)) read.push(text);
      return { [name]: readRecords(text, shape) };
    },
    toFile(data) {
      // Nobody means to take all of them out: then they had not been read yet.
      if (!data[name]?.length) return read.at(-1) ?? "";
      const versions = read.map((text) => writeRecords(text, data[name], shape));
      const changes = versions.map((text, at) => distance(text, read[at]));
      return versions[changes.indexOf(Math.min(...changes))] ?? "";
    },
  };
}

/** How many lines of one text are not in the other. */
function distance(one, other) {
  const known = new Set(other.split("\n"));
  return one.split("\n").filter((line) => !known.has(line)).length;
}

/** Topics and areas, to be chosen from, not changed here. */
function lookup(terms) {
  let read = "";
  return {
    fromFile(text) {
      read = text;
      return terms;
    },
    toFile: () => read,
  };
}

const Preview = createClass({
  render() {
    const { entry } = this.props;
    const get = (name) => entry.getIn(["data", name]);
    const list = (name) => get(name)?.toJS?.() ?? [];
    const part = (heading, ...words) =>
      words.some(Boolean) ? h("section", {}, h("h2", {}, heading), ...words) : null;
    const line = (text) => (text ? h("p", {}, text) : null);
    const phones = list("phones").map((phone) =>
      line([phone.number, phone.extension, phone.description].filter(Boolean).join(", ")),
    );
    return h(
      "main",
      { className: "wide page", lang: "en" },
      h("h1", {}, get("name") || "A new service"),
      line(get("alert")),
      line(get("summary")),
      h("div", { className: "prose" }, this.props.widgetFor("body")),
      part("Who it is for", line(get("eligibility_description"))),
      part("Get in touch", ...phones, line(get("email")), line(get("url")), line(get("application_process"))),
      part("What happens when you get in touch", line(get("what_happens"))),
      part("When it is open", line(get("opening_description"))),
      part("Not confirmed", line(list("unconfirmed").join(", ").replaceAll("_", " "))),
    );
  },
});

async function start() {
  const told = await (await fetch("fields.json")).json();
  CMS.registerCustomFormat("signpost-entry", "md", entries(told.service));
  CMS.registerCustomFormat("signpost-organizations", "yaml", records("organizations", told.organization));
  CMS.registerCustomFormat("signpost-locations", "yaml", records("locations", told.location));
  CMS.registerCustomFormat("signpost-taxonomy", "yaml", lookup(told.taxonomy));
  CMS.registerPreviewStyle(told.style);
  CMS.registerPreviewTemplate("services", Preview);
  CMS.init();
}

start();
