// Takes English endings off just as app/search/folding.py does; a test compares the two.

const ENDINGS = [
  ["ies", "y"],
  ["ied", "y"],
  ["sses", "ss"],
  ["ings", ""],
  ["ing", ""],
  ["ed", ""],
];

export function stem(word) {
  if (word.length < 4 || !/^[a-z]+$/.test(word)) return word;
  let base = withoutEnding(word);
  if (base.length > 3 && base.endsWith("e")) base = base.slice(0, -1);
  if (base.length > 2 && base.endsWith("y")) base = `${base.slice(0, -1)}i`;
  return base.replace(/([b-df-hj-np-tv-z])\1/g, "$1");
}

function withoutEnding(word) {
  for (const [ending, instead] of ENDINGS) {
    const base = word.slice(0, -ending.length);
    if (word.endsWith(ending) && base.length > 2 && /[aeiouy]/.test(base)) return base + instead;
  }
  return word.endsWith("s") && !"siu".includes(word.at(-2)) ? word.slice(0, -1) : word;
}
