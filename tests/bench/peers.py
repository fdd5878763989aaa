"""The programs that are compared, each as a function from an item to a word.

They are asked in a worker process.  SymPy is given the best chance there is: its own expressions
with all that is assumed of the variables; those that read text get SymPy's.  None of them says
more than that two sides are equal, or, some of them, that they are not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import sympy

from derive.check.decide import decide_equality, equal
from derive.check.elaborate import domain_of, theory_of
from derive.check.opinion import value_on
from derive.report.report import Verdict
from derive.script.equality import Equality, read_equality
from tests.equality import Item

PROVED, REFUTED, NOT_SHOWN = "proved", "refuted", "not shown"
_OF_KERNEL = {Verdict.PROVED: PROVED, Verdict.PROVED_FOR: PROVED, Verdict.REFUTED: REFUTED}


@dataclass(frozen=True)
class Asked:
    """An item as it is asked."""

    item: Item

    @cached_property
    def equality(self) -> Equality:
        """The equality that its texts write."""
        item = self.item
        found = read_equality(item.left, item.right, item.where).equality
        assert found is not None
        return found

    @cached_property
    def values(self) -> tuple[Any, Any]:
        """Both sides in SymPy, as they are written."""
        theory = theory_of(self.equality)
        domain = domain_of(self.equality, theory)
        sides = (self.equality.left.node, self.equality.right.node)
        left, right = (value_on(side, theory, domain) for side in sides)
        return left, right

    @cached_property
    def computed(self) -> tuple[Any, Any]:
        """Both sides in SymPy, the derivatives in them carried out."""
        left, right = (value.doit() for value in self.values)
        return left, right

    def printed(self, printer: Callable[[Any], str]) -> list[str]:
        """Both sides as a printer of SymPy writes them."""
        return [printer(value) for value in self.computed]


def _kernel(asked: Asked) -> str:
    return _OF_KERNEL.get(decide_equality(asked.equality).verdict, NOT_SHOWN)


def _kernel_of_text(asked: Asked) -> str:
    item = asked.item
    return _OF_KERNEL.get(equal(item.left, item.right, item.where).verdict, NOT_SHOWN)


def _simplify(asked: Asked) -> str:
    left, right = asked.computed
    return PROVED if sympy.simplify(left - right) == 0 else NOT_SHOWN


def _equals(asked: Asked) -> str:
    left, right = asked.computed
    return {True: PROVED, False: REFUTED}.get(left.equals(right), NOT_SHOWN)


def _pycodemath(asked: Asked) -> str:
    check = import_module("pycodemath.verify.equal").check_equal
    status = check(*asked.printed(str)).status.value
    return {"verified": PROVED, "refuted": REFUTED}.get(status, NOT_SHOWN)


def _symbolic_math_verify(asked: Asked) -> str:
    """It compares equations: those of a new variable with each side."""
    same = import_module("symbolic_math_verify").is_equation_equal
    names = sorted({s.name for value in asked.computed for s in value.free_symbols})
    equations = [f"value_ = {side}" for side in asked.printed(str)]
    return PROVED if same([*names, "value_"], *equations) else NOT_SHOWN


def _math_verify(asked: Asked) -> str:
    module = import_module("math_verify")
    sides = [module.parse(f"${side}$") for side in asked.printed(sympy.latex)]
    return PROVED if module.verify(*sides) else NOT_SHOWN


@dataclass(frozen=True)
class Peer:
    """One program: its name, the module that must be there, how it is asked.

    What `prepare` does is not timed: reading the text of an item, as what the program works with.
    """

    name: str
    module: str
    ask: Callable[[Asked], str]
    prepare: Callable[[Asked], object]

    @property
    def installed(self) -> bool:
        """Whether it can be asked."""
        return find_spec(self.module) is not None


PEERS = {
    peer.name: peer
    for peer in (
        Peer("derive", "derive", _kernel, lambda asked: asked.equality),
        Peer("derive, from text", "derive", _kernel_of_text, lambda _: None),
        Peer("sympy.simplify", "sympy", _simplify, lambda asked: asked.values),
        Peer("Expr.equals", "sympy", _equals, lambda asked: asked.values),
        Peer("pycodemath", "pycodemath", _pycodemath, lambda asked: asked.printed(str)),
        Peer(
            "symbolic-math-verify",
            "symbolic_math_verify",
            _symbolic_math_verify,
            lambda asked: asked.printed(str),
        ),
        Peer("math-verify", "math_verify", _math_verify, lambda asked: asked.values),
    )
}
