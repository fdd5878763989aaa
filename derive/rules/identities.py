"""Identities that readers look for by name, each proved by a procedure: examples, no axioms."""

from __future__ import annotations

from typing import NamedTuple


class Identity(NamedTuple):
    """An identity, the procedure that proves it, where it holds, and what it is called."""

    statement: str
    procedure: str
    called: tuple[str, ...]
    where: tuple[str, ...] = ()


_ADDITION = ("angle addition", "angle sum", "sum angles", "compound angle", "addition formulas")
_HALF = ("half angle", "half angles")
_DOUBLE = ("double angle", "double angles")
_EVEN = ("negative angle", "even odd", "even odd identities", "parity")
_REDUCED = ("power reduction",)
_OF_ROOTS = ("product roots", "root product", "roots", "product square roots")
_CONJUGATE = ("conjugate", "multiply conjugate", "multiply by conjugate", "rationalize")
_RATIONALISE = ("rationalise", "rationalise denominator", "rationalize denominator", "surds")
IDENTITIES: tuple[Identity, ...] = (
    Identity("sin(2*x) = 2*sin(x)*cos(x)", "trig", _DOUBLE),
    Identity("cos(2*x) = cos(x)^2 - sin(x)^2", "trig", _DOUBLE),
    Identity("cos(2*x) = 2*cos(x)^2 - 1", "trig", _DOUBLE),
    Identity("cos(2*x) = 1 - 2*sin(x)^2", "trig", _DOUBLE),
    Identity(
        "tan(2*x) = 2*tan(x)/(1 - tan(x)^2)", "trig", _DOUBLE, ("cos(x) != 0", "cos(2*x) != 0")
    ),
    Identity("sin(x/2)^2 = (1 - cos(x))/2", "trig", _HALF),
    Identity("cos(x/2)^2 = (1 + cos(x))/2", "trig", _HALF),
    Identity("tan(x/2) = sin(x)/(1 + cos(x))", "trig", _HALF, ("cos(x/2) != 0", "1 + cos(x) != 0")),
    Identity("sin(x + y) = sin(x)*cos(y) + cos(x)*sin(y)", "trig", _ADDITION),
    Identity("cos(x + y) = cos(x)*cos(y) - sin(x)*sin(y)", "trig", _ADDITION),
    Identity("sin(x - y) = sin(x)*cos(y) - cos(x)*sin(y)", "trig", ("angle difference",)),
    Identity("cos(x - y) = cos(x)*cos(y) + sin(x)*sin(y)", "trig", ("angle difference",)),
    Identity("sin(3*x) = 3*sin(x) - 4*sin(x)^3", "trig", ("triple angle",)),
    Identity("cos(3*x) = 4*cos(x)^3 - 3*cos(x)", "trig", ("triple angle",)),
    Identity("sin(-x) = -sin(x)", "trig", _EVEN),
    Identity("cos(-x) = cos(x)", "trig", _EVEN),
    Identity("sin(x)^2 = (1 - cos(2*x))/2", "trig", _REDUCED),
    Identity("cos(x)^2 = (1 + cos(2*x))/2", "trig", _REDUCED),
    Identity("sin(pi/2 - x) = cos(x)", "trig", ("cofunction",)),
    Identity("cos(pi/2 - x) = sin(x)", "trig", ("cofunction",)),
    Identity("sin(x + 2*pi) = sin(x)", "trig", ("periodicity",)),
    Identity("tan(x + pi) = tan(x)", "trig", ("periodicity",), ("cos(x) != 0",)),
    Identity("sin(x) + sin(y) = 2*sin((x + y)/2)*cos((x - y)/2)", "trig", ("sum to product",)),
    Identity("cos(x) + cos(y) = 2*cos((x + y)/2)*cos((x - y)/2)", "trig", ("sum to product",)),
    Identity("sin(x)*cos(y) = (sin(x + y) + sin(x - y))/2", "trig", ("product to sum",)),
    Identity("cos(x)*cos(y) = (cos(x + y) + cos(x - y))/2", "trig", ("product to sum",)),
    Identity("sinh(2*x) = 2*sinh(x)*cosh(x)", "hyperbolic", ("hyperbolic double angle", *_DOUBLE)),
    Identity(
        "cosh(2*x) = cosh(x)^2 + sinh(x)^2", "hyperbolic", ("hyperbolic double angle", *_DOUBLE)
    ),
    Identity("sinh(x/2)^2 = (cosh(x) - 1)/2", "hyperbolic", ("hyperbolic half angle", *_HALF)),
    Identity("sqrt(x*y) = sqrt(x)*sqrt(y)", "radicals", _OF_ROOTS, ("x >= 0", "y >= 0")),
    Identity("sqrt(x/y) = sqrt(x)/sqrt(y)", "radicals", _OF_ROOTS, ("x >= 0", "y > 0")),
    Identity(
        "1/(sqrt(x) + 1) = (sqrt(x) - 1)/(x - 1)",
        "radicals",
        (*_CONJUGATE, *_RATIONALISE),
        ("x >= 0", "x != 1"),
    ),
    Identity(
        "1/(x*(x + 1)) = 1/x - 1/(x + 1)",
        "algebra",
        ("partial fraction", "partial fractions"),
        ("x != 0", "x != -1"),
    ),
    Identity(
        "(x^2 + 1)/(x - 1) = x + 1 + 2/(x - 1)",
        "algebra",
        ("polynomial division", "long division"),
        ("x != 1",),
    ),
)
