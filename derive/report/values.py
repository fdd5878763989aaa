"""Values of a function and its derivative: frozen, plain data."""

from __future__ import annotations

from dataclasses import dataclass

from derive.report.derivative import DerivativeReport
from derive.report.report import Report


@dataclass(frozen=True)
class Value:
    """A value as a decimal, every digit of it known, beside what floats give.

    `float` is what the definition as it is written gives in float64, empty where floats do not
    compute it, and `ulps` its distance from the value at the float that it was given, in units in
    the last place.  `there` is the value at that float, where it is not nearly the same.
    """

    digits: str
    float: str = ""
    ulps: str = ""
    there: str = ""


@dataclass(frozen=True)
class Row:
    """The values at one point; the derivative may have none where the function has one.

    Where no value is known of the derivative, `absent` says that it certainly has none.  `rounded`
    is the float that stands for the point.
    """

    at: str
    function: Value
    derivative: Value | None
    rounded: str = ""
    absent: bool = False


@dataclass(frozen=True)
class Unusable:
    """A text of the command line that cannot be used, and what to do."""

    trouble: str
    hint: str = ""


@dataclass(frozen=True)
class ValuesReport:
    """The values of a function and its derivative at points, or why there are none.

    `theorem` says what the derivative is, on the `domain`, and `labels` are what it calls the
    function and the derivative; `problems` are all that is wrong with what was asked for; `report`
    and `found` are the reports on the script, or on the derivation that was searched for, where
    those are the reason.
    """

    name: str
    title: str = ""
    variable: str = ""
    theorem: str = ""
    domain: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    problems: tuple[Unusable, ...] = ()
    report: Report | None = None
    found: DerivativeReport | None = None
    labels: tuple[str, str] = ("", "")
