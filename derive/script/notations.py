"""How names are typeset: the heading `notation`, checked so that no two names look alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from derive.expression.boxes import Accent, Box, Row, Scripts
from derive.expression.functions import SYNONYMS
from derive.expression.looks import PRIME, all_looks, known_looks, known_word, look
from derive.expression.notation import NotationError, read_notation
from derive.expression.tokens import plain_name
from derive.expression.words import BY_ARITY, word
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
        self.alike(read, names)
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
            if known_word(box) not in ("", name):
                raise NotationError(_OWN, f"`{known_word(box)}` is written so; choose another")
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
        """Report the notations that look like another name, or like a derivative of one."""
        boxes = {name: box for name, _, box in read}
        called = {*self.scope.opaque, *map(word, self.scope.functions)}
        taken = dict(_looks(names - boxes.keys()))
        for name, text, box in read:
            other = taken.setdefault(look(box), name)
            other = other if other != name else _always(box) or name
            if other != name:
                hint = f"`{other}` is written so; choose another"
                self.bad(name, text, _OWN, hint)
            elif other := _differentiated(name, boxes, names, called):
                hint = f"a derivative of `{other}` is written so; choose another"
                self.bad(name, text, _OWN, hint)


def _always(box: Box) -> str:
    """What looks like a box in every script; empty where nothing does."""
    return _ALWAYS.get(look(box, slants=True)) or _IN_ANY_FONT.get(look(box), "")


def _differentiated(name: str, boxes: dict[str, Box], names: set[str], called: set[str]) -> str:
    """Whose derivative a reader would take a notation for; empty where it is nobody's.

    `called` are the names that are no variables': of these more is read as a derivative.
    """
    others = {other: box for other, box in boxes.items() if other != name}
    looks = dict(_looks(names - boxes.keys())) | {look(box): o for o, box in others.items()}
    box = boxes[name]
    mark, bare = _derivative(box)
    if not mark:
        return _by_subscript(box, looks, called)
    for other, one in others.items():
        its_mark, its_bare = _derivative(one)
        if PRIME in (mark, its_mark) and its_mark:
            looks.setdefault(look(its_bare), other)
    other = looks.get(look(bare)) or _ALWAYS.get(look(bare, slants=True), "")
    of_any = mark == PRIME or mark.isdigit() or set(mark) <= _ROMAN
    return other if of_any or other in called or other in BY_ARITY else ""


def _derivative(box: Box) -> tuple[str, Box]:
    """The mark that a reader takes for one of differentiation, and what it stands at."""
    if isinstance(box, Accent) and "dot" in box.accent.latex:
        return box.accent.text, box.base
    if not isinstance(box, Scripts):
        return "", box
    if box.above is None:
        mark, bare = _derivative(box.base)
        return mark, replace(box, base=bare) if mark else box
    mark = look(box.above)
    bare = box.base if box.below is None else Scripts(box.base, box.below)
    if mark == PRIME:
        return mark, bare
    return (mark[1:-1], bare) if mark.startswith("(") else ("", box)


def _by_subscript(box: Box, looks: dict[str, str], called: set[str]) -> str:
    """The function of which `f_x` is read as a derivative by a variable; empty if there is none."""
    if not isinstance(box, Scripts) or box.below is None:
        return ""
    by = box.below.parts if isinstance(box.below, Row) else (box.below,)
    function = looks.get(look(box.base), "")
    variables = all(looks.get(look(one), function) not in called for one in by)
    return function if function in called and variables else ""


def _looks(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """How names may be written that have no notation, as variables, as functions, and as words."""
    return ((seen, name) for name in sorted(names) for seen in all_looks(name))


_ROMAN = frozenset("ivx")
#: What is written so in every script, with slants and without.
_ALWAYS = {seen: word(name) for name, (_, seen) in known_looks().items()}
_IN_ANY_FONT = {"d": "d", "∂": "d", "e": "e", "π": "pi"} | {w: w for w in BY_ARITY}
