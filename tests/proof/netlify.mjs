// Serves a frozen site as Netlify does: by Netlify's own redirect engine and its own reading of
// headers. `node netlify.mjs <folder> <netlify.toml>` prints the port it listens on.
import { createServer } from "node:http";
import { readFile, stat } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { parseAllHeaders } from "@netlify/headers-parser";
import { parseAllRedirects } from "@netlify/redirect-parser";
import redirector from "netlify-redirector";

const [folder, config] = process.argv.slice(2);
const TYPES = {
  ".html": "text/html; charset=UTF-8",
  ".css": "text/css; charset=UTF-8",
  ".js": "application/javascript; charset=UTF-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".xml": "application/xml",
  ".txt": "text/plain; charset=UTF-8",
};

const { redirects, errors } = await parseAllRedirects({
  redirectsFiles: [join(folder, "_redirects")], netlifyConfigPath: config, configRedirects: [], minimal: true,
});
const { headers, errors: wrong } = await parseAllHeaders({
  headersFiles: [join(folder, "_headers")], netlifyConfigPath: config, configHeaders: [], minimal: false,
});
if (errors.length || wrong.length) throw new Error([...errors, ...wrong].map(String).join("\n"));
const rules = redirects.map(({ from, to, status, force, query, conditions }) => ({
  path: from, to, status, force, params: query, conditions, negative: false,
}));
const matcher = await redirector.parseJSON(JSON.stringify(rules), {});

/** The file that answers a path, as Netlify looks for it. */
async function fileOf(path) {
  const bare = normalize(decodeURIComponent(path)).replace(/\/$/, "");
  for (const name of [bare, `${bare}.html`, `${bare}/index.html`]) {
    const file = join(folder, name);
    if (await stat(file).then((one) => one.isFile(), () => false)) return file;
  }
  return null;
}

async function answer(path, query, host) {
  const file = await fileOf(path);
  if (file) return { status: 200, file };
  const match = matcher.match({
    scheme: "http", host, path, query, headers: {}, cookieValues: {}, getHeader: () => "", getCookie: () => "",
  });
  if (!match || match.force404) return { status: 404, file: await fileOf("/404.html") };
  if (match.status >= 300 && match.status < 400) return { status: match.status, to: match.to };
  const target = await fileOf(new URL(match.to, `http://${host}`).pathname);
  return target ? { status: match.status, file: target } : { status: 404, file: await fileOf("/404.html") };
}

const server = createServer(async (request, response) => {
  const url = new URL(request.url, "http://localhost");
  const found = await answer(url.pathname, url.search.slice(1), request.headers.host);
  const body = found.file ? await readFile(found.file) : "";
  const told = { "Content-Type": TYPES[extname(found.file ?? "")] ?? "application/octet-stream" };
  for (const rule of headers) if (rule.forRegExp.test(url.pathname)) Object.assign(told, rule.values);
  if (found.to) told.Location = found.to;
  response.writeHead(found.status, told).end(body);
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
