"""How names are typeset: the heading `notation`, checked so that no two names look alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from derive.expression.boxes import Box, Token, first
from derive.expression.functions import BY_ARITY, CONSTANT_NAMES, SYNONYMS, word
from derive.expression.latex import written
from derive.expression.naming import KNOWN_HEADS, name_box
from derive.expression.notation import NotationError, read_notation
from derive.expression.tokens import plain_name
from derive.report.diagnostics import Kind, did_you_mean
from derive.script.declarations import Declarations, Headed
from derive.script.yaml_tree import Mapping, Node, Text

_HINT = r"write `notation: {sigmoid: \sigma}`"
_OWN = "what no other name looks like"


class Notations(Declarations):
    """Reads how the names of a script are typeset."""

    def notation(self, node: Node | None, heads: tuple[Headed, ...]) -> tuple[tuple[str, str], ...]:
        """The names with their notations, as they are written."""
        if node is None:
            return ()
        if not isinstance(node, Mapping):
            if isinstance(node, Text) and not node.value.strip():
                self.report(Kind.EMPTY_VALUE, node.place, "`notation`", hint=_HINT)
            else:
                self.wrong_type(node, "`notation`", "names with what is written for each", _HINT)
            return ()
        self.bounded("notation", len(node.entries), node.place)
        names = self.declared(heads)
        read = [found for entry in node.entries if (found := self.one(*entry, names))]
        self.alike([(name, text, box) for name, text, box in read], names)
        return tuple((name, text.value.strip()) for name, text, _ in read)

    def declared(self, heads: Iterable[Headed]) -> set[str]:
        """The names that expressions of the script may have."""
        parameters = {token.text for head in heads for token in head.head.parameters}
        scope = self.scope
        named = {*scope.variables, *scope.opaque, *map(word, scope.functions)}
        return {plain_name(name) for name in named | parameters}

    def one(self, key: Text, value: Node, names: set[str]) -> tuple[str, Text, Box] | None:
        """A name with its notation; None, and reported, where that cannot be."""
        name = plain_name(key.value)
        name = SYNONYMS.get(name, name)
        if name not in names and name not in BY_ARITY:
            known = did_you_mean(name, [*sorted(names), *BY_ARITY])
            hint = known or "it is for names of the script, and for known functions"
            self.report(Kind.UNKNOWN_NAME, key.place, f"`{key.value}`", hint=hint)
            return None
        text = self.text(value, key.value)
        if text is None:
            return None
        try:
            box = read_notation(text.value)
            if _function(box) not in ("", name):
                raise NotationError(_OWN, f"`{_function(box)}` is written so; choose another")
            return name, text, box
        except NotationError as error:
            self.bad(key.value, text, error.expected, error.hint)
            return None

    def bad(self, name: str, text: Text, expected: str, hint: str) -> None:
        """Report a notation."""
        written = " ".join(text.value.split())
        self.report(
            Kind.BAD_NOTATION, text.place, name, expected=expected, written=written, hint=hint
        )

    def alike(self, read: list[tuple[str, Text, Box]], names: set[str]) -> None:
        """Report the notations that another name has."""
        given = {name for name, _, _ in read}
        taken = dict(_looks(names - given)) | _ALWAYS
        for name, text, box in read:
            look = written(box)
            other = taken.setdefault(look, name)
            if other != name:
                hint = f"`{other}` is written so; choose another"
                self.bad(name, text, _OWN, hint)


def _function(box: Box) -> str:
    """The known function that a reader takes a word for; empty where it is none."""
    opening = first(box)
    if not isinstance(opening, Token) or opening.kind != "function":
        return ""
    meant = SYNONYMS.get(opening.text, opening.text)
    return meant if meant in BY_ARITY else ""


def _looks(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """How names are written that have no notation, as variables and as functions."""
    for name in names:
        for upright in (False, True):
            yield written(name_box(name, upright=upright)), name


#: What is written so in every script.
_ALWAYS = {
    **{latex: name for name, latex in CONSTANT_NAMES.items()},
    **{written(box): name for box, name in KNOWN_HEADS.items()},
    "d": "d",
}
