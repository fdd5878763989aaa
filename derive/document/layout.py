r"""How a formula is laid out: what only keeps a place is taken away, rows and columns are told.

Nothing of what a formula says is lost here; where it is not sure whether a row goes on, that is for
what makes chains of rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from derive.document.formulas import WITH_COLUMNS
from derive.document.notation import ARROWS, INVISIBLE, LAYOUTS, LEFT_OUT, RELATIONS, TEXT
from derive.document.tokens import FormulaError, Token, group, optional

#: What stands between terms or factors.
OPERATORS = frozenset({"+", "-", "−", "cdot", "times", "/", "*", "div", "pm", "mp"})
#: Spaces, which stand for nothing at the beginning of a row.
_SPACES = frozenset({"quad", "qquad", ",", ";", "!", ":", " ", "enspace"})
#: Words between rows, which part what is around them.
BETWEEN_ROWS = frozenset({"intertext", "shortintertext"})
#: What keeps the place of something.
_PHANTOMS = frozenset({"phantom", "hphantom", "vphantom"})
#: What says how much space is around its argument.
_CLASSES = frozenset({"mathrel", "mathbin", "mathop", "mathord", "mathopen", "mathclose"})
#: Spaces with a length behind them.
_LENGTHS = frozenset({"hskip", "kern", "mkern", "mskip"})
#: Words of plain TeX whose argument is laid out in rows.
_PLAIN = frozenset({"eqalign", "eqalignno", "leqalignno", "displaylines"})
#: What ends a row.
_BREAKS = frozenset({"\\", "\\*", "cr", "newline", "tabularnewline"})
_SCRIPTS = frozenset({"^", "_", "'"})
#: So often what is left of groups is looked at again.
_MAX_PASSES = 8


def is_mark(token: Token) -> bool:
    """Whether a token is a mark of columns, or changes only how something looks."""
    if token.kind == "control":
        return token.text in _SPACES or token.text in INVISIBLE
    return is_column(token)


def is_column(token: Token) -> bool:
    """Whether a token is a mark of columns."""
    return token.kind == "sign" and token.text == "&"


def is_break(token: Token) -> bool:
    """Whether a token ends a row."""
    return token.kind == "control" and token.text in _BREAKS


def is_relation(token: Token) -> bool:
    """Whether a token alone is a relation."""
    return token.kind in ("control", "sign") and bool(RELATIONS.get(token.text))


def is_operator(token: Token) -> bool:
    """Whether a token stands between terms or factors."""
    return token.kind in ("control", "sign") and token.text in OPERATORS


def without_marks(row: list[Token]) -> list[Token]:
    """A row without the marks at its ends."""
    shown = [k for k, token in enumerate(row) if not is_mark(token)]
    return row[shown[0] : shown[-1] + 1] if shown else []


# What only keeps a place


def cleaned(found: list[Token]) -> list[Token]:
    """The tokens without labels, remarks beside, lengths and what is empty."""
    done = _without_remarks(found)
    for _ in range(_MAX_PASSES):
        before, done = done, _without_empty(done)
        if len(before) == len(done):
            break
    return done


def _without_remarks(found: list[Token]) -> list[Token]:
    done: list[Token] = []
    at = 0
    while at < len(found):
        token = found[at]
        at += 1
        if token.kind == "control" and token.text in _LENGTHS:
            at = _after_length(found, at)
        elif token.kind != "control" or token.text not in LEFT_OUT:
            done.append(token)
        else:
            at = _after_arguments(found, at, LEFT_OUT[token.text])
            if token.text in BETWEEN_ROWS:
                done.append(token)
            elif token.text in _PHANTOMS and _is_script(done[-1:], found[at : at + 1]):
                done += [Token("sign", brace, token.start, token.end) for brace in "{}"]
    return done


def _is_script(before: list[Token], after: list[Token]) -> bool:
    """Whether what stands between is a script, or has one."""
    return any(t.kind == "sign" and t.text in ("^", "_") for t in (*before, *after))


def _after_arguments(row: list[Token], at: int, count: int) -> int:
    _, at = optional(row, at)
    for _ in range(count):
        try:
            _, at = group(row, at)
        except FormulaError:
            return at
    return at


def _after_length(row: list[Token], at: int) -> int:
    """Behind a length such as `-1.5em`."""
    signed = at + 1 if at < len(row) and row[at].text == "-" else at
    ahead = [token.kind for token in row[signed : signed + 3]]
    return signed + 3 if ahead == ["number", "letter", "letter"] else at


def _without_empty(found: list[Token]) -> list[Token]:
    """Without the empty groups that are no arguments, but say how much space there is."""
    done: list[Token] = []
    at = 0
    while at < len(found):
        braces = [t.text for t in found[at : at + 2] if t.kind == "sign"]
        if braces == ["{", "}"]:
            classed = (
                bool(done) and done[-1].is_word and done[-1].text in {*_CLASSES, *TEXT, "hbox"}
            )
            before = done[:-1] if classed else done
            if _is_space(before, found[at + 2] if at + 2 < len(found) else None):
                done = before
                at += 2
                continue
        done.append(found[at])
        at += 1
    return done


def _is_space(before: list[Token], after: Token | None) -> bool:
    """Whether a group that stands behind and before such tokens says nothing."""
    if after is not None and after.kind == "sign" and after.text in _SCRIPTS:
        return False
    last = before[-1] if before else None
    if last is None or is_mark(last) or is_relation(last) or is_operator(last) or is_break(last):
        return True
    if last.kind == "begin" or (last.kind == "sign" and last.text in (",", ";", "(", "[", "{")):
        return True
    if last.text == "." and len(before) > 1 and before[-2].text == "left":
        return True
    ended = last.kind in ("letter", "number") or last.text in (")", "]")
    if after is None or is_relation(after) or is_operator(after) or is_break(after):
        return ended
    return ended and (is_column(after) or after.text == "right")


# Environments and rows


def side_by_side(found: list[Token]) -> list[list[Token]]:
    """The tokens in parts, one for each environment where several stand beside each other."""
    parts: list[list[Token]] = []
    begin = depth = 0
    for k, token in enumerate(found):
        if token.text in ("{", "}") and token.kind == "sign":
            depth += turn(token)
        elif token.kind == "begin":
            depth += turn(token)
            laid = token.text.partition(" ")[2] in LAYOUTS
            if depth == 0 and laid and turn(token) < 0 and _is_apart(found, k + 1):
                parts.append(found[begin : k + 1])
                begin = k + 1
    rest = found[begin:]
    if any(t.kind == "begin" for t in rest) or not parts:
        return [*parts, rest]
    return [*parts[:-1], parts[-1] + rest]


def _is_apart(found: list[Token], at: int) -> bool:
    """Whether what stands behind an environment is about something else."""
    if at == len(found):
        return True
    first = next((t for t in found[at:] if not is_mark(t)), found[at])
    if first.kind == "begin" or is_break(first) or first.text in (",", ";"):
        return True
    words = first.is_word and first.text in {*TEXT, *ARROWS}
    return words or (found[at].is_word and found[at].text in ARROWS)


def without_layout(found: list[Token]) -> list[Token]:
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
        if token.kind == "control" and token.text in _PLAIN:
            inner, after = _argument(found, at + 1)
            if inner is not None:
                found = [*inner, *found[after:]]
                at = 0
                continue
        if token.kind != "begin" or name not in LAYOUTS:
            done.append(token)
            at += 1
            continue
        at += 1
        if word == "begin":
            at = _after_options(found, at)
            if name in WITH_COLUMNS and at < len(found):
                _, at = group(found, at)
    return done


def _argument(found: list[Token], at: int) -> tuple[list[Token] | None, int]:
    try:
        return group(found, at) if at < len(found) and found[at].text == "{" else (None, at)
    except FormulaError:
        return None, at


def _after_options(found: list[Token], at: int) -> int:
    """Behind what is said in square brackets of how an environment is set."""
    while (told := optional(found, at))[0] is not None and len(told[0] or ()) < 2:
        at = told[1]
    return at


def _is_one_array(found: list[Token]) -> bool:
    """Whether a formula is one array and nothing else, which lays out rows as `align` does."""
    marks = [k for k, t in enumerate(found) if t.kind == "begin"]
    words = [found[k].text for k in marks]
    if words != ["begin array", "end array"] or marks[0] != 0:
        return False
    return all(t.text in (".", ",") for t in found[marks[1] + 1 :])


def rows(found: list[Token]) -> list[list[Token]]:
    """The rows, split where a line ends outside of other environments.

    Brackets may span rows where they are closed later.
    """
    done: list[list[Token]] = [[]]
    nested = depth = at = 0
    whole = _balanced(found)
    while at < len(found):
        token = found[at]
        nested += turn(token) if token.kind == "begin" else 0
        if token.text in ("(", "[", "{", ")", "]", "}"):
            depth = max(0, depth + turn(token))
        at += 1
        if not is_break(token) or nested > 0:
            done[-1].append(token)
            continue
        _, at = optional(found, at)
        if _is_held(done[-1], found, at):
            at = _joined(done[-1], found, at)
        elif depth == 0 or not whole:
            depth = 0
            done.append([])
        else:
            at = _after_marks(found, at)
    return [row for row in done if row]


def turn(token: Token) -> int:
    """How many brackets more are open behind a token."""
    if token.kind == "begin":
        return 1 if token.text.startswith("begin") else -1
    if token.kind == "control":
        return {"{": 1, "}": -1, "langle": 1, "rangle": -1}.get(token.text, 0)
    if token.kind == "sign":
        return {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}.get(token.text, 0)
    return 0


def _is_held(row: list[Token], found: list[Token], at: int) -> bool:
    r"""Whether `\right.` and `\left.` stand around the end of a row: one bracket spans both."""
    ended = [t.text for t in without_marks(row)[-2:]]
    begun = [t.text for t in found[_after_marks(found, at) :][:2]]
    return ended == ["right", "."] and begun == ["left", "."]


def _joined(row: list[Token], found: list[Token], at: int) -> int:
    """Takes away what only splits a bracket; what is told is where the row goes on."""
    while row[-1].text != "right":
        row.pop()
    row.pop()
    return _after_marks(found, _after_marks(found, at) + 2)


def _after_marks(found: list[Token], at: int) -> int:
    while at < len(found) and is_mark(found[at]):
        at += 1
    return at


def _balanced(found: list[Token]) -> bool:
    depth = 0
    for token in found:
        if token.text in ("(", "[", "{", ")", "]", "}"):
            depth += turn(token)
            if depth < 0:
                return False
    return depth == 0


# Columns


def columns(found: list[list[Token]]) -> list[list[list[Token]]]:
    """The rows of each column of chains; a formula has one, or several beside each other.

    A column of chains has a left side of its own in some row.  What is beside it without one, as
    remarks are, belongs to it.
    """
    cells = [_cells(row) for row in found]
    starts = sorted({k for row in cells for k in _starts(row, _has_relations_apart(cells))})
    if len(starts) < 2 or any(b - a < 2 for a, b in pairwise(starts)):
        return [found]
    bounds = [0, *starts[1:], max(map(len, cells))]
    parts = [slice(*ends) for ends in pairwise(bounds)]
    return [[_put_together(row[part]) for row in cells if row[part]] for part in parts]


def _starts(row: list[list[Token]], apart: bool) -> Iterator[int]:
    """Where chains begin in a row; an empty cell may stand between them."""
    width = 3 if apart else 2
    for k in range(len(row)):
        if _has_chain(row, k) and (k % width == 0 or not without_marks(row[k - 1])):
            yield k


def _cells(row: list[Token]) -> list[list[Token]]:
    """The cells of a row, each but the first with the mark before it."""
    done: list[list[Token]] = [[]]
    depth = 0
    for token in row:
        if token.kind == "begin" or token.text in ("{", "}"):
            depth += turn(token) if token.kind != "control" else 0
        if depth == 0 and is_column(token):
            done.append([])
        done[-1].append(token)
    return done


def _put_together(cells: list[list[Token]]) -> list[Token]:
    """The tokens of cells; the mark before the first of them parts nothing."""
    first = cells[0][1:] if cells[0] and is_column(cells[0][0]) else cells[0]
    return [*first, *(token for cell in cells[1:] for token in cell)]


def _has_relations_apart(cells: list[list[list[Token]]]) -> bool:
    """Whether relations stand in a column of their own, as in `eqnarray`."""
    seconds = [without_marks(row[1]) for row in cells if len(row) > 2]
    return any(seconds) and all(len(c) == 1 and is_relation(c[0]) for c in seconds if c)


def _has_chain(row: list[list[Token]], at: int) -> bool:
    """Whether a left side stands in a cell, with a relation behind it."""
    left = without_marks(row[at]) if at < len(row) else []
    if not left or is_relation(left[0]) or (is_operator(left[0]) and at):
        return False
    if left[0].is_word and left[0].text in TEXT:
        return False
    right = without_marks(row[at + 1]) if at + 1 < len(row) else []
    if is_relation(left[-1]) or not right:
        return is_relation(left[-1])
    return is_relation(right[0]) or right[0].text in (":", "overset", "stackrel", "underset")
