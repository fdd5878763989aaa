"""The primitive steps: what each gives, what each refuses, and that nothing else makes theorems."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from sympy.core.basic import Basic
from sympy.core.numbers import Integer, Rational
from sympy.core.symbol import Dummy, Str, Symbol

from derive.check.summary import strongest
from derive.expression.nodes import (
    Call,
    Decimal,
    DerivativeOf,
    Expression,
    Negation,
    Power,
    ProductOf,
    Quotient,
    SumOf,
    call,
)
from derive.expression.parser import parse_expression as parse
from derive.kernel import theorem as kernel
from derive.kernel.definitions import Definition
from derive.kernel.lemmas import lemma
from derive.kernel.rules import Rule
from derive.kernel.theorem import Theorem
from derive.kernel.theory import REFUSALS, KernelError, Theory
from derive.prover.equality import normal_form
from derive.prover.plainly import reflexivity, unfolding
from derive.report.report import Verdict
from derive.rules import rows_named
from derive.search.specialised import specialise
from tests.each import each
from tests.test_soundness import checked

X, Y = Symbol("x"), Symbol("y")
PLAIN = Theory()
UNKNOWN = Theory(opaque=frozenset({"f"}))


def rows(name: str) -> list[Rule]:
    return [row.rule for row in rows_named(name)]


def theorem(source: str = "x") -> Theorem:
    return reflexivity(PLAIN, parse(source))


def shown(found: Theorem) -> tuple[str, str, set[str]]:
    """Both sides and the conditions, as text."""
    return str(found.left), str(found.right), set(map(str, found.conditions))


# Forging


class Fake(Theorem):
    """A theorem that says whatever its maker likes."""

    left = right = parse("0")
    theory: Any = PLAIN
    conditions: Any = frozenset()
    rules: Any = frozenset()
    assumptions: Any = frozenset()

    def __init__(self) -> None:
        pass


class LikeAnother(Fake):
    """One that claims to be equal to a real one, to be found among the facts in its place."""

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return hash(REAL)


REAL = theorem()


def renamed() -> Any:
    """An object that is told afterwards that it is a theorem."""

    class Stranger:
        __slots__ = ("__weakref__",)

    stranger: Any = Stranger()
    stranger.__class__ = Theorem
    return stranger


FORGED: list[Callable[[], Any]] = [
    Fake,
    LikeAnother,
    renamed,
    lambda: object.__new__(Theorem),
    lambda: object.__new__(Fake),
    lambda: None,
    lambda: (parse("x"), parse("y")),
]
USES: list[Callable[[Any], Theorem]] = [
    kernel.symmetry,
    lambda t: kernel.transitivity(t, theorem()),
    lambda t: kernel.transitivity(theorem(), t),
    lambda t: kernel.congruence(parse("0"), (), t),
    lambda t: lemma(PLAIN, "it", t, (X, Y), {X: Y}),
]


@each(("make", "use"), [*product(FORGED, USES)])
def test_no_primitive_takes_a_forgery(make: Callable[[], Any], use: Callable[..., Any]) -> None:
    with pytest.raises(KernelError, match="not made by the kernel"):
        use(make())


@pytest.mark.parametrize("part", ["theory", "left", "right", "conditions", "grounds"])
def test_a_theorem_does_not_change(part: str) -> None:
    found = theorem("log(x)")
    before = getattr(found, part)
    for change in (setattr, object.__setattr__):
        with pytest.raises(AttributeError):
            change(found, part, before)
    with pytest.raises(AttributeError):
        delattr(found, part)
    assert getattr(found, part) == before
    assert not hasattr(found, "__dict__")


def test_a_stranger_has_no_sides() -> None:
    with pytest.raises(KernelError):
        repr(object.__new__(Theorem))


# Only written expressions

#: What looking at a tree without the right parts may raise, where no theorem is made anyway.
ILL_FORMED = (TypeError, ValueError, IndexError)
FOREIGN: dict[str, Basic] = {
    "a sum of SymPy": X + 1,
    "a rational of SymPy": Rational(1, 2),
    "a negative integer": Integer(-1),
    "a variable with assumptions": Symbol("x", positive=True),
    "a dummy": Dummy("x"),
    "a name": Str("x"),
    "another kind of node": Basic(X),
    "a sum of one": SumOf(X),
    "a fraction of three": Quotient(X, X, X),
    "a minus of two": Negation(X, Y),
    "a power of one": Power(X),
    "a derivative by a number": DerivativeOf(X, Integer(2)),
    "a derivative by a product": DerivativeOf(X, ProductOf(Integer(1), X)),
    "a sine of two": Call(Str("sin"), X, Y),
    "a sine of nothing": Call(Str("sin")),
    "an unknown number": parse("e").func(Str("tau")),
    "a decimal of names": Decimal(X, Y),
}


@each("name", FOREIGN)
def test_only_written_expressions_are_taken(name: str) -> None:
    e = FOREIGN[name]
    (constant,) = rows("constant")
    tries: list[Callable[[], Theorem]] = [
        lambda: reflexivity(PLAIN, e),
        lambda: reflexivity(PLAIN, SumOf(Y, e)),
        lambda: kernel.tidiness(PLAIN, e, e),
        lambda: normal_form(PLAIN, e, e),
        lambda: kernel.instance(PLAIN, constant, {"c": e, "x": X}),
        lambda: specialise(theorem("x + 1"), X, e),
        lambda: kernel.congruence(e, (), theorem()),
    ]
    for attempt in tries:
        with pytest.raises((KernelError, *ILL_FORMED)):
            attempt()


def test_sizes_are_bounded() -> None:
    tall: Expression = X
    for _ in range(300):
        tall = Negation(tall)
    with pytest.raises(KernelError):
        reflexivity(PLAIN, tall)
    with pytest.raises(KernelError):
        reflexivity(PLAIN, SumOf(*[X] * 41_000))
    steps = tuple(
        Definition(f"g{k}", (X,), parse(f"g{k - 1}(x) + g{k - 1}(x)" if k else "x + x"))
        for k in range(40)
    )
    with pytest.raises(KernelError):
        Theory(steps)


# The primitives


def test_reflexivity_holds_where_its_sides_are_defined() -> None:
    assert shown(theorem("log(x)/(x - 1)")) == (
        "log(x)/(x - 1)",
        "log(x)/(x - 1)",
        {"x > 0", "x - 1 != 0"},
    )
    assert shown(theorem("d/dx sqrt(x)"))[2] == {"x > 0"}
    assert shown(theorem("sqrt(x)"))[2] == {"x >= 0"}


def test_symmetry_keeps_every_condition() -> None:
    there = normal_form(PLAIN, parse("x/x"), parse("1"))
    assert shown(there) == ("x/x", "1", {"x != 0"})
    assert shown(kernel.symmetry(there)) == ("1", "x/x", {"x != 0"})


def test_transitivity_adds_the_conditions_up() -> None:
    one = normal_form(PLAIN, parse("x/x"), parse("1"))
    two = normal_form(PLAIN, parse("1"), parse("y/y"))
    assert shown(kernel.transitivity(one, two)) == ("x/x", "y/y", {"x != 0", "y != 0"})
    there_and_back = kernel.transitivity(kernel.symmetry(one), one)
    assert shown(there_and_back) == ("1", "1", {"x != 0"})
    with pytest.raises(KernelError):
        kernel.transitivity(one, one)


def test_theories_do_not_mix() -> None:
    with pytest.raises(KernelError, match="two theories"):
        kernel.transitivity(theorem(), reflexivity(Theory(), X))
    one = Theory((Definition("g", (X,), parse("x + 1")),))
    two = Theory((Definition("g", (X,), parse("x + 2")),))
    first = unfolding(one, parse("g(x)"))
    with pytest.raises(KernelError, match="two theories"):
        kernel.transitivity(kernel.symmetry(first), unfolding(two, parse("g(x)")))


@each(
    ("source", "path"),
    [
        ("sin(y)", (1,)),
        ("sin(x)", ()),
        ("sin(x)", (0,)),
        ("sin(x)", (2,)),
        ("sin(x)", (1, 0)),
        ("sin(x)", (-1,)),
        ("d/dx sin(y)", (1,)),
        ("at(d/dx sin(x), x = y)", (0, 1)),
        ("at(d/dx sin(x), x = y)", (1,)),
    ],
)
def test_congruence_refuses(source: str, path: tuple[int, ...]) -> None:
    """Where something else stands, nothing does, a variable is bound, or a point is fixed."""
    with pytest.raises(KernelError):
        kernel.congruence(parse(source), path, kernel.tidiness(PLAIN, X, parse("1*x")))


def test_congruence_reaches_the_point_of_a_derivative() -> None:
    found = kernel.congruence(
        parse("at(d/dt sin(t), t = x)"), (2,), kernel.tidiness(PLAIN, X, parse("x + 0"))
    )
    assert str(found.right) == "at(d/dt sin(t), t = x + 0)"


def test_congruence_under_a_derivative_assumes_differentiable_conditions() -> None:
    quotient = normal_form(UNKNOWN, parse("f(x)/f(x)"), parse("1"))
    assert strongest(quotient.grounds.assumptions) == {"f": 0}
    below = kernel.congruence(parse("d/dx (f(x)/f(x))"), (0,), quotient)
    assert shown(below)[2] == {"f(x) != 0"}
    assert strongest(below.grounds.assumptions) == {"f": 1}


def test_specialise_carries_its_conditions() -> None:
    found = normal_form(PLAIN, parse("x/x"), parse("1"))
    placed = specialise(found, X, parse("log(y) - 1"))
    assert shown(placed)[2] == {"log(y) - 1 != 0", "y > 0"}
    derivative = kernel.instance(PLAIN, rows("sin")[0], {"u": X, "x": X})
    at_zero = specialise(derivative, X, Integer(0))
    assert str(at_zero.left) == "at(d/dx sin(x), x = 0)"


def test_specialise_refuses_to_capture() -> None:
    for source in ("d/dy (x*y)", "at(d/dy (x*y), y = 2)"):
        with pytest.raises(REFUSALS):
            specialise(theorem(source), X, Y)


def test_specialise_sees_a_variable_behind_a_definition() -> None:
    theory = Theory((Definition("u", (), parse("x + 1")),))
    found = unfolding(theory, call("u"))
    with pytest.raises(KernelError, match="is not what"):
        specialise(found, X, Y)


@each(
    ("name", "substitution"),
    [
        ("constant", {"c": X, "x": X}),
        ("constant", {"c": call("u"), "x": X}),
        ("constant", {"c": call("h", Integer(2)), "x": X}),
        ("constant", {"c": parse("d/dx sin(x)"), "x": X}),
        ("constant", {"c": parse("at(d/dt (t*x), t = 2)"), "x": X}),
        ("constant", {"c": parse("2"), "x": parse("2*x")}),
        ("constant", {"c": parse("2")}),
        ("constant", {"c": parse("2"), "x": X, "y": Y}),
        ("variable", {"x": parse("2")}),
        ("power", {"u": X, "n": parse("1/2"), "x": X}),
        ("power", {"u": X, "n": Y, "x": X}),
        ("chain", {"f": Str("g"), "u": X, "x": X}),
        ("chain", {"f": Str("sin"), "u": X, "x": X}),
        ("chain", {"f": X, "u": X, "x": X}),
    ],
)
def test_instances_obey_their_rows(name: str, substitution: dict[str, Expression]) -> None:
    definitions = (
        Definition("u", (), parse("1 + e^(-x)")),
        Definition("h", (Y,), parse("x*y")),
    )
    theory = Theory(definitions, frozenset({"f"}))
    with pytest.raises(KernelError):
        kernel.instance(theory, rows(name)[0], substitution)


def test_instances_carry_conditions_and_rules() -> None:
    found = kernel.instance(PLAIN, rows("log")[0], {"u": parse("x - 1"), "x": X})
    assert shown(found)[2] == {"x - 1 > 0", "x - 1 != 0"}
    assert found.grounds.rules == {"log"}
    chain = kernel.instance(UNKNOWN, rows("chain")[0], {"f": Str("f'"), "u": X, "x": X})
    assert str(chain.right) == "f''(x)*d/dx x"
    assert strongest(chain.grounds.assumptions) == {"f": 2}


def test_a_power_with_another_exponent_needs_a_positive_base() -> None:
    found = kernel.instance(PLAIN, rows("power")[1], {"u": X, "c": parse("1/2"), "x": X})
    assert "x > 0" in shown(found)[2]


def test_unfolding() -> None:
    theory = Theory((Definition("g", (X,), parse("d/dx log(x)")),))
    found = unfolding(theory, parse("g(2*y)"))
    assert str(found.right) == "at(d/dx log(x), x = 2*y)"
    assert shown(found)[2] == {"2*y > 0"}
    with pytest.raises(KernelError):
        unfolding(theory, parse("sin(x)"))
    with pytest.raises(KernelError):
        unfolding(theory, call("g", X, X))


def test_definedness_is_that_of_the_unfolded_expression() -> None:
    theory = Theory((Definition("g", (X,), parse("log(x)")),))
    found = normal_form(theory, parse("g(x) - g(x)"), parse("0"))
    assert shown(found)[2] == {"x > 0"}
    zero = normal_form(PLAIN, parse("0*d/dx abs(x)"), parse("0"))
    assert shown(zero)[2] == {"x != 0"}


def test_assumptions_outlive_what_they_were_made_of() -> None:
    zero = normal_form(UNKNOWN, parse("d/dx f(x) - d/dx f(x)"), parse("0"))
    one = kernel.transitivity(zero, kernel.tidiness(UNKNOWN, parse("0"), parse("0 + 0")))
    back = kernel.transitivity(kernel.symmetry(one), one)
    assert strongest(back.grounds.assumptions) == {"f": 1}


@each(
    ("left", "right"),
    [
        ("sqrt(x)*sqrt(x)", "x"),
        ("x^y*x^y", "x^(2*y)"),
        ("sin(x)^2 + cos(x)^2", "1"),
        ("e^(2*x)", "exp(x)^2"),
    ],
)
def test_tidiness_is_less_than_algebra(left: str, right: str) -> None:
    with pytest.raises(KernelError):
        kernel.tidiness(PLAIN, parse(left), parse(right))


@each(
    ("left", "right"),
    [
        ("sqrt(x)*sqrt(x)", "x"),
        ("e^x*e^(-x)", "1"),
        ("x^y*x^(-y)", "1"),
        ("abs(x)^2", "x^2"),
        ("d/dx (2*x)", "2"),
        ("f(x + x) - f(3*x)", "0"),
        ("0^0", "2"),
        ("1/(x - x)", "2/(x - x)"),
    ],
)
def test_algebra_knows_nothing_of_what_is_inside(left: str, right: str) -> None:
    with pytest.raises(KernelError):
        normal_form(UNKNOWN, parse(left), parse(right))


# Theories


@each(
    "definitions",
    [
        (Definition("g", (X,), parse("g(x)")),),
        (Definition("g", (), call("h")), Definition("h", (), call("g"))),
        (Definition("f", (X,), X),),
        (Definition("g'", (X,), X),),
        (Definition("pi", (), Integer(3)),),
        (Definition("d", (), Integer(3)),),
        (Definition("x", (), Integer(3)), Definition("g", (Y,), SumOf(X, Y))),
        (Definition("u", (), parse("x + 1")), Definition("h", (X,), SumOf(call("u"), X))),
    ],
)
def test_definitions_that_are_refused(definitions: tuple[Definition, ...]) -> None:
    with pytest.raises(REFUSALS):
        Theory(definitions, frozenset({"f"}))


def test_a_derivative_does_not_catch_an_argument() -> None:
    theory = Theory((Definition("g", (X,), parse("d/dt (t*x)")),))
    assert str(theory.unfold(parse("g(y)"))) == "d/dt (t*y)"
    with pytest.raises(REFUSALS):
        theory.unfold(parse("g(t)"))
    with pytest.raises(REFUSALS):
        reflexivity(theory, parse("g(2*t)"))


# From end to end, with the verdicts

PF, DC = Verdict.PROVED_FOR, Verdict.DOMAIN_CHANGES
REFUTED = Verdict.REFUTED
VERDICTS: list[tuple[dict[str, Any], list[Verdict]]] = [
    ({"lines": ["x", "sqrt(x)*sqrt(x)"]}, [DC]),
    ({"lines": ["sqrt(x*x)", "abs(x)"]}, [Verdict.PROVED]),
    ({"lines": ["sqrt(x)^2", "x"], "by": ("square-of-root",)}, [DC]),
    ({"lines": ["g(x) - g(x)", "0"], "definitions": ("g(t) = log(t)",)}, [DC]),
    ({"lines": ["d/dx abs(x)", "d/dx x"], "variables": "{x: nonnegative}"}, [PF]),
    ({"lines": ["d/dx u", "0"], "definitions": ("u = 1 + e^(-x)",)}, [REFUTED]),
    (
        {"lines": ["g(2*x)", "d/dx sin(2*x)"], "definitions": ("g(t) = d/dt sin(t)",)},
        [REFUTED],
    ),
    ({"lines": ["(x^2)^(1/2)", "x"], "by": ("power-laws",)}, [REFUTED]),
    ({"lines": ["(x^2)^(1/2)", "x"], "variables": "{x: x < 0}"}, [REFUTED]),
    ({"lines": ["x/x", "1"], "by": ("cancel",)}, [PF]),
    ({"lines": ["x^2/x", "x"], "variables": "{x: x != 0}"}, [Verdict.PROVED]),
    ({"lines": ["tan(x)", "sin(x)/cos(x)"], "by": ("ratio",)}, [PF]),
    ({"lines": ["x + 1", "x + 1.000001"]}, [REFUTED]),
    ({"lines": ["f(x)", "f(x + 1)"], "functions": "[f]"}, [REFUTED]),
    ({"lines": ["f(-x)", "-f(x)"], "functions": "[f]"}, [REFUTED]),
    ({"lines": ["x - x", "0"], "by": ("commute",)}, [Verdict.WRONG_REASON]),
]


@each(("chain", "verdicts"), VERDICTS)
def test_verdicts_of_chains(chain: dict[str, Any], verdicts: list[Verdict]) -> None:
    report = checked(**chain)
    assert [step.verdict for step in report.steps] == verdicts
    assert report.proved == all(v is Verdict.PROVED for v in verdicts)


@pytest.mark.parametrize(
    ("lines", "definitions", "variables"),
    [
        (["g(x)/g(x)", "1"], ("g(t) = t - t",), "{x: real}"),
        (["0*d/dx abs(x)", "0"], (), "{x: real}"),
        (["sqrt(-x)", "-sqrt(-x)"], (), "{x: positive}"),
        (["log(x - 2)", "2*log(x - 2)"], (), "{x: 0 < x < 1}"),
        (["1/(x - x)", "2/(x - x)"], (), "{x: real}"),
        (["x^(0/0)", "x^(0/0) + 0"], (), "{x: real}"),
    ],
)
def test_nothing_follows_from_nothing(
    lines: list[str], definitions: tuple[str, ...], variables: str
) -> None:
    """Lines that are nowhere defined, or not where the domain is, are not proved."""
    for by in ((), ("algebra",)):
        assert not checked(lines, variables, definitions, by).proved
