"""The largest errors of generated code, beside the definition and other people's functions.

`python -m tests.bench.ulps [NAME...] [--points 100000] [--languages c,numpy]` tells of each
function and its derivative the largest error in units in the last place, over so many points spread
over all exponents of floats where result and intermediate results are normal numbers, and where;
with `--brief` it prints one table, a row a function.  Exact values are balls.  Errors of a
derivative are divided by 1 + |x f''(x)/f'(x)|.  What is not installed is left out.  The C code is
compiled without contractions, as it is on x86-64 where nothing else is asked.
"""

from __future__ import annotations

import argparse
import importlib.util
import math
import shutil
import struct
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import redirect_stdout, suppress
from pathlib import Path
from typing import Any, NamedTuple

from derive.codegen.languages import LANGUAGES, c
from derive.codegen.lowering import program
from derive.codegen.measure import equal_forms
from derive.codegen.module import Module, module
from derive.codegen.pieces import Stable
from derive.codegen.points import Point, points
from derive.codegen.program import Machine, normal_ones
from derive.codegen.subject import Subject, of_expression
from derive.codegen.truth import Exact, Truth
from derive.expression.value import value as in_sympy

Values = Sequence[float]
Function = Callable[[Sequence[Point]], Values]


class Case(NamedTuple):
    """A function as its definition says it, and who else has it."""

    name: str
    expression: str
    wrt: str = "x"
    where: tuple[str, ...] = ()
    scipy: str = ""
    torch: str = ""


CASES = (
    Case("sigmoid", "1/(1 + e^(-x))", scipy="expit", torch="sigmoid"),
    Case("tanh", "(e^x - e^(-x))/(e^x + e^(-x))", torch="tanh"),
    Case("softplus", "log(1 + e^x)", scipy="softplus", torch="nn.functional.softplus"),
    Case("log_sigmoid", "log(1/(1 + e^(-x)))", scipy="log_expit", torch="nn.functional.logsigmoid"),
    Case("silu", "x/(1 + e^(-x))", torch="nn.functional.silu"),
    Case("mish", "x*tanh(log(1 + e^x))", torch="nn.functional.mish"),
    Case(
        "bce",
        "-y*log(1/(1 + e^(-z))) - (1 - y)*log(1 - 1/(1 + e^(-z)))",
        "z",
        ("0 <= y", "y <= 1"),
    ),
    Case("gelu", "x/2*(1 + erf(x/sqrt(2)))", torch="nn.functional.gelu"),
    Case("gaussian", "e^(-x^2)"),
    Case("log_cosh", "log(cosh(x))"),
)


class Known(NamedTuple):
    """Points with the exact values there; errors are divided by what `allowed` says of a point."""

    points: list[Point]
    exact: list[Exact]
    allowed: Callable[[Point], float]


def subject_of(case: Case) -> Subject:
    """The function with its derivative, proved."""
    found = of_expression(case.expression, case.wrt, case.where, case.name)
    assert isinstance(found, Subject), found
    return found


def known(s: Stable, count: int) -> Known:
    """So many points at which a stable form and all that it computes on the way are normal.

    Where they are a few of all points, so many more are looked at.
    """
    found = known_of(s, count)
    share = len(found.points) / count
    return found if share >= 1 else known_of(s, math.ceil(1.02 * count / max(share, 0.1)))


def known_of(s: Stable, count: int) -> Known:
    """Those of so many points at which result and intermediate results are normal floats."""
    target = s.target
    truth = Truth(target.domain.variables, target.expression, target.variable)
    truth.add(*equal_forms(target, s.pieces))
    names = [v.name for v in target.domain.variables]
    allowed = truth.condition if target.derivative else lambda _: 0.0
    found = Known([], [], allowed)
    at = points(target.domain, count)
    truth.learn(at)
    pairs = [(p, e) for p in at if (e := truth.at(p)) is not None and e.is_normal]
    for piece in s.pieces:
        mine = [(p, e) for p, e in pairs if piece.low <= target.side(p) < piece.high]
        columns = Machine(piece.program, names).columns([p for p, _ in mine])
        kept = normal_ones(piece.program, columns)
        for (point, exact), value, whole in zip(mine, columns[-1], kept, strict=True):
            if whole or math.isnan(value):
                found.points.append(point)
                found.exact.append(exact)
    return found


def worst(values: Values, where: Known) -> tuple[float, Point]:
    """The largest error, and where it is."""
    found: tuple[float, Point] = (0.0, ())
    for value, exact, point in zip(values, where.exact, where.points, strict=True):
        error = exact.ulps(value)
        if error > found[0]:
            found = max(found, (error / (1 + where.allowed(point)), point))
    return found


def written(s: Stable) -> Function:
    """The definition as it stands."""
    names = [v.name for v in s.target.domain.variables]
    whole = Machine(program(s.target.expression), names)
    return by_pieces([(-math.inf, math.inf, whole)], s.target.side)


def ours(s: Stable) -> Function:
    """The stable form, in Python."""
    names = [v.name for v in s.target.domain.variables]
    pieces = [(p.low, p.high, Machine(p.program, names)) for p in s.pieces]
    return by_pieces(pieces, s.target.side)


def by_pieces(
    machines: list[tuple[float, float, Machine]], side: Callable[[Point], float]
) -> Function:
    """What machines compute, each where it is meant for."""

    def values(at: Sequence[Point]) -> Values:
        found = [math.nan] * len(at)
        for low, high, machine in machines:
            mine = [k for k, point in enumerate(at) if low <= side(point) < high]
            computed = machine.columns([at[k] for k in mine])[-1]
            for k, value in zip(mine, computed, strict=True):
                found[k] = value
        return found

    return values


def optimized(s: Stable) -> Function:
    """What SymPy's `optimize` makes of the definition for C99, computed by NumPy."""
    import numpy as np
    import sympy
    from sympy.codegen.rewriting import optimize, optims_c99

    variables = s.target.domain.variables
    made = optimize(in_sympy(s.target.expression), optims_c99)
    function = sympy.lambdify(variables, made, modules=["scipy", "numpy"])
    return by_columns(lambda *columns: function(*columns) + np.zeros_like(columns[0]))


def by_columns(function: Callable[..., Any]) -> Function:
    """A function of arrays, asked in silence."""
    import numpy as np

    def values(at: Sequence[Point]) -> Values:
        columns = [np.array(column) for column in zip(*at, strict=True)]
        with np.errstate(all="ignore"):
            return [float(v) for v in np.asarray(function(*columns))]

    return values


def of_scipy(name: str) -> Function:
    import scipy.special

    return by_columns(getattr(scipy.special, name))


def of_torch(name: str) -> Function:
    import torch

    function: Any = torch
    for part in name.split("."):
        function = getattr(function, part)
    return by_columns(lambda column: function(torch.from_numpy(column)).numpy())


def generated(m: Module, name: str, language: str, folder: Path) -> Function:
    """The generated code, run in its language."""
    row = LANGUAGES[language]
    file = folder / f"{m.name}_{language}{row.suffix}"
    file.write_text(row.write(m), encoding="utf-8")
    if language in ("python", "numpy", "torch", "jax"):
        return imported(file, name, language)
    return compiled(m, name, language, file)


def imported(file: Path, name: str, language: str) -> Function:
    """The function of a Python file."""
    spec = importlib.util.spec_from_file_location(file.stem, file)
    assert spec is not None
    assert spec.loader is not None
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    function = getattr(loaded, name)
    if language == "python":
        return lambda at: [function(*point) for point in at]
    if language == "torch":
        import torch

        return by_columns(lambda *cs: function(*map(torch.from_numpy, cs)).numpy())
    if language == "jax":
        import jax

        jax.config.update("jax_enable_x64", True)
    return by_columns(function)


def compiled(m: Module, name: str, language: str, file: Path) -> Function:
    """The function in a program that reads points and writes values, as bytes of doubles."""
    n = len(m.parameters)
    driver, build, command = DRIVERS[language](file, name, n)
    source = file.with_name(f"{name}_main{file.suffix}")
    source.write_text(driver, encoding="utf-8")
    for step in build(source):
        subprocess.run(step, cwd=file.parent, check=True, capture_output=True)

    def values(at: Sequence[Point]) -> Values:
        data = b"".join(struct.pack(f"<{n}d", *point) for point in at)
        run = subprocess.run(command, cwd=file.parent, input=data, capture_output=True, check=True)
        return struct.unpack(f"<{len(at)}d", run.stdout)

    return values


def _c(file: Path, name: str, n: int) -> Any:
    given = ", ".join(f"x[{k}]" for k in range(n))
    name = c.renamed(name)  # `tanh` itself would be the one of <math.h>
    driver = (
        f"#include <stdio.h>\ndouble {name}({', '.join(['double'] * n)});\n"
        f"int main(void) {{ double x[{n}];\n"
        f" while (fread(x, 8, {n}, stdin) == {n})"
        f" {{ double y = {name}({given}); fwrite(&y, 8, 1, stdout); }} }}\n"
    )
    flags = ("-std=c99", "-O2", "-ffp-contract=off")

    def build(source: Path) -> list[list[str]]:
        return [["gcc", *flags, file.name, source.name, "-lm", "-o", f"{name}_c"]]

    return driver, build, [f"./{name}_c"]


def _javascript(file: Path, name: str, n: int) -> Any:
    driver = (
        'import { readFileSync, writeSync } from "node:fs";\n'
        f'import {{ {name} }} from "./{file.name}";\n'
        "const bytes = readFileSync(0);\n"
        "const x = new Float64Array(bytes.buffer.slice(bytes.byteOffset,"
        " bytes.byteOffset + bytes.length));\n"
        f"const y = new Float64Array(x.length / {n});\n"
        f"for (let i = 0; i < y.length; i++) y[i] = {name}(...x.slice({n} * i, {n} * (i + 1)));\n"
        "const out = new Uint8Array(y.buffer);\n"
        "for (let k = 0; k < out.length; ) k += writeSync(1, out, k);\n"
    )
    return driver, lambda _: [], ["node", f"{name}_main.mjs"]


def _rust(file: Path, name: str, n: int) -> Any:
    given = ", ".join(f"x[{k}]" for k in range(n))
    driver = (
        f'#[path = "{file.name}"]\n#[allow(dead_code)]\nmod made;\nuse std::io::{{Read, Write}};\n'
        "fn main() {\n let mut bytes = Vec::new();\n"
        " std::io::stdin().read_to_end(&mut bytes).unwrap();\n"
        " let x: Vec<f64> = bytes.chunks(8)"
        ".map(|b| f64::from_le_bytes(b.try_into().unwrap())).collect();\n"
        f" let y: Vec<u8> = x.chunks({n}).flat_map(|x| made::{name}({given}).to_le_bytes())"
        ".collect();\n std::io::stdout().write_all(&y).unwrap();\n}\n"
    )

    def build(source: Path) -> list[list[str]]:
        return [["rustc", "--edition", "2021", "-O", source.name, "-o", f"{name}_rust"]]

    return driver, build, [f"./{name}_rust"]


def _scala(file: Path, name: str, n: int) -> Any:
    from derive.codegen.languages.scala import object_of

    function = name.removesuffix("_derivative")
    given = ", ".join(f"b.getDouble(8*({n}*i + {k}))" for k in range(n))
    driver = (
        "import java.nio._\nobject Main { def main(a: Array[String]): Unit = {\n"
        " val in = System.in; val out = new java.io.ByteArrayOutputStream\n"
        " val part = new Array[Byte](65536); var k = in.read(part)\n"
        " while (k >= 0) { out.write(part, 0, k); k = in.read(part) }\n"
        " val b = ByteBuffer.wrap(out.toByteArray).order(ByteOrder.LITTLE_ENDIAN)\n"
        f" val m = out.size/{8 * n}; val y = ByteBuffer.allocate(8*m)"
        ".order(ByteOrder.LITTLE_ENDIAN)\n"
        f" for (i <- 0 until m) y.putDouble(8*i, {object_of(function)}.{name}({given}))\n"
        " System.out.write(y.array, 0, 8*m); System.out.flush() } }\n"
    )

    def build(source: Path) -> list[list[str]]:
        return [["scalac", file.name, source.name]]

    return driver, build, ["scala", "-cp", ".", "Main"]


DRIVERS: dict[str, Callable[[Path, str, int], Any]] = {
    "c": _c,
    "javascript": _javascript,
    "rust": _rust,
    "scala": _scala,
}
_TOOLS = {"c": "gcc", "javascript": "node", "rust": "rustc", "scala": "scalac"}


def competitors(
    case: Case, m: Module, name: str, s: Stable, languages: Sequence[str], folder: Path
) -> Iterator[tuple[str, Callable[[], Function]]]:
    """Who computes a function, by name; a function of nothing makes each."""
    yield "as written", lambda: written(s)
    yield "ours", lambda: ours(s)
    for language in languages:
        if language not in _TOOLS or shutil.which(_TOOLS[language]):
            yield f"ours, {language}", lambda one=language: generated(m, name, one, folder)  # type: ignore[misc]
    yield "SymPy optimize", lambda: optimized(s)
    if case.scipy and not s.target.derivative:
        yield f"scipy {case.scipy}", lambda: of_scipy(case.scipy)
    if case.torch and not s.target.derivative:
        yield f"torch {case.torch.rpartition('.')[2]}", lambda: of_torch(case.torch)


def told(case: Case, count: int, languages: Sequence[str]) -> dict[str, dict[str, float]]:
    """The largest error of everybody, by function; where each is, is printed."""
    m = module(subject_of(case))
    found: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, s in m.both:
            where = known(s, count)
            print(f"{name}, {len(where.points)} points")
            for piece in s.pieces:
                print(f"    {piece.low:g} <= {m.variable} < {piece.high:g}: {piece.form}")
            errors = found[name] = {}
            for who, make in competitors(case, m, name, s, languages, Path(folder)):
                with suppress(ImportError, subprocess.CalledProcessError, AttributeError):
                    errors[who], point = worst(make()(where.points), where)
                    at = ", ".join(f"{x!r}" for x in point)
                    print(f"  {who:24} {errors[who]:12.4g}   at {at}", flush=True)
    return found


def brief(found: Mapping[str, Mapping[str, float]]) -> str:
    """The errors as one table in Markdown, a row a function."""
    everybody = dict.fromkeys(heading(who) for errors in found.values() for who in errors)
    rows = [["function", *everybody], ["---", *("---:" for _ in everybody)]]
    for name, errors in found.items():
        by = {heading(who): f"{error:.3g}" for who, error in errors.items()}
        rows.append([f"`{name}`", *(by.get(who, "") for who in everybody)])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def heading(who: str) -> str:
    """Whose function it is, whatever its name there."""
    first, _, name = who.partition(" ")
    return {"scipy": "SciPy", "torch": "PyTorch"}.get(first, who) if name else who


def main() -> None:
    """Prints what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help=", ".join(c.name for c in CASES))
    parser.add_argument("--points", type=int, default=100_000)
    parser.add_argument("--languages", default="c,numpy,javascript,rust,torch,jax")
    parser.add_argument("--brief", action="store_true", help="one table, of Python and C")
    asked = parser.parse_args()
    languages = ["c"] if asked.brief else [x for x in asked.languages.split(",") if x]
    found: dict[str, dict[str, float]] = {}
    for case in CASES:
        if not asked.names or case.name in asked.names:
            with redirect_stdout(sys.stderr if asked.brief else sys.stdout):
                found |= told(case, asked.points, languages)
    if asked.brief:
        print(brief(found))


if __name__ == "__main__":
    main()
