"""A derivation in LaTeX: a document that compiles, or the part of one that goes into a paper."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from derive.expression.boxes import Box
from derive.expression.greek import GREEK_WORDS
from derive.expression.latex import written
from derive.render.diagnostics import printable
from derive.render.export.domain import grounds_said
from derive.render.export.exported import Exported
from derive.render.export.words import (
    CODE,
    is_address,
    paragraphs,
    standing,
    title,
    troubles,
)
from derive.render.latex import align, aligned, equation, escaped
from derive.render.styles import style_of

_OPENING = r"""\documentclass[11pt]{article}
\usepackage[T1]{fontenc}
\IfFileExists{lmodern.sty}{\usepackage{lmodern}}{}
\usepackage[margin=25mm]{geometry}
\usepackage{amsmath,amssymb}
\usepackage[hyphens]{url}
\allowdisplaybreaks
\setlength{\parindent}{0pt}
\setlength{\parskip}{6pt}
\sloppy
"""
#: So many rows of formulas a page has, about.
_ROWS_OF_A_PAGE = 18
#: A hyphen that is a sign, of a number, in `1e-5` or in `1 - x`, where no line may end.
_MINUS = re.compile(r"(?<![\w.)\]}-])-(?=[\d.])|(?<=\de)-(?=\d)|(?<=[\d)] )-(?= [\w(])")
#: Signs that fonts of text lack, in mathematics.
_SIGNS = {
    "−": "-",
    "·": r"\cdot",
    "×": r"\times",
    "÷": r"\div",
    "±": r"\pm",
    "≤": r"\le",
    "≥": r"\ge",
    "≠": r"\ne",
    "≈": r"\approx",
    "→": r"\to",
    "⇒": r"\Rightarrow",
    "∞": r"\infty",
    "∂": r"\partial",
    "√": r"\surd",
    "∈": r"\in",
    "ℝ": r"\mathbb{R}",
    "ℤ": r"\mathbb{Z}",
    "′": "'",
    "²": "^2",
    "³": "^3",
    "½": r"\frac12",
    "°": r"^\circ",
}
#: Signs of text.
_WORDS = {
    "–": "--",
    "—": "---",
    "‘": "`",
    "’": "'",
    "“": "``",
    "”": "''",
    "…": r"\dots{}",
    "„": ",,",
}


def render(told: Exported, *, reasons: str = "none", environment: str = "align") -> str:
    """The derivation alone, below a comment that says what it is."""
    report = told.report
    said = [report.title or told.name, standing(report, told.version), *troubles(report)]
    block = align(report, reasons=reasons, environment=environment)
    if block.count(r"\\") > _ROWS_OF_A_PAGE and environment != "aligned":
        said.append(r"It is long: \allowdisplaybreaks lets a page end within it.")
    above = "".join(f"% {_ascii(line)}\n" for line in said)
    return f"{above}{block}\n"


def _ascii(said: str) -> str:
    return printable(said).encode("ascii", "replace").decode()


def document(told: Exported, *, reasons: str = "none", environment: str = "align") -> str:
    """A document with title, source, definitions, domain, theorem and derivation."""
    body = "\n\n".join(_body(told, reasons, environment))
    head = f"{_OPENING}\\title{{{_title(told)}}}\n\\date{{}}\n\\author{{}}\n"
    return f"{head}\n\\begin{{document}}\n\\maketitle\n\n{body}\n\n\\end{{document}}\n"


def _title(told: Exported) -> str:
    """The title, with what is in backquotes as code."""
    pieces = CODE.split(title(told.report, told.name))
    return "".join(rf"\texttt{{{text(p)}}}" if k % 2 else text(p) for k, p in enumerate(pieces))


def _body(told: Exported, reasons: str, environment: str) -> Iterator[str]:
    report, style = told.report, style_of(told.report)
    if report.source:
        yield f"Source: {_source(report.source)}"
    if report.definitions:
        rows = [row for d in report.definitions for row in aligned(d.left, d.right, style)]
        lines = " \\\\\n".join(f"  {row}" for row in rows)
        what = "Definition" if len(report.definitions) == 1 else "Definitions"
        yield f"{what}:\n\\begin{{align*}}\n{lines}\n\\end{{align*}}"
    for heading, said in grounds_said(report, style, _inline, text):
        yield f"{heading}: {said}"
    if report.theorem is not None:
        sides = equation(report.theorem.left, report.theorem.right, style)
        yield f"\\textbf{{Theorem.}}\n\\[\n  {sides}\n\\]"
        block = align(report, reasons=reasons, environment=environment)
        if environment == "aligned":
            block = f"\\[\n{block}\n\\]"
        yield f"\\textbf{{Derivation.}}\n{block}"
    yield text(standing(report, told.version))
    yield from map(text, troubles(report))
    yield from map(text, paragraphs(report.notes))


def _inline(box: Box) -> str:
    return f"${written(box)}$"


def _source(source: str) -> str:
    plain = is_address(source) and source.isascii() and not set(source) & set("{}^%#")
    return rf"\url{{{source}}}" if plain else text(source)


def text(said: str) -> str:
    """Words for LaTeX: nothing in them is read as anything but itself, whatever they are."""
    return "".join(map(_character, _MINUS.sub("−", printable(said))))


def _character(c: str) -> str:
    if c.isascii():
        return escaped(c)
    if c in GREEK_WORDS:
        greek = GREEK_WORDS[c]
        return rf"$\{greek}$" if greek not in _LATIN else f"${_LATIN[greek]}$"
    if c in _SIGNS:
        return f"${_SIGNS[c]}$"
    if c in _WORDS:
        return _WORDS[c]
    if "\u00c0" <= c <= "\u017e" and c not in "×÷":  # letters that the fonts have
        return c
    plain = unicodedata.normalize("NFKD", c).encode("ascii", "ignore").decode()
    return escaped(plain) if plain else f"[U+{ord(c):04X}]"


#: Greek letters that look like Latin ones have no control word.
_LATIN = {
    GREEK_WORDS[greek]: latin
    for greek, latin in zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "ABEZHIKMNOPTYXo", strict=True)
}
