"""The functions and constants that the notation knows by name, a row each.

What they mean on the reals (where they are defined, their balls) is the kernel's table; here are
only the names, how many arguments they take, how LaTeX and SymPy call them.
"""

from __future__ import annotations

from typing import NamedTuple


class FunctionName(NamedTuple):
    """A known function: how it is written, and the name of SymPy's function.

    `latex` is LaTeX's head, `symbol` the head in Unicode where that is not the name.  An empty
    `sympy` means that SymPy has no such function.
    """

    name: str
    arity: int
    latex: str
    sympy: str
    symbol: str = ""


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
        FunctionName("max", 2, r"\max", "Max"),
        FunctionName("min", 2, r"\min", "Min"),
        FunctionName("sign", 1, r"\operatorname{sgn}", "sign"),
        FunctionName("cbrt", 1, r"\sqrt[3]", ""),
        FunctionName("log2", 1, r"\log_{2}", ""),
        FunctionName("log10", 1, r"\log_{10}", ""),
        FunctionName("expm1", 1, r"\operatorname{expm1}", ""),
        FunctionName("log1p", 1, r"\operatorname{log1p}", ""),
        FunctionName("erf", 1, r"\operatorname{erf}", "erf"),
        FunctionName("erfc", 1, r"\operatorname{erfc}", "erfc"),
        FunctionName("erfi", 1, r"\mathrm{erfi}", "erfi"),
        FunctionName("erfcx", 1, r"\mathrm{erfcx}", ""),
        FunctionName("dawson", 1, r"\mathrm{dawson}", ""),
        FunctionName("gamma", 1, r"\Gamma", "gamma", "Γ"),
        FunctionName("loggamma", 1, r"\ln\Gamma", "loggamma", "lnΓ"),
        FunctionName("digamma", 1, r"\psi", "digamma", "ψ"),
        FunctionName("trigamma", 1, r"\psi'", "trigamma", "ψ'"),
        FunctionName("tetragamma", 1, r"\psi''", "", "ψ''"),
        FunctionName("factorial", 1, r"\operatorname{factorial}", "factorial"),
        FunctionName("expint", 1, r"\mathrm{E}_{1}", "E1"),
        FunctionName("expinti", 1, r"\mathrm{Ei}", "Ei"),
        FunctionName("logint", 1, r"\mathrm{li}", "li"),
        FunctionName("sinint", 1, r"\mathrm{Si}", "Si"),
        FunctionName("cosint", 1, r"\mathrm{Ci}", "Ci"),
        FunctionName("fresnels", 1, r"\mathrm{S}", "fresnels"),
        FunctionName("fresnelc", 1, r"\mathrm{C}", "fresnelc"),
        FunctionName("airyai", 1, r"\mathrm{Ai}", "airyai"),
        FunctionName("airyaiprime", 1, r"\mathrm{Ai}'", "airyaiprime"),
        FunctionName("airybi", 1, r"\mathrm{Bi}", "airybi"),
        FunctionName("airybiprime", 1, r"\mathrm{Bi}'", "airybiprime"),
        FunctionName("besselj0", 1, r"\mathrm{J}_{0}", ""),
        FunctionName("besselj1", 1, r"\mathrm{J}_{1}", ""),
        FunctionName("besselj", 2, r"\mathrm{J}", "besselj"),
        FunctionName("bessely0", 1, r"\mathrm{Y}_{0}", ""),
        FunctionName("bessely1", 1, r"\mathrm{Y}_{1}", ""),
        FunctionName("bessely", 2, r"\mathrm{Y}", "bessely"),
        FunctionName("ellipk", 1, r"\mathrm{K}", "elliptic_k"),
        FunctionName("ellipe", 1, r"\mathrm{E}", "elliptic_e"),
        FunctionName("lambertw", 1, r"\mathrm{W}", "LambertW"),
    )
}

#: Functions whose name is a letter too: without brackets it may be a variable.
LETTERS = frozenset({"gamma"})

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
    "sgn": "sign",
    "π": "pi",
}

#: Words of the notation itself.
RESERVED_WORDS = frozenset({"d", "at", "diff"})
