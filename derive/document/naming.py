"""Names in an expression: letters, words, accents, subscripts, primes; calls and products."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sympy.core.numbers import Integer
from sympy.core.symbol import Symbol

from derive.document.differentiation import Operator, differentiated, operator_of, primed
from derive.document.foreign import refuse
from derive.document.meanings import FUNCTION_LETTERS, Meanings
from derive.document.names import letters, plain, subscript, word
from derive.document.notation import ACCENTS, BOLD, COORDINATES, DOTS, GREEK, SCRIPT, UPRIGHT
from derive.document.partials import by_subscript
from derive.document.reader import is_one_term, split
from derive.document.tokens import FormulaError, Token, group
from derive.expression.nodes import DerivativeAt, Expression, call, constant
from derive.expression.parsed import Parsed
from derive.expression.shorthand import MAX_ORDER

if TYPE_CHECKING:
    from derive.document.grammar import Grammar

_ONE = Integer(1)


def name_at(found: list[Token], at: int) -> tuple[str, int]:
    """The name that stands at `at`, and where it ends; empty where there is none."""
    base, accent, at = _base(found, at)
    if not base:
        return "", at
    below = ""
    if at < len(found) and found[at].text == "_" and found[at].kind == "sign":
        inner, at = group(found, at + 1)
        below = subscript(inner)
    return plain(base, accent, below), at


def _base(found: list[Token], at: int) -> tuple[str, str, int]:
    """The letter or word of a name and its accent, and where they end."""
    if at >= len(found):
        return "", "", at
    token = found[at]
    if token.kind == "letter":
        return (token.text if token.text.isascii() else "", "", at + 1)
    if token.kind != "control":
        return "", "", at
    if token.text in GREEK:
        if token.text == "Delta" and at + 1 < len(found) and found[at + 1].kind == "letter":
            return f"Delta_{found[at + 1].text}", "", at + 2
        return GREEK[token.text], "", at + 1
    if token.text in UPRIGHT or token.text in BOLD:
        inner, after = group(found, at + 1)
        return word(inner), "", after
    if token.text in SCRIPT:
        inner, after = group(found, at + 1)
        return _script(inner) if not _is_applied(found, after) else "", "", after
    if token.text in ACCENTS:
        inner, after = group(found, at + 1)
        base, accent, end = _base(inner, 0)
        if base and end == len(inner):
            return (f"{base}_{ACCENTS[accent]}" if accent else base), token.text, after
        if base and not accent and end < len(inner) and inner[end].text == "_":
            below, end = group(inner, end + 1)
            if end == len(inner):
                return f"{base}_{subscript(below)}", token.text, after
    return "", "", at


def _script(inner: list[Token]) -> str:
    """The name of a script letter, which is another one than the plain letter's."""
    (first,) = inner if len(inner) == 1 else (Token("sign", "", 0, 0),)
    return f"{first.text}_cal" if first.kind == "letter" and first.text.isupper() else ""


def _is_applied(found: list[Token], at: int) -> bool:
    """Whether brackets are next: a script letter is a transform, a law or an order there."""
    return at < len(found) and found[at].text in ("(", "[", "{", "left", "big", "Big")


def named(grammar: Grammar) -> Parsed:
    """The primary that a name begins.  Raises `FormulaError`."""
    token = grammar.now
    assert token is not None
    if token.kind == "control" and token.text in DOTS:
        return _dotted(grammar)
    if token.kind == "control" and token.text == "pi":
        return _pi(grammar)
    refuse(grammar, token)
    start = grammar.at
    base, at = name_at(grammar.tokens, start)
    if not base and token.text in UPRIGHT:
        grammar.take()
        return grammar.within(grammar.argument())._replace(start=token.start, end=grammar.last_end)
    if not base:
        raise (
            grammar.unread(token)
            if token.is_word
            else grammar.error("letter", "no letter of a name")
        )
    grammar.at = at
    _refuse_index(grammar, grammar.tokens[start:at])
    primes = _primes(grammar)
    primes += 0 if primes else _order(grammar, base)
    meanings = grammar.meanings
    is_letter = base == "e_0" and token.text in ("e", *UPRIGHT) and not primes
    if is_letter and "e_0" not in meanings.quantities | meanings.variables:
        return Parsed(constant("e"), token.start, grammar.last_end)
    _refuse_word(grammar, base, start)
    operator, _, by = base.partition("_")
    if operator == "D" and len(by) == 1 and base not in meanings.quantities and not primes:
        return grammar.derivative(token.start, Operator(((by, 1),), []))
    partial = by_subscript(base, grammar)
    if partial is not None:
        return partial
    if _is_differential(grammar, token, start):
        raise FormulaError("differential", "a differential", token.start, grammar.last_end)
    return _with_arguments(grammar, base, primes, token)


def _with_arguments(grammar: Grammar, base: str, primes: int, token: Token) -> Parsed:
    """A name with the arguments that are behind it, if it has any."""
    meanings = grammar.meanings
    meanings.seen[base] = None
    inverse = _inverse(grammar, base)
    operator = token.text == "operatorname" and len(base) > 1
    operator = operator and base not in meanings.quantities | meanings.variables
    if grammar.at_bracket() and (operator or _may_call(grammar, base, primes)):
        return _called(grammar, inverse or base, primes, token)
    if inverse:
        raise grammar.error("inverse", f"an inverse of {base}")
    return _bare(grammar, base, primes, token)


def _refuse_index(grammar: Grammar, name: list[Token]) -> None:
    """Raises `FormulaError` where 0 stands above a name with a subscript: it is an index there."""
    below = any(t.text == "_" for t in name)
    if below and [t.text for t in grammar.tokens[grammar.at : grammar.at + 2]] == ["^", "0"]:
        raise grammar.error("superscript", "a superscript 0, which may be an index")


def _refuse_word(grammar: Grammar, base: str, start: int) -> None:
    """Raises `FormulaError` where a function has a capital directly before it.

    `MC(q)` and `MU_x` are names of several letters, also where C and U are functions.
    """
    meanings = grammar.meanings
    if base.partition("_")[0] not in meanings.functions or not start:
        return
    before, token = grammar.tokens[start - 1 : start + 1]
    capital = before.kind == "letter" and before.text.isupper() and not token.spaced
    known = {*meanings.functions, *meanings.quantities, *meanings.variables}
    if capital and token.text.isupper() and before.text not in known:
        raise FormulaError("notation", "a name of several letters", before.start, token.end)


def _pi(grammar: Grammar) -> Parsed:
    """The number, which has no primes and is no function, as profits and policies are."""
    token = grammar.take()
    here = grammar.at
    argument = False
    if grammar.at_bracket():
        inner, _ = grammar.inside()
        argument = _is_single(inner) and (grammar.now is None or grammar.now.text != "^")
        grammar.at = here
    if argument or _primes(grammar):
        raise FormulaError("called", "pi as a function", token.start, grammar.last_end)
    return Parsed(constant("pi"), token.start, token.end)


def _dotted(grammar: Grammar) -> Parsed:
    """A letter with dots: a derivative by t."""
    token = grammar.take()
    order = DOTS[token.text]
    inner = grammar.argument()
    base, end = name_at(inner, 0)
    if not base or end != len(inner):
        raise FormulaError("notation", "dots over more than a name", token.start, grammar.last_end)
    functions = grammar.meanings.functions
    if grammar.at_bracket() and (base in functions or _is_of_time(grammar)):
        return _called(grammar, base, order, token)
    if base in functions:
        return _bare(grammar, base, order, token)
    grammar.meanings.by.add(("t", False))
    part = Parsed(_quantity(grammar, base, "t"), token.start, grammar.last_end)
    return differentiated(part, Symbol("t"), order, grammar.last_end)


def _is_of_time(grammar: Grammar) -> bool:
    """Whether `(t)` is next."""
    return [t.text for t in grammar.tokens[grammar.at : grammar.at + 3]] == ["(", "t", ")"]


def _primes(grammar: Grammar) -> int:
    """How many primes stand here."""
    count = 0
    while grammar.now is not None:
        if grammar.now.text in ("'", "’", "prime") and grammar.now.kind != "letter":
            grammar.take()
            count += 1
        elif grammar.now.text == "^" and _raised_primes(grammar):
            grammar.take()
            count += sum(t.text in ("'", "prime") for t in grammar.argument())
        else:
            break
    return count


def _raised_primes(grammar: Grammar) -> bool:
    try:
        inner, _ = group(list(grammar.tokens), grammar.at + 1)
    except FormulaError:
        return False
    return bool(inner) and all(t.text in ("'", "prime") for t in inner)


def _order(grammar: Grammar, base: str) -> int:
    """The order of the derivative that `f^{(3)}` writes; 0 where there is no such.

    Raises `FormulaError` where a superscript may be an order, an index or a power.
    """
    if grammar.now is None or grammar.now.text != "^":
        return 0
    inner, after = group(list(grammar.tokens), grammar.at + 1)
    said = "".join(t.text for t in inner)
    opened = after < len(grammar.tokens) and grammar.tokens[after].text in ("(", "left")
    called = base in grammar.meanings.functions or (opened and grammar.meanings.is_called(base))
    if not inner or inner[0].text != "(" or inner[-1].text != ")":
        if called and opened and said != "-1":
            raise grammar.error("notation", f"a power of {base} in front of its argument")
        return 0
    if called and said[1:-1].isdigit() and int(said[1:-1]) <= MAX_ORDER:
        grammar.at = after
        return int(said[1:-1])
    if called:
        raise grammar.error("derivative", f"a derivative of order {said[1:-1]}")
    if len(inner) == 3:
        raise grammar.error("superscript", f"a superscript {said}, which may be an index")
    return 0


def _is_differential(grammar: Grammar, token: Token, start: int) -> bool:
    """Whether a d is the sign of a differential, as in `dx` or `\\mathrm{d}x`."""
    upright = (
        token.text in UPRIGHT and grammar.operator_word() == "" and _said(grammar, start) == "d"
    )
    if not upright and not (token.kind == "letter" and token.text == "d"):
        return False
    after = grammar.now
    if after is None or "d_0" in grammar.meanings.variables | grammar.meanings.quantities:
        return False
    letter = after.kind == "letter" or (after.kind == "control" and after.text in GREEK)
    return letter and (upright or not after.spaced)


def _said(grammar: Grammar, start: int) -> str:
    inner = grammar.tokens[start + 1 : grammar.at]
    return "".join(t.text for t in inner if t.text not in ("{", "}"))


def _inverse(grammar: Grammar, base: str) -> str:
    """The name of an inverse function, where `f^{-1}(` is written of a function."""
    if grammar.now is None or grammar.now.text != "^":
        return ""
    try:
        inner, after = group(list(grammar.tokens), grammar.at + 1)
    except FormulaError:
        return ""
    said = "".join(t.text for t in inner)
    opened = after < len(grammar.tokens) and grammar.tokens[after].text in ("(", "left")
    meanings = grammar.meanings
    is_function = base in meanings.functions or base in ("f", "g", "h", "F", "G")
    if said != "-1" or not opened or not is_function or base in meanings.quantities:
        return ""
    grammar.at = after
    return f"{base}_inv"


def _may_call(grammar: Grammar, base: str, primes: int) -> bool:
    """Whether the bracket that is next holds arguments."""
    if base == "gamma_0":
        return False
    before = grammar.at
    try:
        inner, _ = grammar.inside()
    except FormulaError:
        inner = []
    square = grammar.tokens[before].text == "["
    grammar.at = before
    meanings = grammar.meanings
    if base not in meanings.quantities | meanings.variables and _is_bare_in(base, inner):
        if base in COORDINATES - FUNCTION_LETTERS - {*meanings.functions, *meanings.called_so}:
            return False
        told = f"{base}(...) as"
        return meanings.choose(f"own:{base}", "product", "call", told=told) == "call"
    parts = split(inner)
    single = len(parts) == 1 and _is_single(parts[0])
    point = single or [t.kind for t in inner] == ["number"]
    shared = letters(inner) & meanings.letters.get(base, frozenset())
    doubtful = base in meanings.quantities - meanings.at_numbers
    if doubtful and (point or shared) and not _is_bare_in(base, inner):
        meanings.doubted.add(base)
    if primes and (point or not inner or base in meanings.functions):
        return True
    if not inner or (square and base not in meanings.functions):
        return False
    if base in _KNOWN_CALLS:
        return True
    called = meanings.calls(base, single, len(parts) > 1)
    if not called and base not in meanings.variables and not _is_bare_in(base, inner):
        spaced = grammar.tokens[before].spaced
        called_so = base in meanings.called_so and not spaced
        if called_so or _is_argument(meanings, base, inner, single, spaced):
            meanings.odd.add(base)
    return called


def _is_argument(
    meanings: Meanings, base: str, inner: list[Token], single: bool, spaced: bool
) -> bool:
    """Whether a bracket behind a name looks like its argument, whatever it is read as.

    So does a name; a number, or another term, behind a letter of functions; and behind what the
    text gives by a variable also what has that in it.  A space before other brackets is one of a
    product.
    """
    number = not any(t.kind == "letter" or t.text in GREEK for t in inner)
    if single and not spaced:
        return True  # no factor has to be put in brackets that is a name
    if number or (is_one_term(inner) and not spaced):
        return base in FUNCTION_LETTERS or base in meanings.given_by
    shared = letters(inner) & meanings.given_by.get(base, frozenset())
    return bool(shared) and (single or not spaced)


def _is_bare_in(base: str, inner: list[Token]) -> bool:
    """Whether a name stands in brackets behind it without brackets, as in `f(1 - f)`."""
    at = 0
    while at < len(inner):
        try:
            name, end = name_at(inner, at)
            power = name == base and end < len(inner) and inner[end].text == "^"
            after = group(list(inner), end + 1)[1] if power else end
        except FormulaError:
            name, end, after = "", at, at
        behind = inner[after].text if after < len(inner) else ""
        if name == base and behind not in ("(", "[", "left", "'"):
            return True
        at = max(end, at + 1)
    return False


#: Greek letters that are known functions where they are called.
_KNOWN_CALLS = {"Gamma": "gamma"}


def _is_single(part: list[Token]) -> bool:
    try:
        name, end = name_at(list(part), 0)
    except FormulaError:
        return False
    return bool(name) and end == len(part)


def _called(grammar: Grammar, name: str, primes: int, token: Token) -> Parsed:
    """A call, of a derivative where there are primes."""
    inner, end = grammar.inside()
    arguments = [grammar.within(part) for part in split(inner)]
    meanings = grammar.meanings
    node: Expression
    if name in meanings.functions:
        parameters = meanings.functions[name]
        if len(parameters) != len(arguments):
            raise FormulaError(
                "arity", f"{name} takes {len(parameters)} arguments", token.start, end
            )
        if primes:
            if len(parameters) != 1:
                raise FormulaError("prime", f"{name} has several variables", token.start, end)
            node = primed(name, parameters, primes, arguments)
            at = ((2, arguments[0]),) if isinstance(node, DerivativeAt) else ()
            return Parsed(node, token.start, end, at)
    elif name in meanings.quantities and primes:
        raise FormulaError("prime", f"primes of {name}, which is no function", token.start, end)
    name = _KNOWN_CALLS.get(name, name) if not primes else name
    if name not in meanings.functions and name not in _KNOWN_CALLS.values():
        others = meanings.opaque.setdefault(name, len(arguments)) != len(arguments)
        if others or (primes and len(arguments) > 1):
            raise FormulaError("arity", f"{name} with other arguments", token.start, end)
    node = call(name + "'" * primes, *(a.node for a in arguments))
    return Parsed(node, token.start, end, tuple(enumerate(arguments, 1)))


def _quantity(grammar: Grammar, base: str, by: str = "") -> Expression:
    """What a name without brackets stands for."""
    meanings = grammar.meanings
    if base in meanings.quantities:
        return call(base)
    by_custom = (by,) if by else ()
    variables = meanings.dependent.get(base) or by_custom
    if variables and base not in meanings.functions and base not in variables:
        meanings.opaque.setdefault(base, len(variables))
        return call(base, *map(Symbol, variables))
    return Symbol(base)


def _bare(grammar: Grammar, base: str, primes: int, token: Token) -> Parsed:
    """A name without arguments."""
    meanings = grammar.meanings
    end = grammar.last_end
    if base in meanings.functions:
        parameters = tuple(map(Symbol, meanings.functions[base]))
        node: Expression = call(base, *parameters)
        if primes and len(parameters) > 1:
            raise FormulaError("prime", f"{base} has several variables", token.start, end)
        part = Parsed(node, token.start, end)
        return differentiated(part, parameters[0], primes, end) if primes else part
    called_so = base in meanings.called_so and base not in meanings.quantities
    if called_so and grammar.begins_factor() and not _is_factor(grammar):
        meanings.odd.add(base)  # what is put beside it may be its argument
    if not primes:
        return Parsed(_quantity(grammar, base), token.start, end)
    if meanings.dotted:
        raise FormulaError("prime", f"a prime of {base} beside a dot", token.start, end)
    variable = next(iter(meanings.dependent.get(base, ())), "")
    if base in meanings.quantities:
        variable = variable or _moved(meanings.letters.get(base, frozenset()))
    if not variable:
        raise FormulaError("prime", f"a prime of {base}", token.start, end)
    part = Parsed(_quantity(grammar, base, variable), token.start, end)
    return differentiated(part, Symbol(variable), primes, end)


def _moved(found: frozenset[str]) -> str:
    """The letter that the primes of a quantity are by: x or t, or the only coordinate in it."""
    first = next((v for v in ("x", "t") if v in found), "x")
    others = found - {"e", "pi"}
    return next(iter(others)) if len(others) == 1 and others <= COORDINATES else first


def _is_factor(grammar: Grammar) -> bool:
    """Whether a function is next that is a factor, as the v of `(uv)' = u'v + uv'`."""
    try:
        name, end = name_at(list(grammar.tokens), grammar.at)
    except FormulaError:
        return False
    primed = end < len(grammar.tokens) and grammar.tokens[end].text == "'"
    return bool(name) and (primed or name in grammar.meanings.primed & grammar.meanings.called_so)


__all__ = ["name_at", "named", "operator_of"]
