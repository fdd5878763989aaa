"""Which known words a word may have been meant to be."""

from __future__ import annotations

import pytest

from derive.expression.words import BY_ARITY
from derive.near import edits, near_words


@pytest.mark.parametrize(
    ("word", "meant"),
    [("tahn", "tanh"), ("sni", "sin"), ("lgo", "log"), ("sigmod", "sigmoid"), ("gama", "gamma")],
)
def test_a_slip_is_near(word: str, meant: str) -> None:
    assert near_words(word, BY_ARITY) == [meant]


@pytest.mark.parametrize("word", ["nosuch", "exponential", "q", "", "x" * 10_000])
def test_what_has_only_letters_in_common_is_not(word: str) -> None:
    assert near_words(word, [*BY_ARITY, "search", "schema", "tanh-sech"], 3) == []


def test_none_is_much_farther_than_the_nearest() -> None:
    assert near_words("hyperbolic-as-exp", ["hyperbolic-as-exponential", "hyperbolic"], 3) == [
        "hyperbolic-as-exponential"
    ]


@pytest.mark.parametrize(
    ("a", "b", "distance"),
    [("", "", 0), ("ab", "", 2), ("ab", "ba", 1), ("tahn", "tanh", 1), ("kitten", "sitting", 3)],
)
def test_letters_that_changed_places_are_one_slip(a: str, b: str, distance: int) -> None:
    assert edits(a, b) == edits(b, a) == distance
