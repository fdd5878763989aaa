"""Hostile texts: noise, nesting, enormous numerals, odd characters, and broken expressions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

#: Expressions and conditions that mean something, to be broken.
MEANT: tuple[str, ...] = (
    "x^2*sin(x)/(1 + x)",
    "d/dx (log(x)/x)",
    "at(d/dt sin(t^2), t = 2*x)",
    "sqrt(1 - cos(x)^2) + |x|",
    "relu(x) + leaky_relu(x, 1/2) - floor(x)",
    "f'(x)*g(x) - f(g(x))",
    "1.15e-7*x - 0.25",
    "max(x, 1, x^2)/hypot(x, 1)",
    "e^(-x^2/2)/sqrt(2*pi)",
    "sin^2(x) + cos²(x)",
    "∂/∂x(x²·√x)",
    "log(x, 2) + atan2(x, 1)",
    "sin(n*pi) + (-1)^n",
    "gamma(x + 1)/binomial(x, 2)",
    "-x^-2 + 2*-3",
)
WHERES: tuple[str, ...] = (
    "x > 0",
    "0 < x < 1",
    "n integer",
    "x != 0",
    "x: positive",
    "x in reals",
    "x >",
    "x = 1",
    "x > y > z",
    "x > 10^400",
    "log(x) > log(x)",
    "x² ≤ 1",
)
#: What stands in formulas, and what does not belong there.
_PIECES: tuple[str, ...] = tuple("+-*/^()[]{}|,;:=<>≤'\"`~#&%$@!?\\_.…012eixynf√²³·×−÷∞παλΩ")
_PIECES += (
    "**",
    "<=",
    "!=",
    "''",
    "..",
    ".5",
    "1e",
    "1e9",
    "1e-9",
    "0x1",
    "pi",
    "oo",
    "f'",
    "sin",
    "cos",
    "log",
    "d/dx",
    "d/dy",
    "d^2/dx^2",
    "∂/∂x",
    "diff(",
    "at(",
    "sqrt(",
    "abs(",
    "⁻¹",
    "theorem",
    "to",
    "by",
    "if",
    "lambda",
    "None",
    "NaN",
    "inf",
)
#: Characters that are not what they look like, or hard to print.
_ODD = (
    "\x00\x01\x07\x08\x0b\x0c\x1b\x7f\x85\xa0\xad\u200b\u200d\u200f\u202e\u2028\u2029\u2060\ufeff"
    "\u0301\u0663\u2168\u217b\uff11\uff58\uff0b\u1d465\U0001d465\U0001f600\U000e0001\ufffd\uffff"
    "ΑΒеаｓｉｎ½⅓㎡①٣߁𝟙ßﬁİıſK\t\r\n "
)
_TOWERS: tuple[tuple[str, str], ...] = (
    ("(", ")"),
    ("[", "]"),
    ("|", "|"),
    ("-", ""),
    ("+", ""),
    ("√", ""),
    ("√(", ")"),
    ("sin(", ")"),
    ("f(", ")"),
    ("x^", ""),
    ("x^(-", ")"),
    ("1/(1 + ", ")"),
    ("abs(x - ", ")"),
    ("d/dx (", ")"),
    ("d/dx ", ""),
    ("at(d/dx (", "), x = x)"),
    ("diff(", ", x)"),
    ("max(1, ", ")"),
    ("log(2, ", ")"),
    ("2^", ""),
    ("2*-", ""),
)
_NUMERALS: tuple[str, ...] = (
    "9" * 300,
    "9" * 6_000,
    "0." + "0" * 3_000 + "1",
    "1/10^4000",
    "10^10^10",
    "2^2^2^2^2^2",
    "1e999999999",
    "1e-999999999",
    "1e400",
    "x^999999999999",
    "x^-999999999999",
    "x^(1/999999999999)",
    "(x + y + 1)^500",
    "3^10000*x",
    "(1/3)^(10^6)",
    "0^0^0",
    "factorial(10^9)",
    "gamma(10^30)",
    "sin(10^500)",
    "cos(10^6*x)",
    "exp(exp(exp(exp(x))))",
    "floor(10^400 + 1/2)",
    "besselj(10^9, x)",
    "polygamma(99, x)",
    "zeta(1)",
    "binomial(10^9, 5*10^8)",
)


def noise(r: Random) -> str:
    """Bytes of any kind, as a command line hands them over."""
    return bytes(r.randrange(256) for _ in range(r.randrange(1, 40))).decode(
        "utf-8", "surrogateescape"
    )


def pieces(r: Random) -> str:
    """Pieces of formulas in any order."""
    space = r.choice(("", "", " "))
    return space.join(r.choice(_PIECES) for _ in range(r.randrange(1, 14)))


def tower(r: Random) -> str:
    """What is nested deeply."""
    depth = r.choice((3, 12, 60, 61, 150, 1_000, 20_000))
    first, second = (r.choice(_TOWERS) for _ in range(2))
    each = [r.choice((first, second)) for _ in range(depth)]
    closing = "".join(right for _, right in reversed(each))
    return "".join(left for left, _ in each) + "x" + closing[: r.choice((None, None, -1))]


def numeral(r: Random) -> str:
    """What is enormous, or nearly nothing."""
    chosen = r.sample(_NUMERALS, r.choice((1, 1, 2)))
    return r.choice(("+", "*", "/", " - ", "^")).join(chosen)


def long(r: Random) -> str:
    """What goes on and on."""
    count = r.choice((50, 400, 5_000))
    part = r.choice(
        ("x + ", "x*", "sin(x) + ", "2 - ", "x/", "f'", "x_", "a", "1", "(x)", "'", " ")
    )
    return part * count + "x"


def broken(r: Random) -> str:
    """An expression with some characters left out, doubled, swapped or replaced."""
    return mangled(r, r.choice(MEANT))


def odd(r: Random) -> str:
    """An expression with characters that do not belong in one."""
    text = list(r.choice(MEANT))
    for _ in range(r.randrange(1, 4)):
        text.insert(r.randrange(len(text) + 1), r.choice(_ODD))
    return "".join(text)


def mangled(r: Random, text: str, pieces: Sequence[str] = _PIECES) -> str:
    """A text with some characters left out, doubled, swapped or replaced."""
    for _ in range(r.randrange(1, 4)):
        i, j = sorted(r.randrange(len(text) + 1) for _ in range(2))
        j = min(j, i + r.choice((1, 1, 3, 40)))
        part = text[i:j]
        text = text[:i] + r.choice(("", part * 2, part[::-1], r.choice(pieces))) + text[j:]
    return text


TEXTS: dict[str, Callable[[Random], str]] = {
    "noise": noise,
    "pieces": pieces,
    "tower": tower,
    "numeral": numeral,
    "long": long,
    "broken": broken,
    "odd": odd,
}


def text(r: Random) -> str:
    """A hostile text of any kind."""
    return TEXTS[r.choice(sorted(TEXTS))](r)


def where(r: Random) -> str:
    """A hostile condition."""
    kind = r.randrange(4)
    if kind < 2:
        return r.choice(WHERES)
    return mangled(r, r.choice(WHERES)) if kind == 2 else text(r) + r.choice((" > 0", " integer"))
