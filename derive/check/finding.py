"""Finding scripts of the library: by name, title and tag, and by a pattern in their expressions.

In a pattern a letter stands for any expression, and `d/dx` for the derivative by any variable; all
else stands for itself.  The matcher is that of the rewrite engine, so that the order of terms and
factors is no matter.  Nothing is proved here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import permutations

from sympy.core.symbol import Str, Symbol

from derive.check.elaborate import theory_of
from derive.expression.functions import FUNCTION_NAMES, SYNONYMS, word
from derive.expression.greek import GREEK_LETTERS
from derive.expression.nodes import (
    Call,
    Expression,
    Power,
    ProductOf,
    SumOf,
    called,
    constant,
    free_variables,
    has_derivative,
    is_leaf,
    strip,
    subexpressions,
)
from derive.expression.parsed import Scope
from derive.expression.parser import parse, parse_equation
from derive.expression.text import text as printed
from derive.expression.tokens import ParseError
from derive.kernel.rules import Rule
from derive.kernel.theory import REFUSALS, Theory
from derive.kernel.tidy import tidy
from derive.library import Entry, library, shortest
from derive.report.search import Hit, SearchReport
from derive.script.heading import Heading, heading
from derive.script.load import load, load_text
from derive.script.script import Script
from derive.search.fuel import Fuel, OutOfFuel
from derive.search.match import Bindings, matches

#: What one search may spend on patterns.
FUEL = 3_000_000
#: In a sum or product that is longer, a pattern of three parts or more is not looked for.
MAX_PARTS = 8
_SCOPE = Scope(free=True)
#: Stands around what is matched part by part.
_TOGETHER = Str("together")


def search(question: str) -> SearchReport:
    """The scripts that fit a question by name, title or tag, then those that do by their lines."""
    if not question.strip():
        return SearchReport(problem="nothing to look for")
    entries = [(name, entry, heading(entry.path)) for name, entry in shortest(library())]
    readable = [(name, entry, head) for name, entry, head in entries if head is not None]
    hits = _by_words(question, readable)
    told = {hit.name for hit in hits}
    pattern = _pattern(question)
    rest = [row for row in readable if row[0] not in told]
    if pattern is None:
        return SearchReport(tuple(hits), unreadable=_unreadable(question))
    fuel, unfinished = Fuel(FUEL), False
    found: list[Hit] = []
    try:
        for name, entry, head in rest:
            found += _by_pattern(pattern, name, entry, head, fuel)
    except OutOfFuel:
        unfinished = True
    return SearchReport((*hits, *sorted(found, key=_rank)), unfinished)


def _rank(hit: Hit) -> int:
    """What a theorem says is told before what stands in a definition, and that before steps."""
    return {"theorem": 0, "definition": 1}.get(hit.where, 2)


# Words

Row = tuple[str, Entry, Heading]


def _by_words(question: str, rows: Iterable[Row]) -> list[Hit]:
    """The scripts in whose name, title or tags all words stand; the nearest first."""
    wanted = question.casefold().split()
    found = ((_where(wanted, entry, head), name, head.title) for name, entry, head in rows)
    told = sorted((rank, name, title) for rank, name, title in found if rank is not None)
    return [Hit(name, title, where) for (_, where), name, title in told]


def _where(wanted: list[str], entry: Entry, head: Heading) -> tuple[int, str] | None:
    """How near a script is to the words, and where they stand."""
    name, title = entry.name.casefold(), head.title.casefold()
    tags = [tag.casefold() for tag in head.tags]
    whole = " ".join(wanted)
    if whole in (name, entry.own.casefold()):
        return 0, "name"
    if whole in tags:
        return 3, f"tag {whole}"
    if all(_begins(w, name) for w in wanted):
        return 1, "name"
    if all(_begins(w, title) for w in wanted):
        return 2, "title"
    if all(_begins(w, " ".join((name, title, *tags))) for w in wanted):
        return 4, "name, title and tags"
    return None


def _begins(wanted: str, text: str) -> bool:
    """Whether a word of the text begins so."""
    return re.search(rf"(?<!\w){re.escape(wanted)}", text) is not None


# Patterns

#: The fields of a script that hold no expressions, with the lines below that are further in; but
#: for the title, without which it is no script.
_WORDS = re.compile(r"^( *)(?:source|notes|tags|by|note):.*$\n(?:(?:\1 .*)?\n)*", re.MULTILINE)


@dataclass(frozen=True)
class _Pattern:
    """What is looked for: an expression, or the sides of an equation.

    `names` must occur in a script; its `letters` that are called are defined there, or stand for
    functions of which nothing is known.
    """

    sides: tuple[Expression, ...]
    names: frozenset[str]
    letters: frozenset[str]

    def may_stand_in(self, text: str) -> bool:
        """Whether a script has what this is made of."""
        if not all(any(w in text for w in _spellings(n)) for n in self.names):
            return False
        return "functions" in text or all(f"{f}(" in text for f in self.letters)


def _pattern(question: str) -> _Pattern | None:
    """The question as a pattern, if it can be read as one that is more than a letter."""
    try:
        if "=" in question:
            equation = parse_equation(question, _SCOPE)
            written = [equation.left, equation.right]
        else:
            written = [parse(question, _SCOPE)]
    except ParseError:
        return None
    sides = tuple(_alike(parsed.node) for parsed in written)
    if all(isinstance(s, Symbol) and len(s.name) == 1 for s in sides):
        return None
    names = frozenset().union(*map(called, sides))
    bare = {v.name for v in free_variables(Call(_TOGETHER, *sides)) if _is_word(v.name)}
    letters = frozenset(n for n in (name.rstrip("'") for name in names) if len(n) == 1)
    return _Pattern(
        sides, frozenset(n for n in names if n.rstrip("'") not in letters) | bare, letters
    )


def _unreadable(question: str) -> str:
    """Why what looks like an expression is none; empty of words, and of what can be read."""
    named = any(word in FUNCTION_NAMES for word in question.split())
    if not named and not set(question) & _OPERATORS:
        return ""
    try:
        (parse_equation if "=" in question else parse)(question, _SCOPE)
    except ParseError as error:
        return f"{error}; {error.hint}" if error.hint else str(error)
    return ""


#: What stands in expressions, and not among words.
_OPERATORS = frozenset("()*/^+=<>|")


def _is_word(name: str) -> bool:
    """Whether a variable is written in one way only, and stands for itself."""
    return len(name) > 1 and name.isalpha() and name not in GREEK_LETTERS


def _by_pattern(
    pattern: _Pattern, name: str, entry: Entry, head: Heading, fuel: Fuel
) -> Iterator[Hit]:
    """The first place at which a pattern stands in a script.  Raises `OutOfFuel`."""
    text = _WORDS.sub("", entry.path.read_text(encoding="utf-8", errors="replace") + "\n")
    if not pattern.may_stand_in(text):
        return
    script = load_text(text, "").script or load(entry.path).script
    if script is None:
        return
    try:
        theory = theory_of(script)
    except REFUSALS:
        return
    for where, e in _expressions(script):
        bindings = _found(pattern, e, script, theory, fuel)
        if bindings is not None:
            bound = ((k, printed(v)) for k, v in sorted(bindings.items()) if not isinstance(v, Str))
            told = tuple((k, v) for k, v in bound if k != v)
            yield Hit(name, head.title, where, printed(e), told)
            return


#: Functions that are written without their names as well.
_SIGNS = {"abs": "|", "sqrt": "√"}


def _spellings(name: str) -> Iterator[str]:
    yield word(name)
    if name in _SIGNS:
        yield _SIGNS[name]
    yield from (other for other, known in SYNONYMS.items() if known == word(name))


def _expressions(script: Script) -> Iterator[tuple[str, Expression]]:
    """The expressions of a script in the order in which they are worth telling."""
    yield "theorem", script.theorem.left.node
    yield "theorem", script.theorem.right.node
    for d in script.definitions:
        yield "definition", d.body.node
    for step in script.steps:
        yield f"step {step.number}", step.to.node


def _found(
    pattern: _Pattern, e: Expression, script: Script, theory: Theory, fuel: Fuel
) -> Bindings | None:
    """What the letters of a pattern stand for where it is found; None where it is not."""
    if len(pattern.sides) == 2:
        if e is not script.theorem.left.node:
            return None
        whole = (_alike(script.theorem.left.node), _alike(script.theorem.right.node))
        return next(_together(pattern.sides, whole, theory, fuel), None)
    (side,) = pattern.sides
    if isinstance(side, Symbol):
        return {} if _mentions(e, side.name) else None
    own = {d.name for d in script.definitions}
    for form in dict.fromkeys((_alike(e), tidy(_alike(e)))):
        for sought in _forms(side):
            for part in subexpressions(form):
                for bindings in _matches(sought, part, theory, own, fuel):
                    return bindings
    return None


def _alike(e: Expression) -> Expression:
    """An expression without brackets, `exp(u)` as the power that it is."""
    return _powers(strip(e))


def _powers(e: Expression) -> Expression:
    if is_leaf(e) or "exp" not in called(e):
        return e
    args = [a if isinstance(a, Str) else _powers(a) for a in e.args]
    return (
        Power(constant("e"), args[1]) if isinstance(e, Call) and e.name == "exp" else e.func(*args)
    )


def _mentions(e: Expression, name: str) -> bool:
    """Whether a name is called in an expression, or is a variable of it."""
    parts = subexpressions(e)
    return any((isinstance(p, Call) and p.name == name) or p == Symbol(name) for p in parts)


def _forms(pattern: Expression) -> list[Expression]:
    """A pattern as it is written, and in tidy form where that is no other pattern."""
    return [pattern] if has_derivative(pattern) else [*dict.fromkeys((pattern, tidy(pattern)))]


def _matches(
    pattern: Expression, e: Expression, theory: Theory, own: set[str], fuel: Fuel
) -> Iterator[Bindings]:
    """The ways in which a pattern stands at the root of `e`, or in some of its parts."""
    if is_leaf(e) or type(pattern) is not type(e):
        return
    many = isinstance(pattern, (SumOf, ProductOf)) and len(pattern.args) > 2
    if not many:
        row = _row(pattern, own)
        found = (m.bindings for m in matches(row, e, theory, fuel))
        yield from (b for b in found if _stand_for_themselves(b))
    elif len(pattern.args) <= len(e.args) <= MAX_PARTS:
        for parts in permutations(e.args, len(pattern.args)):
            yield from _together(pattern.args, parts, theory, fuel, own)


def _together(
    patterns: tuple[Expression, ...],
    parts: tuple[Expression, ...],
    theory: Theory,
    fuel: Fuel,
    own: Iterable[str] = (),
) -> Iterator[Bindings]:
    """The ways in which the patterns stand for the parts, one for one."""
    row = _row(Call(_TOGETHER, *map(strip, patterns)), {*own, _TOGETHER.name})
    whole = Call(_TOGETHER, *map(strip, parts))
    found = (m.bindings for m in matches(row, whole, theory, fuel))
    yield from (b for b in found if _stand_for_themselves(b))


def _row(pattern: Expression, own: Iterable[str]) -> Rule:
    """A pattern as a row of which only the left side is meant."""
    names = {name.rstrip("'") for name in called(pattern)}
    functions = frozenset(n for n in names - {*own} if len(n) == 1 and n not in FUNCTION_NAMES)
    none = frozenset[str]()
    left = _paired(pattern)
    return Rule("search", "", "", left, left, (), (), none, none, functions)


def _paired(e: Expression) -> Expression:
    """A pattern with sums and products of more than two parts nested, a letter first."""
    if is_leaf(e):
        return e
    args = [a if isinstance(a, Str) else _paired(a) for a in e.args]
    if isinstance(e, (SumOf, ProductOf)) and len(args) > 2:
        first, *rest = sorted(args, key=lambda a: not isinstance(a, Symbol))
        for part in rest:
            first = e.func(first, part)
        return first
    return e.func(*args)


def _stand_for_themselves(bindings: Bindings) -> bool:
    """Whether names of more than one letter are bound to themselves."""
    longer = ((k, v) for k, v in bindings.items() if len(k.rstrip("'")) > 1)
    return all(v == Symbol(k) or isinstance(v, Str) for k, v in longer)
