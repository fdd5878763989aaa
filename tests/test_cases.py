"""Expressions by cases: how they are written, where they are defined, what is proved of them."""

from __future__ import annotations

from fractions import Fraction

import pytest
from sympy.core.numbers import Integer
from sympy.core.symbol import Str, Symbol

from derive.check.decide import decide_equality
from derive.codegen.pieces import Target
from derive.codegen.stable import stable
from derive.expression.as_cases import as_cases
from derive.expression.choices import Choice
from derive.expression.latex import latex
from derive.expression.nodes import Expression, Negation, strip
from derive.expression.parser import parse_expression
from derive.expression.pretty import pretty
from derive.expression.shorthand import cases
from derive.expression.text import text
from derive.expression.tokens import ParseError
from derive.kernel.balls import CannotTell, Undefined
from derive.kernel.certificates.certificate import Certificate
from derive.kernel.certificates.entries import Chosen, Generator
from derive.kernel.conditions import Condition, definedness
from derive.kernel.theorem import by_certificate, congruence
from derive.kernel.theory import KernelError, Theory
from derive.numeric.evaluate import evaluate
from derive.prover.domains import Domain
from derive.prover.equality import normal_form
from derive.prover.plainly import reflexivity
from derive.report.report import Verdict
from derive.rules import derivative_rows
from derive.script.equality import read_equality
from derive.values.sampled import continuous

X, Y = Symbol("x"), Symbol("y")
ALL = frozenset({"identity"})


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("cases(x if x > 0, 0 otherwise)", ""),
        ("cases(x if x > y, -x if x <= y - 1)", ""),
        ("2*cases(1 if 0 < x <= 1, 2 if x = 0 and y != 0, 3 otherwise)^2", ""),
        ("d/dx cases(x if x >= 0, 0 otherwise)", ""),
        ("cases(cases(1 if y > 0, 2 otherwise) if x > 0, 3 otherwise)", ""),
        ("2 cases(x if x ≥ 0, 0 otherwise)", "2*cases(x if x >= 0, 0 otherwise)"),
        ("cases(x if 0 < x and x < 1, 0 otherwise)", "cases(x if 0 < x < 1, 0 otherwise)"),
        ("cases(|x| if (x) > 0, (0) otherwise)", "cases(abs(x) if (x) > 0, (0) otherwise)"),
    ],
)
def test_what_is_written_is_printed(written: str, printed: str) -> None:
    e = parse_expression(written)
    assert text(e) == (printed or written)
    assert parse_expression(text(e)) == e
    assert parse_expression(text(strip(e))) == strip(e)
    assert strip(as_cases(strip(e))) == strip(e)


@pytest.mark.parametrize(
    "written",
    [
        "cases(x)",
        "cases(x if x)",
        "cases(0 otherwise)",
        "cases(x if x > 0, 0)",
        "cases(0 otherwise, x if x > 0)",
        "cases(x if x > 0 or y > 0, 0 otherwise)",
        "cases(x if x > 0 else 0)",
        "cases(x if x > 0, 0 otherwise",
        "if(x > 0, 1, 2)",
        "x + otherwise",
        f"cases({', '.join(f'{k} if x > {k}' for k in range(17))})",
        f"cases({', '.join(f'{k} if 0 < x < 1' for k in range(7))})",
    ],
)
def test_what_is_no_cases_is_refused_with_what_was_expected(written: str) -> None:
    with pytest.raises(ParseError) as caught:
        parse_expression(written)
    assert caught.value.expected


def test_cases_stand_behind_a_brace() -> None:
    e = parse_expression("x + cases(x^2 if x > 1, 0 otherwise)")
    told = r"\left(\begin{cases}x^2 & x > 1 \\ 0 & \text{otherwise}\end{cases}\right)"
    assert latex(e) == f"x + {told}"
    assert pretty(parse_expression("cases(x if x >= 0, -x otherwise)"), unicode=True) == [
        "⎰ x   if x ≥ 0 ",
        "⎱ -x  otherwise",
    ]
    assert pretty(parse_expression("cases(x if x >= 0, -x otherwise)"), unicode=False) == [
        "{ x   if x >= 0",
        "{ -x  otherwise",
    ]


TRUE = (
    ("cases(x if x > 0, 0 otherwise)", "max(x, 0)", ()),
    ("cases(x if x > 0, 0 otherwise)", "cases(x if x >= 0, 0 otherwise)", ()),
    ("cases(x if x >= 0, -x otherwise)", "abs(x)", ()),
    ("sign(x)", "cases(1 if x > 0, -1 if x < 0, 0 otherwise)", ()),
    ("min(max(x, -1), 1)", "cases(-1 if x < -1, x if x < 1, 1 otherwise)", ()),
    (
        "cases(1 if x > 1, 2 if x > 0, 3 otherwise)",
        "cases(3 if x <= 0, 2 if x <= 1, 1 if x > 1)",
        (),
    ),
    ("cases(sin(y) if x = y, sin(x) otherwise)", "sin(x)", ()),
    ("cases(y if x^2 != y, x^2 otherwise)", "y", ()),
    (
        "x*cases(log(x)/x if x > 0, sqrt(-x) otherwise)",
        "cases(log(x) if x > 0, x*sqrt(-x) otherwise)",
        (),
    ),
    ("cases(1 if x != 0 and 1/x > 0, 2 otherwise)", "cases(1 if x > 0, 2 otherwise)", ()),
    ("log(cases(x if x > 0, 1 otherwise))", "cases(log(x) if x > 0, 0 otherwise)", ()),
    ("cases(1/x if x > 0, x otherwise)", "1/x", ("x > 0",)),
    ("cases(1/(x - 1) if x > 1, x otherwise)", "x", ("x <= 1",)),
    ("cases(n if n > 0, 0 otherwise)", "cases(n if n >= 1, 0 otherwise)", ("n integer",)),
    ("d/dx cases(x^2 if x > y, y otherwise)", "cases(2*x if x > y, 0 otherwise)", ("x != y",)),
    ("d/dy cases(x*y if x > 0, y^2 otherwise)", "cases(x if x > 0, 2*y otherwise)", ()),
    (
        "at(d/dt cases(t^2 if t > 0, 0 otherwise), t = 3*x)",
        "cases(6*x if x > 0, 0 otherwise)",
        ("x != 0",),
    ),
    ("cases(f(x) if x > 0, f(-x) otherwise)", "f(abs(x))", ()),
    ("relu(x)", "cases(x if x > 0, 0 otherwise)", ()),
    ("d/dx cases(x^2 if x > 0, -x^2 otherwise)", "2*abs(x)", ()),
    ("d/dx cases(x^2 if x != 0, 0 otherwise)", "2*x", ()),
)
NOT_TRUE = (
    (
        "cases(1 if x > 0, 2 if x > 1, 3 otherwise)",
        "cases(2 if x > 1, 1 if x > 0, 3 otherwise)",
        (),
    ),
    ("cases(1 if x > 0, 0 otherwise)", "cases(1 if x >= 0, 0 otherwise)", ()),
    ("cases(1/x if x > 0, x otherwise)", "1/x", ("x >= 0",)),
    ("cases(x if x > 0, -x if x < 0)", "abs(x)", ()),
    ("cases(1 if 1/x > 0, 2 otherwise)", "cases(1 if x > 0, 2 otherwise)", ()),
    ("cases(1 if 1/x > 0 and x != 0, 2 otherwise)", "cases(1 if x > 0, 2 otherwise)", ()),
    ("d/dx cases(x if x > 0, 0 otherwise)", "cases(1 if x > 0, 0 otherwise)", ()),
    ("d/dx cases(x if x > y, y otherwise)", "1", ("x >= y",)),
    ("d/dx cases(1 if x > 0, 0 otherwise)", "0", ()),
    ("d/dx cases(x^2 if x > 0, 1 otherwise)", "2*max(x, 0)", ()),
    ("d/dx cases(x^2 if x != 0, 1 otherwise)", "2*x", ()),
    ("d/dx cases(x^2 if sin(1/x) > 0, -x^2 otherwise)", "2*x*sign(sin(1/x))", ("x != 0",)),
    ("cases(n if n > 0, 0 otherwise)", "cases(n if n >= 1, 0 otherwise)", ()),
    ("0*cases(1/x if x > 0, 1 if x < 0)", "0", ()),
    ("0*d/dx cases(x if x > 0, 0 otherwise)", "0", ()),
    ("cases(f(x) if f(x) > 0, -f(x) otherwise)", "f(x)", ()),
    ("1/cases(x if x > 0, 0 otherwise)", "1/x", ("x != 0",)),
)


@pytest.mark.parametrize(("left", "right", "where"), TRUE, ids=str)
def test_cases_are_told_apart(left: str, right: str, where: tuple[str, ...]) -> None:
    equality = read_equality(left, right, where).equality
    assert equality is not None
    assert decide_equality(equality).verdict is Verdict.PROVED


@pytest.mark.parametrize(("left", "right", "where"), NOT_TRUE, ids=str)
def test_what_holds_not_everywhere_is_not_proved(
    left: str, right: str, where: tuple[str, ...]
) -> None:
    equality = read_equality(left, right, where).equality
    assert equality is not None
    assert decide_equality(equality).verdict is not Verdict.PROVED


def test_a_case_needs_a_value_where_it_applies_only() -> None:
    e = strip(parse_expression("cases(log(x) if x > 0, 1/(x + 1) otherwise)"))
    assert evaluate(e, {X: Fraction(-2)}) == -1
    with pytest.raises(Undefined):
        evaluate(e, {X: Fraction(-1)})
    (condition,) = definedness(e)
    assert str(condition) == "cases(1 if x > 0, x + 1 otherwise) != 0"
    assert Domain((X,), (Condition(X, ">"),)).implies(condition)
    assert not Domain((X,)).implies(condition)


def test_balls_say_which_case_applies_where_that_is_certain() -> None:
    e = strip(parse_expression("cases(1 if cos(pi*x) + 1 > 0, 2 otherwise)"))
    assert evaluate(e, {X: Fraction(0)}) == 1
    unsure = strip(parse_expression("cases(1 if sqrt(2)^2 - 2 > 0, 2 otherwise)"))
    both = evaluate(unsure, {})
    assert both.contains(1)
    assert both.contains(2)
    with pytest.raises(CannotTell):
        evaluate(strip(parse_expression("cases(1 if sqrt(2)^2 - 2 > 0, log(-1) otherwise)")), {})
    with pytest.raises(CannotTell):
        evaluate(strip(parse_expression("d/dx cases(x if x > 0, 0 otherwise)")), {X: Fraction(0)})
    assert (
        evaluate(strip(parse_expression("cases(1 if -x >= 0, 2 otherwise)")), {X: Fraction(0)}) == 1
    )


def _proved(left: Expression, right: Expression, certificate: Certificate) -> object:
    return by_certificate(Theory(), left, right, certificate, ALL, derivative_rows)


def test_a_branch_is_chosen_where_its_guard_is_known() -> None:
    e = strip(parse_expression("cases(x if x > 0, 0 otherwise)"))
    theorem = _proved(e, X, Certificate((Generator(X), Chosen(e, 0))))
    assert str(theorem) == "x > 0 |- cases(x if x > 0, 0 otherwise) = x"
    other = _proved(e, Integer(0), Certificate((Chosen(e, 1),)))
    assert str(other) == "-x >= 0 |- cases(x if x > 0, 0 otherwise) = 0"
    for certificate in (
        Certificate((Generator(X), Chosen(e, 2))),
        Certificate((Generator(X), Chosen(X, 0))),
        Certificate((Generator(X), Chosen(e, 0), Chosen(e, 1))),
        Certificate((Generator(e), Chosen(e, 0))),
        Certificate(split=X, relation="<", cases=(Certificate(), Certificate())),
    ):
        with pytest.raises(KernelError):
            _proved(e, X, certificate)


def test_rewriting_in_a_branch_is_guarded() -> None:
    e = strip(parse_expression("cases(log(x^2) if x > 0, 0 otherwise)"))
    inner = normal_form(
        Theory(),
        e.branches[0],
        parse_expression("2*log(x)"),
        ALL,
        Domain((X,), (Condition(X, ">"),)),
    )
    theorem = congruence(e, (2,), inner)
    assert {str(c) for c in theorem.conditions} <= {"cases(x^2 if x > 0, 1 otherwise) > 0"}
    assert Domain((X,)).implies_all(theorem.conditions)
    with pytest.raises(KernelError):
        congruence(e, (0,), inner)


def test_malformed_choices_are_no_expressions() -> None:
    for args in (
        (Str("<"), X, X, X),
        (Str(">"), X, X),
        (X, X, X, X),
        (Str("="), X, X, X),
        (Str(">"), X, X, Str("x")),
    ):
        for e in (Choice(*args), Negation(Choice(*args))):
            with pytest.raises(KernelError, match="not a written"):
                reflexivity(Theory(), e)


def test_cases_of_one_guard_are_a_choice() -> None:
    made = cases([(X, [(Y, ">", Integer(0))]), (Integer(0), [])])
    assert made == Choice(Str(">"), Y, X, Integer(0))


def test_cases_are_pieces_of_code() -> None:
    e = strip(parse_expression("cases(-1 if x < -1, x if x < 1, 1 otherwise)"))
    found = stable(Target(e, X, Domain((X,))), 300)
    told = [[f"{a} {r} {b}" for a, r, b in asked] for asked in found.tests]
    assert told == [["x < -1"], ["x < 1"], []]
    assert [str(p.form) for p in found.pieces] == ["-1", "x", "1"]
    jump = strip(parse_expression("cases(x if x > 0, 1 otherwise)"))
    at = stable(Target(jump, X, Domain((X,))), 300)
    assert at.is_stable
    assert [str(at.pieces[at.taken((x,))].form) for x in (-1.0, 0.0, 1.0)] == ["1", "1", "x"]


def test_curves_are_joined_where_cases_meet() -> None:
    for written, joined in (
        ("cases(x if x > 0, 0 otherwise)", True),
        ("cases(x^2/2 if abs(x) <= 1, abs(x) - 1/2 otherwise)", True),
        ("cases(x if x > 0, 1 otherwise)", False),
        ("cases(sin(x)/x if x != 0, 1 otherwise)", False),
    ):
        assert continuous(strip(parse_expression(written))) is joined


def smooth(written: str) -> set[str]:
    """Where the derivative by x of what is written is defined, as it is told."""
    body = strip(parse_expression(written))
    return set(map(str, definedness(strip(parse_expression(f"d/dx ({text(body)})")))))


@pytest.mark.parametrize(
    ("guard", "asked"),
    [
        ("1 - abs(x)", {"1 - abs(x) != 0"}),  # it has no slope at 0, and is not 0 there
        ("max(x, 0) - 1", {"max(x, 0) - 1 != 0"}),
        ("sqrt(x) - 1", {"sqrt(x) - 1 != 0", "x > 0"}),  # at 0 it is not defined all around
        ("floor(x) - 1/2", {"floor(x) - 1/2 != 0", "x - floor(x) != 0"}),
        ("sign(x) + 1/2", {"sign(x) + 1/2 != 0", "x != 0"}),
        ("y - 1", set()),
    ],
)
def test_a_guard_needs_no_slope_where_it_is_not_zero(guard: str, asked: set[str]) -> None:
    assert smooth(f"cases(x if {guard} >= 0, 0 otherwise)") == asked


@pytest.mark.parametrize(
    ("guard", "point", "slope"),
    [
        ("1 - abs(x)", Fraction(0), 1),
        ("1 - abs(x)", Fraction(2), 0),
        ("1 - abs(x)", Fraction(1), None),
        ("floor(x) - 1/2", Fraction(1), None),
        ("floor(x) - 1/2", Fraction(3, 2), 1),
        ("sqrt(x) + 1", Fraction(0), None),
    ],
)
def test_slopes_in_balls_need_one_branch_all_around(
    guard: str, point: Fraction, slope: int | None
) -> None:
    e = strip(parse_expression(f"d/dx cases(x if {guard} >= 0, 0 otherwise)"))
    try:
        found = evaluate(e, {X: point})
    except CannotTell:
        assert slope is None
    else:
        assert found == slope


def test_a_slope_across_a_jump_of_the_guard_is_not_proved() -> None:
    jumping = "d/dx cases(1 if floor(x) > 1/2, 0 otherwise)"
    equality = read_equality(jumping, "0", ("0 < x", "x < 2")).equality
    assert equality is not None
    assert decide_equality(equality).verdict is not Verdict.PROVED
