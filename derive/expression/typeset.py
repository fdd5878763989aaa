"""Written expressions as boxes that keep the form in which their author wrote them.

This may not simplify, reorder or drop anything, and it may not write two expressions of different
meaning alike: a fraction bar or an exponent groups by itself, the sine of `x` or of `2x` is read as
such where nothing follows that could belong to it, everything else is in brackets, and factors are
juxtaposed only where nothing else could be read.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from types import MappingProxyType

from sympy.core.numbers import Integer
from sympy.core.symbol import Str, Symbol

from derive.expression.boxes import (
    Box,
    Braced,
    Fence,
    Foot,
    Fraction,
    Marked,
    Root,
    Row,
    Scripts,
    Token,
    first,
    is_kind,
    last,
)
from derive.expression.choices import Choice
from derive.expression.functions import CONSTANT_NAMES, FUNCTION_NAMES
from derive.expression.greek import PRINTED_LETTERS
from derive.expression.layout import (
    ROOTS,
    evaluated_slot,
    factor_slots,
    in_front,
    needs_brackets,
)
from derive.expression.looks import Names, names_in, told_apart
from derive.expression.naming import author_head, head_box, is_raised, name_box, primed
from derive.expression.nodes import (
    Call,
    Constant,
    Decimal,
    DerivativeAt,
    DerivativeOf,
    Expression,
    IntegerPower,
    Negation,
    Path,
    Power,
    ProductOf,
    Quotient,
    SumOf,
    free_variables,
)
from derive.expression.shorthand import (
    Bracket,
    Cases,
    HigherDerivative,
    Place,
    ValueAt,
    placed_rows,
)
from derive.expression.text import Slot, chains, decimal_text
from derive.expression.words import word

_NONE: Mapping[str, Box] = MappingProxyType({})


@dataclass(frozen=True)
class Style:
    """How names are written, where not as they are, and whether derivatives are `partial` ones.

    `names` have a notation; `letters`, which stand alone, and `heads`, with brackets behind them,
    are told apart from others that would look alike.  Between letters that could spell one of
    `words` there is a dot.
    """

    partial: bool = False
    names: Mapping[str, Box] = field(default_factory=dict)
    letters: Mapping[str, Box] = field(default_factory=dict)
    heads: Mapping[str, Box] = field(default_factory=dict)
    words: frozenset[str] = frozenset()

    def name(self, name: str, *, upright: bool) -> Box:
        """The name of a variable, or `upright` of a definition without arguments."""
        given = self.names.get(name) or self.letters.get(name)
        return given or name_box(name, upright=upright)


def style_for(names: Names, *, partial: bool = False, given: Mapping[str, Box] = _NONE) -> Style:
    """The style in which no two of the names look alike; some are `given` as they are written."""
    apart = told_apart(names, given)
    return Style(partial, given, apart.letters, apart.heads, apart.words)


def alone(*expressions: Expression) -> Style:
    """The style of expressions that stand together, and in no script."""
    return style_for(names_in(*expressions))


#: Functions whose positive powers are written at the head: `sin^2 x`.
_RAISED = frozenset(
    name + ending for ending in ("", "h") for name in ("sin", "cos", "tan", "cot", "sec", "csc")
)
_LOGARITHMS = frozenset(("log", "log2", "log10", "log/2"))
#: Functions of which what is plain follows without brackets.
_OPEN = _RAISED | {f"a{name}" for name in _RAISED} | _LOGARITHMS
_LOG_TO_BASE = "log/2"


def typeset(e: Expression, style: Style | None = None, marks: Collection[Path] = ()) -> Box:
    """`e` as a box, the subexpressions at the paths `marks` marked; with no style it is alone.

    A mark of the whole expression says nothing, so that with it nothing is marked.
    """
    marked = frozenset() if () in marks else frozenset(marks)
    return _Setter(alone(e) if style is None else style, marked).in_slot(e, (), Slot.WHOLE)


def _operator(latex: str, text: str) -> Token:
    return Token("operator", latex, text)


_PLUS, _MINUS = _operator(" + ", "+"), _operator(" - ", "−")
_NEGATIVE = Token("sign", "-", "−")
_DOT, _COMMA = _operator(r" \cdot ", "·"), Token("comma", ", ", ",")
_EQUALS = _operator("=", "=")
#: Between factors: nothing, a blank, a thin space.
_CLOSE, _BESIDE, _THIN = (Token("times", latex, "") for latex in ("", " ", r"\, "))
#: Between the head of a function and what it is applied to.
_APPLY, _APPLY_OPEN = Token("apply", "", ""), Token("apply", " ", " ")
_SLASH = Token("slash", "/", "/")
_BLANK = Token("blank", " ", " ")
_AND, _OTHERWISE = (
    Token("text", rf"\text{{{said}}}", said.replace(" ", "\u00a0"))
    for said in (" and ", "otherwise")
)
_RELATIONS = {
    ">": _operator(" > ", ">"),
    "<": _operator(" < ", "<"),
    "=": _operator(" = ", "="),
    ">=": _operator(r" \geq ", "≥"),
    "<=": _operator(r" \leq ", "≤"),
    "!=": _operator(r" \neq ", "≠"),
}
_D, _PARTIAL = Token("name", "d", "d"), Token("name", r"\partial", "∂")


@dataclass(frozen=True)
class _Setter:
    style: Style
    marks: frozenset[Path]

    def in_slot(
        self, e: Expression, path: Path, slot: Slot, *, kept: bool = False, closed: bool = False
    ) -> Box:
        """A box of `e`; one that is `closed` has nothing at its end that takes in what follows."""
        if isinstance(e, Bracket):
            inside = self.in_slot(e.args[0], (*path, 0), slot, kept=True)
            return self.marked(Fence(inside), path)
        fenced = needs_brackets(e, slot, kept=kept) or self.takes_in(e, slot, kept)
        made = self.marked(self.bare(e, path, closed and not fenced), path)
        return Fence(made) if fenced else made

    def takes_in(self, e: Expression, slot: Slot, kept: bool) -> bool:
        """Whether an exponent behind `e` would be read as a part of it."""
        if slot is not Slot.BASE or kept:
            return False
        if isinstance(e, Call) and e.arguments:
            return self.opens(e)
        return isinstance(e, (Symbol, Call)) and is_raised(self.named(e))

    def child(self, e: Expression, path: Path, i: int, slot: Slot) -> Box:
        return self.in_slot(e.args[i], (*path, i), slot)

    def marked(self, box: Box, path: Path) -> Box:
        return Marked(box) if path in self.marks else box

    def bare(self, e: Expression, path: Path, closed: bool) -> Box:
        match e:
            case Integer():
                return Token("number", str(int(e)), str(int(e)))
            case Decimal():
                return Token("number", decimal_text(e), decimal_text(e))
            case Symbol():
                return self.named(e)
            case Str():  # what a rule's function stands for
                return self.name(e.name, upright=True)
            case Constant():
                latex = CONSTANT_NAMES[e.name]
                return Token("name", latex, PRINTED_LETTERS.get(e.name, e.name))
            case SumOf():
                return self.sum(e, path)
            case ProductOf():
                places = [(factor, (*path, i)) for i, factor in enumerate(e.args)]
                return self.product(places, closed)
            case Quotient():
                return self.quotient(e, path)
            case Negation():
                return Row((_NEGATIVE, self.child(e, path, 0, Slot.NEGATED)))
            case Power() | IntegerPower():
                return self.power(e, path, closed)
            case Call():
                return self.call(e, path, closed)
            case Choice() | Cases():
                return self.cases(e, path)
        return self.derivative(e, path)

    def named(self, e: Expression) -> Box:
        """The name of a variable, or of a definition without arguments."""
        upright = isinstance(e, Call)
        return self.name(word(e.name) if upright else e.name, upright=upright)

    def name(self, name: str, *, upright: bool) -> Box:
        return self.style.name(name, upright=upright)

    # Arithmetic

    def sum(self, e: Expression, path: Path) -> Box:
        parts = [self.child(e, path, 0, Slot.FIRST_TERM)]
        for i, term in enumerate(e.args[1:], 1):
            at = (*path, i)
            if isinstance(term, Negation):
                minus = Row((_MINUS, self.in_slot(term.args[0], (*at, 0), Slot.NEGATED)))
                parts.append(self.marked(minus, at))
            else:
                parts += [_PLUS, self.in_slot(term, at, Slot.TERM)]
        return Row(tuple(parts))

    def product(self, places: list[tuple[Expression, Path]], closed: bool, *after: Box) -> Box:
        """Factors side by side; `after` is a fraction that comes behind them, where there is one.

        What its head is open to its right is closed before all but another head.
        """
        factors = [e for e, _ in places]
        slots = factor_slots([*factors, *[Quotient(Integer(1), Integer(1))] * len(after)])
        written: list[Box] = list(after)
        follows = "fraction" if after else "end" if not closed else "more"
        for (e, path), slot in reversed(list(zip(places, slots[: len(places)], strict=True))):
            ends = follows not in ("end", "head")
            written.insert(0, self.in_slot(e, path, slot, closed=ends))
            follows = "head" if self.opens(e.args[0] if _is_counted(e) else e) else "more"
        known = [*factors, *(None for _ in after)]
        parts = written[:1]
        for (left, right), (before, behind) in zip(pairwise(known), pairwise(written), strict=True):
            spelling = self.spells(before, first(behind))
            parts += [_DOT if spelling else _between(left, before, right, behind), behind]
        return Row(tuple(parts))

    def spells(self, before: Box, behind: Box) -> bool:
        """Whether two letters side by side could be read as a part of a name."""
        while isinstance(before, Marked):
            before = before.body
        if not (isinstance(before, Token) and isinstance(behind, Token)):
            return False
        return any(before.text + behind.text in word for word in self.style.words)

    def quotient(self, e: Expression, path: Path) -> Box:
        """A fraction, with the factors in front of it that its author wrote there."""
        count, top, above = in_front(e), e.args[0], (*path, 0)
        bottom = self.child(e, path, 1, Slot.DENOMINATOR)
        if not count:
            return Fraction(self.child(e, path, 0, Slot.NUMERATOR), bottom)
        places = [(factor, (*above, i)) for i, factor in enumerate(top.args)]
        if len(places) == count + 1:
            over = self.in_slot(*places[-1], Slot.NUMERATOR)
        else:
            over = self.product(places[count:], False)
        return self.product(places[:count], False, Fraction(self.marked(over, above), bottom))

    def power(self, e: Expression, path: Path, closed: bool) -> Box:
        base, exponent = e.parts
        raised = self.exponent(exponent, (*path, 1))
        if _is_counted(e) and self.opens(base) and base.name in _RAISED:
            return self.marked(self.call(base, (*path, 0), closed, raised), (*path, 0))
        return Scripts(self.child(e, path, 0, Slot.BASE), above=raised)

    def exponent(self, e: Expression, path: Path) -> Box:
        """What is raised; a simple fraction in it has a slash, so that it stays low."""
        if isinstance(e, Negation) and _has_slash(e.args[0]):
            inner = self.slashed(e.args[0], (*path, 0))
            return self.marked(Row((_NEGATIVE, inner)), path)
        return self.slashed(e, path) if _has_slash(e) else self.in_slot(e, path, Slot.EXPONENT)

    def slashed(self, e: Expression, path: Path) -> Box:
        top, bottom = (self.child(e, path, i, Slot.FACTOR) for i in (0, 1))
        return self.marked(Row((top, _SLASH, bottom)), path)

    # Calls

    def call(self, e: Call, path: Path, closed: bool, raised: Box | None = None) -> Box:
        """A function of what it is applied to; its power where `raised` is to stand at its head."""
        arguments = [self.child(e, path, i, Slot.WHOLE) for i in range(1, len(e.args))]
        if not arguments:
            return self.named(e)
        if e.name in ROOTS:
            return Root(ROOTS[e.name], arguments[0])
        if e.name == "abs":
            return Fence(arguments[0], bars=True)
        head = self.head(e.name)
        if e.name == _LOG_TO_BASE:
            head, arguments = Scripts(head, arguments[1]), arguments[:1]
        if raised is not None:
            head = Scripts(head, above=raised)
        if not closed and self.opens(e) and self.reads_on(e.arguments[0]):
            return Row((head, _APPLY_OPEN, *arguments))
        listed = [part for a in arguments for part in (_COMMA, a)][1:]
        return Row((head, _APPLY, Fence(Row(tuple(listed)))))

    def opens(self, e: Expression) -> bool:
        """Whether `e` is a call whose head looks like that of a function, and needs no brackets."""
        if not isinstance(e, Call) or not e.arguments or e.name not in _OPEN:
            return False
        given = self.style.names.get(word(e.name))
        return given is None or is_kind(first(given), "function")

    def reads_on(self, e: Expression) -> bool:
        """Whether a reader takes `e` behind the head of a function for all that it is applied to.

        That is a letter, a number, `2x`, a fraction, a root.
        """
        match e:
            case Integer() | Decimal() | Constant():
                return True
            case Quotient():
                return not in_front(e)
            case Call() if e.arguments:
                return e.name in ROOTS or e.name == "abs"
            case Symbol() | Call():
                return is_kind(first(self.named(e)), "name")
            case ProductOf():
                numeral, *rest = e.args
                counts = isinstance(numeral, (Integer, Decimal, Constant))
                return counts and all(isinstance(f, (Symbol, Constant)) for f in rest)
        return False

    def head(self, name: str) -> Box:
        """The head of a call; an author's Gamma is a word, since the letter means the known one."""
        bare = name.rstrip("'")
        primes = len(name) - len(bare)
        given = self.style.names.get(word(bare)) or self.style.heads.get(bare)
        known = FUNCTION_NAMES.get(bare)
        if given is not None:
            box = given
        elif known is not None:
            box = head_box(known.latex, known.symbol)
        else:
            box = author_head(bare)
        return primed(box, primes)

    # Cases

    def cases(self, e: Choice | Cases, path: Path) -> Box:
        """What it is in each case, beside the comparisons that are to hold."""
        lines = []
        for value, compared in placed_rows(e):
            links = [self.link(*link, path) for link in chains(compared)]
            told = Row(tuple(part for link in links for part in link)) if links else _OTHERWISE
            lines.append((self.side(value, path), told))
        return Braced(tuple(lines))

    def link(
        self, before: str, a: Place | None, relation: str, b: Place, path: Path
    ) -> tuple[Box, ...]:
        first = () if a is None else (self.side(a, path),)
        joined = (_AND,) if before else ()
        return (*joined, *first, _RELATIONS[relation], self.side(b, path))

    def side(self, place: Place, path: Path) -> Box:
        i, e = place
        return self.in_slot(e, (*path, i), Slot.WHOLE)

    # Derivatives

    def derivative(self, e: Expression, path: Path) -> Box:
        """A derivative, or what is evaluated at a point."""
        match e:
            case DerivativeOf():
                return self.differentiated(e, path, self.style.partial)
            case HigherDerivative():
                body = self.child(e, path, 0, Slot.DIFFERENTIATED)
                return Row((self.operator(e), _BLANK, body))
            case DerivativeAt():
                partial = self.style.partial and len(free_variables(e.args[0])) > 1
                return self.at(e, self.differentiated(e, path, partial), path)
            case ValueAt():
                return self.at(e, self.child(e, path, 0, evaluated_slot(e.args[0])), path)
        raise TypeError(f"not a written expression: {type(e).__name__}")

    def differentiated(self, e: Expression, path: Path, partial: bool) -> Box:
        sign = _PARTIAL if partial else _D
        operator = Fraction(sign, self.differential(sign, e.args[1].name))
        return Row((operator, _BLANK, self.child(e, path, 0, Slot.DIFFERENTIATED)))

    def differential(self, sign: Token, name: str, times: int = 1) -> Box:
        """`dx`, or `dx^2`."""
        box = self.name(name, upright=False)
        if times > 1:
            raised = Token("number", str(times), str(times))
            box = Scripts(Fence(box) if is_raised(box) else box, above=raised)
        return Row((sign, box))

    def operator(self, e: HigherDerivative) -> Box:
        """The fraction in front of a derivative of higher order; a mixed one is written with ∂."""
        sign = _PARTIAL if self.style.partial or len(e.by) > 1 else _D
        below = [p for v, n in e.by for p in (_THIN, self.differential(sign, v.name, n))][1:]
        order = Token("number", str(e.order), str(e.order))
        return Fraction(Scripts(sign, above=order), Row(tuple(below)))

    def at(self, e: Expression, inner: Box, path: Path) -> Box:
        """What is evaluated with a bar to its right, at whose foot stands the point."""
        name = self.name(e.args[1].name, upright=False)
        return Foot(inner, Row((name, _EQUALS, self.child(e, path, 2, Slot.WHOLE))))


def _has_slash(e: Expression) -> bool:
    """Whether an exponent is a fraction of letters, numerals and their powers."""
    return isinstance(e, Quotient) and all(map(_is_simple, e.args))


def _is_simple(e: Expression) -> bool:
    if isinstance(e, Power):
        return isinstance(e.args[0], (Symbol, Constant)) and isinstance(e.args[1], Integer)
    return isinstance(e, (Integer, Symbol, Constant))


def _is_counted(e: Expression) -> bool:
    """Whether `e` is a power whose exponent may stand at a head: `sin^-1` is the inverse."""
    if not isinstance(e, Power):
        return False
    exponent = e.args[1]
    return int(exponent) >= 2 if isinstance(exponent, Integer) else isinstance(exponent, Symbol)


def _between(left: Expression | None, before: Box, right: Expression | None, behind: Box) -> Token:
    """What stands between two factors: a dot wherever juxtaposing them could mislead."""
    named, opening, closing = _is_name(left), first(behind), last(before)
    numeral = isinstance(left, (Integer, Decimal))
    misleading = (
        is_kind(opening, "number"),  # 2 3 is not 23, x 2 is not x_2
        named and isinstance(opening, Fence),  # not a function of what is in the brackets
        numeral and isinstance(opening, Fraction) and not _is_derivative(right),  # no mixed number
        _is_bar(opening) or _is_bar(closing),  # a bar opens, or closes
    )
    if any(misleading):
        return _DOT
    if numeral and is_kind(opening, "name") and not isinstance(last(before), Scripts):
        return _CLOSE
    return _THIN if any(is_kind(box, "word") for box in (opening, closing)) else _BESIDE


def _is_bar(box: Box) -> bool:
    return isinstance(box, Fence) and box.bars


def _is_derivative(e: Expression | None) -> bool:
    return isinstance(e, (DerivativeOf, HigherDerivative))


def _is_name(e: Expression | None) -> bool:
    return isinstance(e, (Symbol, Constant)) or (isinstance(e, Call) and not e.arguments)
