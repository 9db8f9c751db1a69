// Builds the styles, scripts, fonts, icons and pictures into app/web/static/built/.
// The names carry a hash of what is in the file; manifest.json leads from plain names to those.
// Everything is written aside and swapped in whole; the same input gives the same bytes.

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Resvg, initWasm } from "@resvg/resvg-wasm";
import { build as bundle } from "esbuild";
import { PurgeCSS } from "purgecss";
import * as sass from "sass";
import subsetFont from "subset-font";

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, "../../..");
const out = resolve(here, "../static/built");
const aside = `${out}.new-${process.pid}`;
const packages = createRequire(import.meta.url);
const content = resolve(root, process.env.SIGNPOST_CONTENT || "content");
const manifest = {};
const sources = {}; // Which of our files each script is made of: a page carries the words of its own.

function read(...path) {
  return readFileSync(join(here, ...path), "utf8");
}

/** Write a file under a name with its hash, and note that name. */
function put(name, bytes) {
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 10);
  const hashed = name.replace(/(\.[^.]+)$/, `.${hash}$1`);
  writeFileSync(join(aside, hashed), bytes);
  manifest[name] = hashed;
}

// --- fonts: the letters of western Europe; the rest comes from the reader's own fonts ------------

const LETTERS =
  Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)).join("") +
  "\u00a0£©«»°·½¼¾×–—‘’“”…•€−" +
  "àáâäçèéêëìíîïñòóôöùúûüýÀÁÂÄÇÈÉÊËÌÍÎÏÑÒÓÔÖÙÚÛÜÝßŵŷŴŶ";

async function fonts() {
  const plain = {};
  for (const [name, weight] of [["regular", 400], ["bold", 700]]) {
    const whole = readFileSync(
      packages.resolve(
        `@fontsource/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-${weight}-normal.woff2`,
      ),
    );
    const keepFeatures = ["kern", "tnum"];
    put(`${name}.woff2`, await subsetFont(whole, LETTERS, { targetFormat: "woff2", keepFeatures }));
    plain[name] = await subsetFont(whole, LETTERS, { targetFormat: "truetype", keepFeatures });
  }
  return plain;
}

// --- styles --------------------------------------------------------------------------------------

/** Turn left and right into start and end, so that govuk-frontend's parts mirror as ours do. */
function logical(css) {
  return css
    .replace(/\b(margin|padding)-(left|right):/g, (_, what, side) => `${what}-inline-${end(side)}:`)
    .replace(/\bborder-(left|right)(-(?:width|color|style))?:/g, (_, side, part = "") => `border-inline-${end(side)}${part}:`)
    .replace(/\b(text-align|float|clear):(left|right)/g, (_, what, side) =>
      `${what}:${what === "text-align" ? "" : "inline-"}${end(side)}`)
    .replace(/([{;])(left|right):/g, (_, before, side) => `${before}inset-inline-${end(side)}:`);
}

function end(side) {
  return side === "left" ? "start" : "end";
}

// All but what govuk-frontend draws in other ways than the plain one, which alone may be taken out.
const NO_VARIANT = /^(?!govuk-.*(--|wrapper|prefix|suffix|overlay|hide-content|error-message|start-icon))/;

/** Take out the variants of govuk-frontend's parts that no template and no script names. */
async function used(css) {
  const content = [resolve(here, "../templates/**/*.html"), join(here, "**/*.js")];
  const [purged] = await new PurgeCSS().purge({
    content,
    css: [{ raw: css }],
    safelist: [NO_VARIANT],
  });
  return purged.css;
}

async function styles(name) {
  const { css } = sass.compile(join(here, `styles/${name}.scss`), {
    style: "compressed",
    importers: [new sass.NodePackageImporter(here)],
    quietDeps: true,
  });
  return logical(await used(css)).replace(/url\("?([\w-]+\.woff2)"?\)/g, (_, name) => `url(${manifest[name]})`);
}

// --- scripts -------------------------------------------------------------------------------------

const SCRIPTS = ["scripts/site", "scripts/page", "scripts/exit", "keeping/printing", "keeping/worker"];
const MODULES = ["near/near", "search/search", "search/whole", "search/suggest", "keeping/my-list", "keeping/sheet", "keeping/qr"];

async function scripts() {
  await bundled(SCRIPTS, "iife", "es2019");
  await bundled(MODULES, "esm", "es2020");
}

async function bundled(names, format, target) {
  const made = await bundle({
    entryPoints: names.map((name) => join(here, `${name}.js`)),
    bundle: true,
    minify: true,
    format,
    target,
    supported: { "dynamic-import": true },
    legalComments: "none",
    write: false,
    metafile: true,
    absWorkingDir: root,
    outdir: aside,
  });
  for (const file of made.outputFiles) put(file.path.split(/[\\/]/).pop(), file.contents);
  for (const [file, { inputs }] of Object.entries(made.metafile.outputs)) {
    sources[file.split("/").pop()] = Object.keys(inputs).filter((name) => name.startsWith("app/")).sort();
  }
}

// --- icons: our own list, and those the content names --------------------------------------------

function icons() {
  const taxonomy = join(content, "taxonomy.yaml");
  const text = existsSync(taxonomy) ? readFileSync(taxonomy, "utf8") : "";
  const named = [...text.matchAll(/\bicon:\s*["']?([a-z0-9-]+)/g)].map((match) => match[1]);
  const drawn = {};
  for (const name of [...new Set([...JSON.parse(read("icons.json")), ...named])].sort()) {
    let svg;
    try {
      svg = readFileSync(packages.resolve(`lucide-static/icons/${name}.svg`), "utf8");
    } catch {
      console.warn(`There is no icon called ${name} in Lucide; a signpost stands in for it.`);
      continue;
    }
    const shapes = svg
      .replace(/<!--.*?-->/gs, "")
      .replace(/<\/?svg[^>]*>/g, "")
      .replace(/\s*\/>/g, "/>")
      .replace(/\s+/g, " ")
      .replace(/> </g, "><")
      .trim();
    drawn[name] =
      `<svg class="icon icon-${name}" viewBox="0 0 24 24" width="24" height="24" fill="none" stroke="currentColor" aria-hidden="true" focusable="false">${shapes}</svg>`;
  }
  writeFileSync(join(aside, "icons.json"), JSON.stringify(drawn, null, 1));
}

// --- pictures ------------------------------------------------------------------------------------

async function pictures(plain) {
  await initWasm(readFileSync(packages.resolve("@resvg/resvg-wasm/index_bg.wasm")));
  const icon = read("drawings/icon.svg");
  const font = { fontBuffers: [plain.regular, plain.bold], defaultFontFamily: "Atkinson Hyperlegible Next", loadSystemFonts: false };
  const draw = (svg, width) => new Resvg(svg, { fitTo: { mode: "width", value: width }, font }).render().asPng();
  put("icon.svg", icon);
  put("icon-192.png", draw(icon, 192));
  put("icon-512.png", draw(icon, 512));
  put("og.png", draw(shareImage(), 1200));
}

/** The picture shown where the site is shared: name and tagline of the site settings. */
function shareImage() {
  const site = join(content, "site.yaml");
  const text = existsSync(site) ? readFileSync(site, "utf8") : "";
  const setting = (name, otherwise) =>
    (text.match(new RegExp(`^${name}:\\s*["']?(.*?)["']?\\s*$`, "m"))?.[1] ?? otherwise)
      .replace(/&/g, "&amp;")
      .replace(/</g, "&lt;");
  const mark = read("drawings/icon.svg").match(/<g[\s\S]*<\/g>/)[0];
  return read("drawings/og.svg")
    .replace("{mark}", mark)
    .replace("{name}", setting("name", "Signpost"))
    .replace("{tagline}", setting("tagline", "Find help for your family"));
}

rmSync(aside, { recursive: true, force: true });
mkdirSync(aside, { recursive: true });
try {
  const plain = await fonts();
  for (const name of ["site", "lists"]) put(`${name}.css`, await styles(name));
  await scripts();
  icons();
  await pictures(plain);
  const sorted = Object.fromEntries(Object.entries(manifest).sort());
  writeFileSync(join(aside, "manifest.json"), JSON.stringify(sorted, null, 1));
  writeFileSync(join(aside, "sources.json"), JSON.stringify(sources, null, 1));
  const old = `${out}.old-${process.pid}`;
  if (existsSync(out)) renameSync(out, old);
  renameSync(aside, out);
  rmSync(old, { recursive: true, force: true });
} catch (error) {
  rmSync(aside, { recursive: true, force: true });
  console.error(`The styles and scripts were not built: ${error.message ?? error}`);
  process.exitCode = 1;
}
