// For tests: reads entries from a JSON file {shape, texts} and says what each would be written as.
import { readFileSync } from "node:fs";
import { readEntry, readRecords, writeEntry, writeRecords } from "./entry.mjs";

const { shape, texts, records } = JSON.parse(readFileSync(0, "utf-8"));
const written = texts.map((text) => writeEntry(readEntry(text, shape), shape));
const files = (records ?? []).map(({ text, shape: own, set = {} }) => {
  const list = readRecords(text, own).map((one) => ({ ...one, ...(set[one.id] ?? {}) }));
  return writeRecords(text, list, own);
});
process.stdout.write(JSON.stringify({ written, files }));
