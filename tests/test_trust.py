"""What must be believed: the modules that theorems and their judge import, each with its reason."""

from __future__ import annotations

import ast
import subprocess
import sys
from functools import cache
from pathlib import Path

from derive.rules.axioms import AXIOMS

ROOT = Path(__file__).resolve().parent.parent
#: Where it begins.
ROOTS = tuple(f"derive.kernel.{name}" for name in ("theorem", "joints", "lemmas", "judge"))
#: By what theorems are made: only modules that are trusted name these.
MAKERS = {"make", "state", "fact_of", "Fact", "Grounds"}
#: By what rows are registered: the tables alone name these.
REGISTRIES = {
    "derive.kernel.rules": {"axiom"},
    "derive.kernel.laws": {"law", "inequality"},
    "derive.kernel.functions": {"functions"},
    "derive.kernel.definitions": {"define"},
}
#: How many lines there may be: it shrinks, and this with it.
MAX_LINES = 5_640
#: Why each is trusted.
REASONS: dict[str, str] = {
    "written expressions: what a theorem is about, and what it is taken to say": """
        derive.expression.arities derive.expression.choices
        derive.expression.nodes derive.expression.numerals derive.expression.substitution
    """,
    "theories, rows and conditions: what a theorem is stated under": """
        derive.kernel.conditions derive.kernel.definitions derive.kernel.derivatives
        derive.kernel.exponents derive.kernel.functions derive.kernel.laws
        derive.kernel.rules derive.kernel.theory
    """,
    "the primitive steps, and the judge": """
        derive.kernel.theorem derive.kernel.joints derive.kernel.lemmas derive.kernel.judge
    """,
    "certificates of identities, looked over and multiplied out": """
        derive.kernel.certificates.angles derive.kernel.certificates.certificate
        derive.kernel.certificates.checked derive.kernel.certificates.enter
        derive.kernel.certificates.entries derive.kernel.certificates.equations
        derive.kernel.certificates.functions derive.kernel.certificates.generators
        derive.kernel.certificates.identity derive.kernel.certificates.plain
        derive.kernel.certificates.powers derive.kernel.certificates.ring
        derive.kernel.certificates.shape
    """,
    "certificates of conditions, looked over on intervals": """
        derive.kernel.facts.enter derive.kernel.facts.entries
        derive.kernel.facts.facts derive.kernel.facts.images derive.kernel.facts.intervals
    """,
    "numbers in balls": "derive.kernel.balls",
}
TRUSTED = {module for modules in REASONS.values() for module in modules.split()}


@cache
def imported(module: str) -> frozenset[str]:
    """The modules of the package that one imports anywhere in it, for more than types."""
    tree = ast.parse(path_of(module).read_text(encoding="utf-8"))
    for_types = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    found = set[str]()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node not in for_types:
            names = (node.module, *(f"{node.module}.{alias.name}" for alias in node.names))
            found.update(n for n in names if n.startswith("derive.") and path_of(n).is_file())
    return frozenset(found)


def path_of(module: str) -> Path:
    """The file of a module."""
    return ROOT / Path(*module.split(".")).with_suffix(".py")


def closure() -> set[str]:
    """All that the roots import, directly or not."""
    found, left = set[str](), list(ROOTS)
    while left:
        module = left.pop()
        if module not in found:
            found.add(module)
            left += imported(module)
    return found


def test_what_is_trusted_is_named() -> None:
    assert closure() == TRUSTED


def test_the_trust_does_not_grow() -> None:
    lines = sum(len(path_of(m).read_text(encoding="utf-8").splitlines()) for m in closure())
    print(f"{lines} lines in {len(closure())} modules are trusted")
    assert lines <= MAX_LINES


def test_the_readme_tells_what_is_trusted_and_believed() -> None:
    told = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    assert f"import has {MAX_LINES:,} lines in {len(TRUSTED)} modules" in told
    assert f"but {len(AXIOMS)} rows in tables" in told


def test_the_prover_is_trusted_with_nothing() -> None:
    assert not [m for m in closure() if m.startswith(("derive.prover", "derive.search"))]


def test_nothing_is_proved_of_functions_that_no_table_has_told_of() -> None:
    """The kernel by itself has no rows: it answers nothing then, and remembers nothing."""
    alone = """
from functools import partial

from derive.expression.nodes import call, variable
from derive.kernel.conditions import assumptions, continuity, definedness, necessary
from derive.kernel.theorem import tidiness
from derive.kernel.theory import Theory

x, early = variable("x"), Theory()
log, logit, floor = (call(name, x) for name in ("log", "logit", "floor"))
asked = (
    lambda: early.names,
    lambda: early.unfold(logit),
    *(partial(told, e) for told in (definedness, necessary, assumptions) for e in (log, logit)),
    lambda: continuity(floor, x),
)
for ask in asked:
    try:
        print("answered", ask())
    except RuntimeError:
        pass
import derive.rules
from derive.kernel.functions import FUNCTIONS
print(tidiness(early, log, log))
print(*sorted(map(str, tidiness(early, logit, logit).conditions)), sep="; ")
print(*map(str, continuity(floor, x)), hasattr(FUNCTIONS, "add"))
"""
    run = subprocess.run([sys.executable, "-c", alone], capture_output=True, text=True, check=True)
    assert run.stdout.splitlines() == [
        "x > 0 |- log(x) = log(x)",
        "1 - x != 0; x/(1 - x) > 0",
        "x - floor(x) != 0 False",
    ]


def test_nobody_else_makes_theorems() -> None:
    made = "derive.kernel.theorem"
    for path in (ROOT / "derive").rglob("*.py"):
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = {alias.name for alias in getattr(node, "names", ())}
            if isinstance(node, ast.ImportFrom) and node.module == made and names & MAKERS:
                assert module in ROOTS, module
            assert made not in names, module


def test_only_the_tables_register_rows() -> None:
    for path in (ROOT / "derive").rglob("*.py"):
        if path.parent != ROOT / "derive" / "rules":
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ImportFrom) and node.module in REGISTRIES:
                    assert REGISTRIES[node.module].isdisjoint(a.name for a in node.names), path
