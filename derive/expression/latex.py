"""Written expressions as LaTeX that keeps the form in which their author wrote them.

It may not simplify, reorder or drop anything, and it may not write two expressions of different
meaning alike: a fraction bar or an exponent groups by itself, everything else is in brackets, and
factors are juxtaposed only where nothing else could be read.
"""

from __future__ import annotations

import re
from itertools import pairwise

from sympy.core.numbers import Integer
from sympy.core.symbol import Symbol

from derive.expression.functions import CONSTANT_NAMES, FUNCTION_NAMES, word
from derive.expression.greek import GREEK_LETTERS
from derive.expression.layout import (
    ROOTS,
    beside,
    evaluated_slot,
    factor_slots,
    greek_base,
    needs_brackets,
)
from derive.expression.nodes import (
    Bracket,
    Call,
    Constant,
    Decimal,
    DerivativeAt,
    DerivativeOf,
    Expression,
    HigherDerivative,
    Negation,
    Power,
    ProductOf,
    Quotient,
    SumOf,
    ValueAt,
)
from derive.expression.text import Slot, decimal_text


def latex(e: Expression) -> str:
    """`e` in LaTeX's mathematics mode, without the dollars."""
    return _in_slot(e, Slot.WHOLE)


def _in_slot(e: Expression, slot: Slot, *, kept: bool = False) -> str:
    if isinstance(e, Bracket):
        return _in_brackets(_in_slot(e.args[0], slot, kept=True))
    inner = _bare(beside(e))
    return _in_brackets(inner) if needs_brackets(e, slot, kept=kept) else inner


def _in_brackets(inner: str) -> str:
    return rf"\left({inner}\right)"


def _bare(e: Expression) -> str:
    match e:
        case Integer():
            return str(int(e))
        case Symbol():
            return _name(e.name, r"\mathit")
        case Constant():
            return CONSTANT_NAMES[e.name]
        case Decimal():
            return decimal_text(e)
        case SumOf():
            return _in_slot(e.args[0], Slot.FIRST_TERM) + "".join(map(_later_term, e.args[1:]))
        case ProductOf():
            return _product(e.args)
        case Quotient():
            slots = zip(e.args, (Slot.NUMERATOR, Slot.DENOMINATOR), strict=True)
            top, bottom = (_in_slot(part, slot) for part, slot in slots)
            return rf"\frac{{{top}}}{{{bottom}}}"
        case Negation():
            return "-" + _in_slot(e.args[0], Slot.NEGATED)
        case Power():
            base, exponent = e.args
            return f"{_in_slot(base, Slot.BASE)}^{{{_in_slot(exponent, Slot.EXPONENT)}}}"
        case Call():
            return _call(e)
    return _derivative(e)


def _derivative(e: Expression) -> str:
    """A derivative, or what is evaluated at a point."""
    match e:
        case DerivativeOf():
            body, variable = e.args
            return rf"\frac{{d}}{{d{_bare(variable)}}} {_in_slot(body, Slot.DIFFERENTIATED)}"
        case DerivativeAt():
            return _evaluated(e, _bare(DerivativeOf(*e.args[:2])))
        case HigherDerivative():
            return f"{_operator(e)} {_in_slot(e.args[0], Slot.DIFFERENTIATED)}"
        case ValueAt():
            return _evaluated(e, _in_slot(e.args[0], evaluated_slot(e.args[0])))
    raise TypeError(f"not a written expression: {type(e).__name__}")


def _evaluated(e: Expression, inner: str) -> str:
    """What is evaluated with a bar to its right, at whose foot stands the point."""
    _, variable, point = e.args
    return rf"\left.{inner}\right|_{{{_bare(variable)}={latex(point)}}}"


def _operator(e: HigherDerivative) -> str:
    """The fraction in front of a derivative of higher order; a mixed one is written with ∂."""
    sign = "d" if len(e.by) == 1 else r"\partial "
    by = (f"{sign}{_bare(v)}" + (f"^{{{n}}}" if n > 1 else "") for v, n in e.by)
    below = r"\, ".join(by)
    return rf"\frac{{{sign.strip()}^{{{e.order}}}}}{{{below}}}"


def _later_term(term: Expression) -> str:
    if isinstance(term, Negation):
        return " - " + _in_slot(term.args[0], Slot.NEGATED)
    return " + " + _in_slot(term, Slot.TERM)


def _product(factors: tuple[Expression, ...]) -> str:
    written = list(map(_in_slot, factors, factor_slots(factors)))
    joined = written[0]
    for (left, right), (before, after) in zip(pairwise(factors), pairwise(written), strict=True):
        joined += _sign(left, before, right, after) + after
    return joined


def _sign(left: Expression, before: str, right: Expression, after: str) -> str:
    """What stands between two factors: a dot wherever juxtaposing them could mislead."""
    named = _is_name(left)
    misleading = (
        after[0].isdigit(),  # 2 3 is not 23, x 2 is not x_2
        named and after.startswith(r"\left("),  # not a function of what is in the brackets
        isinstance(left, (Integer, Decimal)) and isinstance(right, Quotient),  # no mixed number
        before.endswith(r"\right|") or after.startswith(r"\left|"),  # a bar opens, or closes
    )
    if any(misleading):
        return r" \cdot "
    head = right.args[0] if isinstance(right, Power) else right
    return r"\, " if named and (_is_name(head) or after[0].isalpha()) else " "


def _is_name(e: Expression) -> bool:
    return isinstance(e, (Symbol, Constant)) or (isinstance(e, Call) and not e.arguments)


def _call(e: Call) -> str:
    if not e.arguments:
        return _name(word(e.name), r"\operatorname")
    arguments = ", ".join(map(latex, e.arguments))
    if e.name in ROOTS:
        return f"{FUNCTION_NAMES[e.name].latex}{{{arguments}}}"
    if e.name == "abs":
        return rf"\left|{arguments}\right|"
    if e.name == _LOG_TO_BASE:
        argument, base = map(latex, e.arguments)
        return rf"\log_{{{base}}}{_in_brackets(argument)}"
    return _function(e.name) + _in_brackets(arguments)


def _function(name: str) -> str:
    """The head of a call; an author's Gamma is a word, since the letter means the known one."""
    bare = name.rstrip("'")
    known = FUNCTION_NAMES.get(bare)
    head = known.latex if known else _name(bare, r"\operatorname")
    if known is None and head in _HEADS:
        head = rf"\operatorname{{{greek_base(bare)[0]}}}"
    return head + name[len(bare) :]


_LOG_TO_BASE = "log/2"
_HEADS = frozenset(row.latex for row in FUNCTION_NAMES.values())


_SUBSCRIPT = re.compile(r"_?(?P<digits>[0-9]+)|_(?P<word>[A-Za-z0-9]+)")


def _name(name: str, font: str) -> str:
    """A name: one letter, Greek or Latin, with its subscript, or else a word in `font`."""
    base, rest = greek_base(name)
    subscript = _SUBSCRIPT.fullmatch(rest)
    if (len(base) > 1 and base not in GREEK_LETTERS) or (rest and subscript is None):
        whole = (base + rest).replace("_", r"\_")
        return f"{font}{{{whole}}}"
    letter = rf"\{base}" if base in GREEK_LETTERS else base
    return letter + (_subscript(subscript) if subscript else "")


def _subscript(match: re.Match[str]) -> str:
    digits, letters = match.group("digits", "word")
    if digits or len(letters) == 1:
        return f"_{{{digits or letters}}}"
    return rf"_{{\mathrm{{{letters}}}}}"
