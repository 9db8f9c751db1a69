// Reads ages and places out of a query just as app/search/understanding.py does.

const YEARS = new RegExp(
  String.raw`\b(\d{1,2}) ?(?:years?|yrs?|yr|y) ?(?:olds?|o)\b` +
    String.raw`|\b(?:age|aged|im|hes|shes|turned|nearly|almost|at) (\d{1,2})\b` +
    String.raw`(?! ?(?:months?|mths?|weeks?|wks?|days?|mins?|minutes?|hours?|times|am|pm|kids|children))`,
);
const MONTHS = /\b(\d{1,2}) ?(?:months?|mths?|mth|weeks?|wks?|wk|days?) ?(?:old|olds)\b/;
const SCHOOL_YEAR = /\b(?:year|yr|y) ?(1[0-3]|[1-9])s?\b/;
const REVIEW = /\b(2) ?(?:years?|yrs?|yr|y) (?:review|check)\b/;
const OLDEST = 99;

export class Reader {
  constructor({ bands, ageWords, places }) {
    this.bands = bands;
    this.ageWords = ageWords.flatMap(([band, some]) => some.split("\n").map((text) => [band, ` ${text} `]));
    this.byFirst = new Map();
    for (const line of places ? places.split("\n") : []) {
      const [text, label, cluster, near, outside] = line.split("|");
      const words = text.split(" ");
      const place = { words, get label() { return label || titled(text); }, cluster, near: cluster || near, outside };
      const first = place.words[0];
      if (!this.byFirst.has(first)) this.byFirst.set(first, []);
      this.byFirst.get(first).push(place);
    }
  }

  read(typed) {
    const found = this.place(typed);
    const spent = new Set(found ? found.place.words.map((_, n) => found.start + n) : []);
    return { age: this.age(typed.join(" ")), place: found?.place, spent };
  }

  place(typed) {
    let best = null;
    typed.forEach((word, start) => {
      for (const place of this.byFirst.get(word) ?? []) {
        const fits = place.words.every((one, n) => typed[start + n] === one);
        if (fits && (!best || place.words.length > best.place.words.length)) best = { place, start };
      }
    });
    return best;
  }

  age(text) {
    let match = REVIEW.exec(text);
    if (match) return this.band(+match[1]);
    match = YEARS.exec(text);
    if (match) return this.band(+(match[1] || match[2]));
    match = MONTHS.exec(text);
    if (match) return this.band(match[0].includes("m") ? Math.floor(+match[1] / 12) : 0);
    match = SCHOOL_YEAR.exec(text);
    if (match) return this.band(+match[1] + 4);
    return this.ageWords.find(([, phrase]) => ` ${text} `.includes(phrase))?.[0] ?? null;
  }

  band(years) {
    const fits = ([, , low, high]) => low !== null && low <= years && years <= (high ?? OLDEST);
    return this.bands.find(fits)?.[0] ?? null;
  }
}

function titled(text) {
  return text.replace(/\S*\d\S*|(^| )\p{L}/gu, (letters) => letters.toUpperCase());
}
