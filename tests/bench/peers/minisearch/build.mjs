// Indexes texts, as JSON on standard input, and writes what a browser loads into a folder.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";
import MiniSearch from "minisearch";
import { options } from "./browser.mjs";

const folder = process.argv[2];
const index = new MiniSearch(options);
const texts = JSON.parse(readFileSync(0, "utf8"));
index.addAll(Object.entries(texts).map(([id, row]) => ({ id, ...row })));
mkdirSync(folder, { recursive: true });
writeFileSync(`${folder}/index.json`, JSON.stringify(index));
buildSync({
  entryPoints: [fileURLToPath(new URL("browser.mjs", import.meta.url))],
  outfile: `${folder}/minisearch.js`,
  bundle: true,
  minify: true,
  format: "esm",
});
