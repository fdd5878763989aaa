"""The rows of algebra, and the identities between functions that derivations lean on.

A row that would undo the tidy form of a fraction is read on the line as it is written only.
"""

from __future__ import annotations

from dataclasses import replace

from derive.rules.row import Row

_FORWARD = (
    Row("add-and-subtract", "u - u = 0", example="1 + e^x - 1 = e^x"),
    Row("multiply-by-zero", "0*u = 0", example="0*sin(x) + x = x"),
    Row("cancel", "u^n*u^(-n) = 1", "n integer", example="x*sin(x)/x^2 = sin(x)/x"),
    Row("cancel", "u^m*u^n = u^(m + n)", "m integer, n integer"),
    Row("split-fraction", "(u + v)/w = u/w + v/w", written=True, example="(x + 1)/y = x/y + 1/y"),
    Row(
        "combine-fractions",
        "u/w + v/w = (u + v)/w",
        written=True,
        example="1/x + 1/y = (y + x)/(x*y)",
    ),
    Row("combine-fractions", "u/w - v/w = (u - v)/w", written=True),
    Row("combine-fractions", "u/v + w/z = (u*z + v*w)/(v*z)", written=True),
    Row("combine-fractions", "u/v - w/z = (u*z - v*w)/(v*z)", written=True),
    Row("combine-fractions", "u + v/w = (u*w + v)/w", written=True),
    Row("combine-fractions", "u - v/w = (u*w - v)/w", written=True),
    Row("expand", "u*(v + w) = u*v + u*w", written=True, side="old", example="x*(x + 1) = x*x + x"),
    Row("expand", "-(u + v) = -u - v", written=True, side="old"),
    Row(
        "expand-power", "(u + v)^n = (u + v)*(u + v)^(n - 1)", "n integer, n - 1 > 0", written=True
    ),
    Row("collect", "m*u + n*u = (m + n)*u", "m numeral, n numeral", example="2*x + 3*x = 5*x"),
    Row("power-laws", "(u^m)^n = u^(m*n)", "m integer, n integer", example="(x^2)^3 = x^6"),
    Row("power-laws", "(u^a)^b = u^(a*b)", "u > 0"),
    Row("power-laws", "(u*v)^n = u^n*v^n", "n integer"),
    Row("power-laws", "(u*v)^a = u^a*v^a", "u > 0, v > 0"),
    Row("power-laws", "(u/v)^n = u^n/v^n", "n integer"),
    Row("power-laws", "(u/v)^a = u^a/v^a", "u > 0, v > 0"),
    Row("power-laws", "u^a*u^b = u^(a + b)"),
    Row("power-laws", "u^0 = 1"),
    Row("power-laws", "exp(u) = e^u"),
    Row("square-of-root", "sqrt(u)^2 = u", example="sqrt(1 + x^2)^2 = 1 + x^2"),
    Row("root-as-power", "sqrt(u) = u^(1/2)", "u > 0", example="sqrt(1 + x^2) = (1 + x^2)^(1/2)"),
    Row("log-exp", "log(exp(u)) = u", example="log(e^x) = x"),
    Row("log-exp", "log(e^u) = u"),
    Row("log-exp", "log(e) = 1"),
    Row("exp-log", "exp(log(u)) = u", example="e^log(x) = x"),
    Row("exp-log", "e^log(u) = u"),
    Row(
        "log-of-product",
        "log(u*v) = log(u) + log(v)",
        "u > 0, v > 0",
        example="log(2*x) = log(2) + log(x)",
    ),
    Row("log-of-product", "log(u/v) = log(u) - log(v)", "u > 0, v > 0"),
    Row("log-of-product", "log(u^a) = a*log(u)", "u > 0"),
    Row("ratio", "tan(u) = sin(u)/cos(u)", example="tanh(x) = sinh(x)/cosh(x)"),
    Row("ratio", "cot(u) = cos(u)/sin(u)"),
    Row("ratio", "tanh(u) = sinh(u)/cosh(u)"),
    Row("ratio", "coth(u) = cosh(u)/sinh(u)"),
    Row("ratio", "sec(u) = 1/cos(u)"),
    Row("ratio", "csc(u) = 1/sin(u)"),
    Row("ratio", "sech(u) = 1/cosh(u)"),
    Row("ratio", "csch(u) = 1/sinh(u)"),
    Row("pythagoras", "sin(u)^2 + cos(u)^2 = 1", example="cosh(x)^2 - sinh(x)^2 = 1"),
    Row("pythagoras", "cosh(u)^2 - sinh(u)^2 = 1"),
    Row("hyperbolic-as-exponential", "sinh(u) = (e^u - e^(-u))/2"),
    Row("hyperbolic-as-exponential", "cosh(u) = (e^u + e^(-u))/2"),
)

#: `factor` is `expand` read backwards: it is the new line that multiplies out to the old one.
_FACTOR = tuple(
    replace(row, name="factor", side="new", example="x*y + x*z = x*(y + z)" if i == 0 else "")
    for i, row in enumerate(row for row in _FORWARD if row.name == "expand")
)
ALGEBRA = _FORWARD + _FACTOR
