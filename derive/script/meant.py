"""What is meant by a text that is not in the notation, as far as it is well known: hints.

Rows of data: words of mathematics that the notation does not have, and signs that people carry
over from elsewhere.  Nothing is read in another way because of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from derive.expression.tokens import ParseError

_PIECES = (
    "there are no pieces here: write it with abs, max, min or sign, or prove each piece in a script"
    " of its own, with its condition under `where`"
)
_INTEGRALS = (
    "there are no integrals here: prove that the derivative of the one side is what is integrated, "
    "`d/dx F(x) = f(x)`"
)
_SUMS = "there are no sums with a number of terms that varies: write the terms out, `a + b + c`"
_PRODUCTS = "there are no products with a number of factors that varies: write them out, `a*b*c`"
_LIMITS = "there are no limits here: only what holds at points can be stated"
_VECTORS = "there are no vectors here: write the components, each in a script of its own"
_COMPLEX = "there are no complex numbers here: functions are real"

#: Words that the notation does not have, in small letters, and what to do.
ABSENT: dict[str, str] = {
    **dict.fromkeys(
        ("piecewise", "cases", "if", "ite", "where", "otherwise", "indicator"), _PIECES
    ),
    **dict.fromkeys(("integral", "integrate", "int", "antiderivative", "quad"), _INTEGRALS),
    **dict.fromkeys(("sum", "summation", "nsum"), _SUMS),
    **dict.fromkeys(("prod", "product", "nprod"), _PRODUCTS),
    **dict.fromkeys(("lim", "limit", "limsup", "liminf"), _LIMITS),
    **dict.fromkeys(("grad", "gradient", "nabla", "dot", "norm", "transpose", "det"), _VECTORS),
    **dict.fromkeys(("re", "im", "conj", "conjugate", "arg"), _COMPLEX),
    **dict.fromkeys(("derivative", "deriv", "differentiate", "partial"), "write `d/dx (...)`"),
    **dict.fromkeys(("mod", "rem", "gcd", "lcm", "round"), "no such function of integers is known"),
}


#: Those that no one means as a variable.
_UNMISTAKABLE = frozenset(
    {"piecewise", "integral", "integrate", "lim", "limit", "nabla", "gradient"}
)


def absent(name: str) -> str:
    """What to do where a word is called that the notation does not have; empty for others."""
    return ABSENT.get(name.lower(), "")


def hint(text: str, what: str, error: ParseError) -> str:
    """What is meant where `text`, read as `what`, could not be read on; empty if not known."""
    name = error.found.strip("`").lower()
    called = text[error.end :].lstrip().startswith("(")
    if name in ABSENT and (called or name in _UNMISTAKABLE):
        return ABSENT[name]
    before, at = text[: error.start].rstrip(), text[error.start :].strip()
    row = next((row for row in _SIGNS if row[0] in (what, "") and row[1](before, at)), None)
    return "" if row is None else row[2](text, before, at)


_Test = Callable[[str, str], bool]
_Words = Callable[[str, str, str], str]


def _one_equals(text: str, _: str, __: str) -> str:
    return f"write one `=`: `{_spaced(re.sub(r' *={2,3} *', ' = ', text))}`"


def _only_the_line(_: str, before: str, at: str) -> str:
    right = at.lstrip("= ").strip()
    line = right if right and "=" not in right else before
    return f"a line is an expression, without `=`: `- to: {line}`"


def _only_the_right(_: str, __: str, at: str) -> str:
    return f"one expression is meant, without `=`: {quoted(at.lstrip('= '))}"


def _no_comparison(_: str, __: str, ___: str) -> str:
    return "a comparison is a condition: it stands under `where`, or behind `--where`"


def _two_arguments(text: str, _: str, __: str) -> str:
    left, _, right = re.sub(r"={2,3}", "=", text).partition("=")
    return f"give the two sides: derive equal {quoted(left)} {quoted(right)}"


def _primed(_: str, before: str, __: str) -> str:
    body = before[_opening(before) :]
    return f"a prime stands behind the name of a function only: write `d/dx {body}`"


def _an_equation(text: str, _: str, __: str) -> str:
    return f"a theorem is an equation: `theorem: {_spaced(text)} = ...`"


def _no_stop(_: str, before: str, at: str) -> str:
    return f"leave `{at}` out: `{_spaced(before)}`"


#: What is read, what stands before the place and at it, and the words; the first row that fits.
_SIGNS: tuple[tuple[str, _Test, _Words], ...] = (
    ("", lambda before, at: before.endswith("=") and at.startswith("="), _one_equals),
    ("a side", lambda _, at: at.startswith("="), _two_arguments),
    ("a side", lambda _, at: at[:1] in tuple("<>≤≥!≠"), _no_comparison),
    ("a line", lambda _, at: at.startswith("="), _only_the_line),
    ("an expression", lambda _, at: at.startswith("="), _only_the_right),
    ("a line", lambda _, at: at[:1] in tuple("<>≤≥≠"), _no_comparison),
    ("an expression", lambda _, at: at[:1] in tuple("<>≤≥≠"), _no_comparison),
    ("", lambda before, at: before.endswith(")") and at[:1] in ("'", "′", "’"), _primed),
    ("an equation", lambda _, at: not at, _an_equation),
    ("", lambda before, at: at in (";", ".", ",") and bool(before), _no_stop),
)


def _spaced(text: str) -> str:
    return " ".join(text.split())


def quoted(side: str) -> str:
    """An expression as an argument on a command line."""
    return f"'{_spaced(side)}'"


def _opening(before: str) -> int:
    """Where the bracket opens that closes at the end."""
    depth = 0
    for i in range(len(before) - 1, -1, -1):
        depth += (before[i] == ")") - (before[i] == "(")
        if depth == 0:
            return i
    return 0
