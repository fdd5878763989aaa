"""The canonical layout of scripts: what it changes, and what it must not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from derive.script.comments import Commented
from derive.script.layout import formatted
from derive.script.load import load_text
from derive.script.source import Source
from derive.script.yaml_tree import Mapping, read_tree
from tests.inside import run
from tests.outside import ROOT
from tests.scripts import GOOD

SCRIPTS = sorted(
    path
    for folder in ("tests/pass", "tests/fail", "tests/run")
    for path in (ROOT / folder).rglob("*.yaml")
)


def laid_out(text: str) -> str:
    said = formatted(text.encode("utf-8"), "s.yaml")
    assert isinstance(said, str), said
    return said


def comments(text: str) -> list[str]:
    source = Source("s.yaml", text)
    root, _ = read_tree(source)
    assert isinstance(root, Mapping)
    return sorted(Commented(source, root).said)


def said(text: str) -> object:
    """What a script says, without places."""
    loaded = load_text(text)
    script = loaded.script
    if script is None:
        return sorted(found.kind.slug for found in loaded.diagnostics)
    steps = [(s.to.node, s.by and [b.name for b in s.by], s.note) for s in script.steps]
    heads = (script.title, script.source, script.notes, script.tags, script.notation)
    variables = [(v.name, " ".join(v.domain_text.split())) for v in script.variables]
    names = [f.declaration for f in script.functions], [d.body.node for d in script.definitions]
    where = [(c.left.node, c.relation, c.right.node) for c in script.where]
    return heads, variables, names, where, script.theorem.left.node, steps


def test_every_script_says_the_same_and_is_laid_out_once_for_all() -> None:
    done = 0
    for path in SCRIPTS:
        data = path.read_bytes()
        once = formatted(data, "s.yaml")
        if not isinstance(once, str):
            assert path.is_relative_to(ROOT / "tests/fail"), (path, once)
            continue
        assert laid_out(once) == once, path
        done += 1
        if once.encode("utf-8") != data:
            before = data.decode("utf-8")
            assert said(once) == said(before), path
            assert comments(once) == comments(before), path
    assert done > 100


def test_the_library_is_laid_out_and_stays_so() -> None:
    for path in sorted((ROOT / "proofs").rglob("*.yaml")):
        assert laid_out(text := path.read_text(encoding="utf-8")) == text, path


CASES = {
    "keys and quotes": (
        """\
title:   "An example"
derive: "1"
steps:
    - by: [power]
      to: "2*x"
    -   to: '|x|*2'
        by: ["sum",'constant' ]
theorem: 'd/dx (x^2) = f''(x)'
variables:
     x: "real"
     n: 'integer, n > 0'
definitions: ['g(t) = t', "h(a, b) = a"]
where: [ "x > 0" ]
tags:
- a
- b
""",
        """\
derive: 1
title: An example
tags: [a, b]
variables:
  x: real
  n: integer, n > 0
where: [x > 0]
definitions:
  - g(t) = t
  - h(a, b) = a
theorem: d/dx (x^2) = f'(x)
steps:
  - to: 2*x
    by: power
  - to: '|x|*2'
    by: [sum, constant]
""",
    ),
    "comments": (
        """\
#head
#   - kept
derive: 1 #format

# of the title
title: t
variables: {  # inside
  x: real, # of x
  # alone
  y: real }   # of all
theorem: x = x # of the theorem

#steps come
steps: # all
  #first
  - #dash
    by: a   # of a
    # to
    to: x
     + 1 # of the line
    # ends the step
  # ends the steps
# end
tags: [a, b] # tags

# the last
""",
        """\
# head
#   - kept
derive: 1  # format

# of the title
title: t
tags: [a, b]  # tags
variables:  # of all
  # inside
  x: real  # of x
  # alone
  y: real
theorem: x = x  # of the theorem

# steps come
steps:  # all
  # first
  # dash
  # to
  - to: x
      + 1  # of the line
    by: a  # of a
    # ends the step
  # ends the steps

# the last
""",
    ),
    "texts of several lines": (
        """\
derive: 1
notes: |- # why
    One.

      Two, # no comment

title: >
  folded
  text


theorem: x
   = x
steps:
- to: "x
       + 1"
  note: |
       deep
- {to: x, by: '?'}
""",
        """\
derive: 1

title: >
  folded
  text
notes: |-  # why
  One.

    Two, # no comment

theorem: x
  = x
steps:
  - to: "x
      + 1"
    note: |
      deep
  - to: x
    by: '?'
""",
    ),
    "what is not known stays": (
        "derive: 1\ntitel: x\nsteps: [a, {b: c}, [d], []]\ntheorem: x = x\n",
        "derive: 1\ntitel: x\ntheorem: x = x\nsteps:\n  - a\n  - b: c\n  - - d\n  - []\n",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_layout(name: str) -> None:
    written, wanted = CASES[name]
    if name == "comments":
        wanted = wanted.replace("tags: [a, b]", "# end\ntags: [a, b]")
    assert laid_out(written) == wanted
    assert laid_out(wanted) == wanted


def test_ends_of_lines_stay_and_the_mark_of_bytes_goes() -> None:
    data = GOOD.replace("An example", '"An example"').replace("\n", "\r\n").encode("utf-8-sig")
    assert formatted(data, "s.yaml") == GOOD.replace("\n", "\r\n")


_LINES = (ROOT / "tests/pass/notation-of-names.yaml").read_text(encoding="utf-8").splitlines()


@given(st.lists(st.tuples(st.integers(0, len(_LINES)), st.integers(0, 9)), max_size=8))
@settings(max_examples=25, deadline=None)
def test_comments_anywhere(puts: list[tuple[int, int]]) -> None:
    above, behind = {}, {}
    for number, (at, kind) in enumerate(puts):
        if kind < 3:
            behind[at] = f" # behind {number}"
        else:
            above[at] = f"{' ' * (kind - 3)}#above {number}\n" + "\n" * (kind % 2)
    lines = [f"{above.get(k, '')}{line}{behind.get(k, '')}" for k, line in enumerate(_LINES)]
    text = "\n".join(lines) + "\n"
    once = laid_out(text)
    assert laid_out(once) == once
    assert comments(once) == comments(text)
    assert said(once) == said(text)


def test_the_command(tmp_path: Path) -> None:
    untidy = GOOD.replace("title: An example", 'title: "An example" #why')
    (tmp_path / "a.yaml").write_text(untidy)
    (tmp_path / "b.yaml").write_text(GOOD)
    (tmp_path / "link.yml").symlink_to("a.yaml")
    os.chmod(tmp_path / "a.yaml", 0o640)
    done = run("fmt", ".", "--check", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.splitlines()[0] == "would change a.yaml"
    done = run("fmt", "a.yaml", "--diff", cwd=tmp_path)
    assert done.returncode == 0
    assert '-title: "An example" #why\n+title: An example  # why\n' in done.stdout
    assert (tmp_path / "a.yaml").read_text() == untidy
    done = run("fmt", "link.yml", "b.yaml", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "formatted link.yml\n2 scripts: 1 formatted\n")
    assert (tmp_path / "link.yml").is_symlink()
    assert (tmp_path / "a.yaml").stat().st_mode & 0o777 == 0o640
    assert "An example  # why" in (tmp_path / "a.yaml").read_text()
    assert run("fmt", ".", "--check", cwd=tmp_path).returncode == 0


def test_what_cannot_be_read_is_told_and_the_rest_is_done(tmp_path: Path) -> None:
    for name, text in (("a", "derive: ["), ("b", "- x\n"), ("c", 'derive: "1"\n'), ("d", "")):
        (tmp_path / f"{name}.yaml").write_text(text)
    done = run("fmt", ".", "none", cwd=tmp_path)
    assert done.returncode == 2
    for told in ("a.yaml:1:10: [bad-yaml]", "b.yaml:1:1: [wrong-type]", "d.yaml:1:1:", "none"):
        assert told in done.stderr
    assert done.stdout == "formatted c.yaml\n4 scripts: 1 formatted, 3 left alone\n"
    assert run("fmt", "-", "--check", cwd=tmp_path).returncode == 2
