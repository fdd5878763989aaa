"""The rows of calculus: derivatives, the chain rule built into each.

Every row holds wherever both of its sides are defined; a derivative is defined on an open set that
its function's row gives.  Source of the formulas: NIST DLMF, chapters 1.4, 4, 5 and 7.
"""

from __future__ import annotations

from derive.rules.row import Row

CALCULUS = (
    Row("constant", "d/dx c = 0", "c free of x", example="d/dx 3 = 0"),
    Row("variable", "d/dx x = 1", example="d/dx x = 1"),
    Row("difference", "d/dx (u - v) = d/dx u - d/dx v", example="d/dx (x - 1) = d/dx x - d/dx 1"),
    Row("sum", "d/dx (u + v) = d/dx u + d/dx v", example="d/dx (x + e^x) = d/dx x + d/dx (e^x)"),
    Row("negation", "d/dx (-u) = -(d/dx u)", example="d/dx (-x) = -(d/dx x)"),
    Row(
        "constant-multiple", "d/dx (c*u) = c*d/dx u", "c free of x", example="d/dx (3*x) = 3*d/dx x"
    ),
    Row("constant-multiple", "d/dx (u/c) = (d/dx u)/c", "c free of x"),
    Row(
        "product",
        "d/dx (u*v) = (d/dx u)*v + u*d/dx v",
        example="d/dx (x*sin(x)) = (d/dx x)*sin(x) + x*d/dx sin(x)",
    ),
    Row(
        "quotient",
        "d/dx (u/v) = ((d/dx u)*v - u*d/dx v)/v^2",
        example="d/dx (x/cos(x)) = ((d/dx x)*cos(x) - x*d/dx cos(x))/cos(x)^2",
    ),
    Row(
        "power",
        "d/dx (u^n) = n*u^(n - 1)*d/dx u",
        "n integer",
        example="d/dx (sin(x)^3) = 3*sin(x)^2*d/dx sin(x)",
    ),
    Row("power", "d/dx (u^c) = c*u^(c - 1)*d/dx u", "c free of x"),
    Row(
        "exponential",
        "d/dx (a^u) = a^u*log(a)*d/dx u",
        "a free of x",
        example="d/dx (2^x) = 2^x*log(2)*d/dx x",
    ),
    Row(
        "general-power",
        "d/dx (u^v) = u^v*((d/dx v)*log(u) + v*(d/dx u)/u)",
        example="d/dx (x^x) = x^x*((d/dx x)*log(x) + x*(d/dx x)/x)",
    ),
    Row("chain", "d/dx f(u) = f'(u)*d/dx u", example="d/dx f(x^2) = f'(x^2)*d/dx (x^2)"),
    Row("exp", "d/dx exp(u) = exp(u)*d/dx u", example="d/dx exp(2*x) = exp(2*x)*d/dx (2*x)"),
    Row("exp", "d/dx (e^u) = e^u*d/dx u"),
    Row("log", "d/dx log(u) = 1/u*d/dx u"),
    Row("sqrt", "d/dx sqrt(u) = 1/(2*sqrt(u))*d/dx u"),
    Row("abs", "d/dx abs(u) = u/abs(u)*d/dx u"),
    Row("sin", "d/dx sin(u) = cos(u)*d/dx u"),
    Row("cos", "d/dx cos(u) = -sin(u)*d/dx u"),
    Row("tan", "d/dx tan(u) = sec(u)^2*d/dx u"),
    Row("cot", "d/dx cot(u) = -csc(u)^2*d/dx u"),
    Row("sec", "d/dx sec(u) = sec(u)*tan(u)*d/dx u"),
    Row("csc", "d/dx csc(u) = -csc(u)*cot(u)*d/dx u"),
    Row("asin", "d/dx asin(u) = 1/sqrt(1 - u^2)*d/dx u"),
    Row("acos", "d/dx acos(u) = -1/sqrt(1 - u^2)*d/dx u"),
    Row("atan", "d/dx atan(u) = 1/(1 + u^2)*d/dx u"),
    Row("acot", "d/dx acot(u) = -1/(1 + u^2)*d/dx u"),
    Row("asec", "d/dx asec(u) = 1/(abs(u)*sqrt(u^2 - 1))*d/dx u"),
    Row("acsc", "d/dx acsc(u) = -1/(abs(u)*sqrt(u^2 - 1))*d/dx u"),
    Row("sinh", "d/dx sinh(u) = cosh(u)*d/dx u"),
    Row("cosh", "d/dx cosh(u) = sinh(u)*d/dx u"),
    Row("tanh", "d/dx tanh(u) = (1 - tanh(u)^2)*d/dx u"),
    Row("coth", "d/dx coth(u) = (1 - coth(u)^2)*d/dx u"),
    Row("sech", "d/dx sech(u) = -sech(u)*tanh(u)*d/dx u"),
    Row("csch", "d/dx csch(u) = -csch(u)*coth(u)*d/dx u"),
    Row("asinh", "d/dx asinh(u) = 1/sqrt(u^2 + 1)*d/dx u"),
    Row("acosh", "d/dx acosh(u) = 1/sqrt(u^2 - 1)*d/dx u"),
    Row("atanh", "d/dx atanh(u) = 1/(1 - u^2)*d/dx u"),
    Row("acoth", "d/dx acoth(u) = 1/(1 - u^2)*d/dx u"),
    Row("asech", "d/dx asech(u) = -1/(u*sqrt(1 - u^2))*d/dx u"),
    Row("acsch", "d/dx acsch(u) = -1/(abs(u)*sqrt(1 + u^2))*d/dx u"),
    Row("max", "d/dx max(u, v) = (1 + sign(u - v))/2*d/dx u + (1 - sign(u - v))/2*d/dx v"),
    Row("min", "d/dx min(u, v) = (1 - sign(u - v))/2*d/dx u + (1 + sign(u - v))/2*d/dx v"),
    Row("sign", "d/dx sign(u) = 0*d/dx u"),
    Row("cbrt", "d/dx cbrt(u) = 1/(3*cbrt(u)^2)*d/dx u"),
    Row("log2", "d/dx log2(u) = 1/(u*log(2))*d/dx u"),
    Row("log10", "d/dx log10(u) = 1/(u*log(10))*d/dx u"),
    Row("expm1", "d/dx expm1(u) = e^u*d/dx u"),
    Row("log1p", "d/dx log1p(u) = 1/(1 + u)*d/dx u"),
    Row("erf", "d/dx erf(u) = 2/sqrt(pi)*e^(-u^2)*d/dx u"),
    Row("erfc", "d/dx erfc(u) = -2/sqrt(pi)*e^(-u^2)*d/dx u"),
    Row("gamma", "d/dx gamma(u) = gamma(u)*digamma(u)*d/dx u"),
    Row("loggamma", "d/dx loggamma(u) = digamma(u)*d/dx u"),
    Row("digamma", "d/dx digamma(u) = trigamma(u)*d/dx u"),
    Row("factorial", "d/dx factorial(u) = gamma(u + 1)*digamma(u + 1)*d/dx u"),
)
