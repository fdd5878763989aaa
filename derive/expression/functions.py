"""The functions and constants that the notation knows by name, a row each.

What they mean on the reals (where they are defined, their balls) is the kernel's table; here are
only the names, how many arguments they take, how LaTeX and SymPy call them.
"""

from __future__ import annotations

from typing import NamedTuple


class FunctionName(NamedTuple):
    """A known function: `latex` is a command, `sympy` the name of SymPy's function."""

    name: str
    arity: int
    latex: str
    sympy: str


FUNCTION_NAMES: dict[str, FunctionName] = {
    row.name: row
    for row in (
        FunctionName("exp", 1, r"\exp", "exp"),
        FunctionName("log", 1, r"\log", "log"),
        FunctionName("sqrt", 1, r"\sqrt", "sqrt"),
        FunctionName("abs", 1, r"\left|", "Abs"),
        FunctionName("sin", 1, r"\sin", "sin"),
        FunctionName("cos", 1, r"\cos", "cos"),
        FunctionName("tan", 1, r"\tan", "tan"),
        FunctionName("cot", 1, r"\cot", "cot"),
        FunctionName("sec", 1, r"\sec", "sec"),
        FunctionName("csc", 1, r"\csc", "csc"),
        FunctionName("asin", 1, r"\arcsin", "asin"),
        FunctionName("acos", 1, r"\arccos", "acos"),
        FunctionName("atan", 1, r"\arctan", "atan"),
        FunctionName("acot", 1, r"\operatorname{arccot}", "acot"),
        FunctionName("asec", 1, r"\operatorname{arcsec}", "asec"),
        FunctionName("acsc", 1, r"\operatorname{arccsc}", "acsc"),
        FunctionName("sinh", 1, r"\sinh", "sinh"),
        FunctionName("cosh", 1, r"\cosh", "cosh"),
        FunctionName("tanh", 1, r"\tanh", "tanh"),
        FunctionName("coth", 1, r"\coth", "coth"),
        FunctionName("sech", 1, r"\operatorname{sech}", "sech"),
        FunctionName("csch", 1, r"\operatorname{csch}", "csch"),
        FunctionName("asinh", 1, r"\operatorname{arsinh}", "asinh"),
        FunctionName("acosh", 1, r"\operatorname{arcosh}", "acosh"),
        FunctionName("atanh", 1, r"\operatorname{artanh}", "atanh"),
        FunctionName("acoth", 1, r"\operatorname{arcoth}", "acoth"),
        FunctionName("asech", 1, r"\operatorname{arsech}", "asech"),
        FunctionName("acsch", 1, r"\operatorname{arcsch}", "acsch"),
    )
}

CONSTANT_NAMES: dict[str, str] = {"e": "e", "pi": r"\pi"}

#: Other spellings that the notation reads; it writes the right-hand one.
SYNONYMS: dict[str, str] = {
    "ln": "log",
    "arcsin": "asin",
    "arccos": "acos",
    "arctan": "atan",
    "arccot": "acot",
    "arcsec": "asec",
    "arccsc": "acsc",
    "arsinh": "asinh",
    "arcosh": "acosh",
    "artanh": "atanh",
    "arcoth": "acoth",
    "arsech": "asech",
    "arcsch": "acsch",
    "arcsinh": "asinh",
    "arccosh": "acosh",
    "arctanh": "atanh",
    "π": "pi",
}

#: Words of the notation itself.
RESERVED_WORDS = frozenset({"d", "at", "diff"})
