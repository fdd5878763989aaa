"""Greek letters and their English words: in the notation a letter and its word are one name."""

from __future__ import annotations

_LOWER = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho "
    "varsigma sigma tau upsilon phi chi psi omega"
)

#: The English word for each Greek letter.
GREEK_WORDS: dict[str, str] = {
    chr(first + i): spelling(word)
    for first, spelling in ((ord("α"), str), (ord("Α"), str.capitalize))
    for i, word in enumerate(_LOWER.split())
}

_LIKE_LATIN = frozenset(GREEK_WORDS[letter] for letter in "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο\u03a2")

#: The Greek letter for each of these words, except for those that look like a Latin one.
GREEK_LETTERS: dict[str, str] = {
    word: letter for letter, word in GREEK_WORDS.items() if word not in _LIKE_LATIN
}

#: The letters as they are printed: LaTeX has other shapes of these two.
PRINTED_LETTERS = {**GREEK_LETTERS, "epsilon": "ϵ", "phi": "ϕ"}

#: Other shapes of Greek letters: symbols of units, of growth, of print.
_SHAPES = {"ϵ": "ε", "ϑ": "θ", "ϕ": "φ", "ϰ": "κ", "ϱ": "ρ", "\u00b5": "μ", "\u2206": "Δ"}
_SPELLED = {**GREEK_WORDS, **{shape: GREEK_WORDS[letter] for shape, letter in _SHAPES.items()}}
#: Every character that is read as a Greek letter, for the inside of a regular expression's `[]`.
GREEK = "Α-ω" + "".join(_SHAPES)


def spelled(name: str) -> str:
    """`name` with a Greek letter at its beginning written as a word."""
    return _SPELLED.get(name[:1], name[:1]) + name[1:]
