"""Conditions in words: as their author would write them, and as can be read back."""

from __future__ import annotations

import pytest

from derive import equal
from derive.check.check import check
from derive.script.load import load_text


@pytest.mark.parametrize(
    ("left", "right", "told"),
    [
        ("x/(1 - y*f)*(1 - y*f)", "x", ("y*f != 1",)),
        ("x/(f*y - 1)*(f*y - 1)", "x", ("f*y != 1",)),
        ("x/(z*b*a - 1)*(z*b*a - 1)", "x", ("z*b*a != 1",)),
        ("0*polygamma(x, 2)", "0", ("x >= 0", "x integer")),
    ],
)
def test_conditions_are_in_the_order_of_their_author(
    left: str, right: str, told: tuple[str, ...]
) -> None:
    found = equal(left, right)
    assert found.conditions == told
    assert equal(left, right, where=told), "what is told can be read back"


def test_a_script_is_told_to_declare_an_integer() -> None:
    script = (
        "derive: 1\ntitle: t\nvariables: {x: real}\ntheorem: 0*polygamma(x, 2) = 0\n"
        "steps:\n  - to: 0\n    by: multiply-by-zero\n"
    )
    (found,) = check(load_text(script)).diagnostics
    assert found.hint == 'declare `x: "integer, nonnegative"`'
    assert check(load_text(script.replace("x: real", 'x: "integer, nonnegative"'))).proved
