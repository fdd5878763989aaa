"""The command line from outside: its commands, exit codes and screens, and bad input.

`DERIVE_UPDATE=1 pytest tests/test_cli.py` writes the screens under `tests/golden` anew.
"""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import typer

from derive import __version__
from derive.cli import app
from tests import outside
from tests.inside import outcome, run
from tests.outside import DERIVE, ROOT, SETTINGS, UPDATE, environment
from tests.scripts import GOOD


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder, and none of the user's settings."""
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PYTHONIOENCODING", "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


# Screens

SCREENS = {
    "sigmoid-steps.txt": ("sigmoid", "--steps"),
    "sigmoid-steps-ascii.txt": ("sigmoid", "--steps", "--ascii"),
    "sigmoid.txt": ("sigmoid",),
    "sigmoid.tex": ("sigmoid", "--latex"),
    "rules-power.txt": ("rules", "power"),
}


@pytest.mark.parametrize("name", SCREENS)
def test_screens(name: str) -> None:
    done = run(*SCREENS[name])
    golden = ROOT / "tests" / "golden" / name
    if UPDATE:
        golden.write_text(done.stdout, encoding="utf-8")
    assert done.stdout == golden.read_text(encoding="utf-8")
    assert (done.returncode, done.stderr) == (0, "")
    assert "\x1b" not in done.stdout
    for line in done.stdout.splitlines():
        assert line == line.rstrip()
        assert len(line) <= 80 or name.endswith(".tex")


@pytest.mark.parametrize(
    "settings", [{"LANG": "C"}, pytest.param({"LC_ALL": "POSIX"}, marks=pytest.mark.long)]
)
def test_a_terminal_that_knows_only_ascii(settings: dict[str, str]) -> None:
    done = outside.run("sigmoid", "--steps", cwd=ROOT, PYTHONIOENCODING="", **settings)
    assert done.stdout.isascii()
    golden = ROOT / "tests" / "golden" / "sigmoid-steps-ascii.txt"
    assert done.stdout == golden.read_text(encoding="utf-8")


def test_a_list_for_a_terminal_that_knows_only_ascii() -> None:
    assert outside.run("list", PYTHONIOENCODING="ascii").stdout.isascii()


def test_colour_is_for_those_who_ask() -> None:
    assert "\x1b[" in run("rules", "power", FORCE_COLOR="1").stdout
    plain = run("rules", "power", FORCE_COLOR="1", NO_COLOR="1").stdout
    assert "\x1b[" not in re.sub(r"\x1b\[[012]m", "", plain)  # bold and dim are no colours


def test_a_narrow_terminal() -> None:
    done = run("sigmoid", "--steps", COLUMNS="60")
    assert done.returncode == 0
    assert "sigmoid" in done.stdout


def test_numbers_stand_at_a_step_where_they_say_something_new(folder: Path) -> None:
    wrong = GOOD.replace("to: 2*x\n", "to: 3*x\n").replace("(x^2) = 2*x", "(x^2) = 3*x")
    for name, text in (("good.yaml", GOOD), ("wrong.yaml", wrong)):
        (folder / name).write_text(text)
    assert "h = 1/1024" not in outcome("show", "good.yaml", "--steps")[1]
    assert outcome("show", "good.yaml", "--steps", "--numbers")[1].count("h = 1/1024") == 2
    told = outcome("show", "wrong.yaml", "--steps")[1]
    assert told.count("h = 1/1024") == told.count("DISAGREES") == 1
    code, _, errors = outcome("show", "good.yaml", "--numbers")
    assert (code, "`--numbers` goes with `--steps`" in errors) == (2, True)


# Commands


def test_version_and_help() -> None:
    assert outside.run("--version").stdout == f"derive {__version__}\n"
    helped = outside.run("--help")
    assert helped.returncode == 0
    assert all(word in helped.stdout for word in ("show", "verify", "equal", "list", "rules"))


def test_a_name_is_short_for_show() -> None:
    short, long = run("gaussian"), run("show", "gaussian")
    assert short.stdout == long.stdout
    assert short.returncode == 0
    assert "found in ./proofs" in short.stdout


def test_latex_with_reasons() -> None:
    code, out, _ = outcome("show", str(ROOT / "proofs/sigmoid/sigmoid.yaml"), "--latex", "--rules")
    assert code == 0
    assert out.startswith(r"\begin{align")
    assert "power" in out
    _, plain, _ = outcome("show", str(ROOT / "proofs/sigmoid/sigmoid.yaml"), "--latex")
    assert plain != out


def test_verify_by_default_reads_proofs(folder: Path) -> None:
    for name in ("proofs/one.yaml", "proofs/more/two.yaml", "proofs/more/three.yaml"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(GOOD)
    done = run("verify", cwd=folder)
    assert done.returncode == 0
    assert done.stdout.count("✓ proved") == 3
    assert "all proved" in done.stdout


@pytest.mark.parametrize("name", ["wrong.YAML", "wrong.Yml", "more/wrong.yML"])
def test_endings_are_taken_in_capitals(name: str, folder: Path) -> None:
    (folder / "proofs/more").mkdir(parents=True)
    (folder / "proofs/good.yaml").write_text(GOOD)
    (folder / "proofs" / name).write_text(GOOD.replace("2*x", "3*x"))
    code, out, _ = outcome("verify")
    assert code == 1
    assert re.search(rf"proofs/{name}:\d+:\d+: \[refuted\]", out)


@pytest.mark.parametrize("width", ["wide", "0", "-1", "²", "9" * 5000])
def test_a_width_that_is_none(width: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "good.yaml").write_text(GOOD)
    monkeypatch.setenv("COLUMNS", width)
    assert outcome("verify", "good.yaml")[::2] == (0, "")


@pytest.mark.usefixtures("folder")
def test_verify_without_scripts() -> None:
    code, out, err = outcome("verify")
    assert (code, out) == (2, "")
    assert "there is no file or folder proofs" in err


def test_verify_takes_names_where_no_path_is(folder: Path) -> None:
    code, out, err = outcome("verify", "losses/huber", "sigmoid")
    assert (code, err) == (0, "")
    assert "losses/huber.yaml" in out
    (folder / "sigmoid").mkdir()  # a path comes first
    code, out, err = outcome("verify", "sigmoid")
    assert code == 2
    assert "no proof script was found in sigmoid" in err


def test_verify_goes_on_after_a_path_without_scripts(folder: Path) -> None:
    (folder / "good.yaml").write_text(GOOD)
    code, out, err = outcome("verify", "good.yaml", "nowhere")
    assert code == 2
    assert "✓ proved" in out
    assert "nowhere" in err


def test_verify_tells_the_three_ends(folder: Path) -> None:
    (folder / "good.yaml").write_text(GOOD)
    (folder / "wrong.yaml").write_text(GOOD.replace("by: power", "by: product"))
    (folder / "broken.yaml").write_text("derive: [")
    assert outcome("verify", "good.yaml")[0] == 0
    assert outcome("verify", "good.yaml", "wrong.yaml")[0] == 1
    assert outcome("verify", ".")[0] == 2
    code, out, _ = outcome("verify", "wrong.yaml")
    assert code == 1
    assert "wrong.yaml:7:9: [wrong-reason]" in out
    assert "    by: product\n" in out


def test_list(folder: Path) -> None:
    code, out, _ = outcome("list")
    assert code == 0
    assert "sigmoid" in out
    assert "the shipped library" in out
    (folder / "proofs").mkdir()
    (folder / "proofs/mine.yaml").write_text(GOOD)
    (folder / "proofs/torn.yaml").write_text("derive: [")
    code, out, _ = outcome("list")
    assert code == 0
    assert "An example" in out
    assert "cannot be read" in out


def test_a_name_is_looked_up_in_three_places(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "the shipped library" in outcome("show", "sigmoid")[1]
    elsewhere = folder / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.setenv("DERIVE_PATH", f"{folder / 'none'}{os.pathsep}{elsewhere}")
    (elsewhere / "sigmoid.yaml").write_text(GOOD)
    assert "found in $DERIVE_PATH" in outcome("show", "sigmoid")[1]
    (folder / "proofs").mkdir()
    (folder / "proofs/sigmoid.yaml").write_text(GOOD)
    assert "found in ./proofs" in outcome("show", "sigmoid")[1]


def test_a_path_to_a_script(folder: Path) -> None:
    (folder / "list.yaml").write_text(GOOD)
    for path in ("list.yaml", "./list.yaml", str(folder / "list.yaml")):
        code, out, _ = outcome("show", path)
        assert code == 0
        assert "An example" in out
    assert run("list.yaml", cwd=folder).returncode == 0


def test_tables_are_no_wider_than_the_terminal() -> None:
    for arguments in (("rules",), ("list",), ("rules", "chain"), ("rules", "trig")):
        lines = run(*arguments).stdout.splitlines()
        assert max(map(len, lines)) <= 80
    assert "m integer, n integer" in run("rules", COLUMNS="200").stdout


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")
def test_the_progress_bar_stays_clear_of_the_lines() -> None:
    ours, theirs = os.openpty()
    with subprocess.Popen(
        [*DERIVE, "verify", "proofs/sigmoid", "--jobs", "1"],
        cwd=ROOT,
        env=environment(TERM="xterm"),
        stdout=theirs,
        stderr=theirs,
    ) as process:
        os.close(theirs)
        written = b""
        with contextlib.suppress(OSError):  # how Linux says that the other end is closed
            while chunk := os.read(ours, 4096):
                written += chunk
    os.close(ours)
    assert process.returncode == 0
    text = re.sub(r"\x1b\[[0-9;]*m", "", written.decode())
    assert "proving" in text
    shown = [re.split(r"\r|\x1b\[\d*K", line.rstrip("\r"))[-1] for line in text.split("\n")]
    told = [line for line in shown if "✓ proved" in line]
    assert len(told) == len(list((ROOT / "proofs/sigmoid").rglob("*.yaml")))
    assert all(line.startswith("✓ proved") for line in told)


def test_what_must_be_believed_is_listed() -> None:
    code, out, _ = outcome("rules", "--axioms")
    assert code == 0
    for said in ("Calculus: rows", "Tidying", "Laws of the normal form", "Standard definitions"):
        assert said in out
    assert outcome("rules", "power", "--axioms")[0] == 2


def test_rules() -> None:
    code, out, _ = outcome("rules")
    assert code == 0
    assert "power" in out
    assert "used by      " in run("rules", "power").stdout


MISSPELT = {
    ("sigmod",): "did you mean `sigmoid`?",
    ("show", "sigmod", "--steps"): "did you mean `sigmoid`?",
    ("verfy",): "did you mean `verify`?",
    ("zzqxjw",): "`derive list` lists them",
}


@pytest.mark.parametrize("arguments", MISSPELT)
def test_misspelt_names(arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert MISSPELT[arguments] in done.stderr


@pytest.mark.parametrize("arguments", [(), ("show",), ("sigmoid", "--stpes"), ("--nothing",)])
def test_wrong_arguments(arguments: tuple[str, ...]) -> None:
    assert run(*arguments).returncode == 2


@pytest.mark.parametrize("command", ["diff", "code", "table", "plot", "equal"])
def test_no_short_option_is_looked_for_inside_of_an_expression(command: str) -> None:
    group = typer.main.get_group(app)
    options = group.commands[command].params
    assert not [o for p in options for o in p.opts if o[:1] == "-" and o[:2] != "--"]


def test_an_expression_may_begin_with_a_sign(folder: Path) -> None:
    done = run("plot", "-x*h - x^2", "--given", "h = 1", "--wrt", "x", cwd=folder)
    assert "The derivative of -x*h - x^2" in done.stdout
    run("plot", "-x^2", "-o", "p.svg", cwd=folder)
    assert {path.name for path in folder.iterdir()} <= {"p.svg"}


def test_a_name_is_printed_without_its_control_characters() -> None:
    assert "\x1b" not in run("show", "\x1b[31msigmoid").stderr


def test_byte_order_mark_and_crlf(folder: Path) -> None:
    text = "\ufeff" + GOOD.replace("\n", "\r\n")
    (folder / "dos.yaml").write_bytes(text.encode())
    assert outcome("verify", "dos.yaml")[0] == 0
    (folder / "dos.yaml").write_bytes(text.replace("by: power", "by: powr").encode())
    code, out, _ = outcome("verify", "dos.yaml")
    assert code == 2
    assert "dos.yaml:7:9: [unknown-rule]" in out


# Interruptions


@pytest.mark.parametrize(
    "arguments",
    [
        ("list",),
        ("verify", "proofs/sigmoid", "--jobs", "1"),
        pytest.param(("rules",), marks=pytest.mark.long),
        pytest.param(("sigmoid", "--steps"), marks=pytest.mark.long),
    ],
)
def test_a_closed_pipe(arguments: tuple[str, ...]) -> None:
    with subprocess.Popen(
        [*DERIVE, *arguments],
        cwd=ROOT,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == ""


@pytest.mark.skipif(sys.platform == "win32", reason="there are no descriptors to close")
def test_a_closed_output() -> None:
    for arguments, code in ((["rules", "sin"], 0), (["verify", "nowhere"], 2)):
        done = subprocess.run(
            ["sh", "-c", 'exec "$@" >&-', "sh", *DERIVE, *arguments],
            cwd=ROOT,
            env=environment(),
            stderr=subprocess.PIPE,
            check=False,
        )
        assert done.returncode == code
        assert b"Traceback" not in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device")
def test_a_full_disk() -> None:
    with open("/dev/full", "w", encoding="utf-8") as full:
        done = subprocess.run(
            [*DERIVE, "list"],
            cwd=ROOT,
            env=environment(),
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr.startswith(b"error: ")
    assert b"Traceback" not in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="there are no signals")
def test_an_interrupted_verify(folder: Path) -> None:
    slow = (ROOT / "proofs/activations/tanh.yaml").read_text(encoding="utf-8")
    for i in range(400):
        (folder / f"{i:03}.yaml").write_text(slow, encoding="utf-8")
    with subprocess.Popen(
        [*DERIVE, "verify", str(folder), "--jobs", "1"],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        # a background job ignores the signal, and would hand that on
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    ) as process:
        assert process.stdout is not None
        assert "proved" in process.stdout.readline()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in out + err
    assert "interrupted: " in err
    assert " of 400 scripts were checked" in err


# Bad input

Outcome = Callable[..., tuple[int, str, str]]


def line(written: str) -> str:
    """The good script with another first step."""
    return GOOD.replace("to: 2*x*d/dx x", f"to: {written}")


def bomb() -> str:
    """Aliases that would be a billion texts."""
    levels = (f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]\n" for i in range(1, 10))
    return GOOD + "a0: &a0 [x]\n" + "".join(levels)


#: What is wrong, the script, and what is told: the place and the kind.
BAD: dict[str, tuple[str | bytes, str]] = {
    "broken YAML": (GOOD.replace("real}", "real"), "4:8: [bad-yaml]"),
    "a missing key": (GOOD.replace("title", "note"), "1:1: [missing-key]"),
    "an unknown key": (GOOD.replace("title", "titel"), "did you mean `title`?"),
    "a newer format": (GOOD.replace("derive: 1", "derive: 7"), "1:9: [newer-format]"),
    "code": (line("__import__('os').system('x')"), "6:9: [bad-expression]"),
    "attributes": (line("x.real"), "6:10: [bad-expression]"),
    "quotes": (line("x*'os'"), "6:11: [bad-expression]"),
    "a tower": (line("9^9^9^9"), "[numeral-too-large]"),
    "a hundred thousand digits": (line("9" * 100_000), "s.yaml:6:40009: [too-large]"),
    "two thousand digits": (line("9" * 2_000), "6:9: [numeral-too-large]"),
    "nested brackets": (line("(" * 10_000 + "x" + ")" * 10_000), "[too-"),
    "nested brackets, fewer": (line("(" * 5_000 + "x" + ")" * 5_000), "[too-deep]"),
    "minus signs": (line("-" * 10_000 + "x"), "[too-deep]"),
    "minus signs in brackets": (line("-(" * 5_000 + "x" + ")" * 5_000), "[too-deep]"),
    "nested calls": (line("sin(" * 3_900 + "x" + ")" * 3_900), "[too-deep]"),
    "exponents": (line("x^" * 5_000 + "x"), "[too-deep]"),
    "nested lists": (GOOD + "tags: " + "[" * 10_000, "[too-deep]"),
    "ten megabytes": (GOOD + "# a comment\n" * 900_000, "1:1: [too-large]"),
    "an alias bomb": (bomb(), "[alias]"),
    "an undefined name": (line("2*y"), "6:11: [unknown-name]"),
    "a rule that does not exist": (GOOD.replace("by: power", "by: powr"), "7:9: [unknown-rule]"),
    "a division by zero": (line("x/0"), "6:11: [division-by-zero]"),
    "a division by zero in disguise": (line("x/(2 - 2)"), "6:11: [division-by-zero]"),
    "no domain": (GOOD.replace("{x: real}", "{x: }"), "3:15: [bad-domain]"),
    "no domain, nor a colon": (GOOD.replace("{x: real}", "{x}"), "3:14: [bad-domain]"),
    "an empty domain": (GOOD.replace("real", "1 < x < 0"), "3:16: [empty-domain]"),
    "empty steps": (GOOD.split("steps:", maxsplit=1)[0] + "steps: []\n", "5:8: [empty-steps]"),
    "steps left out": (GOOD.split("steps:", maxsplit=1)[0] + "steps:\n", "5:7: [empty"),
    "a circle": (GOOD + "definitions: [f(t) = f(t)]\n", "10:15: [circular-definition]"),
    "doubled": (GOOD + "definitions: [f(t) = t, f(t) = t]\n", "[doubled-definition]"),
    "named exp": (GOOD + "definitions: [exp(t) = t]\n", "10:24: [other-meaning]"),
    "named e": (GOOD + "definitions: [e = 3]\n", "10:15: [reserved-name]"),
    "not UTF-8": (GOOD.encode().replace(b"An", b"\xff\xfe"), "2:8: [not-utf8]"),
    "zeros": (b"\0" * 1000, "1:1: [control-character]"),
    "nothing": (b"", "1:1: [empty-value]"),
    "a number": (b"17", "1:1: [wrong-type]"),
    "tags of YAML": (GOOD + "tags: !!python/object/apply:os.system [x]\n", "10:7: [alias]"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input(name: str, folder: Path) -> None:
    _is_told(*BAD[name], folder, outcome)


@pytest.mark.long
@pytest.mark.parametrize("name", BAD)
def test_bad_input_in_processes(name: str, folder: Path) -> None:
    _is_told(*BAD[name], folder, outside.outcome)


def _is_told(script: str | bytes, told: str, folder: Path, outcome: Outcome) -> None:
    (folder / "s.yaml").write_bytes(script if isinstance(script, bytes) else script.encode())
    code, out, err = outcome("verify", "s.yaml")
    assert told in out
    assert "s.yaml:" in out
    assert (code, err) == (2, "")
    assert all(len(shown) < 600 for shown in out.splitlines())
    shown_code, shown_out, _ = outcome("show", "s.yaml", "--steps")
    assert shown_code == 2
    assert told in shown_out


def test_a_script_that_cannot_be_read(folder: Path) -> None:
    (folder / "s.yaml").mkdir()
    for path in ("s.yaml", "none.yaml"):
        code, out, _ = outcome("show", path)
        assert code == 2
        assert f"{path}:1:1: [unreadable-file]" in out


def test_a_script_here_is_meant_by_its_path(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(GOOD, encoding="utf-8")
    done = run("mine", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "did you mean the path ./mine.yaml?" in done.stderr


def test_reasons_go_beside_latex() -> None:
    done = run("sigmoid", "--rules")
    assert (done.returncode, done.stdout) == (2, "")
    assert "`--rules` goes with `--latex`" in done.stderr
