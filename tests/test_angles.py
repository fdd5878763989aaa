"""Angles: fractions of pi, large multiples, and what is not equal though it is close."""

from __future__ import annotations

from derive.check.decide import equal
from derive.report.report import Verdict
from tests.each import each

FRACTIONS_OF_PI = (
    ("sin(pi/60)", "cos(29*pi/60)"),
    ("cos(pi/60)", "sin(31*pi/60)"),
    ("sin(pi/180)", "cos(89*pi/180)"),
    ("tan(pi/60)", "cot(29*pi/60)"),
    ("cos(7*pi/8)", "-cos(pi/8)"),
    ("cos(pi/7)", "-cos(6*pi/7)"),
    ("sin(pi/9)", "cos(7*pi/18)"),
    ("sin(13*pi/7)", "-sin(pi/7)"),
    ("sin(pi/1009)", "cos(1007*pi/2018)"),
    ("cos(123456*pi/7)", "cos(4*pi/7)"),
    ("sin(pi/7)*cos(pi/7)", "sin(2*pi/7)/2"),
    ("sin(3*pi/49)", "3*sin(pi/49) - 4*sin(pi/49)^3"),
    ("sin(pi/7 + pi/49)", "sin(8*pi/49)"),
    ("sin(pi/60 + pi/7)", "sin(pi/60)*cos(pi/7) + cos(pi/60)*sin(pi/7)"),
    ("sin(x + pi/60)", "sin(x)*cos(pi/60) + cos(x)*sin(pi/60)"),
    ("sin(x + pi/7)", "cos(x - 5*pi/14)"),
    ("cos(pi/16)^2", "(1 + cos(pi/8))/2"),
    ("cos(pi/16)", "sqrt(2 + sqrt(2 + sqrt(2)))/2"),
    ("cos(pi/32)^2", "(1 + cos(pi/16))/2"),
    ("cos(pi/24)", "sqrt(2 + sqrt(2 + sqrt(3)))/2"),
    ("tan(pi/24)", "sqrt(6) - sqrt(3) + sqrt(2) - 2"),
)
LARGE_MULTIPLES = (
    ("sin(x)*cos(1000*x)", "(sin(1001*x) - sin(999*x))/2"),
    ("sin(1.001*x)", "sin(x)*cos(x/1000) + cos(x)*sin(x/1000)"),
    ("2*sin(300*x)*sin(301*x)", "cos(x) - cos(601*x)"),
    ("cos(1001*x)", "cos(1000*x)*cos(x) - sin(1000*x)*sin(x)"),
    ("cos(5000*x)^2", "(1 + cos(10000*x))/2"),
    ("cos(3000*x)", "4*cos(1000*x)^3 - 3*cos(1000*x)"),
    ("sin(x) + sin(1000*x)", "2*sin(1001*x/2)*cos(999*x/2)"),
    ("sin(x) + sin(1001*x)", "2*sin(501*x)*cos(500*x)"),
    ("4*cos(1000*x)*cos(1001*x)*cos(x)", "1 + cos(2*x) + cos(2000*x) + cos(2002*x)"),
    ("sin(x*y)*cos(1000*x*y)", "(sin(1001*x*y) - sin(999*x*y))/2"),
    ("sin(1000*pi*x)*cos(pi*x)", "(sin(1001*pi*x) + sin(999*pi*x))/2"),
    ("sinh(x)*cosh(1000*x)", "(sinh(1001*x) - sinh(999*x))/2"),
    ("sinh(1.001*x)", "sinh(x)*cosh(x/1000) + cosh(x)*sinh(x/1000)"),
)
FALSE = (
    ("sin(pi/60)", "cos(28*pi/60)"),
    ("sin(pi/60)", "sin(pi/61)"),
    ("cos(pi/7)", "cos(6*pi/7)"),
    ("sin(13*pi/7)", "sin(pi/7)"),
    ("cos(pi/16)", "sqrt(2 + sqrt(2 + sqrt(3)))/2"),
    ("sin(x)*cos(1000*x)", "(sin(1001*x) - sin(998*x))/2"),
    ("sin(1.001*x)", "sin(x)*cos(x/1000) - cos(x)*sin(x/1000)"),
    ("sin(x) + sin(1000*x)", "2*sin(1001*x/2)*cos(997*x/2)"),
)


@each(("left", "right"), FRACTIONS_OF_PI + LARGE_MULTIPLES)
def test_true_ones_are_proved(left: str, right: str) -> None:
    assert equal(left, right).verdict is Verdict.PROVED


@each(("left", "right"), FALSE)
def test_false_ones_are_refuted(left: str, right: str) -> None:
    assert equal(left, right).verdict is Verdict.REFUTED
