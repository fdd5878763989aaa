"""Notation that is written anew in that which is read elsewhere.

`{a \\over b}` is a fraction and `{n \\choose k}` a coefficient; `dy/dx` is the derivative that
`\\frac{dy}{dx}` is, and `(f \\circ g)(x)` is `f(g(x))`.
"""

from __future__ import annotations

from collections.abc import Iterator

from derive.document.names import behind_argument
from derive.document.notation import GREEK
from derive.document.tokens import Token

_WORDS = {"over": "frac", "choose": "binom"}
_SIGNS = frozenset({"d", "partial"})
#: Words behind which a group is an argument, however it begins.
_NO_ARGUMENTS = frozenset({"cdot", "times", "left", "right", "quad", "qquad", "begin", "end"})


def written_plainly(found: list[Token]) -> list[Token]:
    """The tokens, in which fractions are pairs of arguments, and compositions nested calls."""
    done = found
    if any(t.is_word and t.text in _WORDS for t in found):
        done = _with_words_first(found)
    done = _with_derivatives(done) if any(t.text == "/" for t in done) else done
    return _with_calls(done) if any(t.is_word and t.text == "circ" for t in done) else done


def _with_calls(found: list[Token]) -> list[Token]:
    """The tokens with the composition of functions as one called with the other."""
    done: list[Token] = []
    at = 0
    while at < len(found):
        names, opening = _composed(found, at)
        end = _closing(found, opening)
        if end is None:
            done.append(found[at])
            at += 1
            continue
        last = found[end]
        for name in names[:-1]:
            done += (name, Token("sign", "(", name.end, name.end))
        done += (names[-1], *_with_calls(found[opening : end + 1]))
        done += (Token("sign", ")", last.end, last.end) for _ in names[1:])
        at = end + 1
    return done


def _composed(found: list[Token], at: int) -> tuple[list[Token], int]:
    """The letters in `(f \\circ g)` at a place, and what is behind; none where it is no such."""
    names: list[Token] = []
    if found[at].text != "(" or found[at].kind != "sign":
        return [], at
    for k in range(at + 1, len(found) - 1, 2):
        name, sign = found[k : k + 2]
        if name.kind != "letter" and not (name.is_word and name.text in GREEK):
            break
        names.append(name)
        if sign.text != "circ":
            return (names, k + 2) if sign.text == ")" and len(names) > 1 else ([], at)
    return [], at


def _closing(found: list[Token], at: int) -> int | None:
    """Where the bracket closes that opens at a place; None where none does."""
    if at >= len(found) or found[at].text != "(" or not at or found[at - 1].text != ")":
        return None
    depth = 0
    for k in range(at, len(found)):
        depth += {"(": 1, ")": -1}.get(found[k].text, 0) if found[k].kind == "sign" else 0
        if depth == 0:
            return k
    return None


def _with_words_first(found: list[Token]) -> list[Token]:
    """The tokens with `\\over` and `\\choose` in front of what they stand between."""
    done: list[Token] = []
    opened: list[int] = []
    above: dict[int, int] = {}
    for token in found:
        if token.kind == "sign" and token.text == "{":
            opened.append(len(done))
        elif token.kind == "sign" and token.text == "}" and opened:
            start = opened.pop()
            at = above.pop(start, None)
            if at is not None:
                done[start:] = _in_front(done, start, at, token)
                continue
        elif token.is_word and token.text in _WORDS and opened:
            if opened[-1] in above:
                return found  # two in one group are an error in TeX
            above[opened[-1]] = len(done)
        done.append(token)
    return done


def _in_front(done: list[Token], start: int, at: int, last: Token) -> Iterator[Token]:
    """A group with its word in front; an operator such as `d/dx` has what is behind the group."""
    first, word = done[start], done[at]
    numerator, denominator = done[start + 1 : at], done[at + 1 :]
    # what is behind a word or a sign of scripts is its argument, and stays a group
    before = done[start - 1] if start else None
    free = before is None or not (
        (before.is_word and before.text not in _NO_ARGUMENTS and before.text not in GREEK)
        or before.text in ("^", "_", "}")
    )
    alone = free and any(t.text in _SIGNS for t in numerator[:1])
    if not alone:
        yield first
    yield Token("control", _WORDS[word.text], first.start, first.end)
    yield from (Token("sign", "{", first.start, first.end), *numerator)
    yield Token("sign", "}", word.start, word.start)
    yield from (Token("sign", "{", word.end, word.end), *denominator, last)
    if not alone:
        yield last


def _with_derivatives(found: list[Token]) -> list[Token]:
    """The tokens with `dy/dx` as a fraction."""
    done: list[Token] = []
    at = 0
    while at < len(found):
        stroke = _behind_differential(found, at, bare=True)
        end = None
        if stroke is not None and stroke < len(found) and found[stroke].text == "/":
            end = _behind_differential(found, stroke + 1, bare=False)
        if stroke is None or end is None or found[at].text != found[stroke + 1].text:
            done.append(found[at])
            at += 1
            continue
        first, middle, last = found[at], found[stroke], found[end - 1]
        done.append(Token("control", "frac", first.start, first.end, first.spaced))
        done += (Token("sign", "{", first.start, first.start), *found[at:stroke])
        done.append(Token("sign", "}", middle.start, middle.start))
        done += (Token("sign", "{", middle.end, middle.end), *found[stroke + 1 : end])
        done.append(Token("sign", "}", last.end, last.end))
        at = end
    return done


def _behind_differential(found: list[Token], at: int, bare: bool) -> int | None:
    """Behind `dx`, `d^2y` or `\\partial x^2` at a place; None where there is none.

    Above the stroke the operator may be `bare`, and then it stands before no name.
    """
    if at >= len(found) or found[at].text not in _SIGNS or _is_behind_name(found, at):
        return None
    behind = _behind_power(found, at + 1)
    if bare and behind < len(found) and found[behind].text == "/":
        return behind
    if behind >= len(found) or (found[behind].spaced and found[at].text == "d"):
        return None
    name = found[behind]
    if name.kind != "letter" and not (name.is_word and name.text in GREEK):
        return None
    behind += 1
    if behind < len(found) and found[behind].text == "_":
        below = behind_argument(found, behind + 1)
        if below is None:
            return None
        behind = below
    return behind if bare else _behind_power(found, behind)


def _is_behind_name(found: list[Token], at: int) -> bool:
    """Whether a letter stands directly before, as in `ad/dx`, where a d may be a factor."""
    if not at or found[at].spaced or found[at].text != "d":
        return False
    return found[at - 1].kind == "letter" or found[at - 1].text in GREEK


def _behind_power(found: list[Token], at: int) -> int:
    if at < len(found) and found[at].text == "^" and found[at].kind == "sign":
        return behind_argument(found, at + 1) or at
    return at
