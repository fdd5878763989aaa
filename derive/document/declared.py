"""What is declared for a chain in one of its readings: variables, domains, functions, doubts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property

from sympy.core.numbers import Integer
from sympy.core.symbol import Symbol

from derive.document.apart import told_apart
from derive.document.around import is_near
from derive.document.beside import Doubt
from derive.document.context import Said
from derive.document.customs import customs_of
from derive.document.described import Bound, last_said
from derive.document.domains import Compared, Domain
from derive.document.grammar import read_expression
from derive.document.passing import is_parted
from derive.document.reading import Reading, bounded
from derive.document.tokens import FormulaError
from derive.expression.nodes import (
    Call,
    Expression,
    Negation,
    Power,
    called,
    free_variables,
    strip,
    subexpressions,
)
from derive.expression.parsed import Parsed
from derive.report.document import Remark
from derive.script.links import Links
from derive.script.script import Condition, Definition, OpaqueFunction, Placed, Variable

#: So many conditions may be named for one chain.
MAX_CONDITIONS = 6

#: Words beside a line that may say under what it holds.
_CONDITION = re.compile(
    r"[$=<>%]|\b(?:if|when|where|since|because|for|as|assum\w*|provided|mod|with|near)\b",
    re.IGNORECASE,
)

#: What makes another number of the one before it.
_UNITS = "%°"
#: A unit at the end of a formula, and nowhere else in it.
_UNIT = re.compile(r"\A[^%°]*(?P<unit>[%°])[\s.,;$}]*(?:\\(?:end\{[^}]*\}|\]|\)))?[\s.,;$]*\Z")

#: An index of a tensor above and below.
_TENSOR = re.compile(r"\^\{?\\(mu|nu)\b(?=.*_\{?\\\1\b)|_\{?\\(mu|nu)\b(?=.*\^\{?\\\2\b)")
#: A name alone in brackets, which is then no bracket but the integer or the fractional part.
_PART = re.compile(
    r"\\\{\s*[A-Za-z]\s*\\\}(?![_^])|(?<![\\\w}])\[\s*(?:[A-Za-z]|-?\d+\.\d+)\s*\](?![_^])"
)
#: What bars stand around that are no absolute value.
_OF_BARS = re.compile(
    r"\b(?:matri\w+|determinants?|cardinalit\w+|subsets?|groups?)\b", re.IGNORECASE
)
#: Kronecker's delta, and Dirac's where it is called.
_DELTA = re.compile(r"delta_[a-z]{2}\Z").match
#: A power of what has a sign, which is another one for odd numbers.
_SIGNED = re.compile(r"\(-[^()]*\)\^")
#: Where a sentence ends.
_SENTENCE = re.compile(r"[.!?]\$?\s|\n\s*\n")


def declared(read: Reading) -> Links:
    """A reading of a chain as links that can be checked."""
    return told_apart(_Declared(read).links())


class _Declared:
    """What a reading declares."""

    def __init__(self, read: Reading) -> None:
        self.read = read

    def links(self) -> Links:
        """What is checked: what is declared, what the text says beside it, and what is doubtful."""
        return self._with_doubts(self._with_remarks(self._plain()))

    def _plain(self) -> Links:
        """The sides with what is declared for their names."""
        sides = tuple(
            Placed(side, self.read.source) if isinstance(side, Parsed) else None
            for side in self.read.sides
        )
        nodes = [s.node for s in sides if s is not None]
        bodies = [body.node for _, body in self.read.definitions.values()]
        where, named = self._where(nodes, bodies)
        integers = self._integers([*nodes, *bodies])
        opaque = self._opaque([*nodes, *bodies])
        start = self.read.subject.statement.start
        place = self.read.source.span(start, start + 1)
        free = self._free(nodes, where)
        return Links(
            sides,
            joined=tuple(r.sign == "=" for r in self.read.subject.statement.chain.relations),
            variables=tuple(Variable(n, "", n in integers, (), place) for n in sorted(free)),
            where=where,
            functions=tuple(OpaqueFunction(name, place, n) for name, n in sorted(opaque.items())),
            definitions=tuple(self._definition(*told) for told in self.read.definitions.values()),
            named=named,
        )

    def _free(self, nodes: list[Expression], where: tuple[Condition, ...]) -> set[str]:
        """The names that are variables of the sides, of conditions and of definitions."""
        free = {v.name for e in nodes for v in free_variables(e)}
        free |= {v.name for c in where for s in (c.left, c.right) for v in free_variables(s.node)}
        for one, body in self.read.definitions.values():
            own = {*(one.head.parameters or ())}
            free |= {v.name for v in free_variables(body.node)} - own
        return free - {*self.read.definitions}

    def _with_remarks(self, links: Links) -> Links:
        """The links with what the text says beside the chain."""
        subject = self.read.subject
        return replace(
            links,
            unsure=self._unsure(),
            unit=self._unit(),
            loose=subject.beside.get(Doubt.BOUND, ""),
            rough=subject.beside.get(Doubt.ROUGH, ""),
            remarks=tuple(self._remarks()),
            claimed=subject.claimed,
            given=tuple(self._given()),
            elided=tuple(self._elided()),
            heads=frozenset(self._heads()),
            arguments=frozenset(self._arguments()),
            odd=self.read.odd_sides(),
            mixed=self.read.mixed_links(),
            instances=frozenset(n for n, (d, _) in self.read.definitions.items() if d.instance),
            slopes=self.read.slopes,
        )

    def _with_doubts(self, links: Links) -> Links:
        """The links with the names of which it is not certain what they are."""
        definitions = self.read.definitions.items()
        return replace(
            links,
            doubtful=frozenset(self._doubtful()),
            likely=frozenset(self._likely()),
            unclear=dict(self._unclear()),
            unreal=frozenset(dict(self._unreal())),
            valued=frozenset(n for n, (one, _) in definitions if one.of_value),
            passed=self.read.subject.passed,
            reworded=frozenset(n for n, (one, _) in definitions if one.reworded),
            others=dict(self._others()),
            ordered=self._how(Bound.ORDERED),
            complexes=self._how(Bound.COMPLEX),
            parts=self._how(Bound.PART),
            worded=frozenset(n for n, how in self._described.items() if how is not Bound.PLAIN),
        )

    def _how(self, which: Bound) -> frozenset[str]:
        """The names that words describe in one way."""
        return frozenset(name for name, how in self._described.items() if how is which)

    def _heads(self) -> Iterator[int]:
        """The links that may say what their left side means: it is a name also as it is read."""
        for k, head in self.read.subject.statement.heads:
            if self.read.subject.claimed and head.name in self.read.definitions:
                continue
            side = self.read.sides[k]
            if isinstance(side, Parsed):
                e = strip(side.node)
                if e == Symbol(head.name) or (isinstance(e, Call) and e.name == head.name):
                    yield k
        if self._begins_with_power():
            yield 0

    def _begins_with_power(self) -> bool:
        """Whether the chain begins with a power of what another paragraph says of another thing."""
        first = self.read.sides[0]
        e = strip(first.node) if isinstance(first, Parsed) else None
        if not isinstance(e, Power) or not isinstance(e.args[0], Call):
            return False
        told = self.read.definitions.get(e.args[0].name)
        return told is not None and self._is_apart(told[0])

    def _is_apart(self, one: Said) -> bool:
        """Whether a definition stands in another paragraph before the chain."""
        here = self.read.subject
        return is_parted(here.text.plain[one.start : here.statement.formula.start])

    def _arguments(self) -> Iterator[str]:
        """The names that the first side of the chain is a function of."""
        for k, head in self.read.subject.statement.heads:
            if k == 0:
                yield from head.parameters or ()

    def _definition(self, one: Said, body: Parsed) -> Definition:
        place = self.read.source.span(one.start, one.start + 1)
        parameters = one.head.parameters or ()
        # a parameter may have the name of what is defined elsewhere, as sigma(z) beside z = w*x
        own = {p: f"{p}_free" for p in parameters if p in self.read.definitions}
        if own:
            renamed = {Symbol(p): Symbol(new) for p, new in own.items()}
            body = Parsed(body.node.xreplace(renamed), body.start, body.end)
        names = tuple(own.get(p, p) for p in parameters)
        return Definition(one.head.name, names, Placed(body, self.read.source), place)

    def _opaque(self, nodes: list[Expression]) -> dict[str, int]:
        """The functions that nothing is known of, with how many arguments they take."""
        found: dict[str, int] = {}
        for e in nodes:
            for s in subexpressions(e):
                if isinstance(s, Call):
                    name = s.name.rstrip("'")
                    if name in self.read.meanings.opaque and name not in self.read.definitions:
                        found[name] = len(s.arguments)
        return found

    def _where(
        self, nodes: list[Expression], bodies: list[Expression]
    ) -> tuple[tuple[Condition, ...], frozenset[str]]:
        """The conditions that the text names for the variables, and those that it names firmly."""
        free = {v.name for e in (*nodes, *bodies) for v in free_variables(e)}
        here = self.read.subject.statement.start
        done: list[Condition] = []
        told: dict[str, int] = {}
        named: set[str] = set()
        said: list[Compared | Domain] = [*self.read.subject.compared, *self.read.subject.worded]
        for one in sorted(said, key=lambda c: abs(here - c.start)):
            if not one.names & free or any(told.get(n, one.start) != one.start for n in one.names):
                continue
            made = self._condition(one)
            if made is None or len(done) >= MAX_CONDITIONS:
                continue
            names = {v.name for s in (made.left, made.right) for v in free_variables(s.node)}
            other = any(told.get(name, one.start) != one.start for name in names)
            if not names or not names <= free or other:
                continue
            done.append(made)
            told.update(dict.fromkeys(names, one.start))
            if is_near(self.read.subject.text, one.start, self.read.subject.statement):
                named |= names
        return tuple(done), frozenset(named)

    def _condition(self, one: Compared | Domain) -> Condition | None:
        """What the text says of a domain as a condition."""
        if isinstance(one, Compared):
            return self._compared(one) if one.firm else None
        return self._worded(one) if one.relation else None

    def _compared(self, one: Compared) -> Condition | None:
        try:
            left = bounded(read_expression(list(one.left), self.read.meanings))
            right = bounded(read_expression(list(one.right), self.read.meanings))
        except FormulaError:
            return None
        if called(left.node) | called(right.node):
            return None
        return Condition(Placed(left, self.read.source), one.sign, Placed(right, self.read.source))

    def _worded(self, word: Domain) -> Condition:
        at = word.start
        left = Parsed(Symbol(word.name), at, at + 1)
        zero = Parsed(Integer(0), at, at + 1)
        return Condition(
            Placed(left, self.read.source), word.relation, Placed(zero, self.read.source)
        )

    def _integers(self, nodes: list[Expression]) -> set[str]:
        """The variables that are integers: the text says so, or they are exponents of a sign."""
        found = {word.name for word in self.read.subject.worded if word.integer}
        for e in nodes:
            for s in subexpressions(e):
                if isinstance(s, Power) and isinstance(s.args[0], Negation):
                    base = s.args[0].args[0]
                    if base == Integer(1):
                        found |= {v.name for v in free_variables(s.args[1])}
        return found

    def _unclear(self) -> Iterator[tuple[str, frozenset[str]]]:
        """The names of which the text says what is not read, and i, which may be imaginary."""
        ambiguous = {*self.read.meanings.doubted, *self._ambiguous}
        yield from ((name, frozenset[str]()) for name in ambiguous)
        for name in self.read.forgotten & {*self.read.unread}:
            yield name, self.read.unread[name]
        yield from self._unreal()

    def _unreal(self) -> Iterator[tuple[str, frozenset[str]]]:
        """The names that words bind, and those that may be no real numbers, as i and deltas."""
        if not self._is_index("i"):
            yield "i", frozenset()
        if customs_of(self.read.subject.text.plain).electric:
            yield "j", frozenset()
        yield from ((name, frozenset[str]()) for name in self.read.meanings.seen if _DELTA(name))
        if not self._is_index("i"):
            yield from ((name, frozenset[str]()) for name in self._conjugates())
        if "delta" in self.read.meanings.opaque:
            yield "delta", frozenset()
        yield from self._bound()

    def _conjugates(self) -> Iterator[str]:
        """The names that stand with a bar and without one where i is imaginary."""
        for name in self.read.meanings.seen:
            plain = name.removesuffix("_bar")
            if plain != name and plain in self.read.meanings.seen:
                yield from (plain, name)

    def _bound(self) -> Iterator[tuple[str, frozenset[str]]]:
        """The names that words of the text bind, or make something else of than a number."""
        found = self._described
        yield from ((name, frozenset[str]()) for name, how in found.items() if how.binds)
        if self._has_signs():
            parity = (name for name, how in found.items() if how is Bound.PARITY)
            yield from ((name, frozenset[str]()) for name in parity)

    def _has_signs(self) -> bool:
        """Whether a power of -1, or of -x, is in the chain."""
        said = ("".join(t.text for t in side) for side in self.read.subject.statement.chain.sides)
        return any(map(_SIGNED.search, said))

    @cached_property
    def _described(self) -> dict[str, Bound]:
        """What words say last of names that no formula gives; of parts and the like only near."""
        here = self.read.subject.statement
        told = {
            name: last_said(found, here)
            for name, found in self.read.subject.described.items()
            if not self.read.subject.is_given(name)
        }
        return {name: how for name, how in told.items() if how is not None}

    def _doubtful(self) -> Iterator[str]:
        """The names that may mean something else than what was taken for it."""
        subject = self.read.subject
        yield from self.read.forgotten - self.read.circular
        yield from dict(self._unclear())
        stale = (one.head for one in subject.said if not one.fresh)
        functions = {head.name for head in stale if head.parameters is not None}
        # what a function of this section is called with is none of another one
        own = (p for one in subject.said if one.fresh for p in one.head.parameters or ())
        yield from functions - {*self.read.definitions, *own}
        for name, (one, _) in self.read.definitions.items():
            redefined = subject.is_redefined(one) and not self._is_clear(one)
            far = one.far and one.head.parameters is None
            # an example that is worked out in another sentence
            between = subject.text.plain[one.start : subject.statement.formula.start]
            apart = one.worked_out and _SENTENCE.search(between)
            if not one.fresh or far or redefined or apart:
                yield name

    @cached_property
    def _ambiguous(self) -> frozenset[str]:
        """The names in definitions that may be called or factors, and that nothing defines.

        What is asked of the equations that are given comes later, and is nothing to them.
        """
        asked = {q.partition(":")[2] for q in self.read.meanings.asked if q.startswith("call:")}
        bodies = [body.node for _, body in self.read.definitions.values()]
        names = {n for e in bodies for n in ({v.name for v in free_variables(e)} | called(e))}
        return frozenset(names & asked - {*self.read.definitions})

    def _others(self) -> Iterator[tuple[str, tuple[Expression, ...]]]:
        """What else the text says that a quantity is, in this section, by what is known here."""
        sides = (s.node for s in self.read.sides if isinstance(s, Parsed))
        known = {*self.read.definitions}.union(*map(called, sides))
        for name, (one, body) in self.read.definitions.items():
            if one.head.parameters is None:
                alike = [s for s in self.read.subject.said if s.fresh and s.head == one.head]
                last = [replace(s, body=s.last) for s in alike if s.last]
                read = [self.read.body(s) for s in (*alike, *last)]
                found = {part.node: None for part in read if part is not None}
                yield name, tuple(n for n in found if n != body.node and called(n) <= known)

    def _likely(self) -> Iterator[str]:
        """Names that have several definitions, the nearest just before, and unknown functions.

        Where names are defined by each other one of them is taken for a variable.
        """
        yield from self.read.meanings.dependent
        yield from self.read.circular
        yield from self.read.slopes.values()
        yield from (n for n, how in self._described.items() if how is Bound.NAMED)
        for name, (one, _) in self.read.definitions.items():
            if one.fresh and self.read.subject.is_redefined(one):
                yield name

    def _is_clear(self, one: Said) -> bool:
        """Whether a definition stands just before, and no other has other parameters."""
        here = self.read.subject.statement
        heads = {other.head for other in self.read.subject.said if other.head.name == one.head.name}
        near = is_near(self.read.subject.text, one.start, here) and one.start < here.start
        return near and len(heads) == 1

    def _given(self) -> Iterator[tuple[Placed, Placed]]:
        """The equations of the text that are read, as sides."""
        for one in self.read.subject.given:
            sides = [self.read.side(side) for side in one.chain.sides]
            if all(isinstance(side, Parsed) for side in sides):
                left, right = (Placed(s, self.read.source) for s in sides if isinstance(s, Parsed))
                yield left, right

    def _unsure(self) -> str:
        """The words beside the chain that may say under what it holds."""
        one = self.read.subject.statement
        remarks = (" ".join(r.split()) for r in one.chain.remarks if _CONDITION.search(r))
        if self._unit():
            remarks = (r for r in remarks if r.strip("\\ ") not in _UNITS)
        raw = self._raw()
        notation = _TENSOR.search(raw) or _PART.search(raw) or self._determinant(raw)
        if notation is not None:
            return notation.group()
        signs = {t.text for side in one.chain.sides for t in side}
        own = sorted(signs & customs_of(self.read.subject.text.plain).operations)
        if own:
            return own[0]
        return self.read.subject.beside.get(Doubt.OTHER) or next(remarks, "")

    def _determinant(self, raw: str) -> re.Match[str] | None:
        """The words that bars may be a determinant, or a number of elements."""
        one = self.read.subject.statement.formula
        near = self.read.subject.text.plain[max(0, one.start - 240) : one.end]
        return _OF_BARS.search(near) if "|" in raw else None

    def _unit(self) -> str:
        """The unit of the last side of the chain, which makes another number of it."""
        one = self.read.subject.statement.formula
        found = _UNIT.match(self.read.subject.text.plain[one.start : one.end])
        if found is not None:
            return found.group("unit")
        behind = self.read.subject.text.plain[one.end : one.end + 6]
        return next((sign for sign in _UNITS if sign in behind), "")

    def _raw(self) -> str:
        """The chain as it is written."""
        one = self.read.subject.statement.formula
        return self.read.subject.text.plain[one.start : one.end]

    def _is_index(self, name: str) -> bool:
        said = any(w.name == name and w.integer for w in self.read.subject.worded)
        return said or customs_of(self.read.subject.text.plain).indices

    def _elided(self) -> Iterator[Remark]:
        """The functions without an argument, with what was taken for it."""
        for (start, end), (name, argument) in self.read.meanings.elided.items():
            yield Remark(
                f"\\{name} has no argument here; read with {argument}",
                self.read.source.span(start, end),
            )

    def _remarks(self) -> Iterator[Remark]:
        """What was taken from the text, and the readings that were chosen."""
        slopes = {word: name for name, word in self.read.slopes.items()}
        for word, (one, _) in self.read.definitions.items():
            name = slopes.get(word, word)
            place = self.read.source.span(one.start, one.start + 1)
            shown = (
                name if one.head.parameters is None else f"{name}({', '.join(one.head.parameters)})"
            )
            here = place.file == self.read.source.span(self.read.subject.statement.start, 0).file
            where = f"line {place.line}" if here else f"{place.file}:{place.line}"
            yield Remark(f"{shown} is what {where} says", place)
        for told in self.read.meanings.told.values():
            yield Remark(f"read {told}", None)
