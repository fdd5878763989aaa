"""Written expressions as 2-D text that keeps the form in which their author wrote them.

The pictures are SymPy's (`prettyForm`); where brackets go is decided here and in `layout`, never
by SymPy's printer, which would reorder.  Pictures are made for a terminal of either kind: with
`unicode` off there is no character beyond ASCII.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Any, NamedTuple

from sympy.core.numbers import Integer
from sympy.core.symbol import Symbol
from sympy.printing.pretty.pretty_symbology import pretty_use_unicode, vobj
from sympy.printing.pretty.stringpict import prettyForm, stringPict

from derive.expression.choices import Choice
from derive.expression.functions import FUNCTION_NAMES
from derive.expression.greek import GREEK_LETTERS
from derive.expression.layout import (
    ROOTS,
    evaluated_slot,
    factor_slots,
    greek_base,
    in_front,
    needs_brackets,
)
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

Form = Any
_Draw = Callable[[Form], Form]


class Picture(NamedTuple):
    """Lines of equal length, and which of them is level with the text around it."""

    lines: list[str]
    baseline: int


def pretty(e: Expression, *, unicode: bool, marks: Collection[Path] = ()) -> list[str]:
    """The lines of `e` in 2-D text; see `picture`."""
    return picture(e, unicode=unicode, marks=marks).lines


def picture(
    e: Expression,
    *,
    unicode: bool,
    marks: Collection[Path] = (),
    instead: Mapping[Path, Picture] = MappingProxyType({}),
) -> Picture:
    """`e` in 2-D text, the subexpressions at the paths `marks` with a brace, or carets, below.

    Neither can be read as the bar of a fraction.  At the paths `instead` other pictures of what is
    there are put.

    A mark of the whole expression says nothing, so that with it nothing is marked.
    """
    marked = frozenset() if () in marks else frozenset(marks)
    with _characters(unicode):
        style = _UNICODE if unicode else _ASCII
        forms = {p: prettyForm("\n".join(made.lines), made.baseline) for p, made in instead.items()}
        form = _Artist(marked, style, forms).in_slot(e, (), Slot.WHOLE)
    return Picture(list(form.picture), form.baseline)


def width(lines: Sequence[str]) -> int:
    """How many columns the longest of `lines` takes."""
    return max(map(len, lines), default=0)


@contextmanager
def _characters(unicode: bool) -> Iterator[None]:
    """SymPy keeps in a global whether a tall bracket is drawn in Unicode."""
    before = pretty_use_unicode(unicode)
    try:
        yield
    finally:
        pretty_use_unicode(before)


class _Style(NamedTuple):
    """The characters of a terminal; those of a mark are left, middle, right, and of one column."""

    times: str
    bar: str
    mark: tuple[str, str, str, str]
    rising: str
    falling: str
    letters: dict[str, str]
    relations: dict[str, str]

    def mark_below(self, columns: int) -> str:
        """What marks that many columns from below."""
        left, middle, right, single = self.mark
        return single if columns == 1 else left + middle * (columns - 2) + right

    def brace(self, rows: int) -> Sequence[str]:
        """A brace so many rows tall, open to its right."""
        if rows == 1 or not self.relations:
            return "{" * rows
        if rows == 2:
            return "⎰⎱"
        half = rows // 2
        return "⎧" + "⎪" * (half - 1) + "⎨" + "⎪" * (rows - half - 2) + "⎩"


_RELATIONS = {">=": "≥", "<=": "≤", "!=": "≠"}
_ASCII = _Style("*", "-", ("^", "^", "^", "^"), "/", "\\", {}, {})
_UNICODE = _Style("·", "─", ("╰", "─", "╯", "↑"), "╱", "╲", GREEK_LETTERS, _RELATIONS)
#: The marks of both kinds of terminals; nothing else in a picture looks like one.
MARKS = re.compile(r"╰─*╯|↑|\^+")


@dataclass(frozen=True)
class _Artist:
    marks: frozenset[Path]
    style: _Style
    instead: Mapping[Path, Form]

    def in_slot(self, e: Expression, path: Path, slot: Slot, *, kept: bool = False) -> Form:
        if path in self.instead:
            form = self.marked(self.instead[path], path)
            return self.bracketed(form) if needs_brackets(e, slot, kept=kept) else form
        if isinstance(e, Bracket):
            inner = self.in_slot(e.args[0], (*path, 0), slot, kept=True)
            return self.marked(self.bracketed(inner), path)
        if in_front(e) and (*path, 0) not in self.instead:
            form = self.beside(e, path)
        else:
            form = self.bare(e, path)
        form = self.marked(form, path)
        return self.bracketed(form) if needs_brackets(e, slot, kept=kept) else form

    def child(self, e: Expression, path: Path, i: int, slot: Slot) -> Form:
        return self.in_slot(e.args[i], (*path, i), slot)

    def bare(self, e: Expression, path: Path) -> Form:
        match e:
            case Integer():
                return prettyForm(str(int(e)))
            case Decimal():
                return prettyForm(decimal_text(e))
            case Symbol() | Constant():
                return prettyForm(self.name(word(e.name)))
            case SumOf():
                return self.sum(e, path)
            case ProductOf():
                return self.product(e, path)
            case Quotient():
                return self.quotient(e, path)
            case Negation():
                return _negative(self.child(e, path, 0, Slot.NEGATED))
            case Power() | IntegerPower():
                base = self.child(e, path, 0, Slot.BASE)
                return _raised(base, self.child(e, path, 1, Slot.EXPONENT))
            case Call():
                return self.call(e, path)
            case Choice() | Cases():
                return self.cases(e, path)
            case DerivativeOf():
                return self.derivative(e, path)
            case DerivativeAt():
                return self.evaluated(e, self.derivative(e, path), path)
            case HigherDerivative():
                operator = self.operator(e)
                return _beside(operator, " ", self.child(e, path, 0, Slot.DIFFERENTIATED))
            case ValueAt():
                body = self.child(e, path, 0, evaluated_slot(e.args[0]))
                return self.evaluated(e, body, path)
        raise TypeError(f"not a written expression: {type(e).__name__}")

    def name(self, name: str) -> str:
        """A name with its Greek letter; one that means a known function stays a word."""
        base, rest = greek_base(name)
        letter = self.style.letters.get(base, base)
        return (base if not rest.rstrip("'") and letter in _SYMBOLS else letter) + rest

    def sum(self, e: Expression, path: Path) -> Form:
        parts = [self.child(e, path, 0, Slot.FIRST_TERM)]
        for i, term in enumerate(e.args[1:], 1):
            if isinstance(term, Negation):
                minus = _beside("- ", self.child(term, (*path, i), 0, Slot.NEGATED))
                parts += [" ", self.marked(minus, (*path, i))]
            else:
                parts += [" + ", self.child(e, path, i, Slot.TERM)]
        return _beside(*parts)

    def product(self, e: Expression, path: Path) -> Form:
        slots = factor_slots(e.args)
        return self.times([self.child(e, path, i, slot) for i, slot in enumerate(slots)])

    def times(self, factors: Sequence[Form]) -> Form:
        """Forms with the sign of multiplication between them."""
        tall = any(factor.height() - self.underlined(factor) > 1 for factor in factors)
        times = f" {self.style.times} " if tall else self.style.times
        return _beside(factors[0], *(part for factor in factors[1:] for part in (times, factor)))

    def quotient(self, e: Expression, path: Path) -> Form:
        """A fraction."""
        top = self.child(e, path, 0, Slot.NUMERATOR)
        bottom = self.child(e, path, 1, Slot.DENOMINATOR)
        return self.over(top, bottom, any(isinstance(part, Quotient) for part in e.args))

    def beside(self, e: Expression, path: Path) -> Form:
        """A fraction with the factors that are written in front of it."""
        count, top, above = in_front(e), e.args[0], (*path, 0)
        slots = (*factor_slots(top.args)[:count], *factor_slots(top.args[count:]))
        if count == len(top.args) - 1:
            slots = (*slots[:count], Slot.NUMERATOR)
        factors = [self.child(top, above, i, slot) for i, slot in enumerate(slots)]
        if above in self.marks:  # it is drawn in two places
            factors = [self.under_mark(factor) for factor in factors]
        bottom = self.child(e, path, 1, Slot.DENOMINATOR)
        numerator = self.times(factors[count:])
        nested = isinstance(e.args[1], Quotient)
        return self.times([*factors[:count], self.over(numerator, bottom, nested)])

    def over(self, top: Form, bottom: Form, nested: bool) -> Form:
        """One form above another; the bar is longer than that of a fraction in one of them."""
        margin = 2 * nested
        bar = self.style.bar * max(3, top.width() + margin, bottom.width() + margin)
        return prettyForm(*stringPict.stack(top, bar, bottom))

    def call(self, e: Call, path: Path) -> Form:
        arguments = [self.child(e, path, i, Slot.WHOLE) for i in range(1, len(e.args))]
        if e.name in ROOTS:
            rooted = partial(self.rooted, index=ROOTS[e.name])
            return self.around(arguments[0], rooted, right=0)
        if e.name == "abs":
            return self.around(arguments[0], _between_bars)
        if not arguments:
            return prettyForm(self.name(word(e.name)))
        listed = [part for argument in arguments for part in (", ", argument)][1:]
        return _beside(self.head(e.name), self.bracketed(_beside(*listed)))

    def head(self, name: str) -> str:
        """The head of a call."""
        known = FUNCTION_NAMES.get(name)
        if known is not None:
            return known.symbol if known.symbol and self.style.letters else known.word
        return self.name(name)

    def cases(self, e: Choice | Cases, path: Path) -> Form:
        """What it is in each case, and where, behind a brace."""
        values, told = [], []
        for value, compared in placed_rows(e):
            values.append(self.side(value, path))
            links = [
                part
                for before, a, relation, b in chains(compared)
                for part in (
                    before,
                    "" if a is None else self.side(a, path),
                    f" {self.style.relations.get(relation, relation)} ",
                    self.side(b, path),
                )
            ]
            told.append(_beside("if ", *links) if links else prettyForm("otherwise"))
        margin = max(form.width() for form in values) + 2
        rows = [
            _beside(value, " " * (margin - value.width()), where)
            for value, where in zip(values, told, strict=True)
        ]
        return self.behind_brace(rows)

    def behind_brace(self, rows: Sequence[Form]) -> Form:
        """Rows one below the other, apart where one is tall, with a brace to their left."""
        tall = any(row.height() > 1 for row in rows)
        width = max(row.width() for row in rows)
        lines: list[str] = []
        for row in rows:
            lines += [""] if tall and lines else []
            lines += row.picture
        signs = self.style.brace(len(lines))
        drawn = [f"{sign} {line.ljust(width)}" for sign, line in zip(signs, lines, strict=True)]
        return prettyForm("\n".join(drawn), len(lines) // 2)

    def side(self, place: Place, path: Path) -> Form:
        i, e = place
        return self.in_slot(e, (*path, i), Slot.WHOLE)

    def derivative(self, e: Expression, path: Path) -> Form:
        below = "d" + self.name(e.args[1].name)
        operator = prettyForm(*stringPict.stack("d", self.style.bar * len(below), below))
        return _beside(operator, " ", self.child(e, path, 0, Slot.DIFFERENTIATED))

    def operator(self, e: HigherDerivative) -> Form:
        """What stands before the body of a derivative of higher order."""
        names = (prettyForm("d" + self.name(v.name)) for v, _ in e.by)
        by = [
            _raised(name, prettyForm(str(n))) if n > 1 else name
            for name, (_, n) in zip(names, e.by, strict=True)
        ]
        below = _beside(by[0], *(part for form in by[1:] for part in (" ", form)))
        above = _raised(prettyForm("d"), prettyForm(str(e.order)))
        bar = self.style.bar * max(above.width(), below.width())
        return prettyForm(*stringPict.stack(above, bar, below))

    def evaluated(self, e: Expression, inner: Form, path: Path) -> Form:
        """What is evaluated, with a bar to its right, at whose foot stands the point."""
        height = inner.height()
        bar = prettyForm(vobj("|", height), height - 1)
        equals = f"{self.name(e.args[1].name)} = "
        foot = _beside(bar, equals, self.child(e, path, 2, Slot.WHOLE))
        foot.baseline -= height - 1 - inner.baseline
        return _beside(inner, " ", foot)

    def bracketed(self, form: Form) -> Form:
        return self.around(form, _in_brackets)

    def rooted(self, form: Form, index: str = "") -> Form:
        """`form` under a root sign as tall as itself, its index above the sign's foot."""
        tall = form.height()
        sign = [" " * (tall - i) + self.style.rising + " " * (i + 1) for i in range(tall)]
        sign[-1] = self.style.falling + sign[-1][1:]
        over = " " * (tall + 1) + "_" * (form.width() + 1)
        rows = [over, *map("".join, zip(sign, form.picture, strict=True))]
        rows[-2] = index + rows[-2][len(index) :]
        return prettyForm("\n".join(rows), form.baseline + 1)

    def marked(self, form: Form, path: Path) -> Form:
        return self.under_mark(form) if path in self.marks else form

    def under_mark(self, form: Form) -> Form:
        """A form with a mark below."""
        return prettyForm(*form.below(self.style.mark_below(form.width())))

    def underlined(self, form: Form) -> int:
        """How many rows at the foot of `form` hold nothing but marks."""
        rows = 0
        while (
            form.picture[-1 - rows].strip() and not MARKS.sub("", form.picture[-1 - rows]).strip()
        ):
            rows += 1
        return rows

    def around(self, form: Form, draw: _Draw, right: int = 1) -> Form:
        """What `draw` puts around `form`, which does not grow with the marks at its foot.

        `right` is how many columns it adds on that side.
        """
        rows = self.underlined(form)
        if not rows:
            return draw(form)
        drawn = draw(prettyForm("\n".join(form.picture[:-rows]), form.baseline))
        left = drawn.width() - form.width() - right
        marks = [" " * left + row + " " * right for row in form.picture[-rows:]]
        return prettyForm("\n".join(drawn.picture + marks), drawn.baseline)


_SYMBOLS = frozenset(row.symbol for row in FUNCTION_NAMES.values() if row.symbol)


def _in_brackets(form: Form) -> Form:
    return prettyForm(*form.parens())


def _between_bars(form: Form) -> Form:
    return prettyForm(*form.parens("|", "|"))


def _beside(*parts: Form) -> Form:
    return prettyForm(*stringPict.next(*parts))


def _negative(form: Form) -> Form:
    bar_follows = form.picture[form.baseline][0] in "-─"
    return _beside("- " if bar_follows else "-", form)


def _raised(base: Form, exponent: Form) -> Form:
    above = prettyForm(*exponent.left(" " * base.width()))
    return prettyForm(*prettyForm(*base.right(" " * exponent.width())).above(above))
