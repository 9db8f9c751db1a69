// Files that are divided by the alphabet are told apart by the letters with which each begins.

/** The numbers of the files that may hold words from one to another. */
export function holding(starts, from, to = from) {
  return starts.map((_, n) => n).filter((n) => starts[n] <= to && !(starts[n + 1] <= from));
}
