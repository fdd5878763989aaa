"""The expressions of a proof script: texts parsed and checked one by one.

A text that cannot be read is reported with the place in it and left out.  Here is no word of where
in a script an expression stands.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from derive.expression.cursor import MAX_BRACKETS
from derive.expression.nodes import MAX_HEIGHT
from derive.expression.parsed import Parsed, Relation, Scope
from derive.expression.parser import parse_relations
from derive.expression.tokens import MAX_DIGITS, MAX_TEXT, ParseError
from derive.report.diagnostics import Diagnostic, Kind
from derive.script import meant
from derive.script.checks import problems
from derive.script.script import Condition, Placed
from derive.script.shapes import Shapes
from derive.script.source import Source
from derive.script.yaml_tree import Text

#: What the parser expected, where that is a kind of its own: the kind, the details of its words.
_PARSE_KINDS: dict[str, tuple[Kind, tuple[str, ...]]] = {
    f"at most {MAX_DIGITS} digits": (Kind.NUMERAL_TOO_LARGE, ()),
    f"at most {MAX_TEXT} characters": (Kind.TOO_LARGE, ("this expression",)),
    f"at most {MAX_BRACKETS} levels of nesting": (Kind.TOO_DEEP, ("this expression",)),
    f"at most {MAX_HEIGHT} levels of nesting": (Kind.TOO_DEEP, ("this expression",)),
}
#: What is said to be read, where hints tell more apart.
_READ = {"a side": "an expression", "a line": "an expression"}
_NAME_EXPECTED = ("a known name", "a variable to differentiate by")

_NO_NAMES = Scope()
_Read = TypeVar("_Read")


class Expressions(Shapes):
    """Reads expressions in the `scope` of a script; `integers` are its integer variables."""

    def __init__(self, source: Source, found: list[Diagnostic]) -> None:
        super().__init__(source, found)
        self.scope = _NO_NAMES
        self.integers: frozenset[str] = frozenset()

    def parsed(self, text: Text, what: str, reading: Callable[[str], _Read]) -> _Read | None:
        """What `reading` makes of `text`; None, and reported, if that cannot be read.

        How the arguments of a word are written that the notation does not have is not told besides.
        """
        try:
            return reading(text.value)
        except ParseError as error:
            told = _from_parser(text, what, error)
            if told.kind is not Kind.BAD_EXPRESSION or not self._is_told_of_a_word_in(text):
                self.found.append(told)
            return None

    def _is_told_of_a_word_in(self, text: Text) -> bool:
        """Whether it is reported that a text has a word that the notation does not have."""
        here = text.place
        return any(
            (d.place.file, d.place.line) == (here.file, here.line) and meant.absent(d.about[0])
            for d in self.found
            if d.kind is Kind.UNKNOWN_NAME
        )

    def checked(self, parsed: Parsed, text: Text, integers: frozenset[str] | None = None) -> Placed:
        """`parsed` with its source, after its problems have been reported."""
        placed = Placed(parsed, text)
        self.found.extend(problems(placed, self.integers if integers is None else integers))
        return placed

    def conditions(self, text: Text, start: int, end: int) -> tuple[Condition, ...]:
        """The comparisons in `text.value[start:end]`; none, and reported, if there is an error."""
        within = window(text.value, start, end)
        links = self.parsed(text, "a condition", lambda _: parse_relations(within, self.scope))
        if links is None:
            return ()
        before = len(self.found)
        made = tuple(self._condition(link, text, i == 0) for i, link in enumerate(links))
        return made if len(self.found) == before else ()

    def _condition(self, link: Relation, text: Text, first: bool) -> Condition:
        left = self.checked(link.left, text) if first else Placed(link.left, text)
        return Condition(left, link.relation, self.checked(link.right, text))


def window(value: str, start: int, end: int) -> str:
    """`value[start:end]` at its own place, so that offsets into it stay offsets into `value`."""
    return " " * start + value[start:end]


def _from_parser(text: Text, what: str, error: ParseError) -> Diagnostic:
    kind, about = _PARSE_KINDS.get(error.expected, (Kind.BAD_EXPRESSION, (_READ.get(what, what),)))
    if error.expected in _NAME_EXPECTED:
        kind, about = Kind.UNKNOWN_NAME, (error.found,)
    place = text.span(error.start, error.end)
    hint = meant.hint(text.value, what, error) or error.hint
    return Diagnostic(kind, place, error.expected, error.found, hint, about)
