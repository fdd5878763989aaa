r"""What TeX and its kin refuse in a formula: groups, brackets and environments that do not close.

Braces are looked at as they are written.  All else may be what a macro makes, so it is looked at
behind the expansion, and only where every word of a formula is known.
"""

from __future__ import annotations

from collections.abc import Iterator

from derive.document.formulas import Trouble
from derive.document.names import behind_argument
from derive.document.notation import (
    ACCENTS,
    ARROWS,
    BOLD,
    DOTS,
    FRACTIONS,
    FUNCTIONS,
    GREEK,
    INVISIBLE,
    LEFT_OUT,
    LOOKED_THROUGH,
    OF_SEVERAL,
    PRODUCTS,
    RELATIONS,
    SCRIPT,
    TEXT,
    UNREAD,
    UPRIGHT,
)
from derive.document.tokens import Token

#: The code of a formula that is malformed.
CODE = "DRV210"
_KNOWN = frozenset(
    {
        *(*ACCENTS, *ARROWS, *BOLD, *DOTS, *FRACTIONS, *FUNCTIONS, *GREEK, *INVISIBLE, *LEFT_OUT),
        *(*LOOKED_THROUGH, *OF_SEVERAL, *PRODUCTS, *RELATIONS, *SCRIPT, *TEXT, *UNREAD, *UPRIGHT),
        *("left", "right", "{", "}", "sqrt", "pi", "partial", "infty", "binom", "prime", "cdot"),
        *("lfloor", "rfloor", "lceil", "rceil", "vert", "lvert", "rvert", "Vert", "div", "circ"),
        *("\\", "cr", "&", "$", "%", "#", "_", "|", "dbinom", "tbinom", "overset", "underset"),
    }
)
#: Where no column is marked.
_NO_COLUMNS = frozenset(
    {"", "equation", "equation*", "math", "displaymath", "gather", "gather*", "multline"}
) | {"multline*"}


def faults(raw: list[Token], found: list[Token], environment: str, end: str) -> list[Trouble]:
    """What is wrong with a formula: its tokens as written and expanded, and what closes it.

    Only the first fault of each sort is told; what comes behind it may be due to it.
    """
    braces = [*_braces(raw, end)]
    if braces or not found:
        return braces[:1]
    if any(t.is_word and t.text not in _KNOWN for t in found):
        return []
    nested = [*_nested(found, end)]
    return nested[:1] or [*_single(found, environment, end)][:1]


def _trouble(token: Token, about: str, expected: str, written: str, hint: str) -> Trouble:
    return Trouble(CODE, token.start, token.end, about, expected, written, hint)


def _braces(found: list[Token], end: str) -> Iterator[Trouble]:
    """Braces that are not closed, or close nothing."""
    waiting: list[Token] = []
    for token in found:
        if token.kind != "sign" or token.text not in "{}":
            continue
        if token.text == "{":
            waiting.append(token)
        elif waiting:
            waiting.pop()
        else:
            yield _trouble(
                token,
                "this brace closes nothing",
                "a `{` before it in the formula",
                "`}` alone",
                r"open it, take it away, or write `\}` for a brace that is printed",
            )
    for token in waiting:
        yield _trouble(
            token,
            "this brace is not closed",
            "`}` before the formula ends",
            _told(end),
            r"close it, or write `\{` for a brace that is printed",
        )


def _nested(found: list[Token], end: str) -> Iterator[Trouble]:
    r"""`\left` and `\right`, `\begin` and `\end`, that do not fit into each other."""
    waiting: list[Token] = []
    for k, token in enumerate(found):
        closes = _closes(token)
        if _opens(token):
            waiting.append(token)
        elif closes and waiting and _opening(waiting[-1]) == closes:
            waiting.pop()
        elif closes:
            yield _unopened(token, found[k + 1 : k + 2], waiting)
            return
    for token in waiting[:1]:
        what, closing = _written(token), _closing(token)
        yield _trouble(
            token,
            f"`{what}` is not closed",
            f"`{closing}` before the formula ends",
            _told(end),
            r"`\right.` closes it without a bracket" if token.is_word else "",
        )


def _unopened(token: Token, behind: list[Token], waiting: list[Token]) -> Trouble:
    """The trouble of what closes nothing, or something else than what is open."""
    what = _written(token) + (behind[0].text if token.is_word and behind else "")
    if waiting:
        closing = _closing(waiting[-1])
        about = f"`{_written(waiting[-1])}` is closed by something else"
        return _trouble(token, about, f"`{closing}`", f"`{what}`", "")
    opening = r"`\left` before it" if token.is_word else rf"`\begin{{{_name(token)}}}` before it"
    return _trouble(token, f"`{what}` closes nothing", opening, f"`{what}` alone", "")


def _single(found: list[Token], environment: str, end: str) -> Iterator[Trouble]:
    """Arguments that are missing, second superscripts, marks of columns without columns."""
    layouts = [environment]
    depth = 0
    for k, token in enumerate(found):
        after = found[k + 1] if k + 1 < len(found) else None
        if token.kind == "begin":
            layouts = [*layouts, _name(token)] if _opens(token) else layouts[:-1]
        elif token.is_word:
            if token.text in FRACTIONS:
                yield from _fraction(found, k, end)
            elif token.text == "sqrt" and _is_end(after):
                yield _missing(token, after, end)
        elif token.text in ("{", "}"):
            depth += 1 if token.text == "{" else -1
        elif token.text in ("^", "_"):
            yield from [_missing(token, after, end)] if _is_end(after) else _second(found, k)
        elif depth == 0 and token.text == "&" and _NO_COLUMNS.issuperset(layouts):
            yield _trouble(token, *_NO_COLUMN)
        elif depth == 0 and token.text == "$" and len(layouts) == 1:
            yield _trouble(token, "a dollar within a formula", _told(end), "`$`", _DOLLAR)


_DOLLAR = r"close the formula before it, or write `\$` for a dollar that is printed"
_NO_COLUMN = (
    "a mark of columns where there are none",
    r"an environment with columns, such as `\begin{aligned}`",
    "`&`",
    "take it away, or put the rows into such an environment",
)


def _is_end(token: Token | None) -> bool:
    """Whether no argument can begin here."""
    if token is None or token.kind == "begin":
        return True
    return token.text in (("\\", "right") if token.is_word else ("}", "&"))


def _missing(token: Token, after: Token | None, end: str, what: str = "an argument") -> Trouble:
    written = _told(end) if after is None else f"`{_written(after)}`"
    name = _written(token)
    return _trouble(token, f"`{name}` lacks {what}", f"{what} of `{name}`", written, "")


def _fraction(found: list[Token], at: int, end: str) -> Iterator[Trouble]:
    """A fraction without two arguments."""
    behind = at + 1
    for what in ("two arguments", "a second argument"):
        after = found[behind] if behind < len(found) else None
        if _is_end(after) or (after is not None and after.text == "="):
            yield _missing(found[at], after, end, what)
            return
        found_end = behind_argument(found, behind)
        if found_end is None:
            return
        behind = found_end


def _second(found: list[Token], at: int) -> Iterator[Trouble]:
    """A second superscript, or a second subscript, at one base."""
    sign = found[at].text
    behind = behind_argument(found, at + 1)
    if behind is not None and _is_script(found, behind) and found[behind].text != sign:
        behind = behind_argument(found, behind + 1)
    if behind is None or not _is_script(found, behind):
        return
    again = found[behind]
    which = "superscript" if again.text == "^" else "subscript"
    yield _trouble(
        again,
        f"a second {which} at one base",
        f"one `{again.text}`",
        f"`{again.text}` again",
        f"say by braces what is meant: `{{a{sign}b}}{sign}c` or `a{sign}{{b{sign}c}}`",
    )


def _is_script(found: list[Token], at: int) -> bool:
    return at < len(found) and found[at].kind == "sign" and found[at].text in ("^", "_")


def _opens(token: Token) -> bool:
    if token.kind == "begin":
        return token.text.startswith("begin")
    return token.is_word and token.text == "left"


def _closes(token: Token) -> str:
    """What is closed by a token: the name of an environment, or `right`; empty if nothing is."""
    if token.kind == "begin" and not _opens(token):
        return _name(token)
    return "right" if token.is_word and token.text == "right" else ""


def _opening(token: Token) -> str:
    """What closes a token that opens."""
    return _name(token) if token.kind == "begin" else "right"


def _closing(token: Token) -> str:
    return rf"\end{{{_name(token)}}}" if token.kind == "begin" else r"\right"


def _name(token: Token) -> str:
    return token.text.partition(" ")[2]


def _written(token: Token) -> str:
    """How a token is written."""
    if token.kind == "begin":
        word, _, name = token.text.partition(" ")
        return rf"\{word}{{{name}}}"
    return f"\\{token.text}" if token.is_word else token.text


def _told(end: str) -> str:
    return f"`{end}`, the end of the formula"
