"""The question for a derivative, given as texts: an expression, conditions, definitions, a target.

Nothing else is declared: names are read as those of an equality are.  Each text has a name of its
own in places: `expression`, `wrt`, `to`, `where`, `define`, `opaque`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from derive.expression.greek import GREEK_WORDS
from derive.expression.nodes import free_variables
from derive.expression.parsed import Head
from derive.expression.parser import parse_head
from derive.expression.tokens import ParseError
from derive.expression.words import name_of
from derive.report.diagnostics import Diagnostic, Kind
from derive.script.checks import hidden_from_a_point, unfolded_too_far
from derive.script.declarations import (
    BUILT_IN,
    Declarations,
    is_name,
)
from derive.script.equality import Reader, numbered, unreadable, used, whole
from derive.script.script import Condition, Definition, OpaqueFunction, Placed, Variable
from derive.script.shapes import MOST
from derive.script.source import Source

#: One pair of brackets around the whole, inside of which each is closed before the next opens.
IN_BRACKETS = re.compile(r"\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)", re.DOTALL)
#: The variables for an expression that has none; more than there can be names in the way.
_FALLBACKS = ("x", "t", "u", *(f"x{k}" for k in range(1_000)))


@dataclass(frozen=True)
class Texts:
    """The texts of a question; `wrt` is empty where every variable is meant."""

    expression: str
    wrt: str = ""
    where: tuple[str, ...] = ()
    definitions: tuple[str, ...] = ()
    target: str | None = None
    opaque: tuple[str, ...] = ()

    def sources(self) -> dict[str, list[Source]]:
        """The texts by what they are, each as a source with a name."""
        return {
            "expression": [Source("expression", self.expression)],
            "wrt": [Source("wrt", self.wrt)] if self.wrt else [],
            "to": [] if self.target is None else [Source("to", self.target)],
            "where": numbered("where", self.where),
            "define": numbered("define", self.definitions),
            "opaque": numbered("opaque", self.opaque),
        }


@dataclass(frozen=True)
class DerivativeQuestion:
    """What was read: `by` are the names of the variables to differentiate by."""

    expression: Placed
    by: tuple[str, ...]
    target: Placed | None
    variables: tuple[Variable, ...]
    where: tuple[Condition, ...]
    functions: tuple[OpaqueFunction, ...]
    definitions: tuple[Definition, ...]
    words: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ReadDerivative:
    """What became of the texts: the question unless there are diagnostics.

    `unknown` are the names that are called and mean nothing.
    """

    question: DerivativeQuestion | None
    diagnostics: tuple[Diagnostic, ...] = ()
    unknown: tuple[str, ...] = ()


def read_derivative(texts: Texts) -> ReadDerivative:
    """The question that the texts ask; every problem is reported, none raised."""
    sources = texts.sources()
    found = tuple(unreadable(source for group in sources.values() for source in group))
    found += tuple(too_many(sources))
    if found:
        return ReadDerivative(None, found)
    reader = DerivativeReader(sources)
    question = reader.question()
    found = tuple(reader.found)
    return ReadDerivative(None if found else question, found, reader.unknown)


#: A longer name is a word.
MAX_GLUED = 3


def glued_with(variable: str, question: DerivativeQuestion) -> tuple[str, ...]:
    """The names of two or three letters that nobody declared and that have a variable in them."""
    declared = {name for name, _ in question.words} | used((), question.where)
    names = {v.name for v in question.variables} - declared - {variable, *GREEK_WORDS.values()}
    short = (n for n in sorted(names) if variable in n and len(n) <= MAX_GLUED and n.isalpha())
    return tuple(short)


#: Beside these x is one variable of several; beside others it is that of the expression.
_BESIDE_X = frozenset({"y", "z"})


def by_its_variable(texts: Texts, *, always_x: bool = False) -> Texts:
    """The same question, by the one variable that there is, or by x among parameters.

    What stands beside x are parameters, unless y or z are there and it is not `always_x`.  Raises
    `ValueError` where the variable cannot be told.
    """
    question = read_derivative(replace(texts, target=None)).question
    if question is None:
        return texts
    alone = always_x or _BESIDE_X.isdisjoint(question.by)
    name = question.by[0] if len(question.by) == 1 else "x" if alone else ""
    if name not in question.by:
        raise ValueError(f"`wrt` is needed: it is one of {', '.join(question.by)}")
    return replace(texts, wrt=name)


def too_many(sources: dict[str, list[Source]]) -> Iterator[Diagnostic]:
    """What there is too much of among conditions and definitions."""
    for key, most, what in (
        ("where", MOST["where"], "conditions"),
        ("define", MOST["definitions"], "definitions"),
    ):
        group = sources[key]
        if len(group) > most:
            place, expected = group[0].place(0), f"at most {most}"
            yield Diagnostic(Kind.TOO_MANY, place, expected, str(len(group)), about=(what,))


def _defined(sources: Iterable[Source]) -> dict[str, int]:
    """The names that the texts define, as far as they can be read, with their arities."""
    heads = [(head.name.text, len(head.parameters)) for head in _heads(sources)]
    return {name_of(name, arity): arity for name, arity in heads}


def _parameters(sources: Iterable[Source]) -> set[str]:
    """The parameters of what the texts define."""
    return {token.text for head in _heads(sources) for token in head.parameters}


def _heads(sources: Iterable[Source]) -> Iterator[Head]:
    """The left sides of definitions, of those that can be read."""
    for source in sources:
        try:
            yield parse_head(source.text)[0]
        except ParseError:
            continue


class DerivativeReader(Reader):
    """Reads an expression, the variables to differentiate by, what it is to end in, definitions."""

    def __init__(self, sources: dict[str, list[Source]]) -> None:
        self.sources = sources
        sides = [s for key in ("expression", "wrt", "to") for s in sources[key]]
        defined = _defined(sources["define"])
        super().__init__(sides, sources["where"], sources["opaque"], sources["define"], defined)

    def _declared(self) -> set[str]:
        wrt = {source.text.strip() for source in self.sources["wrt"]}
        return super()._declared() | wrt | _parameters(self.sources["define"])

    def question(self) -> DerivativeQuestion | None:
        """All that was read; None where something of it is missing."""
        definitions = self.definitions()
        expression, target = self.one("expression"), self.one("to")
        where = self.conditions()
        wrt = self.one("wrt")
        if self.found or expression is None:
            return None
        lines = [e for e in (expression, target) if e is not None]
        self.found.extend(unfolded_too_far(definitions, lines))
        sides = (side for c in where for side in (c.left, c.right))
        self.found.extend(hidden_from_a_point(definitions, [*lines, *sides]))
        names = used(lines, where) | free_in_definitions(definitions)
        by = self.moved(wrt, names)
        if target is not None and len(by) > 1:
            self.found.append(_several(target, by))
        return DerivativeQuestion(
            expression,
            by,
            target,
            self.variables(names | {*by}, expression.place()),
            where,
            self.functions(expression.place()),
            definitions,
            tuple((name, word) for name, word, _ in filter(None, self.words)),
        )

    def one(self, key: str) -> Placed | None:
        """The expression that the only text of a kind is."""
        return next((self.side(whole(source)) for source in self.sources[key]), None)

    def definitions(self) -> tuple[Definition, ...]:
        """The definitions; what they define is entered among the names."""
        declared = dict(BUILT_IN) | dict.fromkeys(self.opaque, "an opaque function")
        made: list[Definition] = []
        heads = []
        for source in self.sources["define"]:
            reader = Declarations(source, self.found)
            reader.scope, reader.integers = self.scope, self.integers
            heads += [(reader, head) for head in reader.headed([whole(source)], declared)]
        if not self.found and heads:
            made += heads[0][0].definitions(tuple(head for _, head in heads))
        return tuple(made)

    def moved(self, wrt: Placed | None, names: set[str]) -> tuple[str, ...]:
        """The names to differentiate by: the one that is asked for, or all that there are."""
        if wrt is None:
            real = [n for n in self.names if n in names and n not in self.integers]
            return tuple(real) or self.fallback()
        name = wrt.text
        if not is_name(name) or name not in self.names:
            self.found.append(_no_variable(wrt))
        elif name in self.integers:
            kind, place = Kind.INTEGER_DERIVATIVE, wrt.place()
            self.found.append(Diagnostic(kind, place, written=name, about=(name,)))
        return (name,)

    def fallback(self) -> tuple[str, ...]:
        """A variable for an expression without any, that is the name of nothing else."""
        taken = {*self.scope.functions, *self.scope.opaque, *self.integers}
        name = next(n for n in _FALLBACKS if n not in taken)
        self.names = sorted({*self.names, name})
        return (name,)


def free_in_definitions(definitions: Iterable[Definition]) -> set[str]:
    """The variables that definitions use besides their parameters."""
    return {
        v.name
        for d in definitions
        for v in free_variables(d.body.node)
        if v.name not in d.parameters
    }


def _several(target: Placed, by: tuple[str, ...]) -> Diagnostic:
    return Diagnostic(
        Kind.TOO_MANY,
        target.place(),
        expected="one variable to differentiate by, since there is one last line to end in",
        written=", ".join(by),
        hint="name it with `--wrt`",
        about=("variables",),
    )


def _no_variable(wrt: Placed) -> Diagnostic:
    return Diagnostic(
        Kind.BAD_EXPRESSION,
        wrt.place(),
        expected="a variable to differentiate by",
        written=wrt.text,
        about=("the name of a variable",),
    )
