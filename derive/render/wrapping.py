"""Words and expressions on lines of a bounded length: broken where a reader would break them.

A blank between words is the best place, one behind a comma the next, then one before a relation
or a sign outside of brackets, behind a comma within brackets or quotes, and before an operator.
An expression without blanks is broken before an operator, and anything only where nothing else is
left.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

#: Before these, and behind commas, a long expression may be broken, but not in `d/dx`.
_OPERATOR = re.compile(r"(?<=,) |(?<=[^\s(,])(?: [+-] |\*|(?<!\bd)/)")
_RANKS = {"": 0, "+": 1, "-": 1}
#: What belongs to what stands behind it.
_APPLIED = re.compile(r"\bd/d\w+$")
_SIGNS = frozenset(("+", "-", "*", "/", "^", "=", "<", ">", "<=", ">=", "!=", "->", "·", "→"))
#: Before these an equation or a sum is broken where they stand outside of brackets.
_OUTER = frozenset(("=", "<", ">", "<=", ">=", "!=", "+", "-"))
_OPENING, _CLOSING = "([{", ")]}"


def wrapped(said: str, room: int, taken: int = 0) -> Iterator[str]:
    """`said` on lines of at most `room` columns, as far as it can be broken.

    Of the first line so many columns are `taken` by what stands before; it may be left empty.
    """
    if not taken:
        yield from _fitted(said, max(room, 1), 0)
        return
    if taken > room:
        yield ""
        yield from _fitted(said, max(room, 1), 0)
        return
    taken = max(taken, 2)
    # a word of the length of what stands before holds its place
    first, *rest = _fitted("\0" * (taken - 1) + " " + said, room, 0)
    yield first[taken:]
    yield from rest


def broken(line: str, room: int) -> Iterator[str]:
    """A long expression broken before operators or behind commas, or anywhere without those.

    The outermost one that has enough before it is taken: a comma, then a sum, then a product.
    """
    while len(line) > room:
        yield line[: (cut := _cut(line, room))].rstrip()
        line = line[cut:].lstrip()
    yield line


def narrowest(said: str) -> int:
    """How many columns a text needs so that no word and no operand in it is taken apart."""
    return max(map(len, _before_operators(said)))


def _cut(line: str, room: int) -> int:
    """Where an expression that is too long is best broken."""
    depth, found = 0, []
    ranks = {m.start(): _RANKS.get(m.group().strip(), 2) for m in _OPERATOR.finditer(line)}
    for i, character in enumerate(line[: room + 1]):
        depth += (character in _OPENING) - (character in _CLOSING)
        if i in ranks and i > room // 3:
            found.append((depth, ranks[i], -i))
    return -min(found)[2] if found else room


def _fitted(said: str, room: int, level: int) -> Iterator[str]:
    """The lines of `said`, broken at places of a level, a part that is too long at the next."""
    line = ""
    for part in _SPLITS[level](said):
        if line and len(line) + 1 + len(part) <= room:
            line = f"{line} {part}"
            continue
        if line:
            yield line.rstrip()
        *whole, line = [part] if len(part) <= room else _finer(part, room, level)
        yield from whole
    yield line.rstrip()


def _finer(part: str, room: int, level: int) -> Iterator[str]:
    if level + 1 < len(_SPLITS):
        return _fitted(part, room, level + 1)
    return broken(part, room) if _is_expression(part) else iter([part])


def _is_expression(part: str) -> bool:
    """Whether a word may be broken at its operators; a path or an address may not."""
    return "://" not in part and not re.match(r"[.~]?/|[\w.-]+/[\w./-]+$", part)


def _between_words(said: str) -> list[str]:
    return _split(said, lambda before, after, inside: not inside and _between(before, after))


def _at_commas(said: str) -> list[str]:
    """At commas that are not within brackets or quotes."""
    return _split(said, lambda before, after, inside: not inside and _listed(before, after))


def _at_relations(said: str) -> list[str]:
    """The same, and before relations and signs."""
    return _split(
        said,
        lambda before, after, inside: not inside and (after in _OUTER or _listed(before, after)),
    )


def _at_all_commas(said: str) -> list[str]:
    return _split(
        said,
        lambda before, after, inside: (
            before.endswith((",", ";")) or (not inside and _between(before, after))
        ),
    )


def _before_operators(said: str) -> list[str]:
    return _split(said, lambda before, _, __: before not in _SIGNS and not _APPLIED.search(before))


def _anywhere(said: str) -> list[str]:
    return said.split(" ")


#: How a text is split, the best way first.
_SPLITS: tuple[Callable[[str], list[str]], ...] = (
    _between_words,
    _at_commas,
    _at_relations,
    _at_all_commas,
    _before_operators,
    _anywhere,
)


def _listed(before: str, after: str) -> bool:
    """Whether a blank stands behind a comma, or between two words."""
    return before.endswith((",", ";")) or _between(before, after)


def _between(before: str, after: str) -> bool:
    """Whether a blank stands between two words, and not in an expression or before a bracket."""
    if _APPLIED.search(before) or after.startswith("("):
        return False
    return before not in _SIGNS and after not in _SIGNS


def _split(said: str, may: Callable[[str, str, bool], bool]) -> list[str]:
    """The parts of a text between the blanks that may be broken at.

    `may` is asked with the words before and behind a blank, and whether that is in brackets or
    in quotes.
    """
    words = said.split(" ")
    parts, depth, quoted, closing = [words[0]], 0, False, -1
    for k, (before, after) in enumerate(pairwise(words)):
        depth = max(0, depth + _opened(before))
        quoted ^= before.count("`") % 2 == 1
        if k > closing and before.startswith("'"):
            closing = _closing(words, k)
        if may(before, after, depth > 0 or quoted or k < closing):
            parts.append(after)
        else:
            parts[-1] += f" {after}"
    return parts


def _closing(words: list[str], opening: int) -> int:
    """Which word ends what a quote opens, as a shell reads it; -1 where none does."""
    ends = (k for k in range(opening, len(words)) if words[k].rstrip(".,;:)`").endswith("'"))
    return next((k for k in ends if k > opening or len(words[k]) > 1), -1)


def _opened(word: str) -> int:
    """How many more brackets a word opens than it closes."""
    return sum((c in _OPENING) - (c in _CLOSING) for c in word)
