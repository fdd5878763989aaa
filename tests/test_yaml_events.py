"""libyaml and ruamel.yaml: what the first is asked about is read alike by both, place by place."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from derive.report.diagnostics import Diagnostic
from derive.script import yaml_events, yaml_tree
from derive.script.load import load_text
from derive.script.source import Source, decode
from derive.script.yaml_events import quick
from derive.script.yaml_tree import Mapping, Node, Sequence, Text, read_tree
from tests.each import each
from tests.library import LIBRARY, ROOT, SOME

pytest.importorskip("yaml.cyaml", reason="libyaml is not there")

CORPORA = [*SOME, *(p for name in ("pass", "fail") for p in (ROOT / "tests" / name).glob("*.yaml"))]
#: What is put into texts to break them.
PIECES = (
    *(
        ":",
        "-",
        ",",
        "[",
        "]",
        "{",
        "}",
        "#",
        "&",
        "*",
        "!",
        "|",
        ">",
        "'",
        '"',
        "%",
        "@",
        "`",
        "?",
    ),
    *(
        "\\",
        "~",
        "=",
        "é",
        "𝔸",
        "|-",
        ">+",
        "|2",
        "---",
        "...",
        "\\x41",
        "''",
        " ",
        "  ",
        "\n",
        "\n  ",
    ),
    *("\n- ", "\n\n", ": ", "- ", ", ", " #", "# c\n", "? ", "\\ ", "\u00a0", "\t"),
)
SMALL = (
    "a: b\nc: [d, e]\nf:\n  - g: h\n    i: 'j k'\n  - \"l m\"\n",
    "a: >-\n  b c\n  d\n\ne: |\n  f\n   g\n",
    "{a: b, c: [d, {e: f}]}\n",
    "a: b\n  c\n  d # e\nf: 'g\n  h'\n",
)
Read = tuple[object, tuple[Diagnostic, ...]]


def texts(paths: list[Path]) -> list[str]:
    """What scripts say, as far as that is text."""
    found = (decode(path.read_bytes(), "s.yaml") for path in paths)
    return [source.text for source, wrong in found if not wrong]


def shown(node: Node | None) -> object:
    """All that a tree says, and where."""
    match node:
        case Text():
            return node.value, node.start, node.end, node.style
        case Sequence():
            return node.place, tuple(map(shown, node.items))
        case Mapping():
            return node.place, tuple((shown(key), shown(value)) for key, value in node.entries)
    return node


def read(text: str) -> Read:
    root, wrong = read_tree(Source("s.yaml", text))
    return shown(root), wrong


def without_libyaml(text: str) -> Read:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(yaml_tree, "quick", lambda _: None)
        return read(text)


def test_scripts_are_read_alike() -> None:
    for text in texts(CORPORA[::3]):
        assert read(text) == without_libyaml(text)


def test_most_scripts_are_read_by_libyaml(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(text: str) -> None:
        raise AssertionError(text)

    monkeypatch.setattr(yaml_tree, "exact", refused)
    for text in texts(LIBRARY):
        read_tree(Source("s.yaml", text))


def edited(text: str, random: Random) -> str:
    """A text with something put in, or in the place of something."""
    for _ in range(random.choice((1, 1, 2, 3))):
        i = random.randrange(len(text) + 1)
        text = text[:i] + random.choice(PIECES) + text[i + random.choice((0, 0, 1, 2, 5)) :]
    return text


def edits_are_read_alike(count: int, seed: int) -> int:
    """Reads edited texts in both ways; how many libyaml could read."""
    random, known = Random(seed), [*texts(CORPORA), *SMALL * 40]
    known = [text for text in known if len(text) < 500]
    quickly = 0
    for _ in range(count):
        text = edited(random.choice(known), random)
        found = read(text)
        assert found == without_libyaml(text), text
        quickly += quick(text) is not None and not found[1]
    return quickly


def test_edited_scripts_are_read_alike() -> None:
    assert edits_are_read_alike(150, 1) > 30


@pytest.mark.long
def test_all_scripts_are_read_alike() -> None:
    for text in texts([*CORPORA, *LIBRARY]):
        assert read(text) == without_libyaml(text)


@pytest.mark.long
def test_many_edited_scripts_are_read_alike() -> None:
    assert edits_are_read_alike(50_000, 2) > 10_000


@each(
    "text",
    [
        "a:\tb",
        "a: b\t",
        "a: b\u2028c: d",
        "a: b\x85c: d",
        "a: |#\n  b",
        "a: |\n  \n   b",
        "a: |2\n  b",
        "a: [ '':b]",
        'a: {"b":c}',
        "a: {b:}",
        "a: [b:]",
        "a: [{}:b]",
        "? a\n: b",
        "a: [? b]",
        "%YAML 1.1\n---\na: b",
        "a:",
        "a: # b\nc: d",
        "a: 'b\u00a0c': d",
        f"{'a' * 1100}: b",
        f"'{'a' * 1100}': b",
        "a: 'b' c",
        "a: b: c",
        "- a\nb",
        "𝔸é: ['𝔸', \"\\U0001d538 \\/\", é]",
        "a: &b c",
        "a: 1\na: 2",
        "a\n---\nb",
        "---\na: b\n...\n",
        "a: b\n...\n...\n",
        "a: b\n...\n# c\n...\n",
        "a: b\n...\nc: d\n",
        "a: b\n... c\n",
        "--- a",
        "[" * 60 + "]" * 60,
        "",
        "# nothing",
    ],
)
def test_what_may_be_read_otherwise(text: str) -> None:
    assert read(text) == without_libyaml(text)


def test_errors_are_the_same_without_libyaml(monkeypatch: pytest.MonkeyPatch) -> None:
    known = texts(sorted((ROOT / "tests/fail").glob("*.yaml"))[::8])
    found = [load_text(text).diagnostics for text in known]
    assert any(found)
    monkeypatch.setattr(yaml_events, "_libyaml", lambda: None)
    assert quick("a: b") is None
    assert [load_text(text).diagnostics for text in known] == found
