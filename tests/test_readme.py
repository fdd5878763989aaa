"""The README shows what the commands really print."""

from __future__ import annotations

import re
import shlex
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.inside import run
from tests.outside import ROOT, timeless


def block(language: str) -> str:
    """The first block of the README in that language."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return text.partition(f"```{language}\n")[2].partition("```")[0]


#: The script of which the README shows that it is wrong.
WRONG = block("yaml")
#: The post of which it shows that.
POST = block("markdown")


def shown() -> list[tuple[str, str]]:
    """Each command that is shown with its output; `...` alone on a line stands for the rest."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```console\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    parts = (part.partition("\n") for block in blocks for part in block.split("$ ")[1:])
    return [(command, said) for command, _, said in parts]


@pytest.mark.parametrize(("command", "said"), shown(), ids=[c for c, _ in shown()])
def test_what_is_shown_is_printed(command: str, said: str, tmp_path: Path) -> None:
    if command.endswith("post.md") and find_spec("mdit_py_plugins") is None:
        pytest.skip("mdit-py-plugins is not installed")
    (tmp_path / "proofs").mkdir()
    (tmp_path / "proofs" / "wrong.yaml").write_text(WRONG, encoding="utf-8")
    (tmp_path / "post.md").write_text(POST, encoding="utf-8")
    out = timeless(run(*shlex.split(command)[1:], cwd=tmp_path).stdout)
    said = timeless(said)
    begun, more, _ = said.partition("  ...\n")
    assert out.startswith(begun) if more else out == said


def test_each_kind_of_command_is_shown() -> None:
    assert {command.split()[1] for command, _ in shown()} >= {"sigmoid", "verify", "equal", "diff"}


def test_the_library_is_counted() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    section = text.partition("## The library")[2].partition("\n## ")[0]
    told = {name: int(n) for name, n in re.findall(r"^\| `([a-z-]+)` \| (\d+) \|", section, re.M)}
    counted = {folder.name: len([*folder.glob("*.yaml")]) for folder in (ROOT / "proofs").iterdir()}
    assert told == counted
