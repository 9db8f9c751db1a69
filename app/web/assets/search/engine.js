// The ranking of app/search/engine.py and scoring.py, in whole numbers, over the packed tables.

import { script, stem, words } from "./folding.js";
import { reader, unfront, unpack } from "./packing.js";
import { Speller } from "./spelling.js";
import { Reader } from "./understanding.js";

const MOST_MENDED = 6;
const LONGEST_QUERY = 2000;
const TOP_LEVEL = 26;
const SHARE = 16;
const [NEED, OWN, NAME, SECOND, WHOLE, LEADS] = [6, 16, 12, 8, 16, 4];
const GAP = 3;
const SURE = 60;

const div = (a, b) => Math.floor(a / b);
const lines = (text) => (text ? text.split("\n") : []);

function push(map, key, value) {
  if (!map.has(key)) map.set(key, []);
  map.get(key).push(value);
}

function add(scores, key, more) {
  scores.set(key, (scores.get(key) ?? 0) + more);
}

/** One group's words and phrases. */
class Table {
  constructor(data) {
    this.words = unfront(data.words);
    this.levels = data.levels.flatMap(([level, many]) => Array(many).fill(level));
    this.numbers = new Map(this.words.map((word, n) => [stem(word), n]));
    this.common = new Set(data.common.split(" "));
    this.alarms = data.alarms.map((text) => lines(text).map(stems));
    this.harmless = lines(data.harmless).map(stems);
    this.readPhrases(data.phrases);
  }

  readPhrases([lists, heads, sizes, rest]) {
    const [list, head, size, others] = [lists, heads, sizes, rest].map(reader);
    this.needs = [];
    this.phrases = [];
    this.weights = [];
    this.holding = new Map();
    for (let need = 0; list.left(); need += 1) {
      const mine = list.rising();
      for (const word of mine) {
        for (let left = head.next(); left > 0; left -= 1) {
          const phrase = [...Array.from({ length: size.next() }, () => mine[others.next()]), word];
          for (const one of phrase) push(this.holding, one, this.needs.length);
          this.needs.push(need);
          this.phrases.push(phrase);
          this.weights.push(phrase.reduce((sum, one) => sum + this.levels[one], 0));
        }
      }
    }
  }

  /** The score a word lends to each need: rarity times saturated frequency. */
  addImpacts(scores, word) {
    const points = new Map();
    for (const phrase of this.holding.get(word) ?? []) {
      add(points, this.needs[phrase], div(SHARE * this.levels[word], this.weights[phrase]));
    }
    for (const [need, point] of points) {
      add(scores, need, div(4 * this.levels[word] * point, point + SHARE));
    }
  }

  /** To each need the score of its best-fitting phrase. */
  addPhrases(scores, known) {
    const met = new Map();
    for (const word of known) {
      for (const phrase of this.holding.get(word) ?? []) add(met, phrase, this.levels[word]);
    }
    const best = new Map();
    for (const [phrase, got] of met) {
      const whole = this.weights[phrase];
      if (got * 10 < whole * 6) continue;
      const value = div(got * got * got, whole * whole);
      const need = this.needs[phrase];
      if (value > (best.get(need) ?? 0)) best.set(need, value);
    }
    for (const [need, value] of best) add(scores, need, value);
  }
}

function stems(text) {
  return text.split(" ").map(stem);
}

/** Whether all words of a phrase stand in a text in their order, near one another. */
function near(phrase, text) {
  return text.some((word, start) => word === phrase[0] && follows(phrase, text, start));
}

function follows(phrase, text, start) {
  let place = start;
  return phrase.slice(1).every((word) => {
    const after = text.slice(place + 1, place + 2 + GAP).indexOf(word);
    place += after + 1;
    return after >= 0;
  });
}

export class Engine {
  /** Takes the English file and `fetchGroup`, which gives a promise of another group's file. */
  constructor(data, fetchGroup) {
    this.data = data;
    this.fetchGroup = fetchGroup;
    this.tables = new Map([["en", new Table(data)]]);
    this.reader = new Reader(data);
    this.readEntries(data);
  }

  readEntries(data) {
    const english = this.tables.get("en");
    this.names = lines(data.names);
    this.others = data.others.split("\n").map((some) => some.split("|").filter(Boolean));
    this.ids = data.ids.split("\n").map((id, n) => id || words(this.names[n]).join("-"));
    const topics = reader(data.topics);
    this.topics = this.ids.map(() => Array.from({ length: topics.next() }, topics.next));
    this.byNeed = data.needs.map(() => []);
    this.topics.forEach((some, entry) => some.forEach((need, place) => this.byNeed[need].push([entry, WHOLE - Math.min(place, 4)])));
    [this.ages, this.clusters, this.less] = [data.ages, data.clusters, data.less].map(unpack);
    const more = unfront(data.more);
    const all = [...english.numbers.keys(), ...more];
    this.own = new Map();
    const list = reader(data.own[0]);
    const impacts = reader(data.own[1]);
    this.ids.forEach((_, entry) => {
      for (const word of list.rising()) push(this.own, all[word], [entry, impacts.next()]);
    });
    this.called = this.names.map((name, n) => [name, ...this.others[n]].map((one) => [...new Set(words(one).map(stem))]));
    this.named = new Map();
    this.called.forEach((names, entry) =>
      names.forEach((name, place) => name.forEach((word) => push(this.named, word, [entry, place]))),
    );
    this.placeWords = new Set(
      [...this.reader.byFirst.values()].flat().flatMap((place) => place.words.filter((word) => /^\p{L}+$/u.test(word)).map(stem)),
    );
  }

  get speller() {
    if (!this.spells) {
      const english = this.tables.get("en").numbers;
      const known = new Map(english);
      for (const word of [...this.named.keys(), ...this.placeWords]) {
        if (!known.has(word)) known.set(word, english.size);
      }
      this.spells = new Speller(known);
    }
    return this.spells;
  }

  async find(query, { age, cluster, topic, limit = 10 } = {}) {
    const asked = await this.asked([...query].slice(0, LONGEST_QUERY).join(""));
    const told = this.understood(asked);
    const needs = this.needScores(asked, told);
    const scores = this.entryScores(asked, needs, told);
    const ranked = [...scores]
      .filter(([entry, score]) => score > 0 && this.fits(entry, age, cluster, topic))
      .sort((a, b) => b[1] - a[1] || a[0] - b[0]);
    const bar = ranked.length ? div(ranked[0][1] * 4, 10) : 0;
    const total = ranked.filter(([, score]) => score >= bar).length;
    const hits = ranked.map(([entry, score]) => ({ entry, id: this.ids[entry], score, why: this.why(entry, needs) }));
    return {
      query,
      hits: hits.slice(0, limit),
      also: hits.slice(limit, limit + 6),
      answers: ranked.slice(0, total).map(([entry]) => entry),
      total,
      crisis: this.crisis(asked, needs),
      didYouMean: asked.mended.size ? this.asMended(asked).join(" ") : null,
      told: { age: told.age, place: told.place },
      needs: this.bestNeeds(needs, 3),
    };
  }

  // --- words

  async asked(query) {
    const typed = words(query);
    const asked = { typed, stems: typed.map(stem), group: typed.map(script), mended: new Map() };
    await this.load(new Set(asked.group.filter((group) => group !== "Latn")));
    const latin = typed.map((_, n) => n).filter((n) => asked.group[n] === "Latn");
    if (!(await this.foreign(latin.map((n) => asked.stems[n])))) {
      for (const n of latin) asked.group[n] = "en";
      this.mend(asked);
    }
    return asked;
  }

  async load(groups) {
    await Promise.all(
      [...groups]
        .filter((group) => !this.tables.has(group))
        .map(async (group) => {
          const data = await this.fetchGroup(group);
          if (data) this.tables.set(group, new Table(data));
        }),
    );
  }

  known(word) {
    return this.tables.get("en").numbers.has(word) || this.named.has(word) || this.placeWords.has(word) || this.own.has(word);
  }

  async foreign(latin) {
    if (!latin.length) return false;
    const english = latin.filter((word) => this.known(word)).length;
    if (english * 3 > latin.length * 2) return false;
    await this.load(["Latn"]);
    const table = this.tables.get("Latn");
    return Boolean(table) && latin.filter((word) => table.numbers.has(word)).length > english;
  }

  mend(asked) {
    const { common } = this.tables.get("en");
    asked.stems
      .map((word, n) => [word, n])
      .filter(([word, n]) => asked.group[n] === "en" && !this.known(word) && !common.has(word) && /^\p{L}+$/u.test(word))
      .slice(0, MOST_MENDED)
      .forEach(([word, n]) => this.mendWord(asked, word, n));
  }

  mendWord(asked, word, n) {
    const longer = n === asked.stems.length - 1 ? this.speller.beginning(word) : [];
    const close = longer.length ? longer : this.speller.near(word);
    if (longer.length) {
      [asked.stems[n]] = longer;
    } else if (close.length) {
      asked.stems[n] = this.fittest(close, asked, n);
      asked.mended.set(n, this.shown(asked.stems[n]));
    } else {
      const halves = this.speller.parts(word);
      if (halves) {
        [asked.stems[n]] = halves;
        asked.stems.push(halves[1]);
        asked.group.push("en");
      }
    }
  }

  /** Of the nearest words the one that stands in a phrase with another typed word. */
  fittest(close, asked, n) {
    const { numbers, holding } = this.tables.get("en");
    const others = asked.stems.filter((word, place) => place !== n && numbers.has(word));
    const theirs = new Set(others.flatMap((word) => holding.get(numbers.get(word)) ?? []));
    const together = (word) => (holding.get(numbers.get(word)) ?? []).some((phrase) => theirs.has(phrase));
    return close.find(together) ?? close[0];
  }

  shown(word) {
    const table = this.tables.get("en");
    return table.numbers.has(word) ? table.words[table.numbers.get(word)] : word;
  }

  asMended(asked) {
    return asked.typed.map((word, n) => asked.mended.get(n) ?? word);
  }

  understood(asked) {
    const told = this.reader.read(this.asMended(asked));
    const { common } = this.tables.get("en");
    const others = asked.stems.some((word, n) => !told.spent.has(n) && !common.has(word));
    return others ? told : { ...told, spent: new Set() };
  }

  // --- scores

  needScores(asked, told) {
    const scores = new Map();
    for (const group of new Set(asked.group)) {
      const table = this.tables.get(group);
      if (!table) continue;
      const mine = asked.stems.filter((_, n) => asked.group[n] === group && !told.spent.has(n));
      const known = new Set(mine.map((word) => table.numbers.get(word)).filter((n) => n !== undefined));
      for (const word of known) table.addImpacts(scores, word);
      table.addPhrases(scores, known);
    }
    return scores;
  }

  entryScores(asked, needs, told) {
    const { common } = this.tables.get("en");
    const mine = new Set(asked.stems.filter((_, n) => asked.group[n] === "en" && !told.spent.has(n)));
    const own = new Map();
    for (const word of mine) {
      if (!common.has(word)) for (const [entry, impact] of this.own.get(word) ?? []) add(own, entry, impact);
    }
    const names = this.nameScores(mine);
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

  level(word) {
    const { numbers, levels, common } = this.tables.get("en");
    if (numbers.has(word)) return levels[numbers.get(word)];
    return common.has(word) ? 1 : TOP_LEVEL;
  }

  nameScores(mine) {
    const total = (some) => [...some].reduce((sum, word) => sum + this.level(word), 0);
    const asked = total(mine);
    const met = new Map();
    for (const word of mine) {
      for (const [entry, place] of this.named.get(word) ?? []) add(met, entry * 64 + place, this.level(word));
    }
    const best = new Map();
    for (const [key, told] of met) {
      const entry = div(key, 64);
      const whole = total(this.called[entry][key % 64]);
      const meant = told * 10 >= whole * 7 && told * 10 >= asked * 4;
      const score = meant ? div(told * told, Math.max(1, asked)) : 0;
      best.set(entry, Math.max(best.get(entry) ?? 0, score));
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
    if (age && !this.ageFit(entry, age)) return false;
    if (cluster && !this.clusterFit(entry, cluster)) return false;
    return !topic || this.topics[entry].some((need) => `${this.data.needs[need]}/`.startsWith(`${topic}/`));
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
    let left = [...asked.stems];
    for (const saying of groups.flatMap((table) => table.harmless)) left = without(left, saying);
    const harmless = left.length < asked.stems.length;
    const found = new Set();
    this.data.calls.forEach(([own, contacts], kind) => {
      const met = groups.some((table) => table.alarms[kind].some((phrase) => near(phrase, left)));
      if (met || (!harmless && leads(own, needs))) contacts.forEach((one) => found.add(one));
    });
    return [...found].filter((id) => this.data.crisis[id]);
  }
}

/** The needs worth asking entries for: those with a good part of the best score. */
function leading(needs) {
  const bar = div(Math.max(0, ...needs.values()), LEADS);
  return [...needs].filter(([, score]) => score > bar);
}

function leads(own, needs) {
  const top = Math.max(0, ...needs.values());
  const best = Math.max(0, ...own.map((need) => needs.get(need) ?? 0));
  return best >= SURE && best * 10 >= top * 7;
}

function without(text, saying) {
  const left = [...text];
  for (let start = left.length - saying.length; start >= 0; start -= 1) {
    if (saying.every((word, n) => left[start + n] === word)) left.splice(start, saying.length);
  }
  return left;
}

function trit(number, place) {
  return Math.floor(number / 3 ** place) % 3;
}
