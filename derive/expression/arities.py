"""The names that the notation knows: functions by how many arguments they take, and constants.

Functions that share a word and differ in how many arguments they take are told apart by it: `log/2`
is written `log(x, b)` (see `words`).  How each is shown is in `functions`, what it means in rules.
"""

from __future__ import annotations

#: max, min and hypot take at most so many arguments.
MAX_ARGUMENTS = 16
_OF_ONE = """
    exp log sqrt abs sin cos tan cot sec csc asin acos atan acot asec acsc
    sinh cosh tanh coth sech csch asinh acosh atanh acoth asech acsch
    sign cbrt log2 log10 expm1 log1p erf erfc erfi erfcx dawson erfinv
    gamma loggamma digamma trigamma tetragamma factorial zeta lambertw ellipk ellipe
    expint expinti logint sinint cosint fresnels fresnelc airyai airyaiprime airybi airybiprime
    besselj0 besselj1 bessely0 bessely1 sinc floor
    sigmoid logit softplus relu silu gelu heaviside ceil exp2 exp10
"""
_OF_TWO = """
    max min atan2 xlogy polygamma besselj bessely besseli besselk expint/2
    leaky_relu elu heaviside/2 hypot log/2 logaddexp xlog1py beta binomial
"""
#: How many arguments each known function takes.
ARITIES: dict[str, int] = {
    **dict.fromkeys(_OF_ONE.split(), 1),
    **dict.fromkeys(_OF_TWO.split(), 2),
    **{f"{f}/{n}": n for f in ("hypot", "max", "min") for n in range(3, MAX_ARGUMENTS + 1)},
}
CONSTANTS = frozenset({"e", "pi"})
#: Words of the notation itself.
RESERVED_WORDS = frozenset({"d", "at", "diff", "cases", "if", "and", "or", "otherwise", "else"})
