"""One reading of a chain: what is taken from the text, the sides, the definitions that they use."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from itertools import pairwise

from sympy.core.numbers import Integer
from sympy.core.symbol import Symbol

from derive.document.candidates import Level, at_numbers, candidates
from derive.document.context import Said
from derive.document.described import is_called
from derive.document.grammar import read_expression
from derive.document.inverses import SUFFIX, inverse
from derive.document.meanings import FUNCTION_LETTERS, Meanings
from derive.document.names import letters
from derive.document.notation import ANGULAR, COORDINATES, DOTS, UNREAD
from derive.document.reader import visible
from derive.document.statements import Head, dependence, names_in, uses
from derive.document.subject import Subject
from derive.document.tokens import FormulaError, Token
from derive.expression.nodes import (
    Call,
    DerivativeAt,
    DerivativeOf,
    Expression,
    call,
    called,
    free_variables,
    subexpressions,
)
from derive.expression.parsed import Parsed
from derive.expression.shorthand import HigherDerivative, ValueAt
from derive.script.links import Verbatim, verbatim

#: So many definitions may be needed for one chain.
MAX_DEFINITIONS = 20
#: What stands in equations of functions, and in none of a curve.
_OF_FUNCTIONS = frozenset({"d", "partial", "'", "prime", ",", *DOTS, *FUNCTION_LETTERS})
#: How the letter e is called where it is a name.
_E = "e_0"
#: No formula with larger numbers is read.
MAX_DIGITS = 60

#: How a text says that it knows the inverse functions.
_INVERSES = re.compile(
    r"\\arc(?:sin|cos|tan|cot|sec|csc)|inverse (?:trig|(?:co)?sine|(?:co)?tangent|(?:co)?secant)"
)
#: How it says that a power of -1 is none of a function.
_RECIPROCAL = re.compile(r"\breciprocal", re.IGNORECASE)
#: How it speaks of partial derivatives, and how far before a chain that is looked for.
_PARTIAL = re.compile(r"partial|gradient|with respect to each|second derivatives")
MAX_BEFORE = 1500
Side = Parsed | FormulaError | None


@lru_cache(maxsize=20)
def _says_inverses(plain: str) -> bool:
    """Whether a text speaks of inverses, found out once for its chains."""
    return _INVERSES.search(plain) is not None


class Reading:
    """One reading of a chain: its sides, and the definitions that they use.

    `forgotten` are names whose definition is not taken: it is not read, or they are `circular`, as
    they are defined by each other.  What is said of the `unread` ones is about this subject.  Of
    each side `odd` has what is read in it as hardly a reader would, and `by` what it is
    differentiated by, and whether that is partial.  The `slopes` are derivatives that the text
    gives, with the names of what it says.
    """

    def __init__(self, subject: Subject, level: Level, choice: Mapping[str, str]) -> None:
        self.subject = subject
        self.level = level
        self.source: Verbatim = verbatim(subject.text.source)
        self.forgotten: set[str] = set()
        self.circular: set[str] = set()
        self.unread: dict[str, frozenset[str]] = {}
        self.slopes: dict[str, str] = {}
        self.odd_names: set[str] = set()
        self.candidates = candidates(subject, level)
        self.meanings = self._meanings(choice)
        chain = subject.statement.chain
        self.meanings.dependent = dependence(chain, self.meanings)
        self.odd: list[set[str]] = []
        self.by: list[set[tuple[str, bool]]] = []
        self.sides: tuple[Side, ...] = self._sides()
        for name in self._bound() & {*self.meanings.quantities, *self.meanings.functions}:
            self._forget(name)
        self.definitions = self._definitions()

    def _meanings(self, choice: Mapping[str, str]) -> Meanings:
        functions, quantities = {}, set()
        for name, one in self.candidates.items():
            if one.head.parameters is None:
                quantities.add(name)
            else:
                functions[name] = one.head.parameters
        used = uses(self.subject.statement.chain)
        words = {t.text for side in self.subject.statement.chain.sides for t in side}
        return Meanings(
            functions,
            frozenset(quantities),
            self._named_here(),
            chosen=choice,
            primed=used.primed,
            bare=used.bare,
            applied=used.applied,
            letters={name: letters(one.body) for name, one in self.candidates.items()},
            dotted=not words.isdisjoint(DOTS),
            angular=not words.isdisjoint(ANGULAR),
            written_out=self._written_out if self.level.through else None,
            inverses=_says_inverses(self.subject.text.plain),
            given_by=self._given_by(),
            called_so=self._called_so(),
            partial=self._is_of_partial_derivatives(),
            at_numbers=at_numbers(self.subject),
        )

    def _is_of_partial_derivatives(self) -> bool:
        """Whether the text speaks of partial derivatives in the chain, or not far before it."""
        formula = self.subject.statement.formula
        near = self.subject.text.plain[max(0, formula.start - MAX_BEFORE) : formula.end]
        return _PARTIAL.search(near) is not None

    def _named_here(self) -> frozenset[str]:
        """The letter e where the chain says what it is: in `e = c/a = 4/5` it is no constant."""
        first, *others = self.subject.statement.chain.sides
        if [t.text for t in visible(first)] != ["e"] or any(_E in names_in(s) for s in others):
            return frozenset()
        return frozenset({_E})

    def _called_so(self) -> frozenset[str]:
        """The names of which words say that they are functions."""
        here = self.subject.statement
        told = self.subject.described.items()
        return frozenset(name for name, found in told if is_called(found, here))

    def _sides(self) -> tuple[Side, ...]:
        """All sides as they are read."""
        done: list[Side] = []
        self.odd, self.by = [], []
        for found in self.subject.statement.chain.sides:
            self.meanings.odd, self.meanings.by = set(), set()
            done.append(self.side(found))
            self.odd.append(self.meanings.odd)
            self.by.append(self.meanings.by)
            self._refuse_two_ways(done)
        self.meanings.odd, self.meanings.by = set(), set()
        return tuple(done)

    def _refuse_two_ways(self, done: list[Side]) -> None:
        """Takes back the last side where a partial derivative in it may be either of two."""
        k, side = len(done) - 1, done[-1]
        if not isinstance(side, Parsed) or not any(partial for _, partial in self.by[k]):
            return
        nodes = (s for s in subexpressions(side.node) if isinstance(s, _DERIVATIVES))
        if any(self._is_partial_in_two_ways(k, s) for s in nodes):
            about = "a partial derivative of what hangs on its variable in two ways"
            done[-1] = FormulaError("derivative", about, side.start, side.end)

    def _given_by(self) -> dict[str, frozenset[str]]:
        """The quantities that the text gives by others, taken here or not, with those."""
        found: dict[str, frozenset[str]] = {}
        for one in self.subject.said:
            moved = any(t.text in (*DOTS, "'", "prime") for t in one.body)
            if one.fresh and one.head.parameters is None and not one.of_value and not moved:
                found.setdefault(one.head.name, letters(one.body))
        return found

    def odd_sides(self) -> frozenset[int]:
        """The sides that are read as hardly a reader would.

        So is one that has a total derivative by what another name in it hangs on, as the text
        says, where that is not taken.
        """
        names = {*self.odd_names}.union(*self.odd)
        return frozenset(
            k
            for k, tokens in enumerate(self.subject.statement.chain.sides)
            if self.odd[k] or not names.isdisjoint(names_in(tokens)) or self._is_blind(k)
        )

    def _is_blind(self, k: int) -> bool:
        """Whether a name is taken for a constant where it hangs on what is differentiated by.

        What a function is called with is an argument of its own in a partial derivative.
        """
        side, known = self.sides[k], self.meanings.quantities
        if not self.by[k] or not isinstance(side, Parsed):
            return False
        for s in subexpressions(side.node):
            names = _bare(s.args[0]) if isinstance(s, _DERIVATIVES) else set()
            called_with = free_variables(s.args[0]) if names or isinstance(s, _DERIVATIVES) else ()
            for by, partial in self.by[k]:
                found = names if partial else {str(v.name) for v in called_with}
                if any(by in self._hangs_on(n) for n in found - known - {by}):
                    return True
        return False

    def _is_partial_in_two_ways(self, k: int, e: Expression) -> bool:
        """Whether a partial derivative is of what has its variable, and a name that hangs on it.

        What of that is held constant is nowhere written.
        """
        inner = called(e.args[0]) & self.meanings.quantities
        names: set[str]
        if isinstance(e.args[0], Call):
            names = {n for q in inner for n in self.meanings.given_by.get(q, frozenset())}
        else:
            names = {*inner} | {str(v.name) for v in free_variables(e.args[0])}
        return any(
            by in names and any(by in self._hangs_on(n) for n in names - {by})
            for by, partial in self.by[k]
            if partial and Symbol(by) in e.args[1::2]
        )

    def _hangs_on(self, name: str) -> frozenset[str]:
        """The names by which the text gives another one, or binds it in an equation."""
        given = self.meanings.given_by.get(name, frozenset())
        return given.union(*(e for e in self._curves if name in e & COORDINATES))

    @cached_property
    def _curves(self) -> Sequence[frozenset[str]]:
        """The names in each equation that the text gives, as of a circle."""
        given = ([t for s in e.chain.sides for t in s] for e in self.subject.given)
        plain = (letters(e) for e in given if not any(t.text in _OF_FUNCTIONS for t in e))
        return [found for found in plain if len(found & COORDINATES) > 1]

    def mixed_links(self) -> frozenset[int]:
        """The links with a total and a partial derivative by the same name."""
        both = (one | other for one, other in pairwise(self.by))
        return frozenset(
            k
            for k, found in enumerate(both)
            if any((name, not partial) in found for name, partial in found)
        )

    def side(self, found: list[Token]) -> Side:
        """A side as it is read, or why it is not."""
        if not visible(found):
            return None
        bracket = self.subject.statement.chain.unclosed
        if bracket is not None:
            about = f"`{bracket.text}` is not closed"
            return FormulaError("bracket", about, bracket.start, bracket.end)
        try:
            return self._unhidden(bounded(read_expression(list(found), self.meanings)))
        except FormulaError as error:
            return error

    def _unhidden(self, part: Parsed) -> Parsed:
        """A part, refused if a quantity in it hides the letter that a point is put in place of."""
        for s in subexpressions(part.node):
            if isinstance(s, ValueAt) and self._hides(s.args[0], str(s.args[1])):
                about = "a point of what is given by its letter"
                raise FormulaError("substitution", about, part.start, part.end)
        return part

    def _hides(self, e: Expression, variable: str) -> bool:
        """Whether what is called in an expression has a letter, but in derivatives by that."""
        if isinstance(e, DerivativeOf) and str(e.args[1]) == variable:
            return False
        own = isinstance(e, Call) and self._has_letter(e.name, variable)
        return own or any(self._hides(a, variable) for a in e.args)

    def _has_letter(self, name: str, variable: str, seen: frozenset[str] = frozenset()) -> bool:
        """Whether a name is defined with a letter that is none of its parameters."""
        one = self.candidates.get(name)
        if one is None or name in seen:
            return False
        found = letters(one.body) | one.names
        others = found & {*self.candidates} - {variable}
        own = variable in found and variable not in (one.head.parameters or ())
        return own or any(self._has_letter(n, variable, seen | {name}) for n in others)

    def _bound(self) -> set[str]:
        """The variables of derivatives, and those that points are put in the place of."""
        nodes = (
            s for side in self.sides if isinstance(side, Parsed) for s in subexpressions(side.node)
        )
        return {
            a.name
            for s in nodes
            if isinstance(s, (DerivativeOf, DerivativeAt, HigherDerivative, ValueAt))
            for a in s.args[1::2]
            if isinstance(a, Symbol)
        }

    def _definitions(self) -> dict[str, tuple[Said, Parsed]]:
        """The definitions that are used, with those that they use."""
        done: dict[str, tuple[Said, Parsed]] = {}
        waiting = [n for s in self.sides if isinstance(s, Parsed) for n in sorted(called(s.node))]
        while waiting and len(done) <= MAX_DEFINITIONS:
            name = waiting.pop(0)
            one = self.candidates.get(name) or self._slope(name)
            if one is None and name not in done:
                done.update(self._inverse(name))
            if one is None or one.head.name in done:
                continue
            body = self.body(one)
            if body is None:
                if one.fresh:
                    self.unread[name] = _free(one.body)
                self._forget(name)
                return self._definitions()
            done[one.head.name] = one, body
            waiting += sorted(called(body.node))
        circular = _circular({n: called(body.node) for n, (_, body) in done.items()})
        if circular:
            name = max(circular, key=lambda n: done[n][0].start)
            self.circular.add(name)
            self._forget(name)
            return self._definitions()
        return done

    def _slope(self, name: str) -> Said | None:
        """What the text says of a derivative, where it says nothing else of its function."""
        one = self.subject.slopes.get(name)
        if one is None or name.rstrip("'") in self.candidates or self.body(one) is None:
            return None
        self.slopes[name] = one.head.name
        return one

    def _inverse(self, name: str) -> dict[str, tuple[Said, Parsed]]:
        """The definition of the inverse of a function that the text gives, if it is one."""
        one = self.candidates.get(name.removesuffix(SUFFIX))
        if one is None or not name.endswith(SUFFIX) or _RECIPROCAL.search(self.subject.text.plain):
            return {}
        parameters, body = one.head.parameters or (), self.body(one)
        if body is None or len(parameters) != 1 or called(body.node) & {*self.candidates}:
            return {}
        found = inverse(body.node, Symbol(parameters[0]))
        if found is None:
            return {}
        said = replace(one, head=Head(name, parameters), instance=True)
        return {name: (said, Parsed(found, body.start, body.end))}

    def _written_out(self, e: Expression, name: str, variable: Symbol) -> Expression:
        """An expression with what is defined by a name written out, and a variable for the name."""
        return self._without(e, name, variable, (name,))

    def _without(
        self, e: Expression, name: str, variable: Symbol, seen: tuple[str, ...]
    ) -> Expression:
        known: dict[Expression, Expression] = {call(name): variable}
        for other in sorted(called(e) & self.meanings.quantities - {*seen}):
            body = self.body(self.candidates[other])
            if body is not None and len(seen) < MAX_DEFINITIONS:
                inner = self._without(body.node, name, variable, (*seen, other))
                if variable in free_variables(inner):
                    known[call(other)] = inner
        return e.xreplace(known)

    def body(self, one: Said) -> Parsed | None:
        """The body of a definition; None where it is not read."""
        parameters = one.head.parameters or ()
        functions = {n: p for n, p in self.meanings.functions.items() if n not in parameters}
        quantities = self.meanings.quantities - {*parameters}
        meanings = replace(self.meanings, functions=functions, quantities=quantities)
        meanings.variables = frozenset(parameters)
        meanings.odd, meanings.by = set(), set()
        try:
            done = bounded(read_expression(list(one.body), meanings))
        except FormulaError:
            return None
        self.odd_names |= {one.head.name} if meanings.odd else set()
        return done

    def _forget(self, name: str) -> None:
        """Reads everything again without a definition that is not read."""
        self.candidates = {n: one for n, one in self.candidates.items() if n != name}
        old = self.meanings
        self.meanings = self._meanings(old.chosen)
        self.meanings.dependent = dependence(self.subject.statement.chain, self.meanings)
        self.sides = self._sides()
        if name not in self._bound():
            self.forgotten.add(name)


_DERIVATIVES = (DerivativeOf, DerivativeAt, HigherDerivative)


def _bare(e: Expression) -> set[str]:
    """The variables of an expression that are in no argument."""
    if isinstance(e, Call):
        return set()
    own = {str(e.name)} if isinstance(e, Symbol) else set[str]()
    return own.union(*map(_bare, e.args))


#: What binds names, or leaves a part out.
_BINDING = frozenset(word for word, kind in UNREAD.items() if kind in ("integral", "sum", "limit"))
_LEFT_OUT = frozenset(word for word, kind in UNREAD.items() if kind == "dots")


def _free(body: Sequence[Token]) -> frozenset[str]:
    """The names that what is not read hangs on; none where it may be a number."""
    if any(t.kind == "control" and t.text in _BINDING | _LEFT_OUT for t in body):
        return frozenset()
    return frozenset(names_in(list(body)))


def _circular(uses: Mapping[str, Iterable[str]]) -> set[str]:
    """The names that are defined by themselves, perhaps by way of others."""
    found = set()
    for name in uses:
        waiting, seen = [*uses[name]], set[str]()
        while waiting:
            one = waiting.pop()
            if one == name:
                found.add(name)
                break
            if one not in seen:
                seen.add(one)
                waiting += uses.get(one, ())
    return found


def bounded(part: Parsed) -> Parsed:
    """An expression without numbers that are too long.  Raises `FormulaError`."""
    for s in subexpressions(part.node):
        if isinstance(s, Integer) and abs(int(s)) >= 10**MAX_DIGITS:
            raise FormulaError("too-large", "a number is too large", part.start, part.end)
    return part
