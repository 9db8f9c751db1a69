"""Mending words that the directory does not know: the nearest known word, typing slips counted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from app.search.folding import stem

# What a slip costs: slips of hand and ear are cheap, others dear.
SWAP, ALIKE, DOUBLED, MISSED, OTHER = 3, 3, 2, 3, 4
FIRST = 2
SHORTEST = 4
# Letters that sound alike, then neighbours on a keyboard, as pairs.
_SOUNDS = "ae ai ao au ei eo eu io iu ou iy ey ck cs sz ks gj vf vw bp dt mn qk xs td"
_ROWS = "qw we er rt ty yu ui io op as sd df fg gh hj jk kl zx xc cv vb bn nm"
_COLUMNS = "aq sw de fr gt hy ju ki lo az sx dc fv gb hn jm ik uh yg tf"
_ALIKE = frozenset(frozenset(pair) for pair in f"{_SOUNDS} {_ROWS} {_COLUMNS}".split())


def most(length: int) -> int:
    """The dearest mend for a word of this length."""
    return 3 if length < 5 else 4 if length < 6 else 6 if length < 8 else 8 if length < 11 else 11


def cost(typed: str, known: str, limit: int) -> int:
    """Weigh the slips that make `typed` of `known`; anything above `limit` comes back as more."""
    before: list[int] = []
    row = [OTHER * place for place in range(len(known) + 1)]
    for i, a in enumerate(typed, 1):
        last, before, row = before, row, [OTHER * i + FIRST]
        for j, b in enumerate(known, 1):
            row.append(_cell(typed, known, i, j, a == b, (last, before, row)))
        # A swap reaches back two rows, so both must be too dear.
        if min(row) > limit and min(before) > limit:
            return limit + 1
    return row[-1]


def _cell(
    typed: str, known: str, i: int, j: int, same: bool, rows: tuple[list[int], list[int], list[int]]
) -> int:
    last, before, row = rows
    a, b = typed[i - 1], known[j - 1]
    first = FIRST if i == 1 and j == 1 else 0
    change = 0 if same else (ALIKE if frozenset((a, b)) in _ALIKE else OTHER) + first
    dropped = DOUBLED if i > 1 and a == typed[i - 2] else OTHER
    missed = DOUBLED if j > 1 and b == known[j - 2] else MISSED
    best = min(before[j - 1] + change, before[j] + dropped, row[j - 1] + missed)
    if i > 1 and j > 1 and a == known[j - 2] and typed[i - 2] == b:
        best = min(best, last[j - 2] + SWAP)
    return best


class Speller:
    """Finds known words near an unknown one, looking only at likely ones."""

    def __init__(self, known: Mapping[str, int]) -> None:
        """Take known stems, each with a rank: the commoner, the lower."""
        self.known = known
        self.by_start: dict[str, list[str]] = defaultdict(list)
        for word in known:
            if len(word) > 2 and not word[0].isdigit():
                self.by_start[word[0]].append(word)

    def near(self, word: str) -> list[str]:
        """Give the nearest known stems, best first; none if the word is short or too far from all.

        Of mends that cost the same the commoner word is better.
        """
        if len(word) < SHORTEST or not word.isalpha():
            return []
        word = word.replace("shun", "tion")
        if (meant := self._cut_short(word)) is not None:
            return [meant]
        limit = most(len(word))
        found = []
        for known in self._likely(word):
            weight = cost(word, known, limit)
            if weight <= limit:
                found.append((weight, self.known[known], abs(len(known) - len(word)), known))
        return [known for *_, known in sorted(found)[:3]]

    def is_slip(self, word: str) -> bool:
        """Whether a word is one slip from a known one."""
        near = self.near(word)
        return bool(near) and cost(word, near[0], OTHER) <= OTHER

    def _cut_short(self, word: str) -> str | None:
        """The known stem of a word written as said, or with one consonant for two.

        `swimmin` is `swimming`, `scard` is `scared`; of `runing` the stem is `rune`, as of `making`
        it is `make`.
        """
        if word.endswith("in"):
            meant = stem(word + "g")
        else:
            meant = stem(word[:-1] + "ed") if word.endswith("d") else word.removesuffix("e")
        return meant if meant in self.known else None

    def _likely(self, word: str) -> Iterable[str]:
        """Words with the same first letter, or its neighbour, and of about the same length."""
        reach = 1 + len(word) // 6
        for start in dict.fromkeys((word[0], word[1])):
            for known in self.by_start.get(start, ()):
                if abs(len(known) - len(word)) <= reach:
                    yield known

    def beginning(self, start: str) -> list[str]:
        """Give the commonest known stems that begin so, for a word still being typed."""
        if len(start) < 3:
            return []
        found = [word for word in self.by_start.get(start[0], ()) if word.startswith(start)]
        return sorted(found, key=lambda word: (self.known[word], len(word), word))[:3]

    def parts(self, word: str) -> tuple[str, str] | None:
        """Divide a word into two known ones: `foodbank` into `food` and `bank`."""
        for cut in range(3, len(word) - 2):
            if word[:cut] in self.known and word[cut:] in self.known:
                return word[:cut], word[cut:]
        return None
