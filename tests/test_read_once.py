"""What the kernel is handed is read once, and only where it cannot say two things."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from typing import Any, ClassVar

import pytest
from sympy.core.basic import Basic
from sympy.core.numbers import Integer
from sympy.core.symbol import Str, Symbol

from derive.expression.nodes import (
    Call,
    Decimal,
    DerivativeOf,
    Expression,
    Notation,
    SumOf,
    call,
    strip,
)
from derive.expression.parser import parse_expression
from derive.expression.shorthand import Bracket, Cases, HigherDerivative
from derive.kernel import theorem as kernel
from derive.kernel.conditions import Condition
from derive.kernel.definitions import Definition
from derive.kernel.exponents import Integers, marked
from derive.kernel.joints import join
from derive.kernel.judge import Claim, objection, proves
from derive.kernel.lemmas import lemma
from derive.kernel.rules import Rule
from derive.kernel.theorem import Theorem
from derive.kernel.theory import KernelError, Theory, is_condition, well_formed
from derive.kernel.tidy import hidden_by, tidy
from derive.prover.domains import Domain
from derive.prover.equality import normal_form
from derive.prover.plainly import reflexivity, unfolding
from derive.rules import ROWS
from derive.search.specialised import specialise
from tests.each import each
from tests.test_joints import piece

PLAIN = Theory()
X, Y, N = map(Symbol, "xyn")


def row(statement: str) -> Rule:
    return next(r.rule for r in ROWS if r.statement == statement)


class Turning(dict[Any, Any]):
    """A mapping that says one thing first, and another one later."""

    def __getitem__(self, key: Any) -> Any:
        said = super().__getitem__(key)
        return (said.pop(0) if len(said) > 1 else said[0]) if isinstance(said, list) else said


class Elsewhere(tuple[int, ...]):
    """A path that leads to one place, and elsewhere where it is asked for its parts."""

    def __getitem__(self, i: Any) -> Any:
        return (1,)[i]


class Evil(Notation):
    """Notation that means another thing each time it is read."""

    said: ClassVar[Iterator[Expression]] = iter(())

    def __hash__(self) -> int:
        return next(_HASHES)

    def __eq__(self, other: object) -> bool:
        return False

    @property
    def meaning(self) -> Expression:
        """The next thing that it says."""
        return next(Evil.said)


_HASHES = count(1)


class Twice:
    """Sides that are others when they are asked for again."""

    def __init__(self, *said: tuple[Expression, Expression]) -> None:
        self.said = [*said]

    def __iter__(self) -> Iterator[Expression]:
        return iter(self.said.pop(0))


class Moving(Bracket):
    """A bracket around what changes."""

    __slots__ = ()
    said: ClassVar[list[Callable[[], Expression]]] = []

    @property
    def meaning(self) -> Expression:
        return type(self).said.pop(0)()


class Doubtful(str):
    """A text that is equal to two others."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return other in (">", ">=")

    def __hash__(self) -> int:
        return hash(">")


class Name(str):
    """A text of another kind."""

    __slots__ = ()


class Blind(Theory):
    """A theory in which all is 1, and that is equal to every other one."""

    def unfold(self, e: Expression) -> Expression:
        return Integer(len({e}))

    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = Theory.__hash__


def forgotten() -> Expression:
    """x, after so much else that what was read before is not remembered."""
    for k in range(20_001):
        strip(Bracket(SumOf(X, Integer(k))))
    return X


def moving() -> Theorem:
    Moving.said = [lambda: X, forgotten, lambda: parse_expression("x + 1"), lambda: X]
    return kernel.tidiness(PLAIN, Moving(X), Moving(Y))


def zero_added() -> Theorem:
    return kernel.tidiness(PLAIN, X, parse_expression("0 + x"))


def another() -> Theorem:
    one = parse_expression("0 + x")
    sides: Any = Twice((X, one), (X, parse_expression("1 + x")))
    return lemma(PLAIN, "zero", zero_added(), sides, {X: X})


LIES: dict[str, Callable[[], Theorem]] = {
    "a substitution": lambda: kernel.instance(PLAIN, row("d/dx c = 0"), Turning(c=[Y, X], x=X)),
    "a name of a function": lambda: kernel.instance(
        Theory(opaque=frozenset("f")),
        row("d/dx f(u) = f'(u)*d/dx u"),
        {"f": Str(Name("f")), "u": X, "x": X},
    ),
    "a path": lambda: kernel.congruence(SumOf(X, Y), Elsewhere((0,)), zero_added()),
    "a place that is counted from behind": lambda: kernel.congruence(
        SumOf(Y, X), (True,), zero_added()
    ),
    "the sides of a lemma": another,
    "notation": moving,
    "a variable": lambda: specialise(zero_added(), Symbol(Name("x")), Integer(1)),
    "a variable of a lemma": lambda: lemma(
        PLAIN, "zero", zero_added(), (X, parse_expression("0 + x")), {Symbol(Name("x")): X}
    ),
    "a theory": lambda: reflexivity(Blind(), parse_expression("log(x)")),
    "a relation": lambda: join(
        piece("x^2", "x*x", "2*x", "x"),
        piece("x^2", "x*x", "2*x", "-x"),
        X,
        frozenset({Condition(Y, Doubtful(">"))}),
    ),
}


@each("name", LIES)
def test_what_says_two_things_makes_no_false_theorem(name: str) -> None:
    try:
        made = LIES[name]()
    except KernelError:
        return
    told = repr(made).partition("|- ")[2]
    assert told in ("x + y = (0 + x) + y", "x = 0 + x", "x = x")
    assert name in ("a path", "the sides of a lemma", "notation")


@each(
    "fields",
    [
        {"bounds": frozenset({(N, 2, 3)})},  # n >= 3 as n = 2*(3 + w)
        {"bounds": frozenset({(N, 1, 1 / 2)})},
        {"bounds": frozenset({(X, 1, 3)})},
        {"bounds": {(N, 1, 3)}},
        {"integers": frozenset({Symbol("n", integer=True)})},
        {"opaque": frozenset({Name("f")})},
        {"opaque": {"f"}},
        {"definitions": [Definition("g", (X,), X)]},
        {"definitions": (Definition(Name("g"), (X,), X),)},
        {"definitions": (Definition("g", (Symbol("x", real=True),), X),)},
        {"definitions": (type("Other", (Definition,), {})("g", (X,), X),)},
    ],
)
def test_a_theory_is_of_the_declared_types(fields: dict[str, Any]) -> None:
    with pytest.raises(KernelError):
        Theory(**{"integers": frozenset({N}), **fields})


class Nothing(frozenset[Any]):
    """A set of names that is equal to another one, and says that they hide no variables."""

    def __iter__(self) -> Iterator[Any]:
        return iter([("u", frozenset())])


class All(Integers):
    """Integer variables that are equal to some others."""

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return hash(Integers(frozenset({N})))


def test_what_is_kept_was_told_of_the_declared_types() -> None:
    """What is computed of one thing is not told of another one that says it is equal."""
    theory = Theory((Definition("u", (), parse_expression("1 + e^(-x)")),))
    slope = DerivativeOf(call("u"), X)
    assert tidy(slope, hidden=Nothing(hidden_by(theory))) == Integer(0)
    with pytest.raises(KernelError):
        kernel.tidiness(theory, slope, Integer(0))
    power = parse_expression("x^t_real")
    assert marked(power, All(frozenset({N, Symbol("t_real")}))) != power
    made = reflexivity(Theory(integers=frozenset({N})), power)
    assert made.conditions == {Condition(X, ">")}


def equal_to(node: Expression, kind: type[Any], meaning: Expression | None = None) -> type[Any]:
    """A class of nodes that say they are equal to one of another class."""
    said = {"__eq__": lambda _, other: other is node, "__hash__": lambda _: hash(node)}
    if meaning is not None:
        said["meaning"] = property(lambda _: meaning)  # type: ignore[assignment]
    return type("Equal", (kind,), {"__slots__": (), **said})


def test_what_is_kept_of_a_node_is_not_told_of_another_one() -> None:
    twice = SumOf(Bracket(X), Bracket(X))
    assert strip(equal_to(twice, Bracket, Integer(1))(Y)) == Integer(1)
    assert strip(twice) == SumOf(X, X)
    square = parse_expression("x^2")
    other = equal_to(square, Bracket, Y)(Integer(7))
    kept = SumOf(other, Integer(70_411))
    assert strip(kept) == SumOf(Y, Integer(70_411))
    assert strip(SumOf(square, Integer(70_411))) == parse_expression("x^2 + 70411")
    named = (("g", "t^2"), ("h", "t + 1"))
    t = Symbol("t")
    theory = Theory(tuple(Definition(name, (t,), parse_expression(e)) for name, e in named))
    h = call("h", X)
    with pytest.raises(KernelError):
        theory.unfold(equal_to(h, Call)(Str("g"), Y))
    assert theory.unfold(h) == parse_expression("x + 1")


class Forged(Theorem):
    """What says of itself that it is a theorem about nothing."""

    theory = PLAIN
    left = Integer(0)
    right = Integer(1)
    conditions = frozenset()


def test_the_judge_takes_theorems_of_the_kernel_only() -> None:
    claim = Claim(Integer(0), Integer(1), PLAIN)
    for made in (object.__new__(Forged), object.__new__(Theorem)):
        assert objection(claim, made)
        assert not proves(claim, made)


def test_a_power_in_a_claim_has_the_exponent_that_it_is_claimed_to_have() -> None:
    """`x^n > 0` says that x is positive for a real n, and not for an integer."""
    left, power = parse_expression("abs(x)"), (Condition(parse_expression("x^n"), ">"),)
    split = Condition(X, ">=")
    for integers in (frozenset[Symbol](), frozenset({N})):
        theory = Theory(integers=integers)
        made = normal_form(theory, left, X, frozenset({"abs"}), Domain((X, N), (split,)))
        assert made.conditions == {split}
        assert proves(Claim(left, X, theory, power, integers), made) is not bool(integers)


def test_names_are_plain_texts() -> None:
    assert well_formed(X)
    assert well_formed(call("sin", X))
    assert is_condition(Condition(X, ">"))
    for e in (Symbol(Name("x")), call(Name("g_said"), X), SumOf(Y, Symbol(Name("h_said")))):
        assert not well_formed(e)
    assert not is_condition(Condition(X, Doubtful(">=")))


class Sign(Str):
    """A text that is equal to one and says another."""

    __slots__ = ("base", "lie")

    def __new__(cls, base: str, lie: str) -> Sign:
        made = Basic.__new__(cls)
        Str.name.__set__(made, base)
        made.base, made.lie = base, lie
        return made

    @property
    def name(self) -> str:
        return self.lie

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Str) and other.name == self.base

    def __hash__(self) -> int:
        return hash(Str(self.base))


class Digits(Integer):
    """An integer that is equal to one and counts as another."""

    __slots__ = ("lie",)

    def __new__(cls, base: int, lie: int) -> Digits:
        made = Basic.__new__(cls)
        made.p, made.lie = base, lie
        return made

    def __int__(self) -> int:
        return int(self.lie)

    def __eq__(self, other: object) -> bool:
        return bool(other == self.p)

    def __hash__(self) -> int:
        return hash(self.p)


class Number(int):
    """A number that is equal to two others."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return other in (2, 3)

    def __hash__(self) -> int:
        return hash(2)


def test_what_is_read_is_not_what_a_leaf_of_another_class_left_behind() -> None:
    """A tree with such a leaf is no tree that a text is."""
    Cases(Sign(">;", "<;"), X, X, Y, Y)
    read = parse_expression("cases(x if x > y, y otherwise)")
    assert kernel.tidiness(PLAIN, read, read).left == strip(read)
    with pytest.raises(KernelError):
        kernel.tidiness(PLAIN, read, parse_expression("cases(x if x < y, y otherwise)"))
    Decimal(Digits(50_771, 70_771), Integer(1))
    with pytest.raises(KernelError):
        kernel.tidiness(PLAIN, parse_expression("5077.1"), parse_expression("70771/10"))
    HigherDerivative(parse_expression("x^71"), X, Digits(2, 3))
    with pytest.raises(KernelError):
        kernel.tidiness(
            PLAIN, parse_expression("d^2/dx^2 (x^71)"), parse_expression("d^3/dx^3 (x^71)")
        )


def test_leaves_are_what_they_say() -> None:
    renamed = Symbol.__xnew__(Symbol, "zzz")
    assert hash(renamed)
    renamed.name = "y"
    doubtful = Basic.__new__(Integer)
    doubtful.p = Number(2)
    for e in (renamed, doubtful, SumOf(renamed, X), SumOf(doubtful, Symbol("x_70413"))):
        with pytest.raises(KernelError):
            reflexivity(PLAIN, e)


def test_the_conditions_of_a_theorem_are_its_own() -> None:
    theorem = reflexivity(PLAIN, parse_expression("1/x"))
    (handed,) = theorem.conditions
    object.__setattr__(handed, "expression", Integer(1))
    assert repr(theorem) == "x != 0 |- 1/x = 1/x"


def test_an_expression_is_read_once_where_it_is_equal_to_itself() -> None:
    Evil.said = iter([parse_expression("x^2"), parse_expression("x^3")])
    told = reflexivity(PLAIN, Evil(X))
    assert told.left == told.right == parse_expression("x^2")


def test_what_pieces_join_at_is_read_once() -> None:
    right = piece("abs(x)", "x", "1", "x")
    Evil.said = iter([Integer(1), parse_expression("0*log(x)")])
    assert repr(join(right, right, Evil(X))) == "x > 0 |- d/dx abs(x) = 1"


def test_theories_are_equal_only_if_their_definitions_were_read_alike() -> None:
    d = Definition("g", (X,), Evil(X))
    square, cube = parse_expression("x^2"), parse_expression("x^3")
    Evil.said = iter([square, cube])
    first, second = Theory((d,)), Theory((d,))
    assert first != second
    told = unfolding(first, call("g", X))
    assert told.right == square
    assert not proves(Claim(call("g", X), square, second), told)
