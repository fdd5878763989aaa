"""What LaTeX's words are in a formula, a table for each part that they play."""

from __future__ import annotations

import re
from collections.abc import Iterator

from derive.document.formulas import DISPLAYS, WITH_COLUMNS
from derive.expression.functions import FUNCTION_NAMES
from derive.expression.greek import GREEK_LETTERS

#: Environments within a formula that only lay it out in rows.
LAYOUTS = DISPLAYS | WITH_COLUMNS | {"aligned", "split", "gathered", "multlined", "aligned*"}
#: What relates two sides: how it is written, what it is.
RELATIONS: dict[str, str] = {
    "=": "=",
    "eq": "=",
    ":=": ":=",
    "coloneqq": ":=",
    "coloneq": ":=",
    "triangleq": ":=",
    "equiv": ":=",
    "doteq": ":=",
    "approx": "≈",
    "approxeq": "≈",
    "≈": "≈",
    "simeq": "~",
    "cong": "~",
    "<": "<",
    ">": ">",
    "lt": "<",
    "gt": ">",
    "le": "<=",
    "leq": "<=",
    "leqslant": "<=",
    "ge": ">=",
    "geq": ">=",
    "geqslant": ">=",
    "ne": "!=",
    "neq": "!=",
    "ll": "<<",
    "gg": ">>",
    "propto": "propto",
    "sim": "sim",
    "in": "in",
    "notin": "in",
    "subset": "subset",
    "subseteq": "subset",
    "stackrel": "",
}
#: What stands between statements: chains end there.
ARROWS = frozenset(
    {
        *("Rightarrow", "Leftarrow", "Leftrightarrow", "implies", "impliedby", "iff"),
        *("Longrightarrow", "Longleftrightarrow", "to", "rightarrow", "longrightarrow"),
        *("mapsto", "therefore", "because", "quad", "qquad", "leadsto", "rightsquigarrow"),
        *("longmapsto", "xrightarrow", "nearrow", "searrow", "land", "lor", "wedge", "vee"),
        *("leftarrow", "uparrow", "downarrow", "hspace", "hfill"),
    }
)
#: Words that are looked through: they change how something looks.
INVISIBLE = frozenset(
    {
        *(",", ";", ":", "!", " ", ">", "/", "-", "\n"),
        *("displaystyle", "textstyle", "scriptstyle", "scriptscriptstyle", "limits", "nolimits"),
        *("big", "Big", "bigg", "Bigg", "bigl", "bigr", "Bigl", "Bigr", "biggl", "biggr"),
        *("Biggl", "Biggr", "bigm", "Bigm", "nonumber", "notag", "allowbreak", "strut"),
        *(
            "mathstrut",
            "hline",
            "noindent",
            "centering",
            "small",
            "large",
            "normalsize",
            "thinspace",
        ),
        *("negthinspace", "medspace", "thickspace", "enspace", "break", "relax", "ds", "nobreak"),
        *("left.", "right.", "middle", "pagebreak", "hfil", "vphantom*", "smallskip"),
        *("footnotesize", "allowdisplaybreaks", "bf", "rm", "it", "limits*", "mathsurround"),
        *("tiny", "Large", "LARGE", "scriptsize", "qedhere", "qed", "square", "blacksquare"),
    }
)
#: Words whose arguments are left out with them, each with how many there are.
LEFT_OUT: dict[str, int] = {
    "label": 1,
    "tag": 1,
    "tag*": 1,
    "phantom": 1,
    "vphantom": 1,
    "hphantom": 1,
    "hspace": 1,
    "hspace*": 1,
    "vspace": 1,
    "vspace*": 1,
    "intertext": 1,
    "shortintertext": 1,
    "color": 1,
    "rule": 2,
    "ref": 1,
    "eqref": 1,
    "footnote": 1,
    "cite": 1,
    "index": 1,
    "htmlClass": 1,
    "kern": 0,
    "notag": 0,
    "nonumber": 0,
    "footnotemark": 0,
    "footnotetext": 1,
    "marginpar": 1,
    "mnote": 2,
    "parbox": 2,
    "fbox": 0,
    "MoveEqLeft": 0,
    **dict.fromkeys(("IEEEyesnumber", "IEEEnonumber", "IEEEeqnarraynumspace"), 0),
    **dict.fromkeys(("IEEEyessubnumber", "IEEEnosubnumber"), 0),
}
#: Words that are looked through to one of their arguments: how many, which.
LOOKED_THROUGH: dict[str, tuple[int, int]] = {
    "cancel": (1, 0),
    "bcancel": (1, 0),
    "xcancel": (1, 0),
    "boxed": (1, 0),
    "underline": (1, 0),
    "overbrace": (1, 0),
    "underbrace": (1, 0),
    "textcolor": (2, 1),
    "colorbox": (2, 1),
    "mathclap": (1, 0),
    "mathrlap": (1, 0),
    "mathllap": (1, 0),
    "smash": (1, 0),
    "ensuremath": (1, 0),
    "fcolorbox": (3, 2),
    "hbox": (1, 0),
    "mathop": (1, 0),
    "mathbin": (1, 0),
    "mathord": (1, 0),
    "mathrel": (1, 0),
    "highlight": (1, 0),
    "tfrac@": (1, 0),
    "lefteqn": (1, 0),
    "IEEEeqnarraymulticol": (3, 2),
    "multicolumn": (3, 2),
}
#: Words of text within a formula.
TEXT = frozenset({"text", "textrm", "textit", "textbf", "mbox", "textnormal", "textsf", "texttt"})

#: What is not read yet: the word, and the kind of it.
UNREAD: dict[str, str] = {
    **dict.fromkeys(("int", "iint", "iiint", "oint", "dint", "idotsint"), "integral"),
    **dict.fromkeys(("sum", "prod", "bigcup", "bigcap", "coprod", "bigoplus"), "sum"),
    **dict.fromkeys(("dots", "ldots", "cdots", "ddots", "vdots", "dotsb", "dotsc"), "dots"),
    **dict.fromkeys(("lim", "limsup", "liminf", "sup", "inf", "argmin", "argmax"), "limit"),
    **dict.fromkeys(
        ("vec", "overrightarrow", "nabla", "langle", "rangle", "matrix", "pmatrix", "bmatrix"),
        "vector",
    ),
    **dict.fromkeys(("veci", "vecj", "veck", "unittangent", "unitnormal", "norm"), "vector"),
    **dict.fromkeys(
        ("bullet", "otimes", "oplus", "odot", "star", "ast", "circ", "dotp"), "operator"
    ),
    **dict.fromkeys(("mathbf", "bm", "boldsymbol"), "vector"),
    **dict.fromkeys(("mathbb", "mathcal", "mathscr", "mathfrak"), "font"),
    **dict.fromkeys(("infty",), "infinity"),
    **dict.fromkeys(("Var", "Cov", "Pr", "mathbbE"), "probability"),
    **dict.fromkeys(("mid", "parallel", "perp", "Vert", "|"), "probability"),
    **dict.fromkeys(("cup", "cap", "setminus", "emptyset", "forall", "exists"), "set"),
    **dict.fromkeys(("cases", "dcases", "rcases", "array", "tabular", "subarray"), "cases"),
    **dict.fromkeys(("det", "tr", "rank", "dim", "ker", "diag"), "matrix"),
    **dict.fromkeys(("includegraphics", "href", "url", "begin", "end"), "prose"),
    **dict.fromkeys(("bmod", "pmod", "mod", "gcd"), "modulus"),
    **dict.fromkeys(("pm", "mp"), "plus-minus"),
    **dict.fromkeys(("degree", "degrees"), "degrees"),
}

#: Greek letters: the word, how the notation of scripts calls it.  The letter pi is a number.
GREEK: dict[str, str] = {
    **{word: word for word in GREEK_LETTERS if word != "pi"},
    **{name: name for name in ("varepsilon", "vartheta", "varphi", "varrho")},
    **{name: name for name in ("ell", "hbar", "imath", "jmath")},
    "kappaup": "kappa",
}
#: Words that mean this to some and that to others.
_AMBIGUOUS = frozenset({"sinc", "heaviside", "gelu"})
#: What is printed upright in front of brackets.
_UPRIGHT_WORD = re.compile(r"\\operatorname\{(\w{3,})\}|\\(\w{3,})")


_NO_WORDS = _AMBIGUOUS.union(GREEK, ["sqrt"])


def _printed() -> Iterator[tuple[str, str]]:
    """The words of functions as they are printed, each with its name."""
    for row in FUNCTION_NAMES.values():
        found = _UPRIGHT_WORD.fullmatch(row.latex)
        word = (found[1] or found[2]) if found else ""
        if word and row.arity == 1 and "/" not in row.name and word not in _NO_WORDS:
            yield word, row.name


#: Functions: the word, the name that the notation of scripts has for it.
FUNCTIONS: dict[str, str] = {
    **dict(_printed()),
    **{"ln": "log", "cosec": "csc", "sgn": "sign", "sign": "sign", "asin": "asin"},
    **{"acos": "acos", "atan": "atan", "arcsinh": "asinh", "arccosh": "acosh"},
    **{"lg": "log", "arctanh": "atanh", "expit": "sigmoid", "ReLU": "relu"},
}
#: What `^{-1}` makes of them.
INVERSES: dict[str, str] = {
    name: f"a{name}"
    for name in ("sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "coth")
}
#: Functions of angles and their inverses: what is in degrees is an angle beside them.
ANGULAR = frozenset(
    word
    for word, name in FUNCTIONS.items()
    if name.removeprefix("a") in INVERSES and name[-1] != "h"
)
#: Functions of several arguments in brackets.
OF_SEVERAL = frozenset({"max", "min"})
#: Marks over a letter, and what is put to the name.
ACCENTS: dict[str, str] = {
    "bar": "bar",
    "overline": "bar",
    "hat": "hat",
    "widehat": "hat",
    "tilde": "tilde",
    "widetilde": "tilde",
    "check": "check",
    "breve": "breve",
    "mathring": "ring",
}
#: Marks that are derivatives by the time.
DOTS = {"dot": 1, "ddot": 2}
#: Fonts of names; those of vectors are read as names where all is scalar.
UPRIGHT = frozenset({"mathrm", "mathit", "mathsf", "mathtt", "mathnormal", "operatorname"})
SCRIPT = frozenset({"mathcal", "mathscr"})
BOLD = frozenset({"mathbf", "boldsymbol", "bm"})
FRACTIONS = frozenset({"frac", "dfrac", "tfrac", "cfrac", "nicefrac", "sfrac", "xfrac"})
PRODUCTS = frozenset({"cdot", "times", "*"})
#: Letters of what moves along a curve; others are constants in the equation of one.
COORDINATES = frozenset({*"rstuvwxyz", "theta", "phi", "varphi", "rho"})
