"""YAML to a tree with places, and what is refused on the way."""

import time

import pytest

from derive.report.diagnostics import Diagnostic, Kind, words
from derive.script.source import MAX_BYTES, Source, decode
from derive.script.yaml_tree import Mapping, Node, Sequence, Text, read_tree
from tests.each import each


def tree(text: str) -> Node:
    root, wrong = read_tree(Source("s.yaml", text))
    assert not wrong
    assert root is not None
    return root


def wrong(text: str) -> list[tuple[str, str]]:
    _, found = read_tree(Source("s.yaml", text))
    return [(d.kind.slug, str(d.place).removeprefix("s.yaml:")) for d in found]


def scalar(yaml: str) -> Text:
    root = tree(yaml)
    assert isinstance(root, Mapping)
    value = root.entries[0][1]
    assert isinstance(value, Text)
    return value


def decoded(data: bytes) -> tuple[str, list[Diagnostic]]:
    source, found = decode(data, "s.yaml")
    return source.text, [*found]


def test_shapes_and_places() -> None:
    root = tree("a: 1\nb:\n  - x\n  - {c: no}\n")
    assert isinstance(root, Mapping)
    (a, one), (_, items) = root.entries
    assert isinstance(one, Text)
    assert (a.value, one.value) == ("a", "1")
    assert (str(one.place), one.place.end_column) == ("s.yaml:1:4", 5)
    assert isinstance(items, Sequence)
    assert [str(item.place) for item in items.items] == ["s.yaml:3:5", "s.yaml:4:5"]


@each(
    ("written", "value"),
    [
        ("1", "1"),
        ("yes", "yes"),
        ("1.50", "1.50"),
        ("0x10", "0x10"),
        ("2020-01-01", "2020-01-01"),
        ("", ""),
        ("null", ""),
        ("~", ""),
        ("'null'", "null"),
        ('"a\\tb"', "a\tb"),
    ],
)
def test_every_scalar_is_text(written: str, value: str) -> None:
    assert scalar(f"a: {written}").value == value


@each(
    ("yaml", "part", "place"),
    [
        ("a: x + y", "y", (1, 8, 9)),
        ("a:   x + y   # note", "y", (1, 10, 11)),
        ("a: 'x + y'", "y", (1, 9, 10)),
        ("a: 'x'' + y'", "y", (1, 11, 12)),
        ('a: "x + y"', "y", (1, 9, 10)),
        ('a: "x\\t+\\x20y"', "y", (1, 13, 14)),
        ('a: "x + \\x79 + z"', "y", (1, 9, 13)),
        ('a: "x + \\x79 + z"', "z", (1, 16, 17)),
        ("a: x\n  + y", "y", (2, 5, 6)),
        ('a: "x \\\n  + y"', "y", (2, 5, 6)),
        ("a: >-\n  x\n  + y\n", "y", (3, 5, 6)),
        ("a: |\n  x\n\n   + y\n", "y", (4, 6, 7)),
        ("a: | # y\n  x y\n", "y", (2, 5, 6)),
    ],
)
def test_a_part_of_a_scalar_has_its_place(
    yaml: str, part: str, place: tuple[int, int, int]
) -> None:
    text = scalar(yaml)
    start = text.value.index(part)
    found = text.span(start, start + 1)
    assert (found.line, found.column, found.end_column) == place


def test_the_end_of_a_scalar_has_a_place_behind_it() -> None:
    text = scalar("a: 'x + '\n")
    found = text.span(len(text.value), len(text.value) + 1)
    assert (found.line, found.column, found.end_column) == (1, 8, 9)


def test_a_span_over_two_lines_has_no_end() -> None:
    text = scalar("a: x\n  + y")
    assert text.span(0, len(text.value)).end_column is None
    assert text.place.end_column is None


@each(
    ("yaml", "expected"),
    [
        ("a: *b", [("alias", "1:4")]),
        ("a: &b c", [("alias", "1:4")]),
        ("a: !!str c", [("alias", "1:4")]),
        ("a: !!python/object/apply:os.system [x]", [("alias", "1:4")]),
        ("<<: *b", [("alias", "1:5")]),
        ("a: 1\nb: 2\na: 3", [("duplicate-key", "3:1")]),
        ("a: {b: 1, b: 2}", [("duplicate-key", "1:11")]),
        ("[a]: b", [("bad-yaml", "1:1")]),
        ("a\n---\nb", [("many-documents", "2:1")]),
        ('a: "\\e[31m"', [("control-character", "1:5")]),
        ('a: "\\ud800"', [("control-character", "1:5")]),
        ('a: "\\UFFFFFFFF"', [("bad-yaml", "1:1")]),
        ("a: [b", [("bad-yaml", "1:6")]),
        ("a: b: c", [("bad-yaml", "1:5")]),
        ("a: 'b", [("bad-yaml", "1:4")]),
        ("\ta: b", [("bad-yaml", "1:1")]),
        ("%YAML 9.9\n---\na", [("bad-yaml", "1:1")]),
    ],
)
def test_refused(yaml: str, expected: list[tuple[str, str]]) -> None:
    assert wrong(yaml) == expected


@each(
    "value",
    ["* x", "*x + 1", "&x", "|x| + 1", "[x]^2", "%x", "@x", "`x`", "a: b", '"x" + 1', "> 0", "! x"],
)
def test_a_value_that_yaml_cannot_read_is_to_be_quoted(value: str) -> None:
    _, found = read_tree(Source("s.yaml", f"steps:\n  - to: {value}\n"))
    assert len(found) == 1
    assert found[0].place.line == 2
    assert "quotes" in found[0].hint


def test_an_alias_bomb_is_not_expanded() -> None:
    rows = ["a0: &a0 [x, x]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 20)]
    found = wrong("\n".join(rows))
    assert {slug for slug, _ in found} == {"alias"}
    assert len(found) == 20 + 19 * 9


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_deep_nesting_ends_early(opening: str) -> None:
    begun = time.process_time()
    found = wrong(opening * 10_000)
    assert [slug for slug, _ in found] == ["too-deep"]
    assert time.process_time() - begun < 10


def test_the_number_of_nodes_is_bounded() -> None:
    assert [slug for slug, _ in wrong("[" + "a," * 30_000 + "]")] == ["too-many"]


def test_empty_text_has_no_tree() -> None:
    assert read_tree(Source("s.yaml", "")) == (None, ())
    assert read_tree(Source("s.yaml", "# only a comment\n")) == (None, ())


def test_byte_order_mark_and_line_ends() -> None:
    assert decoded(b"\xef\xbb\xbfa: b\r\nc: d\r") == ("a: b\nc: d\n", [])


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (b"\xff", "1:1"),
        (b"a: b\nc: \xff", "2:4"),
        (b"a: b\r\nc: \xc3\xa9\xff", "2:5"),
        (b"\xef\xbb\xbfa\xff", "1:2"),
        ("a: b".encode("utf-16"), "1:1"),
        (b"a: \xed\xa0\x80", "1:4"),
    ],
)
def test_not_utf8(data: bytes, place: str) -> None:
    _, found = decoded(data)
    assert [(d.kind, str(d.place)) for d in found] == [(Kind.NOT_UTF8, f"s.yaml:{place}")]


@pytest.mark.parametrize("character", ["\0", "\x1b", "\x85", "\u2028", "\u202e", "\ufffe"])
def test_invisible_characters_are_refused_everywhere(character: str) -> None:
    _, found = decoded(f"a: b # {character}".encode())
    assert [(d.kind, d.place.column) for d in found] == [(Kind.CONTROL_CHARACTER, 8)]
    assert f"U+{ord(character):04X}" in words(found[0])


def test_the_size_is_bounded() -> None:
    assert decoded(b"#" * MAX_BYTES)[1] == []
    assert [d.kind for d in decoded(b"#" * 10_000_000)[1]] == [Kind.TOO_LARGE]
