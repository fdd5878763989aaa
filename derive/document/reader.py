"""A cursor over the tokens of a formula: groups, brackets, bars, limits.

Words that only change how something looks are left out before.
"""

from __future__ import annotations

from derive.document.meanings import Meanings
from derive.document.notation import (
    ACCENTS,
    DOTS,
    FRACTIONS,
    FUNCTIONS,
    GREEK,
    INVISIBLE,
    LEFT_OUT,
    LOOKED_THROUGH,
    OF_SEVERAL,
    SCRIPT,
    TEXT,
    UNREAD,
    UPRIGHT,
)
from derive.document.tokens import FormulaError, Token, group, optional

_CLOSING = {"(": ")", "[": "]"}
_WORDS_OF_FACTORS = frozenset(
    {
        *FRACTIONS,
        *LOOKED_THROUGH,
        *FUNCTIONS,
        *OF_SEVERAL,
        *GREEK,
        *ACCENTS,
        *DOTS,
        *UPRIGHT,
        *SCRIPT,
        *("left", "lvert", "{", "sqrt", "lfloor", "lceil", "binom", "dbinom", "tbinom", "pi"),
        *("partial", "mathbf", "boldsymbol", "bm"),
    }
)


def visible(found: list[Token]) -> list[Token]:
    """The tokens without words that only change how something looks."""
    done: list[Token] = []
    at = nested = 0
    while at < len(found):
        token = found[at]
        at += 1
        if token.kind == "begin":
            nested += 1 if token.text.startswith("begin") else -1
        if nested and token.text in ("&", "$"):
            done.append(token)  # columns of cases, and formulas in their words
            continue
        if token.kind == "control" and token.text in LEFT_OUT:
            _, at = optional(found, at)
            for _ in range(LEFT_OUT[token.text]):
                try:
                    _, at = group(found, at)
                except FormulaError:
                    break
            continue
        if token.kind == "control" and token.text in INVISIBLE:
            continue
        if token.text in ("&", "$", "\n") and token.kind == "sign":
            continue
        done.append(token)
    return _without_end(done)


def _without_end(found: list[Token]) -> list[Token]:
    """Without a full stop or a comma at the end."""
    while found and found[-1].kind == "sign" and found[-1].text in ".,;!?":
        spaced = len(found) > 1 and found[-2].end < found[-1].start
        if found[-1].text == "!" and not spaced:
            break
        if len(found) > 1 and found[-2].text == "right" and found[-2].is_word:
            break  # no full stop but what closes nothing
        found = found[:-1]
    return found


def split(found: list[Token]) -> list[list[Token]]:
    """The runs of tokens between commas outside of brackets."""
    parts: list[list[Token]] = [[]]
    depth = 0
    for token in found:
        if token.kind == "sign" and token.text in "([{":
            depth += 1
        elif token.kind == "sign" and token.text in ")]}":
            depth -= 1
        if depth == 0 and token.kind == "sign" and token.text in (",", ";"):
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def is_one_term(found: list[Token]) -> bool:
    """Whether tokens are no sum."""
    depth = 0
    for at, token in enumerate(found):
        depth += {"(": 1, "{": 1, "[": 1, ")": -1, "}": -1, "]": -1}.get(token.text, 0)
        if at and depth == 0 and token.kind == "sign" and token.text in ("+", "-", "−"):
            return False
    return True


class Reader:
    """A run of tokens, and where in it reading has come to."""

    def __init__(self, found: list[Token], meanings: Meanings, depth: int = 0) -> None:
        self.tokens = found if depth else visible(found)
        self.meanings = meanings
        self.depth = depth
        #: Whether what is read is all that a derivative is of, at the beginning of a line.
        self.differentiating = False
        self.at = 0

    @property
    def now(self) -> Token | None:
        """The token that is read next."""
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    @property
    def last_end(self) -> int:
        """Where the token before ends."""
        return self.tokens[self.at - 1].end if self.at else 0

    def take(self) -> Token:
        """The next token."""
        token = self.tokens[self.at]
        self.at += 1
        return token

    def error(self, kind: str, about: str) -> FormulaError:
        """An error at the next token, or behind the last."""
        if not self.tokens:
            return FormulaError(kind, about, 0, 1)
        token = self.tokens[min(self.at, len(self.tokens) - 1)]
        return FormulaError(kind, about, token.start, token.end)

    def unread(self, token: Token) -> FormulaError:
        """The error of a word that is not read."""
        kind = UNREAD.get(token.text, "text" if token.text in TEXT else "notation")
        return FormulaError(kind, f"`\\{token.text}` is not read", token.start, token.end)

    def expect_end(self) -> None:
        """Raises `FormulaError` where something is left."""
        token = self.now
        if token is None:
            return
        if token.kind == "control":
            raise self.unread(token)
        if token.kind == "begin":
            name = token.text.partition(" ")[2]
            kind = UNREAD.get(name.rstrip("*"), "environment")
            raise FormulaError(kind, f"`{name}` is not read", token.start, token.end)
        raise self.error("syntax", f"`{token.text}` is not expected here")

    def argument(self) -> list[Token]:
        """The tokens of an argument: a group, or one token."""
        found, self.at = group(self.tokens, self.at)
        return found

    def argument_behind_sign(self) -> list[Token]:
        """The argument behind the sign that is next."""
        self.take()
        return self.argument()

    def optional(self) -> list[Token] | None:
        """The tokens of an argument in square brackets."""
        found, self.at = optional(self.tokens, self.at)
        return found

    def begins_factor(self) -> bool:
        """Whether a factor begins here."""
        token = self.now
        if token is None:
            return False
        if token.kind in ("number", "letter"):
            return True
        if token.kind == "sign":
            return token.text in ("(", "[", "{") or (token.text == "|" and not self.at_limits(1))
        return token.kind == "control" and token.text in _WORDS_OF_FACTORS

    def at_bracket(self) -> bool:
        """Whether a bracket opens here."""
        return self.now is not None and self.now.text in ("(", "[", "left")

    def at_function(self) -> bool:
        """Whether the name of a known function is next."""
        token = self.now
        if token is None or token.kind != "control":
            return False
        return (
            token.text in FUNCTIONS or token.text in OF_SEVERAL or self.operator_word() in FUNCTIONS
        )

    def operator_word(self) -> str:
        """The word of `\\operatorname{...}` or `\\mathrm{...}` that is next; else empty."""
        token = self.now
        if token is None or token.kind != "control" or token.text not in UPRIGHT:
            return ""
        try:
            found, _ = group(list(self.tokens), self.at + 1)
        except FormulaError:
            return ""
        return "".join(t.text for t in found)

    def function_name(self) -> tuple[Token, str]:
        """The name of the known function that is next."""
        said = self.operator_word()
        token = self.take()
        if said:
            self.argument()
            return token, FUNCTIONS[said]
        return token, FUNCTIONS.get(token.text, token.text)

    def bracket(self) -> tuple[list[Token], int]:
        """The tokens in the brackets that open here, and where those end."""
        opening = self.tokens[self.at]
        depth = 0
        for k in range(self.at, len(self.tokens)):
            token = self.tokens[k]
            if token.kind != "sign":
                continue
            if token.text in "([{":
                depth += 1
            elif token.text in ")]}":
                depth -= 1
                if depth == 0:
                    inner = self.tokens[self.at + 1 : k]
                    self.at = k + 1
                    return inner, token.end
        raise FormulaError("syntax", "a bracket is not closed", opening.start, opening.end)

    def bars(self) -> tuple[list[Token], int]:
        """The tokens between bars."""
        opening = self.take()
        depth = 0
        for k in range(self.at, len(self.tokens)):
            token = self.tokens[k]
            if token.kind == "sign" and token.text in "([{":
                depth += 1
            elif token.kind == "sign" and token.text in ")]}":
                depth -= 1
            elif token.kind == "sign" and token.text == "|" and depth == 0 and k > self.at:
                inner = self.tokens[self.at : k]
                self.at = k + 1
                return inner, token.end
        raise FormulaError("syntax", "a bar is not closed", opening.start, opening.end)

    def until(self, closing: str) -> tuple[list[Token], int]:
        """The tokens up to a closing word."""
        opening = self.take()
        for k in range(self.at, len(self.tokens)):
            if self.tokens[k].kind == "control" and self.tokens[k].text == closing:
                inner, end = self.tokens[self.at : k], self.tokens[k].end
                self.at = k + 1
                return inner, end
        raise FormulaError("syntax", "a bracket is not closed", opening.start, opening.end)

    def inside(self) -> tuple[list[Token], int]:
        """The tokens in the brackets that are next, of any size, and where those end."""
        if self.now is not None and self.now.text == "left":
            _, inner, _, end = self.fenced()
            return inner, end
        return self.bracket()

    def fenced(self) -> tuple[str, list[Token], str, int]:
        """What stands between `\\left` and `\\right`, with both brackets and where it ends."""
        opening = self.tokens[self.at]
        if opening.text == "lvert":
            inner, end = self.until("rvert")
            return "|", inner, "|", end
        if opening.text == "{":
            inner, end = self.until("}")
            return "{", inner, "}", end
        self.take()
        sign = self.take().text if self.now is not None else ""
        depth = 1
        for k in range(self.at, len(self.tokens)):
            token = self.tokens[k]
            if token.kind == "control" and token.text in ("left", "right"):
                depth += 1 if token.text == "left" else -1
                if depth == 0 and k + 1 < len(self.tokens):
                    inner, closing = self.tokens[self.at : k], self.tokens[k + 1]
                    self.at = k + 2
                    return sign, inner, closing.text, closing.end
        raise FormulaError("syntax", "a bracket is not closed", opening.start, opening.end)

    def at_bar_with_limits(self) -> bool:
        """Whether a bar with limits is next."""
        token = self.now
        return token is not None and token.text in ("|", "vert", "rvert") and self.at_limits(1)

    def at_limits(self, ahead: int) -> bool:
        """Whether what is below stands so far ahead."""
        at = self.at + ahead
        return at < len(self.tokens) and self.tokens[at].text in ("_", "^")

    def limits(self) -> tuple[list[Token] | None, list[Token] | None]:
        """What stands below and above."""
        found: dict[str, list[Token]] = {}
        while self.now is not None and self.now.text in ("_", "^") and self.now.text not in found:
            sign = self.take()
            found[sign.text] = self.argument()
        return found.get("_"), found.get("^")
