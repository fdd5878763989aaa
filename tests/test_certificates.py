"""Certificates: each is made and looked over, and a damaged one shows nothing false."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from random import Random
from typing import Any, NamedTuple

import pytest
from sympy.core.numbers import Integer
from sympy.core.symbol import Symbol

from derive.check.elaborate import domain_of, theory_of
from derive.expression.nodes import (
    DerivativeAt,
    DerivativeOf,
    Expression,
    IntegerPower,
    Negation,
    Quotient,
    call,
    constant,
    free_variables,
    strip,
)
from derive.expression.parser import parse_expression
from derive.expression.shorthand import ValueAt
from derive.kernel.certificates.certificate import Certificate
from derive.kernel.certificates.entries import (
    CarriedOut,
    Congruent,
    Entry,
    Equation,
    Evaluated,
    Generator,
    Given,
    Instance,
    Polynomial,
    Powered,
    Product,
    Raised,
    Root,
    Turned,
    Valued,
)
from derive.kernel.conditions import Condition, condition_order, definedness
from derive.kernel.definitions import Definition
from derive.kernel.derivatives import Derivatives
from derive.kernel.theorem import Theorem, by_certificate
from derive.kernel.theory import REFUSALS, KernelError, Theory
from derive.prover.domains import Domain
from derive.prover.equality import signs_of
from derive.prover.groups import names
from derive.prover.identities import certified_in_cases, values
from derive.rules import ROWS, derivative_rows
from derive.rules.laws import LAWS, Law
from derive.rules.procedures import PROCEDURES
from derive.script.equality import read_equality
from tests.damage import damaged, other_side
from tests.equality import Item
from tests.fuzz.kernel import Claim, refutation

ALL = frozenset({"identity"})
GROUPS = PROCEDURES["identity"]
#: One for each kind of entry, and what they need.
TRUE: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("(x^2 - 1)/(x - 1)", "x + 1", ()),
    ("tan(x/2)", "sin(x)/(1 + cos(x))", ()),
    ("sqrt(3 + 2*sqrt(2))", "1 + sqrt(2)", ()),
    ("log(1 + e^x) - log(1 + e^(-x))", "x", ()),
    ("sqrt(x^2*y)", "abs(x)*sqrt(y)", ()),
    ("sqrt(x - 1)*sqrt(x + 1)", "sqrt(x^2 - 1)", ("x >= 1",)),
    ("abs(x*y)", "x*abs(y)", ("x >= 0",)),
    ("sqrt(1 - sin(x)^2)", "cos(x)", ("cos(x) >= 0",)),
    ("max(x, y) + min(x, y)", "x + y", ()),
    ("max(x, 0)", "(x + sqrt(x^2))/2", ()),
    ("sign(x)*abs(x)", "x", ()),
    ("sign(x*y)", "sign(x)*sign(y)", ()),
    ("x^y*x^z", "x^(y + z)", ()),
    ("sinh(2*x)", "2*sinh(x)*cosh(x)", ()),
    ("tanh(atanh(x))", "x", ("-1 < x", "x < 1")),
    ("acosh(cosh(x))", "x", ("x >= 0",)),
    ("cos(x + y)", "cos(x)*cos(y) - sin(x)*sin(y)", ()),
    ("cos(pi/5) - cos(2*pi/5)", "1/2", ()),
    ("cos(pi/16)^2 - sin(pi/16)^2", "cos(pi/8)", ()),
    ("sin(asin(x))", "x", ("x^2 <= 1",)),
    ("cos(atan(x))", "1/sqrt(1 + x^2)", ()),
    ("asin(x) + acos(x)", "pi/2", ("x^2 <= 1",)),
    ("atan(1/2) + atan(1/3)", "pi/4", ()),
    ("4*atan(1/5) - atan(1/239)", "pi/4", ()),
    ("atan(x) + atan(1/x)", "pi/2", ("x > 0",)),
    ("asin(sqrt(3)/2)", "pi/3", ()),
    ("cos(2*n*pi)", "1", ("n integer",)),
    ("sin(x + n*pi)^2", "sin(x)^2", ("n integer",)),
    ("floor(2*n)", "2*n", ("n integer",)),
    ("cbrt(x*y)", "cbrt(x)*cbrt(y)", ()),
    ("cbrt(26 + 15*sqrt(3))", "2 + sqrt(3)", ()),
    ("gamma(x + 3)/gamma(x + 1)", "(x + 2)*(x + 1)", ()),
    ("gamma(7/2)", "15*sqrt(pi)/8", ()),
    ("digamma(x + 2) - digamma(x)", "1/x + 1/(x + 1)", ()),
    ("besselj(2, x)", "2*besselj1(x)/x - besselj0(x)", ()),
    ("erf(-x) + erf(x)", "0", ()),
    ("erf(0)", "0", ()),
    ("f(2*x) - f(x + x)", "0", ()),
    ("d/dx log(sin(x))", "cos(x)/sin(x)", ()),
    ("d/dx (x*abs(x))", "2*abs(x)", ("x > 0",)),
    ("at(d/dy (y^2), y = 3*x)", "6*x", ()),
    ("e^(2*log(x) + 1)", "e*x^2", ()),
    ("log(8)/log(2)", "3", ()),
    ("sqrt(e^x)", "e^(x/2)", ()),
    ("zeta(2)", "pi^2/6", ()),
    ("sqrt(x*y)*sqrt(x/y)", "abs(x)", ()),
    ("(x*y)^(1/2)*(x/y)^(1/3)", "abs(x)^(5/6)*abs(y)^(1/6)", ()),
    ("sqrt(1 - x)*sqrt(1 - 1/x)", "(1 - x)/sqrt(-x)", ()),
    ("p*log(p) + q", "p*log(1 - q) + 1 - p", ("p + q = 1", "p > 0")),
    ("4*x^2 + 9*y^2", "36", ("x^2/9 + y^2/4 = 1",)),
    ("x*y*z", "0", ("x*y = 0",)),
    ("d/dx zeta(1*x)", "d/dx zeta(x)", ("x > 1",)),
    ("cases(x if x > 0, 0 otherwise)", "max(x, 0)", ()),
    ("sin(cases(1/x if x != 0, y otherwise))", "cases(sin(1/x) if x != 0, sin(y) otherwise)", ()),
    ("d/dx cases(x^2 if x >= y, 0 otherwise)", "cases(2*x if x >= y, 0 otherwise)", ("x != y",)),
    ("cos(x + n*pi)", "(-1)^n*cos(x)", ("n integer",)),
    ("x^n/(-y)^n", "(-x/y)^n", ("n integer",)),
    ("(x^n)^m", "x^(n*m)", ("n integer", "m integer", "n > 0", "m > 0")),
    ("sqrt(x^(2*n))", "abs(x)^n", ("n integer", "n >= 1")),
    ("(-2*x)^(2*n + 1)", "-2*x*4^n*x^(2*n)", ("n integer",)),
    ("abs(x^n)", "(-1)^n*x^n", ("n integer", "x < 0")),
    ("d/dx (sin(x)^n)", "n*sin(x)^(n - 1)*cos(x)", ("n integer", "n > 1")),
    ("d/dx ((1 - x)^(-n))", "n/(1 - x)^(n + 1)", ("n integer",)),
)


class Question(NamedTuple):
    """An equality to be certified, with its definitions unfolded."""

    item: Item
    theory: Theory
    domain: Domain
    sides: tuple[Expression, Expression]


@cache
def asked(left: str, right: str, where: tuple[str, ...]) -> Question:
    equality = read_equality(left, right, where).equality
    assert equality is not None, (left, right)
    theory = theory_of(equality)
    sides = strip(equality.left.node), strip(equality.right.node)
    item = Item("", left, right, where)
    return Question(item, theory, domain_of(equality, theory), sides)


@cache
def made(question: Question) -> Certificate:
    left, right = map(question.theory.unfold, question.sides)
    signs = signs_of(question.theory, (left, right), question.domain)
    found = certified_in_cases(left, right, GROUPS, signs, Derivatives(derivative_rows))
    assert found is not None, question.item
    return found


def looked_over(
    question: Question, certificate: Certificate, sides: tuple[Expression, Expression]
) -> Theorem | None:
    try:
        return by_certificate(question.theory, *sides, certificate, ALL, derivative_rows)
    except REFUSALS:
        return None


def claim_of(question: Question, theorem: Theorem) -> Claim:
    """What a theorem says, on its own conditions alone."""
    sides = question.theory.unfold(theorem.left), question.theory.unfold(theorem.right)
    variables = frozenset().union(*map(free_variables, sides)) | {*question.domain.variables}
    bounds = tuple(sorted(question.theory.bounds, key=condition_order))
    nowhere_else = Domain(tuple(sorted(variables, key=str)), bounds, question.theory.integers)
    return Claim(sides, question.theory, nowhere_else, tuple(theorem.conditions))


QUESTIONS = [asked(*row) for row in TRUE]


def entries(certificate: Certificate) -> list[Entry]:
    inner = [e for case in certificate.cases for e in entries(case)]
    return [*values(certificate), *inner]


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: f"{q.item.left} = {q.item.right}")
def test_a_certificate_is_made_and_holds(question: Question) -> None:
    theorem = looked_over(question, made(question), question.sides)
    assert theorem is not None
    assert refutation(question.item, claim_of(question, theorem)) is None


def test_every_kind_of_entry_is_met() -> None:
    met = {type(e) for q in QUESTIONS for e in entries(made(q))}
    assert met == {*Entry.__subclasses__()}, {*Entry.__subclasses__()} - met


def lies(seed: int) -> str | None:
    """A false theorem that one liar gets; None where it gets none, or a true one."""
    r = Random(seed)
    question = r.choice(QUESTIONS)
    certificate, sides = made(question), question.sides
    if r.random() < 0.6:
        certificate = damaged(certificate, r)
    else:
        certificate = made(r.choice(QUESTIONS)) if r.random() < 0.2 else certificate
        i = r.randrange(2)
        other = other_side(sides[i], r)
        sides = (other, sides[1]) if i == 0 else (sides[0], other)
    theorem = looked_over(question, certificate, sides)
    if theorem is None:
        return None
    said = refutation(question.item, claim_of(question, theorem))
    return None if said is None else f"{seed}: {theorem}: {said}"


def test_what_is_tampered_with_shows_nothing_false() -> None:
    assert [said for seed in range(150) if (said := lies(seed))] == []


@pytest.mark.long
def test_much_that_is_tampered_with_shows_nothing_false() -> None:
    assert [said for seed in range(10_000) if (said := lies(seed))] == []


def test_a_certificate_uses_laws_of_its_procedure_only() -> None:
    question = asked("sin(x)^2 + cos(x)^2", "1", ())
    certificate = made(question)
    assert names(certificate, frozenset({"trig"})) == {"trig"}
    assert names(certificate, ALL) == {"trig"}
    with pytest.raises(KernelError, match="other procedures"):
        names(certificate, frozenset({"exp-log"}))


def test_a_certificate_of_something_else_shows_nothing() -> None:
    question = asked("sin(x)^2 + cos(x)^2", "1", ())
    left, right = question.sides
    certificate, other = made(question), other_side(right, Random(0))
    with pytest.raises(KernelError, match="two normal forms"):
        by_certificate(question.theory, left, other, certificate, ALL)


X, Y = Symbol("x"), Symbol("y")


def _generator(g: int) -> Polynomial:
    return ((((g, 1),), 1),)


FIRST, SECOND = _generator(0), _generator(1)
TWO: Polynomial = (((), 2),)
ONLY = Product(Fraction(1), ((FIRST, 1),))
ROOT, SIGNS = parse_expression("sqrt(x^2)"), ("sign(y) + sqrt(y)", "1 + sqrt(y)")
AT_2 = DerivativeAt(parse_expression("1/y"), Y, Integer(2))
EXP = next(i for i, law in enumerate(LAWS) if law.statement == "exp(u) = e^u")
TURN = (
    Generator(constant("pi")),
    *(
        Instance(parse_expression(said.split(" = ")[0]), i, ())
        for i, said in enumerate(law.statement for law in LAWS)
        if said.endswith("(pi/1) = -1") or said.endswith("(pi/1) = 0")
    ),
)
SIGN_OF_Y = (
    Generator(parse_expression("sqrt(y)")),
    Given(Condition(Y, ">="), ONLY),
    Valued(parse_expression("sign(y)"), ONLY),
)
HIGHER = ValueAt(parse_expression("1/y"), Y, X)
TWICE = Negation(X, Y)


class Eight(Integer):
    """A number that says of itself that it is another one."""

    def __int__(self) -> int:
        return 8


#: Powers as they are marked where n is an integer, and lies about where they may be zero.
WHOLE = Theory(integers=frozenset({Symbol("n")}))
N = Symbol("n")
POWER, SIGN, OF_SIZE = map(WHOLE.unfold, map(parse_expression, ("x^n", "(-1)^n", "abs(x)^n")))
FREELY, HALF = IntegerPower(X, N, Integer(1)), IntegerPower(X, parse_expression("n/2"), Integer(0))


#: What liars try: two sides, and entries that each have something wrong.
LIES: dict[str, tuple[str, str, tuple[Any, ...]]] = {
    "not zero is taken for not negative": (
        "sqrt(x^2)",
        "x",
        (Generator(X), Given(Condition(X, "!="), ONLY), Valued(ROOT, ONLY, (0,))),
    ),
    "zero has any factor": (
        "sqrt(x^2)",
        "x",
        (
            Generator(X),
            Given(Condition(Integer(0), ">="), Product(Fraction(0), ((FIRST, 1),))),
            Valued(ROOT, ONLY, (0,)),
        ),
    ),
    "a relation that there is not": (
        "sqrt(x^2)",
        "x",
        (Generator(X), Given(Condition(X, "<"), ONLY), Valued(ROOT, ONLY, (0,))),
    ),
    "the variable of a body is another one": (
        *SIGNS,
        (
            Generator(Y),
            Instance(call("exp", AT_2), EXP, (("u", AT_2),)),
            Evaluated(parse_expression("1/y")),
            *SIGN_OF_Y,
        ),
    ),
    "a number is no polynomial": (
        *SIGNS,
        (
            Generator(Y),
            Given(Condition(Integer(2), ">"), Product(Fraction(1), (((((), 2),), 1),))),
            *SIGN_OF_Y,
        ),
    ),
    "a power of what is negative": (
        "(-2)^3",
        "8",
        (Valued(parse_expression("(-2)^3"), Product(Fraction(1), (((((), 2),), 3),))),),
    ),
    "an odd power of what may be negative": (
        "x^3",
        "abs(x)^3",
        (
            Generator(X),
            Root(FIRST, 1),
            Valued(parse_expression("x^3"), Product(Fraction(1), ((SECOND, 3),))),
            Valued(parse_expression("abs(x)"), Product(Fraction(1), ((SECOND, 1),))),
        ),
    ),
    "a number that is another one": ("7", "8", (Evaluated(Eight(7)),)),
    "a degree that is no integer": ("x*x", "x", (Generator(X, float("inf")),)),  # type: ignore[arg-type]
    "pieces that can be read once": (
        "sin(2*pi)",
        "1",
        (
            *TURN,
            Turned(
                parse_expression("sin(2*pi)"),
                iter(((constant("pi"), 2),)),  # type: ignore[arg-type]
            ),
        ),
    ),
    "a whole turn": ("pi", "0", (*TURN, Equation(Condition(constant("pi"), "=")))),
    "an angle of which the cosine is not known": (
        "cos(2*x)",
        "1 - 2*sin(x)^2",
        (
            *map(Generator, (X, parse_expression("sin(x)"))),
            Turned(parse_expression("cos(2*x)"), ((X, 2),)),
        ),
    ),
    "notation that is not stripped": (
        "sign(x) + sqrt(x) + 1/y",
        "1 + sqrt(x) + 1/y",
        (
            Generator(X),
            Generator(Y),
            Evaluated(HIGHER),
            Generator(parse_expression("sqrt(x)")),
            Given(Condition(X, ">="), ONLY),
            Valued(parse_expression("sign(x)"), ONLY),
            Evaluated(parse_expression("1/y")),
        ),
    ),
    "a sign that is left out": (
        "(-1)^n",
        "1",
        (Generator(N), Raised(SIGN, Product(Fraction(1)), ((N, 1),))),
    ),
    "a variable that is no integer": (
        "x + 0*n",
        "x + 0*n",
        (Generator(X), Generator(N), Powered(TWO, X)),
    ),
    "a power of what may be zero": (
        "x*y^0 + 0*n",
        "x*y^0 + 0*n",
        (Generator(X), Generator(N), Powered(FIRST, N)),
    ),
    "a power that is said to be defined at 0": (
        "0*n + x",
        "0*n + x",
        (
            Generator(X),
            Generator(N),
            Raised(FREELY, ONLY, ((N, 1),)),
            Evaluated(Quotient(X, FREELY)),
        ),
    ),
    "an exponent that is no integer": (
        "(-1)^n",
        "1",
        (Generator(X), Generator(N), Raised(HALF, ONLY, ((parse_expression("n/2"), 1),))),
    ),
    "an exponent that is another one": (
        "x^n",
        "x^(2*n)",
        (
            Generator(X),
            Generator(N),
            Raised(POWER, ONLY, ((N, 2),)),
            Raised(WHOLE.unfold(parse_expression("x^(2*n)")), ONLY, ((N, 2),)),
        ),
    ),
    "an exponent that has no value everywhere": (
        "sign(x)^2 + 0*n",
        "1 + 0*n",
        (
            Generator(X),
            Generator(N),
            Powered(TWO, parse_expression("n*(x/x)")),
            Valued(parse_expression("sign(x)"), ONLY),
        ),
    ),
    "a power that is negative": (
        "abs(x)^n",
        "x^n",
        (
            Generator(X),
            Generator(N),
            Given(Condition(X, "!="), ONLY),
            Raised(POWER, ONLY, ((N, 1),)),
            Root(FIRST, 1),
            Valued(call("abs", X), Product(Fraction(1), (((_generator(3)), 1),))),
            Powered(_generator(3), N, Product(Fraction(1), ((_generator(2), 1),))),
            Raised(OF_SIZE, Product(Fraction(1), ((_generator(3), 1),)), ((N, 1),)),
        ),
    ),
    "powers of one base": (
        "x^n",
        "x^(n + 1)",
        (
            Generator(X),
            Generator(N),
            Raised(POWER, ONLY, ((N, 1),)),
            Congruent(WHOLE.unfold(parse_expression("x^(n + 1)")), POWER),
        ),
    ),
    "a node with too many parts": (
        "sqrt((x*y)^2) + sqrt(-x)",
        "-x*y + sqrt(-x)",
        (
            Generator(X),
            Generator(Y),
            Generator(parse_expression("sqrt(-x)")),
            Evaluated(TWICE),
            Given(Condition(TWICE, ">="), Product(Fraction(-1), ((FIRST, 1), (SECOND, 1)))),
            Valued(
                parse_expression("sqrt((x*y)^2)"),
                Product(Fraction(-1), ((FIRST, 1), (SECOND, 1))),
                (0,),
            ),
        ),
    ),
}


@pytest.mark.parametrize("name", LIES)
def test_a_lie_is_refused(name: str) -> None:
    left, right, lie = LIES[name]
    sides = parse_expression(left), parse_expression(right)
    try:
        found = by_certificate(WHOLE, *sides, Certificate(lie), ALL, derivative_rows)
    except REFUSALS:
        return
    domain = Domain((X, Y, N), (), WHOLE.integers)
    question = Question(Item("", left, right), WHOLE, domain, sides)
    assert refutation(question.item, claim_of(question, found)) is None, found


def _bounded(*bounds: str) -> Theory:
    conditions = frozenset(Condition(parse_expression(b), ">=") for b in bounds)
    return Theory(integers=frozenset({N}), bounds=conditions)


def test_nothing_is_divided_by_a_power_of_what_may_be_zero() -> None:
    theory = _bounded("n - 1", "3 - n")
    power = theory.unfold(parse_expression("x^(4 - n)"))
    one = parse_expression("n - 1")
    for exponent in (((one, -1), (Integer(1), 3)), ((N, -1), (Integer(1), 4))):
        found = Certificate((Generator(X), Generator(N), Raised(power, ONLY, exponent)))
        with pytest.raises(KernelError, match="divides by what may be zero"):
            by_certificate(theory, power, power, found, ALL)


def test_a_certificate_speaks_of_no_name_that_is_defined() -> None:
    theory = Theory((Definition("g", (), X),))
    certificate = Certificate((Generator(DerivativeOf(call("g"), X)),))
    with pytest.raises(KernelError, match="malformed"):
        by_certificate(theory, X, X, certificate, ALL, derivative_rows)


def test_a_row_that_gives_no_derivative_gives_none() -> None:
    row = next(r.rule for r in ROWS if r.rule.statement == "sin(u)^2 = 1 - cos(u)^2")
    slope = parse_expression("d/dx sin(x)")
    entries = (Generator(X), Generator(parse_expression("cos(x)")), CarriedOut(slope))
    with pytest.raises(KernelError, match="no row"):
        by_certificate(
            Theory(),
            slope,
            parse_expression("1 - cos(x)^2"),
            Certificate(entries),
            ALL,
            lambda _: (row,),
        )


def test_angles_are_of_trig() -> None:
    question = asked("2*atan(1)", "pi/2", ())
    certificate = made(question)
    with pytest.raises(KernelError, match="other procedures"):
        names(certificate, frozenset({"radicals"}))


@pytest.mark.parametrize("law", [law for law in LAWS if law.rewritten], ids=lambda r: r.statement)
def test_what_a_call_is_rewritten_to_is_defined_where_the_call_is(law: Law) -> None:
    """No condition is asked for but that of the row: so much is believed of each."""
    row = law.rule
    variables = tuple(sorted(free_variables(row.lhs), key=str))
    claim = Claim(
        (row.lhs, row.rhs),
        Theory(),
        Domain(variables, ()),
        (*definedness(row.lhs), *row.conditions),
    )
    assert refutation(Item("", str(row.lhs), str(row.rhs), ()), claim) is None
