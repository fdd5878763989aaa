"""The JSON Schema of proof scripts, made from the tables: keys, bounds, domains, rules.

It is in draft 7, which language servers for YAML read.  A number where a text is meant is a text,
as it is for the loader.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from derive.kernel.tidy import LAWS
from derive.rules import PRIMITIVES, PROCEDURES, names, rows_named
from derive.rules.called import SPELLED
from derive.script.domains import DOMAIN_WORDS
from derive.script.load import FORMAT, REQUIRED
from derive.script.shapes import MOST
from derive.script.slips import SCRIPT_KEYS, STEP_KEYS

Schema = dict[str, Any]

#: What each key is for, and examples.
KEYS: dict[str, tuple[str, tuple[Any, ...]]] = {
    "derive": ("The format of proof scripts.", (FORMAT,)),
    "title": ("What is proved, in words.", ("The derivative of the sigmoid",)),
    "source": ("Where the derivation is published.", ("https://example.org/article",)),
    "notes": ("What a reader should know besides. Several lines begin with `|`.", ()),
    "tags": ("Words by which `derive list --tag` finds the script.", (["activation"],)),
    "variables": (
        "The variables, each with its domain: a word, bounds by numbers, or both with a comma.",
        ({"x": "real"}, {"p": "0 < p < 1", "n": "integer, n > 0"}),
    ),
    "functions": ("Functions of which nothing is known.", (["f", "g(x, y)"],)),
    "where": ("Conditions on the variables.", (["1 - x^2 > 0"],)),
    "definitions": ("Names for expressions.", (["sigmoid(t) = 1/(1 + e^(-t))"],)),
    "notation": ("How names are typeset, in LaTeX.", ({"sigmoid": r"\sigma"},)),
    "theorem": (
        "The equation that is proved. The chain of steps goes from its left side to its right.",
        ("d/dx (x^2) = 2*x",),
    ),
    "steps": (
        "The lines of the derivation, from the second on; the last one is the right side.",
        ([{"to": "2*x", "by": "power"}],),
    ),
}
STEP: dict[str, tuple[str, tuple[Any, ...]]] = {
    "to": ("The next line of the derivation.", ("d/dx (x^2) + d/dx x",)),
    "by": (
        "The rules that lead to this line: all that are needed, and no more. `theorem NAME` is"
        " another script. `?`, or no `by` at all, accepts any proof.",
        ("power", ["sum", "constant"], "theorem sigmoid"),
    ),
    "note": ("A remark that is shown with the step.", ("complete the square",)),
}
_SCALARS = ["string", "number", "boolean"]
_TEXT: Schema = {"type": _SCALARS, "pattern": r"\S"}
_MAY_BE_EMPTY: Schema = {"type": [*_SCALARS, "null"]}


def schema() -> Schema:
    """The schema: every key with its description."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": f"A proof script of derive, format {FORMAT}",
        "type": "object",
        "required": ["derive", *REQUIRED],
        "additionalProperties": False,
        "properties": {key: _described(*KEYS[key], _VALUES[key]) for key in SCRIPT_KEYS},
        "definitions": {"step": _step(), "reason": _reason(), "rule": _rule()},
    }


def text() -> str:
    """The schema as it is stored."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def _described(description: str, examples: tuple[Any, ...], values: Schema) -> Schema:
    said = {"examples": [*examples]} if examples else {}
    return {"description": description, **said, **values}


def _list(key: str, items: Schema, **more: Any) -> Schema:
    return {"type": "array", "items": items, "maxItems": MOST[key], **more}


def _names(key: str, values: Schema) -> Schema:
    """Names, each with a value."""
    return {"type": "object", "additionalProperties": values, "maxProperties": MOST[key]}


_DOMAIN: Schema = {"anyOf": [{"enum": [*DOMAIN_WORDS]}, {"type": "string", "pattern": r"\S"}]}
_VALUES: dict[str, Schema] = {
    "derive": {"enum": [FORMAT, str(FORMAT)], "default": FORMAT},
    "title": _TEXT,
    "source": _MAY_BE_EMPTY,
    "notes": _MAY_BE_EMPTY,
    "tags": _list("tags", _TEXT),
    "variables": _names("variables", _DOMAIN),
    "functions": _list("functions", _TEXT),
    "where": _list("where", _TEXT),
    "definitions": _list("definitions", _TEXT),
    "notation": _names("notation", _TEXT),
    "theorem": _TEXT,
    "steps": _list("steps", {"$ref": "#/definitions/step"}, minItems=1),
}


def _step() -> Schema:
    one = {"$ref": "#/definitions/reason"}
    several = _list("by", one, minItems=1, uniqueItems=True)
    values = {"to": _TEXT, "by": {"anyOf": [one, several]}, "note": _MAY_BE_EMPTY}
    return {
        "type": "object",
        "required": ["to"],
        "additionalProperties": False,
        "properties": {key: _described(*STEP[key], values[key]) for key in STEP_KEYS},
    }


def _reason() -> Schema:
    """A rule, as it is called or spelled otherwise; a lemma; or that none is named."""
    otherwise = "|".join(_otherwise())
    return {
        "anyOf": [
            {"$ref": "#/definitions/rule"},
            {"enum": ["?"], "description": "Any proof will do."},
            {"type": "string", "pattern": r"^theorem\s+\S", "description": "Another script."},
            {"type": "string", "pattern": f"^(?:{otherwise})$"},
        ]
    }


def _otherwise() -> Iterator[str]:
    """The names of rules with their words apart, and with other spellings of their functions."""
    for name in names():
        if "-" in name:
            yield r"[-\s]+".join(map(re.escape, name.split("-")))
    yield from map(re.escape, SPELLED)


def _rule() -> Schema:
    return {"enum": [*names()], "enumDescriptions": [said_of(name) for name in names()]}


def said_of(name: str) -> str:
    """What a rule states, in a line."""
    rows = rows_named(name)
    if rows:
        first = rows[0]
        return f"{first.statement} when {first.when}" if first.when else first.statement
    return LAWS.get(name) or PRIMITIVES.get(name) or PROCEDURES[name][0]
