"""The readings of a chain: what its names may mean, as links that can be checked.

First nothing but functions is taken from the text, then quantities, then their values, then what
was said of another subject; and within each the ways in which the notation can be read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain

from sympy.core.numbers import Integer
from sympy.core.symbol import Symbol

from derive.document.claims import directives_for, is_claimed
from derive.document.context import (
    Compared,
    Domain,
    Said,
    compared_near,
    directed,
    given_near,
    is_near,
    said_before,
    worded_near,
)
from derive.document.formulas import Text
from derive.document.grammar import read_expression
from derive.document.meanings import Meanings
from derive.document.reader import visible
from derive.document.statements import Statement, dependence, uses
from derive.document.tokens import FormulaError, Token
from derive.expression.nodes import (
    Call,
    DerivativeAt,
    DerivativeOf,
    Expression,
    HigherDerivative,
    Negation,
    Power,
    ValueAt,
    call,
    called,
    free_variables,
    subexpressions,
)
from derive.expression.parsed import Parsed
from derive.report.document import Remark
from derive.script.links import Links, Verbatim, verbatim
from derive.script.script import Condition, Definition, OpaqueFunction, Placed, Variable

#: So many definitions may be needed for one chain, and so many conditions.
MAX_DEFINITIONS = 20
MAX_CONDITIONS = 6
#: No formula with larger numbers is read.
MAX_DIGITS = 60

#: Words beside a line that may say under what it holds.
_CONDITION = re.compile(
    r"[$=<>%]|\b(?:if|when|where|since|because|for|as|assum\w*|provided|mod|with|near)\b",
    re.IGNORECASE,
)

#: How a text says that it knows the inverse functions.
_INVERSES = re.compile(
    r"\\arc(?:sin|cos|tan|cot|sec|csc)|inverse (?:trig|(?:co)?sine|(?:co)?tangent|(?:co)?secant)"
)
#: How an i is an index, or a complex number.
_INDEX = re.compile(r"_\{?i(?![A-Za-z])|\\sum_\{i|\$i\$")
_IMAGINARY = re.compile(
    r"i\^2\s*(?:&\s*)?=\s*-|imaginary|complex (?:num|plane|val|con)|\\mathbb\{C\}"
    r"|e\^\{-?i\s*(?:\\(?:theta|omega|pi|phi)|[xtk])"
)

Side = Parsed | FormulaError | None


@dataclass(frozen=True)
class Level:
    """What is taken from the text in a reading."""

    quantities: bool
    values: bool
    stale: bool
    through: bool = False


LEVELS = (
    Level(quantities=False, values=False, stale=False),
    Level(quantities=True, values=False, stale=False),
    Level(quantities=True, values=False, stale=False, through=True),
    Level(quantities=True, values=True, stale=False),
    Level(quantities=True, values=False, stale=True),
)


@dataclass
class Subject:
    """A chain in its text, with all that the text says of its names."""

    text: Text
    statement: Statement
    said: list[Said]
    compared: list[Compared]
    worded: list[Domain]
    claimed: bool = False
    given: list[Statement] = field(default_factory=list)

    @classmethod
    def of(cls, text: Text, all_of_them: list[Statement], at: int) -> Subject:
        """The subject of the statement at that index."""
        one = all_of_them[at]
        told = [directed(d, one) for d in directives_for(text, one)]
        return cls(
            text,
            one,
            [s for said, _ in told for s in said] + said_before(all_of_them, at, text),
            [c for _, compared in told for c in compared] + compared_near(all_of_them, at, text),
            worded_near(all_of_them, at, text),
            is_claimed(text, one),
            given_near(all_of_them, at, text),
        )

    def readings(self) -> Iterator[tuple[Links, tuple[Side, ...]]]:
        """The readings, the customary one first, each with its sides or why they are not read."""
        seen: set[object] = set()
        others: list[tuple[Level, Mapping[str, str]]] = []
        custom: list[tuple[Level, Mapping[str, str]]] = [(level, {}) for level in LEVELS]
        for level, choice in chain(custom, others):
            one = _Read(self, level, choice)
            made = one.links()
            if not choice:
                others += [(level, other) for other in one.meanings.others()]
            key = (tuple(s and s.node for s in made.sides), made.definitions)
            if key not in seen:
                seen.add(key)
                yield made, one.sides


class _Read:
    """One reading of a chain."""

    def __init__(self, subject: Subject, level: Level, choice: Mapping[str, str]) -> None:
        self.subject = subject
        self.level = level
        self.source: Verbatim = verbatim(subject.text.source)
        self.forgotten: set[str] = set()
        self.candidates = self._candidates()
        self.meanings = self._meanings(choice)
        chain = subject.statement.chain
        self.meanings.dependent = dependence(chain, self.meanings)
        self.sides: tuple[Side, ...] = tuple(self._side(side) for side in chain.sides)
        for name in self._bound() & {*self.meanings.quantities, *self.meanings.functions}:
            self._forget(name)
        self.definitions = self._definitions()

    def _candidates(self) -> dict[str, Said]:
        """The definition of each name that may be used, the nearest one."""
        found: dict[str, Said] = {}
        for one in self.subject.said:
            if one.head.name not in found and self._may(one):
                found[one.head.name] = one
        return found

    def _may(self, one: Said) -> bool:
        level = self.level
        if not one.fresh and not (level.stale and one.head.parameters is not None):
            return False
        if one.head.parameters is not None:
            return True
        if one.of_value:
            return level.values and not self._is_redefined(one)
        return level.quantities

    def _meanings(self, choice: Mapping[str, str]) -> Meanings:
        functions, quantities = {}, set()
        for name, one in self.candidates.items():
            if one.head.parameters is None:
                quantities.add(name)
            else:
                functions[name] = one.head.parameters
        primed, bare = uses(self.subject.statement.chain)
        return Meanings(
            functions,
            frozenset(quantities),
            chosen=choice,
            primed=primed,
            bare=bare,
            written_out=self._written_out if self.level.through else None,
            inverses=bool(_INVERSES.search(self.subject.text.plain)),
        )

    def _side(self, found: list[Token]) -> Side:
        if not visible(found):
            return None
        try:
            return _bounded(read_expression(list(found), self.meanings))
        except FormulaError as error:
            return error

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
            one = self.candidates.get(name)
            if one is None or name in done:
                continue
            body = self._body(one)
            if body is None:
                self._forget(name)
                return self._definitions()
            done[name] = one, body
            waiting += sorted(called(body.node))
        circular = _circular({n: called(body.node) for n, (_, body) in done.items()})
        if circular:
            self._forget(max(circular, key=lambda n: done[n][0].start))
            return self._definitions()
        return done

    def _written_out(self, e: Expression, name: str, variable: Symbol) -> Expression:
        """An expression with what is defined by a name written out, and a variable for the name."""
        return self._without(e, name, variable, (name,))

    def _without(
        self, e: Expression, name: str, variable: Symbol, seen: tuple[str, ...]
    ) -> Expression:
        known: dict[Expression, Expression] = {call(name): variable}
        for other in sorted(called(e) & self.meanings.quantities - {*seen}):
            body = self._body(self.candidates[other])
            if body is not None and len(seen) < MAX_DEFINITIONS:
                inner = self._without(body.node, name, variable, (*seen, other))
                if variable in free_variables(inner):
                    known[call(other)] = inner
        return e.xreplace(known)

    def _body(self, one: Said) -> Parsed | None:
        """The body of a definition; None where it is not read."""
        parameters = one.head.parameters or ()
        functions = {n: p for n, p in self.meanings.functions.items() if n not in parameters}
        quantities = self.meanings.quantities - {*parameters}
        meanings = replace(self.meanings, functions=functions, quantities=quantities)
        meanings.variables = frozenset(parameters)
        try:
            return _bounded(read_expression(list(one.body), meanings))
        except FormulaError:
            return None

    def _forget(self, name: str) -> None:
        """Reads everything again without a definition that is not read."""
        self.candidates = {n: one for n, one in self.candidates.items() if n != name}
        old = self.meanings
        self.meanings = self._meanings(old.chosen)
        self.meanings.dependent = dependence(self.subject.statement.chain, self.meanings)
        chain = self.subject.statement.chain
        self.sides = tuple(self._side(side) for side in chain.sides)
        if name not in self._bound():
            self.forgotten.add(name)

    # What is declared

    def links(self) -> Links:
        """What is checked."""
        sides = tuple(
            Placed(side, self.source) if isinstance(side, Parsed) else None for side in self.sides
        )
        nodes = [s.node for s in sides if s is not None]
        bodies = [body.node for _, body in self.definitions.values()]
        defined = {*self.definitions}
        where, named = self._where(nodes, bodies)
        free = {v.name for e in nodes for v in free_variables(e)}
        free |= {v.name for c in where for s in (c.left, c.right) for v in free_variables(s.node)}
        for one, body in self.definitions.values():
            own = {*(one.head.parameters or ())}
            free |= {v.name for v in free_variables(body.node)} - own
        integers = self._integers([*nodes, *bodies])
        place = self.source.span(self.subject.statement.start, self.subject.statement.start + 1)
        variables = tuple(
            Variable(name, "", name in integers, (), place) for name in sorted(free - defined)
        )
        opaque = self._opaque([*nodes, *bodies])
        chain = self.subject.statement.chain
        return Links(
            sides,
            tuple(r.sign == "=" for r in chain.relations),
            variables,
            where,
            tuple(OpaqueFunction(name, place, n) for name, n in sorted(opaque.items())),
            tuple(self._definition(one, body) for one, body in self.definitions.values()),
            named,
            frozenset(self._doubtful()),
            frozenset(n for n, (one, _) in self.definitions.items() if one.of_value),
            self._is_unsure(),
            tuple(self._remarks()),
            self.subject.claimed,
            tuple(self._given()),
            frozenset(self._likely()),
            tuple(self._elided()),
        )

    def _definition(self, one: Said, body: Parsed) -> Definition:
        place = self.source.span(one.start, one.start + 1)
        parameters = one.head.parameters or ()
        # a parameter may have the name of what is defined elsewhere, as sigma(z) beside z = w*x
        own = {p: f"{p}_free" for p in parameters if p in self.definitions}
        if own:
            renamed = {Symbol(p): Symbol(new) for p, new in own.items()}
            body = Parsed(body.node.xreplace(renamed), body.start, body.end)
        names = tuple(own.get(p, p) for p in parameters)
        return Definition(one.head.name, names, Placed(body, self.source), place)

    def _opaque(self, nodes: list[Expression]) -> dict[str, int]:
        """The functions that nothing is known of, with how many arguments they take."""
        found: dict[str, int] = {}
        for e in nodes:
            for s in subexpressions(e):
                if isinstance(s, Call):
                    name = s.name.rstrip("'")
                    if name in self.meanings.opaque and name not in self.definitions:
                        found[name] = len(s.arguments)
        return found

    def _where(
        self, nodes: list[Expression], bodies: list[Expression]
    ) -> tuple[tuple[Condition, ...], frozenset[str]]:
        """The conditions that the text names for the variables, and those that it names firmly."""
        free = {v.name for e in (*nodes, *bodies) for v in free_variables(e)}
        here = self.subject.statement.start
        done: list[Condition] = []
        told: dict[str, int] = {}
        named: set[str] = set()
        said: list[Compared | Domain] = [*self.subject.compared, *self.subject.worded]
        for one in sorted(said, key=lambda c: abs(here - c.start)):
            made = self._condition(one)
            if made is None or len(done) >= MAX_CONDITIONS:
                continue
            names = {v.name for s in (made.left, made.right) for v in free_variables(s.node)}
            other = any(told.get(name, one.start) != one.start for name in names)
            if not names or not names <= free or other:
                continue
            done.append(made)
            told.update(dict.fromkeys(names, one.start))
            if is_near(self.subject.text, one.start, self.subject.statement):
                named |= names
        return tuple(done), frozenset(named)

    def _condition(self, one: Compared | Domain) -> Condition | None:
        """What the text says of a domain as a condition."""
        if isinstance(one, Compared):
            return self._compared(one) if one.firm else None
        return self._worded(one) if one.relation else None

    def _compared(self, one: Compared) -> Condition | None:
        try:
            left = _bounded(read_expression(list(one.left), self.meanings))
            right = _bounded(read_expression(list(one.right), self.meanings))
        except FormulaError:
            return None
        if called(left.node) | called(right.node):
            return None
        return Condition(Placed(left, self.source), one.sign, Placed(right, self.source))

    def _worded(self, word: Domain) -> Condition:
        at = word.start
        left = Parsed(Symbol(word.name), at, at + 1)
        zero = Parsed(Integer(0), at, at + 1)
        return Condition(Placed(left, self.source), word.relation, Placed(zero, self.source))

    def _integers(self, nodes: list[Expression]) -> set[str]:
        """The variables that are integers: the text says so, or they are exponents of a sign."""
        found = {word.name for word in self.subject.worded if word.integer}
        for e in nodes:
            for s in subexpressions(e):
                if isinstance(s, Power) and isinstance(s.args[0], Negation):
                    base = s.args[0].args[0]
                    if base == Integer(1):
                        found |= {v.name for v in free_variables(s.args[1])}
        return found

    def _doubtful(self) -> Iterator[str]:
        """The names that may mean something else than what was taken for it."""
        yield from self.forgotten
        if not self._is_index("i"):
            yield "i"  # it may be imaginary
        for name, (one, _) in self.definitions.items():
            if not one.fresh or (self._is_redefined(one) and not self._is_clear(one)):
                yield name

    def _likely(self) -> Iterator[str]:
        """Names that have several definitions, the nearest just before, and unknown functions."""
        yield from self.meanings.dependent
        for name, (one, _) in self.definitions.items():
            if one.fresh and self._is_redefined(one):
                yield name

    def _is_clear(self, one: Said) -> bool:
        """Whether a definition stands just before, and no other has other parameters."""
        here = self.subject.statement
        heads = {other.head for other in self.subject.said if other.head.name == one.head.name}
        near = is_near(self.subject.text, one.start, here) and one.start < here.start
        return near and len(heads) == 1

    def _given(self) -> Iterator[tuple[Placed, Placed]]:
        """The equations of the text that are read, as sides."""
        for one in self.subject.given:
            sides = [self._side(side) for side in one.chain.sides]
            if all(isinstance(side, Parsed) for side in sides):
                left, right = (Placed(s, self.source) for s in sides if isinstance(s, Parsed))
                yield left, right

    def _is_unsure(self) -> bool:
        """Whether words beside the chain may say under what it holds."""
        one = self.subject.statement
        behind = self.subject.text.plain[one.formula.end : one.formula.end + 6]
        if "%" in behind or "°" in behind:  # a unit of the last number
            return True
        return any(map(_CONDITION.search, one.chain.remarks))

    def _is_redefined(self, one: Said) -> bool:
        """Whether the text has another definition of the same name about the same subject."""
        bodies = {
            tuple(t.text for t in other.body)
            for other in self.subject.said
            if other.fresh and other.head.name == one.head.name
        }
        return len(bodies) > 1

    def _is_index(self, name: str) -> bool:
        plain = self.subject.text.plain
        said = any(w.name == name and w.integer for w in self.subject.worded)
        return said or bool(_INDEX.search(plain) and not _IMAGINARY.search(plain))

    def _elided(self) -> Iterator[Remark]:
        """The functions without an argument, with what was taken for it."""
        for (start, end), (name, argument) in self.meanings.elided.items():
            yield Remark(
                f"\\{name} has no argument here; read with {argument}", self.source.span(start, end)
            )

    def _remarks(self) -> Iterator[Remark]:
        """What was taken from the text, and the readings that were chosen."""
        for name, (one, _) in self.definitions.items():
            place = self.source.span(one.start, one.start + 1)
            shown = (
                name if one.head.parameters is None else f"{name}({', '.join(one.head.parameters)})"
            )
            here = place.file == self.source.span(self.subject.statement.start, 0).file
            where = f"line {place.line}" if here else f"{place.file}:{place.line}"
            yield Remark(f"{shown} is what {where} says", place)
        for told in self.meanings.told.values():
            yield Remark(f"read {told}", None)


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


def _bounded(part: Parsed) -> Parsed:
    """An expression without numbers that are too long.  Raises `FormulaError`."""
    for s in subexpressions(part.node):
        if isinstance(s, Integer) and abs(int(s)) >= 10**MAX_DIGITS:
            raise FormulaError("too-large", "a number is too large", part.start, part.end)
    return part
