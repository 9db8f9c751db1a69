// What a page has moved so far, so that what is saved beside it never makes it heavy (docs/keeping.md).

const FIRST = 60000; // bytes that a first page may move
const LATER = 20000; // and any other
const HEADERS = 800; // of one answer, about

/** Whether so many bytes more are not too many; `first` if the browser had nothing of this build. */
export function hasRoom(bytes, first = false) {
  const all = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
  const sent = all.filter((one) => one.transferSize); // The rest the browser had already.
  const moved = sent.reduce((sum, one) => sum + one.encodedBodySize + HEADERS, 0);
  // Where a host does not compress, every page is heavy, and waiting for a light one is in vain.
  const packed = sent.some((one) => one.encodedBodySize < one.decodedBodySize);
  return !packed || moved + bytes < (first ? FIRST : LATER);
}

/** Whether this page brought the styles that every page has. */
export function isFirst() {
  const [styles] = performance.getEntriesByName(document.querySelector("link[rel=stylesheet]").href);
  return Boolean(styles?.transferSize);
}
