// Folds words just as app/search/folding.py does; a test compares the two.

const LONGEST_WORD = 24;
const MOST_WORDS = 40;

const ALIKE = new Map([
  ...pairs("łøđıħ", "lodih"),
  ...pairs("یىےکہۃةھںٱ", "يييكهههھنا"),
  ["ß", "ss"],
  ["æ", "ae"],
  ["œ", "oe"],
  ["þ", "th"],
  ["ਂ", "ੰ"],
  ["ੱ", ""],
  ["ঁ", ""],
  ["ґ", "г"],
  ["ы", "и"],
  ["э", "е"],
  ["ё", "е"],
]);
const DROPPED =
  /[\u0300-\u036f\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u093c\u09bc\u0a3c'`\u00b4\u2018\u2019\u201b\u02b9-\u02bf\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

function pairs(from, to) {
  const instead = [...to];
  return [...from].map((letter, n) => [letter, instead[n]]);
}

export function words(text) {
  const plain = text.normalize("NFKD").toLowerCase().replace(DROPPED, "");
  const letters = plain.replace(/[^\p{L}\p{M}\p{N}]|[łøđıħßæœþیىےکہۃةھںٱਂੱঁґыэё]/gu, (one) => ALIKE.get(one) ?? " ");
  const found = letters.split(" ").filter(Boolean).slice(0, MOST_WORDS);
  return found.map((word) => (word.length > LONGEST_WORD ? [...word].slice(0, LONGEST_WORD).join("") : word));
}

const RANGES = [
  ["Cyrl", 0x0400, 0x052f],
  ["Arab", 0x0600, 0x06ff],
  ["Beng", 0x0980, 0x09ff],
  ["Guru", 0x0a00, 0x0a7f],
];

export function script(word) {
  const code = word.codePointAt(0);
  return RANGES.find(([, low, high]) => low <= code && code <= high)?.[0] ?? "Latn";
}

const ENDINGS = [
  ["ies", "y"],
  ["ied", "y"],
  ["sses", "ss"],
  ["xes", "x"],
  ["ings", ""],
  ["ing", ""],
  ["ed", ""],
];

// What is left of `making` had an `e`, what is left of `hitting` had none.
const SHORT = /^[b-df-hj-np-tv-z][aeiou][b-df-hj-np-tvz]$/;

export function stem(word) {
  if (word.length < 4 || !/^[a-z]+$/.test(word)) return word;
  let base = withoutEnding(word);
  if (base.length > 4 && base.endsWith("e")) base = base.slice(0, -1);
  if (base.length > 3 && base.endsWith("y")) base = `${base.slice(0, -1)}i`;
  return base.replace(/([b-df-hj-np-tv-z])\1/g, "$1");
}

function withoutEnding(word) {
  for (const [ending, instead] of ENDINGS) {
    const base = word.slice(0, -ending.length) + instead;
    // The `e` before `ed` is part of `bleed`, not a syllable of its own.
    if (word.endsWith(ending) && base.length > 2 && /[aeiouy]/.test(base.replace(/e$/, ""))) {
      return !instead && SHORT.test(base) ? `${base}e` : base;
    }
  }
  return word.endsWith("s") && !"siu".includes(word.at(-2)) ? word.slice(0, -1) : word;
}
