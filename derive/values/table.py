"""The values of a function and its derivative at points, beside what floats make of them.

The function and its derivative are those of a theorem that is proved.  A point is a number as one
writes it, `pi/2` and `1/3` too: decimals are those of the value there, while floats are given the
float that is nearest to the point, and are held against the value at that float.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property, partial

from sympy.core.numbers import Integer
from sympy.core.symbol import Symbol

from derive.check.decide import decide
from derive.codegen.lowering import NoProgramError, program, rounded
from derive.codegen.pieces import Target
from derive.codegen.program import Machine
from derive.codegen.subject import NoSubject, Subject
from derive.codegen.truth import UNDEFINED, Truth
from derive.expression.choices import Choice
from derive.expression.nodes import Expression, rational
from derive.expression.substitution import substitute
from derive.expression.told_apart import has_choice
from derive.kernel.balls import CannotTell, Point, Undefined
from derive.kernel.conditions import Condition
from derive.numeric.evaluate import NOWHERE, evaluate, holds
from derive.prover.domains import Domain
from derive.report.report import Verdict
from derive.report.values import Row, Unusable, Value, ValuesReport
from derive.values.asked import Values, number, subject_of, values_of
from derive.values.decimals import decimal
from derive.values.one_sided import has_no_slope
from derive.values.usual import in_digits, interval_of, usual_points

#: Precision at which conditions are tested at a point, in bits.
_PRECISION = 256
#: What stands for a value whose digits no precision tells.
NOT_KNOWN = "?"
#: What stands for a float where Python raises an error instead, as at an overflow of exp.
RAISES = "overflow"
#: What is said of a float at which there is no value, and at which none is known.
NOT_DEFINED, NOT_TOLD = "undefined", "not known"
#: To how many digits values at a point and at its float are compared.
_ALIKE = 12
#: Distances below this many ulps are told as 0.
_SMALLEST = 0.005


@dataclass(frozen=True)
class Wanted:
    """What values are asked for: of a script at a path, or of an expression where that is empty.

    `at` are the points of the variable, `given` the values of the others as `a = 1/2`.  Where no
    point is named a few of the domain are taken.
    """

    name: str
    path: str = ""
    wrt: str = ""
    where: tuple[str, ...] = ()
    at: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    digits: int = 20


def table(wanted: Wanted) -> ValuesReport:
    """The values that are wanted, or why there are none."""
    subject = subject_of(wanted.name, wanted.path, wanted.wrt, wanted.where, wanted.given)
    if isinstance(subject, NoSubject):
        said = (Unusable(subject.trouble, subject.hint),)
        return ValuesReport(wanted.name, problems=said, report=subject.report, found=subject.found)
    problems: list[Unusable] = []
    given = values_of(subject, wanted.given, problems)
    points = [(t, number(t, "--at", problems)) for t in wanted.at]
    if problems:
        return ValuesReport(wanted.name, problems=tuple(problems))
    named = [(t, p) for t, p in points if p is not None]
    return _table(wanted, subject, given, named)


#: A point as it is written, and as a number.
WrittenPoint = tuple[str, Expression]


def _table(
    wanted: Wanted, subject: Subject, given: Values, points: list[WrittenPoint]
) -> ValuesReport:
    declared = bool(wanted.path or wanted.where)
    function = _Column(subject.function, given, wanted.digits, declared)
    fixed = substitute(subject.function.expression, given)
    absent = partial(has_no_slope, fixed, subject.function.variable, order=subject.order)
    derivative = _Column(subject.derivative, given, wanted.digits, absent=absent)
    name = function.variable.name
    points = points or function.usual_points
    if not points:
        told = Unusable("no point of the domain is known", f"name one with `--at`: {name} = ...")
        return ValuesReport(wanted.name, problems=(told,))
    outside = tuple(
        Unusable(f"{name} = {written} is outside of the domain", "; ".join(subject.domain))
        for written, p in points
        if function.misses(p)
    )
    if outside:
        return ValuesReport(wanted.name, problems=outside)
    return ValuesReport(
        wanted.name,
        subject.title,
        name,
        subject.theorem,
        subject.domain,
        tuple(_row(function, derivative, *point) for point in points),
        labels=subject.labels,
    )


def _row(function: _Column, derivative: _Column, written: str, point: Expression) -> Row:
    """The values at one point."""
    lacks = derivative.misses(point)
    return Row(
        written,
        function.at(point),
        None if lacks else derivative.at(point),
        repr(rounded(point)),
        absent=lacks and derivative.absent(point),
    )


@dataclass(frozen=True)
class _Column:
    """The values of a function of one variable, all others having values.

    Without a declared domain it is taken wherever it has a value.  What it misses, it has no value
    at where it is `absent`; else none is known.
    """

    target: Target
    given: Values
    digits: int
    declared: bool = True
    absent: Callable[[Expression], bool] = lambda _: True

    @property
    def variable(self) -> Symbol:
        return self.target.variable

    def misses(self, point: Expression) -> bool:
        """Whether a point is outside of the domain, or there is no value there."""
        if self.declared and any(self._fails(c.substitute(self._at(point))) for c in self._where):
            return True
        try:
            evaluate(self._number(point), NOWHERE)
        except Undefined:
            return True
        except CannotTell:
            return False
        return False

    @property
    def usual_points(self) -> list[WrittenPoint]:
        """A few points of the domain."""
        conditions = (c.substitute(dict(self.given)) for c in self._where)
        across = interval_of(self.variable, conditions)
        chosen = usual_points(across, lambda q: not self.misses(rational(q)))
        return [(in_digits(q), rational(q)) for q in chosen]

    @property
    def _where(self) -> tuple[Condition, ...]:
        return self.target.domain.conditions

    def _fails(self, condition: Condition) -> bool:
        """Whether a condition without variables is not known to hold; balls about 0 tell nothing.

        There a zero has to be proved, which only `>=` allows.
        """
        known = holds(condition, NOWHERE, _PRECISION)
        if known is None:
            known = condition.relation == ">=" and self._is_zero(condition.expression)
        return not known

    def _is_zero(self, e: Expression) -> bool:
        return decide(e, Integer(0), self.target.theory, Domain(())).verdict is Verdict.PROVED

    def at(self, point: Expression) -> Value:
        """The value at a point, and what floats give for the float nearest to it."""
        return Value(
            self._decimal(point, self.digits), *self._in_floats(point), self._at_its_float(point)
        )

    def _at_its_float(self, point: Expression) -> str:
        """The value at the float nearest to a point, where it differs from that at the point."""
        if self._machine_at(self._floats(point)) is None:
            return ""
        near = rational(Fraction(rounded(point)))
        if self.misses(near):
            return NOT_DEFINED if self.absent(near) else NOT_TOLD
        here, there = (self._decimal(p, min(self.digits, _ALIKE)) for p in (point, near))
        if here == there or NOT_KNOWN in (here, there) or Decimal(here) == Decimal(there):
            return ""
        return self._decimal(near, self.digits)

    def _at(self, point: Expression) -> dict[Symbol, Expression]:
        return {**self.given, self.variable: point}

    def _floats(self, point: Expression) -> list[float]:
        """The floats that are nearest to the values of all variables."""
        return [rounded(self._at(point)[v]) for v in self.target.domain.variables]

    def _number(self, point: Expression) -> Expression:
        return substitute(self.target.expression, self._at(point))

    def _decimal(self, point: Expression, digits: int) -> str:
        e = self._number(point)
        try:
            return decimal(e, digits)
        except CannotTell:
            return "0" if self._is_zero(e) else NOT_KNOWN

    def _in_floats(self, point: Expression) -> tuple[str, str]:
        """The float, and its distance in ulps from the value at the float that it was given."""
        floats = self._floats(point)
        machine = self._machine_at(floats)
        if machine is None:
            return "", ""
        results = machine.run(floats)
        if results is None:
            return RAISES, "inf"
        exact = self._truth.at(tuple(floats))
        if exact is None or exact is UNDEFINED:
            return repr(results[-1]), ""
        return repr(results[-1]), _told(exact.ulps(results[-1]))

    def _machine_at(self, floats: list[float]) -> Machine | None:
        """What computes the definition as it is written, of cases the one that applies."""
        numbers = map(Fraction, floats)
        e = _applying(
            self.target.expression, dict(zip(self.target.domain.variables, numbers, strict=True))
        )
        if e not in self._machines:
            self._machines[e] = self._machine(e)
        return self._machines[e]

    def _machine(self, e: Expression) -> Machine | None:
        try:
            made = program(e)
        except NoProgramError:
            return None
        return Machine(made, [v.name for v in self.target.domain.variables])

    @cached_property
    def _machines(self) -> dict[Expression, Machine | None]:
        return {}

    @cached_property
    def _truth(self) -> Truth:
        return Truth(self.target.domain.variables, self.target.expression, self.variable)


def _applying(e: Expression, at: Point) -> Expression:
    """`e` with the cases that apply at a point; where that is not known all of them."""
    if not has_choice(e):
        return e
    if isinstance(e, Choice):
        applies = holds(Condition(e.guard, e.relation), at, _PRECISION)
        return e if applies is None else _applying(e.branches[0 if applies else 1], at)
    return e.func(*(_applying(part, at) for part in e.args))


def _told(ulps: float) -> str:
    """A distance to two digits."""
    return f"{ulps:.2g}" if ulps >= _SMALLEST else "0"
