r"""How an author wants a name to be written: `\sigma`, `L`, `\hat{y}`, `x_{max}`, `f^*`, `ReLU`.

Only signs of a closed list are read, and what is written is made anew from what was read, so that
nothing can run as TeX or stand in a page as anything but a letter.  A number or letter raised would
be read as a power, and is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from derive.expression.boxes import Accent, Box, Row, Scripts, Token
from derive.expression.functions import FUNCTION_NAMES
from derive.expression.greek import PRINTED_LETTERS
from derive.expression.layout import ROOTS
from derive.expression.naming import upright_box

#: No notation is longer.
MAX_NOTATION = 60

_SHAPES = {
    "varepsilon": "ε",
    "vartheta": "ϑ",
    "varphi": "φ",
    "varpi": "ϖ",
    "varrho": "ϱ",
    "varsigma": "ς",
    "ell": "ℓ",
    "hbar": "ℏ",
    "wp": "℘",
    "aleph": "ℵ",
}
#: The control words that are letters, and those that are heads of functions.
LETTERS = {**PRINTED_LETTERS, **_SHAPES}
_FUNCTIONS = {"ln": "ln"} | {
    row.latex[1:]: row.latex[1:]
    for row in FUNCTION_NAMES.values()
    if row.latex[1:].isalpha() and row.name not in ROOTS
}
_ACCENTS = {"hat": "^", "bar": "‾", "tilde": "~", "vec": "→", "dot": "˙", "ddot": "¨"}
#: Where the letters of a font begin in Unicode, capitals and others; 0 where there are none.
_FONTS = {"mathcal": (0x1D49C, 0), "mathbf": (0x1D400, 0x1D41A), "mathbb": (0x1D538, 0)}
_UPRIGHT = ("mathrm", "operatorname")
#: What may be raised without being a power.
_RAISED = {"star": "⋆", "ast": "∗", "dagger": "†", "prime": "′"}

_LETTER = r"(?:[A-Za-z]|\\[A-Za-z]+)"
_BASE = re.compile(
    rf"""\\(?P<font>{"|".join((*_FONTS, *_UPRIGHT))})\s*(?:\{{(?P<word>[A-Za-z][A-Za-z0-9]*)\}})
    |\\(?P<accent>{"|".join(_ACCENTS)})(?:\s*\{{\s*(?P<over>{_LETTER})\s*\}}
        |(?=[\s\\])\s*(?P<beneath>{_LETTER}))
    |\\(?P<control>[A-Za-z]+)|(?P<name>[A-Za-z][A-Za-z0-9]*)""",
    re.VERBOSE,
)
_SCRIPT = re.compile(
    rf"\s*(?P<sign>[_^])\s*(?:\{{(?P<group>[^{{}}]*)\}}|(?P<one>[A-Za-z0-9*+-]|{_LETTER}))"
)
_ITEM = re.compile(
    r"\s*(?:(?P<digits>[0-9]+)|(?P<letters>[A-Za-z]+)|\\(?P<control>[A-Za-z]+)|"
    r"(?P<sign>[-+*,()]))\s*"
)


class NotationError(ValueError):
    """A text that is no notation: what was expected, what to do."""

    def __init__(self, expected: str, hint: str) -> None:
        super().__init__(expected)
        self.expected, self.hint = expected, hint


def read_notation(text: str) -> Box:
    """The box of a notation.  Raises `NotationError`."""
    text = text.strip()
    if len(text) > MAX_NOTATION:
        raise NotationError(f"at most {MAX_NOTATION} characters", "choose a letter")
    match = _BASE.match(text)
    if match is None:
        raise NotationError(_EXPECTED, _HINT)
    base, at = _base(match), match.end()
    scripts: dict[str, Box] = {}
    while at < len(text):
        script = _SCRIPT.match(text, at)
        if script is None or script["sign"] in scripts:
            raise NotationError(_EXPECTED, _HINT)
        inner = script["group"] if script["group"] is not None else script["one"]
        if script["sign"] == "^" and not _is_no_power(inner):
            raise NotationError(
                "a superscript that is no power", f"write `^*`, `^+` or `^{{({inner.strip()})}}`"
            )
        scripts[script["sign"]] = _row(inner)
        at = script.end()
    return Scripts(base, scripts.get("_"), scripts.get("^")) if scripts else base


_EXPECTED = "a name, a letter or a control word for one, perhaps with sub- and superscript"
_HINT = r"as in `\sigma`, `L`, `\hat{y}`, `x_{max}`, `f^*`, `\mathcal{L}` or `ReLU`"


def _base(match: re.Match[str]) -> Box:
    if match["font"]:
        return _in_font(match["font"], match["word"])
    if match["accent"]:
        accent = Token("accent", rf"\{match['accent']}", _ACCENTS[match["accent"]])
        return Accent(_letter(match["over"] or match["beneath"]), accent)
    if match["control"]:
        return _control(match["control"])
    name = match["name"]
    return _letter(name) if len(name) == 1 else upright_box(name)


def _in_font(font: str, word: str) -> Token:
    """A word upright, or one letter of a font."""
    if font in _UPRIGHT:
        return upright_box(word)
    first = _FONTS[font][word.islower()]
    if len(word) > 1 or not first:
        raise NotationError(f"one letter that `\\{font}` has", rf"as in `\{font}{{L}}`")
    shifted = chr(first + ord(word) - ord("a" if word.islower() else "A"))
    return Token("name", rf"\{font}{{{word}}}", _ELSEWHERE.get(shifted, shifted))


#: Letters of these fonts that Unicode has elsewhere.
_ELSEWHERE = {
    chr(first + ord(capital) - ord("A")): letter
    for first, capitals, letters in (
        (0x1D538, "CHNPQRZ", "ℂℍℕℙℚℝℤ"),
        (0x1D49C, "BEFHILMR", "ℬℰℱℋℐℒℳℛ"),
    )
    for capital, letter in zip(capitals, letters, strict=True)
}


def _letter(text: str) -> Token:
    return Token("name", text, text) if len(text) == 1 else _control(text[1:])


def _control(word: str) -> Token:
    if word in LETTERS:
        return Token("name", rf"\{word}", LETTERS[word])
    if word in _FUNCTIONS:
        return Token("function", rf"\{word}", word)
    raise NotationError(_EXPECTED, f"`\\{word}` is not among the letters: {_HINT}")


def _is_no_power(inner: str) -> bool:
    inner = inner.strip()
    in_brackets = inner.startswith("(") and inner.endswith(")") and len(inner) > 2
    return in_brackets or inner in ("*", "+", "-") or inner.removeprefix("\\") in _RAISED


def _row(inner: str) -> Box:
    """What stands below or above."""
    parts, at = [], 0
    while at < len(inner):
        match = _ITEM.match(inner, at)
        if match is None:
            raise NotationError("letters, digits and signs", "as in `x_{max}` or `x^{(k)}`")
        parts.append(_item(match))
        at = match.end()
    if not parts:
        raise NotationError("something below or above", "as in `x_{max}` or `x^{(k)}`")
    return parts[0] if len(parts) == 1 else Row(tuple(parts))


def _item(match: re.Match[str]) -> Token:
    digits, letters, control, sign = match.group("digits", "letters", "control", "sign")
    if digits:
        return Token("number", digits, digits)
    if letters:
        upright = rf"\mathrm{{{letters}}}"
        return _letter(letters) if len(letters) == 1 else Token("function", upright, letters)
    if control in _RAISED:
        return Token("sign", rf"\{control}", _RAISED[control])
    return (
        _control(control) if control else Token("sign", sign, {"-": "−", "*": "∗"}.get(sign, sign))
    )


def boxes(notation: Iterable[tuple[str, str]]) -> dict[str, Box]:
    """The boxes of names.  Raises `NotationError` for a text that is none."""
    return {name: read_notation(text) for name, text in notation}
