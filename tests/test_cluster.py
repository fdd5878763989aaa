"""`--scheduler`: the same answers in the same order, whatever becomes of workers."""

from __future__ import annotations

import json
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from subprocess import CompletedProcess
from threading import Thread
from unittest.mock import patch

import pytest

from derive.worker import cluster, handing, jobs, remote, sent
from derive.worker.cluster import ClusterError, Handle
from derive.worker.guard import Limits
from derive.worker.program import program
from derive.worker.questions import equality
from tests import outside
from tests.clusters import Cluster, Task, used
from tests.inside import run
from tests.outside import timeless
from tests.scripts import GOOD

needs_dask = pytest.mark.skipif(find_spec("distributed") is None, reason="distributed is missing")
LEMMA = """derive: 1
title: Rests on another
variables: {x: real}
theorem: d/dx (x^2) + 1 = 2*x + 1
steps:
  - to: 2*x + 1
    by: theorem NAME
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Twelve scripts: proved, refuted; lemmas that are there, wrong, missing, in a circle."""
    scripts = {
        **{f"good{n}": GOOD for n in range(4)},
        "below/good": GOOD,
        "lemma": LEMMA.replace("NAME", "below/good"),
        "quoted": LEMMA.replace("theorem NAME", "'theorem  good1'"),
        "missing": LEMMA.replace("NAME", "godo1"),
        "wrong": GOOD.replace("2*x\n", "3*x\n"),
        "broken": LEMMA.replace("NAME", "wrong"),
        "circle": LEMMA.replace("NAME", "circle"),
        "unread": "derive: 1\n\ttitle: x\n",
    }
    (tmp_path / "below").mkdir()
    for name, text in scripts.items():
        (tmp_path / f"{name}.yaml").write_text(text)
    return tmp_path


def on(scheduler: Cluster, *arguments: str, cwd: Path) -> CompletedProcess[str]:
    """`derive` with its work handed to the cluster."""
    with used(scheduler):
        return run(*arguments, "--scheduler", scheduler.address, cwd=cwd)


def told(done: CompletedProcess[str]) -> tuple[int, str, str]:
    return done.returncode, timeless(done.stdout), done.stderr


def test_a_cluster_says_what_is_said_here(folder: Path) -> None:
    scheduler = Cluster()
    there = on(scheduler, "verify", ".", "--strict", cwd=folder)
    assert told(there) == told(run("verify", ".", "--strict", cwd=folder))
    assert "did you mean `good1`" in there.stdout
    assert all(task.released for task in scheduler.tasks)


def test_what_was_not_guessed_is_asked_for(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sent, "_guessed", lambda _: iter(()))
    scheduler, asked = Cluster(), ("verify", "quoted.yaml", "missing.yaml")
    assert told(on(scheduler, *asked, cwd=folder)) == told(run(*asked, cwd=folder))
    assert len(scheduler.tasks) > 6


def test_a_worker_looks_at_no_disk_of_its_own(folder: Path) -> None:
    path = str(folder / "lemma.yaml")
    asked = {"job": "check", "path": path, "run": "a", "facts": []}
    assert jobs.answer(asked) == {"lacking": ("real", path)}
    facts = dict(sent.facts_about(path))
    facts.pop(("content", str(folder / "below" / "good.yaml")))
    found = jobs.answer({**asked, "facts": list(facts.items())})
    assert found == {"lacking": ("content", str(folder / "below" / "good.yaml"))}


@pytest.mark.parametrize("same_run", [True, False])
def test_a_lemma_that_was_changed_is_checked_again(folder: Path, same_run: bool) -> None:
    def verdict(token: str) -> str:
        path = str(folder / "lemma.yaml")
        facts = json.loads(json.dumps(sent.facts_about(path)))
        found = jobs.answer({"job": "check", "path": path, "run": token, "facts": facts})
        return json.dumps(found["done"])

    jobs.share_lemmas()
    try:
        assert "BROKEN_LEMMA" not in verdict("a")
        (folder / "below" / "good.yaml").write_text(GOOD.replace("2*x\n", "3*x\n"))
        assert "BROKEN_LEMMA" in verdict("a" if same_run else "b")
    finally:
        jobs._shared.clear()


def test_only_what_ends_workers_by_itself_is_lost(folder: Path) -> None:
    (folder / "lemma.yaml").write_text(LEMMA.replace("Rests", "It dies and rests"))
    names = ["good1.yaml", "good2.yaml", "lemma.yaml", "quoted.yaml"]
    scheduler = Cluster(deadly=["It dies"], threads=1)
    done = on(scheduler, "verify", *names, "--format", "json", cwd=folder)
    found = [(one["file"], one["verdict"]) for one in json.loads(done.stdout)["scripts"]]
    proved = [Path(file).name for file, verdict in found if verdict == "proved"]
    assert proved == [name for name in names if name != "lemma.yaml"]
    assert "each worker that had it died" in done.stdout


def test_lines_are_answered_in_order(tmp_path: Path) -> None:
    asked = [{"id": n, "left": f"x + {n}", "right": f"{n} + x"} for n in range(40)]
    lines = [*map(json.dumps, asked[:20]), "no line", *map(json.dumps, asked[20:])]
    (tmp_path / "lines").write_text("\n".join(lines))
    scheduler = Cluster(deadly=["x + 33"])
    done = on(scheduler, "equal", "--batch", "lines", cwd=tmp_path)
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one["id"] for one in found] == [*range(20), None, *range(20, 40)]
    assert [one["id"] for one in found if one["verdict"] != "proved"] == [None, 33]
    assert found[34]["reason"] == "each worker that had it died"


def test_few_items_are_held(monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[int] = []

    def endless() -> Iterator[bytes]:
        for n in count():
            taken.append(n)
            yield b'{"id": %d}' % n

    class Stuck(Cluster):
        def submit(self, packed: bytes, done: Callable[[Handle], None]) -> Handle:
            del packed, done
            return Task(b"")

    monkeypatch.setattr(cluster, "LOOK", 0.01)
    monkeypatch.setattr(cluster, "WAIT", 0.3)
    scheduler = Stuck()
    found = handing.lines(scheduler, endless(), Limits(), equality())
    scheduler.count = 0
    with pytest.raises(ClusterError, match="no worker"):
        next(found)
    assert len(taken) < cluster._AHEAD * cluster._TASKS * 2 * handing.LINES + 200


def test_an_error_of_the_source_comes_behind_its_answers() -> None:
    def broken() -> Iterator[bytes]:
        yield b"{}"
        raise OSError("gone")

    with used(Cluster()):
        found = handing.lines(Cluster(), broken(), Limits(), equality())
        assert next(found)["verdict"] is None
        with pytest.raises(OSError, match="gone"):
            next(found)


def test_another_program_is_an_error(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = {**program(), "derive": "9.9", "content": "0"}
    monkeypatch.setattr(remote, "program", lambda: other)
    done = on(Cluster(), "verify", ".", cwd=folder)
    assert done.returncode == 2
    assert "has another program: derive 9.9" in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("verify", ".", "--jobs", "2"), "leave one of them out"),
        (("equal", "x", "x"), "`--scheduler` goes with `--batch`"),
        (("diff", "x^2"), "`--scheduler` goes with `--batch`"),
    ],
)
def test_what_does_not_go_with_a_scheduler(
    folder: Path, arguments: tuple[str, ...], said: str
) -> None:
    done = on(Cluster(), *arguments, cwd=folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr


def test_what_is_missing_is_said(folder: Path) -> None:
    with patch("derive.commands.cluster.find_spec", lambda _: None):
        done = on(Cluster(), "verify", ".", cwd=folder)
    assert done.returncode == 2
    assert "pip install '.[dask]'" in done.stderr


@needs_dask
def test_a_scheduler_that_is_not_there(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent_one = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        for address, said in (
            ("foo", "`foo` cannot be used as a scheduler: missing port"),
            ("tcp://127.0.0.1:1", "does not answer within 0.2 s"),
            (silent_one, "does not answer within 0.2 s"),
        ):
            done = run("verify", ".", "--scheduler", address, "--timeout", "0.2", cwd=folder)
            assert (done.returncode, done.stdout) == (2, "")
            assert said in " ".join(done.stderr.split())
            assert "Traceback" not in done.stderr


@needs_dask
@pytest.mark.long
def test_a_worker_is_killed_midway(folder: Path) -> None:
    from distributed import LocalCluster

    here = outside.run("verify", ".", cwd=folder)
    with LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50
    ) as local:
        outside.run("verify", ".", "--scheduler", local.scheduler_address, cwd=folder)
        for path in folder.rglob("*.yaml"):  # so that nothing is known of them
            path.write_text(path.read_text() + "# \n")

        def kill() -> None:
            while not any(ws.processing for ws in local.scheduler.workers.values()):
                time.sleep(0.001)
            os.kill(next(iter(local.workers.values())).process.pid, signal.SIGKILL)

        killer = Thread(target=kill)
        killer.start()
        there = outside.run("verify", ".", "--scheduler", local.scheduler_address, cwd=folder)
        killer.join()
        assert told(there) == told(here)
