"""`derive equal`: decisions, batches, and workers that die, hang or answer falsely."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import derive
import derive.worker.guard
from derive.check.check import check_file
from derive.check.opinion import opinion_on_step, opinion_on_texts
from derive.cli import app
from derive.commands.sides import sides
from derive.kernel.theory import Theory
from derive.prover.plainly import reflexivity
from derive.report.diagnostics import Kind
from derive.report.equality import EqualityReport, Opinion, SecondOpinion
from derive.report.report import Verdict
from derive.worker.ask import check
from derive.worker.ask import equal as asked
from derive.worker.forked import ForkedWorker
from derive.worker.guard import Failure, Limits, Worker
from derive.worker.lines import MAX_LINE, BadLine, Item, item, lines
from derive.worker.pool import Pool
from derive.worker.questions import answer, equality, passes
from derive.worker.wire import decode, encode
from tests import outside
from tests.each import each
from tests.inside import outcome, run, workers
from tests.library import SOME
from tests.outside import DERIVE, ROOT, environment
from tests.poisoned import COMMAND, Poisoned
from tests.refused import refusal
from tests.workers import Here, flat

HERE = Here(Limits())
#: A fork has the memory of this process too.
ROOMY = Limits(seconds=20, megabytes=4096)


@pytest.fixture(scope="module")
def poisoned() -> Iterator[Worker]:
    """A worker that misbehaves when it is told to."""
    with Poisoned(ROOMY) as worker:
        yield worker


def batch(*records: object) -> str:
    return "".join(json.dumps(record) + "\n" for record in records)


def asking(left: str, right: str = "1", **more: object) -> dict[str, object]:
    return {"id": left, "left": left, "right": right, **more}


# Decisions

VERDICTS: list[tuple[str, str, tuple[str, ...], Verdict]] = [
    ("x + 1", "x + 1", (), Verdict.PROVED),
    ("x + 1", "1 + x", (), Verdict.PROVED),
    ("(x + 1)^2", "x^2 + 2*x + 1", (), Verdict.PROVED),
    ("d/dx (x^2)", "2*x", (), Verdict.PROVED),
    ("x/x", "1", (), Verdict.PROVED_FOR),
    ("x/x", "1", ("x != 0",), Verdict.PROVED),
    ("x/x", "1", ("n integer",), Verdict.PROVED_FOR),
    ("n/n", "1", ("n: integer", "n positive"), Verdict.PROVED),
    ("p/(p*(1 - p))", "1/(1 - p)", ("0 < p < 1",), Verdict.PROVED),
    ("sqrt(x^2)", "x", (), Verdict.REFUTED),
    ("sqrt(x^2)", "x", ("x > 0",), Verdict.PROVED),
    ("sin(x)", "cos(x)", (), Verdict.REFUTED),
    ("0*log(x)", "0", (), Verdict.DOMAIN_CHANGES),
    ("f(x) + f(x)", "2*f(x)", (), Verdict.PROVED),
    ("fp(g(x))*1", "fp(g(x))", (), Verdict.PROVED),
    ("d/dx f(2*x)", "2*f'(2*x)", (), Verdict.PROVED),
    ("d/dx f(2*x)", "f'(2*x)", (), Verdict.REFUTED),
    ("f(x, y) + 0", "f(x, y)", (), Verdict.PROVED),
    ("f(x, y)", "f(y, x)", (), Verdict.REFUTED),
    ("f(x, 2*y)", "f(x, y + y)", (), Verdict.PROVED),
    ("f(x + 2*y, 0)", "f(x, y)", (), Verdict.REFUTED),
    ("f(x)", "g(x)", (), Verdict.REFUTED),
    ("at(d/dt (t^2), t = x)", "2*x", (), Verdict.PROVED),
]


@each(("left", "right", "where", "verdict"), VERDICTS)
def test_verdicts(left: str, right: str, where: tuple[str, ...], verdict: Verdict) -> None:
    found = derive.equal(left, right, where)
    assert found.verdict is verdict, str(found)
    assert bool(found) is (verdict is Verdict.PROVED)
    assert (found.witness is not None) is (verdict in (Verdict.REFUTED, Verdict.DOMAIN_CHANGES))
    assert str(found).startswith(verdict.value)


def test_a_decision_says_what_it_rests_on() -> None:
    assert derive.equal("x/x", "1").conditions == ("x != 0",)
    found = derive.equal("d/dx f(2*x)", "2*f'(2*x)")
    assert found.assumptions == ("f is differentiable",)
    assert found.names == ("identity",)
    assert "assuming f is differentiable" in found.reason
    witness = derive.equal("abs(x)", "x").witness
    assert witness is not None
    assert dict(witness.point).keys() == {"x"}
    assert witness.left != witness.right
    vacuous = derive.equal("x", "x", ["x^2 < 0"])
    assert vacuous.verdict is Verdict.NOT_SHOWN
    assert "no point is known" in vacuous.reason


UNUSABLE: list[tuple[str, str, tuple[str, ...], list[str]]] = [
    ("1/0", "1/0", (), ["left:1:3", "right:1:3"]),
    ("x +", "x^2y", (), ["left:1:4", "right:1:4"]),
    ("", " ", (), ["left:1:1", "right:1:1"]),
    ("x", "x", ("x >",), ["where:1:4"]),
    ("x", "x", ("x > 0", "x positiv", "x > > 1"), ["where 2:1:3", "where 3:1:5"]),
    ("x", "x", ("x > 1", "x < 0"), ["where 2:1:1"]),
    ("x", "x", ("pi integer",), ["where:1:1"]),
    ("f(x) + f(x, y)", "1", (), ["left:1:8"]),
    ("f + f(x)", "1", (), ["left:1:6"]),
    ("f'(x, y)", "1", (), ["left:1:1"]),
    ("sin(x, y)", "e(x)", (), ["left:1:1", "right:1:1"]),
    ("d/dn n", "1", ("n integer",), ["left:1:1"]),
    ("x", "x\x00", (), ["right:1:2"]),
    ("9^9^9^9", "1", (), ["left:1:1"]),
]


@each(("left", "right", "where", "places"), UNUSABLE)
def test_every_error_is_told_with_its_place(
    left: str, right: str, where: tuple[str, ...], places: list[str]
) -> None:
    found = refusal(derive.equal, left, right, where)
    assert [f"{d.file}:{d.line}:{d.column}" for d in found.diagnostics] == places
    assert all(f"{place}: [" in str(found) for place in places)


def test_a_condition_in_the_place_of_the_list() -> None:
    with pytest.raises(TypeError):
        derive.equal("x", "x", "x > 0")
    many = refusal(derive.equal, "x", "x", ["x > 0"] * 101)
    assert [d.kind for d in many.diagnostics] == [Kind.TOO_MANY.slug]


# The command


def test_the_command_line() -> None:
    proved = run("equal", "x/x", "1", "--where", "x != 0")
    assert (proved.returncode, proved.stdout.split()[:2]) == (0, ["✓", "proved"])
    refuted = run("equal", "x", "x + y", "--ascii")
    assert refuted.returncode == 1
    assert refuted.stdout.isascii()
    assert all(word in refuted.stdout for word in ("!! refuted", "x = 3/4", "left", "64 bits"))
    unusable = run("equal", "x +", "1")
    assert unusable.returncode == 2
    assert "left:1:4: [bad-expression]" in unusable.stdout
    assert "   ^" in unusable.stdout
    assert run("equal", "-x*h", "0 - h*x").returncode == 0


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("sin(x)^2 + cos(x)^2 = 1", ("sin(x)^2 + cos(x)^2", "1")),
        ("x == 2*x/2", ("x", "2*x/2")),
        ("cases(1 if x = 0, 0 otherwise) = y", ("cases(1 if x = 0, 0 otherwise)", "y")),
        ("cases(1 if x = 0, 0 otherwise)", ("cases(1 if x = 0, 0 otherwise)", None)),
        ("x = y = z", ("x = y = z", None)),
        ("x >= 0", ("x >= 0", None)),
    ],
)
def test_both_sides_as_one_text(text: str, found: tuple[str, str | None]) -> None:
    assert sides(text, None) == found
    assert sides(text, "1") == (text, "1")
    code, told, _ = outcome("equal", text)
    assert code == (2 if found[1] is None else "proved" not in told)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("x",), "two expressions are needed"),
        (("x = y = z",), "two expressions are needed"),
        ((), "two expressions are needed"),
        (("x", "x", "--batch", "f"), "`--batch` stands"),
        (("x", "x", "--timeout", "0"), "a timeout is"),
        (("x", "x", "--timeout", "nan"), "a timeout is"),
        (("x", "--nothing"), "there is no option --nothing"),
    ],
)
def test_what_the_command_needs(arguments: tuple[str, ...], told: str) -> None:
    code, _, error = outcome("equal", *arguments)
    assert code == 2
    assert error.count("error:") == 1
    assert told in error


@pytest.mark.parametrize("sides", [(print, "x"), ("x", b"x"), (None, "x")])
def test_sides_are_expressions(sides: tuple[Any, Any]) -> None:
    with pytest.raises(TypeError, match="an expression is a text, a number, or comes from SymPy"):
        derive.equal(*sides)


def test_the_parent_imports_no_sympy() -> None:
    command = [sys.executable, "-X", "importtime", *DERIVE[1:], "equal", "x", "x"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    imported = {line.split("|")[-1].strip() for line in done.stderr.splitlines() if "|" in line}
    assert "derive.worker.guard" in imported
    assert not imported & {"sympy", "flint"}


# Workers

DEATHS = {
    "crash": "the worker died: SIGSEGV",
    "abort": "the worker died: SIGABRT",
    "leave": "the worker died: exit code 3",
    "bug": "an error inside `derive`: KeyError",
    "eat": "out of memory (4096 MB)",
}


@pytest.mark.parametrize("how", DEATHS)
def test_a_worker_that_dies_is_replaced(how: str, poisoned: Worker) -> None:
    if how == "eat" and not sys.platform.startswith("linux"):
        pytest.skip("the system does not bound the memory of a process")
    found = asked(poisoned, how, "1", ())
    assert found.verdict is Verdict.NOT_SHOWN
    assert DEATHS[how] in found.explanation
    assert asked(poisoned, "x + 1", "1 + x", ())


def test_a_worker_that_hangs_is_ended() -> None:
    with Poisoned(Limits(seconds=0.5, megabytes=4096)) as worker:
        assert worker.start() is None
        found = asked(worker, "sleep", "1", ())
        assert (found.verdict, found.explanation) == (Verdict.NOT_SHOWN, "out of time (0.5 s)")
        worker.limits = Limits(seconds=20)
        assert asked(worker, "x", "x", ())


def test_what_others_left_behind_is_not_held_against_a_job(tmp_path: Path) -> None:
    with Poisoned(ROOMY) as worker:
        assert asked(worker, "x", "x", ())
        found = asked(worker, "once " + str(tmp_path / "flag"), "1", ())
        assert found.verdict is Verdict.PROVED


@pytest.mark.parametrize("command", [["/no/such/program"], [sys.executable, "-c", "pass"]])
def test_no_worker_can_be_started(command: list[str]) -> None:
    with Worker(Limits(), command) as worker:
        found = asked(worker, "x", "x", ())
    assert found.verdict is Verdict.NOT_SHOWN
    assert "no worker could be started" in found.explanation


def test_a_script_whose_worker_dies() -> None:
    with Worker(Limits(), [sys.executable, "-c", "pass"]) as worker:
        report = check(worker, ROOT / "proofs" / "sigmoid" / "sigmoid.yaml")
    assert not report.proved
    assert [d.kind for d in report.diagnostics] == [Kind.NO_ANSWER]


def test_a_closed_worker_answers_nothing() -> None:
    worker = Worker(Limits())
    worker.close()
    assert worker.ask({"job": "equal"}) == Failure("the run was ended")


@pytest.mark.parametrize("path", SOME, ids=lambda p: p.stem)
def test_reports_cross_the_wire(path: Path) -> None:
    report = check_file(path)
    assert decode(json.loads(json.dumps(encode(report)))) == report


def test_theorems_do_not_cross_the_wire() -> None:
    theory = Theory()
    e = check_file(ROOT / "proofs" / "sigmoid" / "sigmoid.yaml").steps[0].line
    assert decode(encode(e)) == e
    for forbidden in (reflexivity(theory, e), theory, object(), {"a": 1}, [e]):
        with pytest.raises(TypeError):
            encode(forbidden)
    for forged in ({"record": "Theorem", "values": []}, {"node": ["eval", ["Symbol", "x"]]}):
        with pytest.raises(KeyError):
            decode(forged)


# Pools


def test_order_is_kept_and_the_window_is_bounded() -> None:
    taken: list[int] = []

    def numbers() -> Iterator[int]:
        for n in range(200):
            taken.append(n)
            yield n

    def slow(worker: Worker, n: int) -> int:
        del worker
        time.sleep(0.002 * (n % 5))
        return n

    with Pool(3, Limits()) as pool:
        answers = pool.map(slow, numbers())
        assert next(answers) == 0
        time.sleep(0.05)
        assert len(taken) < 60
        assert list(answers) == list(range(1, 200))


def test_an_error_of_the_source_comes_behind_the_answers() -> None:
    def broken() -> Iterator[int]:
        yield 1
        raise OSError("gone")

    with Pool(2, Limits()) as pool:
        answers = pool.map(lambda _, n: n, broken())
        assert next(answers) == 1
        with pytest.raises(OSError, match="gone"):
            next(answers)


# Batches

GOOD = [
    asking("x + 1", "1 + x"),
    asking("x", "y", where=[]),
    asking("x/x"),
    asking("log(x)*0", "0"),
    {**asking("x +"), "id": 7},
]


def answers_to(text: str, path: Path, *options: str) -> tuple[int, list[dict[str, Any]]]:
    path.write_text(text, encoding="utf-8", newline="")
    result = CliRunner().invoke(app, ["equal", "--batch", str(path), *options])
    return result.exit_code, [json.loads(line) for line in result.stdout.splitlines()]


def test_answers_have_one_shape(tmp_path: Path) -> None:
    with workers(Here):
        code, answers = answers_to(batch(*GOOD), tmp_path / "q.jsonl", "--jobs", "2")
    assert code == 1
    assert [a["id"] for a in answers] == ["x + 1", "x", "x/x", "log(x)*0", 7]
    verdicts = ["proved", "refuted", "proved for", "domain changes", None]
    assert [a["verdict"] for a in answers] == verdicts
    for a in answers:
        assert list(a) == ["id", "verdict", "conditions", "witness", "reason", "ms"]
        assert a["ms"] >= 0
    assert answers[2]["conditions"] == ["x != 0"]
    assert answers[1]["witness"] == {
        "point": {"x": "3/4", "y": "5/16"},
        "left": "0.7500000000",
        "right": "0.3125000000",
        "precision": 64,
    }
    assert answers[3]["witness"]["left"] is None
    assert "left:1:4" in answers[4]["reason"]


def test_a_batch_survives_its_workers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes of their own: one dies, one has a library that prints."""
    monkeypatch.setattr(derive.worker.guard, "worker_command", lambda _: COMMAND)
    good = [{**asking("x + 1", "1 + x"), "id": n} for n in range(4)]
    chatter = asking("chatter", "chatter")
    mixed = [asking("crash"), good[0], chatter, good[1], asking("bug"), *good[2:]]
    code, answers = answers_to(batch(*mixed), tmp_path / "q.jsonl", "--jobs", "2")
    assert code == 1
    assert [a["id"] for a in answers] == [m["id"] for m in mixed]
    for asked_for, a in zip(mixed, answers, strict=True):
        told = DEATHS.get(str(asked_for["id"]))
        assert a["verdict"] == ("not shown" if told else "proved")
        assert told is None or told in a["reason"]


def test_exit_codes_of_a_batch(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    with workers(Here):
        assert answers_to(batch(GOOD[0]), path, "--jobs", "1")[0] == 0
        assert answers_to("\n \n", path)[0] == 1
    for unreadable in (tmp_path / "none.jsonl", tmp_path):
        code, out, error = outcome("equal", "--batch", str(unreadable))
        assert (code, out) == (2, "")
        assert "cannot be read" in flat(error)


BAD_LINES = {
    "{": "not JSON",
    "[1, 2": "not JSON",
    "3": "a line is an object, not a number",
    "null": "a line is an object, not null",
    '{"id": "a", "left": "x", "right": NaN}': "NaN is not a value of JSON",
    '{"id": "a", "left": "x", "left": "y", "right": "x"}': "the key `left` stands twice",
    '{"id": "a", "left": "x"}': "the key `right` is missing",
    '{"id": "a", "left": 1, "right": ["x"]}': "`left` must be text, not a number; `right` must",
    '{"id": "a", "lfet": "x", "right": "x"}': "did you mean `left`?",
    '{"id": "a", "left": "x", "right": "x", "where": "x > 0"}': "`where` must be a list",
    '{"id": "a", "left": "x", "right": "x", "where": [1]}': "`where` must be a list",
    '{"id": [], "left": "x", "right": "x"}': "`id` must be text or an integer, not a list",
    '{"id": true, "left": "x", "right": "x"}': "`id` must be text or an integer, not true",
    '{"id": ' + "9" * 5000 + "}": "not JSON",
    "[" * 100_000: "the line is nested too deeply",
    '{"id": "a", "left": "\\ud800", "right": "x"}': "U+D800",
    '{"left": "x + ", "right": "x"}': "left:1:4",
}


@each("line", BAD_LINES, ids=lambda line: line[:40])
def test_bad_lines_are_answered(line: str) -> None:
    found = answer(HERE, line.encode(), equality())
    assert found["verdict"] is None
    assert not passes(found)
    assert BAD_LINES[line] in found["reason"]
    assert found["id"] == (
        "a"
        if line.startswith('{"id": "a"') and "twice" not in found["reason"] and "NaN" not in line
        else None
    )
    json.dumps(found)


def test_bytes_that_are_no_text() -> None:
    found = item(b'{"id": "\xff"}', equality().shape)
    assert isinstance(found, BadLine)
    assert "not UTF-8 (byte 9)" in found.reason


def chunks(data: bytes, sizes: list[int]) -> Iterator[bytes]:
    for size in sizes:
        yield data[:size]
        data = data[size:]
    yield data


@pytest.mark.parametrize("sizes", [[], [1, 1, 1, 1, 1], [7, 20, 3]])
def test_lines_are_split_wherever_blocks_end(sizes: list[int]) -> None:
    data = b'\xef\xbb\xbf{"id": 1}\r\n\r\n{"id": 2}\n{"id": 3}'
    blocks = chunks(data, sizes)
    split = list(lines(lambda _: next(blocks, b"")))
    assert [json.loads(line)["id"] for line in split] == [1, 2, 3]


def test_a_huge_line_is_refused_and_not_held() -> None:
    blocks = iter([b"x" * 60_000] * 200 + [b"\n" + json.dumps(GOOD[0]).encode()])
    first, second = lines(lambda _: next(blocks, b""))
    assert len(first) <= MAX_LINE + 1
    found = item(first, equality().shape)
    assert isinstance(found, BadLine)
    assert "too long" in found.reason
    assert isinstance(item(second, equality().shape), Item)


def start(*arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [*DERIVE, "equal", "--batch", "-", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env=environment(),
        # a test run in the background ignores interruptions, and would hand that down
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    )


def say(process: subprocess.Popen[bytes], text: str) -> None:
    assert process.stdin is not None
    process.stdin.write(text.encode())
    process.stdin.flush()


def test_answers_arrive_before_the_input_ends() -> None:
    with start("--jobs", "2") as process:
        assert process.stdout is not None
        for n in range(3):
            say(process, batch({**GOOD[0], "id": n}))
            assert json.loads(process.stdout.readline())["id"] == n
        out, error = process.communicate()
    assert (process.returncode, out, error) == (0, b"", b"")


def test_a_closed_output_ends_quietly() -> None:
    with start("--jobs", "1") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        say(process, batch(GOOD[0]))
        assert process.stdout.readline()
        process.stdout.close()
        say(process, batch(GOOD[0]))
        process.wait(30)
        assert process.stderr.read() == b""
    assert process.returncode == 1


def test_an_interrupted_batch_ends_quietly() -> None:
    with start("--jobs", "2") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        say(process, batch(GOOD[0]))
        assert process.stdout.readline()
        process.send_signal(signal.SIGINT)
        process.wait(30)
        assert process.stderr.read() == b""
    assert process.returncode == 130


# Second opinions

OPINIONS: list[tuple[str, str, tuple[str, ...], Opinion]] = [
    ("sin(x)^2 + cos(x)^2", "1", (), Opinion.EQUAL),
    ("sqrt(x^2)", "x", ("x > 0",), Opinion.EQUAL),
    ("sin(pi*n)", "0", ("n integer",), Opinion.EQUAL),
    ("d/dx f(x^2)", "2*x*f'(x^2)", (), Opinion.EQUAL),
    ("sin(x)", "cos(x)", (), Opinion.NOT_EQUAL),
    ("x +", "1", (), Opinion.FAILED),
]


@pytest.mark.parametrize(("left", "right", "where", "says"), OPINIONS)
def test_what_sympy_says(left: str, right: str, where: tuple[str, ...], says: Opinion) -> None:
    assert opinion_on_texts(left, right, where).says is says


def test_what_sympy_says_of_a_step() -> None:
    path = str(ROOT / "proofs" / "sigmoid" / "sigmoid.yaml")
    assert opinion_on_step(path, 1).says is Opinion.EQUAL


@pytest.mark.parametrize(
    ("left", "right", "verdict", "says"),
    [
        ("open", "1", Verdict.NOT_SHOWN, "equal"),
        ("open", "0", Verdict.NOT_SHOWN, "not equal"),
        ("open", "crash", Verdict.NOT_SHOWN, "no answer (the worker died: SIGSEGV)"),
        ("proved", "0", Verdict.PROVED, "not equal"),
        ("refuted", "1", Verdict.REFUTED, "equal"),
    ],
)
def test_an_opinion_promotes_nothing(left: str, right: str, verdict: Verdict, says: str) -> None:
    with workers(Poisoned):
        code, out, _ = outside.outcome("equal", left, right, "--second-opinion")
    assert code == (0 if verdict is Verdict.PROVED else 1)
    assert verdict.value in out.splitlines()[0]
    assert f"SymPy says: {says}\n" in out
    assert ("please report it" in out) is (verdict is not Verdict.NOT_SHOWN)


def test_an_opinion_in_a_batch(poisoned: Worker) -> None:
    def told(left: str, right: str) -> str:
        found = answer(poisoned, json.dumps(asking(left, right)).encode(), equality(opinion=True))
        assert found["verdict"] == {"open": "not shown"}.get(left, left)
        return str(found["reason"])

    assert told("open", "1").endswith("SymPy says: equal")
    assert told("refuted", "1").endswith("please report it")
    assert "please" not in told("proved", "1")


def test_an_opinion_that_takes_too_long(poisoned: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("derive.worker.ask.OPINION_SECONDS", 0.2)
    found = asked(poisoned, "open", "sleep", (), opinion=True)
    assert str(found.opinion) == "no answer in 0.2 s"
    assert found.verdict is Verdict.NOT_SHOWN


def test_opinions_on_the_steps_of_a_script(tmp_path: Path) -> None:
    path = tmp_path / "wrong.yaml"
    path.write_text(
        "derive: 1\ntitle: t\nvariables: {x: real}\nfunctions: [f]\n"
        "theorem: f(x)/f(x)*log(x) = log(x)\nsteps:\n  - to: log(x)\n    by: merge\n",
        encoding="utf-8",
    )
    report = check(HERE, path, opinion=True)
    (step,) = report.steps
    assert step.opinion is None or step.verdict is not Verdict.PROVED_FOR
    sigmoid = str(ROOT / "proofs" / "sigmoid" / "sigmoid.yaml")
    code, out, _ = outcome("verify", sigmoid, "--second-opinion")
    assert (code, "SymPy" in out) == (0, False)


def test_disagreement() -> None:
    def contradicts(verdict: Verdict, says: Opinion) -> bool:
        return SecondOpinion(says).contradicts(verdict)

    table = {(v, s) for v in Verdict for s in Opinion if contradicts(v, s)}
    assert table == {
        (Verdict.PROVED, Opinion.NOT_EQUAL),
        (Verdict.REFUTED, Opinion.EQUAL),
    }
    assert not EqualityReport("", "", (), opinion=SecondOpinion(Opinion.EQUAL))


# A fork of this process


def test_a_fork_answers_dies_and_is_replaced() -> None:
    with ForkedWorker(Limits(seconds=20, megabytes=2048)) as worker:
        asked = {"job": "equal", "left": "x + x", "right": "2*x", "where": ()}
        assert worker.ask(asked).verdict is Verdict.PROVED
        assert worker._process is not None
        worker._process.kill()
        assert worker.ask(asked).verdict is Verdict.PROVED
    assert isinstance(worker.ask(asked), Failure)


def test_a_derivative_that_is_written_as_a_quotient_is_not_read_as_variables() -> None:
    found = refusal(derive.equal, "dy/dx + 1", "dy/dx + 1")
    assert [d.hint for d in found.diagnostics][:1] == [
        "write `d/dx y(x)`, or `(dy)/dx` for variables"
    ]
    assert derive.equal("(dy)/dx", "dy*dx^(-1)", where=["dx > 0"])
    assert derive.equal("dy/dx", "dy*dx^(-1)", where=["dx > 0"])
    assert derive.equal("dose/drug", "dose/drug", where=["drug > 0"])


def test_no_condition_is_told_that_nothing_satisfies() -> None:
    found = derive.equal("at(1/x, x = 0)", "at(1/x, x = 0)")
    assert (found.verdict, found.conditions) == (Verdict.NOT_SHOWN, ())
