"""What authors call rules: other words for their names, a row each, and how a text is read by them.

Nothing is accepted by such a word; what is meant is told, as the text to write instead.  Only what
the notation itself spells in two ways, as `ln`, is read as the rule of that name.
"""

from __future__ import annotations

import difflib
import re
import unicodedata

from derive.expression.functions import SYNONYMS
from derive.kernel.functions import FUNCTIONS
from derive.rules import ALGEBRA, names
from derive.rules.notation import called_first

Names = tuple[str, ...]
#: Other spellings of functions that have a rule, each with that rule.
SPELLED = {o: name for o, name in SYNONYMS.items() if name in FUNCTIONS and name in names()}


def spelled(name: str) -> str:
    """The name of a rule that is named as its function may be written; another name as it is."""
    return SPELLED.get(name, name)


#: Words for one rule, or for several that go together.
CALLED: dict[str, str] = {
    **dict.fromkeys(("def", "defn", "unfold", "unfolding", "substitution"), "definition"),
    **dict.fromkeys(("substitute", "plug in", "let"), "definition"),
    **dict.fromkeys(("constants", "constant term"), "constant"),
    **dict.fromkeys(("identity function", "linear"), "variable"),
    **dict.fromkeys(("addition", "sums", "termwise", "term by term", "sum difference"), "sum"),
    **dict.fromkeys(("subtraction", "differences"), "difference"),
    **dict.fromkeys(("minus", "negative", "sign change"), "negation"),
    **dict.fromkeys(("constant factor", "scalar multiple", "coefficient"), "constant-multiple"),
    **dict.fromkeys(("pull out constant", "constant coefficient"), "constant-multiple"),
    **dict.fromkeys(("leibniz", "leibnitz", "multiplication", "products"), "product"),
    **dict.fromkeys(("division", "quotients", "fraction"), "quotient"),
    **dict.fromkeys(("powers", "monomial", "polynomial"), "power"),
    **dict.fromkeys(("generalized power", "generalised power"), "general-power"),
    **dict.fromkeys(("logarithmic differentiation", "variable power"), "general-power"),
    **dict.fromkeys(("composition", "composite", "outer inner", "chaining"), "chain"),
    **dict.fromkeys(("joints", "join", "joined", "pieces", "piecewise", "kink"), "joint"),
    **dict.fromkeys(("at joint", "across joint", "pieces join", "slopes agree"), "joint"),
    **dict.fromkeys(("exponential function", "e^x", "natural exponential"), "exp"),
    **dict.fromkeys(("logarithm", "natural log", "natural logarithm"), "log"),
    **dict.fromkeys(("square root", "root"), "sqrt"),
    "cube root": "cbrt",
    **dict.fromkeys(("absolute value", "modulus"), "abs"),
    **{"sine": "sin", "cosine": "cos", "tangent": "tan", "cotangent": "cot"},
    **{"secant": "sec", "cosecant": "csc"},
    **dict.fromkeys(("arcsine", "inverse sine"), "asin"),
    **dict.fromkeys(("arccosine", "inverse cosine"), "acos"),
    **dict.fromkeys(("arctangent", "inverse tangent"), "atan"),
    **dict.fromkeys(("error function", "erf function"), "erf"),
    **dict.fromkeys(("cancellation", "cancelling", "canceling", "reduce"), "cancel"),
    **dict.fromkeys(("reduce fraction", "divide out", "cancel common factors"), "cancel"),
    **dict.fromkeys(("simplify fraction", "simplify fractions", "cancel fractions"), "cancel"),
    **dict.fromkeys(("fraction simplification", "lowest terms"), "cancel"),
    **dict.fromkeys(("cancel terms", "terms cancel"), "add-and-subtract"),
    **dict.fromkeys(("adding and subtracting", "add subtract"), "add-and-subtract"),
    **dict.fromkeys(("zero", "times zero", "zero product"), "multiply-by-zero"),
    **dict.fromkeys(("split fractions", "separate fractions", "splitting"), "split-fraction"),
    **dict.fromkeys(("common denominator", "add fractions"), "combine-fractions"),
    **dict.fromkeys(("same denominator", "single fraction"), "combine-fractions"),
    **dict.fromkeys(("distribute", "distributive", "distribution"), "expand"),
    **dict.fromkeys(("distributivity", "multiply out", "expansion", "foil"), "expand"),
    **dict.fromkeys(("distribute minus", "distribute sign"), "expand"),
    **dict.fromkeys(("expanding", "expand brackets", "open brackets"), "expand"),
    **dict.fromkeys(("binomial", "binomial expansion", "expand square"), "expand-power"),
    **dict.fromkeys(("factoring", "factorise", "factorize", "factorization"), "factor"),
    **dict.fromkeys(("factorisation", "factor out", "take out", "pull out"), "factor"),
    **dict.fromkeys(("complete square", "completing square"), "factor"),
    **dict.fromkeys(("common factor", "difference squares", "perfect square"), "factor"),
    **dict.fromkeys(("difference two squares", "factorising", "factorizing"), "factor"),
    **dict.fromkeys(("like terms", "combine like terms", "collect like terms"), "collect"),
    **dict.fromkeys(("collecting", "collect terms", "gather", "combine terms"), "collect"),
    **dict.fromkeys(("exponents", "exponent", "exponentiation", "indices", "index"), "power-laws"),
    **dict.fromkeys(("power of power", "powers of e", "product powers"), "power-laws"),
    **dict.fromkeys(("quotient powers", "power product", "power quotient"), "power-laws"),
    **dict.fromkeys(("exp sum", "exp difference", "exp negative", "sum exp"), "power-laws"),
    **dict.fromkeys(("exponential sum", "exponential difference"), "power-laws"),
    **dict.fromkeys(("product exponentials", "quotient exponentials"), "power-laws"),
    **dict.fromkeys(("add exponents", "subtract exponents", "multiply exponents"), "power-laws"),
    **dict.fromkeys(("negative exponent", "zero exponent", "negative power"), "power-laws"),
    **dict.fromkeys(("power rules", "power laws", "laws of powers"), "power-laws"),
    **dict.fromkeys(("log rules", "log laws", "laws of logarithms", "logs"), "log-of-product"),
    **dict.fromkeys(("log properties", "logarithms", "logarithm laws"), "log-of-product"),
    **dict.fromkeys(("log quotient", "log power", "log product"), "log-of-product"),
    **dict.fromkeys(("product logs", "power logs", "quotient logs"), "log-of-product"),
    **dict.fromkeys(("sum logs", "difference logs", "log one", "log root"), "log-of-product"),
    **dict.fromkeys(("inverse functions", "log and exp", "exp and log"), "exp-log"),
    **dict.fromkeys(("log e", "ln e", "exp ln", "ln exp", "e^ln", "e^log"), "exp-log"),
    **dict.fromkeys(("exp log inverse", "log exp inverse", "log exp"), "exp-log"),
    **dict.fromkeys(("square root squared", "root squared"), "square-of-root"),
    **dict.fromkeys(("sqrt squared", "square sqrt", "square square root"), "square-of-root"),
    **dict.fromkeys(("fractional power", "rewrite root"), "root-as-power"),
    **dict.fromkeys(("monotone", "monotony", "monotonic", "increasing"), "monotonicity"),
    **dict.fromkeys(("strictly increasing", "strictly monotone"), "monotonicity"),
    **dict.fromkeys(("pythagorean", "pythagorean identity", "sin^2+cos^2"), "pythagoras"),
    **dict.fromkeys(("sin^2 + cos^2", "sin^2+cos^2=1", "trig pythagoras"), "pythagoras"),
    **dict.fromkeys(("hyperbolic pythagoras", "pythagoras hyperbolic"), "pythagoras"),
    **dict.fromkeys(("hyperbolic pythagorean", "pythagorean hyperbolic"), "pythagoras"),
    **dict.fromkeys(("cosh^2 sinh^2", "cosh^2 sinh^2=1"), "pythagoras"),
    **dict.fromkeys(("tan = sin/cos", "tan=sin/cos", "sin/cos"), "ratio"),
    **dict.fromkeys(("quotient identity", "reciprocal identity", "ratio identity"), "ratio"),
    **dict.fromkeys(("quotient identities", "reciprocal identities"), "ratio"),
    **dict.fromkeys(("double angle", "half angle", "angle addition"), "trig"),
    **dict.fromkeys(("triple angle", "compound angle", "angle sum", "sum angles"), "trig"),
    **dict.fromkeys(("angle difference", "negative angle", "power reduction"), "trig"),
    **dict.fromkeys(("cofunction", "periodicity", "even odd", "parity"), "trig"),
    **dict.fromkeys(("even odd identities", "double angles", "half angles"), "trig"),
    **dict.fromkeys(("addition formulas", "sum to product", "product to sum"), "trig"),
    **dict.fromkeys(("rationalise", "rationalize", "surds", "conjugate"), "radicals"),
    **dict.fromkeys(("rationalise denominator", "rationalize denominator"), "radicals"),
    **dict.fromkeys(("hyperbolic identity", "hyperbolic identities"), "hyperbolic"),
    **dict.fromkeys(("hyperbolic double angle", "hyperbolic half angle"), "hyperbolic"),
    **dict.fromkeys(("product roots", "root product", "roots"), "radicals"),
    **dict.fromkeys(("product square roots", "square root product"), "radicals"),
    **dict.fromkeys(("multiply by conjugate", "multiply conjugate"), "radicals"),
    **dict.fromkeys(("partial fractions", "partial fraction"), "algebra"),
    **dict.fromkeys(("polynomial division", "long division"), "algebra"),
    **dict.fromkeys(("change base", "base change"), "definition"),
    **dict.fromkeys(("commutative", "commutativity", "rearrange", "reorder"), "commute"),
    **dict.fromkeys(("associative", "associativity", "regroup"), "associate"),
    **dict.fromkeys(("compute", "calculation", "evaluate", "numbers"), "arithmetic"),
    **dict.fromkeys(("calculate", "numerical", "numeric", "add numbers"), "arithmetic"),
    **dict.fromkeys(("trig identities", "trigonometry", "trigonometric identities"), "trig"),
}
#: Words that say too little, and what to choose from.
VAGUE: dict[str, Names] = {
    **dict.fromkeys(
        ("simplify", "simplification", "simplifying", "manipulation", "rewrite", "rewriting"),
        ("cancel", "expand", "factor", "collect", "combine-fractions", "power-laws", "algebra"),
    ),
    **dict.fromkeys(
        ("algebraic manipulation", "math", "maths", "combine", "tidy", "obvious", "trivial"),
        ("cancel", "expand", "factor", "collect", "combine-fractions", "power-laws", "algebra"),
    ),
    **dict.fromkeys(
        ("linearity", "linear combination", "linear operator", "linearity differentiation"),
        ("sum", "difference", "constant-multiple"),
    ),
    **dict.fromkeys(("trig identity", "trigonometric identity"), ("pythagoras", "ratio", "trig")),
    **dict.fromkeys(("trig simplification", "simplify trig"), ("pythagoras", "ratio", "trig")),
    **dict.fromkeys(
        ("log rule", "logarithm rule", "logarithmic rule", "ln rule", "log identity"),
        ("log", "log-of-product", "exp-log"),
    ),
    **dict.fromkeys(("trig derivative", "trigonometric derivative"), ("sin", "cos", "tan")),
    **dict.fromkeys(("inverse trig", "inverse trigonometric"), ("asin", "acos", "atan", "trig")),
    **dict.fromkeys(("fraction rule", "fraction rules"), ("quotient", "combine-fractions")),
    **dict.fromkeys(
        ("implicit differentiation", "total derivative"), ("chain", "sum", "product", "power")
    ),
    **dict.fromkeys(
        ("standard derivative", "basic derivative", "known derivative", "derivative", "table"),
        ("power", "exp", "log", "sin", "cos", "chain"),
    ),
    **dict.fromkeys(("calculus", "differentiate", "differentiation"), ("sum", "product", "chain")),
    "fractions": ("cancel", "split-fraction", "combine-fractions"),
}
_LIMITS = "no rule takes limits: there are none here, and only what holds at points can be stated"
_INTEGRALS = (
    "no rule integrates: prove that the derivative of the one side is what is integrated, "
    "`d/dx F(x) = f(x)`"
)
_NO_INNER = (
    "no rule integrates; write `by: chain` for the derivative of an inner function, or name that"
    " function under `definitions` and write `by: definition`"
)
_SERIES = "no rule sums a series, or goes on from one number to the next: there is no induction"
_HYPOTHESES = "conditions under `where` need no reason; `by: '?'` asks for one that is found"
_INEQUALITIES = "no rule does this: lines are equal; inequalities are conditions, under `where`"
#: What no rule does, and what there is instead.
BEYOND: dict[str, str] = {
    **dict.fromkeys(("l'hopital", "l'hospital", "lhopital", "lhospital", "hopital"), _LIMITS),
    **dict.fromkeys(("l hopital", "l hospital", "limit", "limits", "squeeze"), _LIMITS),
    **dict.fromkeys(("first principles", "difference quotient", "continuity"), _LIMITS),
    **dict.fromkeys(("definition of derivative", "definition of the derivative"), _LIMITS),
    **dict.fromkeys(("limit definition", "mean value"), _LIMITS),
    **dict.fromkeys(("integration", "integral", "integrate", "integration parts"), _INTEGRALS),
    **dict.fromkeys(("parts", "antiderivative", "ftc", "partial integration"), _INTEGRALS),
    **dict.fromkeys(("fundamental calculus", "leibniz integral"), _INTEGRALS),
    **dict.fromkeys(("u substitution", "u sub", "usub", "change variables"), _NO_INNER),
    **dict.fromkeys(("change variable", "integration substitution"), _NO_INNER),
    **dict.fromkeys(("taylor", "taylor series", "maclaurin", "series", "power series"), _SERIES),
    **dict.fromkeys(("induction", "geometric series", "telescoping"), _SERIES),
    **dict.fromkeys(("given", "hypothesis", "assumption", "premise", "axiom"), _HYPOTHESES),
    **dict.fromkeys(("triangle inequality", "am gm", "cauchy schwarz"), _INEQUALITIES),
    **dict.fromkeys(("jensen", "inequality"), _INEQUALITIES),
}
#: Words that say nothing of which rule is meant.
_FILLING_WORDS = (
    "a an and apply applying are by derivative derivatives differentiating for formula formulas"
    " from function functions identity in is it law laws of on our property properties rule rules"
    " take taking the theorem this to use using via we with"
)
_FILLING = frozenset(_FILLING_WORDS.split())
_DEFINITION = frozenset({"definition", "def"})
#: The rules that say what functions are that have no definition of their own.
_DEFINED_BY: dict[str, str] = {
    called_first(row.statement): name
    for name in ("root-as-power", "ratio", "hyperbolic-as-exponential")
    for row in ALGEBRA
    if row.name == name
}
_BETWEEN = re.compile(r"\s*(?:[,;&+]|\band\b|\bthen\b|/)\s*")
#: How near a word must be to one that is known.
_NEAR = 0.8


def meant(written: str, near: bool = False) -> Names:
    """The names of the rules that an author means by a text; none where some part is not known.

    Words that are only `near` to those that are known are taken for them where that is allowed.
    """
    whole = _one(written, near)
    if whole:
        return (whole,)
    found = [_one(part, near) for part in _BETWEEN.split(written.strip(" .()")) if part]
    return tuple(dict.fromkeys(found)) if all(found) else ()


def beyond(written: str) -> str:
    """What to do where a text names what no rule does; empty for others."""
    plain = unicodedata.normalize("NFD", written.replace("\u2019", "'").replace("'s ", " "))
    words = " ".join(_words("".join(c for c in plain if not unicodedata.combining(c))))
    return BEYOND.get(words) or BEYOND.get(_without_filling(words)) or ""


def choices(written: str) -> Names:
    """The rules of which an author may mean one, by a word that says too little."""
    words = " ".join(_words(written))
    return VAGUE.get(words) or VAGUE.get(_without_filling(words)) or ()


def spelled_out(written: str) -> str:
    """A text as what rules are called: in small letters, without words that say nothing."""
    return _without_filling(" ".join(_words(written)))


def _one(written: str, near: bool) -> str:
    """The rule that is meant by a text; empty where none is."""
    words = " ".join(_words(written))
    bare = _without_filling(words)
    if _DEFINITION & {*words.split()}:
        of = set(bare.split()) - _DEFINITION
        if len(of) == 1 and of <= _DEFINED_BY.keys():
            return _DEFINED_BY[of.pop()]
        if words.startswith("definition of"):
            return "definition"
    if {words, bare} & (VAGUE.keys() | BEYOND.keys()):
        return ""
    for said in (words, bare):
        if said in _KNOWN:
            return _KNOWN[said]
    found = difflib.get_close_matches(bare, _KNOWN, 1, _NEAR) if near else ()
    return _KNOWN[found[0]] if found else ""


def _words(written: str) -> list[str]:
    return written.lower().replace("_", " ").replace("-", " ").strip(" .()").split()


def _without_filling(words: str) -> str:
    return " ".join(word for word in words.split() if word not in _FILLING)


#: Every text by which a rule is known, its words in small letters; names come before
#: what is called so, and both before what is left of them.
_KNOWN: dict[str, str] = {
    **{_without_filling(name.replace("-", " ")): name for name in names()},
    **SPELLED,
    **{_without_filling(said): name for said, name in CALLED.items()},
    **CALLED,
    **{name.replace("-", " "): name for name in names()},
}
_KNOWN.pop("", None)
