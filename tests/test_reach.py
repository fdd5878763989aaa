"""How far the names of rules reach: what a textbook calls by a name, and what it does not."""

from __future__ import annotations

from math import comb

import pytest

from derive.check.check import check
from derive.expression.parsed import Scope
from derive.expression.parser import parse, parse_equation
from derive.kernel.theory import Theory
from derive.report.diagnostics import Kind
from derive.report.report import Report, Verdict
from derive.rules import names
from derive.rules.besides import BESIDES
from derive.script.load import load_text
from derive.search.fuel import FUEL, Fuel, OutOfFuel
from derive.search.join import Question, holds
from derive.search.rewrite import exhaust
from tests.each import each

THEORY = Theory(opaque=frozenset({"f", "g"}))

HOLDS = {
    "cancel": [
        "y/p*p = y",
        "p*(y/p) = y",
        "x^3/x = x^2",
        "a*(x + 1)/(b*(x + 1)) = a/b",
        "(x + 1)^2/(x + 1) = x + 1",
        "(a*x + b*x)/x = a + b",
        "e^x*y/e^x = y",
        "x/(x*y) + 1 = 1/y + 1",
        "sin(x)*cos(x)/cos(x)^2 = sin(x)/cos(x)",
        "(x*y)^2/x = x*y^2",
        "x/2*2/sqrt(pi) = x/sqrt(pi)",
        "6*x/3 = 2*x",
        "-(2*(x - m)/(2*s^2)) = -(x - m)/s^2",
        "x/(x^2 + x) = 1/(x + 1)",
        "x*y/(x^2 + x) = y/(1 + x)",
        "1/(1 + 1/x) = x/(x + 1)",
        "x/sqrt(x) = sqrt(x)",
        "x^2/sqrt(x) = x*sqrt(x)",
        "sqrt(x)/x = 1/sqrt(x)",
        "y*(x + 1)/sqrt(x + 1) = y*sqrt(x + 1)",
    ],
    "cancel, power-laws": [
        "e^x/(1 + e^x) = 1/(1 + e^(-x))",
        "(e^x - e^(-x))/(e^x + e^(-x)) = (1 - e^(-2*x))/(1 + e^(-2*x))",
    ],
    "expand, power-laws": ["(e^x - e^(-x))^2 = e^(2*x) - 2 + e^(-2*x)"],
    "factor, power-laws": ["e^(2*x) - 1 = (e^x - 1)*(e^x + 1)"],
    "factor, cancel": [
        "(x^2 - 1)/(x + 1) = x - 1",
        "(x^2 + 3*x)/x = x + 3",
        "(1 - cos(x)^2)/(1 - cos(x)) = 1 + cos(x)",
    ],
    "combine-fractions, expand": ["1/(x - 1) - 1/(x + 1) = 2/(x^2 - 1)"],
    "combine-fractions, collect": ["1/(x - 1) - 1/(x + 1) = 2/((x - 1)*(x + 1))"],
    "split-fraction, cancel": ["(x^2 + x*y)/x = x + y", "(x^2 - 1)/x^2 = 1 - 1/x^2"],
    "pythagoras, factor": ["r^2*cos(x)^2 + r^2*sin(x)^2 = r^2"],
    "expand, collect": ["(x + 1)^2 - (x - 1)^2 = 4*x"],
    "expand, add-and-subtract": ["(x + h)^2 - x^2 = 2*x*h + h^2"],
    "square-of-root, cancel": ["x/sqrt(x) = sqrt(x)"],
    "ratio, cancel": ["tan(x)*cos(x) = sin(x)"],
    "chain, exp": ["d/dx (e^(x^2)) = e^(x^2)*d/dx (x^2)"],
    "chain, power": ["d/dx ((1 + x^2)^4) = 4*(1 + x^2)^3*d/dx (1 + x^2)"],
    "chain, sum, log": ["d/dx log(1 + x^2) = 1/(1 + x^2)*d/dx (x^2)"],
    "factor": [
        "a^2 - 2*a*b + b^2 = (a - b)^2",
        "a^2 + 2*a*b + b^2 = (a + b)^2",
        "a^2 - b^2 = (a - b)*(a + b)",
        "a^3 - b^3 = (a - b)*(a^2 + a*b + b^2)",
        "x^2 + 5*x + 6 = (x + 2)*(x + 3)",
        "2*x + 4*y = 2*(x + 2*y)",
        "b - a = -(a - b)",
        "x/2 + y/2 = (x + y)/2",
        "e^x*x + e^x = e^x*(x + 1)",
        "x^3 - x = x*(x - 1)*(x + 1)",
        "1 - s^2 = (1 - s)*(1 + s)",
        "log(a^2 - b^2) = log((a - b)*(a + b))",
        "x^2*e^x + 2*x*e^x = x*(x + 2)*e^x",
        "1/(x^2 - 1) = 1/((x - 1)*(x + 1))",
    ],
    "expand": [
        "(a + b)^2 = a^2 + 2*a*b + b^2",
        "(a - b)*(a + b) = a^2 - b^2",
        "(x + 1)*(x + 2)*(x + 3) = x^3 + 6*x^2 + 11*x + 6",
        "(x + y)^3 = x^3 + 3*x^2*y + 3*x*y^2 + y^3",
        "-(x - y) = y - x",
        "2*(x + 1) + 3*(x - 1) = 5*x - 1",
        "(1 + e^x)*e^x = e^x + e^x*e^x",
        "x*(y + z)/w = (x*y + x*z)/w",
        "(sin(x) + cos(x))^2 = sin(x)^2 + 2*sin(x)*cos(x) + cos(x)^2",
        "1/((x - 1)*(x + 1)) = 1/(x^2 - 1)",
        "(x - 1)*(x + 1)^11 = (x^2 - 1)*(x + 1)^10",
        f"y*(x + 1)^20 = {' + '.join(f'{comb(20, k)}*x^{k}*y' for k in range(21))}",
    ],
    "collect": [
        "2*x + 3*x = 5*x",
        "a*x + b*x = (a + b)*x",
        "x*y + 2*x*y - z = 3*x*y - z",
        "x + x + y = 2*x + y",
        "x/2 + x/3 = 5*x/6",
        "3*e^x - e^x = 2*e^x",
        "5*x - 5*x + 1 = 1",
        "a*x^2 + b*x + c*x^2 = (a + c)*x^2 + b*x",
    ],
    "combine-fractions": [
        "1/x + 1/y = (x + y)/(x*y)",
        "a/c + b/c = (a + b)/c",
        "a/c - b/c = (a - b)/c",
        "1/x + 1/x^2 = (x + 1)/x^2",
        "1/(x*y) + 1/(x*z) = (z + y)/(x*y*z)",
        "1/(x - 1) - 1/(x + 1) = 2/((x - 1)*(x + 1))",
        "a/b + c/d + p/q = (a*d*q + c*b*q + p*b*d)/(b*d*q)",
        "1 - x/(1 + x) = 1/(1 + x)",
        "x + 1/x = (x^2 + 1)/x",
        "x/2 + 1/3 = (3*x + 2)/6",
    ],
    "split-fraction": [
        "(a + b)/c = a/c + b/c",
        "(a - b)/c = a/c - b/c",
        "(a + b - c)/d = a/d + b/d - c/d",
        "(x^2 + x)/x = x^2/x + x/x",
        "(x + 1)/x = 1 + 1/x",
        "(a - b)/(c*d) = a/(c*d) - b/(c*d)",
        "e^x/(1 + e^x)*(1 + e^x - e^x)/(1 + e^x) = e^x/(1 + e^x)*(1 - e^x/(1 + e^x))",
    ],
    "power-laws": [
        "x^2*x^3 = x^5",
        "e^a*e^b = e^(a + b)",
        "e^a/e^b = e^(a - b)",
        "(e^x)^2 = e^(2*x)",
        "e^(-x)*e^x = 1",
        "1/e^x = e^(-x)",
        "(x*y)^2 = x^2*y^2",
        "(x/y)^3 = x^3/y^3",
        "e^(2*x)*e^x = e^(3*x)",
        "1/x^3 = x^(-3)",
        "e^x*e^(2*y) = e^(x + 2*y)",
        "exp(x)*exp(y) = exp(x + y)",
        "2^x*2^y = 2^(x + y)",
        "x*x^n = x^(n + 1)",
    ],
    "pythagoras": [
        "sin(x)^2 + cos(x)^2 = 1",
        "c*sin(x)^2 + c*cos(x)^2 = c",
        "1 - sin(x)^2 = cos(x)^2",
        "1 - cos(x)^2 = sin(x)^2",
        "1 + tan(x)^2 = sec(x)^2",
        "sec(x)^2 - 1 = tan(x)^2",
        "1 + cot(x)^2 = csc(x)^2",
        "cosh(x)^2 - sinh(x)^2 = 1",
        "1 - tanh(x)^2 = sech(x)^2",
        "1 + sinh(x)^2 = cosh(x)^2",
        "r^2*cos(x)^2 + r^2*sin(x)^2 = r^2",
        "(sin(x)^2 + cos(x)^2)/cos(x)^2 = 1/cos(x)^2",
        "sin(x)^3 = sin(x)*(1 - cos(x)^2)",
        "-sin(x)^2 - cos(x)^2 = -1",
        "a + 2*sin(x)^2 + 2*cos(x)^2 = a + 2",
        "coth(x)^2 - 1 = csch(x)^2",
    ],
    "monotonicity": [
        "sign(e^x - 1) = sign(x)",
        "sign(1 - e^(-x)) = sign(x)",
        "y*sign(e^x - e^y) = sign(x - y)*y",
        "sign(log(1 + x^2)) = sign(x^2)",
        "sign(x) = sign(atan(x))",
        "sign(sqrt(x) - sqrt(y)) = sign(x - y)",
    ],
    "root-as-power": [
        "sqrt(x) = x^(1/2)",
        "1/sqrt(x) = x^(-1/2)",
        "x*sqrt(x) = x^(3/2)",
        "1/(2*sqrt(x)) = 1/2*x^(-1/2)",
        "x^2/sqrt(x) = x^(3/2)",
    ],
    "square-of-root": [
        "sqrt(x)^2 = x",
        "sqrt(x)*sqrt(x) = x",
        "x/sqrt(x) = sqrt(x)",
        "sqrt(x)^3 = x*sqrt(x)",
        "1/sqrt(x)^2 = 1/x",
    ],
    "log-of-product": [
        "log(x*y) = log(x) + log(y)",
        "log(x/y) = log(x) - log(y)",
        "log(x^2) = 2*log(x)",
        "log(x^2*y^3) = 2*log(x) + 3*log(y)",
        "log(1/x) = -log(x)",
        "log(x*y/z) = log(x) + log(y) - log(z)",
        "log(x) - log(y) = log(x/y)",
        "log(sqrt(x)) = log(x)/2",
        "log((x*y)^2) = 2*log(x) + 2*log(y)",
        "log(x/y^2) = log(x) - 2*log(y)",
        "2*log(x) + log(y) = log(x^2*y)",
        "log(x*e^y) = log(x) + y",
    ],
    "radicals": ["1/(sqrt(2) + 1) = sqrt(2) - 1", "hypot(x, 1) + sqrt(x^2) = abs(x) + hypot(x, 1)"],
    "definition, exp-log": ["e^x/(1 + e^x) = sigmoid(x)", "exp2(x) = e^(x*log(2))"],
    "identity": ["e^x/(1 + e^x) = sigmoid(x)", "1/(hypot(x, 1) + 1) = (hypot(x, 1) - 1)/x^2"],
    "definition": ["sigmoid(x) = 1/(1 + e^(-x))", "1/(1 + exp(-x)) = sigmoid(x)"],
    "abs": ["max(x, y, z) = max(z, max(y, x))"],
    "exp-log": [
        "log(e^x) = x",
        "e^log(x) = x",
        "x*exp(log(y)) = x*y",
        "log(1 + e^x) - x = log(1 + e^(-x))",
        "x^x = e^(x*log(x))",
        "d/dx (x^x) = d/dx (e^(x*log(x)))",
    ],
    "exp-log, expand": ["e^log(x)*(x + 1) = x^2 + x"],
    "exp-log, cancel": ["x*e^log(y)/x = y"],
    "exp-log, variable": ["d/dx (e^log(x)) = 1"],
    "add-and-subtract": ["x + y - y = x", "1 + e^x - 1 = e^x", "x = x + a - a"],
    "multiply-by-zero": ["0*x + y = y", "x*0/y = 0"],
    "ratio": ["tan(x) = sin(x)/cos(x)", "1/tan(x) = cot(x)", "sec(x)^2 = 1/cos(x)^2"],
    "hyperbolic-as-exponential": [
        "sinh(x) = (e^x - e^(-x))/2",
        "cosh(x) + sinh(x) = e^x",
        "tanh(x) = (e^x - e^(-x))/(e^x + e^(-x))",
    ],
    "power": [
        "d/dx (x^3) = 3*x^2",
        "d/dx (1/x) = -1/x^2",
        "d/dx (1/x^2) = -2/x^3",
        "d/dx ((1 + x^2)^4) = 4*(1 + x^2)^3*d/dx (1 + x^2)",
        "d/dx (x^a) = a*x^(a - 1)",
        "d/dx sqrt(x) = 1/(2*sqrt(x))",
        "d/dx (x^(1/2)) = 1/2*x^(-1/2)",
    ],
    "sum": [
        "d/dx (x + 3) = 1",
        "d/dx (x - 3) = 1",
        "d/dx (x + e^x + 1) = 1 + d/dx (e^x)",
        "d/dx (u + x - 1) = 1",
    ],
    "difference": ["d/dx (x - e^x) = 1 - d/dx (e^x)", "d/dx (3 - x) = -1"],
    "negation": ["d/dx (-x) = -1", "d/dx (-sin(x)) = -d/dx sin(x)"],
    "constant-multiple": [
        "d/dx (3*x) = 3",
        "d/dx (x/2) = 1/2",
        "d/dx (x/sqrt(2)) = 1/sqrt(2)",
        "d/dx (a*x^2*b) = a*b*d/dx (x^2)",
        "d/dx (a*sin(x)/b) = a/b*d/dx sin(x)",
        "d/dx (2*x*a) = 2*a",
        "d/dx (-3*x) = -3",
        "d/dx (-sin(x)/2) = -1/2*d/dx sin(x)",
    ],
    "product": [
        "d/dx (x*sin(x)) = sin(x) + x*d/dx sin(x)",
        "d/dx (u*sin(x)) = u*d/dx sin(x)",
        "d/dx (x*sin(x)*e^x) = sin(x)*e^x + x*d/dx sin(x)*e^x + x*sin(x)*d/dx (e^x)",
        "d/dx (f(x)*g(x)) = d/dx f(x)*g(x) + f(x)*d/dx g(x)",
    ],
    "quotient": [
        "d/dx (sin(x)/x) = (d/dx sin(x)*x - sin(x))/x^2",
        "d/dx (1/x) = -1/x^2",
        "d/dx (3/sin(x)) = -3*d/dx sin(x)/sin(x)^2",
        "d/dx (1/f(x)) = -d/dx f(x)/f(x)^2",
    ],
    "exp": [
        "d/dx (e^x) = e^x",
        "d/dx exp(x) = e^x",
        "d/dx (e^(-x)) = -e^(-x)",
        "d/dx (e^(x^2)) = e^(x^2)*d/dx (x^2)",
        "d/dx (e^y) = 0",
    ],
    "exponential": ["d/dx (2^x) = 2^x*log(2)", "d/dx (a^(-x)) = -a^(-x)*log(a)"],
    "general-power": [
        "d/dx (x^x) = x^x*(log(x) + 1)",
        "d/dx (x^x) = x^x*log(x) + x^x",
        "d/dx (x^sin(x)) = x^sin(x)*(d/dx sin(x)*log(x) + sin(x)/x)",
    ],
    "chain": [
        "d/dx f(x^2) = f'(x^2)*d/dx (x^2)",
        "d/dx f(x) = f'(x)",
        "d/dx sin(3*x) = 3*cos(3*x)",
        "d/dx sin(x^2) = cos(x^2)*d/dx (x^2)",
        "d/dx log(1 + x^2) = 1/(1 + x^2)*d/dx (1 + x^2)",
        "d/dx ((1 + x^2)^4) = 4*(1 + x^2)^3*d/dx (1 + x^2)",
        "d/dx (e^(x^2)) = e^(x^2)*d/dx (x^2)",
    ],
    "log": ["d/dx log(x) = 1/x", "d/dx log(-x) = 1/x"],
    "sin": ["d/dx sin(x) = cos(x)", "d/dx sin(-x) = -cos(-x)", "d/dx sin(y) = 0"],
    "tan": [
        "d/dx tan(x) = sec(x)^2",
        "d/dx tan(x) = 1/cos(x)^2",
        "d/dx tan(x) = 1 + tan(x)^2",
        "d/dx tan(x^2) = d/dx (x^2)/cos(x^2)^2",
    ],
    "cot": ["d/dx cot(x) = -1/sin(x)^2", "d/dx cot(x) = -(1 + cot(x)^2)"],
    "sec": ["d/dx sec(x) = sin(x)/cos(x)^2", "d/dx sec(x) = tan(x)/cos(x)"],
    "csc": ["d/dx csc(x) = -cos(x)/sin(x)^2"],
    "tanh": ["d/dx tanh(x) = 1/cosh(x)^2", "d/dx tanh(x) = sech(x)^2"],
    "coth": ["d/dx coth(x) = -1/sinh(x)^2", "d/dx coth(x) = -csch(x)^2"],
    "sech": ["d/dx sech(x) = -sinh(x)/cosh(x)^2"],
    "csch": ["d/dx csch(x) = -cosh(x)/sinh(x)^2"],
    "sqrt": ["d/dx sqrt(x) = x^(-1/2)/2", "d/dx sqrt(x) = sqrt(x)/(2*x)"],
    "asinh": ["d/dx asinh(x) = (x^2 + 1)^(-1/2)"],
    "tan, ratio": ["d/dx tan(x) = 1/cos(x)^2"],
    "tan, pythagoras": ["d/dx tan(x) = 1 + tan(x)^2"],
    "tanh, pythagoras": ["d/dx tanh(x) = sech(x)^2"],
    "arithmetic": ["2*3*x = 6*x", "f(x)/g(x) = f(x)*g(x)^(-1)", "x/2*4 = 2*x"],
}
FAILS = {
    "tan": [
        "1/cos(x)^2 = 1 + tan(x)^2",
        "1/cos(x)^2 = sec(x)^2",
        "tan(x)^2*d/dx x = sec(x)^2 - 1",
        "d/dx sec(x) = sin(x)/cos(x)^2",
        "d/dx tan(x)*(x + 1)*(x + 2) = sin(2*x)",
    ],
    "tanh": ["sech(x)^2 = 1 - tanh(x)^2", "1/cosh(x)^2 = sech(x)^2"],
    "ratio": ["d/dx tan(x) = 1/cos(x)^2", "sin(x)^2 + cos(x)^2 = 1"],
    "sqrt": ["1/sqrt(x) = x^(-1/2)"],
    "radicals": ["hypot(x, 1)^2 = x^2 + 1", "sqrt(y^2 + 1) + hypot(y, 1) = 2*sqrt(1 + y^2)"],
    "abs": ["max(x, 0) + x = relu(x) + x"],
    "exp-log": [
        "softplus(x) = log(1 + e^x)",
        "e^x/(1 + e^x) = sigmoid(x)",
        "exp2(x) = e^(x*log(2))",
    ],
    "algebra": ["silu(x) = x*sigmoid(x)"],
    "chain, exp": ["d/dx (e^x) = e^x"],
    "factor, cancel": ["x*y/x = y", "x + x = 2*x", "a^2 - b^2 = (a - b)*(a + b)"],
    "expand, collect": ["x*(y + z) = x*y + x*z", "2*x + 3*x = 5*x"],
    "pythagoras, factor": ["sin(x)^2 + cos(x)^2 = 1", "x^2 - 1 = (x - 1)*(x + 1)"],
    "combine-fractions, expand": ["1/x + 1/y = (x + y)/(x*y)", "x*(y + z) = x*y + x*z"],
    "log-of-product": ["e^a*e^b = e^(a + b)"],
    "square-of-root": ["sqrt(x)*sqrt(y) = sqrt(x*y)"],
    "difference": ["a^2 - b^2 = (a - b)*(a + b)"],
    "chain, power": ["d/dx (x^4) = 4*x^3"],
    "chain, quotient": ["d/dx (x/(1 + x^2)) = (1 + x^2 - x*d/dx (1 + x^2))/(1 + x^2)^2"],
    "cancel": [
        "x + x = 2*x",
        "e^x/(1 + e^x)^2 = 1/(1 + e^x)*(1 - 1/(1 + e^x))",
        "2*3*x = 6*x",
        "1/2 + 1/2 = 1",
        "1/(x^2 - 1) = 1/((x - 1)*(x + 1))",
        "(a + b)^2 = a^2 + 2*a*b + b^2",
        "a/c + b/c = (a + b)/c",
    ],
    "factor": ["(a - b)^2 = a^2 - 2*a*b + b^2", "2*x + 3*x = 5*x", "sin(x)^2 + cos(x)^2 = 1"],
    "expand": [
        "x*y/(x^2 + x) = y/(1 + x)",
        "a^2 - b^2 = (a - b)*(a + b)",
        "x^2/x = x",
        "sin(x)^2 + cos(x)^2 = 1",
        "x + (1 + x) = 2*x + 1",
        "1*(x + x) = 2*x",
        "2*x = 1*(x + 1) - (1 - x)*1",
    ],
    "signs": ["x*(y - z) = x*y - x*z", "x - (y - x) = 2*x - y"],
    "add-and-subtract": ["x - (y - z) = x - y + z", "x^2 + x = x^2 + 2*x - x"],
    "collect": [
        "x - (y - z) = x - y + z",
        "(x + 1)^2 - (x - 1)^2 = 4*x",
        "a^2 - b^2 = (a - b)*(a + b)",
        "x^2/x = x",
    ],
    "combine-fractions": ["x*y/x = y", "x + x = 2*x"],
    "split-fraction": ["x*y/x = y", "x*(y + z) = x*y + x*z"],
    "pythagoras": ["sin(2*x) = 2*sin(x)*cos(x)", "(a + b)*c = a*c + b*c"],
    "power-laws": ["x + x = 2*x", "log(x*y) = log(x) + log(y)"],
    "product": ["d/dx (x^2) = 2*x", "d/dx sin(x) = cos(x)", "x*(y + z) = x*y + x*z"],
    "quotient": ["d/dx (2*x/(1 + x^2)) = 2*(1 - x^2)/(1 + x^2)^2"],
    "sum": ["d/dx (x*y) = y", "2*x + 3*x = 5*x"],
    "power": ["d/dx sin(x) = cos(x)", "d/dx (x^2 + x^3) = 2*x + 3*x^2"],
    "variable": ["2 + 3 = 5", "x*y = y*x"],
    "constant": ["d/dx x = 1"],
    "root-as-power": ["x^2*x^3 = x^5", "x + x = 2*x"],
    "monotonicity": ["sign(x*y) = sign(x)*sign(y)", "sign(e^x) = sign(x)", "x - (y - x) = 2*x - y"],
}


def reason(name: str, statement: str) -> bool:
    equation = parse_equation(statement, Scope(free=True))
    question = Question(equation.left.node, equation.right.node, THEORY, Fuel())
    return holds(question, frozenset({*name.split(", ")})) is not None


@each(("name", "statement"), [(n, s) for n, c in HOLDS.items() for s in c])
def test_what_a_textbook_calls_by_the_name(name: str, statement: str) -> None:
    assert reason(name, statement)


@pytest.mark.parametrize(("name", "statement"), [(n, s) for n, c in FAILS.items() for s in c])
def test_what_no_textbook_calls_by_the_name(name: str, statement: str) -> None:
    assert not reason(name, statement)


def test_rules_that_undo_each_other_are_seen_to_come_to_no_end() -> None:
    fuel = Fuel()
    line = parse("((x + h)^2 - x^2)/h", Scope(free=True)).node
    with pytest.raises(OutOfFuel):
        exhaust(line, frozenset({"expand-power", "cancel"}), THEORY, fuel)
    assert FUEL - fuel.left < 200


def test_what_has_no_two_parts_for_a_row_costs_as_much_as_it_is_long() -> None:
    fuel = Fuel()
    terms = " + ".join(f"{n}*sin({n}*x)" for n in range(2, 302))
    exhaust(parse(terms, Scope(free=True)).node, frozenset({"collect"}), THEORY, fuel)
    assert FUEL - fuel.left < 10_000


#: Reasons that are written, in their order, for steps where x, y and h are positive.
WRITTEN = {
    "expand": [
        "1*(1 - x) - (1 + x)*(-1) = 2",
        "x - (-1)*(1 + x) = x + 1 + x",
        "((1 - x)*1 - (1 + x)*(-1))/(1 + x)^2 = 2/(1 + x)^2",
    ],
    "expand, collect": [
        "1*(1 - x) - (1 + x)*(-1) = 2",
        "x - x^2 = 1/4 - (x^2 - x + 1/4)",
        "x - (y - x) = 2*x - y",
    ],
    "collect": ["x - (y - x) = 2*x - y", "x^2 - 2*(y + h) - (x^2 - y) = y - 2*(y + h)"],
    "add-and-subtract": [
        "x - x^2 = 1/4 - (x^2 - x + 1/4)",
        "x^2 + 6*x = x^2 + 6*x + 9 - 9",
        "x - (x - y) = y",
    ],
    "add-and-subtract, collect": [
        "x^4 + x^2 + 1 = x^4 + 2*x^2 + 1 - x^2",
        "3*x + 2*x + y - y = 5*x",
        "3*x - (x - y) + h - h = 2*x + y",
    ],
    "add-and-subtract, factor": [
        "x^2 + 6*x = (x + 3)^2 - 9",
        "x - x^2 = 1/4 - (x - 1/2)^2",
        "x^4 + x^2 + 1 = (x^2 + 1)^2 - x^2",
        "x*y + x + y = (x + 1)*(y + 1) - 1",
    ],
    "add-and-subtract, collect, factor": ["x^4 + x^2 + 1 = (x^2 + 1)^2 - x^2"],
    "signs": ["x - (y - h) = x - y + h"],
    "asinh, chain, radicals": ["d/dx asinh(x/2) = 1/sqrt(4 + x^2)"],
    "asinh, constant-multiple, radicals": ["d/dx asinh(x/2) = 1/sqrt(4 + x^2)"],
    "atan, constant-multiple, cancel": ["d/dx atan(x/2) = 2/(4 + x^2)"],
    "expand, cancel": ["((x + 1)^2 - 1)/x = x + 2", "((x + h)^2 - x^2)/h = 2*x + h"],
    "expand, add-and-subtract, cancel": ["((x + 1)^2 - 1)/x = x + 2"],
    "expand, factor, cancel": ["((x + h)^2 - x^2)/h = 2*x + h"],
    "expand, collect, factor": [
        "(x + 1)^2 - (x - 1)^2 + 4*y = 4*(x + y)",
        "x*(x + 1) + x + 1 = (x + 1)^2",
    ],
    "expand, factor": ["x*(x + 3) + 2 = (x + 1)*(x + 2)", "(x + 1)*(x + 2) - 2 = x*(x + 3)"],
    "factor, expand": ["x*(x + 3) + 2 = (x + 1)*(x + 2)"],
    "log-of-product, cancel": ["log(x^2)/2 = log(x)", "log(x^6)/3 = 2*log(x)"],
    "root-as-power, cancel": ["sqrt(x)^4/x = x"],
    "square-of-root, cancel": [
        "sqrt(x)*sqrt(x) = x",
        "x/sqrt(x) = sqrt(x)",
        "sqrt(x)*sqrt(x)*y = x*y",
    ],
}
NOT_NEEDED = {
    "factor, expand": ["(x + 1)^2 - x*(x + 2) = 1", "x*(x + 1) = x^2 + x"],
    "expand, factor": ["x^2 + x = x*(x + 1)"],
    "expand, cancel": ["x^2/x = x", "x*(x + 1) = x^2 + x"],
    "expand, ratio, cancel": ["((x + 1)^2 - 1)/x = x + 2"],
    "log-of-product, cancel": ["log(x*y) = log(x) + log(y)", "log(x^2) = 2*log(x)"],
    "square-of-root, cancel": ["x*y/x = y"],
    "expand, square-of-root": ["x*(x + 1) = x^2 + x"],
    "expand": ["x + 2 = x - (-1)*(1 + 1)"],
    "expand, collect": ["x + (1 + x) = 2*x + 1"],
    "add-and-subtract, factor": ["x^2 + 2*x + 1 = (x + 1)^2", "x^2 - 1 = (x + 1)*(x - 1)"],
    "add-and-subtract, collect": ["5*x - 3*x = 2*x", "2*x + 3*x = 5*x"],
}


def as_written(by: str, statement: str) -> Report:
    lines = (
        "derive: 1",
        "title: t",
        "variables: {x: positive, y: positive, h: positive}",
        f"theorem: {statement}",
        "steps:",
        f"  - to: {statement.partition(' = ')[2]}",
        f"    by: [{by}]",
    )
    return check(load_text("\n".join(lines) + "\n"))


@pytest.mark.parametrize(("by", "statement"), [(n, s) for n, c in WRITTEN.items() for s in c])
def test_what_an_author_may_write(by: str, statement: str) -> None:
    assert as_written(by, statement).proved


@pytest.mark.parametrize(("by", "statement"), [(n, s) for n, c in NOT_NEEDED.items() for s in c])
def test_what_has_no_part_in_a_step(by: str, statement: str) -> None:
    report = as_written(by, statement)
    assert report.steps[0].verdict is Verdict.WRONG_REASON
    assert report.diagnostics[0].kind is Kind.UNNEEDED_REASON


@pytest.mark.parametrize(
    ("by", "statement", "missing"),
    [
        ("asinh", "d/dx asinh(x/2) = 1/sqrt(4 + x^2)", ("constant-multiple", "radicals")),
        ("sin", "d/dx (x*sin(x)^2) = sin(x)^2 + x*sin(2*x)", ("power", "product", "trig")),
    ],
)
def test_a_procedure_may_end_what_rules_of_derivatives_begin(
    by: str, statement: str, missing: tuple[str, ...]
) -> None:
    (found,) = as_written(by, statement).diagnostics
    assert found.kind is Kind.WRONG_REASON
    assert {*found.expected.removeprefix("by ").split(", ")} == {by, *missing}


def test_what_may_be_named_besides_is_one_table_of_rules() -> None:
    assert {n for row in BESIDES for n in (row.name, *row.of)} <= {*names()}
    assert len({(row.name, row.when, row.of) for row in BESIDES}) == len(BESIDES)


def test_the_names_are_those_of_the_tables() -> None:
    assert {n for by in (*HOLDS, *FAILS) for n in by.split(", ")} <= {*names()}
