"""Proof scripts of ten steps each, made of varied functions from a seed; all are proved.

Each is the derivative of a sum of three terms: powers with a factor, compositions with a factor,
products, as in `d/dx (3*x^4 + 2*tanh(5*x + 1) + log(x)*cos(7*x))`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

STEPS = 10
#: Functions for which u is positive, by their rules, with what stands before `d/dx u`.
OUTER = {
    "sin": "cos({u})",
    "cos": "(-sin({u}))",
    "exp": "exp({u})",
    "log": "1/({u})",
    "sqrt": "1/(2*sqrt({u}))",
    "sinh": "cosh({u})",
    "cosh": "sinh({u})",
    "tanh": "(1 - tanh({u})^2)",
    "atan": "1/(1 + ({u})^2)",
    "asinh": "1/sqrt(({u})^2 + 1)",
    "log1p": "1/(1 + ({u}))",
    "erf": "2/sqrt(pi)*e^(-({u})^2)",
}


@dataclass(frozen=True)
class Inner:
    """A function of x inside of another: its text, its derivative and the rules that give it."""

    u: str
    slope: str
    by: str


@dataclass(frozen=True)
class Term:
    """A part of a sum: its forms from the derivative that is taken to the one that is done.

    Each later form has the rules that it is by.
    """

    function: str
    forms: tuple[tuple[str, str], ...]


def scripts(count: int, seed: int = 1) -> Iterator[str]:
    """That many scripts, the same for the same seed."""
    random = Random(seed)
    for number in range(count):
        yield script(random, number)


def write(folder: Path, count: int, seed: int = 1) -> None:
    """Writes scripts into a folder, a hundred in each folder below it."""
    for number, text in enumerate(scripts(count, seed)):
        path = folder / f"{number // 100:02}" / f"{number:04}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def script(random: Random, number: int) -> str:
    """One script."""
    kinds = random.choices((_monomial, _composition, _product), (3, 2, 1), k=3)
    terms = [kind(random) for kind in kinds]
    f = " + ".join(term.function for term in terms)
    lines = [*_lines(terms)]
    steps = "".join(f"  - to: {to}\n    by: {by}\n" for to, by in lines)
    return (
        f"derive: 1\ntitle: Generated, number {number}\nvariables: {{x: positive}}\n"
        f"theorem: d/dx ({f}) = {lines[-1][0]}\nsteps:\n{steps}"
    )


def _lines(terms: list[Term]) -> Iterator[tuple[str, str]]:
    """The lines of a chain, each with its rules: the terms one by one, form by form."""
    now = [f"d/dx ({term.function})" for term in terms]
    yield " + ".join(now), "sum"
    for k, term in enumerate(terms):
        for form, by in term.forms:
            now[k] = form
            yield " + ".join(now), by


def _monomial(random: Random) -> Term:
    a, n = random.randint(2, 19), random.randint(3, 12)
    whole = f"{a}*({n}*x^{n - 1}*d/dx x)"
    forms = (
        (f"{a}*d/dx (x^{n})", "constant-multiple"),
        (whole, "power"),
        (f"{a * n}*x^{n - 1}", "variable"),
    )
    return Term(f"{a}*x^{n}", forms)


def _composition(random: Random) -> Term:
    b, (name, outer), inner = random.randint(2, 19), _outer(random), _inner(random)
    front = f"{b}*({outer.format(u=inner.u)})"
    forms = (
        (f"{b}*d/dx {name}({inner.u})", "constant-multiple"),
        (f"{front}*d/dx ({inner.u})", name),
        (f"{front}*({inner.slope})", inner.by),
    )
    return Term(f"{b}*{name}({inner.u})", forms)


def _product(random: Random) -> Term:
    (g, dg), (h, dh) = _outer(random), _outer(random)
    inner = _inner(random)
    left, right = f"{g}(x)", f"{h}({inner.u})"
    done, behind = f"{dg.format(u='x')}*d/dx x*{right}", f"{left}*({dh.format(u=inner.u)})"
    forms = (
        (f"d/dx {left}*{right} + {left}*d/dx {right}", "product"),
        (f"{done} + {behind}*d/dx ({inner.u})", g if g == h else f"[{g}, {h}]"),
        (f"{done} + {behind}*({inner.slope})", inner.by),
    )
    return Term(f"{left}*{right}", forms)


def _outer(random: Random) -> tuple[str, str]:
    return random.choice([*OUTER.items()])


def _inner(random: Random) -> Inner:
    a, b, n = random.randint(2, 19), random.randint(1, 19), random.randint(2, 5)
    return random.choice(
        (
            Inner(f"{a}*x", f"{a}*d/dx x", "constant-multiple"),
            Inner(f"x + {b}", f"d/dx x + d/dx {b}", "sum"),
            Inner(f"{a}*x + {b}", f"{a}*d/dx x + d/dx {b}", "[sum, constant-multiple]"),
            Inner(f"x^{n}", f"{n}*x^{n - 1}*d/dx x", "power"),
        )
    )
