// What this site keeps on the device besides the list: pages to read without the internet.
// app/web/assets/keeping/worker.js keeps them; this tells it what to do.

const OFF = "offline";

export function isOff() {
  try {
    return localStorage.getItem(OFF) === "off";
  } catch {
    return false;
  }
}

/** Keep pages from now on, or never again on this device. */
export function turn(on) {
  try {
    if (on) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "off");
  } catch {
    // Then nothing is kept either.
  }
}

/** Start the worker, unless this device is not to keep pages or is short of data, and let it save a
 * page more. The host says for how long its script need not be asked for again. */
export async function start(script, next = true) {
  if (!navigator.serviceWorker || isOff() || navigator.connection?.saveData) return;
  try {
    await navigator.serviceWorker.register(script, { updateViaCache: "all" });
  } catch {
    return; // No connection, or the browser forbids it.
  }
  await navigator.serviceWorker.ready;
  if (next) tell({ next });
}

/** Tell the worker, if there is one. */
export async function tell(message) {
  const registered = await navigator.serviceWorker?.getRegistration();
  (registered?.active ?? registered?.waiting ?? registered?.installing)?.postMessage(message);
}

/** Delete every page this site has saved, and end the worker. */
export async function forgetPages() {
  for (const name of (await window.caches?.keys()) ?? []) await caches.delete(name);
  for (const one of (await navigator.serviceWorker?.getRegistrations()) ?? []) await one.unregister();
}
