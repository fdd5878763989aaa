"""Near-true equalities by families, from a seed: true ones whose conditions may not quite suffice.

A *claim* is an equality in U with the condition on U that makes it true; the condition is then
given weakened, multiplied with what may be zero, or moved by a little.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from random import Random

from tests.equality import Item

Row = tuple[str, str, tuple[str, ...]]
Maker = Callable[[Random], Row]

#: Equalities in U, with what U must be.
CLAIMS = (
    ("abs(U)", "U", ">="),
    ("abs(U)", "-(U)", "<="),
    ("sqrt((U)^2)", "U", ">="),
    ("sign(U)", "1", ">"),
    ("sign(U)", "-1", "<"),
    ("(U)/(U)", "1", "!="),
    ("log((U)^2)", "2*log(U)", ">"),
    ("log((U)^2)", "2*log(-(U))", "<"),
    ("sqrt(U)", "0 + sqrt(U)", ">="),
    ("log(U)", "log(U) + 0", ">"),
    ("1/(U)", "0 + 1/(U)", "!="),
    ("max(U, 0)", "U", ">="),
    ("min(U, 0)", "0", ">="),
    ("sqrt(U)^2", "U", ">="),
    ("(U)^(1/3)", "cbrt(U)", ">"),
    ("sign(U)^2", "1", "!="),
    ("((U)^2)^(1/2)", "U", ">"),
    ("((U)^2)^(1/2)", "abs(U)", "!="),
    ("atan(U) + atan(1/(U))", "pi/2", ">"),
    ("atan(U) + atan(1/(U))", "-pi/2", "<"),
    ("exp(log(U))", "U", ">"),
    ("abs(U)/(U)", "1", ">"),
    ("sqrt(U)*sqrt(U)", "abs(U)", ">="),
    ("sqrt((U)^3)", "(U)*sqrt(U)", ">="),
    ("sqrt((U)*w^2)", "sqrt(U)*abs(w)", ">="),
    ("acosh(1 + (U))", "0 + acosh(1 + (U))", ">="),
    ("sign((U)*w)", "sign(w)", ">"),
    ("abs((U) + abs(w))", "(U) + abs(w)", ">="),
    ("max((U) + w, w)", "(U) + w", ">="),
    ("cbrt(abs(U))^3", "U", ">="),
    ("log(abs(U))", "log(U)", ">"),
    ("0*log(abs(U))", "0", "!="),
    ("sign(sqrt(abs(U)))", "1", "!="),
    ("sign(cbrt(U))", "1", ">"),
    ("abs((U)*(U)*(U))", "(U)^3", ">="),
    ("sqrt(1 + 2*(U) + (U)^2)", "1 + (U)", ">="),
    ("sign(exp(U) - 1)", "1", ">"),
    ("sign(atan(U))", "1", ">"),
    ("atan(1/(U))", "pi/2 - atan(U)", ">"),
)
#: What U is.
BODIES: tuple[str, ...]
BODIES = (
    "y",
    "y",
    "y",
    "y - 1",
    "y - x",
    "y*z",
    "y + 1/2",
    "log(y)",
    "cbrt(y)",
    "y^3",
    "1/y",
)
BODIES += ("y*sqrt(abs(z))", "atan(y)", "y/(1 + z^2)", "exp(y) - 1", "y^3 - y", "2*y + 3*z")
#: What may be zero, or not, or infinite, or undefined somewhere.
FACTORS = (
    "(1 + cos(x))^2",
    "(1 + cos(x))",
    "(1 - cos(x))",
    "(1 - sin(x))^2",
    "sin(x)^2",
    "cos(x)^2",
    "cos(x/2)^2",
    "(1 + sin(x))^3",
    "x^2",
    "abs(x)",
    "exp(x)",
    "sqrt(x)",
    "(x - 1)^2",
    "log(x)^2",
    "(2 + cos(x))",
    "(2 + cos(x))^2",
    "(1 + x^2)",
    "tan(x/2)^2",
    "tan(x)^2",
    "1/(1 + tan(x/2)^2)",
    "1/(1 + tan(x)^2)",
    "cosh(x)",
    "(cosh(x) - 1)",
    "sqrt(1 + cos(x))",
    "sqrt(2 + cos(x) + sin(x))",
    "abs(cos(x))",
    "(1 - tanh(x)^2)",
    "atan(x)^2",
    "(pi/2 - atan(x))",
    "(1 + cos(x)*cos(z))",
    "(2 - sin(x) - sin(z))",
    "cbrt(x)^2",
    "gamma(x)",
    "(1 + cos(x))^2/(2 + cos(x))^2",
    "(1 + cos(x))^2/(1 + z^2)^2",
    "(sin(x)^2 + sin(z)^2)",
    "(e^x - 1)^2",
    "(1 + cos(2*x))^3",
    "log(2 + cos(x))",
    "log(2 + cos(x))^2",
    "log(3/2 + cos(x)/2)^2",
    "(1 + cos(x))^(-2)",
    "(1 + sin(x) + cos(x))^2",
    "(3 + cos(x) + 3*sin(x))^2",
    "(1 + cos(x) + z^2)",
    "cbrt(1 + cos(x))^2",
    "(exp(1 + cos(x)) - 1)",
    "(1 + tan(x/2))^2/(1 + tan(x/2)^2)",
    "sin(x)^2/(1 - cos(x))",
    "sin(x)^4/(1 - cos(x))^2",
    "(x^2 + z^2)",
    "(x - z)^2",
    "max(x, 0)",
    "min(x^2, 1)",
    "acosh(x)",
    "(1 + sign(x))",
    "sign(x)^2",
    "(asin(x) + pi/2)",
    "acos(x)^2",
)
SHIFTS = ("x", "x", "x", "x", "pi*x", "2*x", "x + z", "x/3", "-x", "x^2", "3*x + 1", "pi*x/2")
WEAKER = {">": (">", ">", ">=", "!="), "<": ("<", "<", "<=", "!="), "!=": ("!=", "!=", ">=")}
WEAKER |= {">=": (">=", ">=", ">=", ">"), "<=": ("<=", "<=", "<=", "<")}
#: What both sides are wrapped in.
WRAPS: tuple[str, ...]
WRAPS = (
    "L",
    "L",
    "L",
    "L",
    "sign(L)",
    "abs(L)",
    "exp(L)",
    "(L)^2",
    "cbrt(L)",
    "f(L)",
    "w*(L)",
)
WRAPS += ("sqrt(abs(L))", "(L) - w", "cos(L)", "atan(L)", "1/(1 + (L)^2)", "log(1 + abs(L))")


def put(template: str, name: str, part: str) -> str:
    """A template with a part for a name."""
    return re.sub(rf"(?<![a-z]){name}(?![a-z(])", part.replace("\\", "\\\\"), template)


def _shifted(r: Random, text: str) -> str:
    shift = r.choice(SHIFTS)
    return text if shift == "x" else put(text, "x", f"({shift})")


def _claim(r: Random) -> tuple[str, str, str, str]:
    left, right, need = r.choice(CLAIMS)
    body = r.choice(BODIES)
    return put(left, "U", body), put(right, "U", body), need, body


def _wrapped(r: Random, left: str, right: str) -> tuple[str, str]:
    wrap = r.choice(WRAPS)
    return put(wrap, "L", left), put(wrap, "L", right)


def conditions(r: Random) -> Row:
    """A claim where a product with what may be zero has the sign."""
    left, right, need, body = _claim(r)
    found = [_shifted(r, r.choice(FACTORS)) for _ in range(r.choice((1, 1, 1, 2)))]
    power = r.choice((f"({body})", f"({body})", f"({body})^3", f"1/({body})"))
    product = "*".join(r.sample([power, *found], len(found) + 1))
    relation = r.choice(WEAKER[need])
    where = [f"{product} {relation} 0"]
    if r.random() < 0.25:
        where.append(f"{r.choice(found)} {r.choice(('>=', '!=', '>'))} 0")
    if r.random() < 0.1:
        where.append(r.choice(("x > 0", "y >= -1", "z != 0", "x < 4", "-3 < x", "z >= 0")))
    return (*_wrapped(r, left, right), tuple(where))


_RANGES = (
    ("x - 1", "x", "1"),
    ("x^2 - 2", "x", "sqrt(2)"),
    ("2*x - 3", "x", "3/2"),
    ("x^3 - x", "x", "1"),
    ("exp(x) - 1", "x", "0"),
    ("exp(x) - 2", "x", "log(2)"),
    ("log(x) - 1", "x", "e"),
    ("sqrt(x) - 2", "x", "4"),
    ("atan(x) - pi/4", "x", "1"),
    ("x^2 + x - 6", "x", "2"),
    ("x - sqrt(3)", "x", "sqrt(3)"),
    ("x^2 - x", "x", "1"),
    ("x*y - 1", "x", "1/y"),
    ("x - y^2", "x", "y^2"),
    ("x + y - 3", "x", "3 - y"),
    ("cosh(x) - cosh(1)", "x", "1"),
    ("x^4 - 5*x^2 + 4", "x", "2"),
    ("asin(x) - pi/6", "x", "1/2"),
    ("tanh(x)", "x", "0"),
    ("x^(1/3) - 2", "x", "8"),
    ("cbrt(x) + 1", "x", "-1"),
    ("x*exp(x)", "x", "0"),
    ("x^2*(x - 1)", "x", "1"),
    ("x - abs(y)", "x", "abs(y)"),
    ("x - max(y, 1)", "x", "max(y, 1)"),
    ("gamma(x) - 1", "x", "2"),
    ("x + sqrt(1 + x^2)", "x", "-5"),
    ("x^2 - 2*x*y + y^2", "x", "y"),
    ("(x - 1)*(y - 2)", "x", "1"),
    ("erf(x)", "x", "0"),
    ("log1p(x)", "x", "0"),
    ("expm1(x) - x", "x", "0"),
    ("x - log(1 + x)", "x", "0"),
    ("x - sin(x)", "x", "0"),
    ("sqrt(1 + x) - 1", "x", "0"),
)
#: Waves with an interval between multiples of pi on which they are not negative.
_WINDOWS = (
    ("sin(x)", "0", "1"),
    ("cos(x)", "-1/2", "1/2"),
    ("tan(x)", "0", "1/2"),
    ("cot(x)", "0", "1/2"),
    ("sec(x)", "-1/2", "1/2"),
    ("csc(x)", "0", "1"),
    ("sin(2*x)", "0", "1/2"),
    ("1 + 2*cos(x)", "-2/3", "2/3"),
    ("sin(x) + cos(x)", "-1/4", "3/4"),
    ("1 - 2*sin(x)", "-7/6", "1/6"),
    ("cos(x) - sin(x)", "-3/4", "1/4"),
    ("sin(x)*cos(x)", "0", "1/2"),
    ("1 + tan(x)", "-1/4", "1/2"),
    ("sin(x/2)", "0", "2"),
    ("1 - tan(x)^2", "-1/4", "1/4"),
    ("cos(2*x)", "-1/4", "1/4"),
)
_SLACK = ("", "", "", " - 1/10", " - 1/1000", " - 10^(-9)", " + 1/10", " - 1")


def ranges(r: Random) -> Row:
    """A claim on an expression that has a sign beyond an edge, which is given or nearly so."""
    left, right, need = r.choice(CLAIMS)
    if r.random() < 0.5:
        body, v, edge = r.choice(_RANGES)
        where = [f"{v} {r.choice(('>', '>='))} {edge}{r.choice(_SLACK)}"]
    else:
        body, low, high = r.choice(_WINDOWS)
        ends = (r.choice((low, low, low, f"{low} - 1/100")), r.choice((high, high, f"2*({high})")))
        strict = r.choice(("<", "<=", "<="))
        near = r.choice(("pi", "pi", "pi", "355/113", "22/7", "3"))
        where = [f"({ends[0]})*{near} {strict} x", f"x {r.choice(('<', '<='))} ({ends[1]})*{near}"]
    if "<" in need:
        body = f"-({body})"
    if "y" in body and r.random() < 0.7:
        where.append(r.choice(("y > 0", "y >= 0", "y > 2", "y >= 2", "y != 0", "y < 1")))
    left, right = put(left, "U", body), put(right, "U", body)
    return (*_wrapped(r, left, right), tuple(where))


_INTEGERS = (
    ("abs(n^2 - n)", "n^2 - n", ""),
    ("abs(n^2 - 3*n + 2)", "n^2 - 3*n + 2", ""),
    ("abs(n^2 - 4*n + 2)", "n^2 - 4*n + 2", "n > 3"),
    ("abs(n^2 - n - 1)", "n^2 - n - 1", "n > 1"),
    ("abs(2*n - 1)", "2*n - 1", "n > 0"),
    ("abs(3*n - 2)", "3*n - 2", "n > 1/2"),
    ("sign(2*n - 1)^2", "1", ""),
    ("sign(3*n + 1)^2", "1", ""),
    ("sign(4*n*m + 2)^2", "1", ""),
    ("sign(4*n + 6*m - 3)^2", "1", ""),
    ("sign(6*n + 4*m - 2)^2", "1", "n > 0"),
    ("sign(n^2 - 2)^2", "1", ""),
    ("sign(n^2 + n + 1)", "1", ""),
    ("sign(n^2 - 4)^2", "1", "n > 1"),
    ("max(n, n^2)", "n^2", ""),
    ("min(n, n^2)", "n", ""),
    ("max(n, 1)", "n", "n > 0"),
    ("max(n - 1/2, 0)", "n - 1/2", "n > 0"),
    ("abs(n*m)", "n*m", "n*m > -1"),
    ("abs(n*m - 1/2)", "n*m - 1/2", "n*m > 0"),
    ("abs(n - m)", "n - m - 0", "n > m - 1"),
    ("sqrt((n - 1)^2)", "n - 1", "n > 0"),
    ("sqrt((n + m - 1)^2)", "n + m - 1", "n + m > 0"),
    ("(2*n + 1)/(2*n + 1)", "1", ""),
    ("(3*n^2 - 1)/(3*n^2 - 1)", "1", ""),
    ("(n^2 - n - 2)/(n^2 - n - 2)", "1", "n > 2"),
    ("n/n", "1", "n != 0"),
    ("sign(n)", "1", "n > -1/2"),
    ("sign(n)", "1", "2*n > 1"),
    ("log(n^2)", "2*log(n)", "n > 0"),
    ("sqrt(n)*sqrt(n)", "n", "n > -1"),
    ("abs(x*(2*n - 1))", "x*(2*n - 1)", "x*n > 0"),
    ("abs(x - n)", "x - n", "x > n - 1"),
    ("sign(n^3 - n)", "1", "n > 1"),
    ("sqrt(n^2 - n)", "0 + sqrt(n^2 - n)", ""),
    ("log(n^2 + n + 1)", "0 + log(n^2 + n + 1)", ""),
    ("gamma(n + 1)", "n*gamma(n)", "n > 0"),
    ("abs(5*n - 3)*abs(5*n - 3)", "(5*n - 3)^2", ""),
    ("sign(n - 1/3)", "1", "n > 0"),
    ("sign(7*n - 13)", "1", "n > 1"),
    ("sign(n/2 - 1/4)", "1", "n > 0"),
    ("abs(n)", "n", "n^3 > -1"),
    ("abs(n)", "n", "n + x^2 >= 0"),
    ("sign(n^2)", "1", "n != 0"),
    ("sqrt(4*n^2 - 4*n + 1)", "abs(2*n - 1)", ""),
    ("sqrt(4*n^2 - 4*n + 1)", "2*n - 1", "n >= 1"),
)


def _nudged(r: Random, text: str) -> str:
    """A text in which one number is another one."""
    numbers = list(re.finditer(r"\d+", text))
    if not numbers:
        return text
    m = r.choice(numbers)
    n = max(0, int(m[0]) + r.choice((-1, 1, 1, 2)))
    return text[: m.start()] + str(n) + text[m.end() :]


def integers(r: Random) -> Row:
    """Claims on integers, whose bounds are nudged, or of which one is no integer."""
    left, right, where = r.choice(_INTEGERS)
    if where and r.random() < 0.5:
        where = _nudged(r, where) if r.random() < 0.7 else where.replace(" > ", " >= ")
    if r.random() < 0.3:
        nudged = _nudged(r, left)
        alone = re.fullmatch(r"abs\(([^()]*)\)", nudged)
        left, right = nudged, alone[1] if alone else right
    whole = [v for v in "nm" if re.search(rf"\b{v}\b", left + right + where)]
    if len(whole) > 1 and r.random() < 0.2:
        whole.pop()
    if r.random() < 0.1:
        whole = whole[1:]
    found = (*(f"{v} integer" for v in whole), *([where] if where else []))
    return (*_wrapped(r, left, right), found)


_RADICALS: tuple[Row, ...] = (
    ("sqrt(x*y)", "sqrt(x)*sqrt(y)", ("x >= 0", "y >= 0")),
    ("sqrt(x*y)", "sqrt(-x)*sqrt(-y)", ("x <= 0", "y <= 0")),
    ("sqrt(x*y)", "sqrt(abs(x))*sqrt(abs(y))", ("x*y >= 0",)),
    ("sqrt(x/y)", "sqrt(x)/sqrt(y)", ("x >= 0", "y > 0")),
    ("sqrt(x*y*z)", "sqrt(x*y)*sqrt(z)", ("x*y >= 0", "z >= 0")),
    ("sqrt(x*y)*sqrt(y*z)", "abs(y)*sqrt(x*z)", ("x*y >= 0", "y*z >= 0")),
    ("sqrt(x*y)*sqrt(y*z)", "abs(y)*sqrt(x*z)", ("x*y > 0", "y*z >= 0")),
    ("sqrt(x*y)*sqrt(x/y)", "abs(x)", ("x*y > 0",)),
    ("sqrt(x^2*y)", "x*sqrt(y)", ("x >= 0", "y >= 0")),
    ("sqrt(x^2*y)", "abs(x)*sqrt(y)", ("x^2*y >= 0",)),
    ("sqrt(x + y + 2*sqrt(x*y))", "sqrt(x) + sqrt(y)", ("x >= 0", "y >= 0")),
    ("sqrt(x + y - 2*sqrt(x*y))", "sqrt(x) - sqrt(y)", ("x >= y", "y >= 0")),
    ("sqrt(x + y - 2*sqrt(x*y))", "abs(sqrt(x) - sqrt(y))", ("x >= 0", "y >= 0")),
    ("sqrt(x + 2*sqrt(x - 1))", "1 + sqrt(x - 1)", ("x >= 1",)),
    ("sqrt(x - 2*sqrt(x - 1))", "sqrt(x - 1) - 1", ("x >= 2",)),
    ("sqrt(x - 2*sqrt(x - 1))", "1 - sqrt(x - 1)", ("x >= 1", "x <= 2")),
    ("sqrt(x^2 + 2*x + 1)", "x + 1", ("x >= -1",)),
    ("sqrt(1 - 2*x*y + x^2*y^2)", "1 - x*y", ("x*y <= 1",)),
    ("cbrt(x^3*y)", "x*cbrt(y)", ()),
    ("cbrt(x*y)", "x^(1/3)*y^(1/3)", ("x > 0", "y > 0")),
    ("cbrt(x)*cbrt(x^2)", "x", ()),
    ("(x^3)^(1/3)", "x", ("x > 0",)),
    ("(x^2)^(3/2)", "x^3", ("x > 0",)),
    ("(x*y)^(1/2)", "x^(1/2)*y^(1/2)", ("x > 0", "y > 0")),
    ("x^(1/2)*x^(1/3)", "x^(5/6)", ("x > 0",)),
    ("1/(sqrt(x) - sqrt(y))", "(sqrt(x) + sqrt(y))/(x - y)", ("x > y", "y >= 0")),
    ("(x - y)/(sqrt(x) + sqrt(y))", "sqrt(x) - sqrt(y)", ("x >= 0", "y > 0")),
    ("(x - y)/(sqrt(x) - sqrt(y))", "sqrt(x) + sqrt(y)", ("x >= 0", "y >= 0", "x != y")),
    ("sqrt(sqrt(x))", "x^(1/4)", ("x > 0",)),
    ("sqrt(x^4)", "x^2", ()),
    ("sqrt(x^6)", "x^3", ("x >= 0",)),
    ("sqrt(sqrt(x^2) + x)", "sqrt(2*x)", ("x >= 0",)),
    ("sqrt(sqrt(x^2) + x)", "0", ("x <= 0",)),
    ("sqrt(5 + 2*sqrt(6))*x", "(sqrt(2) + sqrt(3))*x", ()),
    ("sqrt(1 + cos(x))", "sqrt(2)*abs(cos(x/2))", ()),
    ("sqrt(1 + cos(x))", "sqrt(2)*cos(x/2)", ("-pi <= x", "x <= pi")),
    ("sqrt(1 - sin(x)^2)", "cos(x)", ("cos(x) >= 0",)),
    ("sqrt(1 - sin(x)^2)", "-cos(x)", ("cos(x) <= 0",)),
    ("sqrt(1 + tan(x)^2)", "1/cos(x)", ("cos(x) > 0",)),
    ("sqrt(1 + sin(x))", "abs(sin(x/2) + cos(x/2))", ()),
    ("sqrt((1 - cos(x))/(1 + cos(x)))", "tan(x/2)", ("0 <= x", "x < pi")),
    ("sqrt((1 - cos(x))/(1 + cos(x)))", "abs(tan(x/2))", ("1 + cos(x) != 0",)),
    ("sqrt(log(x)*log(y))", "sqrt(log(x))*sqrt(log(y))", ("x >= 1", "y >= 1")),
    ("sqrt(exp(2*x) - 2*exp(x) + 1)", "exp(x) - 1", ("x >= 0",)),
    ("sqrt(cosh(x)^2 - 1)", "sinh(x)", ("x >= 0",)),
    ("sqrt((cosh(x) - 1)/2)", "sinh(x/2)", ("x >= 0",)),
    ("sqrt(x^2 - 2*x*abs(y) + y^2)", "x - abs(y)", ("x >= abs(y)",)),
    ("sqrt(x^2*(1 + cos(z)))", "x*sqrt(1 + cos(z))", ("x >= 0",)),
    ("sqrt(x*(1 + cos(z))^2)", "(1 + cos(z))*sqrt(x)", ("x >= 0",)),
    ("sqrt(x*y*(1 + cos(z)))", "sqrt(x*y)*sqrt(1 + cos(z))", ("x*y >= 0",)),
    ("sqrt(x/(1 + cos(z)))", "sqrt(x)/sqrt(1 + cos(z))", ("x >= 0", "cos(z) > -1")),
)


def _weakened(r: Random, where: tuple[str, ...]) -> tuple[str, ...]:
    """Conditions of which one is left out, opened, nudged, joined with another or multiplied."""
    found, i = [*where], 0
    if not found:
        return ()
    i = r.randrange(len(found))
    c = found[i]
    kind = r.randrange(8)
    if kind == 0:
        found.pop(i)
    elif kind == 1:
        found[i] = c.replace(">=", ">") if ">=" in c else c.replace(">", ">=")
    elif kind == 2:
        found[i] = _nudged(r, c)
    elif kind == 3 and len(found) > 1 and c.endswith("0") and found[i - 1].endswith("0"):
        sides = (found[k].rsplit(" ", 2)[0] for k in (i, i - 1))
        found = ["*".join(f"({s})" for s in sides) + " >= 0"]
    elif kind == 4 and c.endswith(" 0"):
        left, relation, _ = c.rsplit(" ", 2)
        found[i] = f"({left})*{_shifted(r, r.choice(FACTORS))} {relation} 0"
    elif kind == 5:
        found[i] = re.sub(r"(>=|<=|>|<)", "!=", c, count=1)
    return tuple(found)


#: What stands for x on both sides and in the conditions.
_INSIDE = ("x^2", "x*z", "log(x)", "sin(x)", "cos(x)", "x - 1", "abs(x)", "tan(x/2)")


def _from_table(table: tuple[Row, ...], r: Random) -> Row:
    left, right, where = r.choice(table)
    where = _weakened(r, where)
    if r.random() < 0.12:
        left = _nudged(r, left)
    if r.random() < 0.2:
        shift = r.choice(_INSIDE)
        left, right, *rest = (put(t, "x", f"({shift})") for t in (left, right, *where))
        where = tuple(rest)
    return (*_wrapped(r, left, right), where)


def radicals(r: Random) -> Row:
    """Laws of roots whose conditions are weakened."""
    return _from_table(_RADICALS, r)


_INVERSE: tuple[Row, ...] = (
    ("atan(tan(x))", "x", ("-pi/2 < x", "x < pi/2")),
    ("atan(tan(x))", "x - pi", ("pi/2 < x", "x < 3*pi/2")),
    ("asin(sin(x))", "x", ("-pi/2 <= x", "x <= pi/2")),
    ("asin(sin(x))", "pi - x", ("pi/2 <= x", "x <= 3*pi/2")),
    ("acos(cos(x))", "x", ("0 <= x", "x <= pi")),
    ("acos(cos(x))", "-x", ("-pi <= x", "x <= 0")),
    ("acos(cos(x))", "abs(x)", ("-pi <= x", "x <= pi")),
    ("acos(cos(x))", "2*pi - x", ("pi <= x", "x <= 2*pi")),
    ("atan(x) + atan(y)", "atan((x + y)/(1 - x*y))", ("x*y < 1",)),
    ("atan(x) + atan(y)", "pi + atan((x + y)/(1 - x*y))", ("x*y > 1", "x > 0")),
    ("2*atan(x)", "asin(2*x/(1 + x^2))", ("-1 <= x", "x <= 1")),
    ("2*atan(x)", "acos((1 - x^2)/(1 + x^2))", ("x >= 0",)),
    ("2*atan(x)", "atan(2*x/(1 - x^2))", ("-1 < x", "x < 1")),
    ("asin(x)", "atan(x/sqrt(1 - x^2))", ("-1 < x", "x < 1")),
    ("acos(x)", "atan(sqrt(1 - x^2)/x)", ("0 < x", "x <= 1")),
    ("asin(x) + acos(x)", "pi/2", ("-1 <= x", "x <= 1")),
    ("asin(sqrt(1 - x^2))", "acos(x)", ("0 <= x", "x <= 1")),
    ("asin(2*x*sqrt(1 - x^2))", "2*asin(x)", ("x^2 <= 1/2",)),
    ("acos(2*x^2 - 1)", "2*acos(x)", ("0 <= x", "x <= 1")),
    ("acos(1 - 2*x^2)", "2*asin(x)", ("0 <= x", "x <= 1")),
    ("atan(x) + atan(1/x)", "pi/2", ("x > 0",)),
    ("atan(1/x)", "acot(x)", ("x != 0",)),
    ("sin(atan(x))", "x/sqrt(1 + x^2)", ()),
    ("cos(atan(x))", "1/sqrt(1 + x^2)", ()),
    ("cos(asin(x))", "sqrt(1 - x^2)", ("-1 <= x", "x <= 1")),
    ("tan(acos(x))", "sqrt(1 - x^2)/x", ("x != 0", "-1 <= x", "x <= 1")),
    ("tan(2*atan(x))", "2*x/(1 - x^2)", ("x^2 != 1",)),
    ("sin(2*asin(x))", "2*x*sqrt(1 - x^2)", ("-1 <= x", "x <= 1")),
    ("acosh(cosh(x))", "x", ("x >= 0",)),
    ("acosh(cosh(x))", "abs(x)", ()),
    ("asinh(sinh(x))", "x", ()),
    ("atanh(tanh(x))", "x", ()),
    ("log(exp(x))", "x", ()),
    ("log(x^2)", "2*log(x)", ("x > 0",)),
    ("log(x*y)", "log(x) + log(y)", ("x > 0", "y > 0")),
    ("log(x*y)", "log(-x) + log(-y)", ("x < 0", "y < 0")),
    ("log(x/y)", "log(x) - log(y)", ("x > 0", "y > 0")),
    ("log(x^2*y)", "2*log(abs(x)) + log(y)", ("x^2*y > 0",)),
    ("acosh(x)", "log(x + sqrt(x^2 - 1))", ("x >= 1",)),
    ("atanh(x)", "log((1 + x)/(1 - x))/2", ("-1 < x", "x < 1")),
    ("asin(x) - asin(y)", "asin(x*sqrt(1 - y^2) - y*sqrt(1 - x^2))", ("x*y >= 0",)),
    ("acos(-x)", "pi - acos(x)", ("-1 <= x", "x <= 1")),
    ("3*asin(x)", "asin(3*x - 4*x^3)", ("-1/2 <= x", "x <= 1/2")),
    ("atan((1 + x)/(1 - x))", "pi/4 + atan(x)", ("x < 1",)),
    ("atan(sinh(x))", "2*atan(tanh(x/2))", ()),
    ("atan(sinh(x))", "asin(tanh(x))", ()),
    ("atan(exp(x)) + atan(exp(-x))", "pi/2", ()),
    ("2*atan(tan(x/2))", "x", ("-pi < x", "x < pi")),
    ("exp(y*log(x))", "x^y", ("x > 0",)),
    ("(x^y)^z", "x^(y*z)", ("x > 0",)),
)


def inverse(r: Random) -> Row:
    """Laws of inverse functions whose branches are nearly right."""
    return _from_table(_INVERSE, r)


_POLES = (
    ("tan(x/2)", "sin(x)/(1 + cos(x))"),
    ("tan(x/2)", "(1 - cos(x))/sin(x)"),
    ("cos(x)", "(1 - tan(x/2)^2)/(1 + tan(x/2)^2)"),
    ("sin(x)", "2*tan(x/2)/(1 + tan(x/2)^2)"),
    ("(1 + cos(x))*tan(x/2)", "sin(x)"),
    ("1/(1 + tan(x)^2)", "cos(x)^2"),
    ("tan(x)*cos(x)", "sin(x)"),
    ("sin(x)^2/(1 + cos(x))", "1 - cos(x)"),
    ("(1 + cos(x))/sin(x)", "cot(x/2)"),
    ("sin(2*x)/(2*cos(x))", "sin(x)"),
    ("tan(x + y)", "(tan(x) + tan(y))/(1 - tan(x)*tan(y))"),
    ("tan(2*x)", "2*tan(x)/(1 - tan(x)^2)"),
    ("log(1 + cos(x))", "2*log(abs(cos(x/2))) + log(2)"),
    ("log(abs(sin(x)))", "log(1 - cos(x))/2 + log(1 + cos(x))/2"),
    ("sqrt(1 + cos(x))", "sqrt(2)*abs(cos(x/2))"),
    ("1/(1 + cos(x))", "(1 + tan(x/2)^2)/2"),
    ("sec(x)^2 - tan(x)^2", "1"),
    ("1/(1/x)", "x"),
    ("x/(x*y)", "1/y"),
    ("(x^2 - 1)/(x - 1)", "x + 1"),
    ("abs(1 + cos(x))", "1 + cos(x)"),
    ("cos(x)^2/(1 - sin(x))", "1 + sin(x)"),
    ("cot(x)", "1/tan(x)"),
    ("csc(x)*sin(x)", "1"),
    ("abs(tan(x/2))*(1 + cos(x))", "abs(sin(x))"),
    ("(1 - cos(x))*(1 + cos(x))", "sin(x)^2"),
    ("cbrt(1 + cos(x))^3", "1 + cos(x)"),
    ("(1 + cos(x))/(1 + cos(x))", "1"),
    ("exp(log(1 + cos(x)))", "1 + cos(x)"),
    ("sin(x)/(1 + cos(x) + z^2)", "2*tan(x/2)/(2 + z^2 + z^2*tan(x/2)^2)"),
)
_LOSSES: tuple[str, ...]
_LOSSES = (
    "L",
    "L",
    "sign(L)",
    "abs(L)",
    "1/(L)",
    "log(abs(L))",
    "sqrt(abs(L))",
    "y*(L)",
)
_LOSSES += ("(L)/(1 + tan(x/2)^2)", "sign(L)^2", "max(L, 0)", "cbrt(L)", "exp(L)", "atan(L)")
_LOSSES += ("atan(1/(L))", "(L)*(1 + cos(x))", "(L)/(2 + cos(x))")
_SIDE: tuple[str, ...]
_SIDE = (
    "cos(x) != -1",
    "sin(x) != 0",
    "cos(x/2) != 0",
    "cos(x) != 0",
    "1 + cos(x) > 0",
    "x > 0",
)
_SIDE += ("tan(x/2)^2 >= 0", "-pi < x", "x < pi", "sin(x) > 0", "y*(1 + cos(x)) > 0", "y != 0")
_SIDE += ("tan(x/2) != 0", "tan(x) != 1", "sin(x)*y >= 0", "1 + cos(x) >= 0", "y*sin(x)^2 > 0")


def poles(r: Random) -> Row:
    """Identities with poles, under functions that lose or make some, where some conditions hold."""
    left, right = r.choice(_POLES)
    for _ in range(r.choice((0, 1, 1, 2))):
        loss = r.choice(_LOSSES)
        left, right = put(loss, "L", left), put(loss, "L", right)
        if loss == "sign(L)^2" and r.random() < 0.8:
            right = "1"
    if r.random() < 0.1:
        left = _nudged(r, left)
    where = tuple(r.sample(_SIDE, r.choice((0, 1, 1, 2))))
    left, right, *rest = (_shifted_alike(t, r.choice(SHIFTS)) for t in (left, right, *where))
    return left, right, tuple(rest)


def _shifted_alike(text: str, shift: str) -> str:
    return text if shift == "x" else put(text, "x", f"({shift})")


_OPAQUE: tuple[Row, ...] = (
    ("abs(f(x))", "f(x)", ("f(x) >= 0",)),
    ("f(x)/f(x)", "1", ("f(x) != 0",)),
    ("f(2*x)", "f(x + x)", ()),
    ("f(abs(x))", "f(x)", ("x >= 0",)),
    ("f(sqrt(x^2))", "f(-x)", ("x <= 0",)),
    ("f(x/x)", "f(1)", ("x != 0",)),
    ("sqrt(f(x)^2)", "f(x)", ("f(x) >= 0",)),
    ("sqrt(f(x)*f(y))", "sqrt(f(x))*sqrt(f(y))", ("f(x) >= 0", "f(y) >= 0")),
    ("sqrt(f(x)*f(y))", "sqrt(abs(f(x)))*sqrt(abs(f(y)))", ("f(x)*f(y) >= 0",)),
    ("log(f(x)*f(y))", "log(f(x)) + log(f(y))", ("f(x) > 0", "f(y) > 0")),
    ("d/dx (f(x)^2)", "2*f(x)*f'(x)", ()),
    ("d/dx f(x^2)", "2*x*f'(x^2)", ()),
    ("d/dx abs(f(x))", "sign(f(x))*f'(x)", ("f(x) != 0",)),
    ("d/dx sqrt(f(x))", "f'(x)/(2*sqrt(f(x)))", ("f(x) > 0",)),
    ("d/dx log(f(x))", "f'(x)/f(x)", ("f(x) > 0",)),
    ("d/dx (f(x)/f(x))", "0", ("f(x) != 0",)),
    ("d/dx f(abs(x))", "f'(abs(x))*sign(x)", ("x != 0",)),
    ("sign(f(x)^2)", "1", ("f(x) != 0",)),
    ("f(x)*f(y)", "abs(f(x)*f(y))", ("f(x)*f(y) >= 0",)),
    ("abs(y)", "y", ("y*f(x)^2 > 0",)),
    ("abs(y)", "y", ("y*f(x) > 0", "f(x) >= 0")),
    ("f(cos(x)^2 + sin(x)^2)", "f(1)", ()),
    ("f((1 + cos(x))*tan(x/2))", "f(sin(x))", ("cos(x/2) != 0",)),
    ("f(x) - f(x)", "0", ()),
    ("f(log(x))/f(log(x))", "1", ("f(log(x)) != 0",)),
    ("f(exp(log(x)))", "f(x)", ("x > 0",)),
    ("max(f(x), 0)", "f(x)", ("f(x) >= 0",)),
    ("f(x)^(1/2)*f(x)^(1/2)", "f(x)", ("f(x) > 0",)),
    ("cbrt(f(x))^3", "f(x)", ()),
    ("f(acos(cos(x)))", "f(x)", ("0 <= x", "x <= pi")),
    ("at(d/dy f(y), y = x^2)", "f'(x^2)", ()),
    ("at(d/dy f(y*x), y = x)", "x*f'(x^2)", ()),
)


def opaque(r: Random) -> Row:
    """Claims on an unknown function."""
    left, right, where = r.choice(_OPAQUE)
    where = _weakened(r, where)
    if r.random() < 0.3 and where:
        left_side, relation, edge = where[-1].rsplit(" ", 2)
        factor = _shifted(r, r.choice(FACTORS))
        where = (*where[:-1], f"({left_side} - ({edge}))*{factor} {relation} 0")
    if r.random() < 0.1:
        right = _nudged(r, right)
    return left, right, where


_DERIVATIVES: tuple[Row, ...] = (
    ("d/dx abs(x)", "sign(x)", ("x != 0",)),
    ("d/dx abs(x)", "1", ("x > 0",)),
    ("d/dx abs(x*y)", "sign(x*y)*y", ("x*y != 0",)),
    ("d/dx sqrt(x)", "1/(2*sqrt(x))", ("x > 0",)),
    ("d/dx sqrt(x^2)", "x/sqrt(x^2)", ("x != 0",)),
    ("d/dx cbrt(x)", "1/(3*cbrt(x)^2)", ("x != 0",)),
    ("d/dx (x*abs(x))", "2*abs(x)", ("x != 0",)),
    ("d/dx max(x, y)", "1", ("x > y",)),
    ("d/dx max(x, 1)", "0", ("x < 1",)),
    ("d/dx min(x, x^2)", "2*x", ("0 < x", "x < 1")),
    ("d/dx log(x^2)", "2/x", ("x != 0",)),
    ("d/dx log(abs(x))", "1/x", ("x != 0",)),
    ("d/dx sign(x)", "0", ("x != 0",)),
    ("d/dx asin(x)", "1/sqrt(1 - x^2)", ("-1 < x", "x < 1")),
    ("d/dx acos(cos(x))", "1", ("0 < x", "x < pi")),
    ("d/dx asin(sin(x))", "cos(x)/abs(cos(x))", ("cos(x) != 0",)),
    ("d/dx atan(tan(x))", "1", ("cos(x) != 0",)),
    ("d/dx sqrt(1 + cos(x))", "-sin(x)/(2*sqrt(1 + cos(x)))", ("cos(x) != -1",)),
    ("d/dx (x^y)", "y*x^(y - 1)", ("x > 0",)),
    ("d/dx (x^x)", "x^x*(log(x) + 1)", ("x > 0",)),
    ("d/dx (x/x)", "0", ("x != 0",)),
    ("d/dx (sqrt(x)*sqrt(x))", "1", ("x > 0",)),
    ("d/dx (d/dx (abs(x)^3))", "6*abs(x)", ("x != 0",)),
    ("d/dx (d/dx sin(x*y))", "-y^2*sin(x*y)", ()),
    ("d/dx (y*(d/dx (x^3)))", "6*x*y", ()),
    ("at(d/dx abs(x), x = y)", "sign(y)", ("y != 0",)),
    ("at(d/dx sqrt(x), x = y^2)", "1/(2*abs(y))", ("y != 0",)),
    ("at(d/dx (x*y), x = y)", "y", ()),
    ("at(d/dx (x^2), x = sin(x))", "2*sin(x)", ()),
    ("0*d/dx abs(x)", "0", ("x != 0",)),
    ("d/dx tan(x)", "1 + tan(x)^2", ("cos(x) != 0",)),
    ("d/dx tan(x/2)", "1/(1 + cos(x))", ("cos(x) != -1",)),
    ("d/dx acosh(x)", "1/sqrt(x^2 - 1)", ("x > 1",)),
    ("d/dx ((x^2)^(1/2))", "x/abs(x)", ("x != 0",)),
    ("d/dx abs(cos(x))", "-sin(x)*sign(cos(x))", ("cos(x) != 0",)),
    ("d/dx abs(1 + cos(x))", "-sin(x)", ("cos(x) != -1",)),
    ("d/dx sqrt(x^4)", "2*x", ("x != 0",)),
    ("d/dx log(1 + cos(x))", "-tan(x/2)", ("cos(x) != -1",)),
    ("d/dx (abs(x) - x)", "0", ("x > 0",)),
    ("d/dx abs(abs(x) - 1)", "sign(x)*sign(abs(x) - 1)", ("x != 0", "abs(x) != 1")),
    ("d/dx cbrt(x^3)", "1", ("x != 0",)),
    ("d/dx exp(log(x))", "1", ("x > 0",)),
    ("d/dx (x*sign(y))", "sign(y)", ()),
    ("d/dy (x*abs(y))", "x*sign(y)", ("y != 0",)),
    ("d/dx gamma(x + 1)/gamma(x + 1)", "digamma(x + 1)", ("x > -1",)),
)


def derivatives(r: Random) -> Row:
    """Derivatives whose conditions are weakened, so that a kink comes in."""
    left, right, where = r.choice(_DERIVATIVES)
    where = _weakened(r, where)
    if r.random() < 0.1:
        right = _nudged(r, right)
    if r.random() < 0.2:
        where = (*where, r.choice(("x >= 0", "y >= 0", "x <= 3", "d/dx abs(x) > 0", "y != x")))
    wrap = r.choice(("L", "L", "L", "abs(L)", "sign(L)", "(L)^2", "y*(L)", "exp(L)"))
    return put(wrap, "L", left), put(wrap, "L", right), where


def several(r: Random) -> Row:
    """A claim whose condition must be put together from several."""
    left, right, need, body = _claim(r)
    a, b = (_shifted(r, r.choice(FACTORS)) for _ in range(2))
    plus, minus = r.choice((("", ""), (f" + {b}", ""), (f" - {b}", f"{b} >= 0"), (" - 1", "")))
    relation = r.choice(WEAKER[need])
    where = [f"({body})*{a}{plus} {relation} 0", *([minus] if minus else [])]
    where.append(f"{r.choice((a, b, f'{a}*{b}', f'{a} - {b}'))} {r.choice(('>', '>=', '!='))} 0")
    if r.random() < 0.3:
        where.append(f"({body})*{b} {relation} 0")
    return (*_wrapped(r, left, right), tuple(where))


FAMILIES: dict[str, Maker] = {
    "ranges": ranges,
    "conditions": conditions,
    "several": several,
    "integers": integers,
    "radicals": radicals,
    "inverse": inverse,
    "poles": poles,
    "opaque": opaque,
    "derivatives": derivatives,
}


def items(family: str, count: int, seed: int = 1) -> Iterator[Item]:
    """The first equalities of a family from a seed."""
    for k in range(count):
        r = Random(f"{family} {seed} {k}")
        left, right, where = FAMILIES[family](r)
        yield Item(f"{family}-{seed}-{k}", left, right, where)
