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
from derive.codegen.pieces import Target
from derive.expression.nodes import DerivativeOf, Expression, called, has_derivative, strip
from derive.expression.shorthand import Bracket, HigherDerivative
from derive.expression.text import text
from derive.kernel.conditions import definedness
from derive.prover.domains import Domain
from derive.report.derivative import DerivativeReport
from derive.report.report import Report
from derive.script.derivative import Texts, by_its_variable
from derive.script.load import Loaded, load, load_text
from derive.script.script import Script


@dataclass(frozen=True)
class Subject:
    """A function and its derivative with the texts of the theorem and of its domain.

    `labels` are what the theorem calls the function and its derivative, which is of some `order`;
    the variable that moves is the one that is differentiated by last.  `notation` says how names
    are typeset.
    """

    name: str
    title: str
    function: Target
    derivative: Target
    theorem: str
    domain: tuple[str, ...]
    origin: str
    rules: tuple[str, ...] = ()
    labels: tuple[str, str] = ("", "")
    order: int = 1
    notation: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class NoSubject:
    """Why there is nothing to make code from."""

    trouble: str
    hint: str = ""
    report: Report | None = None
    found: DerivativeReport | None = None


_SHAPE = "a theorem of the form `d/dx f(x) = ...` is needed"
#: A longer expression is not told in a hint.
_LONGEST = 60


def of_script(path: str, name: str, called: str = "", higher: bool = False) -> Subject | NoSubject:
    """What the script at a path proves, for a function that is called as said or as the script.

    Derivatives of a higher order are taken where it is said so.
    """
    report = check_file(path)
    loaded = load(path)
    if not report.proved or loaded.script is None:
        said = "is not proved" if report.usable else "cannot be used"
        return NoSubject(f"{name} {said}", "`derive verify` tells why", report=report)
    known = called or identifier(name)
    found = _subject(loaded.script, report, known, f"the proof script {name}")
    if isinstance(found, Subject) and found.order > 1 and not higher:
        told = f"its theorem is about a derivative of a higher order: {found.theorem}"
        return NoSubject(told, _instead(found.function.expression, frozenset()))
    return found


def of_expression(
    expression: str, wrt: str, where: tuple[str, ...], name: str
) -> Subject | NoSubject:
    """What the derivation of the derivative of an expression proves."""
    texts = Texts(expression, wrt, where)
    try:
        texts = texts if wrt else by_its_variable(texts, always_x=True)
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
    left, order = strip(script.theorem.left.node), 0
    variable = left.args[1] if isinstance(left, DerivativeOf) else None
    while isinstance(left, DerivativeOf):
        left, order = left.args[0], order + 1
    body, right = theory.unfold(left), theory.unfold(strip(script.theorem.right.node))
    refused = _refused(script, (body, right), order, theory.opaque)
    if refused or variable is None:
        return NoSubject(refused, _instead(body, theory.opaque))
    if domain.integers:
        return NoSubject(
            "a variable of its theorem is an integer",
            "floats are no integers; an expression may be given instead",
        )
    domain = _moving_first(domain, variable)
    return Subject(
        name=name,
        title=script.title,
        function=Target(body, variable, on_points(body, domain)),
        derivative=Target(right, variable, domain, derivative=True),
        theorem=_theorem(script),
        domain=() if report.theorem is None else report.theorem.domain,
        origin=origin,
        rules=tuple(dict.fromkeys(b.name for s in script.steps for b in s.by or ())),
        labels=_labels(script.theorem.left.node),
        order=order,
        notation=script.notation,
    )


def _labels(derivative: Expression) -> tuple[str, str]:
    """What is derived and its derivative, as their author writes them."""
    function = derivative
    while isinstance(function, (Bracket, DerivativeOf, HigherDerivative)):
        function = function.args[0]
    return text(function), text(derivative)


def _theorem(script: Script) -> str:
    return f"{text(script.theorem.left.node)} = {text(script.theorem.right.node)}"


def _refused(
    script: Script, sides: tuple[Expression, Expression], order: int, opaque: frozenset[str]
) -> str:
    """Why a theorem does not say what the derivative of a function is; empty where it does."""
    if opaque & called(sides[0]) | opaque & called(sides[1]):
        return "its theorem is about a function of which nothing is known"
    if not order and not has_derivative(sides[0]):
        return f"its theorem is about no derivative: {_theorem(script)}"
    if not order or has_derivative(sides[0]):
        return f"the left side of its theorem is more than a derivative: {_theorem(script)}"
    if has_derivative(sides[1]):
        return f"the right side of its theorem has another derivative in it: {_theorem(script)}"
    return ""


def _instead(body: Expression, opaque: frozenset[str]) -> str:
    """What may be asked for instead of a theorem: the function itself, if it can be told."""
    told = text(body)
    if has_derivative(body) or opaque & called(body) or len(told) > _LONGEST:
        return f"{_SHAPE}; an expression may be given instead"
    return f"{_SHAPE}; an expression may be given instead: '{told}'"


def _moving_first(domain: Domain, variable: Symbol) -> Domain:
    """The same domain with the variable that is differentiated by as the first."""
    others = tuple(v for v in domain.variables if v != variable)
    return Domain((variable, *others), domain.conditions, domain.integers)


def on_points(body: Expression, domain: Domain) -> Domain:
    """The domain of the function: points that only the derivative lacks belong to it."""
    kept = tuple(c for c in domain.conditions if c.relation != "!=")
    wider = Domain(domain.variables, kept, domain.integers)
    return wider if all(map(wider.implies, definedness(body))) else domain
