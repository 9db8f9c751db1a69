// Entries and lists of records to what the CMS edits, and back to files in Signpost's one form.
// app/editing/writing.py writes the same form by the same rules; a test compares every entry.

import { parse, parseDocument } from "yaml";

const FRONT_MATTER = /^---[ \t]*\n([\s\S]*?\n)??---[ \t]*(?:\n|$)/;
const WORDS_OF_YAML = new Set(["true", "false", "yes", "no", "on", "off", "y", "n", "null"]);
const NUMBER_OR_DATE = /^[-+.\d][-+.:_\deExoa-f]*$/;
const ODD = "\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029\\ufeff\\ufffe\\uffff";
const PLAIN = new RegExp(`^[A-Za-z0-9](?:[^${ODD}]*[^\\s${ODD}])?$`);
const UNSAFE = new RegExp(`[${ODD}]`, "g");
const AS_TEXT = { schema: "failsafe", uniqueKeys: true };

// --- reading -----------------------------------------------------------------

/** Read an entry's file; `shape` says which fields are numbers or yes and no. */
export function readEntry(text, shape) {
  const sound = text.replace(/^\ufeff/, "").replace(/\r\n/g, "\n");
  const match = FRONT_MATTER.exec(sound);
  const fields = match ? parse(match[1] ?? "", AS_TEXT) ?? {} : {};
  const body = (match ? sound.slice(match[0].length) : sound).trim();
  return { ...typed(fields, shape), body };
}

/** Read a file of records by id as a list, which the CMS can edit and look up. */
export function readRecords(text, shape) {
  const records = Object.entries(parse(text, AS_TEXT) ?? {});
  return records.map(([id, record]) => ({ id, ...typed(record, shape) }));
}

/** Give texts the types the CMS's widgets want; texts that do not fit stay as they are. */
function typed(record, shape) {
  const result = {};
  for (const [name, value] of Object.entries(record)) {
    const field = shape[name];
    if (value === null || value === "") continue;
    if (field?.kind === "rows") result[name] = value.map((row) => typed(row, field.rows));
    else if (field?.kind === "yes-no") result[name] = value === "true";
    else if (field?.kind === "number" && !Number.isNaN(Number(value))) result[name] = Number(value);
    else result[name] = value;
  }
  return result;
}

// --- writing -----------------------------------------------------------------

/** Write an entry as the text of its file. */
export function writeEntry(entry, shape) {
  const { body = "", ...fields } = entry;
  return ["---", ...recordLines(fields, shape), "---", String(body).trim(), ""].join("\n");
}

/** Put changed, new and gone records in a file of records; all else of the file stays as it was. */
export function writeRecords(text, records, shape) {
  const before = new Map(readRecords(text, shape).map((record) => [record.id, record]));
  const wanted = new Map(records.map((record) => [record.id, record]));
  const pieces = [];
  let from = 0;
  for (const { id, start, end } of places(text)) {
    const record = wanted.get(id);
    if (record && same(record, before.get(id), shape)) continue;
    pieces.push(text.slice(from, start), record ? recordText(record, shape) : "");
    from = end;
  }
  const added = records.filter((record) => !before.has(record.id));
  const rest = text.slice(from);
  const gap = rest === "" || rest.endsWith("\n") ? "" : "\n";
  return pieces.join("") + rest + gap + added.map((one) => recordText(one, shape)).join("");
}

/** Find where each record stands: from its id to the end of its last line. */
function places(text) {
  return (parseDocument(text, AS_TEXT).contents?.items ?? []).map(({ key, value }) => {
    const [, end] = value?.range ?? key.range;
    const line = text.slice(0, end).endsWith("\n") ? end : text.indexOf("\n", end) + 1;
    return { id: key.value, start: key.range[0], end: line || text.length };
  });
}

function same(one, other, shape) {
  const lines = (record) => recordLines(record, shape).join("\n");
  return other !== undefined && lines(one) === lines(other);
}

function recordText({ id, ...fields }, shape) {
  const lines = recordLines(fields, shape).map((line) => `  ${line}`);
  return [`${id}:`, ...lines, ""].join("\n");
}

/** Give the lines of a record, in the model's order, without empty fields and usual values. */
function recordLines(record, shape) {
  return Object.keys(shape).flatMap((name) => fieldLines(name, record[name], shape[name]));
}

function fieldLines(name, value, field) {
  if (isEmpty(value) || String(value) === field.usual) return [];
  if (field.kind === "rows") {
    const rows = value.map((row) => recordLines(row, field.rows)).filter((lines) => lines.length);
    const marked = rows.flatMap((lines) => lines.map((line, at) => `  ${at ? "  " : "- "}${line}`));
    return rows.length ? [`${name}:`, ...marked] : [];
  }
  if (Array.isArray(value)) {
    const words = value.filter((one) => !isEmpty(one)).map((one) => scalar(one, "text", true));
    return words.length ? [`${name}: [${words.join(", ")}]`] : [];
  }
  return [`${name}: ${scalar(value, field.kind)}`];
}

function isEmpty(value) {
  const text = typeof value === "string" ? value.trim() : value;
  return text === undefined || text === null || text === "" || text?.length === 0;
}

function scalar(value, kind, inList = false) {
  if (typeof value === "boolean") return value ? "true" : "false";
  if (kind === "number" && !Number.isNaN(Number(value))) return String(Number(value));
  const text = String(value).trim().replace(/\r\n/g, "\n");
  return isPlain(text, inList) ? text : quoted(text);
}

/** Whether every reader of YAML takes the text as it stands for the same text. */
function isPlain(text, inList) {
  return (
    PLAIN.test(text) &&
    !WORDS_OF_YAML.has(text.toLowerCase()) &&
    !NUMBER_OR_DATE.test(text) &&
    !/: | #|:$/.test(text) &&
    !(inList && /[,[\]{}:]/.test(text))
  );
}

function quoted(text) {
  const escaped = (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return JSON.stringify(text).replace(UNSAFE, escaped);
}
