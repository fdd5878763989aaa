"""Who may import whom: nothing imports upwards; and what no module may call."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from derive.commands.names import script_named, with_command
from tests.each import each

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted((ROOT / "derive").rglob("*.py"))
#: For each part of the package the parts that it may import.
ALLOWED: dict[str, set[str]] = {
    "near": set(),
    "expression": {"near"},
    "kernel": {"expression"},
    "rules": {"expression", "kernel"},
    "prover": {"expression", "kernel", "rules", "numeric"},
    "report": {"expression", "facts", "near"},
    "script": {"expression", "report", "staged", "facts", "near"},
    "search": {"expression", "kernel", "rules", "prover", "numeric"},
    "numeric": {"expression", "kernel", "rules", "report"},
    "schema": {"kernel", "rules", "script"},
    "document": {"expression", "report", "script"},
    "check": {
        *("expression", "kernel", "rules", "report", "script", "prover", "search", "numeric"),
        *("library", "facts"),
    },
    "codegen": {
        *("expression", "kernel", "rules", "report", "script", "prover", "search", "check"),
        "numeric",
    },
    "values": {"expression", "kernel", "report", "rules", "prover", "check", "codegen", "numeric"},
    "render": {"expression", "report", "rules", "kernel"},
    "agents": {"render", "report", "script", "worker"},
    "editor": {
        *("expression", "kernel", "rules", "report", "script", "library"),
        *("render", "worker", "schema"),
    },
    "commands": {
        "agents",
        "document",
        "editor",
        "render",
        "report",
        "script",
        "worker",
        "library",
        "staged",
        "cache",
        "schema",
        "near",
    },
    "pytest_scope": set(),
    "pytest_plugin": {
        "pytest_scope",
        "render",
        "report",
        "script",
        "worker",
        "library",
        "cache",
        "commands",
    },
    "worker": {
        *("expression", "kernel", "report", "check", "script", "document", "codegen"),
        *("values", "library", "facts"),
    },
    "testing": {
        *("expression", "kernel", "report", "script", "prover", "check", "codegen"),
        *("render", "worker", "library"),
    },
    "python": {
        "expression",
        "kernel",
        "report",
        "script",
        "check",
        "render",
        "worker",
        "commands",
        "library",
    },
    "library": {"facts", "near"},
    "staged": set(),
    "facts": set(),
    "cache": {"report", "script", "library", "document"},
}
#: What the command line may import is everything.
TOP = {"cli", "__main__", "__init__"}
FORBIDDEN = {"eval", "exec", "sympify", "parse_expr", "lambdify"}
#: Which libraries a part may import beyond the standard library.
LIBRARIES: dict[str, set[str]] = {
    "near": set(),
    "expression": {"sympy"},
    "kernel": {"sympy", "flint"},
    "prover": {"sympy", "flint"},
    "rules": {"sympy", "flint"},
    "report": set(),
    "script": {"sympy", "ruamel", "yaml"},
    "search": {"sympy"},
    "numeric": {"sympy", "flint"},
    "schema": set(),
    "document": {"sympy", "markdown_it", "mdit_py_plugins"},
    "check": {"sympy", "flint"},
    "codegen": {"sympy", "flint"},
    "values": {"sympy", "flint"},
    "render": {"rich", "plotille", "matplotlib"},
    "agents": {"mcp", "pydantic", "anyio"},
    "editor": {"lsprotocol", "pygls"},
    "worker": {"sympy", "distributed"},
    "commands": {"typer"},
    "testing": {"sympy"},
    "python": {"sympy", "mpmath", "IPython"},
    "pytest_plugin": {"pytest", "xdist"},
    "pytest_scope": {"pytest"},
    "library": set(),
    "staged": set(),
    "facts": set(),
    "cache": set(),
}


def part(module: Path) -> str:
    """The part of the package that a module belongs to."""
    return module.relative_to(ROOT / "derive").with_suffix("").parts[0]


@cache
def nodes(module: Path) -> list[ast.AST]:
    return [*ast.walk(ast.parse(module.read_text(encoding="utf-8")))]


def imports(module: Path) -> Iterator[str]:
    for node in nodes(module):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"a relative import in {module}"
            yield str(node.module)


@each("module", MODULES, ids=lambda m: str(m.relative_to(ROOT)))
def test_nothing_imports_upwards(module: Path) -> None:
    here = part(module)
    if here in TOP:
        return
    for name in imports(module):
        top, *below = name.split(".")
        if name == "derive":
            continue  # it has the version, and imports nothing
        if top == "derive":
            assert below[0] in ALLOWED[here] | {here}, f"{here} imports {name}"
        elif top not in sys.stdlib_module_names:
            assert top in LIBRARIES[here], f"{here} imports {name}"


@each("module", MODULES, ids=lambda m: str(m.relative_to(ROOT)))
def test_nothing_that_is_read_is_run(module: Path) -> None:
    for node in nodes(module):
        if isinstance(node, ast.Call):
            called = getattr(node.func, "id", getattr(node.func, "attr", ""))
            assert called not in FORBIDDEN, f"{module}:{node.lineno}"
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            assert "pickle" not in ast.dump(node), module


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_help_is_light(option: str) -> None:
    command = [sys.executable, "-X", "importtime", "-m", "derive", option]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    imported = {line.split("|")[-1].strip() for line in done.stderr.splitlines() if "|" in line}
    assert "derive.commands.front" in imported
    assert "derive.cli" not in imported
    assert not imported & {"sympy", "rich", "flint", "ruamel.yaml"}


def test_a_list_needs_no_sympy() -> None:
    command = [sys.executable, "-X", "importtime", "-m", "derive", "list", "--tag", "activation"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    assert "gelu" in done.stdout
    assert "| sympy" not in done.stderr


@each(
    ("written", "name"),
    [
        (["sigmoid"], "sigmoid"),
        (["sigmoid", "--steps"], "sigmoid"),
        (["--ascii", "show", "tanh"], "tanh"),
        (["explain", "sigmoid", "2"], "sigmoid"),
        (["fill", "mine.yaml", "--write"], "mine.yaml"),
        (["sigmoid", "--help"], None),
        (["show"], None),
        (["verify", "proofs"], None),
        (["diff", "sin(x)"], None),
        ([], None),
    ],
)
def test_which_commands_are_about_one_script(written: list[str], name: str | None) -> None:
    assert script_named(with_command(written)) == name


def test_importing_the_package_is_light() -> None:
    command = [sys.executable, "-X", "importtime", "-c", "import derive; derive.DeriveError"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    imported = {line.split("|")[-1].strip() for line in done.stderr.splitlines() if "|" in line}
    assert not imported & {"sympy", "rich", "flint", "ruamel.yaml", "IPython", "typer"}
    assert len({name for name in imported if name.startswith("derive")}) <= 3
