"""`derive new`: a script that verifies as it is written, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from derive.schema import BESIDE, of_scripts
from tests.inside import run

MODELINE = "# yaml-language-server: $schema="


def test_the_skeleton_verifies_and_is_laid_out(tmp_path: Path) -> None:
    done = run("new", "my-proof", cwd=tmp_path)
    said = f"saved proofs/my-proof.yaml\nsaved proofs/{BESIDE}\n"
    assert (done.returncode, done.stdout, done.stderr) == (0, said, "")
    assert (tmp_path / "proofs" / BESIDE).read_text(encoding="utf-8") == of_scripts()
    text = (tmp_path / "proofs/my-proof.yaml").read_text(encoding="utf-8")
    assert text.startswith(f"{MODELINE}{BESIDE}\n")
    assert "title: My proof\n" in text
    assert "derive verify proofs/my-proof.yaml " in text
    assert all(len(line) <= 100 for line in text.splitlines())
    assert run("verify", cwd=tmp_path).returncode == 0
    assert run("fmt", "--check", cwd=tmp_path).returncode == 0
    uncommented = text.replace("# notes", "notes").replace("#   What", "  What")
    for key in ("source", "tags", "where", "definitions"):
        uncommented = uncommented.replace(f"# {key}", key).replace("#   - f", "  - f")
    (tmp_path / "proofs/my-proof.yaml").write_text(uncommented, encoding="utf-8")
    assert run("verify", cwd=tmp_path).returncode == 0


def test_the_schema_is_written_once_for_all_folders(tmp_path: Path) -> None:
    (tmp_path / "proofs/losses").mkdir(parents=True)
    assert run("new", "losses/one", cwd=tmp_path).returncode == 0
    assert run("new", "two", cwd=tmp_path).stdout == "saved proofs/two.yaml\n"
    (tmp_path / "elsewhere").mkdir()
    assert run("new", "elsewhere/three.yml", cwd=tmp_path).returncode == 0
    firsts = {
        path.name: path.read_text(encoding="utf-8").splitlines()[0].removeprefix(MODELINE)
        for path in tmp_path.rglob("*.y*ml")
    }
    assert firsts == {"one.yaml": f"../{BESIDE}", "two.yaml": BESIDE, "three.yml": BESIDE}
    found = sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob(BESIDE))
    assert found == [f"elsewhere/{BESIDE}", f"proofs/{BESIDE}"]
    assert all(json.loads((tmp_path / path).read_bytes()) for path in found)


def test_it_begins_with_an_expression(tmp_path: Path) -> None:
    assert run("new", "mine", "d/dt (t*u)", cwd=tmp_path).returncode == 0
    text = (tmp_path / "proofs/mine.yaml").read_text(encoding="utf-8")
    assert "theorem: d/dt (t*u) = u\n" in text
    assert text.startswith(MODELINE)
    assert run("verify", cwd=tmp_path).returncode == 0
    assert run("fmt", "--check", cwd=tmp_path).returncode == 0


def test_what_is_found_is_laid_out(tmp_path: Path) -> None:
    assert run("new", "one", "d/dx (abs(x)*x/a)", cwd=tmp_path).returncode == 0
    asked = ("log(x)*max(x, 2)", "--where", "x > 3", "--save", "proofs/two.yaml")
    assert run("diff", *asked, cwd=tmp_path).returncode == 0
    for name, title in (("one", "abs(x)*x/a by x for a != 0"), ("two", "log(x)*max(x, 2)")):
        text = (tmp_path / f"proofs/{name}.yaml").read_text(encoding="utf-8")
        assert f"\ntitle: The derivative of {title}\n" in text
    assert run("fmt", "--check", cwd=tmp_path).returncode == 0


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["there.yaml"], "there.yaml is there already"),
        (["link.yaml", "--force"], "link.yaml is a link to"),
        (["no such name"], "no such name is no name for a script"),
        ([""], "is no name for a script"),
        (["../up"], "../up is no name for a script"),
        (["none/a.yaml"], "there is no folder none"),
        (["losses/a"], "there is no folder proofs/losses"),
        (["folder.yaml", "--force"], "folder.yaml is a folder"),
        (["a", "x*y"], "a variable to differentiate by is needed"),
        (["a", "sin(x"], "[bad-expression]"),
    ],
)
def test_what_it_refuses(arguments: list[str], told: str, tmp_path: Path) -> None:
    (tmp_path / "there.yaml").write_text("mine")
    (tmp_path / "link.yaml").symlink_to("there.yaml")
    (tmp_path / "folder.yaml").mkdir()
    before = sorted(tmp_path.rglob("*"))
    done = run("new", *arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert told in done.stderr + done.stdout
    assert sorted(tmp_path.rglob("*")) == before
    assert (tmp_path / "there.yaml").read_text() == "mine"


def test_force_overwrites(tmp_path: Path) -> None:
    (tmp_path / "there.yaml").write_text("mine")
    assert run("new", "there.yaml", "--force", cwd=tmp_path).returncode == 0
    assert "theorem" in (tmp_path / "there.yaml").read_text()
