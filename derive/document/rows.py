r"""The rows of displayed formulas as they are written, and where remarks go in them.

A remark stands behind what is in a row: in a column of its own where the environment has columns
and no row uses a second pair of them, and else behind a space.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from derive.document.formulas import DISPLAYS, Formula, Text
from derive.document.notation import LAYOUTS, TEXT
from derive.document.tokens import FormulaError, Token, tokens

#: Environments that may have any number of columns.
_COLUMNS = frozenset({"align", "align*", "flalign", "flalign*", "aligned"})
#: What only amsmath has, so that `\\text` is known beside it.
_PLAIN = frozenset({"", "equation", "equation*", "eqnarray", "eqnarray*", "math", "displaymath"})
_AMSMATH = re.compile(
    r"\\(?:usepackage|RequirePackage)[^\n]*\b(?:amsmath|mathtools|empheq|physics)\b"
    r"|\\documentclass[^\n]*\{(?:ams\w*|revtex\S*|ximera|beamer)\}|\\text\s*\{"
)


@dataclass(frozen=True)
class Row:
    """A row: where it begins and ends, its environment, its columns, whether it has a remark."""

    start: int
    end: int
    environment: str
    columns: int
    remarked: bool


def rows(text: Text, formula: Formula) -> list[Row]:
    """The rows of a formula; none where its tokens are not read."""
    try:
        found = tokens(text.plain, formula.start, formula.end)
    except FormulaError:
        return []
    return _Rows(text.plain, formula).of(found)


class _Rows:
    """The rows of a formula, as its tokens are gone through."""

    def __init__(self, plain: str, formula: Formula) -> None:
        self.plain = plain
        self.formula = formula
        self.done: list[Row] = []
        self.layouts = [formula.environment]
        self.start = formula.start
        self.columns, self.remarked = 0, False

    def of(self, found: list[Token]) -> list[Row]:
        depth = 0
        for token in found:
            word, _, name = token.text.partition(" ")
            if token.kind == "begin" and name in LAYOUTS:
                self.layout(word, name, token)
            elif token.kind == "begin":
                depth += 1 if word == "begin" else -1
            elif token.kind == "sign" and token.text in "{}":
                depth += 1 if token.text == "{" else -1
            elif depth == 0:
                self.at(token)
        self.close(self.formula.end, self.formula.end)
        return self.done

    def layout(self, word: str, name: str, token: Token) -> None:
        if word == "begin":
            self.layouts.append(name)
            self.start = token.end
        elif len(self.layouts) > 1:
            self.close(token.start, token.end)
            self.layouts.pop()

    def at(self, token: Token) -> None:
        if token.kind == "control" and token.text in ("\\", "\\*", "cr", "tabularnewline"):
            self.close(token.start, token.end)
        elif token.kind == "sign" and token.text == "&":
            self.columns += 1
        elif token.kind == "control" and token.text in TEXT:
            self.remarked = True

    def close(self, end: int, begin: int) -> None:
        """Ends a row; the next one begins behind what ends it."""
        end = self.start + len(self.plain[self.start : end].rstrip())
        if end > self.start:
            self.done.append(Row(self.start, end, self.layouts[-1], self.columns, self.remarked))
        self.start, self.columns, self.remarked = begin, 0, False


def remarks(text: Text, formula: Formula, said: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """What is written for remarks, each at its offset; `said` are words beside what they stand.

    A row that has a remark is left as it is, and so is a formula within a line.
    """
    found = rows(text, formula) if formula.display else []
    starts = [row.start for row in found]
    beside: dict[int, list[str]] = {}
    for offset, words in said:
        k = bisect_right(starts, offset) - 1
        if k >= 0 and not found[k].remarked and offset <= found[k].end:
            beside.setdefault(k, []).append(words)
    columns = all(row.columns <= 1 or row.remarked for row in found)
    done = []
    for k, several in beside.items():
        row = found[k]
        word = "text" if _has_text(text, row.environment) else "mbox"
        wanted = "; ".join(dict.fromkeys(several))
        apart = "&" * (3 - row.columns) if columns and row.environment in _COLUMNS else r"\quad"
        done.append((row.end, rf" {apart} \{word}{{({wanted})}}"))
    return done


def _has_text(text: Text, environment: str) -> bool:
    """Whether `\\text` is known."""
    if text.dialect != "tex":
        return True
    return (environment in DISPLAYS and environment not in _PLAIN) or bool(
        _AMSMATH.search(text.macros)
    )
