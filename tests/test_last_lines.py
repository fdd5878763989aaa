"""The last line of a derivation is what a person would leave, as its function is written."""

from __future__ import annotations

import pytest

import derive
from derive.report.report import Verdict
from tests.each import each

#: A function, the variable, and the line to leave.
LINES = [
    ("(x^3-3*x^2-3*x+1)", "x", "3*x^2 - 6*x - 3"),
    ("x*(1+erf(x/sqrt(2)))/2", "x", "(1 + erf(x/sqrt(2)))/2 + x*e^(-x^2/2)/sqrt(2*pi)"),
    ("gelu(x)", "x", "(1 + erf(x/sqrt(2)))/2 + x*e^(-x^2/2)/sqrt(2*pi)"),
    ("sigmoid(x)", "x", "sigmoid(x)*(1 - sigmoid(x))"),
    ("softplus(x)", "x", "exp(x)/(1 + exp(x))"),
    ("relu(x)", "x", "heaviside(x)"),
    ("relu(w*x + b)", "w", "x*heaviside(w*x + b)"),
    ("relu(x)^2/2", "x", "relu(x)"),
    ("leaky_relu(x, a)", "x", "heaviside(x) + a*heaviside(-x)"),
    ("elu(x, a)", "x", "heaviside(x) + a*exp(x)*heaviside(-x)"),
    ("max(x, y)", "x", "heaviside(x - y)"),
    ("max(x, y)", "y", "heaviside(y - x)"),
    ("min(x, y)", "x", "heaviside(y - x)"),
    ("max(x, y, z)", "z", "heaviside(z - max(x, y))"),
    ("max(x, 0)^2", "x", "2*max(x, 0)"),
    ("max(0, 1 - y*f)^2", "f", "-2*y*max(0, 1 - y*f)"),
    ("max(0, m - a + b)", "a", "-heaviside(m - a + b)"),
    ("log(1 + max(x, 0))", "x", "heaviside(x)/(1 + max(x, 0))"),
    ("x*(1 + sign(x))", "x", "1 + sign(x)"),
    ("silu(x)", "x", "sigmoid(x) + x*sigmoid(x)*(1 - sigmoid(x))"),
    ("log(1 + e^(-y*z))", "z", "-y/(1 + e^(y*z))"),
    ("max(0, 1 - y*f)", "f", "-y*heaviside(1 - y*f)"),
    ("h*f/(k*T)", "T", "-h*f/(k*T^2)"),
    ("x^x", "x", "x^x*(1 + log(x))"),
    ("log(log(x))", "x", "1/(x*log(x))"),
    ("tan(x)", "x", "sec(x)^2"),
    ("x/(1+x^2)", "x", "(1 - x^2)/(1 + x^2)^2"),
    ("sqrt(1+x^2)", "x", "x/sqrt(1 + x^2)"),
    ("e^(-x^2/2)/sqrt(2*pi)", "x", "-x*e^(-x^2/2)/sqrt(2*pi)"),
    ("sin(x)/x", "x", "(x*cos(x) - sin(x))/x^2"),
    ("log(x)/x", "x", "(1 - log(x))/x^2"),
    ("x*log(x) - x", "x", "log(x)"),
    ("x*x + x", "x", "1 + 2*x"),
    ("x*log(x)*x", "x", "2*x*log(x) + x"),
    ("atan(x)", "x", "1/(1 + x^2)"),
    ("asin(x)", "x", "1/sqrt(1 - x^2)"),
    ("log(e^a+e^b)", "a", "e^a/(e^a + e^b)"),
    ("e^a/(e^a+e^b)", "a", "e^a*e^b/(e^a + e^b)^2"),
    ("1/(1+e^(-x))", "x", "e^(-x)/(1 + e^(-x))^2"),
    ("tanh(x)", "x", "1 - tanh(x)^2"),
    ("log(x+sqrt(1+x^2))", "x", "1/sqrt(1 + x^2)"),
    ("x^2*e^(-x)", "x", "x*(2 - x)*e^(-x)"),
    ("(x^2-1)/(x^2+1)", "x", "4*x/(x^2 + 1)^2"),
    ("(x^2 - x + 1)*(x + 1)", "x", "3*x^2"),
    ("x^3/3 - x^2 - x", "x", "x^2 - 2*x - 1"),
    ("sin(x)^2", "x", "2*sin(x)*cos(x)"),
    ("sin(x)*cos(x)", "x", "cos(x)^2 - sin(x)^2"),
    ("e^(sin(x))", "x", "e^sin(x)*cos(x)"),
    ("sqrt(x)", "x", "1/(2*sqrt(x))"),
    ("cbrt(x)", "x", "1/(3*cbrt(x)^2)"),
    ("5*cbrt(t)", "t", "5/(3*cbrt(t)^2)"),
    ("1/x", "x", "-1/x^2"),
    ("1/sqrt(x)", "x", "-1/(2*x*sqrt(x))"),
    ("x*sqrt(1-x^2)", "x", "(1 - 2*x^2)/sqrt(1 - x^2)"),
    ("-p*log(p)-(1-p)*log(1-p)", "p", "log(1 - p) - log(p)"),
    ("(y - w*x)^2", "w", "-2*x*(y - w*x)"),
    ("(1-y*f)^2", "f", "-2*y*(1 - y*f)"),
    ("log(sqrt(2*pi)*s)+(x-m)^2/(2*s^2)", "s", "(s^2 - (x - m)^2)/s^3"),
    ("log(sqrt(2*pi)*s)+(x-m)^2/(2*s^2)", "m", "-(x - m)/s^2"),
    ("a*e^(-k*t)", "t", "-a*k*e^(-k*t)"),
    ("A*cos(w*t+p)", "t", "-A*w*sin(w*t + p)"),
    ("G*m*M/r^2", "r", "-2*G*m*M/r^3"),
    ("1/2*m*v^2", "v", "m*v"),
    ("x/sqrt(1+x^2)", "x", "1/sqrt(1 + x^2)^3"),
    ("abs(x)", "x", "x/abs(x)"),
    ("abs(x-1)", "x", "(x - 1)/abs(x - 1)"),
    ("sign(x)*x", "x", "sign(x)"),
    ("max(x,0)", "x", "heaviside(x)"),
    ("acosh(x)", "x", "1/sqrt(x^2 - 1)"),
    ("log(abs(x))", "x", "1/x"),
    ("log(cosh(x))", "x", "sinh(x)/cosh(x)"),
    ("sec(x)", "x", "sec(x)*tan(x)"),
    ("x^n", "x", "n*x^(n - 1)"),
    ("2^x", "x", "2^x*log(2)"),
    ("log(x,2)", "x", "1/(x*log(2))"),
    ("x*atan(x)-log(1+x^2)/2", "x", "atan(x)"),
    ("hypot(x,y)", "x", "x/sqrt(x^2 + y^2)"),
    ("(1+1/x)^x", "x", "(1 + 1/x)^x*(log(1 + 1/x) - 1/(x*(1 + 1/x)))"),
    ("e^(-1/x^2)", "x", "2*e^(-1/x^2)/x^3"),
]
#: Quantities of physics, and the reasons of their derivatives.
REASONS = [
    ("h*f/(k*T)", "T", ("constant-multiple", "power")),
    ("G*m*M/r^2", "r", ("constant-multiple", "power")),
    ("1/2*m*v^2", "v", ("constant-multiple", "power")),
]


@each(("function", "variable", "last"), LINES)
def test_the_last_line(function: str, variable: str, last: str) -> None:
    found = derive.diff(function, variable)
    assert (found.derivative, found.verdict) == (last, Verdict.PROVED)


@pytest.mark.parametrize(("function", "variable", "reasons"), REASONS)
def test_a_power_beside_constants(function: str, variable: str, reasons: tuple[str, ...]) -> None:
    found = derive.diff(function, variable)
    used = [name for step in found.steps for name in (step.written or ())]
    assert "identity" not in used
    assert {*reasons} <= {*used}
