"""Certificates of identities: what a prover hands over, and the kernel multiplies out.

A certificate is a list of entries.  Each gives an expression its value, a rational function of
numbered generators, by one law; or it names a generator: a real number at every point of S, of
which a relation, a sign or a logarithm is known.  Entries are data, and none is believed:
`enter.py` says how each kind is looked over.

Polynomials are tuples of terms `(((generator, exponent), ...), coefficient)`; a product is a
rational and polynomials with integer exponents.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import dataclass_transform

from derive.expression.nodes import Expression
from derive.kernel.conditions import Condition

Monomial = tuple[tuple[int, int], ...]
Polynomial = tuple[tuple[Monomial, int], ...]
#: A multiple of a known angle: of the i-th that was named, or of an expression.
Piece = tuple[Expression | int, int]


@dataclass_transform(frozen_default=True)
class Frozen:
    """What holds data that do not change: each class below it is a frozen dataclass."""

    def __init_subclass__(cls) -> None:
        dataclass(frozen=True)(cls)


class Entry(Frozen):
    """One of a list, of the kinds below."""


class Product(Frozen):
    """`content * product of polynomial^exponent`."""

    content: Fraction
    factors: tuple[tuple[Polynomial, int], ...] = ()


class Generator(Entry):
    """`e = g^degree` for a new g; where the degree is above 1, e >= 0 and so is g."""

    e: Expression
    degree: int = 1


class Congruent(Entry):
    """`f(a) = f(b)` where a = b; of derivatives, where that is so by the laws of fields alone."""

    e: Expression
    other: Expression


class Instance(Entry):
    """A row of the laws, at arguments that are equal to those of `e`."""

    e: Expression
    law: int
    substitution: tuple[tuple[str, Expression], ...]


class CarriedOut(Entry):
    """A derivative is what the rows of the calculus make of it."""

    e: Expression


class Chosen(Entry):
    """A choice is one of its branches: the first (0), or the second one (1)."""

    e: Expression
    branch: int


class Evaluated(Entry):
    """What a quotient divides by is not zero, since it is defined."""

    e: Expression


class Exponent(Entry):
    """A new generator `e^b`, which is positive."""

    b: Product


class Logarithm(Entry):
    """A new generator `log(abs(p))`, for a p that is not zero."""

    p: Polynomial


class Root(Entry):
    """A new generator r >= 0 with `r^degree = abs(p)`."""

    p: Polynomial
    degree: int
    using: tuple[int, ...] = ()


class Orientation(Entry):
    """The sign of p, 1 or -1: what conditions make of other signs, or a new generator."""

    p: Polynomial
    using: tuple[int, ...] = ()


class Angle(Entry):
    """Two new generators: cosine and sine of b."""

    b: Product


class Given(Entry):
    """A condition of S, with factors of the expression that it is about."""

    condition: Condition
    value: Product


class Solved(Entry):
    """A variable is what an equation of S, as the condition says it, leaves for it.

    It was a generator so far; what has a value with that in it is to be given one anew.  What is
    zero above the line is `lead*(h^d + ... + c_1*h + c_0)`, for h the multiple of the variable.
    """

    condition: Condition
    variable: Expression
    lead: Product
    coefficients: tuple[Product, ...]
    multiple: int = 1


class Equation(Entry):
    """What an equation of S says is zero, and so is each multiple of it."""

    condition: Condition


class Valued(Entry):
    """A function or power of u is a product of known sign that the law of its kind determines.

    `e^u` and `log(u)` by the logarithms of factors; roots and abs by a power and a sign.
    """

    e: Expression
    value: Product
    using: tuple[int, ...] = ()


class Turned(Entry):
    """The sine or cosine of a sum of multiples of known angles.

    What is known of an angle that is written is the values of its cosine and sine.
    """

    e: Expression
    pieces: tuple[Piece, ...]


class Raised(Entry):
    """A power with an integer exponent, by the factors of its base, and multiples of integers.

    The exponent is their sum.
    """

    e: Expression
    base: Product
    exponent: tuple[tuple[Expression, int], ...]


class Powered(Entry):
    """A factor to an integer m: a new generator, or a value.

    A value is positive, and its logarithm is m times that of a factor above 0.
    """

    p: Polynomial
    m: Expression
    value: Product | None = None
    using: tuple[int, ...] = ()


class Vanishing(Entry):
    """A multiple of a root is a product: neither is negative, and their powers are equal."""

    root: int
    factor: Product
    value: Product
    using: tuple[int, ...] = ()
