// What the site says of services now: {services, private, moved, sure}, from the files of cards.
// It is sure if every file that was wanted could be had.

import { fetched } from "./dom.js";

/** The files of cards that a page names, each with the mark it has now. */
export function filesOf({ cards: whole, marks: told }) {
  const marks = told.split(" ");
  const coming = new Map(); // By their addresses, each fetched once.

  /** The number of the file a service is in: as `file_of` in app/web/keeping/my_list.py. */
  const fileOf = (id) => [...id].reduce((soFar, letter) => (31 * soFar + letter.charCodeAt(0)) % 65521, 0) % marks.length;

  const numbers = (ids) => [...new Set(ids.map(fileOf))];

  function fileAt(address) {
    if (!coming.has(address)) {
      const file = fetched(address);
      file.catch(() => coming.delete(address));
      coming.set(address, file);
    }
    return coming.get(address);
  }

  /** Whether so many files would be needed that the one with all cards is asked for instead. */
  const areMany = (ids) => 2 * numbers(ids).length > marks.length;

  return {
    areMany,

    /** Whether a card that was kept is as it is now. */
    isRight: (id, card) => card?.mark === marks[fileOf(id)],

    /** Ask for some services. */
    async ask(ids) {
      const addresses = areMany(ids) ? [whole] : numbers(ids).map((number) => whole.replace(".json", `/${number}.json`));
      return joined(await Promise.all(addresses.map((one) => fileAt(one).catch(() => null))));
    },

    /** Ask for all services without letting anything else go on meanwhile. */
    askAtOnce() {
      const request = new XMLHttpRequest();
      request.open("GET", whole, false);
      try {
        request.send();
        return joined([JSON.parse(request.responseText)]);
      } catch {
        return joined([null]);
      }
    },
  };
}

/** What files say together; null for one that could not be had. */
function joined(files) {
  const had = files.filter(Boolean);
  const all = (name) => Object.assign({}, ...had.map((file) => file[name]));
  const secret = had.flatMap((file) => file.private);
  return { services: all("services"), private: secret, moved: all("moved"), sure: had.length === files.length };
}
