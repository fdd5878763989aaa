"""The functions and constants that the notation knows by name, a row each.

What they mean on the reals (where they are defined, their balls, what they stand for) is the
kernel's tables; here are only the names, how many arguments they take, how LaTeX and SymPy call
them.  Functions that share a word and differ in how many arguments they take are told apart by it:
`log/2` is written `log(x, b)`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

#: max, min and hypot take at most so many arguments.
MAX_ARGUMENTS = 16


class FunctionName(NamedTuple):
    """A known function: how it is written, and the name of SymPy's function.

    `latex` is LaTeX's head, `symbol` the head in Unicode where that is not the name.  An empty
    `sympy` means that SymPy has no such function.  The name of an `elementary` one is nothing else,
    with brackets behind it or not; that of another one may be a variable's too.
    """

    name: str
    arity: int
    latex: str
    sympy: str
    symbol: str = ""
    elementary: bool = True

    @property
    def word(self) -> str:
        """What is written in front of the brackets."""
        return word(self.name)


def word(name: str) -> str:
    """What is written for the name of a function."""
    return name.partition("/")[0]


def _named(name: str, arity: int, latex: str = "", sympy: str = "") -> FunctionName:
    """A function that LaTeX has no head for, whose name may be a variable's as well."""
    head = latex or rf"\operatorname{{{word(name).replace('_', chr(92) + '_')}}}"
    return FunctionName(name, arity, head, sympy, "", False)


#: Functions that their definitions say, in terms of others.
_DEFINED = (
    _named("sigmoid", 1),
    _named("logit", 1),
    _named("softplus", 1),
    _named("relu", 1),
    _named("leaky_relu", 2),
    _named("silu", 1),
    _named("gelu", 1),
    _named("elu", 2),
    _named("heaviside", 1),
    _named("heaviside/2", 2),
    _named("ceil", 1),
    _named("hypot", 2),
    *(_named(f"hypot/{n}", n) for n in range(3, MAX_ARGUMENTS + 1)),
    *(FunctionName(f"max/{n}", n, r"\max", "Max") for n in range(3, MAX_ARGUMENTS + 1)),
    *(FunctionName(f"min/{n}", n, r"\min", "Min") for n in range(3, MAX_ARGUMENTS + 1)),
    FunctionName("log/2", 2, r"\log", "log"),
    _named("exp2", 1),
    _named("exp10", 1),
    _named("logaddexp", 2),
    _named("xlog1py", 2),
    _named("beta", 2, r"\mathrm{B}"),
    _named("binomial", 2),
)

#: Functions that are known by rows of their own.
_PRIMITIVE = (
    _named("sinc", 1),
    _named("floor", 1, "", "floor"),
    _named("atan2", 2, "", "atan2"),
    _named("xlogy", 2),
    _named("erfinv", 1, "", "erfinv"),
    _named("polygamma", 2, "", "polygamma"),
    _named("zeta", 1, r"\zeta", "zeta"),
    _named("besseli", 2, r"\mathrm{I}", "besseli"),
    _named("besselk", 2, r"\operatorname{K}", "besselk"),
    FunctionName("expint/2", 2, r"\operatorname{expint}", "expint"),
)

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
        FunctionName("gamma", 1, r"\Gamma", "gamma", "Γ", False),
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
        *_PRIMITIVE,
        *_DEFINED,
    )
}

#: The functions of each word, by how many arguments they take.
BY_ARITY: dict[str, dict[int, str]] = {
    w: {row.arity: row.name for row in FUNCTION_NAMES.values() if row.word == w}
    for w in dict.fromkeys(map(word, FUNCTION_NAMES))
}


def name_of(word: str, arity: int) -> str:
    """The name of what is written `word` and takes so many arguments.

    Of a word that is a known function's, what takes another number of arguments has another name.
    """
    known = BY_ARITY.get(word, {})
    return known.get(arity, f"{word}/{arity}" if known else word)


def counted(arities: Iterable[int]) -> str:
    """How many arguments a function takes, in words."""
    counts = sorted(arities)
    if counts == [1]:
        return "1 argument"
    ends = (counts[0], counts[-1])
    several = len(counts) > 2 and ends[1] - ends[0] == len(counts) - 1
    told = f"{ends[0]} to {ends[1]}" if several else " or ".join(map(str, counts))
    return f"{told} arguments"


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
    "cosec": "csc",
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
    "Gamma": "gamma",
    "logistic": "sigmoid",
    "expit": "sigmoid",
    "swish": "silu",
    "π": "pi",
}

#: Words of functions that without brackets behind them may be variables.
ALSO_VARIABLES = frozenset(
    w
    for w in (*BY_ARITY, *SYNONYMS)
    if (row := FUNCTION_NAMES.get(SYNONYMS.get(w, w))) is not None and not row.elementary
)

#: Words of the notation itself.
RESERVED_WORDS = frozenset({"d", "at", "diff", "cases", "if", "and", "or", "otherwise", "else"})

_NO_COMPLEX = "there are no complex numbers here"
_NO_INFINITY = "there is no infinity here"
#: Words for what is no number here.
NO_VALUES: dict[str, str] = {
    **dict.fromkeys(("oo", "inf", "infinity", "Infinity", "zoo"), _NO_INFINITY),
    **dict.fromkeys(("nan", "NaN"), "an expression without a value is undefined"),
}
#: Words that others use for what is no real number, and why they are none here.
NO_NUMBERS = {**dict.fromkeys(("i", "I"), _NO_COMPLEX), **NO_VALUES}
