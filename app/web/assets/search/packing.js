// Reads what app/search/packing.py writes: whole numbers as plain letters, words without what they share.

const ONE = 69;
const TWO = 21;
const BASE = 91;

/** The numbers in a text, all at once. */
export function unpack(text) {
  const numbers = [];
  const at = (place) => {
    const code = text.charCodeAt(place);
    return code - (code > 92 ? 36 : 35);
  };
  for (let i = 0; i < text.length; i += 1) {
    const first = at(i);
    if (first < ONE) {
      numbers.push(first);
    } else if (first < ONE + TWO) {
      numbers.push(ONE + (first - ONE) * BASE + at(++i));
    } else {
      numbers.push(ONE + TWO * BASE + (at(++i) * BASE + at(++i)) * BASE + at(++i));
    }
  }
  return numbers;
}

/** A reader that gives one number after another, and rising lists of them. */
export function reader(text) {
  const numbers = unpack(text);
  let place = 0;
  const next = () => numbers[place++];
  const rising = () => {
    let now = 0;
    return Array.from({ length: next() }, () => (now += next()));
  };
  return { next, rising };
}

/** Words from their front-coded text; a capital letter in a word stands for a digit. */
export function unfront(text) {
  const words = [];
  let before = "";
  for (const [, shared, rest] of text.matchAll(/(\d)(\D*)/g)) {
    before = before.slice(0, +shared) + rest;
    words.push(before.replace(/[A-J]/g, (letter) => letter.charCodeAt(0) - 65));
  }
  return words;
}
