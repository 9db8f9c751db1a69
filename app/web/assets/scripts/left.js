// After "Exit this page", going Back must not bring any of our pages up again in this tab.
// All that is kept is one word in the tab's own memory, with where to go instead. The browser
// forgets it with the tab, and opening one of our pages afresh wipes it.

const KEY = "left";

/** The tab's memory, or nothing where the browser forbids it. */
function memory() {
  try {
    return window.sessionStorage;
  } catch {
    return null;
  }
}

export function remember(url) {
  try {
    memory()?.setItem(KEY, url);
  } catch {
    // A full or forbidden store: leaving matters more.
  }
}

/** Leave again at once if this page was reached by going Back after leaving. */
export function stayAway() {
  const [entry] = performance.getEntriesByType?.("navigation") ?? [];
  if (entry && entry.type !== "back_forward" && entry.type !== "reload") {
    memory()?.removeItem(KEY);
  }
  leaveIfLeft();
  addEventListener("pageshow", (event) => event.persisted && leaveIfLeft());
}

/** Where to go instead, if this tab was left by "Exit this page". */
export function left() {
  return memory()?.getItem(KEY);
}

function leaveIfLeft() {
  const url = left();
  if (!url) return;
  document.documentElement.classList.add("leaving");
  document.title = "";
  location.replace(url);
}
