"""The names that a script or a question declares, and the definitions among them.

Every problem becomes a diagnostic with its place; nothing here asks where a text stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from derive.expression.arities import RESERVED_WORDS
from derive.expression.functions import ALSO_VARIABLES, CONSTANT_NAMES, SYNONYMS, counted
from derive.expression.parsed import Head, Scope
from derive.expression.parser import parse, parse_head
from derive.expression.tokens import ParseError, Token, tokens
from derive.expression.words import BY_ARITY, name_of
from derive.report.diagnostics import Kind, Place
from derive.script.checks import circles
from derive.script.expressions import Expressions, window
from derive.script.script import Definition
from derive.script.yaml_tree import Text

_A_NAME = "a letter, then letters, digits or `_`"

_KNOWN = "a known function"
BUILT_IN = {
    **dict.fromkeys(BY_ARITY, _KNOWN),
    **{name: f"another spelling of {known}" for name, known in SYNONYMS.items()},
    **dict.fromkeys(CONSTANT_NAMES, "a known number"),
    **dict.fromkeys(RESERVED_WORDS, "a word of the notation"),
}


A_VARIABLE = "the name of a variable"
A_DEFINITION = "the name of a definition"


@dataclass(frozen=True)
class Headed:
    """A definition of which only the left side has been read."""

    head: Head
    text: Text
    body_at: int

    @property
    def name(self) -> str:
        """The name that is defined."""
        return name_of(self.word, len(self.head.parameters))

    @property
    def word(self) -> str:
        """How it is written."""
        return self.head.name.text

    @property
    def place(self) -> Place:
        """Where the name stands."""
        return self.place_of(self.head.name)

    def place_of(self, token: Token) -> Place:
        """The place of a token of the left side."""
        return self.text.span(token.start, token.end)


class Declarations(Expressions):
    """Reads declared names and definitions, and enters them among the names of a script."""

    def named(self, name: str, place: Place, names: dict[str, str], what: str) -> bool:
        """Enter `name` among the `names` of the script; False, and reported, if it cannot be."""
        if not is_name(name):
            self.report(Kind.BAD_NAME, place, name, expected=_A_NAME)
            return False
        if name not in names or (what == A_VARIABLE and _may_be_variable(name, names)):
            names[name] = what
            return True
        if names[name] != what:
            hint = "choose another name"
            self.report(Kind.RESERVED_NAME, place, name, names[name], hint=hint)
        elif what == A_DEFINITION:
            self.report(Kind.DOUBLED_DEFINITION, place, name, hint="choose another name")
        else:
            self.report(Kind.DOUBLED_NAME, place, name, "functions")
        return False

    def headed(self, texts: Iterable[Text], names: dict[str, str]) -> tuple[Headed, ...]:
        """The left sides of definitions, entered among the names."""
        heads = [head for head in map(self.head, texts) if head]
        entered = [h for h in heads if self.defined(h, names)]
        for head in heads:
            self.parameters(head, names)
        return tuple(entered)

    def defined(self, head: Headed, names: dict[str, str]) -> bool:
        """Enter what is defined; False, and reported, if it cannot be.

        A known function may be defined as well: whether as what it is, is for the kernel.
        """
        word, arity = head.word, len(head.head.parameters)
        if not _may_be_defined(word, arity, names):
            return self.named(word, head.place, names, A_DEFINITION)
        if names.get(head.name) == A_DEFINITION:
            self.report(Kind.DOUBLED_DEFINITION, head.place, word, hint="choose another name")
            return False
        known = BY_ARITY[SYNONYMS.get(word, word)]
        if arity and arity not in known:
            self.report(
                Kind.OTHER_MEANING,
                head.place,
                word,
                expected=f"{counted(known)}, as the known function has",
                written=counted([arity]),
                hint="choose another name",
            )
        names[head.name] = A_DEFINITION
        return True

    def head(self, text: Text) -> Headed | None:
        """The left side of a definition."""
        found = self.parsed(text, "a definition", parse_head)
        return Headed(found[0], text, found[1]) if found else None

    def parameters(self, head: Headed, names: Mapping[str, str]) -> None:
        """Check that the parameters are names, each once, which mean nothing else in the body."""
        seen: set[str] = set()
        for token in head.head.parameters:
            place, name = head.place_of(token), token.text
            if not is_name(name):
                self.report(Kind.BAD_NAME, place, name, expected=_A_NAME)
            elif names.get(name, A_VARIABLE) != A_VARIABLE and not _may_be_variable(name, names):
                hint = "choose another parameter"
                self.report(Kind.RESERVED_NAME, place, name, names[name], hint=hint)
            elif name in seen:
                self.report(Kind.DOUBLED_NAME, place, name, "parameters")
            seen.add(name)

    def definitions(self, heads: tuple[Headed, ...]) -> tuple[Definition, ...]:
        """The definitions whose bodies can be read; circles are reported."""
        made = tuple(d for d in map(self.definition, heads) if d)
        self.found.extend(circles(made))
        return made

    def definition(self, head: Headed) -> Definition | None:
        """A definition with its body."""
        parameters = tuple(token.text for token in head.head.parameters)
        scope = Scope(self.scope.variables | {*parameters}, self.scope.functions, self.scope.opaque)
        body = window(head.text.value, head.body_at, len(head.text.value))
        parsed = self.parsed(head.text, "an expression", lambda _: parse(body, scope))
        if parsed is None:
            return None
        placed = self.checked(parsed, head.text, self.integers - {*parameters})
        return Definition(head.name, parameters, placed, head.place)


def is_name(name: str) -> bool:
    """Whether a text is a name that may be declared."""
    try:
        first, *rest = tokens(name)
    except ParseError:
        return False
    whole = first.start == 0 and first.end == len(name) and len(rest) == 1
    word = first.kind == "name" or name in RESERVED_WORDS
    return whole and word and not name.endswith("'")


def _may_be_variable(name: str, names: Mapping[str, str]) -> bool:
    """Whether `name` is a known function's that a variable may have as well."""
    return name in ALSO_VARIABLES and names[name] == BUILT_IN.get(name)


def _may_be_defined(word: str, arity: int, names: Mapping[str, str]) -> bool:
    """Whether a word is a known function's, and may be defined with so many parameters."""
    if SYNONYMS.get(word, word) not in BY_ARITY:
        return False
    free = arity > 0 or word in ALSO_VARIABLES
    return free and names[word] in (BUILT_IN[word], A_DEFINITION)
