"""Near-true equalities by families, from a seed: true ones whose conditions may not quite suffice.

A *claim* is an equality in U with the condition on U that makes it true; the condition is then
given weakened, multiplied with what may be zero, or moved by a little.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from random import Random

from tests.equality import Item
from tests.fuzz.casewise import casewise
from tests.fuzz.claims import BODIES, CLAIMS, FACTORS, NAMED, SHIFTS, WEAKER, WRAPS, Claim
from tests.fuzz.rows import (
    DERIVATIVES,
    INTEGERS,
    INVERSE,
    NAMED_ROWS,
    OPAQUE,
    POWERS,
    RADICALS,
    Row,
)

Maker = Callable[[Random], Row]


def put(template: str, name: str, part: str) -> str:
    """A template with a part for a name."""
    return re.sub(rf"(?<![a-z]){name}(?![a-z(])", part.replace("\\", "\\\\"), template)


def _shifted(r: Random, text: str) -> str:
    shift = r.choice(SHIFTS)
    return text if shift == "x" else put(text, "x", f"({shift})")


def _claim(r: Random, claims: tuple[Claim, ...] = CLAIMS) -> tuple[str, str, str, str]:
    left, right, need = r.choice(claims)
    body = r.choice(BODIES)
    return put(left, "U", body), put(right, "U", body), need, body


def _wrapped(r: Random, left: str, right: str) -> tuple[str, str]:
    wrap = r.choice(WRAPS)
    return put(wrap, "L", left), put(wrap, "L", right)


def conditions(r: Random, claims: tuple[Claim, ...] = CLAIMS) -> Row:
    """A claim where a product with what may be zero has the sign."""
    left, right, need, body = _claim(r, claims)
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
    left, right, where = r.choice(INTEGERS)
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
    return _from_table(RADICALS, r)


def inverse(r: Random) -> Row:
    """Laws of inverse functions whose branches are nearly right."""
    return _from_table(INVERSE, r)


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


def opaque(r: Random) -> Row:
    """Claims on an unknown function."""
    left, right, where = r.choice(OPAQUE)
    where = _weakened(r, where)
    if r.random() < 0.3 and where:
        left_side, relation, edge = where[-1].rsplit(" ", 2)
        factor = _shifted(r, r.choice(FACTORS))
        where = (*where[:-1], f"({left_side} - ({edge}))*{factor} {relation} 0")
    if r.random() < 0.1:
        right = _nudged(r, right)
    return left, right, where


def derivatives(r: Random) -> Row:
    """Derivatives whose conditions are weakened, so that a kink comes in."""
    left, right, where = r.choice(DERIVATIVES)
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


def named(r: Random) -> Row:
    """Claims on functions that definitions say, their derivatives, and waves of integers."""
    if r.random() < 0.5:
        return conditions(r, NAMED)
    left, right, where = r.choice(NAMED_ROWS)
    whole = tuple(c for c in where if c.endswith("integer"))
    others = _weakened(r, tuple(c for c in where if c not in whole))
    if r.random() < 0.3:
        left = _nudged(r, left)
    if r.random() < 0.1:
        whole = whole[1:]
    return (*_wrapped(r, left, right), (*whole, *others))


#: What stands for x, or for an exponent, that is another one then.
_BASES = ("-x", "x - 1", "x^2 - 1", "2*x", "x*z", "sin(x)", "abs(x)", "1/x", "x^2", "-2", "x^m")
_EXPONENTS = ("2*n", "n + 1", "n - 1", "-n", "n*m", "n^2", "1 - n", "n/2", "2*n - 1", "n - n", "3")


def powers(r: Random) -> Row:
    """Laws of powers whose exponent is hardly an integer, or not known to be positive."""
    left, right, where = r.choice(POWERS)
    where = _weakened(r, where)
    told = (left, right, *where)
    if r.random() < 0.25 and "d/dx" not in left:
        base = r.choice(_BASES)
        told = tuple(put(t, "x", f"({base})") for t in told)
    if r.random() < 0.25:
        exponent = r.choice(_EXPONENTS)
        told = tuple(put(t, "n", f"({exponent})") for t in told)
    left, right, *rest = told
    kind = r.random()
    if kind < 0.15:
        left = _nudged(r, left)
    elif kind < 0.25:
        right = r.choice((f"abs({right})", f"-({right})", put(right, "n", "m")))
    whole = [v for v in "nm" if r.random() < 0.9]
    if r.random() < 0.5 and "d/dx" not in left:
        left, right = _wrapped(r, left, right)
    return left, right, (*(f"{v} integer" for v in whole), *rest)


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
    "named": named,
    "casewise": casewise,
    "powers": powers,
}


def items(family: str, count: int, seed: int = 1) -> Iterator[Item]:
    """The first equalities of a family from a seed."""
    for k in range(count):
        r = Random(f"{family} {seed} {k}")
        left, right, where = FAMILIES[family](r)
        yield Item(f"{family}-{seed}-{k}", left, right, where)
