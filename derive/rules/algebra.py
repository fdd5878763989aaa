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
    Row("exp-log", "log(exp(u)) = u", example="log(e^x) = x"),
    Row("exp-log", "log(e^u) = u"),
    Row("exp-log", "log(e) = 1"),
    Row("exp-log", "exp(log(u)) = u"),
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
    Row("monotonicity", "sign(e^u - 1) = sign(u)", example="sign(e^x - 1) = sign(x)"),
    Row("monotonicity", "sign(1 - e^u) = sign(-u)"),
    Row("monotonicity", "sign(e^u - e^v) = sign(u - v)"),
    Row("monotonicity", "sign(log(u)) = sign(u - 1)"),
    Row("monotonicity", "sign(log(u) - log(v)) = sign(u - v)"),
    Row("monotonicity", "sign(sqrt(u) - sqrt(v)) = sign(u - v)"),
    *(
        Row("monotonicity", f"sign({f}(u)) = sign(u)")
        for f in ("sinh", "tanh", "asinh", "atanh", "asin", "atan", "erf", "expm1", "log1p")
    ),
    Row("cases", "abs(u) = cases(u if u >= 0, -u otherwise)"),
    Row("cases", "sign(u) = cases(1 if u > 0, -1 if u < 0, 0 otherwise)"),
    Row("cases", "max(u, v) = cases(u if u >= v, v otherwise)"),
    Row("cases", "min(u, v) = cases(v if u >= v, u otherwise)"),
    Row("hyperbolic-as-exponential", "sinh(u) = (e^u - e^(-u))/2"),
    Row("hyperbolic-as-exponential", "cosh(u) = (e^u + e^(-u))/2"),
)

#: `factor` is `expand` read backwards: it is the new line that multiplies out to the old one.
_FACTOR = tuple(
    replace(row, name="factor", side="new", example="x*y + x*z = x*(y + z)" if i == 0 else "")
    for i, row in enumerate(row for row in _FORWARD if row.name == "expand")
)
#: What authors call by the names of rules besides: read only where the rows above do not do.
_REACH = tuple(
    Row(name, statement, when, reach=True)
    for name, statement, when in (
        ("add-and-subtract", "u + (-1)*u = 0", ""),
        ("power-laws", "u^a*u^(-a) = 1", ""),
        ("power-laws", "u*u^a = u^(a + 1)", ""),
        ("expand", "u*(v + w) = u*v + u*w", ""),
        ("expand-power", "(u + v)^n = (u + v)*(u + v)^(n - 1)", "n integer, n - 1 > 0"),
        ("square-of-root", "sqrt(u)^n = u*sqrt(u)^(n - 2)", "n integer, n - 2 > 0"),
        ("square-of-root", "sqrt(u)^n = sqrt(u)^(n + 2)/u", "n integer, -2 - n > 0"),
        ("square-of-root", "sqrt(u)^(-2) = 1/u", ""),
        ("square-of-root", "u*sqrt(u)^(-1) = sqrt(u)", ""),
        ("log-of-product", "log(1) = 0", ""),
        ("log-of-product", "log(sqrt(u)) = 1/2*log(u)", ""),
        ("pythagoras", "sin(u)^2 = 1 - cos(u)^2", ""),
        ("pythagoras", "sin(u)^n = (1 - cos(u)^2)*sin(u)^(n - 2)", "n integer, n - 2 > 0"),
        ("pythagoras", "tan(u)^2 = sec(u)^2 - 1", ""),
        ("pythagoras", "tan(u)^n = (sec(u)^2 - 1)*tan(u)^(n - 2)", "n integer, n - 2 > 0"),
        ("pythagoras", "cot(u)^2 = csc(u)^2 - 1", ""),
        ("pythagoras", "cot(u)^n = (csc(u)^2 - 1)*cot(u)^(n - 2)", "n integer, n - 2 > 0"),
        ("pythagoras", "sinh(u)^2 = cosh(u)^2 - 1", ""),
        ("pythagoras", "sinh(u)^n = (cosh(u)^2 - 1)*sinh(u)^(n - 2)", "n integer, n - 2 > 0"),
        ("pythagoras", "tanh(u)^2 = 1 - sech(u)^2", ""),
        ("pythagoras", "tanh(u)^n = (1 - sech(u)^2)*tanh(u)^(n - 2)", "n integer, n - 2 > 0"),
        ("pythagoras", "coth(u)^2 = 1 + csch(u)^2", ""),
        ("pythagoras", "coth(u)^n = (1 + csch(u)^2)*coth(u)^(n - 2)", "n integer, n - 2 > 0"),
        ("cancel", "u*sqrt(u)^(-1) = sqrt(u)", ""),
        ("cancel", "sqrt(u)*u^(-1) = sqrt(u)^(-1)", ""),
        ("cancel", "u^n*sqrt(u)^(-1) = u^(n - 1)*sqrt(u)", "n integer, n - 1 > 0"),
        ("cancel", "sqrt(u)*u^n = u^(n + 1)*sqrt(u)^(-1)", "n integer, -1 - n > 0"),
        ("tan", "sec(u)^2 = cos(u)^(-2)", ""),
        ("tan", "tan(u)^2 = cos(u)^(-2) - 1", ""),
        ("cot", "csc(u)^2 = sin(u)^(-2)", ""),
        ("cot", "cot(u)^2 = sin(u)^(-2) - 1", ""),
        ("sec", "sec(u)*tan(u) = sin(u)*cos(u)^(-2)", ""),
        ("sec", "tan(u)*cos(u)^(-1) = sin(u)*cos(u)^(-2)", ""),
        ("csc", "csc(u)*cot(u) = cos(u)*sin(u)^(-2)", ""),
        ("csc", "cot(u)*sin(u)^(-1) = cos(u)*sin(u)^(-2)", ""),
        ("tanh", "sech(u)^2 = cosh(u)^(-2)", ""),
        ("tanh", "tanh(u)^2 = 1 - cosh(u)^(-2)", ""),
        ("coth", "csch(u)^2 = sinh(u)^(-2)", ""),
        ("coth", "coth(u)^2 = 1 + sinh(u)^(-2)", ""),
        ("sech", "sech(u)*tanh(u) = sinh(u)*cosh(u)^(-2)", ""),
        ("sech", "tanh(u)*cosh(u)^(-1) = sinh(u)*cosh(u)^(-2)", ""),
        ("csch", "csch(u)*coth(u) = cosh(u)*sinh(u)^(-2)", ""),
        ("csch", "coth(u)*sinh(u)^(-1) = cosh(u)*sinh(u)^(-2)", ""),
        ("definition", "exp(u) = e^u", ""),
        ("definition", "expm1(u) = e^u - 1", ""),
        ("definition", "log1p(u) = log(1 + u)", ""),
        ("definition", "log2(u) = log(u)/log(2)", ""),
        ("definition", "log10(u) = log(u)/log(10)", ""),
        ("definition", "xlogy(u, v) = u*log(v)", ""),
        ("definition", "sinc(u) = sin(pi*u)/(pi*u)", ""),
        ("hyperbolic-as-exponential", "tanh(u) = (e^u - e^(-u))/(e^u + e^(-u))", ""),
        ("hyperbolic-as-exponential", "coth(u) = (e^u + e^(-u))/(e^u - e^(-u))", ""),
        ("hyperbolic-as-exponential", "sech(u) = 2/(e^u + e^(-u))", ""),
        ("hyperbolic-as-exponential", "csch(u) = 2/(e^u - e^(-u))", ""),
    )
)
#: Brackets that are subtracted are opened before anything in them is used.
_OPENING = (Row("signs", "u + (-1)*(v + w) = u - v - w", reach=True),)
ALGEBRA = _OPENING + _FORWARD + _FACTOR + _REACH
