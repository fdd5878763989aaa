"""Files are written whole or not at all; links, modes and other names are kept."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from derive import staged
from derive.staged import put
from tests.inside import outcome
from tests.workers import flat

Write = Callable[[Path], int]


def filled(path: Path) -> int:
    """`fill --write` puts a reason in."""
    path.write_text(BARE, encoding="utf-8")
    return outcome("fill", str(path), "--write")[0]


def plotted(path: Path) -> int:
    return outcome("code", "x^2", "--name", "square", "--points", "100", "-o", str(path))[0]


def saved(path: Path) -> int:
    return outcome("diff", "x^2", "--save", str(path), "--force")[0]


BARE = """\
derive: 1
title: An example
variables: {x: real}
theorem: x + 0 = x
steps:
  - to: x
    by: '?'
"""
COMMANDS: dict[str, Write] = {"s.yaml": filled, "square.py": plotted, "d.yaml": saved}


@pytest.mark.parametrize("name", COMMANDS)
def test_modes_and_other_names_are_kept(name: str, tmp_path: Path) -> None:
    path, other = tmp_path / name, tmp_path / "other"
    path.write_text("old", encoding="utf-8")
    path.chmod(0o640)
    os.link(path, other)
    assert COMMANDS[name](path) == 0
    assert path.samefile(other)
    assert path.read_bytes() == other.read_bytes() != BARE.encode()
    assert path.stat().st_mode & 0o777 == 0o640
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted([name, "other"])


@pytest.mark.parametrize("name", ["s.yaml", "square.py"])
def test_a_link_stays_a_link(name: str, tmp_path: Path) -> None:
    target, link = tmp_path / "there", tmp_path / name
    target.write_text("old", encoding="utf-8")
    link.symlink_to("there")
    assert COMMANDS[name](link) == 0
    assert link.is_symlink()
    assert target.read_text(encoding="utf-8") not in ("old", BARE)


@pytest.mark.parametrize("options", [(), ("--force",)])
@pytest.mark.parametrize("there", [True, False])
def test_nothing_is_saved_through_a_link(
    options: tuple[str, ...], there: bool, tmp_path: Path
) -> None:
    target, link = tmp_path / "there.yaml", tmp_path / "link.yaml"
    if there:
        target.write_text("precious", encoding="utf-8")
    link.symlink_to(target)
    code, _, err = outcome("diff", "x^2", "--save", str(link), *options)
    assert (code, "is a link to" in flat(err), link.is_symlink()) == (2, True, True)
    assert not there or target.read_text(encoding="utf-8") == "precious"


@pytest.mark.parametrize("name", COMMANDS)
def test_what_is_read_only_stays(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(BARE, encoding="utf-8")
    path.chmod(0o444)
    before = path.read_bytes()
    code = outcome("fill", str(path), "--write")[0] if name == "s.yaml" else COMMANDS[name](path)
    assert (code, path.read_bytes()) == (2, before)
    assert [p.name for p in tmp_path.iterdir()] == [name]


def test_a_gradient_is_saved_whole_or_not_at_all(tmp_path: Path) -> None:
    (tmp_path / "g_y.yaml").write_text("precious", encoding="utf-8")
    code, _, err = outcome("diff", "x*y", "--save", str(tmp_path / "g.yaml"))
    assert (code, "g_y.yaml is there already" in flat(err)) == (2, True)
    assert [p.name for p in tmp_path.iterdir()] == ["g_y.yaml"]


def test_where_one_cannot_be_written_none_is(tmp_path: Path) -> None:
    (tmp_path / "one").write_bytes(b"old")
    (tmp_path / "two").mkdir()
    with pytest.raises(OSError, match="irectory"):
        put({tmp_path / "one": b"new", tmp_path / "two" / "x" / "y": b"new"})
    assert (tmp_path / "one").read_bytes() == b"old"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["one", "two"]


def test_a_full_disk_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "f"
    path.write_bytes(b"a long old text")
    os.link(path, tmp_path / "g")
    honest = staged._overwrite

    def full(file: object, data: bytes) -> None:
        honest(file, data[:3] if data == b"the new text" else data)  # type: ignore[arg-type]
        if data == b"the new text":
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(staged, "_overwrite", full)
    with pytest.raises(OSError, match="No space"):
        put({path: b"the new text"})
    assert (tmp_path / "g").read_bytes() == b"a long old text"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_pipe_and_a_device_are_written_to(tmp_path: Path) -> None:
    pipe, got = tmp_path / "pipe", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: got.append(pipe.read_bytes()))
    reader.start()
    put({pipe: b"data"})
    reader.join(10)
    assert (got, pipe.is_fifo()) == ([b"data"], True)
    put({Path(os.devnull): b"data"})
    assert not Path(os.devnull).is_file()


def test_a_link_to_itself_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.py").symlink_to("a.py")
    code, _, err = outcome("code", "x", "-o", str(tmp_path / "a.py"))
    assert (code, "cannot be written" in flat(err)) == (2, True)
