"""The loader: a file, or its text, to a `Script` or to all that is wrong with it.

It checks what can be checked without proving anything.  Every problem becomes a diagnostic with
its place, none is raised, and none hides the next where both can be told.  Rule names are not
looked up here.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import pairwise

from derive.expression.nodes import strip
from derive.expression.parsed import Scope
from derive.expression.parser import parse, parse_equation
from derive.expression.text import without_brackets
from derive.expression.tokens import plain_name
from derive.report.diagnostics import Diagnostic, Kind, Place, did_you_mean
from derive.script import slips
from derive.script.causes import all_real, causes, undeclared
from derive.script.checks import hidden_from_a_point, unfolded_too_far
from derive.script.declarations import A_VARIABLE, BUILT_IN, Headed, is_name
from derive.script.domains import (
    DOMAIN_WORDS,
    bound,
    domain_parts,
    is_empty,
    is_with_number,
    word_conditions,
)
from derive.script.notations import Notations
from derive.script.script import (
    By,
    Claim,
    Condition,
    Definition,
    OpaqueFunction,
    Script,
    Step,
    Variable,
)
from derive.script.shapes import MOST
from derive.script.source import decode, read
from derive.script.yaml_tree import Mapping as MappingNode
from derive.script.yaml_tree import Node, Sequence, Text, read_tree

#: The format of proof scripts that is read here.
FORMAT = 1
#: The keys that a script must have, besides that of its format.
REQUIRED = ("title", "theorem", "steps")
#: Domains that people write, and there are not.
_OTHER_DOMAINS = {
    "complex": "functions are real here: write `{0}: real`",
    "rational": "write `{0}: real`: what holds for all reals holds for rationals",
    "natural": 'write `{0}: "integer, {0} > 0"`',
    "negative": "write `{0}: {0} < 0`",
    "nonzero": "write `{0}: {0} != 0`",
}


@dataclass(frozen=True)
class Loaded:
    """What became of a file: its script unless a diagnostic is fatal, and its lines.

    `digest` is that of what was read; empty where nothing could be.
    """

    script: Script | None
    diagnostics: tuple[Diagnostic, ...]
    lines: tuple[str, ...]
    digest: str = ""


def load(path: str | os.PathLike[str]) -> Loaded:
    """The proof script in the file at `path`; raises nothing for what a file may hold."""
    data = read(path)
    if isinstance(data, Diagnostic):
        return Loaded(None, (data,), ())
    return replace(load_text(data, os.fspath(path)), digest=sha256(data).hexdigest())


def load_text(text: str | bytes, name: str = "script.yaml") -> Loaded:
    """The proof script that `text` is; `name` stands for its file in places."""
    data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    source, wrong = decode(data, name)
    if wrong:
        return Loaded(None, wrong, source.lines)
    root, wrong = read_tree(source)
    loader = _Loader(source, [*wrong])
    script = None if root is None and wrong else loader.script(root)
    fatal = any(found.fatal for found in loader.found)
    ordered = sorted(loader.found, key=lambda found: (found.place.line, found.place.column))
    return Loaded(None if fatal else script, tuple(causes(source, ordered)), source.lines)


class _Loader(Notations):
    def script(self, root: Node | None) -> Script | None:
        """The script at `root`, if all its parts can be read."""
        if not isinstance(root, MappingNode):
            self.no_mapping(root)
            return None
        if self.other_format(root):
            return None
        return self.whole(root, self.fields(root, slips.SCRIPT_KEYS, REQUIRED))

    def whole(self, root: MappingNode, fields: Mapping[str, Node]) -> Script | None:
        variables, functions, heads = self.declare(fields)
        where = tuple(self.where(fields))
        definitions = self.definitions(heads)
        theorem = self.theorem(fields.get("theorem"))
        steps = self.steps(fields)
        notation = self.notation(fields.get("notation"), heads)
        title = self.plain(fields.get("title"), "title", empty=False)
        about = self.plain(fields.get("source"), "source")
        notes = self.plain(fields.get("notes"), "notes")
        tags = tuple(text.value for text in self.texts(fields, "tags", "write `tags: [name]`"))
        if "variables" not in fields:
            self.found[:] = undeclared(self.found, self.lines(fields), self.scope)
        if theorem is None:
            return None
        self.unfolded(definitions, where, theorem, steps)
        if not any(found.fatal for found in self.found):
            self.chain(theorem, steps)
        return Script(
            path=self.source.file,
            title=title,
            source=about,
            notes=notes,
            variables=variables,
            where=where,
            functions=functions,
            definitions=definitions,
            theorem=theorem,
            steps=steps,
            tags=tags,
            notation=notation,
            scope=self.scope,
            lines=self.source.lines,
            place=root.place,
        )

    def declare(
        self, fields: Mapping[str, Node]
    ) -> tuple[tuple[Variable, ...], tuple[OpaqueFunction, ...], tuple[Headed, ...]]:
        """Read the names that the expressions may use, and make them the scope."""
        names: dict[str, str] = dict(BUILT_IN)
        domains = self.variable_names(fields.get("variables"), names)
        functions = self.function_names(fields, names)
        heads = self.heads(fields, names)
        self.scope = Scope(
            frozenset(key.value for key, _ in domains),
            {head.name: len(head.head.parameters) for head in heads}
            | {f.name: f.arity for f in functions if f.arity > 1},
            frozenset(f.name for f in functions if f.arity == 1),
        )
        variables = tuple(self.variable(key, domain) for key, domain in domains)
        self.integers = frozenset(v.name for v in variables if v.integer)
        return variables, functions, heads

    def no_mapping(self, root: Node | None) -> None:
        place = self.source.place(0)
        if root is None or (isinstance(root, Text) and not root.value):
            self.report(Kind.EMPTY_VALUE, place, "the file", hint=_BEGIN)
        else:
            self.wrong_type(root, "the script", "keys with values", _BEGIN)

    def other_format(self, root: MappingNode) -> bool:
        """Whether the script is not in this format; then no other problem is worth telling."""
        node = next((value for key, value in root.entries if key.value == "derive"), None)
        if node is None:
            self.report(Kind.MISSING_FORMAT, root.place, hint=_BEGIN)
            return not any(
                key.value in slips.SCRIPT_KEYS for key, _ in root.entries
            )  # it is no script at all
        text = self.text(node, "derive")
        if text is None or text.value == str(FORMAT):
            return False
        newer = text.value.isdecimal() and len(text.value) < 10 and int(text.value) > FORMAT
        kind = Kind.NEWER_FORMAT if newer else Kind.BAD_FORMAT
        hint = "install a newer version of derive" if newer else _BEGIN
        self.report(
            kind, text.place, text.value, expected=str(FORMAT), written=text.value, hint=hint
        )
        return True

    # Names

    def variable_names(
        self, node: Node | None, names: dict[str, str]
    ) -> tuple[tuple[Text, Node], ...]:
        hint = "write `variables: {x: real}`"
        if isinstance(node, Text) and not node.value:
            self.report(Kind.EMPTY_VALUE, node.place, "`variables`", hint=hint)
        elif isinstance(node, MappingNode):
            self.bounded("variables", len(node.entries), node.place)
            entries = [
                (replace(key, value=plain_name(key.value)), domain)
                for key, domain in node.entries[: MOST["variables"]]
            ]
            return tuple(
                e for e in entries if self.named(e[0].value, e[0].place, names, A_VARIABLE)
            )
        elif node is not None:
            return self.bare_names(node, hint)
        return ()

    def bare_names(self, node: Node, hint: str) -> tuple[tuple[Text, Node], ...]:
        """Variables without domains, which are reported and then read as real ones."""
        items = node.items if isinstance(node, Sequence) else (node,)
        names = [t for t in items if isinstance(t, Text) and t.value.isidentifier()]
        if names and len(names) == len(items):
            hint = f"write `{all_real(t.value for t in names)}`"
        self.wrong_type(node, "`variables`", "names with domains", hint)
        return tuple((t, replace(t, value="real")) for t in names)

    def function_names(
        self, fields: Mapping[str, Node], names: dict[str, str]
    ) -> tuple[OpaqueFunction, ...]:
        texts = self.texts(fields, "functions", "write `functions: [f]`, or `- f(x, y)` in a list")
        found = map(self.opaque_function, texts)
        return tuple(f for f in found if self.named(f.name, f.place, names, "a declared function"))

    def opaque_function(self, text: Text) -> OpaqueFunction:
        """`f`, which takes one argument, or `f(x, y)`, which takes as many as are named."""
        name, opening, inside = text.value.rstrip(" )").partition("(")
        if not opening or not text.value.rstrip().endswith(")"):
            return OpaqueFunction(plain_name(text.value), text.place)
        named = [part.strip() for part in inside.split(",")]
        if not all(map(is_name, named)):
            return OpaqueFunction(text.value, text.place)
        return OpaqueFunction(plain_name(name.strip()), text.place, len(named))

    def heads(self, fields: Mapping[str, Node], names: dict[str, str]) -> tuple[Headed, ...]:
        hint = "write a list: `- g(t) = t^2`"
        texts = self.texts(fields, "definitions", hint)
        return self.headed(texts, names)

    def where(self, fields: Mapping[str, Node]) -> Iterator[Condition]:
        for text in self.texts(fields, "where", "write `where: [1 - x^2 > 0]`"):
            yield from self.conditions(text, 0, len(text.value))

    # Variables

    def variable(self, key: Text, node: Node) -> Variable:
        name = key.value
        text = self.domain_text(name, node)
        if text is None:
            return Variable(name, "", False, (), key.place)
        before = len(self.found)
        integer, relations = self.domain(name, text)
        bounds = [bound(name, relation) for relation in relations]
        if len(self.found) == before and is_empty([b for b in bounds if b], integer):
            written = " ".join(text.value.split())
            expected = "bounds that some number satisfies"
            self.report(Kind.EMPTY_DOMAIN, text.place, name, expected=expected, written=written)
        return Variable(name, text.value.strip(), integer, relations, key.place)

    def domain_text(self, name: str, node: Node) -> Text | None:
        if isinstance(node, Text) and node.value.strip():
            return node
        hint = f"write `{name}: real`, or another of {', '.join(DOMAIN_WORDS)}"
        if isinstance(node, Text):
            self.report(Kind.BAD_DOMAIN, node.place, name, written="no domain", hint=hint)
        else:
            self.wrong_type(node, f"the domain of `{name}`", "text", hint)
        return None

    def domain(self, name: str, text: Text) -> tuple[bool, tuple[Condition, ...]]:
        integer = False
        relations: list[Condition] = []
        for start, part in domain_parts(text.value):
            end = start + len(part)
            word = DOMAIN_WORDS.get(part)
            if word:
                integer = integer or word.integer
                relations += word_conditions(name, word, text, start, end)
            elif part.isalnum() or not part:
                self.no_domain_word(name, part, text.span(start, end))
            else:
                relations += self.bounds(name, text, start, end)
        return integer, tuple(relations)

    def no_domain_word(self, name: str, word: str, place: Place) -> None:
        known = ", ".join(DOMAIN_WORDS)
        expected = f"one of {known}, or bounds such as {name} > 0"
        hint = _OTHER_DOMAINS.get(word, "").format(name) or did_you_mean(word, DOMAIN_WORDS)
        written = word or "nothing"
        self.report(Kind.BAD_DOMAIN, place, name, expected=expected, written=written, hint=hint)

    def bounds(self, name: str, text: Text, start: int, end: int) -> tuple[Condition, ...]:
        conditions = self.conditions(text, start, end)
        for condition in conditions:
            if condition.relation == "=":
                self.report(
                    Kind.BAD_CONDITION,
                    condition.place,
                    expected="one of != < <= > >=",
                    written="=",
                    hint="put equations under `where`",
                )
            elif not is_with_number(name, condition):
                self.report(
                    Kind.BAD_DOMAIN,
                    condition.place,
                    name,
                    expected=f"a comparison of {name} with a number",
                    written=text.value[start:end],
                    hint="put other conditions under `where`",
                )
        return conditions

    # The chain

    def theorem(self, node: Node | None) -> Claim | None:
        text = self.text(node, "theorem")
        if text is None:
            return None
        sides = self.parsed(text, "an equation", lambda value: parse_equation(value, self.scope))
        if sides is None:
            return None
        left, right = self.checked(sides.left, text), self.checked(sides.right, text)
        return Claim(left, right, text.place)

    def steps(self, fields: Mapping[str, Node]) -> tuple[Step, ...]:
        node = fields.get("steps")
        if isinstance(node, MappingNode) and (line := self.bare_steps(node)):
            self.wrong_type(node, "`steps`", "a list", f"begin each step with `- `: `- {line}`")
            return ()
        items = self.items(fields, "steps", _STEPS)
        if isinstance(node, Sequence) and not node.items:
            self.report(Kind.EMPTY_STEPS, node.place, hint=_STEPS)
        made = [self.step(number, item) for number, item in enumerate(items, 1)]
        return tuple(step for step in made if step)

    def lines(self, fields: Mapping[str, Node]) -> list[Text]:
        """The texts of the theorem and of the lines."""
        steps = fields.get("steps")
        items = steps.items if isinstance(steps, Sequence) else ()
        nodes = [
            v for i in items if isinstance(i, MappingNode) for k, v in i.entries if k.value == "to"
        ]
        return [text for text in [fields.get("theorem"), *nodes] if isinstance(text, Text)]

    def bare_steps(self, node: MappingNode) -> str:
        """The first line of steps that are no list; what stands twice for that is not told."""
        key, value = node.entries[0] if node.entries else (None, None)
        if key is None or key.value not in slips.STEP_KEYS or not isinstance(value, Text):
            return ""
        twice = [d for d in self.found if d.kind is Kind.DUPLICATE_KEY]
        self.found[:] = [d for d in self.found if d not in twice or d.about[0] not in _TWICE]
        return f"{key.value}: {value.value}"

    def step(self, number: int, node: Node) -> Step | None:
        if not isinstance(node, MappingNode):
            hint = f"write `- to: {node.value}`" if isinstance(node, Text) else _STEPS
            self.wrong_type(node, f"step {number}", "the keys to, by, note", hint)
            return None
        fields = self.fields(node, slips.STEP_KEYS, ("to",))
        by = self.reasons(fields)
        note = self.plain(fields.get("note"), "note")
        text = self.text(fields.get("to"), "to")
        if text is None:
            return None
        parsed = self.parsed(text, "a line", lambda value: parse(value, self.scope))
        if parsed is None:
            return None
        return Step(number, self.checked(parsed, text), by, note, node.place)

    def reasons(self, fields: Mapping[str, Node]) -> tuple[By, ...] | None:
        """The names under `by`; None if there is no `by` or it is `?`."""
        node = fields.get("by")
        if isinstance(node, Text) and node.value == "?":
            return None
        if isinstance(node, Sequence) and not node.items:
            self.report(Kind.EMPTY_VALUE, node.place, "`by`", hint=_NO_REASON)
            return ()
        if isinstance(node, Sequence):
            texts = [*self.texts(fields, "by", "")]
        else:
            texts = [text for text in [self.text(node, "by")] if text]
        return self.distinct(texts) if node is not None else None

    def distinct(self, texts: list[Text]) -> tuple[By, ...]:
        seen: set[str] = set()
        for text in texts:
            if text.value in seen:
                self.report(Kind.DOUBLED_NAME, text.place, text.value, "reasons")
            seen.add(text.value)
        return tuple(By(text.value, text.place) for text in texts)

    def unfolded(
        self,
        definitions: tuple[Definition, ...],
        where: tuple[Condition, ...],
        theorem: Claim,
        steps: tuple[Step, ...],
    ) -> None:
        """Report what is too large unfolded; unless a definition is wrong, then it cannot be."""
        if any(found.kind is Kind.CIRCULAR_DEFINITION for found in self.found):
            return
        sides = [side for condition in where for side in (condition.left, condition.right)]
        lines = [*sides, theorem.left, theorem.right, *(step.to for step in steps)]
        self.found.extend(unfolded_too_far(definitions, lines))
        self.found.extend(hidden_from_a_point(definitions, lines))

    def chain(self, theorem: Claim, steps: tuple[Step, ...]) -> None:
        """Report steps that change nothing, and an end that is not the theorem's."""
        lines = [theorem.left, *(step.to for step in steps)]
        bare: list[object] = [without_brackets(line.node) for line in lines]
        for line, (before, after) in zip(lines[1:], pairwise(bare), strict=False):
            if before == after:
                expected = "a line that differs from the one before"
                self.report(Kind.NO_CHANGE, line.place(), expected=expected, written=line.text)
        if steps and strip(lines[-1].node) != strip(theorem.right.node):
            expected, written = theorem.right.text, lines[-1].text
            place = lines[-1].place()
            self.report(Kind.CHAIN_ENDS_ELSEWHERE, place, expected=expected, written=written)


_BEGIN = f"begin the script with `derive: {FORMAT}`"
_STEPS = "write each step as `- to: ...` and, under `to`, `by: ...`"
_TWICE = frozenset(slips.STEP_KEYS)
_NO_REASON = "name a rule, or leave `by` out to accept any proof"
