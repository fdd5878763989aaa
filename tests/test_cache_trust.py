"""What `derive verify` does not believe of what it finds in its cache, and where that is."""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from derive.cache import folder as folders
from derive.cache.entry import DamagedError, Decoder, opened
from derive.cache.folder import DistrustedError, Folder, write_own
from derive.cache.kept import Cache
from derive.cache.signing import body_of, key, signed
from tests import outside
from tests.keeping import ASKED, BASIS, REFUTED, RESTING, entries, reported, verify, write

pytestmark = pytest.mark.usefixtures("keeping")


# What is not believed


def test_what_is_kept_for_one_script_says_nothing_of_another() -> None:
    write(basis=BASIS)
    verify("basis.yaml")
    (proved,) = entries()
    write(basis=REFUTED)
    verify("basis.yaml")
    (refuted,) = set(entries()) - {proved}
    shutil.copy(proved, refuted)
    code, out, err, _ = verify("basis.yaml")
    assert (code, "refuted" in out) == (1, True)
    assert "warning: the cache in" in err
    assert "an entry is damaged, or was written by somebody else" in err
    assert verify("basis.yaml")[2:] == ("", [])  # it was written anew


@pytest.mark.parametrize("secret", [b"", b"another key of somebody else's"])
def test_what_is_signed_with_another_key_is_not_believed(secret: bytes) -> None:
    write(basis=BASIS)
    verify("basis.yaml")
    (proved,) = entries()
    body = body_of(proved.stem, proved.read_bytes(), key())
    write(basis=REFUTED)
    verify("basis.yaml")
    (refuted,) = set(entries()) - {proved}
    # the digest of what is false beside the verdict on what is true
    own = json.loads(body_of(refuted.stem, refuted.read_bytes(), key()))
    forged = json.dumps({**own, "report": json.loads(body)["report"]}).encode()
    refuted.write_bytes(signed(refuted.stem, forged, secret) if secret else forged)
    code, out, err, _ = verify("basis.yaml")
    assert (code, "refuted" in out, "passed over" in err) == (1, True, True)


def test_a_kept_verdict_is_no_lemma() -> None:
    """With the right key a false report is believed; what rests on its script is proved anew."""
    write(basis=BASIS)
    verify("basis.yaml")
    (proved,) = entries()
    body = body_of(proved.stem, proved.read_bytes(), key())
    write(basis=REFUTED)
    verify("basis.yaml")
    (refuted,) = set(entries()) - {proved}
    own = json.loads(body_of(refuted.stem, refuted.read_bytes(), key()))
    forged = json.dumps({"rests": own["rests"], "report": json.loads(body)["report"]}).encode()
    refuted.write_bytes(signed(refuted.stem, forged, key()))
    write(above=RESTING.replace("2*y", "3*y"))
    code, out, _, _ = verify("above.yaml")
    assert (code, "[broken-lemma]" in out) == (1, True)


def body() -> tuple[bytes, list[str]]:
    """The body of an entry that has something of everything, and the labels of its lemmas."""
    write(basis=BASIS, above=RESTING.replace("theorem basis", "[theorem basis, power]"))
    cache = Cache(ASKED)
    cache.put(*reported("above.yaml"))
    cache.close()
    (entry,) = entries()
    return body_of(entry.stem, entry.read_bytes(), key()), ["basis.yaml"]


def test_what_is_truncated_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    whole, labels = body()
    (entry,) = entries()
    data, reports = entry.read_bytes(), Decoder()
    assert Cache(ASKED).get("above.yaml") is not None
    cache = Cache(ASKED)
    for end in range(len(data)):
        monkeypatch.setattr(cache.folder, "read", lambda _, e=end: data[:e])
        assert cache.get("above.yaml") is None
    assert [*cache.troubles.values()] == [len(data)]
    for end in range(len(whole)):  # signed by ourselves all the same
        with pytest.raises(DamagedError):
            reports.report(opened(whole[:end])[1], "above.yaml", (), labels)


def leaves(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    for at, item in enumerate(data) if isinstance(data, list) else ():
        yield from leaves(item, (*path, at))


def test_every_field_has_its_type() -> None:
    whole, labels = body()
    told, reports = json.loads(whole)["report"], Decoder()
    missed = []
    for path in [*leaves(told)][1:]:
        others: tuple[Any, ...] = (1.5, {}, [[]], {"node": ["Integer", "1"]})
        for other in others:
            changed = json.loads(whole)["report"]
            at = changed
            for step in path[:-1]:
                at = at[step]
            at[path[-1]] = other
            try:
                reports.report(changed, "above.yaml", (), labels)
                missed.append((path, other))
            except DamagedError:
                pass
    assert missed == []


def test_an_entry_that_is_a_link_or_somebody_elses(monkeypatch: pytest.MonkeyPatch) -> None:
    write(basis=BASIS)
    verify("basis.yaml")
    (entry,) = entries()
    shutil.move(entry, "away")
    entry.symlink_to(Path("away").resolve())
    assert "passed over" in verify("basis.yaml")[2]
    assert not entry.is_symlink()
    assert Path("away").is_file()
    entry.chmod(0o666)
    assert "passed over" in verify("basis.yaml")[2]
    entry.unlink()
    entry.mkdir()
    code, _, err, _ = verify("basis.yaml")
    assert (code, "passed over" in err) == (0, True)
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    code, _, err, checked = verify("basis.yaml")
    assert (code, checked) == (0, ["basis.yaml"])
    assert "it belongs to another user" in err


def test_a_folder_that_others_can_write_to(tmp_path: Path) -> None:
    write(basis=BASIS)
    verify("basis.yaml")
    assert stat.S_IMODE((tmp_path / "cache").stat().st_mode) == 0o700
    assert {stat.S_IMODE(entry.stat().st_mode) for entry in entries()} == {0o600}
    (tmp_path / "cache").chmod(0o777)
    code, _, err, checked = verify("basis.yaml")
    assert (code, checked) == (0, ["basis.yaml"])
    assert "others can write to it" in err


def test_a_folder_that_cannot_be_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(basis=BASIS)
    Path("file").write_text("no folder")
    for where in ("file", "file/below", "/proc/none/here"):
        monkeypatch.setenv("DERIVE_CACHE_DIR", where)
        code, out, err, _ = verify("basis.yaml")
        assert (code, "proved" in out) == (0, True)
        assert f"warning: the cache in {where} is passed over" in err
    monkeypatch.setenv("DERIVE_CACHE_DIR", str(tmp_path / "cache"))
    verify("basis.yaml")

    def refused(*_: object, **__: object) -> None:
        raise PermissionError(30, "Read-only file system")

    monkeypatch.setattr(folders, "write_own", refused)
    assert verify("basis.yaml")[2:] == ("", [])  # what is there can be read
    write(basis=REFUTED)
    code, _, err, _ = verify("basis.yaml")
    assert (code, "passed over: Read-only file system" in err) == (1, True)


def test_the_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, file = key(), tmp_path / "settings" / "derive" / "cache-key"
    assert key() == first
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    file.write_bytes(b"short")
    assert key() != first
    file.chmod(0o622)
    with pytest.raises(DistrustedError, match="others can write"):
        key()
    file.unlink()
    file.symlink_to("elsewhere")
    with pytest.raises(DistrustedError, match="it is a link"):
        key()
    monkeypatch.setenv("DERIVE_CACHE_KEY", "a secret of this repository")
    assert key() not in (first, b"")
    monkeypatch.setenv("DERIVE_CACHE_KEY", "short")
    with pytest.raises(DistrustedError, match="at least 16"):
        key()


# The folder


def test_the_oldest_go_where_there_are_too_many(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "cache")
    for n in range(10):
        folder.write(f"{n}", b"x" * 100)
        os.utime(tmp_path / "cache" / f"{n}.kept", (n, n))
    left = tmp_path / "cache" / "of-a-killed-run.kept.1.2.tmp"
    left.write_bytes(b"")
    os.utime(left, (0, 0))
    (tmp_path / "cache" / "of-the-user").write_text("stays")
    folder.bound(450)
    assert [entry.stem for entry in entries()] == ["6", "7", "8", "9"]
    assert not left.exists()
    assert folder.read("6") == b"x" * 100  # it is of use again
    folder.bound(200)
    assert [entry.stem for entry in entries()] == ["6", "9"]
    assert folder.clear() == 2
    assert (tmp_path / "cache" / "of-the-user").exists()


def test_many_write_at_once(tmp_path: Path) -> None:
    file, written = tmp_path / "entry", [bytes([65 + n]) * 5000 for n in range(4)]
    write_own(file, written[0])
    seen = set()

    def often(data: bytes) -> None:
        for _ in range(50):
            write_own(file, data)

    threads = [threading.Thread(target=often, args=(data,)) for data in written]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        seen.add(file.read_bytes())
    assert seen <= {*written}
    assert [p.name for p in tmp_path.glob("entry*")] == ["entry"]


def test_where_it_is_and_how_it_is_cleared(tmp_path: Path) -> None:
    def cache(*arguments: str) -> tuple[int, str]:
        return outside.outcome("cache", *arguments)[:2]

    assert cache() == (0, f"{tmp_path / 'cache'}  0 kept, 0 bytes\n")
    write(basis=BASIS)
    verify("basis.yaml")
    assert re.search(r" 1 kept, [1-9][\d.]* (kB|bytes)\n$", cache()[1])
    assert cache("clear") == (0, f"{tmp_path / 'cache'}  1 taken away\n")
    assert cache("clear")[1].endswith("0 taken away\n")
    assert verify("basis.yaml")[3] == ["basis.yaml"]


def test_where_a_platform_has_its_caches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DERIVE_CACHE_DIR")
    monkeypatch.setenv("XDG_CACHE_HOME", "/of/xdg")
    assert folders.cache_folder() == Path("/of/xdg/derive")
    monkeypatch.setenv("XDG_CACHE_HOME", "relative/is/ignored")
    monkeypatch.setenv("HOME", "/of/user")
    monkeypatch.setattr(sys, "platform", "linux")
    assert folders.cache_folder() == Path("/of/user/.cache/derive")
    monkeypatch.setattr(sys, "platform", "darwin")
    assert folders.cache_folder() == Path("/of/user/Library/Caches/derive")
