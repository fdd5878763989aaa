"""New problems of the kind of a script: variants of what it differentiates, or instances of it.

A variant is derived as any other derivative is, and must be proved; one by rules of which the
script names half is taken first.  An instance of an identity goes by the same steps.  The same seed
gives the same problem.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from sympy.core.numbers import Integer
from sympy.core.symbol import Str, Symbol

from derive.check.check import check, new_run
from derive.check.derivative import derivatives
from derive.check.elaborate import theory_of
from derive.expression.nodes import (
    Call,
    DerivativeOf,
    Expression,
    Power,
    ProductOf,
    SumOf,
    call,
    free_variables,
    has_derivative,
    integer,
    is_leaf,
    strip,
)
from derive.expression.substitution import instantiate
from derive.expression.text import text
from derive.report.report import Report
from derive.script.derivative import Texts
from derive.script.load import load_text
from derive.script.script import Definition, Script
from derive.script.write import WrittenScript, WrittenStep

#: So many variants are tried before it is said that there is none.
TRIES = 12
#: Functions that may stand for each other in a problem of one kind.
_FAMILIES = (("sin", "cos"), ("sinh", "cosh"), ("tan", "cot"), ("asin", "acos"), ("atan", "acot"))
_ALIKE = {f: family for family in _FAMILIES for f in family}


def practice(path: str, seed: int) -> str:
    """A script that is a new problem; empty where none is found."""
    run = new_run()
    loaded, report = run.load(path), run.report(path)
    script = loaded.script
    if script is None or not report.proved:
        return ""
    random = Random(seed)
    made = _variants if isinstance(strip(script.theorem.left.node), DerivativeOf) else _instances
    return next(made(script, report, random), "")


def _names(report: Report) -> set[str]:
    return {name for s in report.steps if s.reason is not None for name in s.reason.names}


# Derivatives


def _variants(script: Script, report: Report, random: Random) -> Iterator[str]:
    """Derivations of variants of what a script differentiates."""
    left = strip(script.theorem.left.node)
    body, variable = (theory_of(script).unfold(left) if script.definitions else left).args
    named = _names(report)
    integers = tuple(f"{v.name} integer" for v in script.variables if v.integer)
    tried = {text(body)}
    others: list[str] = []
    for _ in range(TRIES):
        question = text(_varied(body, variable, random))
        if question in tried:
            continue
        tried.add(question)
        for found in derivatives(Texts(question, variable.name, integers), 1, "normal"):
            told = set() if found.report is None else _names(found.report)
            if found and 2 * len(named & told) >= min(len(named), len(told)) > 0:
                yield found.script
            elif found:
                others.append(found.script)
    yield from others


def _varied(e: Expression, variable: Symbol, random: Random) -> Expression:
    """An expression with another inner function, other numbers, other functions of a family."""
    inner = random.choice(_inner(variable, random))
    return instantiate(_renumbered(e, random), {variable: inner})


def _inner(x: Symbol, random: Random) -> list[Expression]:
    a, b = integer(random.randint(2, 5)), integer(random.randint(1, 5))
    return [ProductOf(a, x), SumOf(ProductOf(a, x), b), Power(x, integer(2)), SumOf(x, b)]


def _renumbered(e: Expression, random: Random) -> Expression:
    if isinstance(e, Integer) and e > 1 and random.random() < 0.5:
        return integer(random.randint(2, 6))
    if is_leaf(e):
        return e
    args = [a if isinstance(a, Str) else _renumbered(a, random) for a in e.args]
    if isinstance(e, Call) and e.name in _ALIKE:
        return call(random.choice(_ALIKE[e.name]), *args[1:])
    return e.func(*args)


# Identities


def _instances(script: Script, _report: Report, random: Random) -> Iterator[str]:
    """The chain of a script with an expression in the place of a variable, all the way."""
    lines = [script.theorem.left.node, *(s.to.node for s in script.steps)]
    plain = [v for v in script.variables if not v.integer and not v.relations]
    if not plain or script.where or any(map(has_derivative, lines)):
        return
    for _ in range(TRIES):
        x = Symbol(random.choice(plain).name)
        inner = random.choice(_inner(x, random))
        chain = [instantiate(line, {x: inner}) for line in lines]
        made = _written(script, chain)
        if check(load_text(made, "practice"), "practice").proved:
            yield made


def _written(script: Script, chain: list[Expression]) -> str:
    first, *others = chain
    by = [() if s.by is None else tuple(b.name for b in s.by) for s in script.steps]
    names = sorted({v.name for line in chain for v in free_variables(line)})
    return WrittenScript(
        title=f"{script.title}, for another argument",
        variables=tuple((name, "real") for name in names),
        where=(),
        functions=tuple(f.declaration for f in script.functions),
        definitions=tuple(map(_defined, script.definitions)),
        left=text(first),
        steps=tuple(WrittenStep(text(e), names) for e, names in zip(others, by, strict=True)),
    ).text()


def _defined(d: Definition) -> str:
    """A definition as scripts have it."""
    head = call(d.name, *map(Symbol, d.parameters))
    return f"{text(head)} = {text(d.body.node)}"
