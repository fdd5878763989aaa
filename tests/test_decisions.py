"""The decisions on the corpus of equalities: proved, refuted with a witness, or under conditions.

What is false is refuted by points, and the kernel has no theorem of it either: that is asked with
all points left out.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache

import pytest
from flint import arb
from sympy.core.symbol import Symbol

from derive.check.decide import Decision, decide_equality
from derive.check.elaborate import domain_of, theory_of
from derive.check.evidence import Judge
from derive.expression.nodes import Expression, free_variables
from derive.expression.parser import parse_expression, parse_relations
from derive.kernel.balls import Point, Undefined, compare
from derive.kernel.conditions import Condition
from derive.numeric import evaluate as balls
from derive.numeric.evaluate import evaluate
from derive.prover.domains import Domain
from derive.prover.opaque import FAMILIES, bodies, concrete
from derive.prover.remaining import remaining, simplified
from derive.report.report import Verdict, Witness
from derive.rules import derivative_rows
from derive.script.equality import Equality, read_equality
from derive.search.prove import prove
from tests.each import each
from tests.equality import Item, items
from tests.equality.judge import AS_DIFFERENCE, FREE, Question

#: The items that are not decided as they should be, with what is missing.
EXCEPTIONS = {
    "radicals-012": "sums of two cube roots of conjugates are not denested",
    "special-014": "the reflection formula of gamma is no law",
    "special-015": "the duplication formula of gamma is no law",
    "trigonometric-078": "cos(pi/7) has no value in square roots, so it is a half tangent",
}
EXPECTED = {"true": Verdict.PROVED, "false": Verdict.REFUTED}
#: One of so many false items is asked of the kernel alone by default.
SAMPLED = 14
TRUE, FALSE, DOMAIN = map(items, ("true", "false", "domain"))
STANDS = (Verdict.PROVED, Verdict.PROVED_FOR)


def read(item: Item) -> Equality | None:
    return read_equality(item.left, item.right, item.where).equality


@cache
def decision(item: Item) -> Decision | None:
    equality = read(item)
    return None if equality is None else decide_equality(equality)


def verdict(item: Item) -> Verdict | None:
    found = decision(item)
    return None if found is None else found.verdict


def families(found: list[Item]) -> dict[str, list[Item]]:
    return {f: [i for i in found if i.family == f] for f in sorted({i.family for i in found})}


def by_family(found: list[Item]) -> list[object]:
    """A test for each family."""
    return [pytest.param(part, id=family) for family, part in families(found).items()]


def missed(found: list[Item], expected: Verdict) -> set[str]:
    return {item.id for item in found if verdict(item) is not expected}


# Verdicts


@pytest.mark.parametrize("found", by_family(TRUE))
def test_what_is_true_is_proved(found: list[Item]) -> None:
    assert missed(found, Verdict.PROVED) == {item.id for item in found} & EXCEPTIONS.keys()
    assert [i.id for i in found if verdict(i) in (Verdict.REFUTED, Verdict.DOMAIN_CHANGES)] == []


@pytest.mark.parametrize("found", by_family(FALSE))
def test_what_is_false_is_refuted(found: list[Item]) -> None:
    """Its witness stands when it is looked at again; nothing false is proved."""
    assert missed(found, Verdict.REFUTED) == {item.id for item in found} & EXCEPTIONS.keys()
    assert [i.id for i in found if verdict(i) in STANDS] == []
    asked = [(item, decision(item)) for item in found if item.id not in EXCEPTIONS]
    assert [i.id for i, d in asked if d is None or not d.witness or not differs(i, d.witness)] == []


def test_the_exceptions_are_few() -> None:
    excepted = {kind: [i for i in items(kind) if i.id in EXCEPTIONS] for kind in EXPECTED}
    assert sum(map(len, excepted.values())) == len(EXCEPTIONS)
    assert len(excepted["true"]) <= 0.01 * len(TRUE)
    assert len(excepted["false"]) <= 0.005 * len(FALSE)


# Witnesses


def domain_items(*expected: str) -> list[Item]:
    return [item for item in DOMAIN if item.expect in expected]


def test_witnesses_of_domain_items_stand() -> None:
    told = {item: decision(item) for item in domain_items("refuted")}
    assert [i.id for i, d in told.items() if not (d and d.witness and differs(i, d.witness))] == []


def test_domains_change_where_it_is_said() -> None:
    told = {item: decision(item) for item in domain_items("domain changes")}
    assert [i.id for i, d in told.items() if not (d and d.witness and changes(i, d.witness))] == []


def values(item: Item, witness: Witness) -> tuple[arb | None, arb | None]:
    """The balls of both sides at a witness that lies in the domain; None where undefined."""
    assert all(holds(text, witness) for text in item.where), item.id
    left, right = (value(text, witness) for text in (item.left, item.right))
    return left, right


def differs(item: Item, witness: Witness) -> bool:
    left, right = values(item, witness)
    return left is not None and right is not None and not left.overlaps(right)


def changes(item: Item, witness: Witness) -> bool:
    return [v is None for v in values(item, witness)] in ([True, False], [False, True])


def value(source: str, witness: Witness) -> arb | None:
    try:
        return ball(parse_expression(source), witness)
    except Undefined:
        return None


def ball(e: Expression, witness: Witness) -> arb:
    """The ball of a side at a witness, opaque functions being what it says they are."""
    opaque = tuple(name for name, _ in witness.functions)
    family = next(k for k in range(FAMILIES) if bodies(opaque, k) == witness.functions)
    point = {Symbol(name): Fraction(q) for name, q in witness.point}
    return evaluate(concrete(e, opaque, family), point, witness.precision)


def holds(source: str, witness: Witness) -> bool:
    """Whether a declared condition certainly holds at a witness."""
    for r in parse_relations(source, FREE):
        relation, turned = AS_DIFFERENCE[r.relation]
        left, right = (ball(side.node, witness) for side in (r.left, r.right))
        if compare(right - left if turned else left - right, relation) is not True:
            return False
    return True


# Conditions


@each("item", DOMAIN, ids=lambda item: item.id)
def test_domain_items_are_decided_as_expected(item: Item) -> None:
    found = decision(item)
    assert found is not None
    assert found.verdict.value == item.expect
    if found.verdict is Verdict.PROVED_FOR:
        expected = declared(item.conditions)
        assert implied(item, expected, found.conditions), list(map(str, found.conditions))
        assert implied(item, found.conditions, expected), list(map(str, found.conditions))
        assert told_apart(item, expected, found.conditions) == []


def declared(texts: tuple[str, ...]) -> tuple[Condition, ...]:
    equality = read_equality("0", "0", texts).equality
    assert equality is not None
    return domain_of(equality, theory_of(equality)).conditions


def implied(item: Item, known: tuple[Condition, ...], asked: tuple[Condition, ...]) -> bool:
    """Whether on the declared domain nothing remains of what is asked where the known hold."""
    where = declared(item.where)
    found = (free_variables(c.expression) for c in (*where, *known, *asked))
    variables = tuple(sorted(frozenset[Symbol]().union(*found), key=str))
    simple = simplified(known, Domain(variables, where))
    domain = Domain(variables, (*where, *known, *simple))
    return remaining(asked, domain, derivative_rows) == ()


def told_apart(item: Item, *sets: tuple[Condition, ...]) -> list[Point]:
    """The points of the declared domain at which only one set of conditions holds, by balls."""
    asked = Question(item)
    found = []
    for point in asked.points:
        said = {all_hold(conditions, asked.opaque, point) for conditions in sets}
        found += [point] if said >= {True, False} else []
    return found


def all_hold(conditions: tuple[Condition, ...], opaque: tuple[str, ...], at: Point) -> bool | None:
    bare = (Condition(concrete(c.expression, opaque), c.relation) for c in conditions)
    each = [balls.holds(c, at, 128) for c in bare]
    return False if False in each else None if None in each else True


# The kernel alone


def alone(item: Item) -> Verdict | None:
    """The verdict on the theorem that is found for an item, no point being looked at."""
    equality = read(item)
    if equality is None:
        return None
    theory = theory_of(equality)
    domain = domain_of(equality, theory)
    sides = equality.left.node, equality.right.node
    found = prove(*sides, theory, domain)
    if found is None:
        return None
    return Judge(theory, domain, (), cross_check=False).judge(*sides, found.theorem).verdict


@pytest.mark.parametrize("found", by_family(FALSE[::SAMPLED]))
def test_the_kernel_alone_proves_nothing_false(found: list[Item]) -> None:
    assert [item.id for item in found if alone(item) in STANDS] == []


@pytest.mark.long
@pytest.mark.parametrize("found", by_family(FALSE))
def test_the_kernel_alone_proves_nothing_false_at_all(found: list[Item]) -> None:
    assert [item.id for item in found if alone(item) in STANDS] == []


def test_the_kernel_alone_knows_where_domain_items_hold() -> None:
    stand = {item.id: verdict.value for item in DOMAIN if (verdict := alone(item)) in STANDS}
    assert stand == {item.id: item.expect for item in domain_items("proved", "proved for")}
