"""What code and values are made from: a function, its derivative, and the theorem that says so.

It comes from a proof script whose theorem is `d/dx f(x) = ...`, or from an expression, for which
the derivation is found.  Without a theorem there is no code.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sympy.core.symbol import Symbol

from derive.check.check import check_file, checked
from derive.check.derivative import NAME, derivatives
from derive.check.elaborate import domain_of, theory_of
from derive.code.pieces import Target
from derive.expression.nodes import (
    DerivativeOf,
    Expression,
    called,
    has_derivative,
    strip,
)
from derive.expression.text import text
from derive.kernel.conditions import definedness
from derive.kernel.domains import Domain
from derive.report.derivative import DerivativeReport
from derive.report.report import Report
from derive.script.derivative import Texts, by_its_variable
from derive.script.load import Loaded, load, load_text
from derive.script.script import Script


@dataclass(frozen=True)
class Subject:
    """A function and its derivative with the texts of the theorem and of its domain."""

    name: str
    title: str
    function: Target
    derivative: Target
    theorem: str
    domain: tuple[str, ...]
    origin: str
    rules: tuple[str, ...] = ()


@dataclass(frozen=True)
class NoSubject:
    """Why there is nothing to make code from."""

    trouble: str
    hint: str = ""
    report: Report | None = None
    found: DerivativeReport | None = None


_NO_DERIVATIVE = "its theorem does not say what the derivative of a function is"
_SHAPE = "a theorem of the form `d/dx f(x) = ...` is needed; an expression may be given instead"


def of_script(path: str, name: str, called: str = "") -> Subject | NoSubject:
    """What the script at a path proves, for a function that is called as said or as the script."""
    report = check_file(path)
    loaded = load(path)
    if not report.proved or loaded.script is None:
        return NoSubject(f"{name} is not proved", "`derive verify` tells why", report=report)
    return _subject(loaded.script, report, called or identifier(name), f"the proof script {name}")


def of_expression(
    expression: str, wrt: str, where: tuple[str, ...], name: str
) -> Subject | NoSubject:
    """What the derivation of the derivative of an expression proves."""
    texts = Texts(expression, wrt, where)
    try:
        texts = texts if wrt else by_its_variable(texts)
    except ValueError as error:
        return NoSubject(str(error))
    (found,) = derivatives(texts)
    if not found:
        return NoSubject(f"the derivative of {expression} is not proved", found.reason, found=found)
    loaded: Loaded = load_text(found.script, NAME)
    report = checked(loaded, NAME).report
    assert loaded.script is not None
    return _subject(loaded.script, report, name, "a derivation that `derive diff` found")


def identifier(name: str) -> str:
    """The name of a script as that of a function."""
    own = name.rpartition("/")[2].removesuffix(".yaml").removesuffix(".yml")
    word = re.sub(r"\W", "_", own, flags=re.ASCII).strip("_") or "f"
    return word if not word[0].isdigit() else f"f_{word}"


def _subject(script: Script, report: Report, name: str, origin: str) -> Subject | NoSubject:
    theory = theory_of(script)
    domain = domain_of(script, theory)
    left = strip(script.theorem.left.node)
    if not isinstance(left, DerivativeOf):
        return NoSubject(_NO_DERIVATIVE, _SHAPE)
    body, variable = theory.unfold(left.args[0]), left.args[1]
    right = theory.unfold(strip(script.theorem.right.node))
    if has_derivative(body) or has_derivative(right):
        return NoSubject("its theorem has another derivative inside", _SHAPE)
    if theory.opaque & (called(body) | called(right)):
        return NoSubject("its theorem is about a function of which nothing is known", _SHAPE)
    if domain.integers:
        return NoSubject(
            "a variable of its theorem is an integer",
            "floats are no integers; an expression may be given instead",
        )
    domain = _moving_first(domain, variable)
    return Subject(
        name=name,
        title=script.title,
        function=Target(body, variable, _on_points(body, domain)),
        derivative=Target(right, variable, domain, derivative=True),
        theorem=f"{text(script.theorem.left.node)} = {text(script.theorem.right.node)}",
        domain=() if report.theorem is None else report.theorem.domain,
        origin=origin,
        rules=tuple(dict.fromkeys(b.name for s in script.steps for b in s.by or ())),
    )


def _moving_first(domain: Domain, variable: Symbol) -> Domain:
    """The same domain with the variable that is differentiated by as the first."""
    others = tuple(v for v in domain.variables if v != variable)
    return Domain((variable, *others), domain.conditions, domain.integers)


def _on_points(body: Expression, domain: Domain) -> Domain:
    """The domain of the function: points that only the derivative lacks belong to it."""
    kept = tuple(c for c in domain.conditions if c.relation != "!=")
    wider = Domain(domain.variables, kept, domain.integers)
    return wider if all(map(wider.implies, definedness(body))) else domain
