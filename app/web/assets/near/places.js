// Finding where somebody lives from what they type, as app/places.py does; a test compares the two.

import { gettext as _, ngettext } from "../words.js";

const EARTH = 6371000;
const MILE = 1609.344;
const MOST = 8;
const POSTCODE = /(?:^| )([a-z]{1,2}\d[a-z\d]?) ?(\d[a-z]{2})(?= |$)/;
const PART = /^([a-z]{1,2}\d[a-z\d]?)(?: ?(\d)[a-z]{0,2})?$/;

/** Write words as they are compared: small letters and figures, single spaces, no accents. */
export function fold(text) {
  return text.slice(0, 200).normalize("NFKD").toLowerCase()
    .replace(/&/g, " and ")
    .replace(/['\u2019\u0300-\u036f]/g, "")
    .replace(/[^a-z0-9]+/g, " ").trim()
    .replace(/^the /, "");
}

function tight(folded) {
  return folded.replace(/ /g, "");
}

/** The metres between two points in a straight line, to the nearest ten. */
export function distance([south, west], [north, east]) {
  const radians = (degrees) => (degrees * Math.PI) / 180;
  const half = Math.sin(radians(north - south) / 2) ** 2
    + Math.cos(radians(south)) * Math.cos(radians(north)) * Math.sin(radians(east - west) / 2) ** 2;
  return 10 * Math.floor((2 * EARTH * Math.asin(Math.sqrt(half))) / 10 + 0.5);
}

/** Write a distance as people say it. */
export function miles(metres) {
  const exact = metres / MILE;
  if (exact < 0.4) return _("less than half a mile");
  if (exact < 0.75) return _("about half a mile");
  return ngettext("about %(num)s mile", "about %(num)s miles", Math.floor(exact + 0.5));
}

/** Letters put in, left out, changed or swapped with the next, to get from one word to another. */
function slips(one, other) {
  let before = [];
  let last = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let i = 1; i <= one.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const same = one[i - 1] === other[j - 1] ? 0 : 1;
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + same);
      const swapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      if (swapped) row[j] = Math.min(row[j], before[j - 2] + 1);
    }
    [before, last] = [last, row];
  }
  return last[other.length];
}

/** Finds spots, {id, name, kind, at, also...}, by what is typed. */
export class Places {
  constructor(spots) {
    this.spots = new Map(spots.map((spot) => [spot.id, spot]));
    this.names = new Map();
    for (const spot of spots.filter((one) => one.kind === "place")) {
      for (const name of new Set([spot.name, ...(spot.also || [])].map(fold))) {
        this.names.set(name, [...(this.names.get(name) || []), spot]);
      }
    }
  }

  /** Find a spot: {spot, choices, guessed, elsewhere}. */
  find(words) {
    const text = fold(words);
    if (!text) return answer();
    return this.byCode(text) || this.byName(text);
  }

  byCode(text) {
    const whole = POSTCODE.exec(text);
    if (whole) return this.ofCode(whole[1], whole[2][0]) || answer({ elsewhere: true });
    const part = PART.exec(text);
    if (!part) return null;
    const readings = [[part[1], part[2]]];
    if (!part[2] && part[1].length > 2) readings.push([part[1].slice(0, -1), part[1].slice(-1)]);
    const found = readings.map(([outward, figure]) => this.ofCode(outward, figure)).find(Boolean);
    return found || answer({ elsewhere: true });
  }

  ofCode(outward, figure) {
    const spot = this.spots.get(`${outward}-${figure}`) || this.spots.get(outward);
    return spot && spot.kind !== "place" ? answer({ spot }) : null;
  }

  byName(text) {
    const exact = this.named((name) => tight(name) === tight(text));
    const same = exact.length ? exact : this.within(text);
    if (same.length) {
      const others = this.containing(fold(same[0].name)).filter((spot) => !same.includes(spot));
      return answer({ spot: same[0], choices: others.slice(0, MOST) });
    }
    const beginning = this.named((name) => name.startsWith(text));
    const several = beginning.length ? beginning : this.containing(text);
    return several.length ? oneOrChoices(several, false) : oneOrChoices(this.misspelt(text), true);
  }

  named(fits) {
    const found = [...this.names].filter(([name]) => fits(name)).flatMap(([, spots]) => spots);
    return [...new Set(found)];
  }

  containing(text) {
    return this.named((name) => ` ${name}`.includes(` ${text}`));
  }

  /** Names said in a longer text: the first, and of those the longest. */
  within(text) {
    const said = [...this.names.keys()]
      .map((name) => [` ${text} `.indexOf(` ${name} `), -name.length, name])
      .filter(([at]) => at >= 0)
      .sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    return said.length ? this.names.get(said[0][2]).slice(0, 1) : [];
  }

  misspelt(text) {
    const typed = tight(text);
    const most = typed.length < 4 ? 0 : typed.length < 6 ? 1 : 2;
    const far = new Map([...this.names.keys()].map((name) => [name, slips(typed, tight(name))]));
    const best = Math.min(most + 1, ...far.values());
    return best > most ? [] : this.named((name) => far.get(name) === best);
  }

  /** The place with a page that is nearest to a point. */
  nearest(point) {
    const places = [...this.spots.values()].filter((spot) => spot.kind === "place");
    const far = (spot) => distance(point, spot.at);
    return places.reduce((best, spot) => (best && far(best) <= far(spot) ? best : spot), null);
  }
}

function answer(parts = {}) {
  return { spot: null, choices: [], guessed: false, elsewhere: false, ...parts };
}

function oneOrChoices(spots, guessed) {
  if (spots.length === 1) return answer({ spot: spots[0], guessed });
  return answer({ choices: spots.slice(0, MOST), guessed: guessed && spots.length > 0 });
}

let kept;

/** What tests ask. */
export const reckoned = {
  spots: ([spots]) => Boolean((kept = new Places(spots))),
  find: ([words]) => {
    const found = kept.find(words);
    const id = (spot) => spot && spot.id;
    return { ...found, spot: id(found.spot), choices: found.choices.map(id) };
  },
  distance: ([one, other]) => distance(one, other),
  miles: ([metres]) => miles(metres),
};
