// The service worker: urgent help, My list and pages seen, for when there is no internet.
// While there is a connection every page comes from the network, so a number is never old.
// Only pages that say they may be saved are: discreet pages do not, nor anything with a question
// in its address. In /sw.js this follows what `signpost` is; a new build brings a new version.

import { hasRoom } from "./weight.js";

const { version, base, offline, pages, files, later, data, list } = self.signpost;
const ALL = `signpost${base}:`;
const SHELL = `${ALL}build-${version}`; // what every device keeps, of this build
const SEEN = `${ALL}seen`; // pages opened, the latest ones
const KEPT = `${ALL}kept`; // pages of My list
const MOST = 60;
const OFFLINE = 5000; // bytes, about
const FURTHER = 7000; // any other page that every device keeps
const SAVED = "x-saved-at";
const marked = (text) => text; // Said in the language of the page it is put into.
const ELSEWHERE = marked("You are offline, and the page you asked for is not saved on this device.");
const WHEN = marked("You are offline. This page was saved on %(date)s at %(time)s. Numbers and times may have changed since.");
const MAY = '<meta name="may-be-saved" content="yes">';

self.addEventListener("install", (event) => event.waitUntil(install().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(clearOld().then(() => self.clients.claim())));
self.addEventListener("message", (event) => event.waitUntil(told(event.data ?? {})));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin || !url.pathname.startsWith(`${base}/`)) return;
  if (request.mode === "navigate") event.respondWith(page(event, url));
  else if (url.pathname.startsWith(`${base}/static/built/`)) event.respondWith(file(request, url));
  else if (data.includes(url.pathname) || url.pathname.startsWith(list.cards)) event.respondWith(fact(event, url));
});

async function install() {
  const shell = await caches.open(SHELL);
  await shell.addAll(files);
  // A page of this site that starts the worker weighs first whether it leaves room for more.
  if (self.registration.active) await saveNext();
  if (await (await caches.open(KEPT)).match(list.page)) await saveList();
}

/** Save the next of the pages that every device keeps: one at each page opened, so that none is slow. */
async function saveNext() {
  const shell = await caches.open(SHELL);
  for (const path of pages) {
    if (await shell.match(path)) continue;
    if (hasRoom(path === offline ? OFFLINE : FURTHER)) await save(SHELL, await fetch(path, { cache: "reload" }), path);
    return;
  }
}

/** Save what My list needs, once there is something in it. */
async function saveList() {
  await (await caches.open(SHELL)).addAll(list.files);
  await save(KEPT, await fetch(list.page), list.page);
}

async function clearOld() {
  const names = await caches.keys();
  for (const name of names.filter((one) => one.startsWith(`${ALL}build-`) && one !== SHELL)) {
    await handOver(await caches.open(name));
    await caches.delete(name);
  }
}

/** Keep a page of the old build until that of the new one is saved. */
async function handOver(old) {
  const [shell, seen] = await Promise.all([caches.open(SHELL), caches.open(SEEN)]);
  for (const path of pages) {
    const found = await old.match(path);
    if (found && !(await shell.match(path))) await seen.put(path, found);
  }
}

// --- saving -------------------------------------------------------------------------------------

/** Save a page if it says that it may be; note when. Give whether it was saved. */
async function save(name, answer, path) {
  if (!answer.ok || answer.redirected || !answer.headers.get("content-type")?.startsWith("text/html")) return false;
  const text = await answer.text();
  if (!text.includes(MAY)) return false;
  const headers = new Headers(answer.headers);
  headers.set(SAVED, String(Date.now()));
  const cache = await caches.open(name);
  await cache.delete(path); // So that the order is that of use.
  await cache.put(path, new Response(text, { headers }));
  return true;
}

/** Note a page that was opened; forget one that is gone or may no longer be saved. */
async function note(answer, url) {
  if (url.search) return;
  const kept = await caches.open(KEPT);
  const seen = await caches.open(SEEN);
  const path = url.pathname;
  if (answer.status >= 500) return;
  if (!(await save((await kept.match(path)) ? KEPT : SEEN, answer, path))) {
    await Promise.all([kept.delete(path), seen.delete(path)]);
  }
  const paths = await seen.keys();
  await Promise.all(paths.slice(0, Math.max(0, paths.length - MOST)).map((one) => seen.delete(one)));
}

async function told({ keep = [], drop = [], next = false, wipe = false }) {
  if (wipe) {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name.startsWith(ALL)).map((name) => caches.delete(name)));
    await self.registration.unregister();
    return;
  }
  if (next) await saveNext().catch(() => {});
  const cache = await caches.open(KEPT);
  for (const path of drop) await cache.delete(path);
  if (keep.length && !(await cache.match(list.page))) await saveList().catch(() => {});
  for (const path of keep) {
    try {
      await save(KEPT, await fetch(path), path);
    } catch {
      // No connection: the list itself still holds the number.
    }
  }
}

// --- answering ----------------------------------------------------------------------------------

/** Ask the network, past what the browser itself has stored: a number must be of today. */
function fresh(request) {
  return fetch(request, { cache: "no-cache" });
}

async function page(event, url) {
  performance.clearResourceTimings(); // From here on they are what this page moves.
  try {
    const answer = await fresh(event.request);
    event.waitUntil(note(answer.clone(), url).catch(() => {}));
    return answer;
  } catch {
    return (await saved(url.pathname)) ?? (await saved(offline, true)) ?? Response.error();
  }
}

/** A saved page, the newest there is, with a plain note of when it was saved. */
async function saved(path, instead = false) {
  let best;
  for (const name of [SHELL, SEEN, KEPT]) {
    const found = await (await caches.open(name)).match(path);
    if (found && !(best && when(best) >= when(found))) best = found;
  }
  if (!best) return undefined;
  const text = await best.text();
  const told = instead ? said(text, ELSEWHERE) : saidWhen(text, new Date(when(best)));
  const banner = `<div class="offline-note" role="status">${told}</div>`;
  const page = instead ? withLinks(text, await links()) : text;
  return new Response(page.replace("<main", `${banner}<main`), { headers: best.headers });
}

/** Put links into the place that the page for offline has for them. */
function withLinks(text, rows) {
  if (!rows) return text;
  return text.replace("data-saved hidden", "data-saved").replace("data-saved-links>", () => `data-saved-links>${rows}`);
}

/** Rows of links to the pages that were opened or kept, by their titles, which are HTML already. */
async function links() {
  const found = new Map();
  for (const name of [SEEN, KEPT]) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const title = /<title>(.+?)( – |<)/.exec(await (await cache.match(request)).text());
      if (title) found.set(new URL(request.url).pathname, title[1]);
    }
  }
  for (const path of [...pages, list.page]) found.delete(path);
  const sorted = [...found].sort((a, b) => a[1].localeCompare(b[1]));
  return sorted.map(([path, title]) => `<li><a href="${path}">${title}</a></li>`).join("");
}

function when(answer) {
  return Number(answer.headers.get(SAVED));
}

// --- in the language of the page ----------------------------------------------------------------

/** The words that a page of another language carries for its scripts (app/languages.py). */
function wordsOf(text) {
  const [, words] = /<script[^>]*id="words"[^>]*>([^<]*)</.exec(text) ?? [];
  return words ? JSON.parse(words) : {};
}

function said(text, english) {
  return wordsOf(text)[english] ?? english;
}

function saidWhen(text, time) {
  const { date, clock } = parts(time, wordsOf(text)[""]);
  return said(text, WHEN).replace("%(date)s", date).replace("%(time)s", clock);
}

function parts(time, locale) {
  if (locale) {
    const minute = String(time.getMinutes()).padStart(2, "0");
    return {
      date: locale.years[time.getMonth()].replace("%(day)s", time.getDate()).replace("%(year)s", time.getFullYear()),
      clock: locale.times[time.getHours()].replace("%(minute)s", minute),
    };
  }
  const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric" });
  const hour = new Intl.DateTimeFormat("en-GB", { hour: "numeric", minute: "2-digit", hour12: true });
  return { date: day.format(time), clock: hour.format(time).replace(/\s/g, "") };
}

/** A built file never changes; a page saved under an older build gets the file of this one. */
async function file(request, url) {
  const shell = await caches.open(SHELL);
  const found = await shell.match(request);
  if (found) return found;
  try {
    const answer = await fetch(request);
    if (answer.ok && later.includes(url.pathname)) await shell.put(request, answer.clone());
    return answer;
  } catch (error) {
    const plain = (path) => path.split("/").pop().replace(/\.[0-9a-f]{10}\./, ".");
    const current = [...files, ...later].find((path) => plain(path) === plain(url.pathname));
    const instead = current && (await shell.match(current));
    if (instead) return instead;
    throw error;
  }
}

/** Facts of services: from the network, and the last ones fetched when there is none. */
async function fact(event, url) {
  const cache = await caches.open(KEPT);
  try {
    const answer = await fresh(event.request);
    if (answer.ok) event.waitUntil(cache.put(url.pathname, answer.clone()).catch(() => {}));
    return answer;
  } catch (error) {
    const found = await cache.match(url.pathname);
    if (found) return found;
    throw error;
  }
}
