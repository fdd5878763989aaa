"""Written expressions as MathML, which browsers read without help: what is where is `typeset`'s.

Every text in it is escaped.  What is marked has the class `changed`.
"""

from __future__ import annotations

from collections.abc import Collection
from html import escape

from derive.expression.boxes import (
    Accent,
    Box,
    Braced,
    Fence,
    Foot,
    Fraction,
    Marked,
    Root,
    Row,
    Scripts,
    Stack,
    Token,
)
from derive.expression.breaking import terms, width
from derive.expression.nodes import Expression, Path
from derive.expression.typeset import Style, typeset

_THIN = '<mspace width="0.17em"></mspace>'
_TIMES, _APPLY = "<mo>&#x2062;</mo>", "<mo>&#x2061;</mo>"


def mathml(e: Expression, style: Style | None = None, marks: Collection[Path] = ()) -> str:
    """`e` as what stands within `<math>`, the subexpressions at the paths `marks` marked."""
    return written(typeset(e, style, marks))


def math(inner: str, *, small: bool = False) -> str:
    """An element of mathematics around what stands within, with fractions of full size or not."""
    size = "" if small else ' displaystyle="true"'
    return f"<math{size}><mrow>{inner}</mrow></math>"


#: What is no wider than this stands on one line, also of a telephone.
_SHORT = 16.0


def flowing(*sides: tuple[str, Box]) -> str:
    """Sides, each behind its sign, as elements of mathematics.

    Where they are wide there is one for each term, and a line may end before its sign.
    """
    if sum(width(box) for _, box in sides) <= _SHORT:
        return math("".join(f"{_sign(sign)}{written(box)}" for sign, box in sides))
    pieces: list[str] = []
    for sign, box in sides:
        opening, *others = map(_led, terms(box))
        pieces += [f"{_sign(sign)}{opening}", *others]
    return "<wbr>".join(map(math, pieces))


def _sign(sign: str) -> str:
    return f'<mo form="infix">{escape(sign)}</mo>' if sign else ""


def _led(term: Box) -> str:
    """A term with its sign, which stands between two terms though one of them is elsewhere."""
    match term:
        case Marked(body):
            return f'<mrow class="changed">{_led(body)}</mrow>'
        case Row((Token("operator", _, said), *rest)):
            return _sign(said) + "".join(map(written, rest))
        case Row((Row() | Marked() as opening, *rest)):
            return _led(opening) + "".join(map(written, rest))
    return written(term)


def written(box: Box) -> str:
    """A box in MathML."""
    match box:
        case Token():
            return _token(box)
        case Row(parts):
            return "".join(map(written, parts))
        case Fraction(top, bottom):
            return f"<mfrac>{_one(top)}{_one(bottom)}</mfrac>"
        case Root("", body):
            return f"<msqrt>{_one(body)}</msqrt>"
        case Root(index, body):
            return f"<mroot>{_one(body)}<mn>{escape(index)}</mn></mroot>"
        case Accent(base, accent):
            over = f'<mo stretchy="false">{escape(accent.text)}</mo>'
            return f'<mover accent="true">{_token(base)}{over}</mover>'
        case Fence():
            return _fenced(box)
        case Foot(body, foot):
            bar = f'<msub><mo fence="true" stretchy="true">|</mo>{_one(foot)}</msub>'
            return f"<mrow>{written(body)}{bar}</mrow>"
        case Stack(lines):
            rows = "".join(f"<mtr><mtd>{written(line)}</mtd></mtr>" for line in lines)
            return f'<mtable columnalign="left">{rows}</mtable>'
        case Braced(lines):
            rows = "".join(f"<mtr>{_cell(a)}{_cell(b)}</mtr>" for a, b in lines)
            brace = '<mo form="prefix" fence="true" stretchy="true">{</mo>'
            return f'<mrow>{brace}<mtable columnalign="left left">{rows}</mtable></mrow>'
        case Marked(body):
            return f'<mrow class="changed">{written(body)}</mrow>'
        case Scripts():
            return _scripted(box)


def _cell(box: Box) -> str:
    return f"<mtd>{written(box)}</mtd>"


def _one(box: Box) -> str:
    """A box as one element."""
    return f"<mrow>{written(box)}</mrow>" if isinstance(box, Row) else written(box)


def _token(token: Token) -> str:
    text = escape(token.text)
    match token.kind:
        case "number":
            return f"<mn>{text}</mn>"
        case "name":
            upright = ' mathvariant="normal"' if "Α" <= text <= "Ω" else ""  # as LaTeX has them
            return f"<mi{upright}>{text}</mi>"
        case "word":
            return f'<mi class="word">{text}</mi>'
        case "function":
            return f'<mi mathvariant="normal">{text}</mi>' if len(text) == 1 else f"<mi>{text}</mi>"
        case "times":
            return _TIMES + (_THIN if token.latex else "")
        case "apply":
            return _APPLY + (_THIN if token.latex else "")
        case "blank":
            return _THIN
        case "sign":
            return f'<mo form="prefix" stretchy="false">{text}</mo>'
        case "text":
            return f"<mtext>{text}</mtext>"
        case "slash":
            return f'<mo lspace="0" rspace="0">{text}</mo>'
    return f"<mo>{text}</mo>"


def _fenced(box: Fence) -> str:
    opening, closing = ("|", "|") if box.bars else ("(", ")")
    stretchy = "true" if box.tall else "false"
    ends = [
        f'<mo form="{form}" fence="true" stretchy="{stretchy}">{sign}</mo>'
        for form, sign in (("prefix", opening), ("postfix", closing))
    ]
    return f"<mrow>{ends[0]}{written(box.body)}{ends[1]}</mrow>"


def _scripted(box: Scripts) -> str:
    base = _one(box.base)
    primes = f"<mo>{'′' * box.primes}</mo>" if box.primes else ""
    above = primes if box.above is None else f"<mrow>{written(box.above)}{primes}</mrow>"
    if box.below is None:
        return f"<msup>{base}{above}</msup>" if above else base
    below = _one(box.below)
    if not above:
        return f"<msub>{base}{below}</msub>"
    return f"<msubsup>{base}{below}{above}</msubsup>"
