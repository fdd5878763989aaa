"""The corpus of equalities: well formed, large enough, and right as far as balls can tell."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from derive.expression.parser import parse_expression, parse_relations
from derive.expression.text import text
from tests.each import each
from tests.equality import FOLDER, Item, items, read
from tests.equality.judge import FREE, Question, defined, differ, witness

KINDS = ("true", "false", "domain")
AT_LEAST = {"true": 650, "false": 650, "domain": 90}
FAMILIES = [
    "absolute",
    "activations",
    "calculus",
    "gradients",
    "hyperbolic",
    "logarithms",
    "losses",
    "nested",
    "opaque",
    "radicals",
    "rational",
    "sigmoid",
    "special",
    "statistics",
    "steps",
    "trigonometric",
]
VERDICTS = ("proved", "proved for", "refuted", "domain changes")
#: So many points of each true item and of each domain item are looked at.
POINTS = 12

ALL = [item for kind in KINDS for item in items(kind)]
FILES = sorted(FOLDER.glob("**/*.jsonl"))


@cache
def question(item: Item) -> Question:
    return Question(item)


def of_families(kind: str) -> list[object]:
    """The items of each file, a test a file."""
    return [pytest.param(list(read(p)), id=p.stem) for p in sorted(FOLDER.glob(f"{kind}/*.jsonl"))]


def domain_items(*expected: str) -> list[Item]:
    return [item for item in items("domain") if item.expect in expected]


def ids(found: list[Item]) -> list[str]:
    return [item.id for item in found]


@pytest.mark.parametrize("kind", KINDS)
def test_there_are_enough(kind: str) -> None:
    assert len(items(kind)) >= AT_LEAST[kind]


@pytest.mark.parametrize("kind", ["true", "false"])
def test_every_family_is_there(kind: str) -> None:
    counts = Counter(item.family for item in items(kind))
    assert {family: counts[family] for family in FAMILIES if counts[family] < 30} == {}


def test_near_misses_are_among_the_false() -> None:
    assert sum(item.family == "near-misses" for item in items("false")) >= 25


def test_ids_are_unique() -> None:
    assert [i for i, n in Counter(ids(ALL)).items() if n > 1] == []


def test_no_equality_stands_twice() -> None:
    written = Counter((item.left, item.right, item.where) for item in ALL if not item.expect)
    assert [w for w, n in written.items() if n > 1] == []


@each("path", FILES, ids=lambda p: f"{p.parent.name}-{p.stem}")
def test_files_are_written_as_they_are_read(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == "".join(f"{i.line()}\n" for i in read(path))


def test_what_is_read_is_what_was_written() -> None:
    sides = [side for item in ALL for side in (item.left, item.right)]
    assert [
        s for s in sides if parse_expression(text(parse_expression(s))) != parse_expression(s)
    ] == []


def test_conditions_are_comparisons() -> None:
    found = [(r.relation, c) for i in ALL for c in i.where for r in parse_relations(c, FREE)]
    assert [c for relation, c in found if relation == "="] == []
    cut = [r.relation for i in ALL for c in i.conditions for r in parse_relations(c, FREE)]
    assert set(cut) == {"!="}


@pytest.mark.parametrize("found", of_families("false"))
def test_every_false_item_is_refuted_by_balls(found: list[Item]) -> None:
    assert ids([item for item in found if witness(question(item)) is None]) == []


@pytest.mark.parametrize("found", of_families("true"))
def test_no_true_item_is_refuted_by_balls(found: list[Item]) -> None:
    assert ids([item for item in found if refuted(item)]) == []


@pytest.mark.parametrize("found", of_families("true"))
def test_true_items_are_defined_on_their_domain(found: list[Item]) -> None:
    """At some point both sides certainly have a value, and at none is one certainly undefined."""
    assert ids([item for item in found if not defined_throughout(item)]) == []


def test_domain_items_say_what_is_expected() -> None:
    assert {item.expect for item in items("domain")} == set(VERDICTS)
    assert (
        ids([i for i in items("domain") if bool(i.conditions) != (i.expect == "proved for")]) == []
    )


def test_domain_items_that_are_refuted_have_a_witness() -> None:
    assert ids([i for i in domain_items("refuted") if witness(question(i)) is None]) == []


def test_no_other_domain_item_has_a_witness() -> None:
    others = domain_items("proved", "proved for", "domain changes")
    assert ids([i for i in others if refuted(i)]) == []


def test_domain_changes_at_a_certified_point() -> None:
    assert ids([i for i in domain_items("domain changes") if not changes(question(i))]) == []


def test_proved_domain_items_are_defined_on_their_domain() -> None:
    found = domain_items("proved", "proved for")
    assert ids([i for i in found if not defined_throughout(i)]) == []


def refuted(item: Item) -> bool:
    """Whether the sides differ at one of the first points of the domain."""
    asked = question(item)
    return any(differ(asked.sides, p, 64) is not None for p in asked.points[:POINTS])


def changes(asked: Question) -> bool:
    """Whether at some point one side certainly has a value and the other certainly has none."""
    values = ([defined(side, p) for side in asked.sides] for p in asked.points)
    return any(set(pair) == {True, False} for pair in values)


def defined_throughout(item: Item) -> bool:
    """Whether no looked-at point leaves a side undefined, and one shows both defined."""
    asked = question(with_conditions(item))
    values = [defined(side, p) for p in asked.points[:POINTS] for side in asked.sides]
    return False not in values and True in values


def with_conditions(item: Item) -> Item:
    """The item with the conditions of its verdict declared."""
    return replace(item, where=item.where + item.conditions, conditions=())
