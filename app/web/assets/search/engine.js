// The ranking of app/search/engine.py and scoring.py, in whole numbers, over the packed files.

import { Alarms, contacts } from "./alarms.js";
import { Cards } from "./cards.js";
import { script, stem, words } from "./folding.js";
import { reader, unpack } from "./packing.js";
import { Speller } from "./spelling.js";
import { MEANT, Table, add, div } from "./table.js";
import { Reader } from "./understanding.js";

const MOST_MENDED = 6;
// So few unknown words are mostly misspelt: what may mend them comes together with what they may be elsewhere.
const FEW = 2;
const ALSO = 6;
const LONGEST_QUERY = 2000;
// What is chosen of age or place where what the words tell of it is not to count.
export const ANY = "any";
const TOP_LEVEL = 26;
const [NEED, OWN, NAME, SECOND, WHOLE, LEADS, WHOLE_NAME] = [6, 12, 12, 6, 16, 4, 4];

export class Engine {
  /** Promises an engine over files. */
  static async open(files) {
    return new Engine(await files.get("core"), files);
  }

  constructor(data, files) {
    Object.assign(this, { data, files, reader: new Reader(data) });
    this.english = new Table("en", data, files);
    this.tables = new Map([["en", this.english]]);
    this.speller = new Speller(this.english, files);
    [this.ages, this.clusters, this.less] = [data.ages, data.clusters, data.less].map(unpack);
    const topics = reader(data.topics);
    this.topics = this.less.map(() => Array.from({ length: topics.next() }, topics.next));
    this.byNeed = data.needs.map(() => []);
    this.topics.forEach((some, entry) => some.forEach((need, place) => this.byNeed[need].push([entry, WHOLE - Math.min(place, 4)])));
    this.cards = new Cards(this, data.cards);
  }

  async find(query, { age, cluster, topic, limit = 10 } = {}) {
    const asked = await this.asked([...query].slice(0, LONGEST_QUERY).join(""));
    await this.bringDanger(asked.group);
    const told = unless(this.understood(asked), age, cluster);
    const needs = this.needScores(asked, told);
    const scores = this.entryScores(asked, needs, told);
    const ranked = [...scores]
      .filter(([entry, score]) => score > 0 && this.fits(entry, age, cluster, topic))
      .sort((a, b) => b[1] - a[1] || a[0] - b[0]);
    const bar = ranked.length ? div(ranked[0][1] * 4, 10) : 0;
    const total = ranked.filter(([, score]) => score >= bar).length;
    const shown = ranked.slice(0, total > limit ? limit : limit + ALSO);
    const hub = this.hub(cluster ?? told.place?.near);
    await this.cards.bring([...shown.map(([entry]) => entry), ...hub.entries]);
    const hits = shown.map(([entry, score]) => ({ entry, score, why: this.why(entry, needs), ...this.cards.get(entry) }));
    return {
      engine: this,
      query,
      hits: hits.slice(0, limit),
      also: hits.slice(limit),
      answers: ranked.slice(0, total).map(([entry]) => entry),
      total,
      crisis: this.crisis(asked, needs),
      didYouMean: asked.mended.size ? this.asMended(asked).join(" ") : null,
      told: { age: told.age, place: told.place },
      needs: this.bestNeeds(needs, 3),
      hub: { cluster: hub.cluster, cards: hub.entries.map((entry) => this.cards.get(entry)) },
    };
  }

  /** Answers what is still being typed if its words ask for no more files; else gives nothing. */
  async findAhead(query, options) {
    const stems = words(query).map(stem);
    await this.english.bring(stems);
    const plain = this.isEnglish(stems) && stems.every((word) => this.known(word) || this.english.common.has(word));
    return plain ? this.find(query, options) : null;
  }

  // --- words

  async asked(query) {
    const typed = words(query);
    const asked = { typed, stems: typed.map(stem), group: typed.map(script), mended: new Map() };
    const latin = typed.map((_, n) => n).filter((n) => asked.group[n] === "Latn");
    const stems = latin.map((n) => asked.stems[n]);
    await Promise.all([
      this.english.bring(stems),
      ...[...new Set(asked.group)].filter((group) => group !== "Latn").map((group) => this.bring(group, asked.stems)),
    ]);
    const unknown = stems.filter((word) => this.isUnknown(word));
    const mending = unknown.length > FEW ? null : this.speller.ahead(unknown);
    const [foreign] = await Promise.all([this.foreign(stems), mending]);
    if (!foreign) {
      for (const n of latin) asked.group[n] = "en";
      await this.mend(asked);
    }
    return asked;
  }

  /** Brings what another group knows of some stems, where there is such a group. */
  async bring(group, stems) {
    if (!this.files.starts.has(group)) return;
    // Much that is only misspelt looks foreign in Latin letters: its words of danger can wait.
    const danger = group === "Latn" ? [] : [this.files.get(`danger-${group}`)];
    const [core] = await Promise.all([this.files.get(group), ...danger, ...this.files.fetched(group, stems)]);
    if (!this.tables.has(group)) this.tables.set(group, new Table(group, core, this.files));
    await this.tables.get(group).bring(stems);
  }

  /** Brings the words of danger of the groups that a query is in. */
  async bringDanger(groups) {
    const some = [...new Set(groups)].map((group) => this.tables.get(group)).filter((table) => table && !table.alarms);
    await Promise.all(some.map(async (table) => (table.alarms = new Alarms(await this.files.get(`danger-${table.group}`)))));
  }

  /** Whether phrases, names, places or entries hold an English stem. */
  known(word) {
    return this.english.words.has(word);
  }

  /** Whether a stem may be a misspelt English word. */
  isUnknown(word) {
    return !this.known(word) && !this.english.common.has(word) && /^\p{L}+$/u.test(word);
  }

  /** Whether most of some stems are known English. */
  isEnglish(latin) {
    return latin.filter((word) => this.known(word)).length * 3 > latin.length * 2;
  }

  async foreign(latin) {
    if (!latin.length || this.isEnglish(latin)) return false;
    // Where they know no other word than English does, they cannot know more: theirs for those need not come.
    const strange = latin.filter((word) => !this.known(word));
    await this.bring("Latn", strange);
    const table = this.tables.get("Latn");
    if (!table || !strange.some((word) => table.words.has(word))) return false;
    await this.bring("Latn", latin);
    const english = latin.length - strange.length;
    if (latin.filter((word) => table.words.has(word)).length <= english) return false;
    return !(await this.onlySlipped(latin, table.common));
  }

  /** Whether words are English but for a slip: `child abuze`, though `abuz` is a word elsewhere. */
  async onlySlipped(latin, theirs) {
    if (latin.some((word) => theirs.has(word) && !this.english.common.has(word))) return false;
    const unknown = latin.filter((word) => !this.known(word) && !this.english.common.has(word));
    if (!latin.some((word) => this.known(word) && !theirs.has(word))) return false;
    const slipped = await Promise.all(unknown.map((word) => this.speller.isSlip(word)));
    return slipped.every(Boolean);
  }

  async mend(asked) {
    const unknown = asked.stems
      .map((word, n) => [word, n])
      .filter(([word, n]) => asked.group[n] === "en" && this.isUnknown(word))
      .slice(0, MOST_MENDED);
    await this.speller.ahead(unknown.map(([word]) => word));
    for (const [word, n] of unknown) await this.mendWord(asked, word, n);
  }

  async mendWord(asked, word, n) {
    const longer = n === asked.stems.length - 1 ? await this.speller.beginning(word) : [];
    const close = longer.length ? longer.slice(0, 1) : await this.speller.near(word);
    const halves = close.length ? null : await this.speller.parts(word);
    await this.english.bring(halves ?? close);
    if (longer.length) {
      [asked.stems[n]] = longer;
    } else if (close.length) {
      asked.stems[n] = this.fittest(close, asked, n);
      asked.mended.set(n, this.shown(asked.stems[n]));
    } else if (halves) {
      [asked.stems[n]] = halves;
      asked.stems.push(halves[1]);
      asked.group.push("en");
    }
  }

  /** Of the nearest words the one that, with another typed word, makes a phrase fit. */
  fittest(close, asked, n) {
    const others = asked.stems.filter((_, place) => place !== n);
    const together = (word) =>
      this.english
        .fitting(this.english.some([word, ...others]))
        .some(({ met }) => met.length > 1 && met.includes(this.english.words.get(word).number));
    return close.find(together) ?? close[0];
  }

  shown(word) {
    return this.english.words.get(word).text;
  }

  asMended(asked) {
    return asked.typed.map((word, n) => asked.mended.get(n) ?? word);
  }

  understood(asked) {
    const told = this.reader.read(this.asMended(asked));
    if (told.spent.size && this.isName(asked.stems)) return { ...told, spent: new Set() };
    const others = asked.stems.some((word, n) => !told.spent.has(n) && !this.english.common.has(word));
    return others ? told : { ...told, spent: new Set() };
  }

  /** Whether stems are a whole name of an entry and nothing else, in any order. */
  isName(stems) {
    const known = this.english.some(stems);
    const numbers = new Set(known.map((word) => word.number));
    const isWhole = ({ list }) => list.length === numbers.size && list.every((one) => numbers.has(one));
    return numbers.size === new Set(stems).size && known.some(({ names }) => names.some(isWhole));
  }

  // --- scores

  needScores(asked, told) {
    const scores = new Map();
    for (const group of new Set(asked.group)) {
      const table = this.tables.get(group);
      if (!table) continue;
      const known = table.some(asked.stems.filter((_, n) => asked.group[n] === group && !told.spent.has(n)));
      table.addImpacts(scores, known);
      table.addPhrases(scores, known);
    }
    return scores;
  }

  entryScores(asked, needs, told) {
    const mine = new Set(asked.stems.filter((_, n) => asked.group[n] === "en" && !told.spent.has(n)));
    const known = this.english.some(mine);
    const own = new Map();
    for (const [entry, impact] of known.flatMap((word) => word.own)) add(own, entry, impact);
    const names = this.nameScores(mine, known);
    const parts = this.needParts(leading(needs));
    const scores = new Map();
    for (const entry of new Set([...own.keys(), ...names.keys(), ...parts.keys()])) {
      const score = NEED * (parts.get(entry) ?? 0) + OWN * (own.get(entry) ?? 0) + NAME * (names.get(entry) ?? 0);
      scores.set(entry, this.adjusted(entry, score, told));
    }
    return scores;
  }

  /** What the needs an entry answers lend it: the best, and a little of the second. */
  needParts(needs) {
    const [best, second] = [new Map(), new Map()];
    for (const [need, score] of needs) {
      for (const [entry, weight] of this.byNeed[need]) {
        let value = div(score * weight, WHOLE);
        const before = best.get(entry) ?? 0;
        if (value > before) {
          best.set(entry, value);
          value = before;
        }
        if (value > (second.get(entry) ?? 0)) second.set(entry, value);
      }
    }
    for (const [entry, value] of second) add(best, entry, div(value, SECOND));
    return best;
  }

  /** How much an English stem tells; one that nothing holds tells most. */
  level(word) {
    return this.english.words.get(word)?.level ?? (this.english.common.has(word) ? 1 : TOP_LEVEL);
  }

  /** To each entry how surely its name is meant: nearly all of it stands in the query, and is most of that. */
  nameScores(mine, known) {
    const asked = [...mine].reduce((sum, word) => sum + this.level(word), 0);
    const numbers = new Set(known.map((word) => word.number));
    const best = new Map();
    for (const { names } of known) {
      for (const { to: entry, list, told } of names) {
        const got = this.english.met(list, numbers);
        const meant = got * MEANT[1] >= told * MEANT[0] && got * 10 >= asked * 4;
        const score = div(got * got, Math.max(1, asked)) * (got === told && got === asked ? WHOLE_NAME : 1);
        if (meant && score > (best.get(entry) ?? 0)) best.set(entry, score);
      }
    }
    return best;
  }

  adjusted(entry, score, told) {
    let part = 32 - this.less[entry];
    if (told.age) part += [-10, 0, 2][this.ageFit(entry, told.age)];
    const cluster = told.place?.near;
    if (cluster) part += [-16, 0, 4][this.clusterFit(entry, cluster)];
    return div(score * part, 32);
  }

  ageFit(entry, age) {
    return trit(this.ages[entry], this.data.bands.findIndex(([id]) => id === age));
  }

  clusterFit(entry, cluster) {
    return trit(this.clusters[entry], this.data.areas.findIndex(([id]) => id === cluster));
  }

  fits(entry, age, cluster, topic) {
    if (isChosen(age) && !this.ageFit(entry, age)) return false;
    if (isChosen(cluster) && !this.clusterFit(entry, cluster)) return false;
    return !topic || this.topics[entry].some((need) => `${this.data.needs[need]}/`.startsWith(`${topic}/`));
  }

  /** Whom to ask about a cluster, and where there is nobody, whom anybody may ask; its entry, if there is one. */
  hub(cluster) {
    const { hubs } = this.data;
    const own = cluster in hubs ? cluster : "";
    return { cluster: own, entries: [hubs[own]].filter((entry) => entry !== undefined) };
  }

  bestNeeds(needs, most) {
    return [...needs.keys()].sort((a, b) => needs.get(b) - needs.get(a) || a - b).slice(0, most);
  }

  why(entry, needs) {
    const best = this.topics[entry].reduce((a, b) => ((needs.get(b) ?? 0) > (needs.get(a) ?? 0) ? b : a), this.topics[entry][0]);
    return needs.get(best) ? best : null;
  }

  // --- danger

  crisis(asked, needs) {
    const groups = [...new Set(["en", ...asked.group])].map((group) => this.tables.get(group)).filter(Boolean);
    const texts = [asked.stems, asked.typed.map(stem)];
    const spoken = groups.map((table) => table.alarms);
    return contacts(texts, spoken, needs, this.data.calls, this.idle(asked)).filter((id) => this.data.crisis[id]);
  }

  /** What is common in a query's language and so means nothing in English, where no other word is English. */
  idle({ group, stems }) {
    if (group.includes("en")) return new Set();
    const tables = [...new Set(group)].map((one) => this.tables.get(one)).filter(Boolean);
    const idle = new Set(tables.flatMap((table) => [...table.common]));
    const others = stems.filter((word) => !idle.has(word));
    const english = others.some((word) => this.known(word) || this.english.common.has(word));
    const theirs = tables.some((table) => others.some((word) => table.words.has(word)));
    return theirs && !english ? idle : new Set();
  }
}

/** Whether something is chosen by a part of an address. */
export function isChosen(value) {
  return Boolean(value) && value !== ANY;
}

/** What the words tell, without the age or the place where any is chosen. */
function unless(told, age, cluster) {
  return { ...told, age: age === ANY ? null : told.age, place: cluster === ANY ? undefined : told.place };
}

/** The needs worth asking entries for: those with a good part of the best score. */
function leading(needs) {
  const bar = div(Math.max(0, ...needs.values()), LEADS);
  return [...needs].filter(([, score]) => score > bar);
}

function trit(number, place) {
  return Math.floor(number / 3 ** place) % 3;
}
