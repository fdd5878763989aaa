"""Chains out of formulas: rows, relations, sides.

A row that begins with a relation goes on with the row before it, and so does one that begins with
an operator.  Remarks, labels and marks of columns are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate, pairwise

from derive.document.layout import (
    BETWEEN_ROWS,
    OPERATORS,
    cleaned,
    columns,
    is_column,
    is_mark,
    is_operator,
    is_relation,
    rows,
    side_by_side,
    turn,
    without_layout,
    without_marks,
)
from derive.document.notation import ARROWS, RELATIONS, TEXT
from derive.document.tokens import FormulaError, Token, group

#: What stands between statements, besides arrows.
_STOPS = frozenset({",", ";"})
_BRACKETS = frozenset("()[]")


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
    beside = [
        column
        for part in side_by_side(cleaned(found))
        for column in columns(rows(without_layout(part)))
    ]
    done = [chain for column in beside for chain in _chains_of_rows(column, text)]
    return sorted(done, key=lambda c: c.start) if len(beside) > 1 else done


def _chains_of_rows(found: list[list[Token]], text: str) -> list[Chain]:
    done: list[Chain] = []
    row: list[Chain] = [Chain()]
    held: list[Chain] = []
    before = ""
    for kind, token in _marked(found, text):
        match kind, token:
            case "relation", Token():
                _relate(row[-1], token, resumed=before == "on")
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
            case "aside", _:
                held, row = row, [Chain()]
            case "back", _:
                done += row
                row = held
        before = kind
    return [c for c in done + row if c.relations or c.sides[0]]


def _relate(chain: Chain, token: Token, resumed: bool) -> None:
    """Puts a relation behind a chain; one that is repeated where a row ends is the same."""
    sign = _relation(token)
    if resumed and not chain.sides[-1] and [r.sign for r in chain.relations[-1:]] == [sign]:
        return
    chain.relations.append(Relation(sign, token.start, token.end))
    chain.sides.append([])


def _resumed(row: list[Chain], done: list[Chain]) -> list[Chain]:
    """The chain that the next row goes on with: the last, or that before remarks beside it."""
    last = max((k for k, c in enumerate(row) if c.links), default=len(row) - 1)
    done += [c for k, c in enumerate(row) if k != last]
    return [row[last]]


def _relation(token: Token) -> str:
    return token.text if token.kind == "relation" else RELATIONS[token.text]


def _marked(found: list[list[Token]], text: str) -> Iterator[tuple[str, Token | None]]:
    """Each token with the part that it plays at the level of chains."""
    before: list[Token] | None = None
    for row in found:
        words = list(_only_words(row, text))
        if words:
            yield from (("remark", token) for token in words)
            continue
        bare = without_marks(row)
        if before is not None and _is_aside(row, bare):
            yield "aside", None
            yield from _row(bare, text, flat=False)
            yield "back", None
            continue
        parted = bool(bare) and bare[0].text in BETWEEN_ROWS
        bare = without_marks([t for t in bare if t.text not in BETWEEN_ROWS])
        if before is not None:
            on = not parted and _goes_on(before, row, bare)
            yield ("on" if on is not False else "row"), None
            if on is None:  # neither is judged
                yield "token", Token("control", "\\", bare[0].start, bare[0].end)
        unclosed = _unclosed(bare)
        if unclosed is not None:
            yield "unclosed", unclosed
        yield from _row(bare, text, flat=unclosed is not None)
        before = bare


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
        elif is_mark(token):
            at += 1
        else:
            return
    yield from done


def _is_aside(row: list[Token], bare: list[Token]) -> bool:
    """Whether a row without a left side only says when something holds, or why."""
    if not bare or not is_column(row[0]):
        return False
    if bare[0].is_word and bare[0].text in TEXT:
        return not _is_word_of_sum(bare)
    depths = [*accumulate(map(turn, bare))]
    return (bare[0].text, depths.index(0) if 0 in depths else -1) == ("(", len(bare) - 1) and any(
        map(is_relation, bare)
    )


def _is_word_of_sum(row: list[Token]) -> bool:
    """Whether a row begins with words and goes on with a term."""
    if not (row[0].is_word and row[0].text in TEXT):
        return False
    try:
        _, after = group(list(row), 1)
    except FormulaError:
        return False
    return after < len(row) and is_operator(row[after])


def _goes_on(before: list[Token], row: list[Token], bare: list[Token]) -> bool | None:
    """Whether a row goes on with the chain of the row before; None where that is not sure."""
    if not bare or _relation_at(bare, 0) is not None:
        return True
    first = bare[0]
    if is_operator(first):
        if first.text in ("-", "−") and before and before[-1].text in ("-", "−"):
            return None  # it is repeated, or there are two
        if first.text in ("-", "−", "pm", "mp") and not is_column(row[0]):
            return None if _has_bare_relation(bare) else not _has_relation(row)
        return True
    if before and (is_relation(before[-1]) or is_operator(before[-1])):
        return True
    if is_column(row[0]) and _is_word_of_sum(bare):
        return None
    return None if is_column(row[0]) and _may_be_factor(before, bare) else False


def _may_be_factor(before: list[Token], row: list[Token]) -> bool:
    """Whether a row without a left side or a relation may be the rest of the row before."""
    related = any(map(is_relation, before))
    ended = before and before[-1].text in (",", ";", ".")
    apart = any(is_relation(t) or (t.is_word and t.text in _APART) for t in row)
    return related and not ended and not apart


#: Words that make one side of what stands around them.
_PREPOSITIONS = frozenset({"of", "times", "per", "over", "plus", "minus", "divided by", "out of"})
#: What stands in no factor of a row before.
_APART = frozenset({*TEXT, *ARROWS, "dots", "ldots", "cdots", "vdots", "ddots"})


def _has_bare_relation(row: list[Token]) -> bool:
    """Whether a relation stands in a row without marks, so that its sign may begin an equation."""
    return not any(map(is_column, row)) and any(map(is_relation, row))


def _has_relation(row: list[Token]) -> bool:
    """Whether a mark of columns with a relation behind it stands in a row."""
    return any(is_column(m) and is_relation(after) for m, after in pairwise(row))


def _row(row: list[Token], text: str, flat: bool) -> Iterator[tuple[str, Token | None]]:
    at, depth, within = 0, 0, 0
    related = False
    while at < len(row):
        token = row[at]
        name = token.text
        within += _begun(token)
        if depth == 0 and token.kind == "control" and name in TEXT:
            told, at = _told(row, at, text)
            yield from told
            continue
        if is_column(token) and not within:
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
            depth = max(0, depth + (0 if flat and token.text in _BRACKETS else turn(token)))
        yield "token", token
        at += 1


def _told(row: list[Token], at: int, text: str) -> tuple[list[tuple[str, Token | None]], int]:
    """What part words play, and where they end: those that say something end the statement."""
    token = row[at]
    words, after = _words(row, at + 1, text)
    behind = _behind_power(row, after)
    within_sum = behind < len(row) and row[behind].text in OPERATORS
    if at and (within_sum or words.strip() in _PREPOSITIONS):
        return [("token", token)], after  # a unit within a sum, `15 of 80`: the side is not read
    remark = "remark", Token("text", words, token.start, token.end)
    return [remark] if not words.strip(" .,;") else [remark, ("stop", None)], after


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
    behind = next((k for k in range(at, len(row)) if not is_mark(row[k])), None)
    if behind is None:
        return False
    if is_operator(row[behind]) or _relation_at(row, behind) is not None:
        return False
    if is_column(row[at]) or (at > 1 and is_column(row[at - 2])):
        return True
    return related and _relation_at(row, at - 2) is None


def _is_stop(token: Token) -> bool:
    if token.kind == "control":
        return token.text in ARROWS
    return token.kind == "sign" and token.text in _STOPS


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
