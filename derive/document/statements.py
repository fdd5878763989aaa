"""What formulas say: the chains of a text in order, with what each could define.

A statement is a chain with its place in the text; a head is its left side where that is a name or
a call of names, so that it may define something.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from derive.document.casewise import without_words
from derive.document.chains import Chain, chains
from derive.document.differentiation import operator_of
from derive.document.faults import CODE as MALFORMED
from derive.document.faults import faults
from derive.document.formulas import Formula, Text, Trouble, at_most
from derive.document.latex import end_of_group
from derive.document.layout import is_mark, is_relation
from derive.document.macros import expanded, macros
from derive.document.meanings import Meanings
from derive.document.names import with_called_words, with_subscripts_first
from derive.document.naming import name_at
from derive.document.notation import DOTS, FRACTIONS
from derive.document.plainly import written_plainly
from derive.document.reader import split, visible
from derive.document.sections import Section, Sections
from derive.document.tokens import FormulaError, Token, group, refuse_depth, tokens

#: How a derivative begins, perhaps in braces and in a font.
_SIGNS = frozenset({"d", "partial", "mathrm", "text", "operatorname"})


@dataclass(frozen=True)
class Head:
    """What the left side of a statement may define: a name, with parameters if it is a function."""

    name: str
    parameters: tuple[str, ...] | None


@dataclass
class Statement:
    """A chain in its text: the formula it stands in, its place, and its section."""

    chain: Chain
    formula: Formula
    start: int
    section: Section
    head: Head | None = None
    heads: tuple[tuple[int, Head], ...] = ()
    mates: list[Statement] = field(default_factory=list, repr=False)
    #: Where the last formula ends that it stands in.
    end: int = 0
    #: What it was found to say, by what was asked.
    known: dict[object, tuple[Any, ...]] = field(default_factory=dict, repr=False, compare=False)

    def holds_for(self, other: Statement) -> bool:
        """Whether what it says holds in the section of another statement."""
        return self.section.number in other.section.scope


def statements(text: Text) -> tuple[list[Statement], list[Trouble]]:
    """All statements of a text, and what is wrong with formulas as they are written."""
    known = macros(text.macros)
    sections = Sections(text.plain)
    done: list[Statement] = []
    unreadable: list[Trouble] = []
    malformed: list[Trouble] = []
    for formula in _with_those_in_words(text):
        try:
            raw = tokens(text.plain, formula.start, formula.end)
            found = expanded(raw, known)
            refuse_depth(found)
            if formula.start >= text.body:
                malformed += faults(raw, found, _layout(text, formula), _closing(text, formula))
            found = written_plainly(with_subscripts_first(with_called_words(found)))
            told = chains(found, text.plain)
        except FormulaError as error:
            code = MALFORMED if error.kind in ("macro", "syntax") else "DRV202"
            unreadable.append(Trouble(code, error.start, error.end, str(error)))
            continue
        section = sections.at(formula.start)
        begun = bool(told) and bool(done) and _begins_with_relation(found)
        if begun and _goes_on(text, done[-1], told[0], formula, section):
            done[-1] = _continued(done[-1], told.pop(0), formula)
        made = [_statement(c, formula, section) for c in told]
        for one in made:
            one.mates = made
        done += made
    return done, [*unreadable, *at_most(malformed)]


#: So much may stand between two displays of which the second goes on with the first.
_BETWEEN = 240
_DELIMITERS = re.compile(r"\\(?:begin|end)\s*\{[^{}]*\}|\\{1,2}[][()]|\$+|[\s~]|\\[,;:! ]")


def _begins_with_relation(found: list[Token]) -> bool:
    """Whether nothing but layout stands in a formula before its first relation."""
    first = next((t for t in found if t.kind != "begin" and not is_mark(t)), None)
    return first is not None and is_relation(first)


def _goes_on(text: Text, before: Statement, chain: Chain, formula: Formula, here: Section) -> bool:
    """Whether a formula begins with a relation, and so goes on with the chain before.

    Words may stand between two displays.
    """
    if not chain.relations or visible(chain.sides[0]) or not before.chain.relations:
        return False
    first = before.formula
    if before.section != here or first is formula or not visible(before.chain.sides[-1]):
        return False
    between = text.plain[before.end : formula.start]
    if first.display and formula.display:
        return len(between) < _BETWEEN and "$" not in between.strip("$ \n")
    return first.display is formula.display and not _DELIMITERS.sub("", between)


def _continued(one: Statement, rest: Chain, formula: Formula) -> Statement:
    """A statement with the rest of its chain, which stands in a formula behind."""
    chain = one.chain
    chain.sides += rest.sides[1:]
    chain.relations += rest.relations
    chain.remarks += rest.remarks
    chain.unclosed = chain.unclosed or rest.unclosed
    made = replace(_statement(chain, one.formula, one.section), end=formula.end)
    made.mates = [made if mate is one else mate for mate in one.mates]
    for mate in made.mates:
        mate.mates = made.mates
    return made


_CLOSING = re.compile(r"\\end\s*\{[^{}]*\}|\\{1,2}[])]|\${1,2}")


def _layout(text: Text, formula: Formula) -> str:
    """The environment of a formula; a block of Markdown has columns by itself."""
    fenced = text.plain[formula.start - 2 : formula.start] == "$$" and (
        text.source.text[formula.start - 2 : formula.start] != "$$"
    )
    return "aligned" if fenced else formula.environment


def _closing(text: Text, formula: Formula) -> str:
    """What closes a formula, as it is written."""
    found = _CLOSING.match(text.plain, formula.end)
    return found.group() if found else "its end"


_WORDS = re.compile(r"\\(?:text|textrm|textit|mbox|intertext|shortintertext|textnormal)\s*\{")
_WITHIN = re.compile(r"(?<!\\)\$([^$]+)\$")


def _with_those_in_words(text: Text) -> Iterator[Formula]:
    """The formulas of a text, each behind those that stand in words within it."""
    for formula in text.formulas:
        if formula.display and "$" in text.plain[formula.start : formula.end]:
            for words in _WORDS.finditer(text.plain, formula.start, formula.end):
                if _is_in_cases(text.plain, formula.start, words.start()):
                    continue
                end = min(end_of_group(text.plain, words.end()) or words.end(), formula.end)
                for found in _WITHIN.finditer(text.plain, words.end(), end):
                    yield Formula(*found.span(1), display=False)
        yield formula


_CASES = re.compile(r"\\(begin|end)\s*\{(?:[dr]?cases\*?|array)\}")


def _is_in_cases(plain: str, start: int, at: int) -> bool:
    """Whether words are the condition of a case, which says nothing of what is around it."""
    found = [*_CASES.finditer(plain, start, at)]
    return bool(found) and found[-1].group(1) == "begin"


def _statement(chain: Chain, formula: Formula, section: Section) -> Statement:
    found = [(k, head) for k in range(len(chain.relations)) if (head := head_of(chain, k))]
    # each of `a = b = c` is the next one
    alike = len(found) == len(chain.relations) and not any(head.parameters for _, head in found)
    heads = tuple((k, head) for k, head in found if k == 0 or head.parameters or alike)
    first = next((head for k, head in heads if k == 0), None)
    return Statement(chain, formula, chain.start, section, first, heads, end=formula.end)


def head_of(chain: Chain, k: int) -> Head | None:
    """What a chain may define by its k-th side."""
    if chain.relations[k].sign not in ("=", ":="):
        return None
    left = visible(chain.sides[k])
    if not left or not visible(chain.sides[k + 1]):
        return None
    try:
        name, at = name_at(left, 0)
        if not name:
            return None
        if at == len(left):
            return Head(name, None)
        parameters = _parameters(left[at:])
    except FormulaError:
        return None
    return None if parameters is None else Head(name, parameters)


def _parameters(found: list[Token]) -> tuple[str, ...] | None:
    """The names in brackets; None where there is anything else."""
    if found[0].text == "left":
        found = [t for t in found if t.text not in ("left", "right")]
    if found[0].text not in ("(",) or found[-1].text != ")":
        return None
    names = []
    for part in split(found[1:-1]):
        name, end = name_at(part, 0)
        if not name or end != len(part):
            return None
        names.append(name)
    return tuple(names) if len({*names}) == len(names) else None


def dependence(chain: Chain, meanings: Meanings) -> dict[str, tuple[str, ...]]:
    """The names that are differentiated though nothing says what they are, with the variables."""
    found: dict[str, dict[str, None]] = {}
    primed: dict[str, None] = {}
    letters: dict[str, None] = {}
    for side in chain.sides:
        row = visible(side)
        for at in range(len(row)):
            _look(row, at, found, primed, letters)
    known = {*meanings.functions, *meanings.quantities}
    variable = next((v for v in ("x", "t") if v in letters), "x")
    for name in primed:
        if name not in found and name != variable:
            found[name] = {variable: None}
    return {name: tuple(by) for name, by in found.items() if name not in known}


class Uses(NamedTuple):
    """The names with primes, those that stand somewhere without a bracket behind them, and those
    that have brackets wherever they stand, once with a mere name in them and once with another
    argument, as the T of `T(n) = 2T(n/2)`.
    """

    primed: frozenset[str]
    bare: frozenset[str]
    applied: frozenset[str]


def uses(chain: Chain) -> Uses:
    """How the names of a chain stand in it."""
    primed: set[str] = set()
    bare: set[str] = set()
    arguments: dict[str, set[tuple[str, ...]]] = {}
    for side in chain.sides:
        row = visible(side)
        at = 0
        while at < len(row):
            try:
                name, end = name_at(row, at)
            except FormulaError:
                name, end = "", at
            if name and end > at:
                behind = row[end].text if end < len(row) else ""
                if behind == "'":
                    primed.add(name)
                elif _behind_power(row, end) not in ("(", "left", "["):
                    bare.add(name)
                elif behind == "(":
                    arguments.setdefault(name, set()).add(_argument(row, end))
            at = max(end, at + 1)
    applied = {n for n, told in arguments.items() if len(told) > 1 and any(map(_is_name, told))}
    return Uses(frozenset(primed), frozenset(bare), frozenset(applied - bare))


def _argument(row: list[Token], opening: int) -> tuple[str, ...]:
    """The tokens between round brackets."""
    depth = 0
    for at in range(opening, len(row)):
        depth += {"(": 1, ")": -1}.get(row[at].text, 0)
        if depth == 0:
            return tuple(t.text for t in row[opening + 1 : at])
    return ()


def _is_name(argument: tuple[str, ...]) -> bool:
    return len(argument) == 1 and argument[0].isalpha()


def _behind_power(row: list[Token], at: int) -> str:
    """What stands at a place, or behind the power that stands there."""
    if at < len(row) and row[at].text == "^":
        try:
            _, at = group(list(row), at + 1)
        except FormulaError:
            return ""
    return row[at].text if at < len(row) else ""


def _look(
    row: list[Token],
    at: int,
    found: dict[str, dict[str, None]],
    primed: dict[str, None],
    letters: dict[str, None],
) -> None:
    token = row[at]
    if token.kind == "letter":
        letters[token.text] = None
    if token.kind == "sign" and token.text == "'" and at:
        before = row[at - 1]
        called = at + 1 < len(row) and row[at + 1].text in ("(", "left")
        if before.kind == "letter" and not called:
            primed[before.text] = None
    if token.kind == "control" and token.text in DOTS:
        name = _whole_name(row, at + 1)
        if name:
            found.setdefault(name, {})["t"] = None
    ahead = row[at + 1 : at + 4]
    if token.text not in FRACTIONS or not any(t.text in _SIGNS for t in ahead):
        return
    try:
        top, after = group(list(row), at + 1)
        bottom, after = group(list(row), after)
        operator = operator_of(top, bottom, Meanings())
        if operator is None:
            return
        body = operator.body or _name_behind(row, after)
        name, end = name_at(body, 0)
    except FormulaError:
        return
    if name and end == len(body):
        by = found.setdefault(name, {})
        by.update(dict.fromkeys(v for v, _ in operator.by if v != name))


def _whole_name(row: list[Token], at: int) -> str:
    """The name that an argument is; empty where it is something else."""
    try:
        inner, _ = group(list(row), at)
        name, end = name_at(inner, 0)
    except FormulaError:
        return ""
    return name if end == len(inner) else ""


def _name_behind(row: list[Token], at: int) -> list[Token]:
    """The name that stands alone behind an operator."""
    name, end = name_at(row, at)
    after = row[end] if end < len(row) else None
    alone = after is None or after.text in ("+", "-", "=", ")", "]", "}")
    return row[at:end] if name and alone else []


def names_in(found: list[Token]) -> Iterator[str]:
    """The names that stand in tokens, roughly; words such as `\\text{if }` have none."""
    row = [*without_words(visible(found))]
    at = 0
    while at < len(row):
        try:
            name, end = name_at(row, at)
        except FormulaError:
            name, end = "", at
        if name and end > at:
            yield name
        at = max(end, at + 1)
