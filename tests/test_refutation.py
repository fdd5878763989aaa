"""Witnesses: where equalities fail or domains change, and that anyone can recheck them."""

from __future__ import annotations

import re
from contextlib import suppress
from fractions import Fraction

import pytest
from flint import arb
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy.core.symbol import Symbol

from derive.check.decide import equal
from derive.check.evidence import Finding, Judge
from derive.check.refutation import Search
from derive.check.relations import in_words
from derive.expression.nodes import Expression, call, free_variables
from derive.expression.parser import parse_expression as parse
from derive.kernel.balls import CannotTell, Undefined
from derive.kernel.conditions import Condition, interior
from derive.kernel.theorem import Theorem
from derive.kernel.theory import KernelError, Theory
from derive.numeric.evaluate import Evaluator, evaluate
from derive.prover.domains import Domain
from derive.prover.equality import normal_form
from derive.prover.remaining import remaining
from derive.report.report import Verdict, Witness
from tests.each import each
from tests.strategies import expressions
from tests.test_domains import conditions, domain

X = Symbol("x")
OPAQUE = re.compile(r"\b([fgh])'*\(")


def sides(equality: str) -> tuple[Expression, Expression]:
    left, right = equality.split(" = ")
    return parse(left), parse(right)


def theory_of(source: str) -> Theory:
    return Theory((), frozenset(OPAQUE.findall(source)))


def judge_of(equality: str, where: str) -> Judge:
    return Judge(theory_of(equality + where), domain(where, *sides(equality)))


def judged(equality: str, where: str = "") -> Finding:
    """The verdict with the theorem of the normal form, where there is one."""
    left, right = sides(equality)
    judge = judge_of(equality, where)
    theorem: Theorem | None = None
    with suppress(KernelError):
        theorem = normal_form(judge.theory, left, right)
    return judge.judge(left, right, theorem)


def value(e: Expression, witness: Witness) -> arb | None:
    """The value at a witness, None where it is undefined."""
    point = {Symbol(name): Fraction(q) for name, q in witness.point}
    try:
        return evaluate(e, point, witness.precision)
    except Undefined:
        return None


REFUTED = (
    ("sqrt(x^2) = x", ""),
    ("(x + 1)^2 = x^2 + 1", ""),
    ("abs(x)/x = 1", ""),
    ("atan(tan(x)) = x", ""),
    ("asin(sin(x)) = x", ""),
    ("atan(x) + atan(1/x) = pi/2", ""),
    ("sign(x)^2 = 1", ""),
    ("x + 1/10^30 = x", ""),
    ("(1 + 1/10^9)^(10^9) = e", ""),
    ("e^(-10^6*(x - 1)^2) = 0", ""),
    ("e^(-x)/(1 + e^(-x))^2 = 2*e^(-x)/(1 + e^(-x))^2", "x > 1000"),
    ("sqrt(1 - x^2 - y^2) = 1 - x - y", "x^2 + y^2 < 1"),
    ("x = y", "x - y > 0, y + 1/10^9 - x > 0"),
    ("log(x) = x - 1", "0 < x < 1/10^9"),
    ("x*y = 1", "x*y > 1"),
    ("n^2 = n", "int n, n >= 0"),
    ("n*(n - 1)*(n + 1)*(n - 2)*(n + 2)*(n - 3) = 0", "int n"),
    ("x^2 = a*x", "a > 0"),
    ("x^2 + e^(-10^12*(x - 1/3)^2) = x^2", ""),
    ("cos(x) + e^(-10^6*(x - sqrt(2))^2) = cos(x)", ""),
    ("max(0, 1 - 10^9*abs(x - 3/8)) = 0", ""),
    ("x + 7/3 + 10^(-20)*e^(-10^10*(x - 2)^2) = x + 7/3", ""),
    ("x + e^(-10^9*((x - 1)^2 + (y - 1/2)^2)) = x", ""),
)


@each(("equality", "where"), REFUTED)
def test_refuted_with_a_witness_that_can_be_rechecked(equality: str, where: str) -> None:
    found = judged(equality, where)
    assert found.verdict is Verdict.REFUTED
    assert found.witness is not None
    assert found.witness.left != found.witness.right
    left, right = (value(e, found.witness) for e in sides(equality))
    assert left is not None
    assert right is not None
    assert not left.overlaps(right)
    point = {Symbol(name): Fraction(q) for name, q in found.witness.point}
    assert domain(where, *sides(equality)).contains(point)


CHANGES = (
    ("log(x^2) = 2*log(x)", ""),
    ("log(x*y) = log(x) + log(y)", ""),
    ("e^(log(x)) = x", ""),
    ("sqrt(x)*sqrt(y) = sqrt(x*y)", ""),
    ("0*log(x) = 0", ""),
    ("sqrt(x)^2 = x", ""),
    ("sqrt(x - 1000000)^2 = x - 1000000", "x > 0"),
    ("sqrt(1000000 - x)^2 = 1000000 - x", ""),
    ("log(x - 10^(-9)) - log(x - 10^(-9)) = 0", "x > 0"),
    ("asin(x) + acos(x) = pi/2", ""),
)


@each(("equality", "where"), CHANGES)
def test_a_change_of_domain_has_a_witness(equality: str, where: str) -> None:
    found = judged(equality, where)
    assert found.verdict is Verdict.DOMAIN_CHANGES
    assert found.witness is not None
    values = [value(e, found.witness) for e in sides(equality)]
    assert sum(v is None for v in values) == 1
    assert [v is None for v in values] == [found.witness.left is None, found.witness.right is None]


PROVED_FOR = (
    ("x/x = 1", "", "x != 0"),
    ("x^0 = 1", "", "x != 0"),
    ("(x^2 - 1)/(x - 1) = x + 1", "", "x != 1"),
    ("1/(x - 1/3) = 3/(3*x - 1)", "", "x != 1/3"),
    ("1/x^2 + 1/y = (y + x^2)/(x^2*y)", "", "x != 0 and y != 0"),
    ("x/(x - y) - y/(x - y) = 1", "", "x != y"),
    ("tan(x)/tan(x) = 1", "", "cos(x) != 0 and tan(x) != 0"),
)


@pytest.mark.parametrize(("equality", "where", "words"), PROVED_FOR)
def test_proved_for_simple_conditions(equality: str, where: str, words: str) -> None:
    found = judged(equality, where)
    assert found.verdict is Verdict.PROVED_FOR
    assert " and ".join(map(in_words, found.conditions)) == words


PROVED = (
    ("x/x = 1", "x > 0"),
    ("x/(x^2 + 1) = 1/(x + 1/x)", "x != 0"),
    ("1/(x^2 - 2*x + 2) - 1/(x^2 - 2*x + 2) = 0", ""),
    ("log(x)/log(x) = 1", "x > 1"),
    ("f(x)/f(x) = 1", "f(x) > 0"),
)


@pytest.mark.parametrize(("equality", "where"), PROVED)
def test_proved(equality: str, where: str) -> None:
    assert judged(equality, where).verdict is Verdict.PROVED


VACUOUS = (
    ("sqrt(sin(x) - 2) - sqrt(sin(x) - 2) = sqrt(sin(x) - 2)*0", ""),
    ("1/(sqrt(3 + 2*sqrt(2)) - 1 - sqrt(2)) = 2/(2*(sqrt(3 + 2*sqrt(2)) - 1 - sqrt(2)))", ""),
)


@pytest.mark.parametrize(("equality", "where"), VACUOUS)
def test_nothing_is_shown_of_what_has_no_value(equality: str, where: str) -> None:
    found = judged(equality, where)
    assert found.verdict is Verdict.NOT_SHOWN
    assert found.witness is None


OPAQUE_REFUTED = (
    ("d/dx f(x^2) = x*f'(x^2)", ""),
    ("d/dx (f(x)*g(x)) = f'(x)*g'(x)", ""),
    ("f(x + y) = f(x) + f(y)", ""),
    ("f''(x) = f'(x)", ""),
    ("f(g(x)) = g(f(x))", ""),
    ("f(x)^2 = f(x)", "f(x) > 0"),
)


@pytest.mark.parametrize(("equality", "where"), OPAQUE_REFUTED)
def test_opaque_functions_are_refuted_by_concrete_ones(equality: str, where: str) -> None:
    found = judged(equality, where)
    assert found.verdict is Verdict.REFUTED
    assert found.witness is not None
    assert {name for name, _ in found.witness.functions} == theory_of(equality).opaque


def test_opaque_functions_of_several_arguments_tell_them_apart() -> None:
    left, right = call("f", X, Symbol("y")), call("f", Symbol("y"), X)
    judge = Judge(Theory((), frozenset({"f"})), domain("", left))
    found = judge.refute(left, right)
    assert found is not None
    assert found.verdict is Verdict.REFUTED


NOT_REFUTED = (
    ("d/dx f(x^2) = 2*x*f'(x^2)", ""),
    ("d/dx (f(x)*g(x)) = f'(x)*g(x) + f(x)*g'(x)", ""),
    ("sin(x)^2 + cos(x)^2 = 1", ""),
    ("max(x, y) = (x + y + abs(x - y))/2", ""),
    ("x^y*x^z = x^(y + z)", ""),
    ("sqrt(3 + 2*sqrt(2)) = 1 + sqrt(2)", ""),
    ("abs(x) = x", "x >= 0"),
    ("log(x*y) = log(x) + log(y)", "x > 0, y > 0"),
)


@each(("equality", "where"), NOT_REFUTED)
def test_true_equalities_are_not_refuted(equality: str, where: str) -> None:
    left, right = sides(equality)
    judge = judge_of(equality, where)
    assert judge.refute(left, right) is None
    found = judge.judge(left, right, None)
    assert found.verdict is Verdict.NOT_SHOWN
    assert not found.vacuous


def test_most_false_equalities_end_at_the_first_points() -> None:
    for equality in ("x^2 = x^3", "sin(x) = cos(x)", "e^x = 1 + x", "abs(x) = x", "1/x = x"):
        outcome = Search(domain("", *sides(equality))).at_points(sides(equality), 3)
        assert outcome.refuted is not None, equality


@settings(max_examples=150)
@given(expressions(10), st.sampled_from([64, 256]))
def test_shared_evaluation_changes_nothing(e: Expression, precision: int) -> None:
    values = (Fraction(2), Fraction(1, 3), Fraction(-1))
    point = dict(zip(map(Symbol, "xyt"), values, strict=True))
    shared = Evaluator(point, precision)
    for part in (*e.args, e, e):
        if not free_variables(part) <= point.keys():
            continue
        try:
            alone = evaluate(part, point, precision)
        except (Undefined, CannotTell) as error:
            with pytest.raises(type(error)):
                shared.ball(part)
        else:
            assert shared.ball(part).overlaps(alone)


# Conditions in words

WORDS = (
    ("x^2 != 0", "x != 0"),
    ("x*(x - 1) != 0", "x != 0 and x != 1"),
    ("2*x - 1 != 0", "x != 1/2"),
    ("x^2 - 1 != 0", "x != -1 and x != 1"),
    ("x^2 > 0", "x != 0"),
    ("abs(x) != 0", "x != 0"),
    ("1 - x^2 > 0", "x^2 < 1"),
    ("-x > 0", "x < 0"),
    ("log(x) != 0", "x > 0 and x != 1"),
    ("sqrt(x) != 0", "x > 0"),
    ("x*e^x*(x^2 + 1) != 0", "x != 0"),
    ("x/(x + 1) != 0", "x != 0 and x != -1"),
    ("x^2 + y^2 - 1 != 0", "x^2 + y^2 != 1"),
    ("1 - log(x)^2 != 0", "x > 0 and x*e != 1 and x != e"),
    ("e^x - 1 != 0", "x != 0"),
    ("e^(2*x) - 2 != 0", "2*x != log(2)"),
    ("x + y != 0", "x != -y"),
    ("sqrt(x)*sqrt(y) != 0", "x > 0 and y > 0"),
    ("x^2 - 2*x + 2 != 0", ""),
    ("1 - (x - 500)^2 > 0", "x > 499 and x < 501"),
    ("(x - 1)*(3 - x) >= 0", "x >= 1 and x <= 3"),
    ("log(x) - e > 0", "x > e^e"),
    ("sqrt(x) - pi > 0", "x > pi^2"),
    ("sqrt(x) - 1 + pi > 0", "x >= 0"),
)


@each(("source", "words"), WORDS)
def test_what_is_left_is_said_simply(source: str, words: str) -> None:
    found = list(conditions(source))
    left = remaining(found, domain("", *(c.expression for c in found)))
    assert set(map(in_words, left)) == set(words.split(" and ") if words else ())


def test_where_only_zero_is_left_it_is_excluded() -> None:
    for where, source, words in (
        ("x >= 0", "x > 0", "x != 0"),
        ("-1 <= x <= 1", "1 - x^2 > 0", "x != -1 and x != 1"),
    ):
        left = remaining(conditions(source), domain(where))
        assert " and ".join(map(in_words, left)) == words


#: Conditions of which some imply others, and what is told of them.
IMPLIED = (
    ("x > -1, x != -1", "x > -1"),
    ("x + 1 > 0, x^2 - 1 != 0", "x > -1 and x != 1"),
    (
        "x > 0, 1 - (log(x) - 20)^2 > 0, log(x) != 19, log(x) != 21",
        "x > 0 and -399 - log(x)^2 + 40*log(x) > 0",
    ),
    (
        "x > 0, 1 - (log(x) - 20)^2 > 0, sqrt(1 - (log(x) - 20)^2) != 0",
        "x > 0 and -399 - log(x)^2 + 40*log(x) > 0",
    ),
    ("sqrt(1 - x^2) != 0, 1 - x^2 >= 0, x != 1", "x^2 < 1"),
    (
        "x > 5, x != 0, x != 1, x != 2, x != 3, x != 4, x > -1, x > -2, x != -4, x != 5, x >= 5",
        "x > 5",
    ),
    (
        "x < 5, x != 6, x != 5, x < 7, x <= 5, x != 4, x > 1, x > 0, x != 0, x != 1, x >= 1",
        "x > 1 and x < 5 and x != 4",
    ),
    ("log(x) != 1, x > 0", "x > 0 and x != e"),
    ("x >= 3, x != 3, x >= 2", "x > 3"),
    ("x >= 3, x != 2, x != 4", "x >= 3 and x != 4"),
    ("x > 0, y > 0, x + y != 0, x*y > 0", "x > 0 and y > 0"),
)


@each(("source", "words"), IMPLIED)
def test_what_the_others_imply_is_not_said(source: str, words: str) -> None:
    found = [c for part in source.split(",") for c in conditions(part.strip())]
    left = remaining(found, domain("", *(c.expression for c in found)))
    assert set(map(in_words, left)) == set(words.split(" and "))


@pytest.mark.parametrize(
    ("left", "where"),
    [
        ("(-x)^n", "x > 0"),
        ("asin(x)", "x > 1"),
        ("sqrt(x - 2)", "0 < x < 1"),
        ("log(-x^2)", "x != 0"),
    ],
)
def test_no_condition_is_offered_that_empties_the_domain(left: str, where: str) -> None:
    found = equal(left, left, [where])
    assert found.verdict is Verdict.NOT_SHOWN
    assert found.conditions == ()
    assert "no point is known" in found.explanation


@each("source", [source for source, _ in WORDS])
def test_words_are_read_as_the_same_condition(source: str) -> None:
    for c in conditions(source):
        (read,) = conditions(in_words(c))
        for holds_here, implied in ((c, read), (read, c)):
            where = Domain(tuple(free_variables(c.expression)), (holds_here,))
            assert where.implies(implied), (str(c), in_words(c))


# Interiors

INTERIORS = (
    ("x >= 0", {"x > 0"}),
    ("y >= 0", {"y >= 0"}),
    ("x != 0", {"x != 0"}),
    ("sign(x) >= 0", {"sign(x) > 0", "x != 0"}),
    ("sign(x - 1) + 1 > 0", {"sign(x - 1) + 1 > 0", "x - 1 != 0"}),
    ("sign(y) > 0", {"sign(y) > 0"}),
    ("sqrt(x) + 1 > 0", {"sqrt(x) + 1 > 0", "x > 0"}),
)


@pytest.mark.parametrize(("source", "inside"), INTERIORS)
def test_interiors_are_open(source: str, inside: set[str]) -> None:
    found: frozenset[Condition] = interior(frozenset(conditions(source)), X)
    assert set(map(str, found)) == inside


def test_a_theorem_stands_without_the_cross_check() -> None:
    left, right = sides("x/x = 1")
    theorem = normal_form(Theory(), left, right)
    judge = Judge(Theory(), domain("x > 0"), cross_check=False)
    assert judge.judge(left, right, theorem).verdict is Verdict.PROVED
    assert judge.refute(*sides("x = 1 + x")) is None
