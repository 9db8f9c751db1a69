// Builds the editing page: Decap CMS as published, and our few scripts, into app/web/static/admin.
//
// Decap's one bundle is taken out of its npm package; its thousand dependencies are in the bundle
// already, so they are not installed. The package must be the very one named here.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, copyFileSync, existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const DECAP = "decap-cms@3.16.3";
const INTEGRITY =
  "sha512-hf+dPlCh7TJmWl8+6VRzHYOWhri5xgUknrZbDewaWe4s9B7xJ8PQugp2QHeSldMUKzav6+z0oIpwUYhUJDYtYw==";
const HERE = dirname(fileURLToPath(import.meta.url));
const OUT = join(HERE, "..", "app", "web", "static", "admin");

function fetchDecap(folder) {
  execFileSync("npm", ["pack", DECAP, "--silent", "--pack-destination", folder], { cwd: folder });
  const tarball = join(folder, readdirSync(folder).find((name) => name.endsWith(".tgz")));
  const found = `sha512-${createHash("sha512").update(readFileSync(tarball)).digest("base64")}`;
  if (found !== INTEGRITY) throw new Error(`${DECAP} is not the package it was: ${found}`);
  execFileSync("tar", ["xzf", tarball, "-C", folder]);
  return join(folder, "package", "dist");
}

const work = mkdtempSync(join(tmpdir(), "signpost-admin-"));
const aside = `${OUT}.new`;
try {
  rmSync(aside, { recursive: true, force: true });
  mkdirSync(aside, { recursive: true });
  const dist = fetchDecap(work);
  for (const name of readdirSync(dist)) {
    const wanted = name === "decap-cms.js" || name.endsWith(".decap-cms.js") || name.endsWith(".wasm");
    if (wanted) copyFileSync(join(dist, name), join(aside, name));
  }
  await build({
    entryPoints: ["before", "admin"].map((name) => join(HERE, "src", `${name}.mjs`)),
    outdir: aside,
    bundle: true,
    format: "iife",
    minify: true,
    target: "es2022",
    legalComments: "none",
  });
  rmSync(OUT, { recursive: true, force: true });
  if (existsSync(OUT)) throw new Error(`${OUT} cannot be replaced`);
  renameSync(aside, OUT);
} finally {
  rmSync(work, { recursive: true, force: true });
  rmSync(aside, { recursive: true, force: true });
}
