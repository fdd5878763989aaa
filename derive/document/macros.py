"""Macros: what a document defines, and what common classes do, expanded in formulas.

A token that comes from a macro has the place where that was used.  Fuel bounds the expansion.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from derive.document.latex import end_of_group
from derive.document.reader import split
from derive.document.tokens import FormulaError, Token, group, optional, tokens

#: No formula takes more expansions, or grows to more tokens.
MAX_EXPANSIONS = 2_000
MAX_EXPANDED = 20_000


@dataclass(frozen=True)
class Macro:
    """A macro: how many arguments it takes, what the first is by default, and its body.

    The body of a `final` one is a word that is no macro there, whatever is made of it later.  One
    of a `derivative` takes its order in brackets, what is differentiated, where that stands with
    it, and what by.
    """

    arity: int
    default: str | None
    body: str
    final: bool = False
    derivative: str = ""


#: Macros of common classes and packages: name, arity, default of the first argument, body.
COMMON: dict[str, Macro] = {
    name: Macro(arity, default, body)
    for name, arity, default, body in (
        # ximera
        ("answer", 2, "", "{#2}"),
        ("ddx", 0, None, r"\frac{d}{dx}"),
        ("dd", 2, "", r"\frac{d #1}{d #2}"),
        ("pp", 2, "", r"\frac{\partial #1}{\partial #2}"),
        ("eval", 1, None, r"\left. #1 \right|"),
        # physics
        ("abs", 1, None, r"\left| #1 \right|"),
        ("qty", 1, None, r"\left( #1 \right)"),
        # what many define so
        ("ds", 0, None, ""),
        ("R", 0, None, r"\mathbb{R}"),
        ("N", 0, None, r"\mathbb{N}"),
        ("Z", 0, None, r"\mathbb{Z}"),
        ("fp", 0, None, "f'"),
        ("primeskip", 0, None, ""),
        ("d", 0, None, r"\mathrm{d}"),
        ("px", 0, None, r"\partial x"),
        ("py", 0, None, r"\partial y"),
        ("pz", 0, None, r"\partial z"),
        ("half", 0, None, r"\frac{1}{2}"),
    )
} | {
    # physics, diffcoeff, derivative
    name: Macro(0, None, "", derivative=sign)
    for name, sign in (
        *(("dv", "d"), ("diff", "d"), ("odv", "d"), ("dv*", "d")),
        *(("pdv", r"\partial"), ("diffp", r"\partial"), ("pdv*", r"\partial")),
    )
}

_NEW = re.compile(
    r"\\(?P<how>(?:re|provide)?newcommand|DeclareMathOperator)(?P<star>\*?)\s*"
    r"(?:\{\s*\\(?P<braced>[A-Za-z@]+)\s*\}|\\(?P<bare>[A-Za-z@]+))\s*"
    r"(?:\[(?P<arity>\d)\]\s*)?(?:\[(?P<default>[^\[\]]*)\]\s*)?\{"
)
_DEF = re.compile(r"\\def\s*\\(?P<name>[A-Za-z@]+)\s*(?P<parameters>(?:#\d)*)\s*\{")
_LET = re.compile(r"\\let\s*\\([A-Za-z@]+)\s*=?\s*\\([A-Za-z@]+)")


def macros(text: str) -> dict[str, Macro]:
    """The macros that a text defines, the last of each name."""
    found: list[tuple[int, str, Macro]] = []
    for new in _NEW.finditer(text):
        body = _body(text, new.end())
        if new["how"] == "DeclareMathOperator":
            body = rf"\operatorname{{{body}}}"
        macro = Macro(int(new["arity"] or 0), new["default"], body)
        found.append((new.start(), new["braced"] or new["bare"], macro))
    for old in _DEF.finditer(text):
        macro = Macro(old["parameters"].count("#"), None, _body(text, old.end()))
        found.append((old.start(), old["name"], macro))
    for let in _LET.finditer(text):
        found.append((let.start(), let[1], Macro(0, None, let[2], final=True)))
    found.sort(key=lambda row: row[0])
    done: dict[str, Macro] = {}
    for _, name, macro in found:
        meant = done.get(macro.body, COMMON.get(macro.body)) if macro.final else None
        done[name] = meant or macro
    return done


def _body(text: str, at: int) -> str:
    end = end_of_group(text, at)
    return "" if end is None else text[at : end - 1]


def expanded(found: list[Token], known: Mapping[str, Macro], common: bool = True) -> list[Token]:
    """The tokens with macros expanded.  Raises `FormulaError` where that has no end."""
    table = {**COMMON, **known} if common else dict(known)
    if not any(t.kind == "control" and t.text in table for t in found):
        return found
    waiting, done, spent = found[::-1], list[Token](), 0
    while waiting:
        token = waiting.pop()
        macro = table.get(token.text) if token.kind == "control" else None
        if macro is None or macro.final:
            done.append(token if macro is None else token._replace(text=macro.body))
            continue
        spent += 1
        if spent > MAX_EXPANSIONS or len(waiting) + len(done) > MAX_EXPANDED:
            how = "without end" if _is_endless(token.text, table) else "to more than is read"
            about = f"the macro \\{token.text} expands {how}"
            raise FormulaError("macro", about, token.start, token.end)
        waiting = _expanded(token, macro, waiting)
    return done


_WORD = re.compile(r"\\([A-Za-z@]+)")


def _is_endless(name: str, table: Mapping[str, Macro]) -> bool:
    """Whether a macro has itself in its body, perhaps by way of others."""
    seen: set[str] = set()
    waiting = [name]
    while waiting:
        macro = table.get(waiting.pop())
        inner = {*_WORD.findall(macro.body)} if macro is not None and not macro.final else set()
        if name in inner:
            return True
        waiting += inner - seen
        seen |= inner
    return False


def _expanded(token: Token, macro: Macro, waiting: list[Token]) -> list[Token]:
    """What is left to read once a macro is expanded; the next token is the last of it."""
    if macro.derivative:
        return _derivative(token, macro.derivative, waiting)
    if macro.arity == 0:
        return [*waiting, *_placed(macro.body, token, [])[::-1]]
    ahead = waiting[::-1]
    arguments, at = [], 0
    if macro.default is not None:
        given, at = optional(ahead, 0)
        arguments.append(_placed(macro.default, token, []) if given is None else given)
    while len(arguments) < macro.arity:
        argument, at = group(ahead, at)
        arguments.append(argument)
    return [*ahead[at:][::-1], *_placed(macro.body, token, arguments)[::-1]]


#: So many groups are taken behind a macro of a derivative: its body, and what it is by.
_GROUPS = 3


def _derivative(use: Token, sign: str, waiting: list[Token]) -> list[Token]:
    """A derivative as a fraction, as `\\dv[2]{y}{x}` and `\\pdv{f}{x}{y}` are."""
    ahead = waiting[::-1]
    order, at = optional(ahead, 0)
    groups: list[list[Token]] = []
    while len(groups) < _GROUPS and at < len(ahead) and ahead[at].text == "{":
        inner, at = group(ahead, at)
        groups.append(inner)
    body, *by = groups if len(groups) > 1 else ([], *groups)
    names = [name for found in by for name in split(found)]
    power = order or (_placed(str(len(names)), use, []) if len(names) > 1 else [])
    raised = [*_placed("^{", use, []), *power, *_placed("}", use, [])] if power else []
    below = raised if order else []
    top = [*_placed(sign, use, []), *raised, *body]
    bottom = [t for name in names for t in (*_placed(sign, use, []), *name, *below)]
    signs = {name: _placed(name, use, []) for name in (r"\frac{", "}{", "}")}
    fraction = [*signs[r"\frac{"], *top, *signs["}{"], *bottom, *signs["}"]]
    return [*ahead[at:][::-1], *fraction[::-1]]


def _placed(body: str, use: Token, arguments: list[list[Token]]) -> list[Token]:
    """The tokens of a body at the place of the use; arguments keep their own."""
    done: list[Token] = []
    raw = tokens(body, 0, len(body))
    k = 0
    while k < len(raw):
        token = raw[k]
        after = raw[k + 1] if k + 1 < len(raw) else None
        if token.text == "#" and after is not None and after.kind == "number":
            n = int(after.text[0])
            done += arguments[n - 1] if 0 < n <= len(arguments) else []
            k += 2
            continue
        done.append(token._replace(start=use.start, end=use.end))
        k += 1
    return done
