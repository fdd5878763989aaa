"""Published derivatives: two corpora beside the checkout, translated and put to the kernel.

`derivatives.jsonl` holds the rows of a table of derivatives, `antiderivatives.jsonl` integration
problems with their answers: the derivative of each answer is its integrand.  They are written as
Python expressions over names of other systems; a table says what each name is in the notation.
Python's own parser reads them and nothing of them is executed.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from sympy.core.symbol import Symbol

import derive
from derive.check.decide import Decision, decide
from derive.expression.nodes import DerivativeOf, Expression, free_variables, strip
from derive.expression.parser import parse_expression
from derive.expression.text import text
from derive.kernel.conditions import Condition, closed, definedness
from derive.kernel.theory import Theory
from derive.kernel.tidy import order
from derive.prover.domains import Domain
from derive.prover.remaining import simplified

#: Where the corpora are, beside a folder above this one; None where there are none.
FOLDER = next(
    (
        folder
        for above in Path(__file__).parents
        if (folder := above / "shared" / "corpora").is_dir()
    ),
    None,
)

#: What functions of the corpora are in the notation, `{0}` and `{1}` for their arguments; names
#: that are not here are the same in both.
CALLS: dict[str, str] = {
    "abs2": "({0})^2",
    "inv": "1/({0})",
    "one": "1 + 0*({0})",
    "exp2": "2^({0})",
    "exp10": "10^({0})",
    "deg2rad": "pi/180*({0})",
    "rad2deg": "180/pi*({0})",
    **{f"{f}d": f"{f}(pi*({{0}})/180)" for f in ("sin", "cos", "tan", "sec", "csc", "cot")},
    **{f"a{f}d": f"180/pi*a{f}({{0}})" for f in ("sin", "cos", "tan", "sec", "csc", "cot")},
    "sinpi": "sin(pi*({0}))",
    "cospi": "cos(pi*({0}))",
    "sinc": "sin(pi*({0}))/(pi*({0}))",
    "lgamma": "loggamma({0})",
    "logerfc": "log(erfc({0}))",
    "logerfcx": "log(erfcx({0}))",
    "xlogx": "({0})*log({0})",
    "logistic": "1/(1 + e^(-({0})))",
    "logit": "log(({0})/(1 - ({0})))",
    "log1psq": "log(1 + ({0})^2)",
    "log1pexp": "log(1 + e^({0}))",
    "log1mexp": "log(1 - e^({0}))",
    "log2mexp": "log(2 - e^({0}))",
    "logexpm1": "log(e^({0}) - 1)",
    "log1pmx": "log(1 + ({0})) - ({0})",
    "logmxp1": "log({0}) - ({0}) + 1",
}
#: The same for a function of an order that has a name of its own for each.
OF_ORDER: dict[tuple[str, str], str] = {
    ("polygamma", "0"): "digamma({1})",
    ("polygamma", "1"): "trigamma({1})",
    ("polygamma", "2"): "tetragamma({1})",
}
#: What other names are in the notation: `e` is a number in it and `d` a word.
NAMES: dict[str, str] = {"E": "e", "e": "epsilon", "d": "delta"}
_OPERATORS: dict[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Pow: "^",
}


class NotTranslated(Exception):  # noqa: N818 - it says what is the case
    """The text of the corpus is of a kind that the tables do not know."""


def translated(source: str) -> str:
    """An expression of the corpora in the notation; it may give names to parts first."""
    parts: dict[str, str] = {}
    for statement in ast.parse(source).body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=e):
                parts[name] = f"({_text(e, parts)})"
            case ast.Expr(value=e):
                return _text(e, parts)
    raise NotTranslated(source)


def _text(e: ast.expr, parts: Mapping[str, str]) -> str:
    match e:
        case ast.Constant(value=int() as n):
            return str(n)
        case ast.Name(id=name):
            return parts.get(name) or NAMES.get(name, name)
        case ast.UnaryOp(op=ast.USub(), operand=u):
            return f"-{_bracketed(u, parts)}"
        case ast.UnaryOp(op=ast.UAdd(), operand=u):
            return _text(u, parts)
        case ast.BinOp(left=u, op=operator, right=v):
            return f"{_bracketed(u, parts)}{_OPERATORS[type(operator)]}{_bracketed(v, parts)}"
        case ast.Call(func=ast.Name(id=name), args=arguments):
            texts = [_text(a, parts) for a in arguments]
            template = CALLS.get(name) or OF_ORDER.get((name, texts[0]))
            return template.format(*texts) if template else f"{name}({', '.join(texts)})"
    raise NotTranslated(ast.dump(e))


def _bracketed(e: ast.expr, parts: Mapping[str, str]) -> str:
    """An operand; the kernel reads through the brackets of those that need none."""
    written = _text(e, parts)
    atomic = isinstance(e, ast.Name | ast.Constant)
    return written if atomic else f"({written})"


@dataclass(frozen=True)
class Published:
    """A function with its published derivative, as the corpus writes them."""

    id: str
    function: str
    variable: str
    derivative: str

    @cached_property
    def sides(self) -> tuple[Expression, Expression]:
        """`d/dx` of the function, and the published derivative."""
        function, derivative = (
            strip(parse_expression(translated(source)))
            for source in (self.function, self.derivative)
        )
        return DerivativeOf(function, Symbol(NAMES.get(self.variable, self.variable))), derivative

    @cached_property
    def variables(self) -> tuple[Symbol, ...]:
        """The variables of both sides, in order."""
        found = frozenset[Symbol]().union(*map(free_variables, self.sides))
        return tuple(sorted(found, key=order))

    @cached_property
    def natural(self) -> tuple[Condition, ...]:
        """The set on which both sides are defined, as conditions that a person would write."""
        needed = closed(frozenset().union(*map(definedness, self.sides)))
        return simplified(needed, Domain(self.variables))

    def decision(self) -> Decision:
        """The verdict of the kernel on the natural domain."""
        return self._compared(self.sides[0])

    def found(self) -> derive.DerivativeResult:
        """The derivation that is found for the function."""
        body, variable = self.sides[0].args
        return derive.diff(text(body), str(variable))

    def last_line(self, report: derive.DerivativeResult) -> Decision:
        """The verdict on a last line and the published derivative, on the natural domain."""
        return self._compared(strip(parse_expression(report.derivative)))

    def _compared(self, left: Expression) -> Decision:
        domain = Domain(self.variables, self.natural)
        return decide(left, self.sides[1], Theory(), domain)


def corpus(name: str) -> Iterator[Published]:
    """The items of a corpus, in its order."""
    if FOLDER is None:
        raise FileNotFoundError("../shared/corpora")
    lines = (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    for n, line in enumerate(lines):
        row = json.loads(line)
        item_id = row["function"] if name == "derivatives" else f"{n}"
        yield Published(item_id, row["function"], row["variable"], row["derivative"])
