// On the page for when there is no internet: the pages this device has saved.

async function saved() {
  const names = (await window.caches?.keys()) ?? [];
  const found = new Map();
  for (const name of names.filter((one) => one.startsWith("signpost"))) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const answer = await cache.match(request);
      if (!answer.headers.get("content-type")?.startsWith("text/html")) continue;
      const title = new DOMParser().parseFromString(await answer.text(), "text/html").title;
      found.set(new URL(request.url).pathname, title.split(" – ")[0]);
    }
  }
  return found;
}

async function list() {
  const part = document.querySelector("[data-saved]");
  const already = [...document.querySelectorAll("main .pills a")].map((one) => one.pathname);
  const rows = [...(await saved())]
    .filter(([path]) => !already.includes(path) && !path.endsWith("/offline/"))
    .sort((a, b) => a[1].localeCompare(b[1]))
    .map(([path, title]) => {
      const link = document.createElement("a");
      link.href = path;
      link.textContent = title;
      const row = document.createElement("li");
      row.append(link);
      return row;
    });
  part.querySelector("ul").replaceChildren(...rows);
  part.hidden = !rows.length;
}

list();
