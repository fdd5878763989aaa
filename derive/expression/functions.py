"""How the functions and constants that the notation knows are shown, a row each.

What they mean on the reals (where they are defined, their balls, what they stand for) is the
tables of rules; here is only how LaTeX and SymPy call them, and what other words are read as them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from derive.expression.arities import ARITIES, MAX_ARGUMENTS
from derive.expression.words import BY_ARITY, word


class FunctionName(NamedTuple):
    """A known function: how it is written, and the name of SymPy's function.

    `latex` is LaTeX's head, `symbol` the head in Unicode where that is not the name.  An empty
    `sympy` means that SymPy has no such function.  The name of an `elementary` one is nothing else,
    with brackets behind it or not; that of another one may be a variable's too.
    """

    name: str
    latex: str
    sympy: str
    symbol: str = ""
    elementary: bool = True

    @property
    def arity(self) -> int:
        """How many arguments it takes."""
        return ARITIES[self.name]

    @property
    def word(self) -> str:
        """What is written in front of the brackets."""
        return word(self.name)


def _named(name: str, latex: str = "", sympy: str = "") -> FunctionName:
    """A function that LaTeX has no head for, whose name may be a variable's as well."""
    head = latex or rf"\operatorname{{{word(name).replace('_', chr(92) + '_')}}}"
    return FunctionName(name, head, sympy, "", False)


#: Functions that their definitions say, in terms of others.
_DEFINED = (
    _named("sigmoid"),
    _named("logit"),
    _named("softplus"),
    _named("relu"),
    _named("leaky_relu"),
    _named("silu"),
    _named("gelu"),
    _named("elu"),
    _named("heaviside"),
    _named("heaviside/2"),
    _named("ceil"),
    _named("hypot"),
    *(_named(f"hypot/{n}") for n in range(3, MAX_ARGUMENTS + 1)),
    *(FunctionName(f"max/{n}", r"\max", "Max") for n in range(3, MAX_ARGUMENTS + 1)),
    *(FunctionName(f"min/{n}", r"\min", "Min") for n in range(3, MAX_ARGUMENTS + 1)),
    FunctionName("log/2", r"\log", "log"),
    _named("exp2"),
    _named("exp10"),
    _named("logaddexp"),
    _named("xlog1py"),
    _named("beta", r"\mathrm{B}"),
    _named("binomial"),
)

#: Functions that are known by rows of their own.
_PRIMITIVE = (
    _named("sinc"),
    _named("floor", "", "floor"),
    _named("atan2", "", "atan2"),
    _named("xlogy"),
    _named("erfinv", "", "erfinv"),
    _named("polygamma", "", "polygamma"),
    _named("zeta", r"\zeta", "zeta"),
    _named("besseli", r"\mathrm{I}", "besseli"),
    _named("besselk", r"\operatorname{K}", "besselk"),
    FunctionName("expint/2", r"\operatorname{expint}", "expint"),
)

FUNCTION_NAMES: dict[str, FunctionName] = {
    row.name: row
    for row in (
        FunctionName("exp", r"\exp", "exp"),
        FunctionName("log", r"\log", "log"),
        FunctionName("sqrt", r"\sqrt", "sqrt"),
        FunctionName("abs", r"\left|", "Abs"),
        FunctionName("sin", r"\sin", "sin"),
        FunctionName("cos", r"\cos", "cos"),
        FunctionName("tan", r"\tan", "tan"),
        FunctionName("cot", r"\cot", "cot"),
        FunctionName("sec", r"\sec", "sec"),
        FunctionName("csc", r"\csc", "csc"),
        FunctionName("asin", r"\arcsin", "asin"),
        FunctionName("acos", r"\arccos", "acos"),
        FunctionName("atan", r"\arctan", "atan"),
        FunctionName("acot", r"\operatorname{arccot}", "acot"),
        FunctionName("asec", r"\operatorname{arcsec}", "asec"),
        FunctionName("acsc", r"\operatorname{arccsc}", "acsc"),
        FunctionName("sinh", r"\sinh", "sinh"),
        FunctionName("cosh", r"\cosh", "cosh"),
        FunctionName("tanh", r"\tanh", "tanh"),
        FunctionName("coth", r"\coth", "coth"),
        FunctionName("sech", r"\operatorname{sech}", "sech"),
        FunctionName("csch", r"\operatorname{csch}", "csch"),
        FunctionName("asinh", r"\operatorname{arsinh}", "asinh"),
        FunctionName("acosh", r"\operatorname{arcosh}", "acosh"),
        FunctionName("atanh", r"\operatorname{artanh}", "atanh"),
        FunctionName("acoth", r"\operatorname{arcoth}", "acoth"),
        FunctionName("asech", r"\operatorname{arsech}", "asech"),
        FunctionName("acsch", r"\operatorname{arcsch}", "acsch"),
        FunctionName("max", r"\max", "Max"),
        FunctionName("min", r"\min", "Min"),
        FunctionName("sign", r"\operatorname{sgn}", "sign"),
        FunctionName("cbrt", r"\sqrt[3]", ""),
        FunctionName("log2", r"\log_{2}", ""),
        FunctionName("log10", r"\log_{10}", ""),
        FunctionName("expm1", r"\operatorname{expm1}", ""),
        FunctionName("log1p", r"\operatorname{log1p}", ""),
        FunctionName("erf", r"\operatorname{erf}", "erf"),
        FunctionName("erfc", r"\operatorname{erfc}", "erfc"),
        FunctionName("erfi", r"\mathrm{erfi}", "erfi"),
        FunctionName("erfcx", r"\mathrm{erfcx}", ""),
        FunctionName("dawson", r"\mathrm{dawson}", ""),
        FunctionName("gamma", r"\Gamma", "gamma", "Γ", False),
        FunctionName("loggamma", r"\ln\Gamma", "loggamma", "lnΓ"),
        FunctionName("digamma", r"\psi", "digamma", "ψ"),
        FunctionName("trigamma", r"\psi'", "trigamma", "ψ'"),
        FunctionName("tetragamma", r"\psi''", "", "ψ''"),
        FunctionName("factorial", r"\operatorname{factorial}", "factorial"),
        FunctionName("expint", r"\mathrm{E}_{1}", "E1"),
        FunctionName("expinti", r"\mathrm{Ei}", "Ei"),
        FunctionName("logint", r"\mathrm{li}", "li"),
        FunctionName("sinint", r"\mathrm{Si}", "Si"),
        FunctionName("cosint", r"\mathrm{Ci}", "Ci"),
        FunctionName("fresnels", r"\mathrm{S}", "fresnels"),
        FunctionName("fresnelc", r"\mathrm{C}", "fresnelc"),
        FunctionName("airyai", r"\mathrm{Ai}", "airyai"),
        FunctionName("airyaiprime", r"\mathrm{Ai}'", "airyaiprime"),
        FunctionName("airybi", r"\mathrm{Bi}", "airybi"),
        FunctionName("airybiprime", r"\mathrm{Bi}'", "airybiprime"),
        FunctionName("besselj0", r"\mathrm{J}_{0}", ""),
        FunctionName("besselj1", r"\mathrm{J}_{1}", ""),
        FunctionName("besselj", r"\mathrm{J}", "besselj"),
        FunctionName("bessely0", r"\mathrm{Y}_{0}", ""),
        FunctionName("bessely1", r"\mathrm{Y}_{1}", ""),
        FunctionName("bessely", r"\mathrm{Y}", "bessely"),
        FunctionName("ellipk", r"\mathrm{K}", "elliptic_k"),
        FunctionName("ellipe", r"\mathrm{E}", "elliptic_e"),
        FunctionName("lambertw", r"\mathrm{W}", "LambertW"),
        *_PRIMITIVE,
        *_DEFINED,
    )
}


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

_NO_COMPLEX = "there are no complex numbers here"
_NO_INFINITY = "there is no infinity here"
#: Words for what is no number here.
NO_VALUES: dict[str, str] = {
    **dict.fromkeys(("oo", "inf", "infinity", "Infinity", "zoo"), _NO_INFINITY),
    **dict.fromkeys(("nan", "NaN"), "an expression without a value is undefined"),
}
#: Words that others use for what is no real number, and why they are none here.
NO_NUMBERS = {**dict.fromkeys(("i", "I"), _NO_COMPLEX), **NO_VALUES}
