"""An equality given as texts: two sides and conditions, read and checked like those of a script.

Nothing is declared: a letter that is called stands for any function, of as many arguments as
where it is first called, and so does a name that is said to be opaque; another name that is called
and not known is an error.  Every other name is a variable, real unless a condition says otherwise.
Each text has a name of its own in places: `left`, `right`, `where`, `opaque`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from types import MappingProxyType
from typing import NamedTuple

from derive.expression.functions import ALSO_VARIABLES, NO_NUMBERS, NO_VALUES
from derive.expression.nodes import free_variables
from derive.expression.parsed import Parsed, Scope
from derive.expression.parser import parse
from derive.expression.run_together import run_together
from derive.expression.tokens import ParseError, Token, greek_parts, operator, plain_name, tokens
from derive.expression.words import word
from derive.report.diagnostics import Diagnostic, Kind, Place, did_you_mean
from derive.script.declarations import BUILT_IN, is_name
from derive.script.domains import DOMAIN_WORDS, bound, is_empty, word_conditions
from derive.script.expressions import Expressions
from derive.script.script import (
    Condition,
    Definition,
    OpaqueFunction,
    Placed,
    Variable,
)
from derive.script.shapes import MOST
from derive.script.source import INVISIBLE, Source, invisible
from derive.script.unknown import KNOWN, joined, no_number, stands_for_any, unknown_function
from derive.script.yaml_tree import Text

#: A condition that is a word: `n integer`, `x: positive`, `n is an integer`.
_WORD = re.compile(r"\s*([^\W\d_]\w*)\s*(?::\s*|\s(?:\s*is\s(?:\s*an?\s)?)?)\s*([^\W\d_]+)\s*")


@dataclass(frozen=True)
class Equality:
    """`left = right` with its domain; it has no definitions."""

    left: Placed
    right: Placed
    variables: tuple[Variable, ...]
    where: tuple[Condition, ...]
    functions: tuple[OpaqueFunction, ...]
    definitions: tuple[Definition, ...] = ()


@dataclass(frozen=True)
class ReadEquality:
    """What became of the texts: the equality unless there are diagnostics.

    `unknown` are the names that are called and mean nothing.
    """

    equality: Equality | None
    diagnostics: tuple[Diagnostic, ...]
    unknown: tuple[str, ...] = ()


def read_equality(
    left: str, right: str, where: Iterable[str] = (), opaque: Iterable[str] = ()
) -> ReadEquality:
    """The equality that the texts write; every problem is reported, none raised.

    The names that are `opaque` stand for any function.
    """
    sides = [Source("left", left), Source("right", right)]
    conditions, names = numbered("where", where), numbered("opaque", opaque)
    found = tuple(unreadable([*sides, *conditions, *names]))
    if len(conditions) > MOST["where"]:
        found = (*found, _too_many(conditions[0], len(conditions)))
    return ReadEquality(None, found) if found else Reader(sides, conditions, names).equality()


def numbered(name: str, texts: Iterable[str]) -> list[Source]:
    """Sources that are called by a name, with a number each where there are several."""
    told = tuple(texts)
    return [Source(f"{name} {k}" if len(told) > 1 else name, t) for k, t in enumerate(told, 1)]


def whole(source: Source) -> Text:
    """All of a source as one text."""
    return Text(source.text, source, 0, len(source.text))


def used(lines: Iterable[Placed], where: Iterable[Condition]) -> set[str]:
    """The names of the variables that expressions and conditions use."""
    sides = [*lines, *(s for c in where for s in (c.left, c.right))]
    return {v.name for side in sides for v in free_variables(side.node)}


def unreadable(sources: Iterable[Source]) -> Iterator[Diagnostic]:
    """The texts that are empty or have characters that do not show."""
    for source in sources:
        yield from _unreadable(source)


def _unreadable(source: Source) -> Iterator[Diagnostic]:
    found = INVISIBLE.search(source.text)
    if found is not None:
        yield invisible(source.place(found.start()), found)
    elif not source.text.strip():
        yield Diagnostic(Kind.EMPTY_VALUE, source.place(0), about=(f"`{source.file}`",))


def _too_many(first: Source, count: int) -> Diagnostic:
    expected, written = f"at most {MOST['where']}", str(count)
    return Diagnostic(Kind.TOO_MANY, first.place(0), expected, written, about=("conditions",))


class Reader:
    """Reads expressions and conditions whose names are declared by their use.

    Where definitions are among the texts, what they define is told by `defined`: each name with
    how many arguments it takes.
    """

    def __init__(
        self,
        sides: list[Source],
        where: list[Source],
        opaque: list[Source],
        definitions: Iterable[Source] = (),
        defined: Mapping[str, int] = MappingProxyType({}),
    ) -> None:
        self.found: list[Diagnostic] = []
        self.sides = list(map(whole, sides))
        self.where = list(map(whole, where))
        self.words = [_word(text) for text in self.where]
        texts = [*self.sides, *self.where, *map(whole, definitions)]
        written = [_tokens(t) for t in texts]
        found = list(map(_words, written))
        own, uncalled = {*map(word, defined)}, {n for f in found for n in f.bare}
        arities: dict[str, int] = {}
        for one in found:
            for n, arity in one.called.items():
                if n not in uncalled and n not in own:
                    arities.setdefault(n, arity)
        self.opaque = sorted(name for name, arity in arities.items() if arity == 1)
        self.several = {name: arity for name, arity in arities.items() if arity != 1}
        bare = {word(n) for n, arity in defined.items() if arity == 0}
        used_anywhere = {n for f in found for n in f.names}
        names = used_anywhere - arities.keys() - (own - ALSO_VARIABLES) - bare
        self.names = sorted(names - {word for _, word, _ in filter(None, self.words)})
        functions = {**self.several, **defined}
        self.scope = Scope(frozenset(self.names), functions, frozenset(self.opaque))
        said = (word[:2] for word in self.words if word)
        self.integers = frozenset(name for name, domain in said if domain == "integer")
        compared = found[len(self.sides) :][: len(self.where)]
        self._compared = {n for f in compared for n in f.names} - NO_VALUES.keys()
        self.unknown = self.refuse_unknown(texts, written, opaque)
        for text, tokens_of_it in zip(texts, written, strict=True):
            if "d" in text.value:
                self.found.extend(_differentials(text, tokens_of_it, self.scope, self._declared()))

    def refuse_unknown(
        self, texts: list[Text], written: list[tuple[Token, ...]], opaque: list[Source]
    ) -> tuple[str, ...]:
        """Report the names that mean nothing here; those that are called are told."""
        meant = {source.text.strip() for source in opaque}
        self.found.extend(d for source in opaque if (d := _not_opaque(source)) is not None)
        called = {*self.opaque, *self.several} - meant
        strange = {name for name in called if not stands_for_any(name)}
        free = {*self.names} - self._declared()
        doubtful: dict[str, _Complaint] = dict.fromkeys(NO_NUMBERS.keys() & free, no_number)
        longer = (name for name in free if len(name) > 1)
        calls = {name: run_together(name, {*self.names} - {name}) for name in longer}
        doubtful |= {n: partial(joined, calls=told) for n, told in calls.items() if told}
        if not strange and not doubtful:
            return ()
        known = {*KNOWN, *(word(name) for name in self.scope.functions), *meant} - strange
        for text, tokens_of_it in zip(texts, written, strict=True):
            for token, behind in pairwise(tokens_of_it):
                name = token.text.rstrip("'")
                place = text.span(token.start, token.end)
                if token.kind == "name" and name in strange and behind.kind == "(":
                    self.found.append(unknown_function(place, name, known))
                    strange.discard(name)
                elif token.kind == "name" and name in doubtful:
                    self.found.append(doubtful.pop(name)(place, name))
        return tuple(sorted(name for name in called if not stands_for_any(name)))

    def _declared(self) -> set[str]:
        """The names that conditions say to be variables."""
        return {*self._compared, *(name for name, _, _ in filter(None, self.words))}

    def reading(self, text: Text) -> Expressions:
        """A reader of `text`; its problems are collected with the others."""
        expressions = Expressions(text.source, self.found)
        expressions.scope = self.scope
        expressions.integers = self.integers
        return expressions

    def equality(self) -> ReadEquality:
        """The equality of the two sides."""
        left, right = (self.side(text) for text in self.sides)
        where = self.conditions()
        if self.found or left is None or right is None:
            return ReadEquality(None, tuple(self.found), self.unknown)
        place = left.place()
        variables = self.variables(used([left, right], where), place)
        functions = self.functions(place)
        return ReadEquality(Equality(left, right, variables, where, functions), ())

    def conditions(self) -> tuple[Condition, ...]:
        """All conditions; that no number satisfies them is reported."""
        entries = zip(self.where, self.words, strict=True)
        where = tuple(c for text, word in entries for c in self.condition(text, word))
        if not self.found:
            self.refuse_empty(where)
        return where

    def variables(self, names: set[str], place: Place) -> tuple[Variable, ...]:
        """Those of the names that are variables."""
        kept = (n for n in self.names if n in names)
        return tuple(Variable(n, "", n in self.integers, (), place) for n in kept)

    def functions(self, place: Place) -> tuple[OpaqueFunction, ...]:
        """The names that are called and not known."""
        counts = {**dict.fromkeys(self.opaque, 1), **self.several}
        return tuple(OpaqueFunction(name, place, n) for name, n in counts.items())

    def side(self, text: Text) -> Placed | None:
        """The expression that a text is."""
        reader = self.reading(text)
        what = "a side" if text.source.file in ("left", "right") else "an expression"
        parsed = reader.parsed(text, what, self.parse)
        return None if parsed is None else reader.checked(parsed, text)

    def parse(self, text: str) -> Parsed:
        """The expression that `text` is, in the scope of the names."""
        return parse(text, self.scope)

    def condition(self, text: Text, word: _Word | None) -> tuple[Condition, ...]:
        """The comparisons that a condition is."""
        if word is None:
            return self.reading(text).conditions(text, 0, len(text.value))
        name, domain, start = word
        if name not in self.scope.variables:
            self.found.append(_no_variable(text, name))
        elif domain not in DOMAIN_WORDS:
            self.found.append(_no_domain_word(text, word))
        else:
            found = DOMAIN_WORDS[domain]
            return word_conditions(name, found, text, start, start + len(domain))
        return ()

    def refuse_empty(self, where: tuple[Condition, ...]) -> None:
        """Report the variables that no number can be."""
        for name in self.names:
            bounds = [(c, b) for c in where if (b := bound(name, c)) is not None]
            if is_empty([b for _, b in bounds], name in self.integers):
                self.found.append(
                    Diagnostic(
                        Kind.EMPTY_DOMAIN,
                        bounds[-1][0].place,
                        expected="bounds that some number satisfies",
                        about=(name,),
                    )
                )


_Word = tuple[str, str, int]
_Complaint = Callable[[Place, str], Diagnostic]


def _word(text: Text) -> _Word | None:
    """A condition that is a name and a word for its domain, and where the word begins."""
    match = _WORD.fullmatch(text.value)
    return None if match is None else (plain_name(match[1]), match[2], match.start(2))


def _no_variable(text: Text, name: str) -> Diagnostic:
    return Diagnostic(
        Kind.RESERVED_NAME, text.place, written=name, about=(name, "a name of something else")
    )


def _no_domain_word(text: Text, word: _Word) -> Diagnostic:
    name, domain, start = word
    return Diagnostic(
        Kind.BAD_DOMAIN,
        text.span(start, start + len(domain)),
        expected=f"one of {', '.join(DOMAIN_WORDS)}, or a comparison such as {name} > 0",
        written=domain,
        hint=did_you_mean(domain, DOMAIN_WORDS),
        about=(name,),
    )


def _tokens(text: Text) -> tuple[Token, ...]:
    """The tokens of a text; of what cannot be read none, since that is reported elsewhere.

    Nothing is declared here, so that `λx` is a product.
    """
    try:
        found = tokens(text.value)
    except ParseError:
        return ()
    if text.value.isascii():
        return found
    return tuple(part for t in found for part in greek_parts(t, text.value) or (t,))


class _Words(NamedTuple):
    """What the words of a text say of names."""

    #: The unknown names that are called, each with how many arguments it is first given.
    called: dict[str, int]
    #: The names that stand somewhere without a bracket behind them.
    bare: set[str]
    #: The names that are not known, whatever they are used for, and those of bare variables.
    names: set[str]


def _words(tokens_of_it: tuple[Token, ...]) -> _Words:
    found = _Words({}, set(), set())
    for i, token in enumerate(tokens_of_it):
        if token.kind == "name":
            opens = tokens_of_it[i + 1].kind == "("
            if not opens:
                found.bare.add(token.text)
            name = token.text.rstrip("'")
            if name not in KNOWN:
                found.names.add(name)
                if opens and name not in found.called:
                    found.called[name] = _arguments(tokens_of_it, i + 1)
            elif not opens and name in ALSO_VARIABLES:
                found.names.add(name)
        elif token.kind == "derivative":
            found.names.update(name for name, _ in operator(token).by)
    found.names.difference_update(_NEVER_VARIABLES)
    return found


#: Names that are known and can be no variables.
_NEVER_VARIABLES = KNOWN - ALSO_VARIABLES


def _arguments(words: tuple[Token, ...], opening: int) -> int:
    """How many arguments stand in the bracket that opens there."""
    depth, commas = 0, 0
    for token in words[opening:]:
        depth += (token.kind == "(") - (token.kind == ")")
        if depth == 0:
            break
        commas += token.kind == "," and depth == 1
    return commas + 1


def _differentials(
    text: Text, words: tuple[Token, ...], scope: Scope, declared: set[str]
) -> Iterator[Diagnostic]:
    """Where `dy/dx` could be a derivative, or a quotient of variables that nothing declares."""
    for top, sign, bottom in zip(words, words[1:], words[2:], strict=False):
        names = top.text, bottom.text
        plain = sign.kind == "/" and top.text[0] == "d" and _DIFFERENTIAL.fullmatch(bottom.text)
        if (
            plain
            and names[0] != "d"
            and scope.variables.issuperset(names)
            and declared.isdisjoint(names)
        ):
            y, x = (name[1:] for name in names)
            yield Diagnostic(
                Kind.BAD_EXPRESSION,
                text.span(top.start, bottom.end),
                expected="a derivative or a quotient: this could mean two things",
                written=text.value[top.start : bottom.end],
                hint=f"write `d/d{x} {y}({x})`, or `({top.text})/{bottom.text}` for variables",
                about=("an expression",),
            )


_DIFFERENTIAL = re.compile(r"d[A-Za-z](?:_\w+|[0-9]*)")


def _not_opaque(source: Source) -> Diagnostic | None:
    """What is wrong with a name that is said to be opaque."""
    name = source.text.strip()
    if name in BUILT_IN:
        about = (name, BUILT_IN[name])
        return Diagnostic(Kind.RESERVED_NAME, source.place(0), written=name, about=about)
    if not is_name(name):
        return Diagnostic(Kind.BAD_NAME, source.place(0), written=name, about=(name,))
    return None
