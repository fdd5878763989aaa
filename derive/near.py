"""The known words that a word may have been meant to be."""

from __future__ import annotations

from collections.abc import Iterable

#: Words that have so much in common are near, however far apart they are in letters.
_ALIKE = 0.75
#: One letter in so many may be another, be missing, be too many, or have its place changed.
_LETTERS = 4
#: Words are compared by so many letters.
_MOST = 240


def near_words(word: str, known: Iterable[str], most: int = 1) -> list[str]:
    """The known words that are near, the nearest first, none much farther than that."""
    from difflib import SequenceMatcher  # it is seldom wanted

    word = word[:_MOST]
    slips = {k: edits(word, k) for k in sorted(set(known)) if _may_be_near(word, k)}
    alike = {k: SequenceMatcher(None, k, word).ratio() for k in slips}
    allowed = max(1, len(word) // _LETTERS)
    found = [k for k in slips if slips[k] <= allowed or alike[k] >= _ALIKE]
    found.sort(key=lambda k: (slips[k] > allowed, sorted(k) != sorted(word), -alike[k]))
    best = max((alike[k] for k in found), default=0.0)
    return [k for k in found if alike[k] > best - 0.15][:most]


def _may_be_near(word: str, known: str) -> bool:
    """Whether two words have enough letters in common, which is told at once."""
    from difflib import SequenceMatcher

    matcher = SequenceMatcher(None, known, word)
    return matcher.real_quick_ratio() >= 0.5 and matcher.quick_ratio() >= 0.5


def edits(a: str, b: str) -> int:
    """In how many letters two words differ; two that changed places count once.

    The distance of optimal string alignment, after Damerau and Levenshtein.
    """
    before: list[int] = []
    last = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        row = [i]
        for j, y in enumerate(b, 1):
            cost = min(last[j] + 1, row[-1] + 1, last[j - 1] + (x != y))
            if i > 1 and j > 1 and (x, a[i - 2]) == (b[j - 2], y):
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]
