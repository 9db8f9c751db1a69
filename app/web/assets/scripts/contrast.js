// The contrast switch. Nothing is stored until somebody uses it.

const KEY = "contrast";
const root = document.documentElement;

function stored() {
  try {
    return localStorage.getItem(KEY) === "high";
  } catch {
    return false;
  }
}

function keep(high) {
  try {
    if (high) localStorage.setItem(KEY, "high");
    else localStorage.removeItem(KEY);
  } catch {
    // It still works for this page.
  }
}

function show(high) {
  root.classList.toggle("high-contrast", high);
  for (const button of document.querySelectorAll("[data-contrast]")) {
    button.setAttribute("aria-pressed", String(high));
  }
}

export function contrast() {
  root.classList.toggle("high-contrast", stored());
  addEventListener("DOMContentLoaded", () => show(stored()));
  addEventListener("click", (event) => {
    if (!event.target.closest?.("[data-contrast]")) return;
    const high = !root.classList.contains("high-contrast");
    keep(high);
    show(high);
  });
}
