"""Derivatives across kinks: where pieces join there is a slope, and elsewhere none is claimed."""

from __future__ import annotations

import pytest
from sympy.core.numbers import Integer
from sympy.core.symbol import Symbol

from derive.check.decide import equal
from derive.check.derivative import derivatives
from derive.check.elaborate import domain_of, theory_of
from derive.expression.nodes import DerivativeOf, Expression, Negation, SumOf, call, strip
from derive.expression.parser import parse_expression as parsed
from derive.expression.text import text
from derive.kernel.certificates.entries import Generator
from derive.kernel.conditions import Condition
from derive.kernel.definitions import Definition
from derive.kernel.facts.entries import Cases, Same
from derive.kernel.joints import Piece, join
from derive.kernel.theorem import (
    Theorem,
    congruence,
    rewritten,
    transitivity,
)
from derive.kernel.theory import KernelError, Theory
from derive.prover.domains import Domain
from derive.prover.equality import normal_form
from derive.prover.joints import across_joints, joined
from derive.prover.plainly import reflexivity, unfolding
from derive.report.report import Verdict
from derive.rules import derivative_rows
from derive.script.derivative import Texts
from derive.script.equality import read_equality
from derive.search.specialised import specialise
from tests.each import each

EMPTY = Theory()


def parse_expression(source: str) -> Expression:
    return strip(parsed(source))


X, Y, N = Symbol("x"), Symbol("y"), Symbol("n")
IDENTITY = frozenset({"identity"})
Asked = tuple[str, str, tuple[str, ...]]
JOINED: tuple[Asked, ...] = (
    ("d/dx (x/(1 + abs(x)))", "1/(1 + abs(x))^2", ()),
    ("1/(1 + abs(x))^2", "d/dx (x/(1 + abs(x)))", ()),
    ("d/dx (abs(x)*x)", "2*abs(x)", ()),
    ("d/dx (max(x, 0) + exp(min(x, 0)) - 1)", "exp(min(x, 0))", ()),
    ("d/dx (max(x, 0)^2)", "2*max(x, 0)", ()),
    ("d/dx (x^2*sign(x))", "2*abs(x)", ()),
    ("d/dx (abs(x)^3)", "3*x*abs(x)", ()),
    ("d/dx (0*sign(x))", "0", ()),
    ("d/dx (max(x, 0) + log(1 + exp(-abs(x))))", "1/(1 + exp(-x))", ()),
    ("d/dx (x^2/2 - max(abs(x) - c, 0)^2/2)", "max(-c, min(x, c))", ("c > 0",)),
    ("d/dx ((x - y)*abs(x - y))", "2*abs(x - y)", ()),
    ("d/dx (max(x, y)^2 + min(x, y)^2)", "2*x", ()),
    ("d/dx (x*abs(x^3))", "4*abs(x^3)", ()),
    ("d/dx (x/(1 + a*abs(x)))", "1/(1 + a*abs(x))^2", ("a > 0",)),
    ("d/dx (x*abs(x))", "2*abs(x)", ("-1 <= x", "x <= 1")),
    ("d/dx (abs(x^2 - 1)*(x^2 - 1))", "4*x*abs(x^2 - 1)", ()),
    ("d/dx (max(x^2 - 1, 0)^2)", "4*x*max(x^2 - 1, 0)", ()),
    ("d/dx (abs(sin(x))*sin(x))", "2*cos(x)*abs(sin(x))", ()),
    ("d/dx (min(x^3 - x, 0)^2)", "(6*x^2 - 2)*min(x^3 - x, 0)", ()),
    (
        "d/dx cases((x^2 - 1)^2 if x^2 - 1 > 0, 0 otherwise)",
        "cases(4*x*(x^2 - 1) if x^2 - 1 > 0, 0 otherwise)",
        (),
    ),
    ("2*d/dx (x/(1 + abs(x))) + 1", "2/(1 + abs(x))^2 + 1", ()),
    ("d/dx (d/dx (x^2*abs(x)))", "6*abs(x)", ()),
    ("d/dx (x*abs(x))", "d/dx (abs(x)*x)", ()),
    ("d/dx (p*x*abs(x) + q*x*abs(x))", "2*abs(x)", ("p + q = 1",)),
    (
        "d/dx cases(x^2/2 if abs(x) <= k, k*(abs(x) - k/2) otherwise)",
        "cases(x if abs(x) <= k, k*x/abs(x) otherwise)",
        ("k > 0",),
    ),
    (
        "d/dx cases(x^2/2 if abs(x) <= k, k*(abs(x) - k/2) otherwise)",
        "cases(x if abs(x) <= k, k*sign(x) otherwise)",
        ("k > 0",),
    ),
    (
        "d/dx cases(x^2/2 if abs(x) <= 1, abs(x) - 1/2 otherwise)",
        "cases(x if abs(x) <= 1, x/abs(x) otherwise)",
        (),
    ),
    ("d^2/dx^2 (x^2*abs(x))", "6*abs(x)", ()),
)
#: Roots that come out whole, of what is 0 somewhere.
ROOTS: tuple[Asked, ...] = (
    ("d/dx sqrt(x^4)", "2*x", ()),
    ("2*x", "d/dx sqrt(x^4)", ()),
    ("d/dx sqrt((x - 1)^4)", "2*(x - 1)", ()),
    ("d/dx sqrt(sin(x)^4)", "2*sin(x)*cos(x)", ()),
    ("d/dx sqrt(x^6)", "3*x*abs(x)", ()),
    ("d/dx cbrt(x^3)", "1", ()),
    ("d/dx cbrt(x^6)", "2*x", ()),
    ("d/dx sqrt(x^4*y^2)", "2*x*abs(y)", ()),
    ("d/dx sqrt((x^2 + y^2)^2)", "2*x", ()),
    ("d^2/dx^2 sqrt(x^4)", "2", ()),
    ("3*d/dx sqrt(x^4) + 1", "6*x + 1", ()),
)
#: Some hold away from 0, and some nowhere: none is proved.
NOT_JOINED: tuple[Asked, ...] = (
    ("d/dx abs(x)", "sign(x)", ()),
    ("d/dx abs(x^2 - 1)", "2*x*sign(x^2 - 1)", ()),
    ("d/dx (abs(x^2 - 1)*(x - 1))", "(3*x^2 - 2*x - 1)*sign(x^2 - 1)", ()),
    ("d/dx cases(x^2 if x^2 - 1 > 0, 1 otherwise)", "cases(2*x if x^2 - 1 > 0, 0 otherwise)", ()),
    ("d/dx (abs(cos(x))*sin(x))", "cos(2*x)*sign(cos(x))", ()),
    ("d/dx (x*sign(x))", "sign(x)", ()),
    ("d/dx max(x, 0)", "heaviside(x)", ()),
    ("d/dx (abs(x)/x)", "0", ()),
    ("d/dx (x^2*abs(x)/x)", "2*abs(x)", ()),
    ("d/dx (d/dx (x*abs(x)))", "2*sign(x)", ()),
    ("d/dx max(x, 2*x)", "max(1, 1 + sign(x))", ()),
    ("d/dx (x*abs(x) + abs(y - x))", "2*abs(x) - sign(y - x)", ()),
    ("d/dx (abs(x) - abs(x - y))", "0", ("y = 1", "x > 2*y - 1")),
    ("d/dp (abs(p)*q)", "q*sign(p)", ("p + q = 1",)),
    ("d/dx (x*abs(x))", "2*x", ()),
    ("d/dx (max(x, 0) + 2*exp(min(x, 0)))", "2*exp(min(x, 0))", ()),
    ("d/dx (abs(x) + 0*x)", "abs(x)/x", ()),
    ("d/dx sign(x)^2*0", "0", ()),
    (
        "d/dx cases(x^2/2 if abs(x) <= k, k*(abs(x) - k) otherwise)",
        "cases(x if abs(x) <= k, k*x/abs(x) otherwise)",
        ("k > 0",),
    ),
    (
        "d/dx cases(x^2 if abs(x) <= k, k*abs(x) otherwise)",
        "cases(2*x if abs(x) <= k, k*x/abs(x) otherwise)",
        ("k > 0",),
    ),
    ("d/dx sqrt(x^2)", "sign(x)", ()),
    ("d/dx sqrt(x^2)", "x/sqrt(x^2)", ()),
    ("d/dx (sqrt(x)^2)", "1", ()),
    ("d/dx (sqrt(x)^4)", "2*x", ()),
    ("d/dx (sqrt(x^4)/x)", "1", ()),
)


@each("asked", JOINED)
def test_where_kinks_cancel_there_is_a_slope(asked: Asked) -> None:
    report = equal(*asked)
    assert report.verdict is Verdict.PROVED
    assert report.names == ("identity",) or "d/dx (p" in asked[0]


@each("asked", ROOTS)
def test_where_roots_come_out_whole_there_is_a_slope(asked: Asked) -> None:
    assert equal(*asked).verdict is Verdict.PROVED


@each("asked", NOT_JOINED)
def test_where_they_do_not_none_is_claimed(asked: Asked) -> None:
    left, right, where = asked
    if where != ("y = 1", "x > 2*y - 1"):  # of these the kinks are outside
        assert equal(left, right, where).verdict is not Verdict.PROVED


def test_the_theorem_has_no_condition_at_the_joint() -> None:
    read = read_equality("d/dx (x/(1 + abs(x)))", "1/(1 + abs(x))^2", ()).equality
    assert read is not None
    theory = theory_of(read)
    sides = read.left.node, read.right.node
    found = across_joints(theory, *sides, domain_of(read, theory), derivative_rows)
    assert found is not None
    assert not found.conditions


# The steps of the kernel by hand


def shown(left: str, right: str, *where: str) -> Theorem:
    """`left = right` by the laws, where conditions may be relied on."""
    conditions = tuple(Condition(parse_expression(c), ">=") for c in where)
    sides = parse_expression(left), parse_expression(right)
    domain = Domain((X, Y), conditions)
    return normal_form(EMPTY, *sides, IDENTITY, domain, derivative_rows)


def piece(f: str, g: str, slope: str, side: str, by: str = "x") -> Piece:
    return Piece(shown(f, g, side), shown(f"d/d{by} ({g})", slope, side))


def by_hand(f: str, u: str, slope: str, g: str, h: str) -> Theorem:
    return join(piece(f, g, slope, u), piece(f, h, slope, f"-({u})"), parse_expression(u))


def test_a_joint_by_hand() -> None:
    found = by_hand("x*abs(x)", "x", "2*abs(x)", "x*x", "x*(-x)")
    assert (str(found), found.conditions) == (" |- d/dx (x*abs(x)) = 2*abs(x)", frozenset())


@each(("u", "follows"), [("2*x", True), ("x^3", True), ("x*(1 + x^2)", True), ("x + y", False)])
def test_what_does_not_follow_from_the_side_of_u_stays(u: str, follows: bool) -> None:
    pieces = (
        piece("x^2*abs(x)", "x^3", "3*x*abs(x)", "x"),
        piece("x^2*abs(x)", "-x^3", "3*x*abs(x)", "-x"),
    )
    found = joined(*pieces, parse_expression(u))
    assert (not found.conditions) is follows
    assert follows or Condition(X, ">") in found.conditions


def test_of_a_function_on_both_sides_nothing_is_left_to_join() -> None:
    for u in ("x^2", "0*x", "abs(x)", "y"):
        found = by_hand("x^2 - x", u, "2*x - 1", "x^2 - x", "x*(x - 1)")
        assert not found.conditions


def test_what_is_not_defined_at_the_joint_stays_out() -> None:
    found = by_hand("x^2*abs(x)/x", "x", "2*abs(x)", "x^2*x/x", "x^2*(-x)/x")
    assert Condition(X, "!=") in found.conditions


def test_a_jump_in_what_changes_its_sign_stays_out() -> None:
    found = by_hand("x^2", "sign(x)", "2*x", "x^2", "x*x")
    assert Condition(X, "!=") in found.conditions


def refused(first: Piece, second: Piece) -> bool:
    try:
        join(first, second, X)
    except KernelError:
        return True
    return False


def test_pieces_that_do_not_fit_are_refused() -> None:
    right, left = (
        piece("x*abs(x)", "x*x", "2*abs(x)", "x"),
        piece("x*abs(x)", "x*(-x)", "2*abs(x)", "-x"),
    )
    assert not refused(right, left)
    other = piece("x*abs(x)", "x*x", "2*x", "x")
    assert refused(other, left), "two slopes"
    assert refused(right, Piece(reflexivity(EMPTY, X), left.slope)), "two functions"
    assert refused(right, Piece(left.equal, right.slope)), "the slope of another piece"
    assert refused(right, Piece(left.slope, left.equal)), "no slope"
    assert refused(Piece(right.equal, right.equal), left), "no derivative"
    by_y = piece("x*abs(x)", "x*(-x)", "0", "-x", by="y")
    assert refused(piece("x*abs(x)", "x*x", "0", "x", by="y"), left), "two variables"
    assert refused(right, by_y)
    whole = Theory(integers=frozenset({X}))
    assert refused(right, Piece(reflexivity(whole, X), left.slope)), "two theories"


def test_sides_that_are_swapped_keep_their_conditions() -> None:
    """On `-x >= 0` a piece that needs `x >= 0` is one for no point but 0."""
    right, left = (
        piece("x*abs(x)", "x*x", "2*abs(x)", "x"),
        piece("x*abs(x)", "x*(-x)", "2*abs(x)", "-x"),
    )
    found = join(left, right, X)
    assert {Condition(X, ">"), Condition(parse_expression("-x"), ">")} <= found.conditions


def test_an_equation_that_mentions_the_variable_joins_nothing() -> None:
    found = Condition(parse_expression("x - y"), "=")
    domain = Domain((X, Y), (found,))
    rests = normal_form(EMPTY, parse_expression("x*y"), parse_expression("x^2"), IDENTITY, domain)
    assert found in rests.conditions
    slope = shown("d/dx (x^2)", "2*x")
    with pytest.raises(KernelError, match="no neighbourhood"):
        join(Piece(rests, slope), Piece(rests, slope), X)
    pieces = piece("x^2", "x*x", "2*x", "x"), piece("x^2", "x*x", "2*x", "-x")
    with pytest.raises(KernelError, match="no neighbourhood"):
        join(*pieces, X, frozenset({found}))


def test_what_is_common_goes_into_the_conditions() -> None:
    within = frozenset({Condition(Y, ">="), Condition(parse_expression("1 - x"), ">=")})
    pieces = piece("x^2", "x*x", "2*x", "x"), piece("x^2", "x*x", "2*x", "-x")
    found = join(*pieces, X, within)
    expected = {Condition(Y, ">="), Condition(parse_expression("1 - x"), ">")}
    assert expected <= found.conditions


def test_what_comes_after_gives_the_value() -> None:
    slope = by_hand("x*abs(x)", "x", "2*abs(x)", "x*x", "x*(-x)")
    e = parse_expression("1 + d/dx (x*abs(x))")
    after = shown("1 + 2*abs(x)", "2*abs(x) + 1")
    assert not rewritten(e, (1,), slope, after).conditions
    assert Condition(X, "!=") in congruence(e, (1,), slope).conditions
    with pytest.raises(KernelError, match="is not"):
        rewritten(e, (1,), slope, slope)
    inner = DerivativeOf(slope.left, X)
    kinked = reflexivity(EMPTY, DerivativeOf(slope.right, X))
    assert Condition(X, "!=") in rewritten(inner, (0,), slope, kinked).conditions
    assert not transitivity(slope, reflexivity(EMPTY, slope.right)).conditions


@each(
    ("expression", "rules"),
    [
        ("abs(x)*x", ["joint", "product, negation, variable", "cases"]),
        ("max(x, 0)^2", ["joint", "power, constant, variable", "cases"]),
        ("abs(sin(x))*sin(x)", ["joint", "product, negation", "sin, variable", "cases"]),
        (
            "max(x, 0)^2 + abs(x - 3)",
            ["joint", "sum, constant", "power, abs, difference, constant, variable", "cases"],
        ),
    ],
)
def test_what_goes_across_a_joint_is_found_by_rules(expression: str, rules: list[str]) -> None:
    (found,) = derivatives(Texts(expression))
    assert found.report is not None
    assert found.report.proved
    assert [", ".join(step.written or ()) for step in found.report.steps] == rules


@each(
    ("expression", "derivative", "where"),
    [
        ("x/(1 + abs(x))", "1/(1 + abs(x))^2", ()),
        ("max(x, 0) + exp(min(x, 0)) - 1", "exp(min(x, 0))", ()),
        ("x^2/2 - max(abs(x) - 1, 0)^2/2", "max(-1, min(x, 1))", ()),
        ("x*abs(x) + abs(x - 1)", "2*abs(x) + sign(x - 1)", ("x != 1",)),
        ("x*abs(x)/x", "sign(x)", ("x != 0",)),
        ("abs(x^2 - 1)*(x^2 - 1)", "4*x*abs(x^2 - 1)", ()),
        ("abs(cos(x))^3", "-3*abs(cos(x))*cos(x)*sin(x)", ()),
        ("abs(log(x))*log(x)", "2*abs(log(x))/x", ("x > 0",)),
        ("cases((x^2 - 4)^2 if x^2 > 4, 0 otherwise)", "4*x*max(x^2 - 4, 0)", ()),
        ("abs(x)", "sign(x)", ("x != 0",)),
        ("sqrt(x^4)", "2*x", ()),
        ("sqrt(x^6)", "3*x*abs(x)", ()),
        (
            "cases(x^2/2 if abs(x) <= 1, abs(x) - 1/2 otherwise)",
            "cases(x if abs(x) <= 1, x/abs(x) otherwise)",
            (),
        ),
    ],
)
def test_what_is_found_goes_across_joints(
    expression: str, derivative: str, where: tuple[str, ...]
) -> None:
    (found,) = derivatives(Texts(expression))
    assert found.report is not None
    assert found.report.proved
    assert found.found == where
    assert found.report.theorem is not None
    done = text(found.report.theorem.right)
    assert equal(done, derivative, where).verdict is Verdict.PROVED


def test_what_is_substituted_keeps_where_conditions_are_defined() -> None:
    """x^y > 0 says that x > 0, and x^2 > 0 does not."""
    pieces = piece("x^2", "x*x", "2*x", "x"), piece("x^2", "x*x", "2*x", "-x")
    wide = join(*pieces, X, frozenset({Condition(parse_expression("x^y"), ">")}))
    narrow = specialise(wide, Y, parse_expression("2"))
    assert Condition(X, ">") in narrow.conditions


def test_nothing_is_rewritten_in_an_exponent() -> None:
    """At x < 0 the power with the exponent 2 has a value, and the other has none."""
    whole, two = parse_expression("x^(t - t + 2)"), parse_expression("2")
    exponents = normal_form(EMPTY, parse_expression("t - t + 2"), two)
    after = reflexivity(EMPTY, parse_expression("x^2"))
    with pytest.raises(KernelError, match="exponent"):
        rewritten(whole, (1,), exponents, after)
    found = congruence(whole, (1,), exponents)
    assert Condition(X, ">") in found.conditions


def test_nothing_is_rewritten_in_what_is_an_exponent_by_a_definition() -> None:
    theory = Theory(definitions=(Definition("f", (X, N), parse_expression("x^n")),))
    zero = normal_form(theory, parse_expression("t - t + 2"), parse_expression("2"))
    e, after = call("f", X, parse_expression("t - t + 2")), call("f", X, parse_expression("2"))
    with pytest.raises(KernelError, match="exponent"):
        rewritten(e, (2,), zero, unfolding(theory, after))


def test_a_joint_is_told_by_what_its_names_mean_here_and_nothing_else() -> None:
    """Where `sign` is another function, `heaviside` has the known one in it, and so a jump."""
    t = Symbol("t")
    theory = Theory((Definition("sign", (t,), t),))
    joint = parse_expression("heaviside(x) - 1/4")  # it is -1/4 below 0, and above it positive
    u = theory.unfold(joint)
    same = Same(u, SumOf(u, Integer(0)), (Generator(call("sign", X)),))
    above = Cases(X, ">=", ((), (same,)), Condition(X, ">="))
    below = Cases(X, ">=", ((same,), ()), Condition(Negation(X), ">"))
    slope = "cases(1 if x >= 0, -1 otherwise)"

    def half(g: str, *where: Condition) -> Piece:
        equations = ((parse_expression("abs(x)"), g), (parse_expression(f"d/dx ({g})"), slope))
        return Piece(
            *(
                normal_form(
                    theory, f, parse_expression(e), IDENTITY, Domain((X,), where), derivative_rows
                )
                for f, e in equations
            )
        )

    pieces = half("x", Condition(X, ">=")), half("-x", Condition(Negation(X), ">"))
    found = join(*pieces, joint, shown=((above,), (below,)))
    assert found.conditions == {Condition(X, "!=")}  # else abs would have a slope at 0
