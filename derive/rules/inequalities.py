"""What the values of functions are beside their arguments: rows, each a theorem.

`statement when condition`: wherever the condition holds and the statement is defined, the statement
holds.  Sources: NIST DLMF, chapter 4; tangents of convex and of concave functions lie on one side.
"""

from __future__ import annotations

from typing import NamedTuple

from derive.kernel.conditions import Condition
from derive.kernel.functions import PARAMETERS
from derive.kernel.laws import inequality
from derive.rules import notation


class Row(NamedTuple):
    """`statement`, a comparison with 0, where the comparisons of `when` hold."""

    statement: str
    when: str = ""


ROWS: tuple[Row, ...] = (
    Row("abs(u) - u >= 0"),
    Row("abs(u) + u >= 0"),
    Row("max(u, v) - u >= 0"),
    Row("max(u, v) - v >= 0"),
    Row("u - min(u, v) >= 0"),
    Row("v - min(u, v) >= 0"),
    # tangents
    Row("exp(u) - (u + 1) >= 0"),
    Row("exp(u) - (u + 1) > 0", "u != 0"),
    Row("expm1(u) - u >= 0"),
    Row("expm1(u) - u > 0", "u != 0"),
    Row("u - (log(u) + 1) >= 0"),
    Row("u - (log(u) + 1) > 0", "u - 1 != 0"),
    Row("u - log1p(u) >= 0"),
    Row("u - log1p(u) > 0", "u != 0"),
    Row("u + 1 - 2*sqrt(u) >= 0"),
    Row("u + 1 - 2*sqrt(u) > 0", "u - 1 != 0"),
    # odd functions below and above their argument
    Row("u - sin(u) >= 0", "u >= 0"),
    Row("u - sin(u) > 0", "u > 0"),
    Row("sin(u) - u >= 0", "-u >= 0"),
    Row("sin(u) - u > 0", "-u > 0"),
    Row("u - tanh(u) >= 0", "u >= 0"),
    Row("u - tanh(u) > 0", "u > 0"),
    Row("tanh(u) - u >= 0", "-u >= 0"),
    Row("tanh(u) - u > 0", "-u > 0"),
    Row("u - atan(u) >= 0", "u >= 0"),
    Row("u - atan(u) > 0", "u > 0"),
    Row("atan(u) - u >= 0", "-u >= 0"),
    Row("atan(u) - u > 0", "-u > 0"),
    Row("u - asinh(u) >= 0", "u >= 0"),
    Row("u - asinh(u) > 0", "u > 0"),
    Row("asinh(u) - u >= 0", "-u >= 0"),
    Row("asinh(u) - u > 0", "-u > 0"),
    Row("sinh(u) - u >= 0", "u >= 0"),
    Row("sinh(u) - u > 0", "u > 0"),
    Row("u - sinh(u) >= 0", "-u >= 0"),
    Row("u - sinh(u) > 0", "-u > 0"),
    Row("asin(u) - u >= 0", "u >= 0"),
    Row("asin(u) - u > 0", "u > 0"),
    Row("u - asin(u) >= 0", "-u >= 0"),
    Row("u - asin(u) > 0", "-u > 0"),
    # inverse functions within multiples of pi
    Row("pi/2 - asin(u) >= 0"),
    Row("pi/2 + asin(u) >= 0"),
    Row("pi - acos(u) >= 0"),
    Row("pi/2 - atan(u) > 0"),
    Row("pi/2 + atan(u) > 0"),
    Row("pi/2 - acot(u) > 0"),
    Row("pi/2 + acot(u) > 0"),
    Row("cos(atan(u)) > 0"),
    Row("cos(asin(u)) >= 0"),
    Row("cos(asin(u)) > 0", "1 - u^2 > 0"),
    Row("sin(acos(u)) >= 0"),
    Row("sin(acos(u)) > 0", "1 - u^2 > 0"),
    # powers of what is not negative rise: of positive numbers, or of any where w is an integer
    Row("u - v >= 0", "u >= 0 and w > 0 and u^w - v^w >= 0"),
    Row("u - v > 0", "u >= 0 and w > 0 and u^w - v^w > 0"),
    Row("u^w - v^w > 0", "u - v > 0 and v >= 0 and w > 0"),
    Row("u^w - v^w >= 0", "u - v >= 0 and v >= 0 and w > 0"),
    Row("u^w - v^w != 0", "u - v != 0 and u >= 0 and v >= 0 and w > 0"),
    # powers of a number above 1 rise, those of one below fall
    Row("w^u - w^v > 0", "u - v > 0 and w - 1 > 0"),
    Row("w^u - w^v >= 0", "u - v >= 0 and w - 1 > 0"),
    Row("w^u - w^v > 0", "v - u > 0 and 1 - w > 0 and w > 0"),
    Row("w^u - w^v >= 0", "v - u >= 0 and 1 - w > 0 and w > 0"),
    Row("w^u - w^v != 0", "u - v != 0 and w - 1 != 0 and w > 0"),
    # an integer v that is more than u is more than the integer below u
    Row("v - 1 - floor(u) >= 0", "v - u > 0 and floor(v) - v >= 0"),
    # an angle that turns nothing is a multiple of 2*pi
    Row("u >= 0", "cos(u) - 1 >= 0 and u + 2*pi > 0"),
    Row("-u >= 0", "cos(u) - 1 >= 0 and 2*pi - u > 0"),
    # the circle
    Row("1 - cos(u)^2 - sin(u)^2 >= 0"),
    Row("cos(u)^2 + sin(u)^2 - 1 >= 0"),
    # waves inside a window
    Row("sin(u) >= 0", "u >= 0 and pi - u >= 0"),
    Row("sin(u) > 0", "u > 0 and pi - u > 0"),
    Row("-sin(u) >= 0", "u - pi >= 0 and 2*pi - u >= 0"),
    Row("-sin(u) > 0", "u - pi > 0 and 2*pi - u > 0"),
    Row("cos(u) >= 0", "u + pi/2 >= 0 and pi/2 - u >= 0"),
    Row("cos(u) > 0", "u + pi/2 > 0 and pi/2 - u > 0"),
    Row("-cos(u) >= 0", "u - pi/2 >= 0 and 3*pi/2 - u >= 0"),
    Row("-cos(u) > 0", "u - pi/2 > 0 and 3*pi/2 - u > 0"),
    Row("cos(u) + 1 > 0", "u + pi > 0 and pi - u > 0"),
    Row("1 - cos(u) > 0", "u > 0 and 2*pi - u > 0"),
    Row("1 - cos(u) > 0", "-u > 0 and u + 2*pi > 0"),
    Row("sin(u) + 1 > 0", "u + pi/2 > 0 and 3*pi/2 - u > 0"),
    Row("1 - sin(u) > 0", "u + 3*pi/2 > 0 and pi/2 - u > 0"),
    Row("tan(u) + 1 > 0", "u + pi/4 > 0 and pi/4 - u > 0"),
    Row("1 - tan(u) > 0", "u + pi/4 > 0 and pi/4 - u > 0"),
)


def _place(statement: str) -> int:
    return next(i for i, row in enumerate(ROWS) if row.statement == statement)


#: The rows that tell where a wave is not negative, and where it is not positive, strict ones first.
WINDOWS = {
    wave: [[_place(f"{sign}{wave}(u) {r} 0") for r in (">", ">=")] for sign in ("", "-")]
    for wave in ("sin", "cos")
}
#: The row of what is below an integer.
BELOW_AN_INTEGER = _place("v - 1 - floor(u) >= 0")
#: The rows of what turns nothing: that it is not negative, and not positive.
TURNING_NOTHING = (_place("u >= 0"), _place("-u >= 0"))
#: The rows that compare two expressions by their powers.
BY_POWERS = {r: _place(f"u - v {r} 0") for r in (">", ">=")}

_FIRST = _place("u^w - v^w > 0")
#: The rows that compare powers of what is not negative, and powers of a number above or below 1.
RISING = {
    "powers": (_FIRST, _FIRST + 2, _FIRST + 1),
    "more": (_FIRST + 3, _FIRST + 7, _FIRST + 4),
    "less": (_FIRST + 5, _FIRST + 7, _FIRST + 6),
}


def _condition(source: str) -> Condition:
    return Condition(*notation.comparison(source, PARAMETERS))


for _row in ROWS:
    inequality(
        _condition(_row.statement), tuple(map(_condition, filter(None, _row.when.split(" and "))))
    )
