"""Written expressions as LaTeX, as those who write papers do: what is where is for `typeset`."""

from __future__ import annotations

import re
from functools import reduce

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
from derive.expression.nodes import Expression
from derive.expression.typeset import Style, typeset

#: A control word at the end of a text; a letter behind it would be a part of it.
_CONTROL_WORD = re.compile(r"\\[A-Za-z]+$")


def latex(e: Expression, style: Style | None = None) -> str:
    """`e` in LaTeX's mathematics mode, without the dollars."""
    return written(typeset(e, style))


def written(box: Box) -> str:
    """A box in LaTeX."""
    match box:
        case Token():
            return box.latex
        case Row(parts):
            return reduce(_joined, map(written, parts))
        case Fraction(top, bottom):
            return rf"\frac{{{written(top)}}}{{{written(bottom)}}}"
        case Root(index, body):
            return rf"\sqrt{f'[{index}]' if index else ''}{{{written(body)}}}"
        case Accent(base, accent):
            return rf"{accent.latex}{{{base.latex}}}"
        case Fence():
            return _fenced(box)
        case Foot(body, foot):
            return rf"\left.{_joined(written(body), '')}\right|_{{{written(foot)}}}"
        case Stack(lines):
            first, *rest = map(written, lines)
            rows = [f"&{first}", *(rf"&\quad {line.strip()}" for line in rest)]
            lines_of_it = r" \\ ".join(rows)
            return rf"\begin{{aligned}}{lines_of_it}\end{{aligned}}"
        case Braced(lines):
            cases = r" \\ ".join(f"{written(a)} & {written(b)}" for a, b in lines)
            return rf"\begin{{cases}}{cases}\end{{cases}}"
        case Marked(body):
            return written(body)
        case Scripts():
            return _scripted(box)


def _joined(before: str, after: str) -> str:
    apart = after[:1].isalpha() and _CONTROL_WORD.search(before)
    return f"{before} {after}" if apart else before + after


def _fenced(box: Fence) -> str:
    inner = written(box.body)
    if box.tall:
        return rf"\left|{inner}\right|" if box.bars else rf"\left({inner}\right)"
    return _joined(r"\lvert", inner) + r"\rvert" if box.bars else f"({inner})"


def _scripted(box: Scripts) -> str:
    base = written(box.base)
    if isinstance(box.base, Scripts) and box.above is not None and box.base.above is not None:
        base = f"{{{base}}}"  # there are no two exponents in a row
    below = "" if box.below is None else f"_{_group(written(box.below))}"
    if box.above is None:
        return base + below + "'" * box.primes
    above = written(box.above) + r"\prime" * box.primes
    return f"{base}{below}^{_group(above)}"


def _group(script: str) -> str:
    """One character stands for itself below or above; more need braces."""
    return script if len(script) == 1 else f"{{{script}}}"
