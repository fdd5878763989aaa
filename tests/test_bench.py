"""The benchmark programs run; how long anything takes is not asserted."""

from __future__ import annotations

import io
from collections import Counter
from pathlib import Path

import pytest
from rich.console import Console
from rich.table import Table

from derive.worker.guard import Limits, Worker
from tests.bench import answers, derivative, equality, gate, generated, library
from tests.bench.families import FAMILIES
from tests.bench.peers import PROVED
from tests.inside import run
from tests.library import ROOT
from tests.published import FOLDER


def test_the_table_of_equalities() -> None:
    console = Console(width=140, record=True)
    equality.compare(["derive"], 5, 20, console)
    text = console.export_text()
    assert "5 of" in text
    row = next(line for line in text.splitlines() if "derive " in line and "%" in line)
    cells = [cell.strip() for cell in row.strip("│ ").split("│")]
    assert cells[2:4] == ["0", "0"]  # no true one called false, no false one accepted
    assert cells[1].endswith("(100.0 %)")
    assert cells[4].endswith("(100.0 %)")


def test_items_are_spread_evenly() -> None:
    whole = equality.corpus(None)
    some = equality.corpus(50)
    assert len(some) == 50
    assert {true for _, true in some} == {True, False}
    assert len({item.id for item, _ in some}) == 50
    assert len({item.family for item, _ in some}) > 12
    assert all(entry in whole for entry in some)


def test_who_takes_too_long_has_no_answer() -> None:
    (family,) = (f for f in FAMILIES if f.name == "nest of tanh(u)")
    with Worker(Limits(1, equality.MEGABYTES), equality.COMMAND) as worker:
        job: dict[str, object] = {"job": "grown", "family": family.name, "by": "sympy"}
        slow = equality.ask(worker, {**job, "size": 40}, 1)
        assert (slow.word, slow.ms) == (equality.NO_ANSWER, 1000)
        quick = equality.ask(worker, {**job, "size": 1}, 60)
        assert quick.word == PROVED


@pytest.mark.skipif(FOLDER is None, reason="no ../shared/corpora beside the checkout")
def test_the_derivatives_of_a_corpus() -> None:
    found = derivative.answers("derivatives", "derive.diff", 40, 20)
    assert [result.word for result in found] == [PROVED] * 3


def test_the_steps_of_a_script_beside_sympy() -> None:
    """Both are asked about the same steps, which are all of them."""
    path = str(ROOT / "proofs/physics/rc-circuit.yaml")
    steps, proved, ms = answers.JOBS["checked"]({"path": path})
    assert steps == proved == 5
    said = [answers.JOBS["simplified"]({"path": path, "step": n + 1}) for n in range(steps)]
    assert [word for word, _ in said] == [PROVED] * steps
    simplified = tuple(equality.Result(*answer) for answer in said)
    cells = library.row([library.Verified("physics", steps, proved, ms, simplified)])
    assert cells[:3] == ["1", "5", "5"]
    assert cells[4:6] == ["5", "0"]


def test_the_growth_of_derivations() -> None:
    (family,) = (f for f in FAMILIES if f.name == "sum of 1/(x+i)")
    steps, characters, ms, rate = derivative.grown(family, 5)
    assert int(steps) > 0
    assert int(characters) > 0
    assert ms.isdigit(), ms
    assert rate.isdigit()


def test_generated_scripts_are_proved_and_differ(tmp_path: Path) -> None:
    generated.write(tmp_path, 4, seed=7)
    said = run("verify", str(tmp_path)).stdout
    assert "4 scripts, 40 steps: all proved" in said
    some = [*generated.scripts(200)]
    theorems = {text.partition("theorem")[2] for text in some}
    assert len(theorems) == 200
    assert some == [*generated.scripts(200)]
    assert [*generated.scripts(2, seed=2)] != some[:2]


def cells(table: Table) -> dict[str, list[str]]:
    """The rows of a table, by the command each begins with."""
    console = Console(width=140, record=True, file=io.StringIO())
    console.print(table)
    lines = [line for line in console.export_text().splitlines() if "│" in line]
    rows = ([cell.strip() for cell in line.split("│")[1:-1]] for line in lines)
    return {row[0]: row[1:] for row in rows}


def test_a_row_of_the_gate_is_measured(tmp_path: Path) -> None:
    rows = [row for row in gate.ROWS if row.name == "derive --help"]
    (ms, cpu, *_) = cells(gate.told(gate.Tree(ROOT, tmp_path, 2), rows, 1))["derive --help"]
    assert float(ms) > 0
    assert float(cpu) > 0


def test_first_runs_are_made_once_and_fill_what_others_find(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[tuple[str, bool]] = []

    def measured(_: gate.Tree, _command: list[str], name: str, kept: str) -> gate.Taken:
        folder = Path(kept)
        made.append((name, folder.exists()))
        folder.mkdir(parents=True, exist_ok=True)
        return gate.Taken(2.0 * len(name), len(name))

    monkeypatch.setattr(gate.Tree, "_measured", measured)
    told = cells(gate.told(gate.Tree(ROOT, tmp_path / "a", 2), gate.ROWS, 3))
    counted = Counter(name for name, _ in made)
    first = [row.name for row in gate.ROWS if row.first]
    assert [counted[name] for name in first] == [1, 1]
    assert all(counted[row.name] == 3 for row in gate.ROWS if row.changed)
    assert all(there for name, there in made if name in ("unchanged", "one changed"))
    assert not any(there for name, there in made if name in first)
    assert told["unchanged"] == ["18", "9", "0.90", "0.45", ""]
    ours, base = (gate.Tree(ROOT, tmp_path / name, 2) for name in "bc")
    assert cells(gate.compared(ours, base, gate.ROWS, 1))["derive --help"][2:] == ["1.00", "1.00"]
