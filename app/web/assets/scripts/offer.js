// Offers the page in the language somebody's phone speaks, where there is one. It only offers:
// nothing changes by itself, and nothing is stored until they say that they do not want it.

const KEY = "language-offer";

function refused() {
  try {
    return localStorage.getItem(KEY) === "no";
  } catch {
    return false;
  }
}

function refuse() {
  try {
    localStorage.setItem(KEY, "no");
  } catch {
    // It stays away for this page.
  }
}

/** The link to the page in the first of the reader's languages that we have, unless it is English. */
function wanted() {
  const links = [...document.querySelectorAll("#languages a")];
  for (const code of navigator.languages.map((one) => one.split("-")[0])) {
    if (code === "en") return null;
    const link = links.find((one) => one.hreflang === code);
    if (link) return link;
  }
  return null;
}

export function offer() {
  addEventListener("DOMContentLoaded", () => {
    const bar = document.querySelector("[data-offer]");
    // Whoever reads another language than English has chosen it.
    const link = document.documentElement.lang === "en" && bar && !refused() && wanted();
    if (!link) return;
    bar.prepend(link.cloneNode(true));
    bar.hidden = false;
    bar.querySelector("button").addEventListener("click", () => {
      refuse();
      bar.remove();
    });
  });
}
