// Waits until a page has nothing better to do.

/** Promises a moment in which nobody waits for the page, within so many milliseconds at most. */
export function idle(most) {
  const { requestIdleCallback: ask } = globalThis;
  return new Promise((done) => (ask ? ask(done, { timeout: most }) : setTimeout(done)));
}
