"""What is meant by a text that is not in the notation, as far as it is well known: hints.

Rows of data: words of mathematics that the notation does not have, and signs that people carry
over from elsewhere.  Nothing is read in another way because of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from derive.expression.tokens import ParseError

_PIECES = "write `cases(x if x > 0, 0 otherwise)`"
_INTEGRALS = (
    "there are no integrals here: prove that the derivative of the one side is what is integrated, "
    "`d/dx F(x) = f(x)`"
)
_SUMS = "there are no sums with a number of terms that varies: write the terms out, `a + b + c`"
_PRODUCTS = "there are no products with a number of factors that varies: write them out, `a*b*c`"
_LIMITS = "there are no limits here: only what holds at points can be stated"
_VECTORS = "there are no vectors here: write the components, each in a script of its own"
_COMPLEX = "there are no complex numbers here: functions are real"

#: Words that the notation does not have, in small letters, and what to do.
ABSENT: dict[str, str] = {
    **dict.fromkeys(("piecewise", "if", "ite", "where", "indicator"), _PIECES),
    **dict.fromkeys(("integral", "integrate", "int", "antiderivative", "quad"), _INTEGRALS),
    **dict.fromkeys(("sum", "summation", "nsum"), _SUMS),
    **dict.fromkeys(("prod", "product", "nprod"), _PRODUCTS),
    **dict.fromkeys(("lim", "limit", "limsup", "liminf"), _LIMITS),
    **dict.fromkeys(("grad", "gradient", "nabla", "dot", "norm", "transpose", "det"), _VECTORS),
    **dict.fromkeys(("re", "im", "conj", "conjugate", "arg"), _COMPLEX),
    **dict.fromkeys(("derivative", "deriv", "differentiate", "partial"), "write `d/dx (...)`"),
    **dict.fromkeys(("mod", "rem", "gcd", "lcm", "round"), "no such function of integers is known"),
}


#: Those that no one means as a variable.
_UNMISTAKABLE = frozenset(
    {"piecewise", "integral", "integrate", "lim", "limit", "nabla", "gradient", "mod"}
)


def absent(name: str) -> str:
    """What to do where a word is called that the notation does not have; empty for others."""
    return ABSENT.get(name.strip("`").lower(), "")


def hint(text: str, what: str, error: ParseError) -> str:
    """What is meant where `text`, read as `what`, could not be read on; empty if not known."""
    name = error.found.strip("`").lower()
    called = text[error.end :].lstrip().startswith("(")
    if name in ABSENT and (called or name in _UNMISTAKABLE):
        return ABSENT[name]
    if word := _absent_around(text[: error.start]):
        return ABSENT[word]
    before, at = text[: error.start].rstrip(), text[error.start :].strip()
    row = next((row for row in _SIGNS if row[0] in (what, "") and row[1](before, at)), None)
    return "" if row is None else row[2](text, before, at)


def _absent_around(before: str) -> str:
    """The word that the notation does not have in whose bracket a text breaks off, if any."""
    for called in re.finditer(r"([A-Za-z]\w*)\s*\(", before):
        rest = before[called.end() :]
        if called[1].lower() in ABSENT and rest.count("(") >= rest.count(")"):
            return called[1].lower()
    return ""


_Test = Callable[[str, str], bool]
_Words = Callable[[str, str, str], str]


def _one_equals(text: str, _: str, __: str) -> str:
    return f"write one `=`: `{_spaced(re.sub(r' *={2,3} *', ' = ', text))}`"


def _only_the_line(_: str, before: str, at: str) -> str:
    right = at.lstrip("= ").strip()
    line = right if right and "=" not in right else before
    return f"a line is an expression, without `=`: `- to: {line}`"


def _only_the_right(_: str, __: str, at: str) -> str:
    return f"one expression is meant, without `=`: {quoted(at.lstrip('= '))}"


_BETWEEN_CONDITIONS = re.compile(r"\s*(?:\b(?:and|AND)\b|&&?|∧|,|;)\s*")


def _one_by_one(text: str, _: str, __: str) -> str:
    each = ", ".join(f"`{_spaced(one)}`" for one in _BETWEEN_CONDITIONS.split(text) if one.strip())
    return f"conditions stand one by one, each in a `--where` or an item of `where`: {each}"


def _no_limit(_: str, __: str, ___: str) -> str:
    return _LIMITS


def _no_comparison(_: str, __: str, ___: str) -> str:
    return "a comparison is a condition: it stands under `where`, or behind `--where`"


def _factorial(_: str, before: str, at: str) -> str:
    if at.startswith("!!"):
        return "there is no double factorial here"
    begins = _opening(before) if before.endswith(")") else -1
    found = _OPERAND.search(before) if begins < 0 else _NAME_BEFORE.search(before[:begins])
    whole = (found[0] if found else "") + (before[begins:] if begins >= 0 else "") or "n"
    return f"write `factorial({whole[1:-1] if whole[0] == '(' else whole})`"


_OPERAND = re.compile(r"\w+(?:\.[0-9]+)?$")
_NAME_BEFORE = re.compile(r"[A-Za-z]\w*$")


def _two_arguments(text: str, _: str, __: str) -> str:
    left, _, right = re.sub(r"={2,3}", "=", text).partition("=")
    return f"give the two sides: derive equal {quoted(left)} {quoted(right)}"


def _primed(_: str, before: str, __: str) -> str:
    body = before[_opening(before) :]
    return f"a prime stands behind the name of a function only: write `d/dx {body}`"


def _an_equation(text: str, _: str, __: str) -> str:
    return f"a theorem is an equation: `theorem: {_spaced(text)} = ...`"


_LEIBNIZ = re.compile(
    r"[d∂](?P<order>\^?[0-9]|[²³])?\s*(?P<of>[A-Za-z]\w*|\([^()]*\))\s*/\s*[d∂](?P<by>[A-Za-z]\w*)(?!\w*\s*∂)"
)
_ORDER = re.compile(r"d\s*(?:\^|\*\*)\s*\(?[A-Za-z]")
_BAR = re.compile(r"(?P<of>.*\))\s*\|\s*(?P<brace>_?\{?)\s*(?P<by>[A-Za-z]\w*)\s*=(?P<at>[^}]*)")


def _leibniz(_: str, __: str, at: str) -> str:
    """`df/dx` and its like, with what is differentiated above the bar."""
    found = _LEIBNIZ.match(at)
    assert found is not None
    order, of, by = found["order"], found["of"], found["by"]
    by = by.rstrip("0123456789²³") if order else by
    n = order.strip("^").translate({ord("²"): "2", ord("³"): "3"}) if order else ""
    operator = f"d^{n}/d{by}^{n}" if n else f"d/d{by}"
    body = of if of.startswith("(") else f"{of}({by})"
    return f"write `{operator} {body}`"


def _numeral_order(_: str, __: str, ___: str) -> str:
    return "the order of a derivative is a numeral, as in `d^2/dx^2 f(x)`"


def _is_bar(text: str) -> bool:
    return text.count("|") == 1 and bool(_BAR.search(text))


def _in_front(_: str, __: str, ___: str) -> str:
    return "what is differentiated stands behind: `∂/∂x f(x)`, `∂²/∂x∂y f(x, y)`"


def _root(_: str, __: str, at: str) -> str:
    index = "".join(_RAISED.get(digit, "") for digit in at.partition("√")[0])
    return "write `cbrt(x)`" if index == "3" else f"write `x^(1/{index})`, for x > 0"


_RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789", strict=True))


def _at_a_point(text: str, _: str, __: str) -> str:
    found = _BAR.search(text)
    assert found is not None
    body, point = found["of"].strip(), found["at"].strip()
    return f"write `at({body}, {found['by']} = {point})`"


def _decimal_comma(_: str, before: str, at: str) -> str:
    whole, part = re.findall(r"[0-9]+$", before)[0], re.findall(r"[0-9]+", at)[0]
    return f"write `{whole}.{part}` for a decimal"


def _apart(_: str, before: str, at: str) -> str:
    whole, part = re.findall(r"[0-9]+$", before)[0], re.findall(r"^[0-9]+", at)[0]
    return f"write `{whole}{part}` for one number, or `{whole}*{part}` for a product"


def _base(_: str, __: str, at: str) -> str:
    base = re.findall(r"[0-9A-Za-z₀-₉]+", at.removeprefix("log").lstrip("_"))[0]
    return f"write `log(x, {base.translate(_LOWERED)})` for a logarithm to that base"


_LOWERED = {ord(sub): str(n) for n, sub in enumerate("₀₁₂₃₄₅₆₇₈₉")}
_SUBSCRIPTED = re.compile(r"[A-Za-z]\w*_$")
_LOG_TO_BASE = re.compile(r"log_?[0-9₀-₉]+\s*\(")


def _subscript(_: str, before: str, at: str) -> str:
    name = re.findall(r"[A-Za-z]\w*_$", before)[0]
    return f"write `{name}{at[1:].partition('}')[0].strip()}` for a name with a subscript"


def _no_stop(_: str, before: str, at: str) -> str:
    return f"leave `{at}` out: `{_spaced(before)}`"


#: What is read, what stands before the place and at it, and the words; the first row that fits.
_SIGNS: tuple[tuple[str, _Test, _Words], ...] = (
    ("", lambda before, at: at[:1] in ("_", "=") and _is_bar(before + at), _at_a_point),
    ("", lambda before, at: before.endswith("=") and at.startswith("="), _one_equals),
    ("a condition", lambda _, at: bool(_BETWEEN_CONDITIONS.match(at)), _one_by_one),
    ("a side", lambda _, at: at.startswith("="), _two_arguments),
    ("", lambda before, at: at[:1] == "!" and at[:2] != "!=" and bool(before), _factorial),
    ("", lambda before, at: before.endswith("-") and at.startswith(">"), _no_limit),
    ("a side", lambda _, at: at[:1] in tuple("<>≤≥!≠"), _no_comparison),
    ("a line", lambda _, at: at.startswith("="), _only_the_line),
    ("an expression", lambda _, at: at.startswith("="), _only_the_right),
    ("a line", lambda _, at: at[:1] in tuple("<>≤≥≠"), _no_comparison),
    ("an expression", lambda _, at: at[:1] in tuple("<>≤≥≠"), _no_comparison),
    ("", lambda before, at: before.endswith(")") and at[:1] in ("'", "′", "’"), _primed),
    ("an equation", lambda _, at: not at, _an_equation),
    ("", lambda _, at: bool(_LEIBNIZ.match(at)), _leibniz),
    ("", lambda _, at: at.startswith("∂"), _in_front),
    ("", lambda _, at: bool(_ORDER.match(at)), _numeral_order),
    ("", lambda _, at: bool(re.match("[⁰-⁹²³]+√", at)), _root),
    (
        "",
        lambda before, at: before[-1:].isdigit() and bool(re.match(r",\s*[0-9]", at)),
        _decimal_comma,
    ),
    ("", lambda before, at: before[-1:].isdigit() and bool(re.match(r"[0-9]{3}\b", at)), _apart),
    ("", lambda before, at: before.endswith("log_") and at.startswith("{"), _base),
    ("", lambda _, at: bool(_LOG_TO_BASE.match(at)), _base),
    ("", lambda before, at: bool(_SUBSCRIPTED.search(before)) and at.startswith("{"), _subscript),
    ("", lambda before, at: at in (";", ".", ",") and bool(before), _no_stop),
)


def _spaced(text: str) -> str:
    return " ".join(text.split())


def quoted(side: str) -> str:
    """An expression as an argument on a command line."""
    return f"'{_spaced(side)}'"


def _opening(before: str) -> int:
    """Where the bracket opens that closes at the end."""
    depth = 0
    for i in range(len(before) - 1, -1, -1):
        depth += (before[i] == ")") - (before[i] == "(")
        if depth == 0:
            return i
    return 0
