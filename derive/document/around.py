"""What stands around a chain in its text: the statements before it, and those that explain it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import wraps
from itertools import islice, pairwise
from typing import Concatenate, ParamSpec, TypeVar

from derive.document.formulas import Text
from derive.document.statements import Statement, names_in

_WHERE = re.compile(
    r"\b(?:where|with|here|for|let|if|when|whenever|since|because|as|and)\b", re.IGNORECASE
)
#: What explains a formula also in a sentence of its own.
_EXPLAINS = re.compile(r"\b(?:where|here)\b", re.IGNORECASE)
_P = ParamSpec("_P")
_T = TypeVar("_T")


def once(
    found: Callable[Concatenate[Statement, _P], Iterable[_T]],
) -> Callable[Concatenate[Statement, _P], Sequence[_T]]:
    """What a statement says, found out once: every chain behind it asks for it."""

    @wraps(found)
    def told(one: Statement, /, *args: _P.args, **more: _P.kwargs) -> Sequence[_T]:
        key = (found.__name__, *(a for a in args if isinstance(a, bool)))
        if key not in one.known:
            one.known[key] = tuple(found(one, *args, **more))
        return one.known[key]

    return told


def is_near(text: Text, start: int, statement: Statement) -> bool:
    """Whether what stands at `start` is in the paragraph of a statement, or directly before."""
    if start >= statement.start:
        return True
    between = text.plain[start : statement.formula.start]
    return len(re.findall(r"\n[ \t]*\n", between)) < 2


@once
def names_of(one: Statement) -> Iterator[str]:
    """The names in a statement, also those that stand below marks."""
    for side in one.chain.sides:
        yield from names_in(side)
        for token, after in pairwise(side):
            yield from names_in([after]) if token.text == "{" else ()


def stated_before(
    all_of_them: list[Statement], at: int, test: Callable[[Statement], bool]
) -> Iterator[Statement]:
    """The statements before one that pass a test, nearest first; a text is gone through once."""
    known = all_of_them[0].known
    key = ("passing", test.__name__)
    if key not in known:
        known[key] = tuple(k for k, one in enumerate(all_of_them) if test(one))
    passing = known[key]
    for i in range(bisect_left(passing, at) - 1, -1, -1):
        yield all_of_them[passing[i]]


def explained_behind(all_of_them: list[Statement], at: int, text: Text) -> Iterator[Statement]:
    """The statements behind one in its paragraph, after a word that explains it."""
    here = all_of_them[at]
    end = here.formula.end
    closed = text.plain[here.formula.start : end].rstrip().endswith(".")
    for k in range(at + 1, len(all_of_them)):
        one = all_of_them[k]
        if one.formula is here.formula:
            yield one
            continue
        between = text.plain[end : one.formula.start]
        if "\n\n" in between.strip("$\n ") or one.section != here.section or len(between) > 200:
            return
        words = _EXPLAINS if closed or re.search(r"\.\s", between) else _WHERE
        if one.formula.display or not words.search(between):
            return
        # what a function is, is so for both
        if _opens(all_of_them, k, text) and (one.head is None or one.head.parameters is None):
            return
        yield one
        end = one.formula.end


#: What stands between `when $x = 0$` and the chain that it is said for.
_OPENING = re.compile(r"[\s$]*(?:\\\)\s*)?,[\s$]*(?:\\\(\s*)?")


def _opens(all_of_them: list[Statement], k: int, text: Text) -> bool:
    """Whether a statement is said for a chain behind it, as in `when $x = 0$, $x + 1 = ...`."""
    formula = all_of_them[k].formula
    others = (s for s in islice(all_of_them, k + 1, None) if s.formula is not formula)
    behind = next(others, None)
    if behind is None or behind.chain.links < 2:
        return False
    return _OPENING.fullmatch(text.plain, formula.end, behind.formula.start) is not None
