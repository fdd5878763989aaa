"""Chains out of formulas: rows, relations, sides.

A row that begins with a relation goes on with the row before it, and so does one that begins with
an operator.  Remarks, labels and marks of columns are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from derive.document.notation import (
    ARROWS,
    LAYOUTS,
    LEFT_OUT,
    RELATIONS,
    TEXT,
    WITH_COLUMNS,
)
from derive.document.tokens import FormulaError, Token, group, optional

#: What stands between statements, besides arrows.
_STOPS = frozenset({",", ";"})
_OPEN = {"(": ")", "[": "]", "{": "}"}
_BRACKETS = frozenset("()[]")
#: What goes on with a side behind words in it.
_BETWEEN_TERMS = frozenset({"+", "-", "−", "cdot", "times", "/", "*"})
_OPERATORS = frozenset({"+", "-", "cdot", "times", "−"})


@dataclass(frozen=True)
class Relation:
    """What stands between two sides."""

    sign: str
    start: int
    end: int


@dataclass
class Chain:
    """Sides with what relates them; a side without tokens is one that is not written.

    `remarks` are the words beside it.  A bracket that is not closed spoils all of it.
    """

    sides: list[list[Token]] = field(default_factory=lambda: [[]])
    relations: list[Relation] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    carried: bool = False
    unclosed: Token | None = None

    @property
    def links(self) -> int:
        """How many equalities it has."""
        return sum(r.sign == "=" for r in self.relations)

    @property
    def start(self) -> int:
        """Where its first token stands."""
        return min((span(side)[0] for side in self.sides if side), default=0)


def span(side: list[Token]) -> tuple[int, int]:
    """Where the tokens of a side stand in the file."""
    return min(t.start for t in side), max(t.end for t in side)


def chains(found: list[Token], text: str) -> list[Chain]:
    """The chains in the tokens of a formula; what has no relation is one of a single side."""
    done: list[Chain] = []
    row: list[Chain] = [Chain()]
    for kind, token in _marked(found, text):
        match kind, token:
            case "relation", Token():
                row[-1].relations.append(Relation(_relation(token), token.start, token.end))
                row[-1].sides.append([])
            case "token", Token():
                row[-1].sides[-1].append(token)
            case "unclosed", Token():
                row[-1].unclosed = token
            case "remark", Token():
                row[-1].remarks.append(token.text)
            case "stop", _:
                row.append(Chain())
            case "row", _:
                done += row
                row = [Chain()]
            case "on", _:
                row = _resumed(row, done)
    return [c for c in done + row if c.relations or c.sides[0]]


def _resumed(row: list[Chain], done: list[Chain]) -> list[Chain]:
    """The chain that the next row goes on with: the last, or that before remarks beside it."""
    last = max((k for k, c in enumerate(row) if c.links), default=len(row) - 1)
    done += [c for k, c in enumerate(row) if k != last]
    return [row[last]]


def _relation(token: Token) -> str:
    return token.text if token.kind == "relation" else RELATIONS[token.text]


def _marked(found: list[Token], text: str) -> Iterator[tuple[str, Token | None]]:
    """Each token with the part that it plays at the level of chains."""
    before: list[Token] | None = None
    for row in _rows(_without_layout(found)):
        words = list(_only_words(row, text))
        if words:
            yield from (("remark", token) for token in words)
            continue
        if before is not None:
            yield ("on" if _goes_on(before, row) else "row"), None
        unclosed = _unclosed(row)
        if unclosed is not None:
            yield "unclosed", unclosed
        yield from _row(row, text, flat=unclosed is not None)
        before = row


def _only_words(row: list[Token], text: str) -> Iterator[Token]:
    """The words of a row that has nothing else, and so does not part what is around it."""
    done: list[Token] = []
    at = 0
    while at < len(row):
        token = row[at]
        if token.kind == "control" and token.text in TEXT:
            words, after = _words(row, at + 1, text)
            done.append(Token("text", words, token.start, token.end))
            at = after if after > at else at + 1
        elif _is_mark(token):
            at += 1
        else:
            return
    yield from done


def _goes_on(before: list[Token], row: list[Token]) -> bool:
    """Whether a row goes on with the chain of the row before."""
    first = next((t for t in row if not _is_mark(t)), None)
    if first is None:
        return True
    if _starts_relation(first):
        return True
    if first.text in _OPERATORS:
        own = first.text in ("-", "−") and row[0].text != "&" and _has_relation(row)
        return not own
    last = next((t for t in reversed(before) if not _is_mark(t)), None)
    return last is not None and (last.text in RELATIONS or last.text in _OPERATORS)


def _has_relation(row: list[Token]) -> bool:
    """Whether a mark of columns with a relation behind it stands in a row."""
    return any(m.text == "&" and after.text in RELATIONS for m, after in pairwise(row))


def _starts_relation(first: Token) -> bool:
    named = first.kind in ("control", "sign") and first.text in RELATIONS
    return named or first.text in ("overset", "stackrel", "underset", ":")


#: Spaces, which stand for nothing at the beginning of a row.
_SPACES = frozenset({"quad", "qquad", "hspace", "hspace*", ",", ";", "!", ":", " ", "enspace"})


def _is_mark(token: Token) -> bool:
    """Whether a token is a mark of columns or a space."""
    if token.kind == "control":
        return token.text in _SPACES
    return token.kind == "sign" and token.text == "&"


def _row(row: list[Token], text: str, flat: bool) -> Iterator[tuple[str, Token | None]]:
    at, depth, within = 0, 0, 0
    related = False
    while at < len(row):
        token = row[at]
        name = token.text
        within += _begun(token)
        if depth == 0 and token.kind == "control" and name in TEXT:
            words, after = _words(row, at + 1, text)
            behind = _behind_power(row, after)
            if at and behind < len(row) and row[behind].text in _BETWEEN_TERMS:
                yield "token", token  # a unit within a sum: the side is not read
                at = after
                continue
            yield "remark", Token("text", words, token.start, token.end)
            nothing = not words.strip(" .,;")
            at = after
            if not nothing:
                yield "stop", None
            continue
        if token.kind == "control" and name in LEFT_OUT:
            at = _after_arguments(row, at + 1, LEFT_OUT[name])
            continue
        if name == "&" and token.kind == "sign" and not within:
            at += 1
            if depth == 0 and _ends_equation(row, at, related):
                related = False
                yield "stop", None
            continue
        if depth == 0:
            step = _relation_at(row, at)
            if step is not None:
                relation, at = step
                related = True
                yield "relation", relation
                continue
            if _is_stop(token):
                if not all(map(_is_mark, row[:at])):
                    yield "stop", None
                at += 1
                continue
        if token.kind == "control" and name in ("left", "right") and at + 1 < len(row):
            # what opens may be closed by another bracket, or by none
            depth = max(0, depth + (1 if name == "left" else -1))
            yield "token", token
            at += 1
            token = row[at]
        else:
            depth = max(0, depth + (0 if flat and token.text in _BRACKETS else _turn(token)))
        yield "token", token
        at += 1


def _unclosed(row: list[Token]) -> Token | None:
    """The bracket that a row does not close, if relations stand behind it, which it hides.

    A row is flat where there is one: its brackets hide nothing.
    """
    waiting: list[int] = []
    for k, token in enumerate(row):
        if token.kind != "sign" or token.text not in "([)]":
            continue
        if k and row[k - 1].is_word and row[k - 1].text in ("left", "right"):
            continue
        if token.text in "([":
            waiting.append(k)
        elif waiting:
            waiting.pop()
    hidden = bool(waiting) and any(t.text == "=" for t in row[waiting[0] :])
    return row[waiting[0]] if hidden else None


def _begun(token: Token) -> int:
    """How many environments more are open behind a token."""
    if token.kind != "begin":
        return 0
    return 1 if token.text.startswith("begin") else -1


def _ends_equation(row: list[Token], at: int, related: bool) -> bool:
    """Whether a mark of columns before `at` parts two equations, or an equation and a remark."""
    if at >= len(row):
        return False
    if row[at].text == "&" or (at > 1 and row[at - 2].text == "&"):
        return True
    goes_on = _relation_at(row, at) is not None or row[at].text in _OPERATORS
    return related and not goes_on and _relation_at(row, at - 2) is None


def _is_stop(token: Token) -> bool:
    if token.kind == "control":
        return token.text in ARROWS
    return token.kind == "sign" and token.text in _STOPS


def _turn(token: Token) -> int:
    if token.kind == "begin":
        return _begun(token)
    if token.kind == "control":
        return {"{": 1, "}": -1, "left": 0, "langle": 1, "rangle": -1}.get(token.text, 0)
    if token.kind == "sign":
        return {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}.get(token.text, 0)
    return 0


def _relation_at(row: list[Token], at: int) -> tuple[Token, int] | None:
    """The relation at `at`, and where it ends; remarks above it are looked through."""
    token = row[at]
    if token.kind == "control" and token.text in ("overset", "stackrel", "underset"):
        try:
            above, after = group(row, at + 1)
            inner, after = group(row, after)
        except FormulaError:
            return None
        bare = [t for t in inner if t.text != "&"]
        if len(bare) == 1 and bare[0].text in RELATIONS:
            said = "".join(t.text for t in above)
            sign = ":=" if "def" in said or said in ("!", "Δ", "triangle") else None
            made = sign or RELATIONS[bare[0].text]
            return Token("relation", made, token.start, bare[0].end), after
        return None
    if token.text == ":" and token.kind == "sign" and at + 1 < len(row) and row[at + 1].text == "=":
        return Token("relation", ":=", token.start, row[at + 1].end), at + 2
    if token.kind in ("sign", "control") and RELATIONS.get(token.text):
        return token, at + 1
    return None


def _behind_power(row: list[Token], at: int) -> int:
    """Behind the power that a unit has."""
    if at >= len(row) or row[at].text != "^":
        return at
    try:
        return group(list(row), at + 1)[1]
    except FormulaError:
        return at


def _words(row: list[Token], at: int, text: str) -> tuple[str, int]:
    """What a word of text says."""
    try:
        inner, after = group(row, at)
    except FormulaError:
        return "", at
    if not inner:
        return "", after
    return text[inner[0].start : inner[-1].end], after


def _after_arguments(row: list[Token], at: int, count: int) -> int:
    _, at = optional(row, at)
    for _ in range(count):
        try:
            _, at = group(row, at)
        except FormulaError:
            return at
    return at


def _without_layout(found: list[Token]) -> list[Token]:
    """The tokens without the environments that only lay out rows."""
    if _is_one_array(found):
        _, at = group(found, 1)
        last = max(k for k, t in enumerate(found) if t.kind == "begin")
        found = [*found[at:last], *found[last + 1 :]]
    done: list[Token] = []
    at = 0
    while at < len(found):
        token = found[at]
        word, _, name = token.text.partition(" ")
        if token.kind != "begin" or name not in LAYOUTS:
            done.append(token)
            at += 1
            continue
        at += 1
        if word == "begin":
            _, at = optional(found, at)
            if name in WITH_COLUMNS and at < len(found):
                _, at = group(found, at)
    return done


def _is_one_array(found: list[Token]) -> bool:
    """Whether a formula is one array and nothing else, which lays out rows as `align` does."""
    marks = [k for k, t in enumerate(found) if t.kind == "begin"]
    words = [found[k].text for k in marks]
    if words != ["begin array", "end array"] or marks[0] != 0:
        return False
    return all(t.text in (".", ",") for t in found[marks[1] + 1 :])


def _rows(found: list[Token]) -> list[list[Token]]:
    """The rows, split where a line ends outside of other environments.

    Brackets may span rows where they are closed later.
    """
    rows: list[list[Token]] = [[]]
    nested = depth = at = 0
    whole = _balanced(found)
    while at < len(found):
        token = found[at]
        if token.kind == "begin":
            nested += 1 if token.text.startswith("begin") else -1
        elif token.kind == "sign" and token.text in "([{)]}":
            depth = max(0, depth + _turn(token))
        broken = token.kind == "control" and token.text in (
            "\\",
            "cr",
            "\\*",
            "newline",
            "tabularnewline",
        )
        at += 1
        if not broken or nested > 0:
            rows[-1].append(token)
            continue
        _, at = optional(found, at)
        if depth == 0 or not whole:
            depth = 0
            rows.append([])
    return [row for row in rows if row]


def _balanced(found: list[Token]) -> bool:
    depth = 0
    for token in found:
        if token.kind == "sign" and token.text in "([{)]}":
            depth += _turn(token)
            if depth < 0:
                return False
    return depth == 0
