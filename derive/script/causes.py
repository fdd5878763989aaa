"""One cause is one error: what follows from another problem of a script is not told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise

from derive.expression.parsed import Scope
from derive.expression.tokens import ParseError, tokens
from derive.report.diagnostics import Diagnostic, Kind
from derive.script import slips
from derive.script.source import Source
from derive.script.unknown import KNOWN
from derive.script.yaml_tree import Text

#: What may follow from a slip in the layout, which then is told instead.
_SHAPES = frozenset(
    {
        Kind.BAD_YAML,
        Kind.WRONG_TYPE,
        Kind.UNKNOWN_KEY,
        Kind.MISSING_KEY,
        Kind.DUPLICATE_KEY,
        Kind.MISSING_FORMAT,
        Kind.EMPTY_STEPS,
    }
)
#: What else may follow from a slip at a key.
_FOLLOWING = {"variables": (Kind.UNKNOWN_NAME,), "functions": (Kind.UNKNOWN_NAME,)}
#: What is told once of a script, with in how many more of what.
_ONCE = {Kind.UNKNOWN_NAME: "line", Kind.ALIAS: "place"}
#: So many variables are declared in a hint.
_MOST = 12


def causes(source: Source, found: list[Diagnostic]) -> list[Diagnostic]:
    """The diagnostics without those that follow from others."""
    shape = next((d for d in found if d.kind in _SHAPES), None)
    slip = None if shape is None else slips.near(source.lines, shape.place.line - 1)
    if slip is None:
        return [*_each_once(found)]
    start = source.offset(slip.line + 1, slip.column + 1)
    length = len(source.lines[slip.line].rstrip()) - slip.column
    place = source.place(start, start + max(length, 1))
    told = Diagnostic(Kind.LAYOUT, place, hint=slip.hint, about=(slip.said,))
    others = [d for d in found if d.kind not in (*_SHAPES, *_FOLLOWING.get(slip.key, ()))]
    return [*_each_once(sorted([told, *others], key=lambda d: d.place.line))]


def _each_once(found: list[Diagnostic]) -> Iterator[Diagnostic]:
    """The diagnostics, of those that tell the same of many places only the first."""
    times = Counter(_alike(d) for d in found)
    seen: set[tuple[Kind, tuple[str, ...]]] = set()
    for d in found:
        where = _ONCE.get(d.kind)
        if where is None:
            yield d
        elif _alike(d) not in seen:
            seen.add(_alike(d))
            more = times[_alike(d)] - 1
            also = f"in {more:,} more {where}{'s' * (more > 1)}" if more else ""
            told = f"{d.written or 'here'}, and {also}" if also else d.written
            yield replace(d, written=told)


def _alike(found: Diagnostic) -> tuple[Kind, tuple[str, ...]]:
    return found.kind, found.about


def undeclared(found: list[Diagnostic], lines: Iterable[Text], scope: Scope) -> list[Diagnostic]:
    """The diagnostics of a script without variables: one of them, for all that are missing."""
    names = [*dict.fromkeys(n for line in lines for n in _variables(line, scope))]
    about = [d for d in found if d.kind is Kind.UNKNOWN_NAME and d.about[0].strip("`") in names]
    if not about:
        return found
    hint = f"declare what is a variable: `{all_real(names[:_MOST])}`"
    first = replace(about[0], written=about[0].written, hint=hint)
    return [first if d is about[0] else d for d in found if d is about[0] or d not in about]


def all_real(names: Iterable[str]) -> str:
    """The declaration of variables, all real."""
    return f"variables: {{{', '.join(f'{name}: real' for name in names)}}}"


def _variables(line: Text, scope: Scope) -> Iterator[str]:
    """The names in a line that are not called, and mean nothing there."""
    try:
        words = tokens(line.value)
    except ParseError:
        return
    for token, behind in pairwise(words):
        known = token.text in scope.functions or token.text in scope.opaque
        if token.kind == "name" and behind.kind != "(" and not known and token.text not in KNOWN:
            yield token.text
