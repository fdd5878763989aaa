"""An equality given as texts: two sides and conditions, read and checked like those of a script.

Nothing is declared: a name that is called and not known is an opaque function, of as many
arguments as where it is first called; every other name is a variable, real unless a condition
says otherwise.  Each text has a name of its own in places: `left`, `right`, `where`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from derive.expression.functions import (
    CONSTANT_NAMES,
    FUNCTION_NAMES,
    RESERVED_WORDS,
    SYNONYMS,
)
from derive.expression.nodes import free_variables
from derive.expression.parser import Parsed, Scope, parse
from derive.expression.tokens import ParseError, Token, tokens
from derive.report.diagnostics import Diagnostic, Kind, did_you_mean
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
from derive.script.yaml_tree import Text

_KNOWN = {*FUNCTION_NAMES, *SYNONYMS, *CONSTANT_NAMES, *RESERVED_WORDS}
#: A condition that is a word: `n integer`, `x: positive`.
_WORD = re.compile(r"\s*([^\W\d_]\w*)\s*(?::\s*|\s)([^\W\d_]+)\s*")


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
    """What became of the texts: the equality unless there are diagnostics, and the sources."""

    equality: Equality | None
    diagnostics: tuple[Diagnostic, ...]


def read_equality(left: str, right: str, where: Iterable[str] = ()) -> ReadEquality:
    """The equality that the texts write; every problem is reported, none raised."""
    conditions = tuple(where)
    named = [("left", left), ("right", right)]
    plural = len(conditions) > 1
    named += [(f"where {k}" if plural else "where", c) for k, c in enumerate(conditions, 1)]
    sources = [Source(name, text) for name, text in named]
    found = tuple(d for source in sources for d in _unreadable(source))
    if len(conditions) > MOST["where"]:
        found = (*found, _too_many(sources[2], len(conditions)))
    if found:
        return ReadEquality(None, found)
    return _Reader(sources).equality()


def _unreadable(source: Source) -> Iterator[Diagnostic]:
    found = INVISIBLE.search(source.text)
    if found is not None:
        yield invisible(source.place(found.start()), found)
    elif not source.text.strip():
        yield Diagnostic(Kind.EMPTY_VALUE, source.place(0), about=(f"`{source.file}`",))


def _too_many(first: Source, count: int) -> Diagnostic:
    expected, written = f"at most {MOST['where']}", str(count)
    return Diagnostic(Kind.TOO_MANY, first.place(0), expected, written, about=("conditions",))


class _Reader:
    def __init__(self, sources: list[Source]) -> None:
        self.found: list[Diagnostic] = []
        self.texts = [Text(s.text, s, 0, len(s.text)) for s in sources]
        self.words = [_word(text) for text in self.texts[2:]]
        written = [_tokens(text) for text in self.texts]
        arities = _arities(written)
        self.opaque = sorted(name for name, arity in arities.items() if arity == 1)
        self.several = {name: arity for name, arity in arities.items() if arity != 1}
        names = _names(written) - arities.keys()
        self.names = sorted(names - {word for _, word, _ in filter(None, self.words)})
        self.scope = Scope(frozenset(self.names), self.several, frozenset(self.opaque))
        said = (word[:2] for word in self.words if word)
        self.integers = frozenset(name for name, domain in said if domain == "integer")

    def reading(self, text: Text) -> Expressions:
        """A reader of `text`; its problems are collected with the others."""
        expressions = Expressions(text.source, self.found)
        expressions.scope = self.scope
        expressions.integers = self.integers
        return expressions

    def equality(self) -> ReadEquality:
        left, right = (self.side(text) for text in self.texts[:2])
        entries = zip(self.texts[2:], self.words, strict=True)
        where = tuple(c for text, word in entries for c in self.condition(text, word))
        if not self.found:
            self.refuse_empty(where)
        if self.found or left is None or right is None:
            return ReadEquality(None, tuple(self.found))
        place = left.place()
        sides = [left, right, *(s for c in where for s in (c.left, c.right))]
        used = {v.name for side in sides for v in free_variables(side.node)}
        variables = tuple(
            Variable(n, "", n in self.integers, (), place) for n in self.names if n in used
        )
        functions = tuple(OpaqueFunction(n, place) for n in (*self.opaque, *self.several))
        return ReadEquality(Equality(left, right, variables, where, functions), ())

    def side(self, text: Text) -> Placed | None:
        reader = self.reading(text)
        parsed = reader.parsed(text, "an expression", self.parse)
        return None if parsed is None else reader.checked(parsed, text)

    def parse(self, text: str) -> Parsed:
        return parse(text, self.scope)

    def condition(self, text: Text, word: _Word | None) -> tuple[Condition, ...]:
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


def _word(text: Text) -> _Word | None:
    """A condition that is a name and a word for its domain, and where the word begins."""
    match = _WORD.fullmatch(text.value)
    return None if match is None else (match[1], match[2], match.start(2))


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


def _tokens(text: Text) -> list[Token]:
    """The tokens of a text; of what cannot be read none, since that is reported elsewhere."""
    try:
        return tokens(text.value)
    except ParseError:
        return []


def _called(words: list[Token]) -> Iterator[tuple[str, int]]:
    """The unknown names that are called, each with how many arguments it is given."""
    for i, (token, behind) in enumerate(pairwise(words)):
        if token.kind == "name" and behind.kind == "(":
            name = token.text.rstrip("'")
            if name not in _KNOWN:
                yield name, _arguments(words, i + 1)


def _arguments(words: list[Token], opening: int) -> int:
    """How many arguments stand in the bracket that opens there."""
    depth, commas = 0, 0
    for token in words[opening:]:
        depth += (token.kind == "(") - (token.kind == ")")
        if depth == 0:
            break
        commas += token.kind == "," and depth == 1
    return commas + 1


def _arities(texts: Iterable[list[Token]]) -> Mapping[str, int]:
    found: dict[str, int] = {}
    for words in texts:
        for name, arity in _called(words):
            found.setdefault(name, arity)
    return found


def _names(texts: Iterable[list[Token]]) -> frozenset[str]:
    """The names that are not known, whatever they are used for."""
    words = [token for text in texts for token in text]
    named = {token.text.rstrip("'") for token in words if token.kind == "name"}
    by = {t.text.replace(" ", "")[3:] for t in words if t.kind == "derivative"}
    return frozenset((named | by) - _KNOWN)
