"""Near-true equalities between expressions by cases: turned round, pulled apart, derived."""

from __future__ import annotations

import re
from random import Random

Row = tuple[str, str, tuple[str, ...]]

_GUARDS = (
    *("x", "x", "-x", "x - 1", "1 - x", "x*y", "x - y", "1/x", "sin(x)", "x^2 - 1", "1 - abs(x)"),
    *(
        "log(x)",
        "n",
        "n - 1",
        "x^2",
        "-x^2",
        "y",
        "y - 2",
        "sqrt(x) - 1",
        "x*n",
        "x - 1/2",
        "tan(x)",
    ),
)
_RELATIONS = (">", ">=", "<", "<=", "!=", "=")
_TURNED = {">": "<=", ">=": "<", "<": ">=", "<=": ">", "!=": "=", "=": "!="}
_LOOSE = {">": ">=", ">=": ">", "<": "<=", "<=": "<", "!=": ">", "=": ">="}
#: Pieces with another form and a condition under which it is the same.
_PIECES = (
    ("x", "sqrt(x^2)"),
    ("-x", "abs(x)"),
    ("x^2", "abs(x)^2"),
    ("1", "x/x"),
    ("1/x", "x/x^2"),
    ("log(x)", "log(x^2)/2"),
    ("2*log(x)", "log(x^2)"),
    ("sqrt(x)", "x/sqrt(x)"),
    ("sqrt(-x)", "-x/sqrt(-x)"),
    ("0", "x - x"),
    ("y", "y*x/x"),
    ("x", "abs(x)*sign(x)"),
    ("x^3", "x*abs(x)^2"),
    ("1/(x - 1)", "(x + 1)/(x^2 - 1)"),
    ("log(1 - x)", "log((1 - x)^2)/2"),
    ("abs(x)", "max(x, -x)"),
    ("n", "floor(n)"),
    ("e^x", "1/e^(-x)"),
    ("max(x, y)", "x"),
    ("sin(x)", "cos(x)*tan(x)"),
)
_SLOPES = {
    "x": "1",
    "-x": "-1",
    "x^2": "2*x",
    "1": "0",
    "1/x": "-1/x^2",
    "log(x)": "1/x",
    "2*log(x)": "2/x",
    "sqrt(x)": "1/(2*sqrt(x))",
    "sqrt(-x)": "-1/(2*sqrt(-x))",
    "0": "0",
    "y": "0",
    "x^3": "3*x^2",
    "1/(x - 1)": "-1/(x - 1)^2",
    "log(1 - x)": "1/(x - 1)",
    "abs(x)": "sign(x)",
    "e^x": "e^x",
    "sin(x)": "cos(x)",
}
_PULLED = (
    "sin(L)",
    "e^(L)",
    "2*(L)",
    "y*(L)",
    "(L)^2",
    "abs(L)",
    "-(L)",
    "1/(1 + (L)^2)",
    "x + (L)",
)
_LOSSES = ("log(L)", "sqrt(L)", "1/(L)", "log(abs(L))", "x*(L)", "(L)/x", "sign(L)", "max(L, 0)")
_WHERE = (
    "x > 0",
    "x >= 0",
    "x != 0",
    "x < 0",
    "x > 1",
    "x >= 1",
    "y > 0",
    "y >= x",
    "x != y",
    "x <= 0",
)

Case = tuple[str, list[tuple[str, str]]]


def _guard(r: Random) -> list[tuple[str, str]]:
    found = [(r.choice(_GUARDS), r.choice(_RELATIONS[:4] if r.random() < 0.7 else _RELATIONS))]
    return [*found, *(_guard(r) if r.random() < 0.15 else [])]


def _written(rows: list[Case]) -> str:
    told = []
    for value, compared in rows:
        where = " and ".join(f"{a} {relation} 0" for a, relation in compared)
        told.append(f"{value} if {where}" if compared else f"{value} otherwise")
    return f"cases({', '.join(told)})"


def _rows(r: Random, pieces: list[str]) -> list[Case]:
    rows: list[Case] = [(piece, _guard(r)) for piece in pieces[:-1]]
    return [*rows, (pieces[-1], [] if r.random() < 0.85 else _guard(r))]


def _nudged_rows(r: Random, rows: list[Case]) -> list[Case]:
    """Cases of which one has another condition, or which are in another order."""
    kind, i = r.randrange(6), r.randrange(max(len(rows) - 1, 1))
    value, compared = rows[i]
    if kind == 0 and compared:
        a, relation = compared[0]
        rows = [*rows[:i], (value, [(a, _LOOSE[relation]), *compared[1:]]), *rows[i + 1 :]]
    elif kind == 1 and len(rows) == 2 and len(compared) == 1 and not rows[1][1]:
        a, relation = compared[0]
        rows = [(rows[1][0], [(a, _TURNED[relation])]), (value, [])]
    elif kind == 2 and len(rows) > 2:
        rows = [rows[1], rows[0], *rows[2:]]
    elif kind == 3 and compared:
        a, relation = compared[0]
        opposite = relation.translate(str.maketrans("<>", "><"))
        rows = [*rows[:i], (value, [(f"-({a})", opposite), *compared[1:]]), *rows[i + 1 :]]
    return rows


def casewise(r: Random) -> Row:
    """An equality between cases and the same in another form, which nearly holds."""
    pairs = r.choices(_PIECES, k=r.choice((2, 2, 2, 3)))
    rows = _rows(r, [one for one, _ in pairs])
    pieces = [r.choice(pair) for pair in pairs]
    kind = r.randrange(8)
    if kind == 0 and all(one in _SLOPES for one, _ in pairs):
        slopes = [_SLOPES[one] for one, _ in pairs]
        left = f"d/dx {_written(rows)}"
        right = _written([(s, c) for s, (_, c) in zip(slopes, rows, strict=True)])
        return left, right, _conditions(r, 0.6)
    other = [(p, c) for p, (_, c) in zip(pieces, rows, strict=True)]
    if kind == 1:  # one of the cases alone
        return _written(rows), r.choice(pieces), _conditions(r, 1)
    if kind in (2, 3):
        wrap = r.choice(_PULLED if kind == 2 else _LOSSES)
        pulled = [(re.sub("L", p, wrap), c) for p, c in other]
        return (
            re.sub("L", _written(rows), wrap),
            _written(_nudged_rows(r, pulled)),
            _conditions(r, 0.3),
        )
    if kind == 4:  # a case in a case
        a, b = _guard(r)[:1], _guard(r)[:1]
        inner = _written([(pieces[0], b), (pieces[1], [])])
        left = _written([(inner, a), (pieces[-1], [])])
        right = _written([(pieces[0], [*a, *b]), (pieces[1], a), (pieces[-1], [])])
        return left, right, _conditions(r, 0.3)
    return _written(rows), _written(_nudged_rows(r, other)), _conditions(r, 0.3)


def _conditions(r: Random, often: float) -> tuple[str, ...]:
    found = [r.choice(_WHERE)] if r.random() < often else []
    return (*found, *(("n integer",) if r.random() < 0.5 else ()))
