"""Rules as data: a named row `lhs = rhs when condition`, in the notation that authors write.

A row is an axiom: wherever both sides are defined and the condition holds, they are equal.  A row
whose right side or condition has a variable that its left side lacks is refused when it is built.
Nothing here decides where or in which order rows are used.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from sympy.core.symbol import Str, Symbol

from derive.expression.arities import ARITIES
from derive.expression.nodes import (
    NO_NAMES,
    Call,
    DerivativeOf,
    Expression,
    called,
    free_variables,
    is_leaf,
    rational,
    subexpressions,
)
from derive.expression.numerals import numeral
from derive.kernel.conditions import Condition
from derive.kernel.theory import KernelError, Theory, is_name, written

#: What a pattern's variables stand for: expressions, or the name of an opaque function.
Substitution = Mapping[str, Expression]


@dataclass(frozen=True, eq=False)
class Rule:
    """A rewrite rule, read from left to right; built by `rule`.

    `independent` holds pairs (c, x): c does not depend on x.  `numerals` are the variables that
    stand for numerals (of any rational value, or of an integer one where they are among the
    `integers`), `functions` those that stand for opaque functions.
    """

    name: str
    statement: str
    when: str
    lhs: Expression
    rhs: Expression
    conditions: tuple[Condition, ...]
    independent: tuple[tuple[str, str], ...]
    numerals: frozenset[str]
    integers: frozenset[str]
    functions: frozenset[str]

    @cached_property
    def variables(self) -> frozenset[str]:
        """The variables of the left side."""
        return pattern_variables(self.lhs)

    @cached_property
    def called(self) -> frozenset[str]:
        """The names of the functions that it speaks of."""
        sides = (self.lhs, self.rhs, *(c.expression for c in self.conditions))
        return NO_NAMES.union(*map(called, sides))

    @cached_property
    def moved(self) -> frozenset[str]:
        """The pattern variables that stand for variables to differentiate by."""
        inner = (s for s in subexpressions(self.lhs) if isinstance(s, DerivativeOf))
        return frozenset(d.args[1].name for d in inner)


#: Each row that was registered, by its identity, beside a copy of it that is never handed out: a
#: row that someone changes in place changes no axiom.
_axioms: dict[int, tuple[Rule, Rule]] = {}


def as_registered(row: Rule) -> Rule:
    """What `row` said when it was registered.  Raises `KernelError` for a row of no table."""
    registered, kept = _axioms.get(id(row), (None, None))
    if kept is None or registered is not row:
        raise KernelError("this is not a row of the rule tables")
    return kept


def axiom(row: Rule) -> Rule:
    """Adds a row to what theorems may rest on; only the rule tables call this."""
    kept = replace(row, conditions=tuple(map(replace, row.conditions)))
    _axioms[id(row)] = row, kept
    return row


def function_variables(e: Expression) -> frozenset[str]:
    """The names in a pattern that stand for opaque functions."""
    calls = (s.name for s in subexpressions(e) if isinstance(s, Call))
    return frozenset(name.rstrip("'") for name in calls if name not in ARITIES)


def pattern_variables(e: Expression) -> frozenset[str]:
    """The names in a pattern that stand for something."""
    return frozenset(v.name for v in free_variables(e)) | function_variables(e)


def instance_sides(
    row: Rule, substitution: Substitution, theory: Theory
) -> tuple[Expression, Expression, tuple[Condition, ...]]:
    """Both sides of the instance of a row, and its conditions, unfolded.

    Raises `KernelError` where a variable stands for something that its row does not allow.
    """
    if not theory.own.isdisjoint(row.called):
        raise KernelError(f"{row.name} speaks of a function that is defined otherwise here")
    substitution = _read(substitution)
    if substitution.keys() != row.variables:
        raise KernelError(f"an instance of {row.name} needs {', '.join(sorted(row.variables))}")
    _check_kinds(row, substitution, theory)
    conditions = tuple(
        Condition(theory.unfold(filled(c.expression, row, substitution)), c.relation)
        for c in row.conditions
    )
    left, right = (filled(side, row, substitution) for side in (row.lhs, row.rhs))
    return left, right, conditions


def _read(substitution: Substitution) -> Substitution:
    """What a substitution says, read once."""
    found = dict[str, Expression]()
    for name, e in substitution.items():
        named = type(e) is Str and is_name(e.name)
        found[name] = e if named else written(e)
    if not all(map(is_name, found)):
        raise KernelError("this is no substitution")
    return found


def _check_kinds(row: Rule, substitution: Substitution, theory: Theory) -> None:
    for name in row.moved:
        if not isinstance(substitution[name], Symbol):
            raise KernelError(f"{name} of {row.name} must be a variable")
    for name in row.numerals:
        value = numeral(substitution[name])
        if value is None or (name in row.integers and value.denominator != 1):
            raise KernelError(f"{name} of {row.name} must be a numeral, or an integer one")
    for name in row.functions:
        f = substitution[name]
        if not isinstance(f, Str) or f.name.rstrip("'") not in theory.opaque:
            raise KernelError(f"{name} of {row.name} must be an opaque function")
    for constant, variable in row.independent:
        if substitution[variable] in free_variables(theory.unfold(substitution[constant])):
            raise KernelError(f"{substitution[constant]} depends on {substitution[variable]}")


def filled(pattern: Expression, row: Rule, substitution: Substitution) -> Expression:
    """The pattern with its variables replaced; what is computed from numerals is computed."""
    computed = _computed(pattern, row, substitution)
    if computed is not None:
        return computed
    match pattern:
        case Symbol():
            return substitution[pattern.name]
        case DerivativeOf():
            body, variable = pattern.args
            return DerivativeOf(filled(body, row, substitution), substitution[variable.name])
        case Call() if pattern.name.rstrip("'") in row.functions:
            base = pattern.name.rstrip("'")
            primed = substitution[base].name + "'" * (len(pattern.name) - len(base))
            return Call(Str(primed), *(filled(a, row, substitution) for a in pattern.arguments))
    if is_leaf(pattern):
        return pattern
    return pattern.func(
        *(a if isinstance(a, Str) else filled(a, row, substitution) for a in pattern.args)
    )


def _computed(pattern: Expression, row: Rule, substitution: Substitution) -> Expression | None:
    """The value of a pattern such as `n - 1` or `-n`, in numerals only."""
    names = {v.name for v in free_variables(pattern)}
    if not names or not names <= row.numerals or function_variables(pattern):
        return None
    values = {Symbol(n): substitution[n] for n in names}
    value = numeral(pattern.xreplace(values))
    return None if value is None else rational(value)
