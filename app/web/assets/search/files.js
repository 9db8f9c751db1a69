// The files that a search needs, each fetched once. app/search/browser.py says what is in them.

import { script, stem, words } from "./folding.js";
import { holding } from "./starts.js";

const ENGLISH = "en";

export class Files {
  /** Takes what the page was told of the files, and `fetchFile`, which promises a file's data by its name. */
  constructor({ folder, cards, all, starts, common }, fetchFile) {
    Object.assign(this, { folder, cards, all, fetchFile, coming: new Map() });
    this.starts = new Map(Object.entries(starts).map(([kind, text]) => [kind, text.split(" ")]));
    // The common words of English come with the core, so no file is asked for one.
    this.common = new Map([[ENGLISH, new Set(common.split(" "))]]);
  }

  /** Promises a file's data; one that did not come may be asked for again. */
  get(name) {
    if (!this.coming.has(name)) {
      const data = this.fetchFile(`${this.folder}/${name}.json`);
      data.catch(() => this.coming.delete(name));
      this.coming.set(name, data);
    }
    return this.coming.get(name);
  }

  /** The names of the files of a kind that may hold words from one to another. */
  holding(kind, from, to = from) {
    return holding(this.starts.get(kind) ?? [], from, to).map((n) => `${kind}-${n}`);
  }

  /** Promises of the files of a group that hold some stems. */
  fetched(group, stems) {
    const asked = stems.filter((word) => !this.common.get(group)?.has(word));
    return [...new Set(asked.flatMap((word) => this.holding(group, word)))].map((name) => this.get(name));
  }

  /** Fetches what a text will ask for when it is searched; its last word may still want its end. */
  ahead(text) {
    const typed = words(text);
    const names = typed.flatMap((word, n) => this.leading(word, n === typed.length - 1 && !/\s$/.test(text)));
    for (const name of new Set(["core", ...names])) this.get(name).catch(() => {});
  }

  /** The files a word leads to, if it is already plain which they are. */
  leading(word, unfinished) {
    const [group, start] = [groupOf(word), stem(word)];
    if (group === ENGLISH && (this.whole || this.common.get(ENGLISH).has(start))) return [];
    const some = this.holding(group, start, unfinished ? `${start}\uffff` : start);
    if (some.length !== 1) return [];
    return group === ENGLISH ? some : [group, `danger-${group}`, ...some];
  }
}

/** The group that a word is first looked for in. */
function groupOf(word) {
  return script(word) === "Latn" ? ENGLISH : script(word);
}
