// "Exit this page": leaves at once, puts the neutral page in this page's place in the history,
// wipes what the site stored, and makes Back lead away again. Works by the button, by the second
// skip link, and by pressing Shift three times. Without JavaScript both links are plain links.

import { gettext as _ } from "../words.js";
import { left, remember } from "./left.js";

const PRESSES = 3;
const WITHIN = 5000; // milliseconds
const links = document.querySelectorAll("a[data-exit], [data-exit] a");
const part = document.querySelector(".govuk-exit-this-page");
let presses = 0;
let timer;

function leave() {
  const button = part.querySelector("a");
  // A blank page and a harmless title, even while the next page is slow to come.
  document.title = part.dataset.exit;
  document.querySelector("link[rel=icon]")?.remove();
  document.documentElement.classList.add("leaving");
  wipe();
  remember(button.href);
  location.replace(button.href);
}

/** Delete everything this site keeps in the browser. */
function wipe() {
  for (const name of ["localStorage", "sessionStorage"]) {
    try {
      window[name].clear();
    } catch {
      // Forbidden: then there is nothing in it.
    }
  }
  // The worker goes on when this page is gone; what is asked of the page itself may come too late.
  navigator.serviceWorker?.controller?.postMessage({ wipe: true });
  window.caches?.keys().then((names) => names.forEach((name) => caches.delete(name)), () => {});
  navigator.serviceWorker?.getRegistrations().then((all) => all.forEach((one) => one.unregister()), () => {});
}

// --- three presses of Shift, counted in sight and said to screen readers ------------------------

const said = document.createElement("span");
said.className = "govuk-visually-hidden";
said.setAttribute("role", "status");
const lights = document.createElement("span");
lights.className = "govuk-exit-this-page__indicator";
lights.setAttribute("aria-hidden", "true");
for (let i = 0; i < PRESSES; i++) {
  const light = document.createElement("span");
  light.className = "govuk-exit-this-page__indicator-light";
  lights.append(light);
}

function show() {
  lights.classList.toggle("govuk-exit-this-page__indicator--visible", presses > 0);
  [...lights.children].forEach((light, i) =>
    light.classList.toggle("govuk-exit-this-page__indicator-light--on", i < presses),
  );
}

function forget() {
  presses = 0;
  said.textContent = "";
  show();
}

function pressed(event) {
  if (event.key !== "Shift" || event.repeat) {
    // Shift with another key is typing, not a wish to leave.
    if (event.key !== "Shift" && presses) forget();
    return;
  }
  clearTimeout(timer);
  presses += 1;
  if (presses >= PRESSES) {
    leave();
    return;
  }
  said.textContent =
    presses === 1 ? _("Shift, press 2 more times to exit.") : _("Shift, press 1 more time to exit.");
  show();
  timer = setTimeout(forget, WITHIN);
}

if (part) {
  part.append(said);
  part.querySelector("a").append(lights);
  addEventListener("keydown", pressed);
  for (const link of links) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      leave();
    });
  }
  // A page kept in the browser's memory for Back must not flash up: it is blank while put away.
  addEventListener("pagehide", () => document.documentElement.classList.add("leaving"));
  addEventListener("pageshow", (event) => {
    if (event.persisted && !left()) document.documentElement.classList.remove("leaving");
  });
}
